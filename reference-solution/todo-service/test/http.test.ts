import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { connect, notRunHere } from './support/postgres.ts';
import { startMigrated } from './support/service.ts';

suite('http', { skip: notRunHere }, () => {
  test('every wrong field is named', async (t) => {
    const { call } = await startMigrated(t);
    const { body: task } = await call('POST', '/tasks', { title: 'x'.repeat(200) });
    const cases: [string, string, unknown, string[]][] = [
      ['POST', '/tasks', {}, ['title']],
      ['POST', '/tasks', { title: null }, ['title']],
      ['POST', '/tasks', { title: '   ' }, ['title']],
      ['POST', '/tasks', { title: 'x'.repeat(201) }, ['title']],
      ['POST', '/tasks', { title: 'a\u0007b' }, ['title']],
      ['POST', '/tasks', { title: '\ud800' }, ['title']],
      ['POST', '/tasks', { title: 'a', priority: 0 }, ['priority']],
      ['POST', '/tasks', { title: 'a', priority: '3' }, ['priority']],
      ['POST', '/tasks', { title: 'a', tags: ['Go'] }, ['tags']],
      ['POST', '/tasks', { title: 1, priority: 9, tags: 'go' }, ['title', 'priority', 'tags']],
      ['POST', '/tasks', [], ['body']],
      ['PATCH', `/tasks/${task.id}`, {}, ['body']],
      ['PATCH', `/tasks/${task.id}`, { done: 'yes' }, ['done']],
      ['PATCH', `/tasks/${task.id}`, { tags: null }, ['tags']],
      ['POST', '/tasks/complete', { ids: [] }, ['ids']],
      ['POST', '/tasks/complete', { ids: null }, ['ids']],
      ['POST', '/tasks/complete', { ids: [1, 1] }, ['ids']],
      ['POST', '/tasks/complete', { ids: ['1'] }, ['ids']],
      ['POST', '/tasks/complete', { ids: Array.from({ length: 101 }, (_, n) => n + 1) }, ['ids']],
      ['GET', '/tasks?limit=0', undefined, ['limit']],
      ['GET', '/tasks?limit=201&done=maybe', undefined, ['limit', 'done']],
      ['GET', '/tasks?limit=1&limit=2', undefined, ['limit']],
      ['GET', '/tasks?search=', undefined, ['search']],
      ['GET', `/tasks?search=${'x'.repeat(101)}&tag=a&tag=B`, undefined, ['tag', 'search']],
      ['GET', '/tasks?search=%00', undefined, ['search']],
    ];
    for (const [method, path, body, fields] of cases) {
      const answer = await call(method, path, body);
      const what = `${method} ${path} ${JSON.stringify(body)}`;
      assert.equal(answer.status, 422, what);
      assert.equal(answer.body.code, 'validation_failed', what);
      assert.deepEqual(
        answer.body.details.map(({ field }) => field),
        fields,
        what,
      );
    }
  });

  test('every other error has its status and code', async (t) => {
    const { call } = await startMigrated(t);
    const text = { 'content-type': 'text/plain' };
    const cases: [string, string, unknown, Record<string, string>, number, string][] = [
      ['GET', '/nowhere', undefined, {}, 404, 'not_found'],
      ['POST', '/nowhere', 'x', text, 404, 'not_found'],
      ['GET', '/tasks/%zz', undefined, {}, 404, 'not_found'],
      ['GET', '/debug/heap', undefined, {}, 404, 'not_found'],
      ['GET', '/tasks/abc', undefined, {}, 400, 'invalid_id'],
      ['GET', '/tasks/0', undefined, {}, 400, 'invalid_id'],
      ['GET', `/tasks/${'9'.repeat(300)}`, undefined, {}, 400, 'invalid_id'],
      ['GET', '/tasks/999999', undefined, {}, 404, 'task_not_found'],
      ['PATCH', '/tasks/999999', { title: 'a' }, {}, 404, 'task_not_found'],
      ['POST', '/tasks/999999/complete', undefined, {}, 404, 'task_not_found'],
      ['GET', '/tasks?cursor=abc', undefined, {}, 400, 'invalid_cursor'],
      ['POST', '/tasks', '{', {}, 400, 'invalid_json'],
      ['POST', '/tasks', undefined, {}, 400, 'invalid_json'],
      ['POST', '/tasks', 'title=milk', text, 415, 'unsupported_media_type'],
      ['POST', '/tasks', { title: 'x'.repeat(65_536) }, {}, 413, 'body_too_large'],
      ['PUT', '/tasks', 'x', text, 405, 'method_not_allowed'],
      ['GET', '/tasks/complete', undefined, {}, 405, 'method_not_allowed'],
    ];
    for (const [method, path, body, headers, status, code] of cases) {
      const answer = await call(method, path, body, headers);
      assert.deepEqual([answer.status, answer.body.code], [status, code], `${method} ${path}`);
      assert.ok(answer.body.error.length > 0);
    }
    const { headers } = await call('PUT', '/tasks');
    assert.equal(headers.get('allow'), 'POST, GET, HEAD');
  });

  test('an error of the database is 500 without a word about it, and the process lives on', async (t) => {
    const { call, url } = await startMigrated(t);
    const database = await connect(t, url);
    await database.query('ALTER TABLE tasks RENAME TO elsewhere');
    assert.deepEqual(await call('GET', '/tasks').then(({ status, body }) => ({ status, body })), {
      status: 500,
      body: { error: 'something went wrong on our side', code: 'internal' },
    });
    await database.query('ALTER TABLE elsewhere RENAME TO tasks');
    assert.equal((await call('GET', '/tasks')).status, 200);
  });

  test('a transaction that fails leaves nothing behind', async (t) => {
    const { call, url } = await startMigrated(t);
    const database = await connect(t, url);
    await call('POST', '/tasks', { title: 'good' });
    await call('POST', '/tasks', { title: 'bad' });
    await database.query("ALTER TABLE tasks ADD CHECK (NOT (title = 'bad' AND done))");
    assert.equal((await call('POST', '/tasks/complete', { ids: [1, 2] })).body.code, 'internal');
    const { body } = await call('GET', '/tasks?done=true');
    assert.deepEqual(body.items, []);
  });

  test('only listed origins may read, and caches keep origins apart', async (t) => {
    const { call } = await startMigrated(t);
    const ours = { origin: 'http://localhost:3000' };
    const theirs = { origin: 'http://evil.example' };
    const preflight = { 'access-control-request-method': 'PATCH' };
    const allowed = await call('OPTIONS', '/tasks', undefined, { ...ours, ...preflight });
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-origin'), ours.origin);
    assert.equal(allowed.headers.get('access-control-allow-methods'), 'GET, POST, PATCH, DELETE');
    assert.equal(allowed.headers.get('access-control-allow-headers'), 'Content-Type, If-Match, X-Request-ID');
    assert.equal(allowed.headers.get('access-control-max-age'), '600');
    for (const headers of [theirs, { ...theirs, ...preflight }, {}]) {
      const answer = await call(
        'access-control-request-method' in headers ? 'OPTIONS' : 'GET',
        '/tasks',
        undefined,
        headers,
      );
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      assert.equal(answer.headers.get('vary'), 'Origin');
    }
    const failed = await call('GET', '/tasks/0', undefined, ours);
    assert.equal(failed.headers.get('access-control-allow-origin'), ours.origin, 'errors are readable, too');
    assert.equal(failed.headers.get('access-control-expose-headers'), 'ETag, Location, X-Request-ID');
  });

  test('a good request id is kept, any other replaced', async (t) => {
    const { call } = await startMigrated(t);
    const id = async (given?: string) =>
      (await call('GET', '/nowhere', undefined, given ? { 'x-request-id': given } : {})).headers.get('x-request-id');
    assert.equal(await id('a.B_c-1'), 'a.B_c-1');
    for (const bad of ['x'.repeat(65), 'a b', 'a"b', undefined]) assert.match((await id(bad)) ?? '', /^[0-9a-f-]{36}$/);
  });
});
