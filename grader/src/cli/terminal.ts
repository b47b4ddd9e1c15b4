import { type Paint, painter, wantsColour } from '../report/style.ts';

/** What a command needs of an output stream; `process.stdout` is one, a test's array can be another. */
export interface OutputStream {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

/** The world a command runs in, so that tests can give it another. */
export interface Terminal {
  stdout: OutputStream;
  stderr: OutputStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** Columns to set text in: the stream's own, else COLUMNS, else 80; never so wide that lines are hard to read. */
export function widthOf(stream: OutputStream, env: NodeJS.ProcessEnv): number {
  const columns = stream.columns || Number(env.COLUMNS) || 80;
  return Math.min(120, Math.max(20, Math.floor(columns)));
}

/** Colours for a stream, or none. */
export function paintFor(stream: OutputStream, env: NodeJS.ProcessEnv): Paint {
  return painter(wantsColour({ isTTY: stream.isTTY === true }, env));
}

/**
 * The process's own terminal. Once whoever reads a stream has gone (`| head`), what is written to it is dropped: the work
 * goes on and the exit code stays true.
 */
export function ownTerminal(): Terminal {
  return { stdout: sturdy(process.stdout), stderr: sturdy(process.stderr), env: process.env, cwd: process.cwd() };
}

function sturdy(stream: NodeJS.WriteStream): OutputStream {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    gone = true;
  });
  return {
    write: (text) => (gone ? true : stream.write(text)),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
  };
}

/** Resolves when everything written to the process's streams has left it, or nobody is there to take it. */
export async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (stream.destroyed || stream.writableLength === 0) return resolve();
          stream.write('', () => resolve());
        }),
    ),
  );
}
