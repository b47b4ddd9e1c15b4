import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Attempt } from '../../contract/index.ts';

/**
 * Which hidden checks have failed before for one folder: their evidence is shown from the second failure on. Kept in the
 * user's state folder; where it cannot be kept, every failure counts as the first.
 */
export class PreviousFailures {
  readonly #path: string;
  readonly #ids: Set<string>;

  private constructor(path: string, ids: Set<string>) {
    this.#path = path;
    this.#ids = ids;
  }

  /** What is known of `folder`. A file that is not there or not ours is as good as none. */
  static async of(folder: string, cwd: string, env: NodeJS.ProcessEnv): Promise<PreviousFailures> {
    const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local/state');
    const digest = createHash('sha256').update(resolve(cwd, folder)).digest('hex').slice(0, 32);
    const path = join(state, 'orkestr/hidden-failures', `${digest}.json`);
    try {
      const ids: unknown = JSON.parse(await readFile(path, 'utf8'));
      return new PreviousFailures(path, new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []));
    } catch {
      return new PreviousFailures(path, new Set());
    }
  }

  /** Ids of the checks (`track/lab.check`) that failed in an earlier attempt. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** Remembers the hidden checks that failed in this attempt, for the next call. Whole or not at all; never throws. */
  async remember(attempt: Attempt): Promise<void> {
    const failed = attempt.checks.filter(({ hidden, verdict }) => hidden && verdict === 'failed').map(({ id }) => id);
    if (failed.every((id) => this.#ids.has(id))) return;
    try {
      await mkdir(resolve(this.#path, '..'), { recursive: true, mode: 0o700 });
      const temporary = `${this.#path}.${process.pid}.tmp`;
      await writeFile(temporary, JSON.stringify([...new Set([...this.#ids, ...failed])]));
      await rename(temporary, this.#path);
    } catch {
      // A read-only home (CI) loses nothing but the memory of this failure.
    }
  }
}
