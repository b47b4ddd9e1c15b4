import type { CheckResult, Text } from '../contract/index.ts';
import {
  type Check,
  type CheckContext,
  CheckFailure,
  type FailureEvidence,
  type LabEntry,
  PlatformError,
  poll,
  Random,
  type Repository,
  Ungradable,
} from '../lab/index.ts';
import type { PostgresServer } from '../probes/postgres.ts';
import { lastLines } from '../stack/log-reader.ts';
import { checkWords } from './check-words.ts';
import type { Journal } from './journal.ts';
import type { Instance } from './service-instance.ts';
import type { Services } from './services.ts';

/** What every check of an attempt shares. */
export interface CheckGround {
  entry: LabEntry;
  seed: number;
  journal: Journal;
  services: Services;
  postgres: PostgresServer;
  repository: Repository;
  /** The main instance, running and ready; started anew when the check before left it broken. */
  service: () => Promise<Instance>;
  signal: AbortSignal;
}

const graceMs = 15_000;

/** Runs one check under its own deadline. Never throws: everything that can come of it is a result. */
export async function runCheck(check: Check, ground: CheckGround): Promise<CheckResult> {
  const { entry, journal } = ground;
  const id = `${entry.id}.${check.slug}`;
  journal.currentCheck = id;
  journal.emit({ type: 'check-started', check: id, deadlineMs: check.deadlineMs });
  const began = journal.now();
  const outcome = await outcomeOf(check, id, ground);
  const result: CheckResult = {
    ...blankResult(entry, check),
    durationMs: Math.round((journal.now() - began) * 10) / 10,
    ...outcome,
  };
  journal.emit({ type: 'check-ended', result });
  journal.currentCheck = null;
  return result;
}

/** A result of `check` with nothing in it yet. */
export function blankResult(entry: LabEntry, check: Check): CheckResult {
  return {
    id: `${entry.id}.${check.slug}`,
    title: check.title,
    verdict: 'skipped',
    durationMs: 0,
    deadlineMs: check.deadlineMs,
    hidden: check.hidden ?? false,
    code: null,
    message: null,
    expected: null,
    received: null,
    hint: null,
    command: null,
    lesson: `${entry.track.slug}/${entry.lab.lesson}${check.section ? `#${check.section}` : ''}`,
    log: [],
  };
}

type Outcome = Partial<CheckResult> & Pick<CheckResult, 'verdict'>;

async function outcomeOf(check: Check, id: string, ground: CheckGround): Promise<Outcome> {
  const deadline = new AbortController();
  const signal = AbortSignal.any([ground.signal, deadline.signal]);
  let timer: NodeJS.Timeout | undefined;
  const made: Promise<Instance>[] = [];
  try {
    const service = (await ground.service()).under(signal);
    timer = setTimeout(() => deadline.abort(new DOMException(`deadline of ${id}`, 'TimeoutError')), check.deadlineMs);
    await settle(check.run(contextOf(check, id, ground, service, signal, made)), signal, id);
    return { verdict: 'passed' };
  } catch (error) {
    return await judge(error, check, ground, deadline.signal.aborted);
  } finally {
    clearTimeout(timer);
    // Also those still coming up when the check ended: they would stand beside the next one.
    const came = await Promise.allSettled(made);
    await Promise.all(came.map((start) => start.status === 'fulfilled' && ground.services.retire(start.value)));
  }
}

/** Waits for the check itself, also after its signal was aborted: nothing of it may go on beside the next one. */
async function settle(running: Promise<void>, signal: AbortSignal, id: string): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    const begin = () => {
      late = setTimeout(() => reject(new PlatformError('check-stuck', `${id} went on after its deadline`)), graceMs);
    };
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
  });
  try {
    await Promise.race([running, stuck]);
    signal.throwIfAborted();
  } finally {
    clearTimeout(late);
  }
}

async function judge(error: unknown, check: Check, ground: CheckGround, timedOut: boolean): Promise<Outcome> {
  if (error instanceof CheckFailure) return failed(error.code, error.words, error.evidence);
  if (error instanceof PlatformError) return errored(error);
  if (timedOut) {
    const words = checkWords.deadline(check.deadlineMs);
    return failed('deadline', words, { ...words, log: await serviceLines(ground) });
  }
  if (ground.signal.aborted) return { verdict: 'skipped', message: checkWords.cancelled };
  if (error instanceof Ungradable) {
    const { expected = '', received = '' } = error.evidence;
    return failed(error.code, error.words, { ...error.evidence, expected, received });
  }
  const sqlState = (error as { code?: unknown }).code;
  if (error instanceof Error && typeof sqlState === 'string' && missingFromSchema.includes(sqlState)) {
    const words = checkWords.schema(error.message);
    return failed('schema', words, words);
  }
  return errored(error);
}

/** SQLSTATE: undefined table, column, schema. The names are published, so their absence is the learner's to mend. */
const missingFromSchema = ['42P01', '42703', '3F000'];

async function serviceLines(ground: CheckGround): Promise<string[]> {
  const service = await ground.service().catch(() => undefined);
  return service ? lastLines(service.logs(), 10) : [];
}

function failed(code: string, words: { message: Text; hint: Text }, evidence: FailureEvidence): Outcome {
  return {
    verdict: 'failed',
    code,
    message: words.message,
    hint: words.hint,
    expected: evidence.expected,
    received: evidence.received,
    command: evidence.command ?? null,
    log: [...(evidence.log ?? [])],
  };
}

function errored(error: unknown): Outcome {
  const { message, code } = error as { message?: string; code?: string };
  return {
    verdict: 'errored',
    code: error instanceof PlatformError && code ? code : 'internal',
    message: checkWords.ours,
    received: message ?? String(error),
  };
}

function contextOf(
  check: Check,
  id: string,
  ground: CheckGround,
  service: Instance,
  signal: AbortSignal,
  made: Promise<Instance>[],
): CheckContext {
  const { journal, services, postgres } = ground;
  return {
    id,
    signal,
    random: new Random(ground.seed, id),
    fail: (code, evidence) => {
      const words = check.failures[code];
      if (!words) throw new PlatformError('lab', `${id} fails with a code it does not list: ${code}`);
      return new CheckFailure(code, words, evidence);
    },
    note: (text) => journal.line('grader', 'note', text),
    now: journal.now,
    poll: (observe, options) => poll(observe, { ...options, signal }),
    service,
    startService: async (options = {}) => {
      const starting = services.start({ database: service.database, ...options }, signal);
      made.push(starting);
      return starting;
    },
    postgres,
    migrate: (args, options = {}) =>
      services.migrate(args, options.database ?? service.database, signal, options.deadlineMs),
    startMigrate: (args, options = {}) => services.startMigrate(args, options.database ?? service.database),
    repository: ground.repository,
  };
}
