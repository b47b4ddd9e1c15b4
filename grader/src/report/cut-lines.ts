import type { Language } from '../contract/index.ts';
import { wrapText } from './fit-text.ts';
import { words } from './words.ts';

/**
 * `text` wrapped to `columns`, in at most `most` lines: a huge answer must not push the rest off the screen. What was cut
 * is said, with how much it was; of a log the end is kept, of all else the beginning.
 */
export function cutLines(
  text: string,
  options: { columns: number; most: number; keep: 'beginning' | 'end'; language: Language },
): string[] {
  const { columns, most, keep, language } = options;
  const room = most * Math.max(2, columns);
  // Wrapping looks at every letter: what cannot be shown anyway is not wrapped either.
  const near = keep === 'end' ? text.slice(-room) : text.slice(0, room);
  const lines = wrapText(near.toWellFormed(), columns);
  if (lines.length <= most && near.length === text.length) return lines;
  const kept = keep === 'end' ? lines.slice(-most) : lines.slice(0, most);
  const left = text.length - kept.reduce((sum, line) => sum + line.length, 0);
  const note = wrapText(words[language].cutCharacters(Math.max(1, left)), columns);
  return keep === 'end' ? [...note, ...kept] : [...kept, ...note];
}
