import type { Text } from '../../contract/index.ts';
import type { MetricsSnapshot } from '../../lab/index.ts';
import { readDescription } from './description-line.ts';
import { type Dialect, dialectOf } from './dialect.ts';
import { ExpositionError, quoted } from './exposition-error.ts';
import { FamilyLedger } from './family-ledger.ts';
import { type ExpositionLimits, expositionLimits } from './limits.ts';
import { LineCursor } from './line-cursor.ts';
import { readSample } from './sample-line.ts';
import { snapshotOf } from './snapshot.ts';

const expects = {
  lineFeed: { en: 'lines that end with LF alone', ru: 'строки, которые кончаются одним LF' },
  lastLineFeed: { en: 'a LF at the end of the last line', ru: 'LF в конце последней строки' },
  end: { en: '# EOF as the last line', ru: '# EOF последней строкой' },
  noBlank: { en: 'no empty line', ru: 'без пустых строк' },
} satisfies Record<string, Text>;

/**
 * Reads one scrape, strictly: what Prometheus would refuse or silently misread is refused with its line. Time and memory
 * grow with the body's length only, and both are bounded by `limits`.
 */
export function parseExposition(
  body: string,
  contentType: string | undefined,
  limits: ExpositionLimits = expositionLimits,
): MetricsSnapshot | ExpositionError {
  try {
    return read(body, dialectOf(contentType), limits);
  } catch (error) {
    if (error instanceof ExpositionError) return error;
    throw error;
  }
}

function read(body: string, dialect: Dialect, limits: ExpositionLimits): MetricsSnapshot {
  const bytes = Buffer.byteLength(body);
  if (bytes > limits.bodyBytes) throw tooMuch(0, limits.bodyBytes, 'bytes', 'байт', bytes);
  const ledger = new FamilyLedger(dialect);
  let ended = false;
  let line = 0;
  for (let from = 0; from < body.length; ) {
    line++;
    if (line > limits.lines) throw tooMuch(line, limits.lines, 'lines', 'строк', line);
    let to = body.indexOf('\n', from);
    const last = to === -1;
    if (last) to = body.length;
    let text = body.slice(from, to);
    from = to + 1;
    if (text.endsWith('\r')) throw new ExpositionError(line, expects.lineFeed, quoted(`${text.slice(-40)}\n`));
    if (last && dialect === 'text') throw new ExpositionError(line, expects.lastLineFeed, quoted(text));
    if (ended) throw new ExpositionError(line, expects.end, quoted(text));
    // Blanks around a line mean nothing in the text format and are an error in the other.
    if (dialect === 'text') text = text.replace(/^[ \t]+/, '');
    if (text === '') {
      if (dialect === 'openmetrics') throw new ExpositionError(line, expects.noBlank, '""');
    } else if (dialect === 'openmetrics' && text === '# EOF') ended = true;
    else if (text.startsWith('#')) {
      const description = readDescription(text, line, dialect, limits);
      if (description) ledger.describe(description.keyword, description.name, description.words, line);
    } else {
      ledger.add(readSample(new LineCursor(text, line), dialect, limits), line);
      if (ledger.seriesCount > limits.series) throw tooMuch(line, limits.series, 'series', 'рядов', ledger.seriesCount);
    }
  }
  ledger.close(line);
  if (dialect === 'openmetrics' && !ended) {
    throw new ExpositionError(line, expects.end, { en: 'the end of the answer', ru: 'конец ответа' });
  }
  return snapshotOf(ledger.families);
}

function tooMuch(line: number, limit: number, en: string, ru: string, received: number): ExpositionError {
  return new ExpositionError(line, { en: `at most ${limit} ${en}`, ru: `не больше ${limit} ${ru}` }, String(received));
}
