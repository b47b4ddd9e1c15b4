import type { Language } from 'orkestr/contract';

/** Forms of a counted noun: English needs one and other, Russian one (1, 21), few (2–4) and many (5–20). */
export interface Counted {
  one: string;
  few?: string;
  many?: string;
  other: string;
}

const rules: Record<Language, Intl.PluralRules> = { en: new Intl.PluralRules('en'), ru: new Intl.PluralRules('ru') };

/** `3 checks`, `3 проверки`: the number and the noun in the form it asks for. */
export function counted(count: number, forms: Counted, language: Language): string {
  const form = rules[language].select(count) as keyof Counted;
  return `${count}\u00a0${forms[form] ?? forms.other}`;
}
