import { InvalidArgumentError } from 'commander';
import { inLanguage, type Language } from '../contract/text.ts';
import { nearest } from '../lab/nearest.ts';

/** Gathers an option given several times, each time one name or several with commas. */
export function collected(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(',').map((name) => name.trim())];
}

/** Readers of option values, whose complaints are in the reader's language. */
export function optionReaders(language: Language) {
  const refuse = (en: string, ru: string): never => {
    throw new InvalidArgumentError(inLanguage({ en, ru }, language));
  };
  return {
    /** One of `choices`; anything else is answered with the nearest. */
    oneOf(choices: readonly string[]): (text: string) => string {
      return (text) => {
        if (choices.includes(text)) return text;
        const close = nearest(text, choices);
        const known = choices.join(', ');
        if (close) return refuse(`Did you mean ${close}?`, `Может быть, ${close}?`);
        return refuse(`It is one of ${known}.`, `Можно: ${known}.`);
      };
    },
    /** A whole number in decimal digits, both bounds included. */
    wholeNumber(low: number, high: number): (text: string) => number {
      return (text) => {
        const value = Number(text);
        if (/^\d+$/.test(text) && value >= low && value <= high) return value;
        return refuse(`It must be a whole number from ${low} to ${high}.`, `Нужно целое число от ${low} до ${high}.`);
      };
    },
  };
}
