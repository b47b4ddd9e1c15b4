import type { Attempt, GradeEvent } from '../contract/index.ts';
import type { GradeOptions } from '../engine/grade.ts';
import { defineCheck, defineLab, type LabEntry, type Mutant } from '../lab/index.ts';
import { sampleAttempt, sampleEvents } from '../report/sample-attempt.ts';
import type { Interruption } from './interruption.ts';
import type { Terminal } from './terminal.ts';

const text = (en: string) => ({ en, ru: `${en} (ru)` });

function sampleCheck(slug: string, hidden = false) {
  const words = { message: text('no'), hint: text('look') };
  return defineCheck({
    slug,
    title: text(slug),
    property: text(`${slug} holds`),
    hidden,
    deadlineMs: 1_000,
    failures: { no: words },
    run: async () => undefined,
  });
}

/** A lab of nothing: three checks that tests never run, and two mutants. */
export function sampleLab(slug = 'health', mutants: readonly Mutant[] = sampleMutants): LabEntry {
  const lab = defineLab({
    slug,
    track: 'todo',
    title: text('Alive and ready'),
    summary: text('A summary.'),
    deliver: [text('A service.')],
    minutes: 60,
    needs: ['postgres'],
    services: ['todo-service'],
    lesson: 'alive-and-ready',
    checks: [sampleCheck('live-shape'), sampleCheck('ready-follows-db'), sampleCheck('drain', true)],
  });
  const track = {
    slug: 'todo',
    title: text('Todo'),
    summary: text('A track.'),
    reference: 'reference-solution/todo-service',
    starter: 'labs/todo/starter',
    lessons: ['alive-and-ready'],
    labs: [slug],
  };
  return {
    id: `todo/${slug}`,
    track,
    lab,
    mutants,
    variants: [{ name: 'express', folder: '/nowhere' }],
    reference: '/nowhere',
  };
}

const edits = [{ file: 'a', find: 'b', replace: 'c' }];
const sampleMutants: readonly Mutant[] = [
  { name: 'live-asks-db', mistake: text('Liveness asks the database.'), edits, fails: ['live-shape'] },
  { name: 'ready-cached', mistake: text('Readiness is kept.'), edits, fails: ['ready-follows-db'], mayFail: ['drain'] },
  { name: 'drops-requests', mistake: text('Requests are cut.'), edits, fails: ['drain'] },
];

/** A terminal of strings. */
export function sampleTerminal(env: NodeJS.ProcessEnv = {}, cwd = process.cwd()) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    columns: 100,
    write(piece: string) {
      written[name] += piece;
    },
  });
  const terminal: Terminal = { stdout: stream('stdout'), stderr: stream('stderr'), env, cwd };
  return { terminal, written };
}

/** An engine that answers with recorded events; `attemptOf` says what comes of a call, `calls` what was asked of it. */
export function sampleEngine(attemptOf: (options: GradeOptions) => Attempt = () => sampleAttempt()) {
  const calls: GradeOptions[] = [];
  async function* grade(options: GradeOptions): AsyncGenerator<GradeEvent, Attempt> {
    calls.push(options);
    const attempt = attemptOf(options);
    yield* sampleEvents(attempt);
    return attempt;
  }
  return { grade, calls };
}

/** An interruption that comes when a test says so. */
export function sampleInterruption() {
  const controller = new AbortController();
  let say: (request: number) => void = () => undefined;
  let requests = 0;
  return {
    interrupt() {
      controller.abort();
      say(++requests);
    },
    onInterruption(listener: (request: number) => void): Interruption {
      say = listener;
      return { signal: controller.signal, [Symbol.dispose]: () => undefined };
    },
  };
}
