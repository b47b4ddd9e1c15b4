import type { Attempt, CheckResult, GradeEvent } from '../contract/index.ts';

function check(slug: string, result: Partial<CheckResult> = {}): CheckResult {
  return {
    id: `todo/health.${slug}`,
    title: { en: '/live answers while the process can', ru: '/live отвечает, пока процесс жив' },
    verdict: 'passed',
    durationMs: 612,
    deadlineMs: 10_000,
    hidden: false,
    code: null,
    message: null,
    expected: null,
    received: null,
    hint: null,
    command: null,
    lesson: `todo/alive-and-ready#${slug}`,
    log: [],
    ...result,
  };
}

const failed = check('ready-follows-db', {
  title: { en: '/ready follows the database', ru: '/ready следует за базой данных' },
  verdict: 'failed',
  durationMs: 5_231,
  code: 'stays-ready',
  message: {
    en: 'When the database stops answering, /ready must say 503 within 5 s.',
    ru: 'Когда база данных перестаёт отвечать, /ready обязан ответить 503 не позже чем через 5 с.',
  },
  expected: { en: '503 {"ready":false,…} within 5 s', ru: '503 {"ready":false,…} не позже чем через 5 с' },
  received: {
    en: '200 {"ready":true,…} for 5.0 s (51 answers)',
    ru: '200 {"ready":true,…} в течение 5,0 с (51 ответ)',
  },
  hint: {
    en: 'The first result may be kept: ask the database on each call, with a limit of its own of 2 s.',
    ru: 'Возможно, первый результат сохранён навсегда: спрашивайте базу при каждом вызове, с собственным пределом в 2 с.',
  },
  command: 'docker pause postgres; curl -i http://localhost:8080/ready',
  lesson: 'todo/alive-and-ready#readiness',
  log: ['{"level":"info","msg":"listening","port":8080}'],
});

/** An attempt that failed one of its three checks: what tests of reports are made of. */
export function sampleAttempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    id: '3f2c1ab0',
    lab: 'todo/health',
    title: { en: 'Alive and ready', ru: 'Жив и готов' },
    verdict: 'failed',
    seed: 81_723,
    source: { kind: 'folder', name: './my-service', digest: '9f2c1ab4e5' },
    startedAt: '2026-03-01T12:04:25.000Z',
    durationMs: 8_400,
    problem: null,
    phases: [
      { name: 'prepare', startedMs: 0, durationMs: 40, outcome: 'done' },
      { name: 'build', startedMs: 40, durationMs: 1_100, outcome: 'done' },
      { name: 'stack', startedMs: 1_140, durationMs: 400, outcome: 'done' },
      { name: 'migrate', startedMs: 1_540, durationMs: 300, outcome: 'done' },
      { name: 'start', startedMs: 1_840, durationMs: 600, outcome: 'done' },
      { name: 'checks', startedMs: 2_440, durationMs: 5_860, outcome: 'failed' },
      { name: 'release', startedMs: 8_300, durationMs: 100, outcome: 'done' },
    ],
    checks: [
      check('live-shape'),
      failed,
      check('drain', {
        title: { en: 'A stop loses no request', ru: 'Остановка не теряет запросов' },
        verdict: 'passed',
        durationMs: 2_104,
      }),
    ],
    ...changes,
  };
}

/** An attempt that never came to its checks: the Dockerfile did not build. */
export function sampleUngradable(): Attempt {
  const attempt = sampleAttempt();
  return {
    ...attempt,
    verdict: 'ungradable',
    problem: {
      code: 'build-failed',
      message: { en: 'The Dockerfile does not build.', ru: 'Dockerfile не собирается.' },
      expected: { en: 'every step ends with 0', ru: 'каждый шаг завершается с кодом 0' },
      received: { en: 'step 4 ended with 1', ru: 'шаг 4 завершился с кодом 1' },
      hint: { en: 'Read the last lines of the build.', ru: 'Прочитайте последние строки сборки.' },
      command: 'docker build ./my-service',
      log: ['Step 4/9 : RUN npm ci', 'npm error code EUSAGE'],
    },
    phases: attempt.phases
      .filter(({ name }) => name === 'prepare' || name === 'build')
      .map((phase) => (phase.name === 'build' ? { ...phase, outcome: 'failed' } : phase)),
    checks: attempt.checks.map((result) => ({
      ...check('x'),
      id: result.id,
      title: result.title,
      verdict: 'skipped',
      durationMs: 0,
    })),
  };
}

/** The events such an attempt emits, with a request, an answer, a fault and the service's own log in its failed check. */
export function sampleEvents(attempt: Attempt = sampleAttempt()): GradeEvent[] {
  const { id, lab, title, seed, source, startedAt } = attempt;
  const events: GradeEvent[] = [
    {
      type: 'attempt-started',
      at: 0,
      attempt: {
        id,
        lab,
        title,
        seed,
        source,
        startedAt,
        checks: attempt.checks.map(({ id, title, deadlineMs, hidden }) => ({ id, title, deadlineMs, hidden })),
      },
    },
  ];
  for (const phase of attempt.phases) {
    const at = phase.startedMs;
    events.push({ type: 'phase-started', at, phase: phase.name });
    if (phase.name === 'build') {
      events.push({
        type: 'line',
        at: at + 5,
        speaker: 'build',
        kind: 'log',
        text: 'Step 1/9 : FROM node:24-slim',
        check: null,
      });
    }
    if (phase.name === 'checks') for (const result of attempt.checks) events.push(...sampleCheckEvents(result, at));
    const { durationMs, outcome } = phase;
    events.push({ type: 'phase-ended', at: at + durationMs, phase: phase.name, durationMs, outcome });
  }
  return [...events, { type: 'attempt-ended', at: attempt.durationMs, attempt }];
}

function sampleCheckEvents(result: CheckResult, at: number): GradeEvent[] {
  const check = result.id;
  const request =
    'curl -i -X POST http://localhost:8080/tasks -H \'content-type: application/json\' -d \'{"title":"buy milk"}\'';
  const started: GradeEvent = { type: 'check-started', at, check, deadlineMs: result.deadlineMs };
  const ended: GradeEvent = { type: 'check-ended', at: at + result.durationMs, result };
  if (result.verdict !== 'failed') return [started, ended];
  return [
    started,
    { type: 'line', at: at + 10, speaker: 'grader', kind: 'request', text: request, check },
    {
      type: 'line',
      at: at + 22,
      speaker: 'todo-service',
      kind: 'answer',
      text: '201 {"id":1,"title":"buy milk"}',
      check,
    },
    { type: 'fault', at: at + 60, check, target: 'postgres', kind: 'pause', state: 'applied' },
    {
      type: 'line',
      at: at + 5_100,
      speaker: 'todo-service',
      kind: 'log',
      text: '{"level":"info","msg":"request","status":200}',
      check,
    },
    { type: 'fault', at: at + 5_200, check, target: 'postgres', kind: 'pause', state: 'lifted' },
    ended,
  ];
}
