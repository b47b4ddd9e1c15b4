import { ExpositionError, quoted } from './exposition-error.ts';

/** `text`: Prometheus text format 0.0.4. `openmetrics`: OpenMetrics 1.0. */
export type Dialect = 'text' | 'openmetrics';

const dialects: Record<string, { dialect: Dialect; versions: readonly string[] }> = {
  'text/plain': { dialect: 'text', versions: ['0.0.4', '1.0.0'] },
  'application/openmetrics-text': { dialect: 'openmetrics', versions: ['0.0.1', '1.0.0'] },
};

const expected = {
  en: 'Content-Type text/plain; version=0.0.4 (or application/openmetrics-text; version=1.0.0), in UTF-8',
  ru: 'Content-Type text/plain; version=0.0.4 (или application/openmetrics-text; version=1.0.0) в UTF-8',
};

/**
 * The format a content type stands for. Parameters may come in any order and may be left out.
 *
 * @throws ExpositionError with line 0 when it is no format of metrics, or a version or charset that nobody reads
 */
export function dialectOf(contentType: string | undefined): Dialect {
  const [mediaType = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const known = Object.hasOwn(dialects, mediaType.trim()) ? dialects[mediaType.trim()] : undefined;
  const refused = () => new ExpositionError(0, expected, quoted(contentType ?? ''));
  if (!known) throw refused();
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
    if (name === 'version' && !known.versions.includes(value)) throw refused();
    if (name === 'charset' && value !== 'utf-8' && value !== 'utf8') throw refused();
  }
  return known.dialect;
}
