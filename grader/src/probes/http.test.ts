import { createServer as createHttp, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../lab/index.ts';
import { exchange } from './http.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
  close(): unknown;
}) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
}
const http = (handler: RequestListener) => {
  const server = createHttp(handler);
  open.push({ close: () => server.closeAllConnections() });
  return listen(server);
};
/** A server that speaks bytes, not HTTP. */
const raw = (speak: (socket: Socket) => void) =>
  listen(
    createServer((socket) => {
      socket.on('error', () => undefined);
      open.push({ close: () => socket.destroy() });
      socket.once('data', () => speak(socket));
    }),
  );

/** A correct answer, but a letter every 40 ms. */
function dripHeaders(socket: Socket): void {
  const letters = [...'HTTP/1.1 200 OK\r\nX-Slow: yes\r\n'];
  const timer = setInterval(() => {
    const letter = letters.shift();
    if (letter === undefined || socket.destroyed) clearInterval(timer);
    else socket.write(letter);
  }, 40);
}

const ask = (port: number, request: Partial<HttpRequest> = {}, signal = new AbortController().signal) =>
  exchange(
    { endpoint: async () => ({ host: '127.0.0.1', port }), port, now: () => performance.now(), signal },
    { method: 'GET', path: '/', timeoutMs: 400, ...request },
  );

describe('exchange', () => {
  it('sends what it was told and gives the whole answer', async () => {
    const port = await http(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.setHeader('x-echo', `${request.method} ${request.url} ${request.headers['content-type']}`);
      response.statusCode = 201;
      response.end(body);
    });
    const answer = await ask(port, { method: 'POST', path: '/a?b=%20', json: { title: 'ü' } });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-echo': 'POST /a?b=%20 application/json' } });
    expect(answer.json()).toEqual({ title: 'ü' });
    expect(answer.command).toBe(
      `curl -i -X POST -H 'content-type: application/json' --data-binary '{"title":"ü"}' 'http://localhost:${port}/a?b=%20'`,
    );
  });

  it('takes what is left of a deadline, whole milliseconds or not', async () => {
    const port = await http((_, response) => response.end('{}'));
    expect((await ask(port, { timeoutMs: 499.799999 })).status).toBe(200);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const port = await http((_, response) => {
      asked++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await ask(port)).status).toBe(302);
    expect(asked).toBe(1);
  });

  it('says refused where nobody listens', async () => {
    const port = await listen(createServer());
    for (const server of open.splice(0)) server.close();
    expect(await ask(port)).toMatchObject({ status: 0, problem: { kind: 'refused' } });
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ['silence', 'timeout', () => undefined],
    ['headers byte by byte', 'timeout', dripHeaders],
    [
      'a body that never ends',
      'timeout',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        setInterval(() => socket.write('1\r\nx\r\n'), 20).unref();
      },
    ],
    [
      'a connection cut in mid-body',
      'reset',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy());
      },
    ],
    ['a reset', 'reset', (socket) => socket.resetAndDestroy()],
    ['no HTTP at all', 'malformed', (socket) => socket.end('SSH-2.0-OpenSSH\r\n')],
    [
      'two lengths',
      'malformed',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'),
    ],
    [
      'length beside chunks',
      'malformed',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    ],
    ['a header of 100 kB', 'too-large', (socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`)],
    [
      'a thousand headers',
      'too-large',
      (socket) =>
        socket.end(
          `HTTP/1.1 200 OK\r\n${Array.from({ length: 1_000 }, (_, i) => `a${i}: b\r\n`).join('')}Content-Length: 0\r\n\r\n`,
        ),
    ],
    [
      'a body of 3 MB',
      'too-large',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`),
    ],
  ])('ends at its bound for %s', async (_name, kind, speak) => {
    expect((await ask(await raw(speak))).problem?.kind).toBe(kind);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('bounds the decoded size of a %s bomb', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(64 * 1024 * 1024));
    const port = await http((_, response) => {
      response.setHeader('content-encoding', encoding);
      response.end(bomb);
    });
    const before = process.memoryUsage().rss;
    expect((await ask(port, { timeoutMs: 5_000 })).problem?.kind).toBe('too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('reads a compressed answer', async () => {
    const port = await http((_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('{"ok":true}'));
    });
    expect((await ask(port)).json()).toEqual({ ok: true });
  });

  it('rejects when the check was ended, and does not call that an answer', async () => {
    const ended = new AbortController();
    const port = await raw(() => ended.abort(new Error('deadline')));
    await expect(ask(port, { timeoutMs: 5_000 }, ended.signal)).rejects.toThrow('deadline');
  });

  it.each([
    ['[', undefined],
    ['['.repeat(100_000), undefined],
    ['{"a":"[[[[[["}', { a: '[[[[[[' }],
    ['{"__proto__":{"admin":true}}', expect.anything()],
  ])('reads the JSON of %j within bounds', async (body, expected) => {
    const port = await http((_, response) => response.end(body));
    const json = (await ask(port)).json();
    expect(json).toEqual(expected);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
