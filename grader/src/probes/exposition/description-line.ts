import type { Text } from '../../contract/index.ts';
import type { Dialect } from './dialect.ts';
import { ExpositionError, quoted } from './exposition-error.ts';
import type { ExpositionLimits } from './limits.ts';

/** A `# HELP`, `# TYPE` or `# UNIT` line. */
export interface Description {
  keyword: 'HELP' | 'TYPE' | 'UNIT';
  name: string;
  words: string;
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

const expects = {
  form: {
    en: '# HELP name text, # TYPE name type or # UNIT name unit',
    ru: '# HELP имя текст, # TYPE имя тип или # UNIT имя единица',
  },
  escape: {
    en: 'a HELP text whose backslashes are written \\\\ (only \\\\ and \\n are escapes)',
    ru: 'текст HELP, где обратная косая черта записана как \\\\ (есть только \\\\ и \\n)',
  },
} satisfies Record<string, Text>;

/**
 * Reads a line that begins with `#`. A comment of the text format is `undefined`; OpenMetrics has no comments.
 *
 * @throws ExpositionError
 */
export function readDescription(
  text: string,
  line: number,
  dialect: Dialect,
  limits: ExpositionLimits,
): Description | undefined {
  const refused = () => new ExpositionError(line, expects.form, quoted(text));
  const parts = dialect === 'openmetrics' ? exactParts(text) : looseParts(text);
  if (!parts) {
    if (dialect === 'openmetrics') throw refused();
    return undefined;
  }
  const [keyword, name, words] = parts;
  if (!metricName.test(name) || name.length > limits.nameLength || words.length > limits.valueLength) throw refused();
  if (dialect === 'text' && keyword === 'HELP' && /(?:^|[^\\])(?:\\\\)*\\(?![\\n])/.test(words))
    throw new ExpositionError(line, expects.escape, quoted(words));
  return { keyword: keyword as Description['keyword'], name, words };
}

/** OpenMetrics: exactly one space between the parts, and all four of them. */
function exactParts(text: string): [string, string, string] | undefined {
  const found = /^# (HELP|TYPE|UNIT) ([^ ]+) (.*)$/s.exec(text);
  return found ? [found[1] as string, found[2] as string, found[3] as string] : undefined;
}

/** Text format: blanks anywhere between the parts; HELP may have no text; any other word makes it a comment. */
function looseParts(text: string): [string, string, string] | undefined {
  const found = /^#[ \t]*(HELP|TYPE)[ \t]+([^ \t]+)[ \t]*(.*)$/s.exec(text);
  if (!found) return undefined;
  const words = found[1] === 'TYPE' ? (found[3] as string).trimEnd() : (found[3] as string);
  return [found[1] as string, found[2] as string, words];
}
