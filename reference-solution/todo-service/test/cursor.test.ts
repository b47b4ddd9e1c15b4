import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCursor, encodeCursor } from '../src/tasks/cursor.ts';
import type { Task } from '../src/tasks/task.ts';

const encode = (text: string) => Buffer.from(text).toString('base64url');

test('a cursor keeps microseconds', () => {
  const last = { id: 12, created_at: '2026-02-28T23:59:59.123456Z' } as Task;
  assert.deepEqual(decodeCursor(encodeCursor(last)), { createdAt: '2026-02-28T23:59:59.123456Z', id: 12 });
});

for (const [why, cursor] of [
  ['empty', ''],
  ['repeated', ['a', 'b']],
  ['no base64', '%%%'],
  ['an offset', encode('50')],
  ['a day that does not exist', encode('2026-02-31T00:00:00.000000Z 1')],
  ['a minute that does not exist', encode('2026-02-01T00:60:00.000000Z 1')],
  ['an id that is none', encode('2026-02-01T00:00:00.000000Z 0')],
  ['an id beyond BIGINT', encode('2026-02-01T00:00:00.000000Z 99999999999999999999')],
  ['something behind it', encode('2026-02-01T00:00:00.000000Z 1 --')],
] as const) {
  test(`no cursor: ${why}`, () => {
    assert.throws(() => decodeCursor(cursor), { code: 'invalid_cursor', status: 400 });
  });
}
