import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { AttemptRecord, NumberedEvent, Platform, SiteAccess } from 'orkestr/contract';
import { failedHealthAttempt } from './recorded-attempt.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
/** The policy the site is made for; the server sends the same. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** What the fixture server tells of attempts; a test changes it as the story goes on. */
export interface Story {
  record: AttemptRecord;
  events: NumberedEvent[];
  /** Streams that are open on this attempt. */
  streams: Set<ServerResponse>;
}

/** Sends one more event of a story to whoever listens. */
export function tell(story: Story, event: NumberedEvent): void {
  story.events.push(event);
  for (const stream of story.streams) write(stream, event);
}

function write(stream: ServerResponse, { sequence, event }: NumberedEvent): void {
  stream.write(`id: ${sequence}\ndata: ${JSON.stringify(event)}\n\n`);
  if (event.type === 'attempt-ended') stream.write('event: end\ndata: {}\n\n');
}

/** A running fixture server, and what it tells. */
export interface Fixtures {
  url: string;
  stories: Map<string, Story>;
  platform: Platform;
  server: Server;
}

/** The built site with made-up attempts: no grader, no Docker, no database. */
export async function serveFixtures(port = 0): Promise<Fixtures> {
  const { handler } = (await import(pathToFileURL(join(dist, 'server/entry.mjs')).href)) as {
    handler(request: IncomingMessage, response: ServerResponse, next: () => void, locals: object): void;
  };
  const stories = new Map<string, Story>([['healthfailed1', { ...failedHealthAttempt(), streams: new Set() }]]);
  const platform: Platform = {
    version: '0.1.0',
    canGrade: true,
    docker: { available: true, version: '20.10', problem: null },
    images: [],
    queue: { waiting: 0, running: 0, limit: 50 },
  };
  const access: SiteAccess = {
    attempt: async (id) => stories.get(id)?.record,
    events: async (id) => stories.get(id)?.events ?? [],
    attempts: async () => [],
    labs: () => [],
    platform: async () => platform,
  };
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', contentSecurityPolicy);
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.startsWith('/api/')) api(request, response, url, stories, platform);
    else if (!file(request, response, url.pathname))
      handler(request, response, () => notFound(response), { orkestr: access });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return { url: `http://127.0.0.1:${address.port}`, stories, platform, server };
}

function file(request: IncomingMessage, response: ServerResponse, pathname: string): boolean {
  const path = join(dist, 'client', normalize(decodeURIComponent(pathname)));
  const found = [path, join(path, 'index.html')].find(
    (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
  );
  if (!found) return false;
  const type = types[extname(found)] ?? 'application/octet-stream';
  response.setHeader('content-type', type);
  const body = readFileSync(found);
  const packed = /br/.test(String(request.headers['accept-encoding'])) && !/woff2|octet/.test(type);
  if (packed) response.setHeader('content-encoding', 'br');
  response.end(packed ? brotliCompressSync(body) : body);
  return true;
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
  response.end(readFileSync(join(dist, 'client/404.html')));
}

function api(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  stories: Map<string, Story>,
  platform: Platform,
): void {
  const stream = /^\/api\/attempts\/([a-z0-9]+)\/events$/.exec(url.pathname)?.[1];
  const story = stream ? stories.get(stream) : undefined;
  if (story) {
    follow(request, response, story, Number(url.searchParams.get('after') ?? 0));
    return;
  }
  const [status, body] = answer(request, url, stories, platform);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function follow(request: IncomingMessage, response: ServerResponse, story: Story, after: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const from = Number(request.headers['last-event-id'] ?? after);
  response.write(': hello\n\n');
  for (const event of story.events) if (event.sequence > from) write(response, event);
  story.streams.add(response);
  response.on('close', () => story.streams.delete(response));
}

function answer(
  request: IncomingMessage,
  url: URL,
  stories: Map<string, Story>,
  platform: Platform,
): [status: number, body: unknown] {
  if (url.pathname === '/api/platform') return [200, platform];
  if (url.pathname === '/api/attempts' && request.method === 'POST') return [202, { id: 'healthfailed1', position: 1 }];
  if (url.pathname === '/api/attempts') {
    return [200, { items: [...stories.values()].map(({ record }) => ({ ...record, attempt: undefined })) }];
  }
  return [404, { error: 'not found', code: 'not_found' }];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serveFixtures(Number(process.argv[2] ?? 4400));
  process.stdout.write(`${url}\n`);
}
