import type { Text } from '../../contract/index.ts';
import type { Sample } from '../../lab/index.ts';
import type { Dialect } from './dialect.ts';
import { readLabels } from './label-set.ts';
import type { ExpositionLimits } from './limits.ts';
import type { LineCursor } from './line-cursor.ts';
import { numberOf, timestampOf } from './number.ts';

/** A sample with what only the format's rules need. */
export interface SampleLine extends Sample {
  timestamp: number | undefined;
  hasExemplar: boolean;
}

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const blanks = /[ \t]*/y;
const blank = /[ \t]+/y;
const word = /[^ \t]+/y;

const expects = {
  name: {
    en: 'a metric name: letters, digits, _ and :, not beginning with a digit',
    ru: 'имя метрики: буквы, цифры, _ и :, не с цифры',
  },
  space: { en: 'a space before the value', ru: 'пробел перед значением' },
  value: { en: 'a number, NaN, +Inf or -Inf', ru: 'число, NaN, +Inf или -Inf' },
  timestamp: { en: 'a timestamp in milliseconds', ru: 'метка времени в миллисекундах' },
  seconds: { en: 'a timestamp in seconds', ru: 'метка времени в секундах' },
  end: { en: 'the end of the line', ru: 'конец строки' },
  exemplar: { en: 'an exemplar: # {labels} value', ru: 'экземпляр (exemplar): # {метки} значение' },
  short: {
    en: 'exemplar labels of at most 128 characters together',
    ru: 'метки экземпляра (exemplar) не длиннее 128 символов вместе',
  },
} satisfies Record<string, Text>;

/** Reads `name{labels} value [timestamp]`, in OpenMetrics with an exemplar after it. @throws ExpositionError */
export function readSample(cursor: LineCursor, dialect: Dialect, limits: ExpositionLimits): SampleLine {
  const name = cursor.match(metricName);
  if (name === undefined || name.length > limits.nameLength) {
    cursor.at = 0;
    throw cursor.refusal(expects.name);
  }
  if (dialect === 'text') cursor.match(blanks);
  const labelled = cursor.take('{');
  const labels = labelled ? readLabels(cursor, dialect, limits) : Object.create(null);
  if (dialect === 'text') cursor.match(blanks);
  else if (!cursor.take(' ')) throw cursor.refusal(expects.space);
  const value = readNumber(cursor);
  let timestamp: number | undefined;
  let hasExemplar = false;
  if (separator(cursor, dialect)) {
    if (dialect === 'text' || cursor.text[cursor.at] !== '#') {
      timestamp = readTimestamp(cursor, dialect);
      hasExemplar = separator(cursor, dialect);
    } else hasExemplar = true;
    if (hasExemplar) readExemplar(cursor, dialect, limits);
  }
  if (!cursor.ended) throw cursor.refusal(expects.end);
  return { name, labels, value, timestamp, hasExemplar };
}

/** Takes what stands between two parts; `false` at the end of the line. The text format ignores blanks there. */
function separator(cursor: LineCursor, dialect: Dialect): boolean {
  if (dialect === 'openmetrics') return cursor.take(' ');
  return cursor.match(blank) !== undefined && !cursor.ended;
}

function readNumber(cursor: LineCursor): number {
  const start = cursor.at;
  const value = numberOf(cursor.match(word) ?? '');
  if (value !== undefined) return value;
  cursor.at = start;
  throw cursor.refusal(expects.value);
}

function readTimestamp(cursor: LineCursor, dialect: Dialect): number {
  const start = cursor.at;
  const value = timestampOf(cursor.match(word) ?? '', dialect);
  if (value !== undefined) return value;
  cursor.at = start;
  throw cursor.refusal(dialect === 'text' ? expects.timestamp : expects.seconds);
}

function readExemplar(cursor: LineCursor, dialect: Dialect, limits: ExpositionLimits): void {
  if (dialect === 'text') throw cursor.refusal(expects.end);
  const start = cursor.at;
  if (!cursor.take('#') || !cursor.take(' ') || !cursor.take('{')) {
    cursor.at = start;
    throw cursor.refusal(expects.exemplar);
  }
  const labels = readLabels(cursor, dialect, limits);
  const length = Object.entries(labels).reduce((sum, [name, value]) => sum + [...name].length + [...value].length, 0);
  if (length > 128) {
    cursor.at = start;
    throw cursor.refusal(expects.short);
  }
  if (!cursor.take(' ')) throw cursor.refusal(expects.space);
  readNumber(cursor);
  if (cursor.take(' ')) readTimestamp(cursor, dialect);
}
