import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import {
  type Attempt,
  type CheckResult,
  type Evidence,
  type GradeEvent,
  overall,
  type Source,
  type Verdict,
} from '../contract/index.ts';
import { type Check, type LabEntry, PlatformError, Ungradable, UnknownName } from '../lab/index.ts';
import { defaultLimits, type Limits } from '../stack/limits.ts';
import { ensureReaper } from '../stack/reaping.ts';
import { Stack } from '../stack/stack.ts';
import { checkWords } from './check-words.ts';
import { EventChannel } from './event-channel.ts';
import { Journal } from './journal.ts';
import { bringUp, prepare } from './phases.ts';
import { blankResult, runCheck } from './run-check.ts';
import { describeSource, type GradeSource } from './source.ts';

export type { GradeSource } from './source.ts';

export interface GradeOptions {
  lab: LabEntry;
  source: GradeSource;
  /** Default: a new one. */
  attemptId?: string;
  /** Every value of the checks follows from it; default: drawn. */
  seed?: number;
  /** Slugs or full ids of the checks to run; default: all. Others are reported as skipped. */
  checks?: readonly string[];
  /** Leave containers and network running for a look. */
  keep?: boolean;
  limits?: Partial<Limits>;
  /** Ends the attempt; everything is cleaned up before the last event. */
  signal?: AbortSignal;
}

/**
 * Grades one source for one lab: yields every step, ends with `attempt-ended`, and returns the attempt. Whatever the
 * submission, the daemon or the lab do wrong is in the attempt; leaving the loop early ends and cleans up the attempt.
 *
 * @throws UnknownName when a check, mutant or variant was named that is not there
 */
export async function* grade(options: GradeOptions): AsyncGenerator<GradeEvent, Attempt> {
  const chosen = chooseChecks(options.lab, options.checks);
  const channel = new EventChannel<GradeEvent>();
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, ...(options.signal ? [options.signal] : [])]);
  const running = new GradedAttempt(options, chosen, signal, (event) => channel.push(event)).run();
  running.finally(() => channel.close()).catch(() => undefined);
  try {
    yield* channel;
    return await running;
  } finally {
    leaving.abort(new DOMException('nobody reads this attempt any more', 'AbortError'));
    await running.catch(() => undefined);
  }
}

function chooseChecks({ id, lab }: LabEntry, names: readonly string[] | undefined): ReadonlySet<Check> {
  if (!names || names.length === 0) return new Set(lab.checks);
  const slugs = lab.checks.map(({ slug }) => slug);
  return new Set(
    names.map((name) => {
      const slug = name.startsWith(`${id}.`) ? name.slice(id.length + 1) : name.replace(`${lab.slug}.`, '');
      const check = lab.checks.find((candidate) => candidate.slug === slug);
      if (!check) throw new UnknownName(`check in ${id}`, name, slugs);
      return check;
    }),
  );
}

class GradedAttempt {
  readonly #options: GradeOptions;
  readonly #chosen: ReadonlySet<Check>;
  readonly #signal: AbortSignal;
  readonly #journal: Journal;
  readonly #id: string;
  readonly #seed: number;
  readonly #startedAt = new Date().toISOString();
  readonly #results: CheckResult[] = [];
  #source: Source;
  #problem: Evidence | null = null;
  #verdict: Verdict | undefined;

  constructor(
    options: GradeOptions,
    chosen: ReadonlySet<Check>,
    signal: AbortSignal,
    emit: (event: GradeEvent) => void,
  ) {
    this.#options = options;
    this.#chosen = chosen;
    this.#signal = signal;
    this.#journal = new Journal(emit);
    this.#id = options.attemptId ?? randomUUID();
    this.#seed = options.seed ?? randomInt(1, 2 ** 31);
    this.#source = describeSource(options.source, options.lab);
  }

  async run(): Promise<Attempt> {
    const journal = this.#journal;
    this.#announce();
    const release = new AsyncDisposableStack();
    try {
      await this.#grade(release);
    } catch (error) {
      this.#settle(error);
    }
    await journal
      .phase('release', () => release.disposeAsync())
      .catch((error: unknown) => {
        journal.line('grader', 'note', `clean-up: ${(error as Error).message}`);
      });
    const attempt = this.#attempt();
    journal.emit({ type: 'attempt-ended', attempt });
    return attempt;
  }

  async #grade(release: AsyncDisposableStack): Promise<void> {
    const { lab: entry } = this.#options;
    const journal = this.#journal;
    const limits: Limits = { ...defaultLimits, ...this.#options.limits };
    ensureReaper();
    const stack = release.use(
      new Stack({
        attemptId: this.#id,
        limits,
        keep: this.#options.keep ?? false,
        now: journal.now,
        listener: {
          line: (speaker, line) => journal.line(speaker, 'log', line.text),
          fault: (target, kind, state) => {
            journal.emit({ type: 'fault', check: journal.currentCheck, target, kind, state });
          },
        },
      }),
    );
    const prepared = await journal.phase('prepare', () =>
      prepare({ entry, source: this.#options.source, limits, release, signal: this.#signal }),
    );
    this.#source = { ...this.#source, digest: prepared.tree.digest };
    const ground = await bringUp({
      entry,
      prepared,
      stack,
      journal,
      seed: this.#seed,
      release,
      signal: this.#signal,
    });
    await journal.phase('checks', async () => {
      for (const check of entry.lab.checks) {
        this.#signal.throwIfAborted();
        if (this.#chosen.has(check)) this.#results.push(await runCheck(check, ground));
      }
    });
    this.#signal.throwIfAborted();
  }

  #announce(): void {
    const { lab: entry } = this.#options;
    this.#journal.emit({
      type: 'attempt-started',
      attempt: {
        id: this.#id,
        lab: entry.id,
        title: entry.lab.title,
        seed: this.#seed,
        source: this.#source,
        startedAt: this.#startedAt,
        checks: entry.lab.checks.map((check) => {
          const { id, title, deadlineMs, hidden } = blankResult(entry, check);
          return { id, title, deadlineMs, hidden };
        }),
      },
    });
  }

  #settle(error: unknown): void {
    const nothing = { expected: null, received: null, hint: null, command: null, log: [] };
    if (this.#signal.aborted) {
      this.#verdict = 'errored';
      this.#problem = { ...nothing, code: 'cancelled', message: checkWords.cancelled };
    } else if (error instanceof Ungradable) {
      this.#verdict = 'ungradable';
      const { expected = null, received = null, command = null, log = [] } = error.evidence;
      this.#problem = { code: error.code, ...error.words, expected, received, command, log: [...log] };
    } else {
      this.#verdict = 'errored';
      const code = error instanceof PlatformError ? error.code : `internal-${randomBytes(4).toString('hex')}`;
      this.#problem = { ...nothing, code, message: checkWords.ours, received: (error as Error).message };
    }
  }

  #attempt(): Attempt {
    const { lab: entry } = this.#options;
    const checks = entry.lab.checks.map((check) => {
      const blank = blankResult(entry, check);
      return this.#results.find(({ id }) => id === blank.id) ?? { ...blank, message: this.#whySkipped(check) };
    });
    const ran = checks.filter(({ verdict }) => verdict !== 'skipped').map(({ verdict }) => verdict);
    return {
      id: this.#id,
      lab: entry.id,
      title: entry.lab.title,
      verdict: this.#verdict ?? overall(ran),
      seed: this.#seed,
      source: this.#source,
      startedAt: this.#startedAt,
      durationMs: this.#journal.now(),
      problem: this.#problem,
      phases: this.#journal.phases,
      checks,
    };
  }

  #whySkipped(check: Check) {
    if (!this.#chosen.has(check)) return { en: 'Not asked for.', ru: 'Не запрошена.' };
    return { en: 'Not run: grading ended before it.', ru: 'Не запускалась: до неё дело не дошло.' };
  }
}
