import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from './limits.ts';
import { readLog } from './log-reader.ts';

const time = '2026-01-01T00:00:00.000000000Z';

/** A frame as the daemon sends it: stream, length, bytes. */
function frame(stream: 1 | 2, text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

async function read(chunks: Buffer[], limits = defaultLimits) {
  const source = new PassThrough();
  const lines: { stream: string; text: string }[] = [];
  const done = readLog(source, limits, ({ stream, text }) => lines.push({ stream, text }));
  for (const chunk of chunks) source.write(chunk);
  source.end();
  await done;
  return lines;
}

describe('readLog', () => {
  it('tells the two streams apart, whatever the borders of the chunks', async () => {
    const bytes = Buffer.concat([frame(1, `${time} one\n`), frame(2, `${time} two\n`), frame(1, `${time} three`)]);
    const singly = [...bytes].map((byte) => Buffer.from([byte]));
    expect(await read(singly)).toEqual([
      { stream: 'out', text: 'one' },
      { stream: 'err', text: 'two' },
      { stream: 'out', text: 'three' },
    ]);
  });

  it('cuts a long line and says how much', async () => {
    const limits = { ...defaultLimits, logLineBytes: 40 };
    const [line] = await read([frame(1, `${time} ${'x'.repeat(100)}\n`)], limits);
    expect(line?.text).toBe(`${'x'.repeat(40 - time.length - 1)} [cut: ${100 + time.length + 1 - 40} more bytes]`);
  });

  it('stops at the bound with a last line that says so', async () => {
    const limits = { ...defaultLimits, logBytes: 500 };
    const lines = await read(
      Array.from({ length: 100 }, () => frame(1, `${time} ${'y'.repeat(50)}\n`)),
      limits,
    );
    expect(lines.length).toBeLessThan(12);
    expect(lines.at(-1)?.text).toBe('[output cut here: more than 500 bytes]');
  });

  it('takes carriage returns and bytes that are no UTF-8', async () => {
    const broken = Buffer.concat([Buffer.from(`${time} a`), Buffer.from([0xff, 0x0d, 0x0a])]);
    const head = frame(1, '').subarray(0, 8);
    head.writeUInt32BE(broken.length, 4);
    expect(await read([Buffer.concat([head, broken])])).toEqual([{ stream: 'out', text: 'a\uFFFD' }]);
  });
});
