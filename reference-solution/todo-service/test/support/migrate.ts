import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** A run of the migrate command: the process, and how it ended with all it wrote. */
export interface MigrateRun {
  process: ChildProcess;
  ended: Promise<{ exitCode: number | null; output: string }>;
}

export function startMigrate(url: string, ...args: string[]): MigrateRun {
  const file = fileURLToPath(new URL('../../src/migrate.ts', import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { env: { DATABASE_URL: url } });
  const { promise: exitCode, resolve } = Promise.withResolvers<number | null>();
  child.on('close', resolve);
  const ended = Promise.all([exitCode, text(child.stdout), text(child.stderr)]).then(([exitCode, out, err]) => ({
    exitCode,
    output: out + err,
  }));
  return { process: child, ended };
}

export function migrate(url: string, ...args: string[]): MigrateRun['ended'] {
  return startMigrate(url, ...args).ended;
}
