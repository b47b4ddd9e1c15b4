import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exclusively } from './image-lock.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'lock-test-')), 'lock');
});
afterEach(() => rmSync(join(file, '..'), { recursive: true }));

it('lets one work after the other, tells the second whom it waits for, and leaves no file', async () => {
  const order: string[] = [];
  const waiting = Promise.withResolvers<void>();
  const first = exclusively(
    async () => {
      await waiting.promise;
      order.push('first');
    },
    { file, onWait: () => expect.unreachable() },
  );
  const second = exclusively(async () => order.push('second'), {
    file,
    onWait: (pid) => {
      expect(pid).toBe(process.pid);
      waiting.resolve();
    },
  });
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
  expect(existsSync(file)).toBe(false);
});

it('takes over what a dead process left', async () => {
  writeFileSync(file, '4194304999');
  expect(await exclusively(async () => 'done', { file, onWait: () => expect.unreachable() })).toBe('done');
});

it('works without a lock where no file can be written', async () => {
  expect(await exclusively(async () => 'done', { file: join(file, 'no/such'), onWait: () => {} })).toBe('done');
});

it('gives the lock back when the work fails, and passes the failure on', async () => {
  const failing = exclusively(() => Promise.reject(new Error('broken')), { file, onWait: () => {} });
  await expect(failing).rejects.toThrow('broken');
  expect(existsSync(file)).toBe(false);
});
