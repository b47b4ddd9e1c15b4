import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { runningServer } from '../../../test/running-server.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';

const page = `<!doctype html><title>Lesson</title>${'<p>Ready is not alive.</p>'.repeat(200)}`;
const entry = `
export async function handler(request, response, next, locals) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/attempts/broken') throw new Error('/root/secret');
  if (!pathname.startsWith('/attempts/')) return next();
  const attempt = await locals.orkestr.attempt(pathname.slice('/attempts/'.length));
  response.writeHead(attempt ? 200 : 404, { 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] });
  response.write('<!doctype html>');
  response.end(attempt ? attempt.lab : 'no such attempt');
}`;

function builtSite(extra: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const files: Record<string, string> = {
    'client/index.html': '<!doctype html><title>Start</title>',
    'client/404.html': '<!doctype html><title>Nothing here</title>',
    'client/en/todo/index.html': page,
    'client/ru/тест/index.html': page,
    'client/_astro/page.a1b2c3.js': `console.log(1);${'/* long */'.repeat(300)}`,
    'client/favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'client/.env': 'SECRET=1',
    'server/entry.mjs': entry,
    'secret.txt': 'secret',
    ...extra,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), content);
  }
  return folder;
}

test('pages are served compressed, with a tag, and not sent again when unchanged', async () => {
  using folder = builtSite();
  await using site = await runningServer({ siteFolder: folder.path });
  const plain = await site.ask('/en/todo/');
  expect([plain.status, plain.text]).toEqual([200, page]);
  expect(plain.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    vary: 'Accept-Encoding',
  });
  const brotli = await site.ask('/en/todo/', { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(brotli.bytes).toString()).toBe(page);
  expect(brotli.bytes.length).toBeLessThan(plain.bytes.length / 10);
  const zipped = await site.ask('/en/todo/', { headers: { 'accept-encoding': 'gzip, br;q=0' } });
  expect(gunzipSync(zipped.bytes).toString()).toBe(page);
  expect(new Set([plain, brotli, zipped].map(({ headers }) => headers.etag)).size).toBe(3);
  const headers = { 'accept-encoding': 'br', 'if-none-match': brotli.headers.etag! };
  const unchanged = await site.ask('/en/todo/', { headers });
  expect([unchanged.status, unchanged.bytes.length]).toEqual([304, 0]);
  const head = await site.ask('/en/todo/', { method: 'HEAD' });
  expect([head.status, head.bytes.length]).toEqual([200, 0]);

  writeFileSync(join(folder.path, 'client/en/todo/index.html'), `${page}!`);
  expect((await site.ask('/en/todo/', { headers })).status).toBe(200);
});

test('hashed files are kept for a year, folders have one address, names may be in any script', async () => {
  using folder = builtSite();
  await using site = await runningServer({ siteFolder: folder.path });
  const script = await site.ask('/_astro/page.a1b2c3.js');
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  const redirect = await site.ask('/en/todo?x=1');
  expect([redirect.status, redirect.headers.location]).toEqual([308, '/en/todo/?x=1']);
  expect((await site.ask('/ru/%D1%82%D0%B5%D1%81%D1%82/')).status).toBe(200);
  expect((await site.ask('/ru/%D1%82%D0%B5%D1%81%D1%82')).headers.location).toBe('/ru/%D1%82%D0%B5%D1%81%D1%82/');
  expect((await site.ask('/')).text).toContain('Start');
  expect((await site.ask('/favicon.svg')).headers['content-type']).toBe('image/svg+xml');
});

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/..%5csecret.txt',
  '/en/todo/..%2f..%2f..%2fsecret.txt',
  '/%252e%252e%252fsecret.txt',
  '/.env',
  '/link.txt',
  '/%00',
  '/%ff',
  '/en/todo/index.html%00.js',
  '//evil.example/..',
  '/__proto__',
  '/constructor',
])('%s leads nowhere', async (path) => {
  using folder = builtSite();
  symlinkSync(join(folder.path, 'secret.txt'), join(folder.path, 'client/link.txt'));
  await using site = await runningServer({ siteFolder: folder.path });
  const answer = await site.ask(path);
  expect([answer.status, answer.text.includes('secret'), answer.text.includes('SECRET')]).toEqual([
    expect.toBeOneOf([400, 404]),
    false,
    false,
  ]);
});

test('rendered pages get the attempts, and what is not there is the site’s own page', async () => {
  using folder = builtSite();
  await using site = await runningServer({ siteFolder: folder.path });
  const { id } = (await site.post({ lab: 'health', source: { kind: 'reference' } })).json() as { id: string };
  const attempt = await site.ask(`/attempts/${id}`);
  expect([attempt.status, attempt.text]).toEqual([200, '<!doctype html>todo/health']);
  expect(attempt.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  expect(attempt.headers['content-security-policy']).toContain("script-src 'self'");
  expect(attempt.headers['cache-control']).toBe('private, no-cache');
  expect((await site.ask('/attempts/nobody')).text).toBe('<!doctype html>no such attempt');
  for (const path of ['/nothing', '/nothing.png', '/en/nothing/']) {
    const missing = await site.ask(path);
    expect([missing.status, missing.text]).toEqual([404, '<!doctype html><title>Nothing here</title>']);
  }
  const broken = await site.ask('/attempts/broken');
  expect([broken.status, broken.text.includes('secret')]).toEqual([500, false]);
});

test('a site that is not built says how to build it, and is there once it is', async () => {
  using folder = builtSite();
  rmSync(join(folder.path, 'client'), { recursive: true });
  await using site = await runningServer({ siteFolder: folder.path });
  const missing = await site.ask('/en/todo/');
  expect([missing.status, missing.text]).toEqual([503, expect.stringContaining('npm run build -w site')]);
  expect((await site.ask('/api/labs')).status).toBe(200);
  mkdirSync(join(folder.path, 'client/en/todo'), { recursive: true });
  writeFileSync(join(folder.path, 'client/en/todo/index.html'), page);
  expect((await site.ask('/en/todo/')).status).toBe(200);
});

test('answers of the API are compressed as well', async () => {
  await using site = await runningServer();
  const answer = await site.ask('/api/openapi.json', { headers: { 'accept-encoding': 'br' } });
  expect(answer.headers['content-encoding']).toBe('br');
  expect(JSON.parse(brotliDecompressSync(answer.bytes).toString())).toMatchObject({ openapi: '3.1.0' });
});
