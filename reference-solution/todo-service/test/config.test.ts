import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../src/config.ts';

const DATABASE_URL = 'postgres://todouser:canary-4711@db/tododb';

test('defaults are those of the contract', () => {
  const config = readConfig({ DATABASE_URL });
  assert.equal(config.port, 8080);
  assert.equal(config.databaseConnections, 10);
  assert.equal(config.databaseTimeoutMs, 3000);
  assert.equal(config.drainSeconds, 5);
  assert.deepEqual(config.corsOrigins, ['http://localhost:3000']);
  assert.equal(config.version, 'dev');
  assert.equal(config.logLevel, 'info');
});

test('a list of origins is split, a level may be in any case', () => {
  const config = readConfig({ DATABASE_URL, CORS_ORIGINS: 'http://a, http://b', LOG_LEVEL: 'Debug' });
  assert.deepEqual(config.corsOrigins, ['http://a', 'http://b']);
  assert.equal(config.logLevel, 'debug');
});

for (const [name, value] of [
  ['PORT', 'canary-4711'],
  ['PORT', '0'],
  ['PORT', '65536'],
  ['DB_MAX_CONNS', '-4711'],
  ['DB_TIMEOUT_MS', '1.4711'],
  ['DRAIN_SECONDS', '4711s'],
  ['LOG_LEVEL', 'canary-4711'],
  ['DATABASE_URL', 'canary-4711'],
  ['DATABASE_URL', undefined],
] as const) {
  test(`${name}=${value} is refused by name, and the value is not repeated`, () => {
    assert.throws(
      () => readConfig({ DATABASE_URL, [name]: value }),
      (error: Error) => error.message.startsWith(name) && !error.message.includes('4711'),
    );
  });
}
