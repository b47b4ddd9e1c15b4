import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { runningServer } from '../../test/running-server.ts';

const wanted = JSON.stringify({ lab: 'todo/health', source: { kind: 'reference' } });

test.each([
  ['a body of 1 MB', `{"lab":"${'x'.repeat(1_000_000)}"}`, 'application/json', 413, 'body_too_large'],
  ['no JSON', '{"lab":', 'application/json', 400, 'invalid_json'],
  ['an empty body', '', 'application/json', 400, 'invalid_json'],
  ['a form', 'lab=todo/health', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
  ['text that is JSON', wanted, 'text/plain', 415, 'unsupported_media_type'],
  ['__proto__', '{"__proto__":{"admin":true},"lab":"todo/health"}', 'application/json', 400, 'invalid_json'],
  ['constructor.prototype', '{"constructor":{"prototype":{"a":1}}}', 'application/json', 400, 'invalid_json'],
  ['depth', `${'['.repeat(7_000)}${']'.repeat(7_000)}`, 'application/json', 422, 'validation_failed'],
])('%s as a body is refused', async (_what, body, type, status, code) => {
  await using site = await runningServer();
  const answer = await site.post(body, { 'content-type': type });
  expect([answer.status, answer.json()]).toMatchObject([status, { code }]);
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
  expect((await site.ask('/api/attempts')).json()).toEqual({ items: [] });
});

test.each([
  ['a foreign origin', { origin: 'http://evil.example' }],
  ['the null origin', { origin: 'null' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of a neighbouring site', { 'sec-fetch-site': 'same-site' }],
])('%s may not have anything graded', async (_what, headers) => {
  await using site = await runningServer();
  const answer = await site.post(wanted, headers);
  expect([answer.status, answer.json()]).toMatchObject([403, { code: 'foreign_origin' }]);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  expect((await site.ask('/api/attempts')).json()).toEqual({ items: [] });
});

test('pages of its own may', async () => {
  await using site = await runningServer();
  const host = `localhost:${site.server.port}`;
  const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
  expect((await site.post(wanted, headers)).status).toBe(202);
});

test.each([
  'evil.example',
  'evil.example:4321',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'localhost@evil.example',
])('under the name "%s" nothing is answered', async (host) => {
  await using site = await runningServer();
  for (const path of ['/api/attempts', '/', '/metrics', '/health']) {
    const answer = await site.ask(path, { headers: { host } });
    expect([path, answer.status, answer.json()]).toMatchObject([path, 421, { code: 'unknown_host' }]);
  }
  expect((await site.post(wanted, { host, origin: `http://${host}` })).status).toBe(421);
});

test.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '[::1]:4321', 'grader.example'])(
  'under its own name "%s" it answers',
  async (host) => {
    await using site = await runningServer({ allowedHosts: ['grader.example'] });
    expect((await site.ask('/api/attempts', { headers: { host } })).status).toBe(200);
  },
);

test('every answer keeps browsers strict and tells nothing of the inside', async () => {
  await using site = await runningServer();
  for (const path of ['/', '/api/labs', '/api/nothing', '/nothing', '/live', '/metrics']) {
    const { headers } = await site.ask(path);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self' 'wasm-unsafe-eval'/);
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers.server).toBeUndefined();
  }
});

test('methods that an address does not have are named', async () => {
  await using site = await runningServer();
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    const answer = await site.ask('/api/attempts', { method });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  }
  expect((await site.ask('/api/attempts/abcdef', { method: 'DELETE' })).headers.allow).toBe('GET, HEAD');
  expect((await site.ask('/en/', { method: 'POST' })).status).toBe(405);
});

test.each([
  ['an empty host', 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 421 /],
  ['HTTP/1.0 without a host', 'GET / HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 421 /],
  ['no host', 'GET /live HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
  [
    'two lengths',
    'POST /api/attempts HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
    /^HTTP\/1\.1 400 /,
  ],
  [
    'smuggling',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    /^HTTP\/1\.1 400 /,
  ],
  [
    'another address within',
    'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 (400|404|503) /,
  ],
  ['256 KB of headers', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(262_144)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
])('%s on the wire is refused', async (_what, bytes, answer) => {
  await using site = await runningServer();
  expect(await sendRaw(site.server.port, bytes)).toMatch(answer);
  expect((await site.ask('/live')).status).toBe(200);
});

function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (received === '' ? reject(error) : resolve(received)));
    socket.on('close', () => resolve(received));
    socket.write(bytes);
  });
}

test('an error of the store says nothing of where it is', async () => {
  await using site = await runningServer({ means: () => Promise.reject(new Error('/root/secret is broken')) });
  const answer = await site.ask('/api/platform');
  expect(answer.status).toBe(500);
  expect(answer.json()).toEqual({ code: 'internal', error: expect.not.stringContaining('secret') });
});
