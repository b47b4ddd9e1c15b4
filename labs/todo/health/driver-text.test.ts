import { describe, expect, it } from 'vitest';
import { leakIn } from './driver-text.ts';

describe('leakIn', () => {
  it.each([
    ['connect ECONNREFUSED 172.18.0.2:5432', 'ECONNREFUSED'],
    ['dial tcp: lookup pg on 127.0.0.11:53: no such host', 'no such host'],
    ['psycopg2.OperationalError: x', 'psycopg'],
    ['{"at":"pool.ts:12"}', '.ts:12'],
  ])('finds what a driver says in %s', (text, found) => {
    expect(leakIn(text, [])).toBe(found);
  });

  it('finds a canary in whatever case', () => {
    expect(leakIn('role "Canary_X" refused', ['canary_x'])).toBe('canary_x');
  });

  it.each([
    '{"error":"the database does not answer: try again","code":"database_unavailable"}',
    '{"ready":false,"checks":{"database":"unhealthy","migrations":"unhealthy"}}',
    '{"error":"Postgres is unavailable, connection timed out","code":"database_unavailable"}',
  ])('lets people be told in words of their own: %s', (text) => {
    expect(leakIn(text, ['canary_x'])).toBeUndefined();
  });
});
