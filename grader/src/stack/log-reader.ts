import type { Readable } from 'node:stream';
import type { LogLine } from '../lab/index.ts';
import { FrameReader } from './frames.ts';
import type { Limits } from './limits.ts';

/** Where a finished line goes. */
export type OnLine = (line: { stream: 'out' | 'err'; text: string; timestamp: string }) => void;

/**
 * Cuts Docker's multiplexed log stream into lines, each with the daemon's timestamp. Long lines are cut and say so; after
 * `limits.logBytes` reading ends with a last line that says so, and the rest is never held in memory.
 *
 * @returns a promise that resolves when the stream has ended or the bound was reached; it does not reject
 */
export function readLog(source: Readable, limits: Limits, onLine: OnLine): Promise<void> {
  const partial: Record<'out' | 'err', LineBuffer> = { out: new LineBuffer(limits), err: new LineBuffer(limits) };
  const frames = new FrameReader();
  let seen = 0;
  return new Promise((resolve) => {
    const finish = () => {
      for (const stream of ['out', 'err'] as const) partial[stream].flush((text) => emit(stream, text, onLine));
      resolve();
    };
    source.on('data', (chunk: Buffer) => {
      frames.push(chunk, (stream, bytes) => {
        partial[stream].push(bytes, (text) => emit(stream, text, onLine));
        seen += bytes.length;
      });
      if (seen > limits.logBytes) {
        onLine({ stream: 'err', timestamp: '', text: `[output cut here: more than ${limits.logBytes} bytes]` });
        source.destroy();
        resolve();
      }
    });
    source.once('end', finish);
    source.once('close', finish);
    source.once('error', finish);
  });
}

function emit(stream: 'out' | 'err', raw: string, onLine: OnLine): void {
  const space = raw.indexOf(' ');
  onLine({ stream, timestamp: raw.slice(0, space), text: raw.slice(space + 1) });
}

/** Bytes of one stream until the next line end. A line over the bound is cut, its rest skipped. */
class LineBuffer {
  readonly #limit: number;
  #kept: Buffer[] = [];
  #length = 0;
  #cut = 0;

  constructor(limits: Limits) {
    this.#limit = limits.logLineBytes;
  }

  push(chunk: Buffer, onLine: (text: string) => void): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      this.#add(chunk.subarray(from, end));
      this.flush(onLine);
      from = end + 1;
    }
    this.#add(chunk.subarray(from));
  }

  flush(onLine: (text: string) => void): void {
    if (this.#length === 0 && this.#cut === 0) return;
    const text = Buffer.concat(this.#kept).toString('utf8').replace(/\r$/, '');
    const cut = this.#cut;
    this.#kept = [];
    this.#length = this.#cut = 0;
    onLine(cut > 0 ? `${text} [cut: ${cut} more bytes]` : text);
  }

  #add(bytes: Buffer): void {
    const room = this.#limit - this.#length;
    if (bytes.length > room) this.#cut += bytes.length - Math.max(room, 0);
    if (room <= 0 || bytes.length === 0) return;
    this.#kept.push(Buffer.from(bytes.subarray(0, room)));
    this.#length += Math.min(bytes.length, room);
  }
}

/** The newest lines of a log, in order. */
export function lastLines(lines: readonly LogLine[], count: number): string[] {
  return lines.slice(-count).map((line) => line.text);
}
