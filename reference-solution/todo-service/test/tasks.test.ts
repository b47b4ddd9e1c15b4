import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { connect, lockWaits, notRunHere } from './support/postgres.ts';
import { startMigrated } from './support/service.ts';
import { until } from './support/until.ts';

suite('tasks', { skip: notRunHere }, () => {
  test('what is created can be read', async (t) => {
    const { call } = await startMigrated(t);
    const created = await call('POST', '/tasks', { title: '  milk 🥛 ', tags: ['b', 'a', 'b'], ignored: 1 });
    assert.equal(created.status, 201);
    assert.equal(created.headers.get('location'), `/tasks/${created.body.id}`);
    assert.equal(created.headers.get('etag'), '"1"');
    const { id, created_at: createdAt, ...rest } = created.body;
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.deepEqual(rest, {
      title: 'milk 🥛',
      priority: 3,
      done: false,
      tags: ['a', 'b'],
      version: 1,
      updated_at: createdAt,
      completed_at: null,
    });
    const read = await call('GET', `/tasks/${id}`);
    assert.equal(read.status, 200);
    assert.deepEqual(read.body, created.body);
  });

  test('PATCH changes what it names, and nothing when there is nothing to change', async (t) => {
    const { call } = await startMigrated(t);
    const { body: task } = await call('POST', '/tasks', { title: 'milk', priority: 5, tags: ['shop'] });
    const { body: changed } = await call('PATCH', `/tasks/${task.id}`, { title: 'bread' });
    assert.deepEqual(changed, { ...task, title: 'bread', version: 2, updated_at: changed.updated_at });
    assert.ok(changed.updated_at > task.updated_at);
    const { body: unchanged } = await call('PATCH', `/tasks/${task.id}`, { title: ' bread ', priority: 5 });
    assert.deepEqual(unchanged, changed);
  });

  test('completing twice is completing once, by either door; reopening clears the time', async (t) => {
    const { call } = await startMigrated(t);
    const { body: task } = await call('POST', '/tasks', { title: 'milk' });
    const { body: done } = await call('POST', `/tasks/${task.id}/complete`);
    assert.equal(done.done, true);
    assert.equal(done.version, 2);
    assert.equal(done.completed_at, done.updated_at);
    assert.deepEqual((await call('POST', `/tasks/${task.id}/complete`)).body, done);
    assert.deepEqual((await call('PATCH', `/tasks/${task.id}`, { done: true })).body, done);
    const { body: renamed } = await call('PATCH', `/tasks/${task.id}`, { title: 'bread' });
    assert.equal(renamed.completed_at, done.completed_at);
    const { body: open } = await call('PATCH', `/tasks/${task.id}`, { done: false });
    assert.equal(open.completed_at, null);
    assert.equal(open.version, 4);
    const metrics = await call('GET', '/metrics');
    assert.match(metrics.text, /^todo_tasks_completed_total 1$/m);
  });

  test('DELETE deletes once', async (t) => {
    const { call } = await startMigrated(t);
    const { body: task } = await call('POST', '/tasks', { title: 'milk' });
    assert.equal((await call('DELETE', `/tasks/${task.id}`, undefined, { 'if-match': '"7"' })).status, 412);
    assert.equal((await call('DELETE', `/tasks/${task.id}`, undefined, { 'if-match': '"1"' })).status, 204);
    assert.equal((await call('DELETE', `/tasks/${task.id}`)).body.code, 'task_not_found');
    assert.equal((await call('GET', `/tasks/${task.id}`)).status, 404);
  });

  test('of two writers with the same version one wins, also when both waited for the row', async (t) => {
    const { call, url } = await startMigrated(t);
    const { body: task } = await call('POST', '/tasks', { title: 'milk' });
    const locker = await connect(t, url);
    await locker.query('BEGIN');
    await locker.query('SELECT FROM tasks FOR UPDATE');
    const writers = ['bread', 'butter'].map((title) =>
      call('PATCH', `/tasks/${task.id}`, { title }, { 'if-match': '"1"' }),
    );
    const observer = await connect(t, url);
    await until('both wait', async () => (await lockWaits(observer)) === 2);
    await locker.query('COMMIT');
    const answers = await Promise.all(writers);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
    const winner = answers.find(({ status }) => status === 200);
    assert.deepEqual((await call('GET', `/tasks/${task.id}`)).body, winner?.body);
  });

  test('If-Match: a list, *, and what is no version of ours', async (t) => {
    const { call } = await startMigrated(t);
    const { body: task } = await call('POST', '/tasks', { title: 'milk' });
    const patch = (title: string, ifMatch: string) =>
      call('PATCH', `/tasks/${task.id}`, { title }, { 'if-match': ifMatch }).then(({ status }) => status);
    assert.equal(await patch('a', '"9", "1"'), 200);
    assert.equal(await patch('b', '*'), 200);
    assert.equal(await patch('c', 'W/"3"'), 412);
    assert.equal(await patch('c', '"abc"'), 412);
    assert.equal(await patch('b', '"1"'), 412, 'also when nothing would change');
  });

  test('bulk completion is all or nothing, and keeps what was done already', async (t) => {
    const { call } = await startMigrated(t);
    const ids: number[] = [];
    for (const title of ['a', 'b', 'c']) ids.push((await call('POST', '/tasks', { title })).body.id);
    const { body: first } = await call('POST', `/tasks/${ids[0]}/complete`);
    const missing = await call('POST', '/tasks/complete', { ids: [...ids, 999_999] });
    assert.equal(missing.status, 404);
    assert.deepEqual(missing.body.details, [{ field: 'ids', message: 'there is no task 999999' }]);
    assert.equal((await call('GET', `/tasks/${ids[1]}`)).body.done, false);
    const { body } = await call('POST', '/tasks/complete', { ids: ids.toReversed() });
    assert.deepEqual(
      body.items.map(({ id, done, version }) => [id, done, version]),
      ids.toReversed().map((id) => [id, true, 2]),
    );
    assert.deepEqual(body.items[2], first);
    assert.match((await call('GET', '/metrics')).text, /^todo_tasks_completed_total 3$/m);
  });

  test('pages neither repeat nor skip, with equal times and with rows arriving meanwhile', async (t) => {
    const { call, url } = await startMigrated(t);
    const database = await connect(t, url);
    // Times that differ by microseconds, and many that do not differ at all.
    await database.query(
      `INSERT INTO tasks (title, created_at)
       SELECT 'task ' || n, '2026-01-01Z'::timestamptz + (n / 10) * interval '1 microsecond' FROM generate_series(1, 60) n`,
    );
    const seen: number[] = [];
    for (
      let path = '/tasks?limit=7', cursor: string | null = '';
      cursor !== null;
      path = `/tasks?limit=7&cursor=${cursor}`
    ) {
      const { body } = await call('GET', path);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.next_cursor;
      await call('POST', '/tasks', { title: 'arrived meanwhile' });
    }
    const { rows } = await database.query(
      "SELECT id::int FROM tasks WHERE title LIKE 'task%' ORDER BY created_at DESC, id DESC",
    );
    assert.deepEqual(
      seen,
      rows.map(({ id }) => id),
    );
  });

  test('filters are joined by AND', async (t) => {
    const { call } = await startMigrated(t);
    for (const [title, ...tags] of [
      ['МОЛОКО 100%', 'go', 'shop'],
      ['молоко', 'golang'],
      ['Bread_1', 'go'],
      ['bread 1 \\', 'go', 'shop'],
    ]) {
      await call('POST', '/tasks', { title, tags });
    }
    const titles = async (query: string) => (await call('GET', `/tasks?${query}`)).body.items.map(({ title }) => title);
    assert.deepEqual(await titles(`search=${encodeURIComponent('молоко')}`), ['молоко', 'МОЛОКО 100%']);
    assert.deepEqual(await titles('search=%25'), ['МОЛОКО 100%']);
    assert.deepEqual(await titles('search=_'), ['Bread_1']);
    assert.deepEqual(await titles('search=%5C'), ['bread 1 \\']);
    assert.deepEqual(await titles('tag=go&tag=shop'), ['bread 1 \\', 'МОЛОКО 100%']);
    assert.deepEqual(await titles('tag=shop&search=BREAD&done=false'), ['bread 1 \\']);
    assert.deepEqual(await titles('tag=shop&done=true'), []);
  });

  test('tags: added once, ten at most, removed once', async (t) => {
    const { call } = await startMigrated(t);
    const { body: task } = await call('POST', '/tasks', { title: 'milk', tags: ['b'] });
    const path = `/tasks/${task.id}/tags`;
    assert.deepEqual((await call('POST', path, { name: 'a' })).body.tags, ['a', 'b']);
    const again = await call('POST', path, { name: 'a' });
    assert.equal(again.status, 200);
    assert.equal(again.body.version, 2);
    assert.equal((await call('POST', path, { name: 'No' })).body.details[0]?.field, 'name');
    const added = await Promise.all([...'23456789'].map((name) => call('POST', path, { name })));
    assert.ok(added.every(({ status }) => status === 200));
    assert.deepEqual((await call('GET', `/tasks/${task.id}`)).body.tags, [...'23456789ab'], 'none was lost');
    assert.equal((await call('POST', path, { name: 'eleventh' })).body.code, 'too_many_tags');
    assert.equal((await call('POST', path, { name: 'a' })).status, 200);
    assert.equal((await call('DELETE', `${path}/a`)).status, 204);
    assert.equal((await call('DELETE', `${path}/a`)).body.code, 'tag_not_found');
    assert.equal((await call('DELETE', `${path}/%00`)).body.code, 'tag_not_found');
    assert.equal((await call('DELETE', '/tasks/999999/tags/a')).body.code, 'task_not_found');
    assert.equal((await call('POST', '/tasks/999999/tags', { name: 'a' })).body.code, 'task_not_found');
  });

  test('rows without tags, as before the backfill, read as empty lists and can be tagged', async (t) => {
    const { call, url } = await startMigrated(t);
    const database = await connect(t, url);
    await database.query('ALTER TABLE tasks ALTER COLUMN tags DROP NOT NULL');
    const { rows } = await database.query(
      "INSERT INTO tasks (title, tags) VALUES ('a', NULL), ('b', NULL), ('c', NULL) RETURNING id",
    );
    const [a, b, c] = rows.map(({ id }) => id);
    assert.deepEqual((await call('GET', `/tasks/${a}`)).body.tags, []);
    assert.deepEqual((await call('POST', `/tasks/${a}/tags`, { name: 'go' })).body.tags, ['go']);
    assert.equal((await call('PATCH', `/tasks/${b}`, { tags: [] })).body.version, 1);
    assert.equal((await call('DELETE', `/tasks/${c}/tags/go`)).body.code, 'tag_not_found');
    assert.equal((await call('GET', '/tasks?tag=go')).body.items.length, 1);
  });
});
