import { type ClientRequest, type IncomingMessage, request as send } from 'node:http';
import { connect } from 'node:net';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { HttpAnswer, HttpProblem, HttpRequest } from '../lab/index.ts';
import { answerOf } from './http-answer.ts';
import { curlOf } from './http-command.ts';

/** Where requests go. The way there is asked for anew each time: a container started again may have another address. */
export interface HttpTarget {
  endpoint: () => Promise<{ host: string; port: number }>;
  /** The port as the service knows it. */
  port: number;
  /** Milliseconds since the attempt began. */
  now: () => number;
  signal: AbortSignal;
}

const bounds = { bodyBytes: 1024 * 1024, headerBytes: 32 * 1024, headerCount: 200, timeoutMs: 5_000 };

/**
 * One exchange on a connection of its own. Never throws for what the service does: refused, late, endless, cut off or
 * malformed answers are values. No redirect is followed, at most 1 MiB of decoded body is read, and the deadline covers
 * the whole exchange.
 *
 * @throws the target's abort reason when the attempt or the check has ended
 */
export async function exchange(target: HttpTarget, request: HttpRequest): Promise<HttpAnswer> {
  target.signal.throwIfAborted();
  const at = target.now();
  const command = curlOf(request, target.port);
  const timeoutMs = request.timeoutMs ?? bounds.timeoutMs;
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
  const ended = AbortSignal.any([deadline, target.signal]);
  const partial = { status: 0, headers: {} as Record<string, string>, body: '' };
  let problem: HttpProblem | undefined;
  try {
    await converse(await target.endpoint(), target.port, request, ended, partial);
  } catch (error) {
    target.signal.throwIfAborted();
    problem = deadline.aborted ? late(timeoutMs, partial.status) : explain(error as NodeJS.ErrnoException, target.port);
  }
  return answerOf({ ...partial, at, durationMs: target.now() - at, command, ...(problem ? { problem } : {}) });
}

function converse(
  endpoint: { host: string; port: number },
  port: number,
  request: HttpRequest,
  signal: AbortSignal,
  into: { status: number; headers: Record<string, string>; body: string },
): Promise<void> {
  const body = request.json === undefined ? request.body : JSON.stringify(request.json);
  const headers: Record<string, string | number> = {
    host: `localhost:${port}`,
    accept: '*/*',
    ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...request.headers,
  };
  return new Promise((resolve, reject) => {
    const socket = connect(endpoint);
    // The request reports its first error; the socket may have another one when it is torn down.
    socket.on('error', () => undefined);
    const outgoing: ClientRequest = send({
      // Without an agent: with one, even `false`, this function is not asked and the host would be localhost.
      createConnection: () => socket,
      method: request.method,
      path: request.path,
      headers,
      setHost: false,
      maxHeaderSize: bounds.headerBytes,
      insecureHTTPParser: false,
    });
    outgoing.maxHeadersCount = bounds.headerCount + 1;
    const give = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      settle();
      socket.destroy();
    };
    const onAbort = () => give(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) return onAbort();
    outgoing.once('error', (error) => give(() => reject(error)));
    outgoing.once('response', (response) => {
      into.status = response.statusCode ?? 0;
      if (response.rawHeaders.length / 2 > bounds.headerCount) {
        return give(() => reject(new TooLarge('headers', bounds.headerCount)));
      }
      for (const [name, value] of Object.entries(response.headers)) {
        into.headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
      }
      readBody(response, (text) => {
        into.body = text;
      }).then(
        () => give(resolve),
        (error) => give(() => reject(error)),
      );
    });
    outgoing.end(body);
  });
}

class TooLarge extends Error {
  readonly what: 'headers' | 'body';
  readonly limit: number;

  constructor(what: 'headers' | 'body', limit: number) {
    super(`too large: ${what}`);
    this.what = what;
    this.limit = limit;
  }
}

const decoders: Record<string, () => NodeJS.ReadWriteStream> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads, decodes and bounds the body; what came before an error is kept for the message. */
async function readBody(response: IncomingMessage, keep: (text: string) => void): Promise<void> {
  const decoder = decoders[(response.headers['content-encoding'] ?? '').toLowerCase()];
  const source = decoder ? response.pipe(decoder() as never) : response;
  if (decoder) response.once('error', (error) => (source as unknown as IncomingMessage).destroy(error));
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > bounds.bodyBytes) throw new TooLarge('body', bounds.bodyBytes);
    }
  } finally {
    keep(Buffer.concat(chunks).subarray(0, bounds.bodyBytes).toString('utf8'));
  }
}

function late(timeoutMs: number, status: number): HttpProblem {
  const seconds = timeoutMs / 1000;
  return status === 0
    ? { kind: 'timeout', text: { en: `no answer within ${seconds} s`, ru: `нет ответа за ${seconds} с` } }
    : {
        kind: 'timeout',
        text: { en: `the answer did not end within ${seconds} s`, ru: `ответ не закончился за ${seconds} с` },
      };
}

function explain(error: NodeJS.ErrnoException, port: number): HttpProblem {
  if (error instanceof TooLarge) {
    return error.what === 'headers'
      ? { kind: 'too-large', text: { en: `more than ${error.limit} headers`, ru: `больше ${error.limit} заголовков` } }
      : { kind: 'too-large', text: { en: `a body over ${error.limit} bytes`, ru: `тело больше ${error.limit} байт` } };
  }
  const code = error.code ?? '';
  if (code === 'ECONNREFUSED') {
    return {
      kind: 'refused',
      text: { en: `connection refused on port ${port}`, ru: `соединение на порт ${port} отклонено` },
    };
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {
      kind: 'too-large',
      text: { en: `headers over ${bounds.headerBytes} bytes`, ru: `заголовки больше ${bounds.headerBytes} байт` },
    };
  }
  if (code.startsWith('HPE_') || code.startsWith('Z_') || code.startsWith('ERR_')) {
    return {
      kind: 'malformed',
      text: { en: `not a valid HTTP answer: ${error.message}`, ru: `это не правильный ответ HTTP: ${error.message}` },
    };
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED') {
    return {
      kind: 'reset',
      text: { en: 'the connection was cut before the answer ended', ru: 'соединение оборвалось до конца ответа' },
    };
  }
  return {
    kind: 'unreachable',
    text: { en: `unreachable (${code || error.message})`, ru: `недоступно (${code || error.message})` },
  };
}
