import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Writable } from 'node:stream';

/**
 * Stands in for Node's response where a page is rendered: what the renderer writes is collected, so that it goes the same
 * way as every other answer (headers, compression, log).
 */
export class CollectedResponse extends Writable {
  readonly req: IncomingMessage;
  statusCode = 200;
  statusMessage = '';
  headersSent = false;
  readonly #headers: OutgoingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];

  constructor(req: IncomingMessage) {
    super();
    this.req = req;
  }

  get headers(): OutgoingHttpHeaders {
    return this.#headers;
  }

  get body(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  setHeader(name: string, value: number | string | string[]): this {
    this.#headers[name.toLowerCase()] = value;
    return this;
  }

  writeHead(status: number, headers?: OutgoingHttpHeaders | string): this {
    this.statusCode = status;
    this.headersSent = true;
    if (typeof headers === 'object') {
      for (const [name, value] of Object.entries(headers)) if (value !== undefined) this.setHeader(name, value);
    }
    return this;
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.headersSent = true;
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));
    done();
  }
}
