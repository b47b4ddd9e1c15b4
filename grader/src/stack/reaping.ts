import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connectDocker } from './docker.ts';
import { thisOwner } from './labels.ts';
import { sweepAbandoned } from './sweep.ts';

let reaper: ChildProcess | undefined;

/**
 * Makes sure that what this process starts in Docker goes when it ends, however it ends. Once a process; also sweeps, in
 * the background, what processes that died together with their reaper left before.
 */
export function ensureReaper(): void {
  if (reaper && reaper.exitCode === null && reaper.signalCode === null) return;
  const script = fileURLToPath(new URL('./reaper.ts', import.meta.url));
  reaper = spawn(process.execPath, [script, thisOwner()], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  reaper.stdin?.on('error', () => undefined);
  reaper.unref();
  (reaper.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  sweepAbandoned(connectDocker()).catch(() => undefined);
}

/** Tells the reaper of a temporary folder; call the returned function when it is gone. */
export function reapFolder(path: string): () => void {
  ensureReaper();
  reaper?.stdin?.write(`temp ${path}\n`);
  return () => reaper?.stdin?.write(`gone ${path}\n`);
}
