import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is true. @throws Error after ten seconds */
export async function until(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited ten seconds in vain until ${what}`);
    await sleep(20);
  }
}
