import { existsSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type { SiteAccess } from '../../contract/index.ts';
import { CollectedResponse } from './collected-response.ts';
import { fileStamp } from './static-folder.ts';

/** What a build of the site exports: Express's convention. */
type Handler = (
  request: IncomingMessage,
  response: CollectedResponse,
  next: (error?: unknown) => void,
  locals: { orkestr: SiteAccess },
) => Promise<void> | void;

export interface RenderedPage {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** Renders the pages that are made anew for each request. The renderer is loaded at the first such request. */
export class PageRenderer {
  readonly #entry: string;
  readonly #access: SiteAccess;
  #loaded: { stamp: string; handler: Promise<Handler> } | undefined;

  constructor(serverFolder: string, access: SiteAccess) {
    this.#entry = join(serverFolder, 'entry.mjs');
    this.#access = access;
  }

  get exists(): boolean {
    return existsSync(this.#entry);
  }

  /** The page at the request's address; `undefined` when the site has none there. @throws what the renderer throws */
  async render(request: IncomingMessage): Promise<RenderedPage | undefined> {
    if (!this.exists) return undefined;
    const handler = await this.#handler();
    const response = new CollectedResponse(request);
    const done = finished(response);
    const answered = await Promise.race([
      done.then(() => true),
      new Promise<false>((resolve, reject) => {
        const next = (error?: unknown) => (error ? reject(error) : resolve(false));
        Promise.resolve(handler(request, response, next, { orkestr: this.#access })).catch(reject);
      }),
    ]);
    if (!answered) {
      response.end();
      return undefined;
    }
    return { status: response.statusCode, headers: response.headers, body: response.body };
  }

  #handler(): Promise<Handler> {
    const stamp = fileStamp(this.#entry);
    if (this.#loaded?.stamp !== stamp) {
      // Built anew: the query makes it another module, so that the new build is loaded.
      const address = `${pathToFileURL(this.#entry).href}?built=${encodeURIComponent(stamp)}`;
      const handler = import(address).then((module: { handler: Handler }) => module.handler);
      this.#loaded = { stamp, handler };
    }
    return this.#loaded.handler;
  }
}
