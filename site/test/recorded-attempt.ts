import type { Attempt, AttemptRecord, CheckResult, GradeEvent, NumberedEvent, Text, Verdict } from 'orkestr/contract';

const text = (en: string, ru: string): Text => ({ en, ru });
const plan: [slug: string, title: Text, deadlineMs: number, hidden: boolean][] = [
  ['live-shape', text('Live says it is alive', 'Live отвечает, что жив'), 10_000, false],
  ['ready-follows-db', text('Readiness follows the database', 'Готовность следует за базой'), 30_000, false],
  ['ready-needs-schema', text('Readiness needs its schema', 'Готовность требует схемы'), 30_000, false],
  ['start-without-db', text('Starts without a database', 'Стартует без базы'), 40_000, false],
  ['summary', text('The summary tells what is wrong', 'Сводка говорит, что сломано'), 10_000, false],
  ['no-leak', text('No secrets in answers', 'Никаких секретов в ответах'), 20_000, true],
  ['drain', text('Drains before it ends', 'Сливается перед выходом'), 40_000, false],
];
const idOf = (slug: string) => `todo/health.${slug}`;

function result(slug: string, verdict: Verdict, durationMs: number): CheckResult {
  const [, title, deadlineMs, hidden] = plan.find(([name]) => name === slug)!;
  const failed = verdict === 'failed';
  return {
    id: idOf(slug),
    title,
    verdict,
    durationMs,
    deadlineMs,
    hidden,
    code: failed ? 'still-ready' : null,
    message: failed ? text('Readiness says yes without asking.', 'Готовность говорит «да», никого не спросив.') : null,
    expected: failed
      ? text(
          '503 {"ready":false,…} within 5 s of pausing postgres',
          '503 {"ready":false,…} за 5 с после заморозки postgres',
        )
      : null,
    received: failed
      ? text(
          '200 {"ready":true,…} for 5.0 s (51 answers; the last at 9.120 s)',
          '200 {"ready":true,…} все 5,0 с (51 ответ; последний на 9,120 с)',
        )
      : null,
    hint: failed
      ? text(
          'The first result may be kept: ask the database on each call, with a limit of 2 s of its own.',
          'Возможно, хранится первый ответ: спрашивайте базу при каждом вызове, с собственным пределом 2 с.',
        )
      : null,
    command: failed ? 'docker pause orkestr-postgres; curl -i localhost:8080/ready' : null,
    lesson: 'todo/alive-and-ready#the-mechanism',
    log: failed
      ? [
          '{"level":30,"time":"2026-11-21T12:04:26.102Z","msg":"ready (from cache)"}',
          '{"level":30,"time":"2026-11-21T12:04:31.120Z","msg":"ready (from cache)"}',
        ]
      : [],
  };
}

/** A recorded attempt of `todo/health`: the reference with the mistake `cached-readiness`; one check failed. */
export function failedHealthAttempt(id = 'healthfailed1'): { record: AttemptRecord; events: NumberedEvent[] } {
  const startedAt = '2026-11-21T12:04:22.000Z';
  const source = {
    kind: 'mutant' as const,
    name: 'cached-readiness',
    digest: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c',
  };
  const events: GradeEvent[] = [];
  const phases: Attempt['phases'] = [];
  const add = (event: GradeEvent) => events.push(event);
  const title = text('Health', 'Живость и готовность');
  add({
    type: 'attempt-started',
    at: 0,
    attempt: {
      id,
      lab: 'todo/health',
      title,
      seed: 81_723,
      source,
      startedAt,
      checks: plan.map(([slug, name, deadlineMs, hidden]) => ({ id: idOf(slug), title: name, deadlineMs, hidden })),
    },
  });
  const phase = (name: Attempt['phases'][number]['name'], from: number, to: number, inside: () => void = () => {}) => {
    add({ type: 'phase-started', at: from, phase: name });
    inside();
    add({ type: 'phase-ended', at: to, phase: name, durationMs: to - from, outcome: 'done' });
    phases.push({ name, startedMs: from, durationMs: to - from, outcome: 'done' });
  };
  const line = (
    at: number,
    speaker: string,
    kind: 'request' | 'answer' | 'log' | 'note',
    said: string | Text,
    check: string | null = null,
  ) => add({ type: 'line', at, speaker, kind, text: said, check });
  phase('prepare', 0, 30);
  phase('build', 30, 1130, () => {
    for (let step = 1; step <= 14; step++)
      line(40 + step * 70, 'build', 'log', `Step ${step}/14 : ${step === 1 ? 'FROM node:24-slim' : 'RUN true'}`);
  });
  phase('stack', 1130, 1480, () =>
    line(
      1200,
      'grader',
      'note',
      text('A network without egress, PostgreSQL 17 in it.', 'Сеть без выхода наружу, в ней PostgreSQL 17.'),
    ),
  );
  phase('migrate', 1480, 1790, () => line(1700, 'migrate', 'log', 'Current version: 11 (dirty: false)'));
  phase('start', 1790, 2390, () => line(2300, 'todo-service', 'log', '{"level":30,"msg":"listening","port":8080}'));
  const checks: CheckResult[] = [];
  phase('checks', 2390, 12_100, () => {
    let at = 2400;
    for (const [slug, , deadlineMs] of plan) {
      const check = idOf(slug);
      const failing = slug === 'ready-follows-db';
      const tookMs = failing ? 5600 : 640;
      add({ type: 'check-started', at, check, deadlineMs });
      line(at + 5, 'grader', 'request', `curl -i http://localhost:8080/${failing ? 'ready' : 'live'}`, check);
      line(
        at + 12,
        'grader',
        'answer',
        '200 {"ready":true,"checks":{"database":"healthy","migrations":"healthy"}}',
        check,
      );
      if (failing) {
        line(
          at + 40,
          'grader',
          'note',
          text(
            'Pausing postgres: it still accepts connections and answers nothing.',
            'Замораживаем postgres: соединения принимает, на запросы не отвечает.',
          ),
          check,
        );
        add({ type: 'fault', at: at + 400, check, target: 'postgres', kind: 'pause', state: 'applied' });
        for (let tick = 0; tick < 51; tick++) {
          line(at + 450 + tick * 98, 'grader', 'request', 'curl -i http://localhost:8080/ready', check);
          if (tick % 3 === 0)
            line(at + 455 + tick * 98, 'todo-service', 'log', `{"level":30,"time":${tick},"msg":"ready (from cache)"}`);
        }
        for (let tick = 0; tick < 9; tick++)
          line(at + 5460, 'todo-service', 'log', `{"level":40,"msg":"pool client waited","waitedMs":${2000 + tick}}`);
        add({ type: 'fault', at: at + 5500, check, target: 'postgres', kind: 'pause', state: 'lifted' });
      }
      const outcome = result(slug, failing ? 'failed' : 'passed', tookMs);
      checks.push(outcome);
      add({ type: 'check-ended', at: at + tookMs, result: outcome });
      at += tookMs + 10;
    }
  });
  phase('release', 12_100, 12_400);
  const attempt: Attempt = {
    id,
    lab: 'todo/health',
    title,
    verdict: 'failed',
    seed: 81_723,
    source,
    startedAt,
    durationMs: 12_410,
    problem: null,
    phases,
    checks,
  };
  add({ type: 'attempt-ended', at: 12_410, attempt });
  const record: AttemptRecord = {
    id,
    lab: 'todo/health',
    source: { kind: 'mutant', name: 'cached-readiness' },
    seed: 81_723,
    status: 'ended',
    position: null,
    verdict: 'failed',
    createdAt: '2026-11-21T12:04:21.100Z',
    startedAt,
    endedAt: '2026-11-21T12:04:34.410Z',
    attempt,
  };
  return { record, events: events.map((event, index) => ({ sequence: index + 1, event })) };
}
