import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../lab/poll.ts';

/** One file for everybody who builds with this user's Docker, whichever checkout they work in. */
const lockFile = join(tmpdir(), `orkestr-images-${userInfo().uid}.lock`);

/** Longer than all images take on a slow machine. */
const patienceMs = 30 * 60_000;

/**
 * Runs `work` while no other process of this user makes images: `npm start` and a first `orkestr grade` would otherwise build
 * the same thing twice. It saves work and guards nothing: a lock whose owner is dead is taken over, and where no file
 * can be written the work is done without one.
 */
export async function exclusively<T>(
  work: () => Promise<T>,
  options: { onWait: (pid: number) => void; signal?: AbortSignal; file?: string },
): Promise<T> {
  const file = options.file ?? lockFile;
  let waitedFor = 0;
  const { last } = await poll(
    () => {
      const outcome = take(file);
      if (typeof outcome === 'number' && outcome !== waitedFor) {
        waitedFor = outcome;
        options.onWait(outcome);
      }
      return outcome;
    },
    { until: (outcome) => typeof outcome !== 'number', everyMs: 200, deadlineMs: patienceMs, signal: options.signal },
  );
  try {
    return await work();
  } finally {
    if (last === 'taken') rmSync(file, { force: true });
  }
}

/** `taken`; or the pid of the living process that has it; or `impossible` where the file cannot be written. */
function take(file: string): 'taken' | 'impossible' | number {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return 'taken';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return 'impossible';
  }
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    if (lives(owner)) return owner;
    rmSync(file, { force: true });
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return 'taken';
  } catch {
    return 'impossible';
  }
}

/** The process that is making images now, or `null`. */
export function whoMakesImages(file: string = lockFile): number | null {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    return lives(owner) ? owner : null;
  } catch {
    return null;
  }
}

function lives(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
