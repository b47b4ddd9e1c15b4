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

/** The process's own terminal, and what became of what was written to it. */
export interface OwnTerminal extends Terminal {
  /** Resolves when everything written has left the process: with the error that lost some of it, if one did. */
  flushed(): Promise<Error | undefined>;
}

/**
 * The terminal of this process. Once whoever reads a stream has gone (`| head`), what is written to it is dropped: the work
 * goes on and the exit code stays true. Any other loss, a full disk for instance, is told by `flushed`.
 */
export function ownTerminal(): OwnTerminal {
  let lost: Error | undefined;
  const streams = [process.stdout, process.stderr];
  const onLoss = (error: Error) => {
    lost ??= error;
  };
  return {
    stdout: sturdy(process.stdout, onLoss),
    stderr: sturdy(process.stderr, onLoss),
    env: process.env,
    cwd: process.cwd(),
    async flushed() {
      await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
      return lost;
    },
  };
}

const readerIsGone = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'];

function sturdy(stream: NodeJS.WriteStream, onLoss: (error: Error) => void): OutputStream {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    gone = true;
    if (!readerIsGone.includes(error.code ?? '')) onLoss(error);
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
