import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const compressibleTypes =
  /^(text\/|application\/(json|javascript|xml|manifest\+json|openmetrics-text)|image\/svg\+xml|font\/ttf)/;

/** Is it worth to compress `bytes` bytes of this content type? */
export function isCompressible(contentType: string, bytes: number): boolean {
  return bytes >= 1_024 && compressibleTypes.test(contentType);
}

/** The best encoding that an `Accept-Encoding` header takes. */
export function acceptedEncoding(header: string | undefined): Encoding {
  const accepted = new Map(
    (header ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return [name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))] as const;
    }),
  );
  const takes = (name: string) => accepted.get(name) ?? accepted.get('*') ?? false;
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity';
}

/** `body` in `encoding`. `thorough` costs more time and is for what is kept. */
export async function compress(body: Buffer, encoding: Encoding, thorough: boolean): Promise<Buffer> {
  if (encoding === 'identity') return body;
  if (encoding === 'gzip') return zip(body, { level: thorough ? 9 : 6 });
  const quality = thorough ? 9 : 4;
  return brotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}
