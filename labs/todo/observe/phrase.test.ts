import { expect, it } from 'vitest';
import { lasting, phrase } from './phrase.ts';

it('puts parts of both kinds into a sentence', () => {
  expect(phrase((say) => ({ en: `a ${say('b')}`, ru: `а ${say({ en: 'c', ru: 'в' })}` }))).toEqual({
    en: 'a b',
    ru: 'а в',
  });
});

it('says for how long something was so', () => {
  const result = { met: false, last: 0, observations: 51, elapsedMs: 5_012 };
  expect(lasting('200', result)).toEqual({ en: '200 for 5.0 s (51 answers)', ru: '200, и так 5,0 с (ответов: 51)' });
  expect(lasting('200', { ...result, observations: 1 }).en).toBe('200 for 5.0 s (1 answer)');
});
