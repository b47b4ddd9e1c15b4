import { expect, it } from 'vitest';
import { languageOf, languageOfCall } from './language.ts';

it.each([
  [{ LANG: 'ru_RU.UTF-8' }, 'ru'],
  [{ LANG: 'ru' }, 'ru'],
  [{ LC_ALL: 'en_US.UTF-8', LANG: 'ru_RU.UTF-8' }, 'en'],
  [{ LC_ALL: '', LANG: 'ru_RU.UTF-8' }, 'ru'],
  [{ LANG: 'run_BI' }, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{}, 'en'],
] as const)('%j is read as %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});

it('is overruled by --lang', () => {
  expect(languageOfCall(['grade', '--lang', 'ru'], {})).toBe('ru');
  expect(languageOfCall(['grade', '--lang=en'], { LANG: 'ru_RU' })).toBe('en');
  expect(languageOfCall(['grade', '--lang'], { LANG: 'ru_RU' })).toBe('ru');
});
