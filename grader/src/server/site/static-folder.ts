import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { compress, type Encoding, isCompressible } from '../compression.ts';
import { contentTypeOf } from './content-types.ts';

/** A file as it is sent. */
export interface StaticAnswer {
  body: Buffer;
  contentType: string;
  encoding: Encoding;
  etag: string;
  /** Its name changes with its content: it may be kept for a year. */
  immutable: boolean;
}

/** A file, or the address it really has. */
export type Lookup = { kind: 'file'; path: string } | { kind: 'redirect'; location: string };

/** Bytes of answers that are kept: a site is small, and what is rarely asked for can be made again. */
const keptBytes = 12 * 1024 * 1024;
/** Milliseconds between two looks at what is in the folder. */
const rescanMs = 1_000;

/**
 * Files under one folder by their addresses. Only names found by walking the folder are ever opened, so no address can
 * lead out of it. Answers are compressed once and kept while the file stays as it was.
 */
export class StaticFolder {
  readonly #root: string;
  #files = new Map<string, string>();
  #scannedAt = Number.NEGATIVE_INFINITY;
  readonly #kept = new Map<string, StaticAnswer & { stamp: string }>();
  #keptSize = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** Is there anything to serve? */
  get exists(): boolean {
    return existsSync(this.#root);
  }

  /** What stands at a path of a URL, which is still percent-encoded; `undefined` when nothing does. */
  find(urlPath: string): Lookup | undefined {
    const path = decoded(urlPath);
    if (path === undefined) return undefined;
    return this.#find(path) ?? (this.#scan() ? this.#find(path) : undefined);
  }

  /** The file in the best encoding of `accepted`. `undefined` when it is gone by now. */
  async read(path: string, accepted: Encoding): Promise<StaticAnswer | undefined> {
    const file = join(this.#root, path);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const contentType = contentTypeOf(path);
    const encoding = isCompressible(contentType, found.size) ? accepted : 'identity';
    const stamp = `${found.mtimeMs}-${found.size}`;
    const key = `${encoding} ${path}`;
    const kept = this.#kept.get(key);
    if (kept?.stamp === stamp) {
      // Asked for again: the last to be dropped.
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const content = await readFile(file);
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 20);
    const answer = {
      body: await compress(content, encoding, true),
      contentType,
      encoding,
      etag: encoding === 'identity' ? `"${hash}"` : `"${hash}-${encoding}"`,
      immutable: path.startsWith('_astro/'),
      stamp,
    };
    this.#keep(key, answer);
    return answer;
  }

  #find(path: string): Lookup | undefined {
    const exact = this.#files.get(path);
    if (exact !== undefined) return { kind: 'file', path: exact };
    if (!path.endsWith('/') && this.#files.has(`${path}/`)) {
      return { kind: 'redirect', location: `${encodeURI(`/${path}`)}/` };
    }
    return undefined;
  }

  /** Walks the folder again, unless that was done just now. @returns whether it did */
  #scan(): boolean {
    if (performance.now() - this.#scannedAt < rescanMs) return false;
    this.#scannedAt = performance.now();
    this.#files = new Map();
    if (!existsSync(this.#root)) return false;
    for (const entry of readdirSync(this.#root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue;
      const path = relative(this.#root, join(entry.parentPath, entry.name)).split(sep).join('/');
      this.#files.set(path, path);
      if (entry.name === 'index.html') this.#files.set(path.slice(0, -'index.html'.length), path);
    }
    return true;
  }

  #keep(key: string, answer: StaticAnswer & { stamp: string }): void {
    const old = this.#kept.get(key);
    if (old) this.#keptSize -= old.body.length;
    this.#kept.delete(key);
    if (answer.body.length > keptBytes / 4) return;
    this.#kept.set(key, answer);
    this.#keptSize += answer.body.length;
    for (const [oldest, { body }] of this.#kept) {
      if (this.#keptSize <= keptBytes) break;
      this.#kept.delete(oldest);
      this.#keptSize -= body.length;
    }
  }
}

/** A URL's path without its leading slash, decoded once; `undefined` when it is not well-formed. */
function decoded(urlPath: string): string | undefined {
  try {
    return decodeURIComponent(urlPath).slice(1);
  } catch {
    return undefined;
  }
}

/** When a file was changed last, as a text that changes with it; empty when there is none. */
export function fileStamp(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs}-${found.size}` : '';
}
