import type { Language } from 'orkestr/contract';
import { en } from './en.ts';
import { ru } from './ru.ts';

/** Every word of the interface, in one language. */
export type Words = typeof en;

const all: Record<Language, Words> = { en, ru };

/** The interface's words in `language`. */
export function words(language: Language): Words {
  return all[language];
}
