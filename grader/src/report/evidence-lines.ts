import type { CheckResult, Evidence, Language, Localizable } from '../contract/index.ts';
import { shown } from './inert.ts';
import { words } from './words.ts';

/** One named piece of evidence, ready for a reader. `kind` says how it wants to be set. */
export interface EvidencePart {
  label: string;
  text: string;
  kind: 'value' | 'words' | 'command' | 'link' | 'log';
}

type Seen = Pick<Evidence, 'expected' | 'received' | 'hint' | 'command' | 'log'> & { lesson?: CheckResult['lesson'] };

/** The evidence of a failure in reading order: expected, received, hint, the command, the lesson, the last log lines. */
export function evidenceParts(seen: Seen, language: Language, lessonUrl: LessonUrl): EvidencePart[] {
  const { label } = words[language];
  const parts: EvidencePart[] = [];
  const add = (kind: EvidencePart['kind'], name: string, value: Localizable | null) => {
    if (value === null || value === '') return;
    parts.push({ kind, label: name, text: limited(shown(value, language), kind, language) });
  };
  add('value', label.expected, seen.expected);
  add('value', label.received, seen.received);
  add('words', label.hint, seen.hint);
  add('command', label.see, seen.command);
  if (seen.lesson) add('link', label.read, lessonUrl(seen.lesson, language));
  if (seen.log.length > 0) add('log', label.log, seen.log.join('\n'));
  return parts;
}

/** Readers of reports (annotations, summaries, test viewers) choke on megabytes; nobody reads them either. */
const mostLetters = 16_000;

function limited(text: string, kind: EvidencePart['kind'], language: Language): string {
  if (text.length <= mostLetters) return text;
  const note = words[language].cutCharacters(text.length - mostLetters);
  return kind === 'log' ? `${note}\n${text.slice(-mostLetters)}` : `${text.slice(0, mostLetters)}\n${note}`;
}

/** Makes the address of a lesson's section from `track/lesson#section`. */
export type LessonUrl = (lesson: string, language: Language) => string;

/** Addresses of lessons on the site at `base`, for instance `http://localhost:4321`. */
export function lessonsAt(base: string): LessonUrl {
  const origin = base.replace(/\/+$/, '');
  return (lesson, language) => {
    const [path = '', section] = lesson.split('#');
    return `${origin}/${language}/${path}/${section ? `#${section}` : ''}`;
  };
}
