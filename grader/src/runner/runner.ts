import { randomUUID } from 'node:crypto';
import type { Attempt } from '../contract/index.ts';
import type { LabEntry } from '../lab/catalogue.ts';
import { type Clock, systemClock } from '../lab/poll.ts';
import type { ClaimedAttempt, Lease } from '../store/lease-store.ts';
import type { Store } from '../store/open-store.ts';
import { LeaseLost } from '../store/store-error.ts';
import { AttemptRecorder } from './attempt-recorder.ts';
import { Bell } from './bell.ts';
import { driveEngine, EngineStuck, type Grade } from './drive-engine.ts';
import { erroredAttempt, type RunnerProblem } from './errored-attempt.ts';
import type { EventHub } from './event-hub.ts';

export interface RunnerOptions {
  store: Store;
  hub: EventHub;
  catalogue: readonly LabEntry[];
  grade: Grade;
  /** May an attempt be begun now? While not, those that wait go on waiting. */
  canGrade: () => Promise<boolean>;
  /** Attempts graded at the same time. Default 1. */
  concurrency?: number;
  /** Milliseconds a lease lasts without a heartbeat. Default 30 000. */
  leaseMs?: number;
  /** Milliseconds between two heartbeats. Default 10 000. */
  heartbeatMs?: number;
  /** Milliseconds one attempt may take in all before the engine is presumed hung. Default 15 minutes. */
  attemptLimitMs?: number;
  /** Milliseconds the engine has for its clean-up when told to stop. Default 30 000. */
  graceMs?: number;
  /** Milliseconds between two batches of a transcript. Default 100. */
  flushEveryMs?: number;
  clock?: Clock;
  onEnded?: (attempt: Attempt) => void;
  onTrouble?: (error: unknown, attemptId: string | null) => void;
}

/** Starts of one attempt after which it is given up: it takes the grader down with it. */
const startsLimit = 3;

/** Takes attempts from the queue and grades them: one verdict an attempt, whatever dies. */
export class Runner {
  readonly #options: Required<RunnerOptions>;
  readonly #owner = randomUUID();
  readonly #bell = new Bell();
  readonly #stopping = new AbortController();
  #slots: Promise<unknown> = Promise.resolve();
  #sweep: NodeJS.Timeout | undefined;

  constructor(options: RunnerOptions) {
    this.#options = {
      concurrency: 1,
      leaseMs: 30_000,
      heartbeatMs: 10_000,
      attemptLimitMs: 15 * 60_000,
      graceMs: 30_000,
      flushEveryMs: 100,
      clock: systemClock,
      onEnded: () => undefined,
      onTrouble: () => undefined,
      ...options,
    };
  }

  /** Queues again what a server that died has left behind, then begins to work. @throws StoreError */
  async start(): Promise<void> {
    const { store, concurrency, heartbeatMs } = this.#options;
    await store.leases.requeueAbandoned('all');
    this.#slots = Promise.all(Array.from({ length: concurrency }, () => this.#work()));
    this.#sweep = setInterval(() => void this.#requeueExpired(), heartbeatMs).unref();
  }

  /** Something was queued, or what grading needs may have come. */
  wake(): void {
    this.#bell.ring();
  }

  /**
   * Stops: the attempt being graded is cancelled, cleaned up after (within `graceMs`), and queued again, so that the next
   * server begins it anew.
   */
  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    this.#stopping.abort(new Error('the server is shutting down'));
    await this.#slots;
  }

  async #work(): Promise<void> {
    const stopping = this.#stopping.signal;
    while (!stopping.aborted) {
      const claim = await this.#claim();
      if (claim) await this.#grade(claim);
      else await this.#bell.wait(1_000, stopping, this.#options.clock);
    }
  }

  async #claim(): Promise<ClaimedAttempt | undefined> {
    const { store, canGrade, leaseMs, onTrouble } = this.#options;
    try {
      const { waiting } = await store.attempts.counts();
      return waiting > 0 && (await canGrade()) ? await store.leases.claim(this.#owner, leaseMs) : undefined;
    } catch (error) {
      onTrouble(error, null);
      return undefined;
    }
  }

  async #requeueExpired(): Promise<void> {
    const { store, hub, onTrouble } = this.#options;
    try {
      const ids = await store.leases.requeueAbandoned({ notOf: this.#owner });
      for (const id of ids) hub.changed(id);
      if (ids.length > 0) this.wake();
    } catch (error) {
      onTrouble(error, null);
    }
  }

  /** Never throws: what goes wrong here becomes a verdict of ours, or is told to `onTrouble`. */
  async #grade(claim: ClaimedAttempt): Promise<void> {
    const { store, hub, leaseMs, heartbeatMs, flushEveryMs, clock, onTrouble, onEnded } = this.#options;
    hub.changed();
    const lost = new AbortController();
    const loseLease = () => lost.abort(new LeaseLost(claim.id));
    const trouble = (error: unknown) => onTrouble(error, claim.id);
    const recorder = new AttemptRecorder({
      leases: store.leases,
      hub,
      lease: claim.lease,
      clock,
      flushEveryMs,
      onLeaseLost: loseLease,
      onTrouble: trouble,
    });
    const beat = async (lease: Lease) => {
      try {
        await store.leases.renew(lease, leaseMs);
      } catch (error) {
        if (error instanceof LeaseLost) loseLease();
        else trouble(error);
      }
    };
    const heartbeat = setInterval(() => void beat(claim.lease), heartbeatMs);
    try {
      const attempt = await this.#verdict(claim, recorder, lost.signal);
      if (attempt) {
        await recorder.end(attempt, this.#stopping.signal);
        onEnded(attempt);
      } else {
        await recorder.flush();
        await store.leases.release(claim.lease);
      }
    } catch (error) {
      trouble(error);
    } finally {
      clearInterval(heartbeat);
      hub.forget(claim.id);
      hub.changed();
    }
  }

  /** The attempt's report; `undefined` when it was interrupted and has none. */
  async #verdict(claim: ClaimedAttempt, recorder: AttemptRecorder, lost: AbortSignal): Promise<Attempt | undefined> {
    const { catalogue, grade, attemptLimitMs, graceMs, clock, onTrouble } = this.#options;
    const began = new Date();
    const lab = catalogue.find((entry) => entry.id === claim.lab);
    const errored = (problem: RunnerProblem) => {
      const attempt = erroredAttempt(claim, lab, problem, began);
      const { id, title, seed, source, startedAt } = attempt;
      const head = { id, lab: claim.lab, title, seed, source, startedAt, checks: [] };
      if (!recorder.began) recorder.add({ type: 'attempt-started', at: 0, attempt: head });
      return attempt;
    };
    const { source } = claim;
    if (claim.starts > startsLimit) return errored('grader-died');
    if (!lab) return errored('lab-gone');
    if (source.kind === 'mutant' && !lab.mutants.some(({ name }) => name === source.name))
      return errored('source-gone');

    const interrupted = AbortSignal.any([this.#stopping.signal, lost]);
    const limit = AbortSignal.timeout(attemptLimitMs);
    const signal = AbortSignal.any([interrupted, limit]);
    try {
      const events = grade({ lab, source, attemptId: claim.id, seed: claim.seed, signal });
      const attempt = await driveEngine({ events, onEvent: (event) => recorder.add(event), signal, graceMs, clock });
      if (interrupted.aborted) return undefined;
      return limit.aborted ? errored('time-limit') : attempt;
    } catch (error) {
      onTrouble(error, claim.id);
      if (interrupted.aborted) return undefined;
      return errored(error instanceof EngineStuck || limit.aborted ? 'time-limit' : 'grader-failed');
    }
  }
}
