import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './choose.ts';
import { en } from './en.ts';
import { escapeHtml, inlineCode } from './inline-code.ts';
import { counted } from './plural.ts';
import { ru } from './ru.ts';

describe('the language of a page without one in its address', () => {
  it.each([
    [{ query: 'ru', cookie: 'en', acceptLanguage: 'en' }, 'ru'],
    [{ query: 'de', cookie: 'ru' }, 'ru'],
    [{ acceptLanguage: 'de-DE,ru-RU;q=0.7,en;q=0.3' }, 'ru'],
    [{ acceptLanguage: 'ru;q=0, en;q=0.1' }, 'en'],
    [{ acceptLanguage: 'de' }, 'en'],
    [{}, 'en'],
  ] as const)('%j → %s', (signs, language) => {
    expect(chooseLanguage(signs)).toBe(language);
  });
});

describe('counted nouns', () => {
  it.each([
    [1, '1\u00a0проверка'],
    [2, '2\u00a0проверки'],
    [5, '5\u00a0проверок'],
    [11, '11\u00a0проверок'],
    [21, '21\u00a0проверка'],
  ])('%d in Russian', (count, text) => {
    expect(counted(count, ru.checks, 'ru')).toBe(text);
  });
  it('in English', () => {
    expect(counted(1, en.checks, 'en')).toBe('1\u00a0check');
    expect(counted(7, en.checks, 'en')).toBe('7\u00a0checks');
  });
});

describe('the words of the interface', () => {
  const paths = (value: unknown, at = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => paths(inner, `${at}.${key}`))
      : [at];
  const plural = /\.(few|many|one|other)$/;

  it('exist in both languages, and none is empty', () => {
    const keys = (words: object) => [...new Set(paths(words).map((path) => path.replace(plural, '')))].sort();
    expect(keys(ru)).toEqual(keys(en));
    expect(JSON.stringify(en)).not.toMatch(/""/);
    expect(JSON.stringify(ru)).not.toMatch(/""/);
  });
});

describe('texts with code spans', () => {
  it('become code, and nothing else becomes HTML', () => {
    expect(inlineCode('`GET /live` & <b>')).toBe('<code>GET /live</code> &#38; &#60;b&#62;');
    expect(escapeHtml(`<img src="x" onerror='y'>`)).not.toMatch(/[<>"']/);
  });
});
