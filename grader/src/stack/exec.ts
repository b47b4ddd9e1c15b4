import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { PlatformError } from '../lab/index.ts';
import { FrameReader } from './frames.ts';

const keptBytes = 16 * 1024 * 1024;

/** What a command inside a container printed, and how it ended. */
export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in a running container to its end. @throws PlatformError when it prints more than 16 MiB */
export async function runToEnd(
  container: Docker.Container,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<ExecResult> {
  const exec = await container.exec({
    Cmd: [...command],
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = (await exec.start({ hijack: true, stdin: false })) as unknown as Readable;
  const onAbort = () => stream.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  const chunks = { out: [] as Buffer[], err: [] as Buffer[] };
  const frames = new FrameReader();
  let seen = 0;
  try {
    for await (const chunk of stream) {
      frames.push(chunk as Buffer, (from, bytes) => chunks[from].push(bytes));
      seen += (chunk as Buffer).length;
      if (seen > keptBytes)
        throw new PlatformError('exec-output', `${command[0]} printed more than ${keptBytes} bytes`);
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stream.destroy();
  }
  signal?.throwIfAborted();
  const { ExitCode } = await exec.inspect();
  return {
    exitCode: ExitCode ?? -1,
    stdout: Buffer.concat(chunks.out).toString('utf8'),
    stderr: Buffer.concat(chunks.err).toString('utf8'),
  };
}
