import { expect, test } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { exampleAttempt } from '../../test/example-attempt.ts';
import { runningServer } from '../../test/running-server.ts';
import { heldUntil, scriptedEngine } from '../../test/scripted-engine.ts';
import {
  apiErrorSchema,
  attemptListSchema,
  attemptRecordSchema,
  type GradingMeans,
  labListSchema,
  platformSchema,
} from '../contract/index.ts';

const reference = { lab: 'todo/health', source: { kind: 'reference' } };
const never = new Promise(() => undefined);
const noDocker: GradingMeans = {
  docker: { available: false, version: null, problem: { en: 'No Docker: run npm start', ru: 'Нет Docker: npm start' } },
  images: [],
};

test('an attempt is accepted, graded, and can be read and listed', async () => {
  await using site = await runningServer();
  const accepted = await site.post({ ...reference, lab: 'health', seed: 5 });
  expect(accepted.status).toBe(202);
  const { id, position } = accepted.json() as { id: string; position: number };
  expect(position).toBe(1);
  expect(accepted.headers.location).toBe(`/api/attempts/${id}`);
  const record = await eventually(async () => {
    const answer = attemptRecordSchema.parse((await site.ask(`/api/attempts/${id}`)).json());
    expect(answer.status).toBe('ended');
    return answer;
  });
  expect(record).toMatchObject({ lab: 'todo/health', seed: 5, verdict: 'passed', attempt: exampleAttempt(id) });
  const list = attemptListSchema.parse((await site.ask('/api/attempts?limit=5&lab=todo/health')).json());
  expect(list.items.map((item) => item.id)).toEqual([id]);
  expect(attemptListSchema.parse((await site.ask('/api/attempts?lab=metrics')).json()).items).toEqual([]);
});

test('a mutant is graded as such', async () => {
  const engine = scriptedEngine();
  await using site = await runningServer({ grade: engine.grade });
  const source = { kind: 'mutant', name: 'ready-always' };
  expect((await site.post({ lab: 'todo/health', source })).status).toBe(202);
  await eventually(() => expect(engine.asked).toMatchObject([{ source, lab: { id: 'todo/health' } }]));
});

test.each([
  ['a lab that is not there', { ...reference, lab: 'todo/helth' }, 404, 'unknown_lab', 'todo/health'],
  [
    'a mutant that is not there',
    { lab: 'todo/health', source: { kind: 'mutant', name: 'ready-allways' } },
    404,
    'unknown_mutant',
    'ready-always',
  ],
  [
    'a folder of the machine',
    { lab: 'todo/health', source: { kind: 'folder', path: '/etc' } },
    422,
    'validation_failed',
    'kind',
  ],
  ['a variant', { lab: 'todo/health', source: { kind: 'variant', name: 'go' } }, 422, 'validation_failed', 'kind'],
  [
    'a path as a mutant',
    { lab: 'todo/health', source: { kind: 'mutant', name: '../x' } },
    422,
    'validation_failed',
    'name',
  ],
  ['HTML in a name', { ...reference, lab: '<img src=x onerror=alert(1)>' }, 422, 'validation_failed', 'lab'],
  ['a field nobody knows', { ...reference, verdict: 'passed' }, 422, 'validation_failed', 'verdict'],
  ['a seed that is none', { ...reference, seed: 1.5 }, 422, 'validation_failed', 'seed'],
  ['a list', [], 422, 'validation_failed', 'body'],
  ['nothing', null, 422, 'validation_failed', 'body'],
])('%s is refused by name', async (_what, body, status, code, named) => {
  await using site = await runningServer();
  const answer = await site.post(body);
  expect(answer.status).toBe(status);
  const problem = apiErrorSchema.parse(answer.json());
  expect(problem.code).toBe(code);
  expect(JSON.stringify(problem)).toContain(named);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
});

test('the queue is bounded, and who is refused is told when to come back', async () => {
  const engine = scriptedEngine(heldUntil(never));
  await using site = await runningServer({ grade: engine.grade, waitingLimit: 2 });
  await site.post(reference);
  await eventually(() => expect(engine.asked).toHaveLength(1));
  expect((await site.post(reference)).json()).toMatchObject({ position: 1 });
  expect((await site.post(reference)).json()).toMatchObject({ position: 2 });
  const refused = await site.post(reference);
  expect(refused.status).toBe(429);
  expect(refused.json()).toMatchObject({ code: 'queue_full' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  const platform = platformSchema.parse((await site.ask('/api/platform')).json());
  expect(platform.queue).toEqual({ waiting: 2, running: 1, limit: 2 });
});

test('without Docker nothing is queued, and the reason is said', async () => {
  await using site = await runningServer({ means: async () => noDocker });
  const refused = await site.post(reference);
  expect(refused.status).toBe(503);
  expect(refused.json()).toEqual({ code: 'cannot_grade', error: 'No Docker: run npm start' });
  const platform = platformSchema.parse((await site.ask('/api/platform')).json());
  expect(platform).toMatchObject({ canGrade: false, docker: { problem: { ru: 'Нет Docker: npm start' } } });
});

test.each(['failed', 'missing'] as const)('an image that is %s is named', async (state) => {
  const docker = { available: true, version: '20.10', problem: null };
  const images = [{ name: 'orkestr/postgres:17', state, progress: null, step: 'npx orkestr images build' }];
  await using site = await runningServer({ means: async () => ({ docker, images }) });
  const error = 'The image orkestr/postgres:17 is not there: npx orkestr images build';
  expect((await site.post(reference)).json()).toEqual({ code: 'cannot_grade', error });
});

test('while images are being made attempts wait for them', async () => {
  const building: GradingMeans = {
    docker: { available: true, version: '20.10', problem: null },
    images: [{ name: 'orkestr/postgres:17', state: 'building', progress: 0.4, step: 'unpacking' }],
  };
  const engine = scriptedEngine();
  await using site = await runningServer({ grade: engine.grade, means: async () => building });
  expect((await site.post(reference)).status).toBe(202);
  expect(platformSchema.parse((await site.ask('/api/platform')).json())).toMatchObject({ canGrade: false });
  expect(engine.asked).toEqual([]);
});

test('labs are shown with their checks and mutants', async () => {
  await using site = await runningServer();
  const { items } = labListSchema.parse((await site.ask('/api/labs')).json());
  expect(items.map(({ id }) => id)).toEqual(['todo/health', 'todo/metrics']);
  expect(items[0]).toMatchObject({
    checks: [{ id: 'todo/health.live-shape' }],
    mutants: [{ name: 'ready-always', fails: ['todo/health.live-shape'] }],
  });
});

test.each([
  '/api/attempts/nobody',
  '/api/attempts/__proto__',
  '/api/attempts/..%2f..%2fetc',
  `/api/attempts/${'a'.repeat(60)}`,
])('%s is nobody’s', async (path) => {
  await using site = await runningServer();
  expect((await site.ask(path)).status).toBe(404);
  expect((await site.ask(`${path}/events`)).status).toBe(404);
});

test.each(['limit=0', 'limit=201', 'limit=x', 'status=ended', '__proto__[x]=1', 'constructor=1', 'limit=1&limit=2'])(
  'the query ?%s is refused',
  async (query) => {
    await using site = await runningServer();
    expect((await site.ask(`/api/attempts?${query}`)).status).toBe(422);
  },
);
