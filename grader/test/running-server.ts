import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { type ServeOptions, serve } from '../src/server/serve.ts';
import { exampleCatalogue } from './example-lab.ts';
import { scriptedEngine } from './scripted-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** An answer as it came over the wire. */
export interface WireAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  text: string;
  json: () => unknown;
}

/** A server with example labs and a scripted engine on a free port, and a client that may send what browsers may not. */
export async function runningServer(options: ServeOptions = {}) {
  const folder = temporaryFolder();
  const server = await serve({
    port: 0,
    dataFolder: `${folder.path}/data`,
    siteFolder: `${folder.path}/site`,
    catalogue: exampleCatalogue(),
    grade: scriptedEngine().grade,
    ...options,
  });
  const ask = (path: string, init: RequestOptions & { body?: string } = {}): Promise<WireAnswer> =>
    new Promise((resolve, reject) => {
      const { body, ...rest } = init;
      const request = httpRequest({ host: '127.0.0.1', port: server.port, path, agent: false, ...rest }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString();
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, bytes, text, json: () => JSON.parse(text) });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    ask('/api/attempts', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    server,
    ask,
    post,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await server.close();
      folder[Symbol.dispose]();
    },
  };
}
