import { z } from 'zod';

/** The languages everything a learner reads exists in. */
export const languages = ['en', 'ru'] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

/** A sentence written in every language of the course. */
export const textSchema = z.object({ en: z.string(), ru: z.string() });
export type Text = z.infer<typeof textSchema>;

/** Either a sentence in every language, or something that reads the same in all of them: a status line, a body, a log line. */
export const localizableSchema = z.union([z.string(), textSchema]);
export type Localizable = z.infer<typeof localizableSchema>;

/** The words of `value` in `language`. */
export function inLanguage(value: Localizable, language: Language): string {
  return typeof value === 'string' ? value : value[language];
}
