import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { DatabaseAway } from './database.mjs';
import { Refusal } from './refusal.mjs';

const bodyLimitBytes = 64 * 1024;
const quiet = ['/live', '/ready', '/health', '/metrics'];

/**
 * A server for `routes`: `{'/tasks/{id}': {GET: call, …}, …}`. A call gets `{id, body, query, ifMatch}` and gives
 * `{status, body, text, headers}`. `isDraining` says whether clients shall look for another replica.
 */
export function makeServer({ routes, numbers, log, origins, isDraining }) {
  const table = Object.entries(routes).map(([route, calls]) => ({
    route,
    calls,
    pattern: new RegExp(`^${route.replace('{id}', '(?<id>[^/]+)')}$`),
  }));

  for (const { route, calls } of table) for (const method of Object.keys(calls)) numbers.declare({ method, route });

  async function serve(request, response) {
    const startedAt = performance.now();
    const url = new URL(request.url.startsWith('/') ? `http://service${request.url}` : 'http://service/*');
    const found = table.map((row) => ({ ...row, match: row.pattern.exec(url.pathname) })).find(({ match }) => match);
    const route = found?.route ?? 'unmatched';
    const scrape = route === '/metrics';
    const given = request.headers['x-request-id'] ?? '';
    const requestId = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
    if (!scrape) numbers.inFlight += 1;
    let result;
    let failure;
    try {
      result = await answerTo(request, url, found);
    } catch (error) {
      result = refusalFor(error);
      if (result.status >= 500) failure = error;
    }
    const { status = 200, headers = {} } = result;
    if (!scrape) numbers.inFlight -= 1;
    const seconds = (performance.now() - startedAt) / 1000;
    numbers.request({ method: request.method, route, status, seconds });
    send(request, response, { ...result, status, headers: { 'x-request-id': requestId, ...headers } });
    const level = failure ? 'error' : quiet.includes(route) ? 'debug' : 'info';
    log(level, 'request', {
      method: request.method,
      route,
      status,
      duration_ms: Math.round(seconds * 1e6) / 1000,
      request_id: requestId,
      ...(failure && { error: failure instanceof DatabaseAway ? failure.message : failure.name }),
    });
  }

  async function answerTo(request, url, found) {
    const body = await readBody(request);
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
      return { status: 204, headers: preflight };
    }
    if (!found) throw new Refusal(404, 'not_found', 'Nothing is served at this path.');
    const methods = Object.keys(found.calls);
    const call = found.calls[request.method === 'HEAD' ? 'GET' : request.method];
    if (!call) {
      const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
      throw new Refusal(405, 'method_not_allowed', 'This method is not served here.', { headers: { allow } });
    }
    return call({
      id: found.match.groups?.id,
      query: url.searchParams,
      ifMatch: request.headers['if-match'],
      body: call.takesBody ? parse(request, body) : undefined,
    });
  }

  function send(request, response, { status, body, text, headers }) {
    const origin = request.headers.origin;
    const all = {
      vary: 'Accept-Encoding, Origin',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(origins.includes(origin) && {
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'etag, location, x-request-id',
      }),
      ...(isDraining() && { connection: 'close' }),
      ...headers,
    };
    // Indented: white space means nothing in JSON.
    const payload = text ?? (body === undefined ? undefined : `${JSON.stringify(body, null, 2)}\n`);
    if (payload !== undefined) {
      all['content-type'] ??= 'application/json';
      all['content-length'] = Buffer.byteLength(payload);
    }
    response.writeHead(status, all);
    response.end(request.method === 'HEAD' ? undefined : payload);
  }

  return createServer((request, response) => {
    serve(request, response).catch((error) => {
      log('error', 'an answer could not be sent', { error: error.name });
      response.destroy();
    });
  });
}

const preflight = {
  'access-control-allow-methods': 'DELETE, GET, PATCH, POST',
  'access-control-allow-headers': 'content-type, if-match, x-request-id',
  'access-control-max-age': '600',
};

/** All of it is read, so that the client may finish writing; what is too much is forgotten at once. */
async function readBody(request) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= bodyLimitBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    throw new Refusal(400, 'incomplete_body', 'The request ended too early.');
  }
  if (size > bodyLimitBytes) throw new Refusal(413, 'body_too_large', 'A body has at most 64 KiB.');
  return Buffer.concat(chunks).toString();
}

function parse(request, text) {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal(415, 'unsupported_media_type', 'Only application/json is read here.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'invalid_json', 'The body is no JSON.');
  }
}

function refusalFor(error) {
  if (error instanceof Refusal) return error;
  if (error instanceof DatabaseAway) {
    const headers = { 'retry-after': '1' };
    return new Refusal(503, 'database_unavailable', 'Come back in a moment.', { headers });
  }
  return new Refusal(500, 'internal', 'This went wrong on our side.');
}
