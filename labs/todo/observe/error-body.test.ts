import type { HttpAnswer } from 'orkestr/lab';
import { describe, expect, it } from 'vitest';
import { errorIn, names } from './error-body.ts';

const answerOf = (value: unknown) => ({ json: () => value }) as HttpAnswer;

describe('errorIn', () => {
  it.each([['text'], [null], [[]], [{}], [{ error: 7 }], [{ error: '' }]])('finds no error in %j', (body) => {
    expect(errorIn(answerOf(body))).toBeUndefined();
  });

  it('reads a missing code as an empty one and leaves out details without a field', () => {
    const body = { error: 'no', details: [{ message: 'x' }, 7, { field: 'title', message: 'is required' }] };
    expect(errorIn(answerOf(body))).toEqual({
      error: 'no',
      code: '',
      details: [{ field: 'title', message: 'is required' }],
    });
  });
});

describe('names', () => {
  const body = (field: string) => ({ error: 'no', code: 'x', details: [{ field, message: '' }] });

  it.each(['ids', 'ids[0]', 'ids.0', '/ids/0'])('takes %s for ids', (field) => {
    expect(names(body(field), 'ids')).toBe(true);
  });

  it.each(['id', 'ids2', 'body', ''])('does not take %s for ids', (field) => {
    expect(names(body(field), 'ids')).toBe(false);
  });
});
