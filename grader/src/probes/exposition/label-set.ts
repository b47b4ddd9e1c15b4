import type { Text } from '../../contract/index.ts';
import type { Dialect } from './dialect.ts';
import type { ExpositionLimits } from './limits.ts';
import type { LineCursor } from './line-cursor.ts';

const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const blanks = /[ \t]*/y;
const plain = /[^"\\]+/y;

const expects = {
  name: {
    en: 'a label name: letters, digits and _, not beginning with a digit or __',
    ru: 'имя метки: буквы, цифры и _, не с цифры и не с __',
  },
  equals: { en: '= after the label name', ru: '= после имени метки' },
  quote: { en: 'the label value in double quotes', ru: 'значение метки в двойных кавычках' },
  closed: { en: 'the closing " of the label value', ru: 'закрывающая " значения метки' },
  escape: { en: 'one of the escapes \\\\, \\" and \\n', ru: 'одна из последовательностей \\\\, \\" и \\n' },
  next: { en: ', or } after the label value', ru: ', или } после значения метки' },
  once: { en: 'each label name once in a series', ru: 'каждое имя метки в ряду один раз' },
} satisfies Record<string, Text>;

/**
 * The labels from `{` to `}`; the cursor stands after the `{`. The text format allows blanks between the parts and a
 * comma at the end, OpenMetrics neither.
 *
 * @throws ExpositionError
 */
export function readLabels(cursor: LineCursor, dialect: Dialect, limits: ExpositionLimits): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  const skip = () => dialect === 'text' && cursor.match(blanks);
  skip();
  if (cursor.take('}')) return labels;
  for (let count = 1; ; count++) {
    if (count > limits.labels) throw cursor.refusal(atMost(limits.labels));
    const start = cursor.at;
    const name = cursor.match(labelName);
    if (name === undefined || name.startsWith('__') || name.length > limits.nameLength) {
      cursor.at = start;
      throw cursor.refusal(expects.name);
    }
    if (name in labels) {
      cursor.at = start;
      throw cursor.refusal(expects.once);
    }
    skip();
    if (!cursor.take('=')) throw cursor.refusal(expects.equals);
    skip();
    labels[name] = readValue(cursor, dialect, limits);
    skip();
    if (cursor.take('}')) return labels;
    if (!cursor.take(',')) throw cursor.refusal(expects.next);
    skip();
    if (dialect === 'text' && cursor.take('}')) return labels;
  }
}

function readValue(cursor: LineCursor, dialect: Dialect, limits: ExpositionLimits): string {
  if (!cursor.take('"')) throw cursor.refusal(expects.quote);
  const parts: string[] = [];
  let length = 0;
  for (;;) {
    const start = cursor.at;
    const run = cursor.match(plain);
    if (run !== undefined) parts.push(run);
    else if (cursor.take('"')) return parts.join('');
    else if (cursor.take('\\')) parts.push(unescaped(cursor, dialect));
    else throw cursor.refusal(expects.closed);
    length += cursor.at - start;
    if (length > limits.valueLength) {
      cursor.at = start;
      throw cursor.refusal(shorter(limits.valueLength));
    }
  }
}

function unescaped(cursor: LineCursor, dialect: Dialect): string {
  if (cursor.take('n')) return '\n';
  if (cursor.take('"')) return '"';
  if (cursor.take('\\')) return '\\';
  // OpenMetrics lets a lone backslash stand for itself.
  if (dialect === 'openmetrics' && !cursor.ended) return '\\';
  throw cursor.refusal(expects.escape);
}

const atMost = (count: number): Text => ({
  en: `at most ${count} labels in a series`,
  ru: `не больше ${count} меток в ряду`,
});

const shorter = (length: number): Text => ({
  en: `a label value of at most ${length} characters`,
  ru: `значение метки не длиннее ${length} символов`,
});
