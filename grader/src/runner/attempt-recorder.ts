import type { Attempt, GradeEvent } from '../contract/index.ts';
import type { Clock } from '../lab/poll.ts';
import type { StoredEvent } from '../store/attempt-store.ts';
import type { Lease, LeaseStore } from '../store/lease-store.ts';
import { LeaseLost } from '../store/store-error.ts';
import type { EventHub } from './event-hub.ts';

/** Events of a run beyond this are not recorded when they are mere transcript: a flood must not fill the disk. */
const recordedEventsLimit = 20_000;

export interface RecorderOptions {
  leases: LeaseStore;
  hub: EventHub;
  lease: Lease;
  clock: Clock;
  /** Milliseconds between two writes of a batch. */
  flushEveryMs: number;
  /** Called once, when the store says that somebody else has the attempt. */
  onLeaseLost: () => void;
  /** Trouble of the store while recording the transcript; what was not written stays and is written with the next batch. */
  onTrouble: (error: unknown) => void;
}

/** Writes one run down: every event to the watchers at once and to the store in batches, the verdict to the store first. */
export class AttemptRecorder {
  readonly #options: RecorderOptions;
  #seq = 0;
  #pending: StoredEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #began = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** True once `attempt-started` was recorded. */
  get began(): boolean {
    return this.#began;
  }

  /** Any event but the last one. */
  add(event: GradeEvent): void {
    if (event.type === 'line' && this.#seq >= recordedEventsLimit) return;
    if (event.type === 'attempt-started') this.#began = true;
    const { hub, lease } = this.#options;
    const stored = this.#number(event);
    this.#pending.push(stored);
    hub.publish(lease.attemptId, { ...stored, run: lease.run });
    this.#timer ??= setTimeout(() => void this.flush(), this.#options.flushEveryMs);
  }

  /** Writes what waits. Resolves also when the store refused: then it still waits. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /**
   * Records the verdict with all that is not written yet, and only then tells the watchers: nobody sees a verdict that a
   * kill could take back. While the store refuses (a full disk) it is asked again every second, until `signal` aborts.
   *
   * @throws LeaseLost, or what the store said last
   */
  async end(attempt: Attempt, signal: AbortSignal): Promise<void> {
    await this.flush();
    const { leases, hub, lease, clock } = this.#options;
    const last = this.#number({ type: 'attempt-ended', at: attempt.durationMs, attempt });
    for (;;) {
      try {
        await leases.end(lease, attempt, [...this.#pending, last]);
        break;
      } catch (error) {
        if (error instanceof LeaseLost || signal.aborted) throw error;
        this.#options.onTrouble(error);
        await clock.wait(1_000, signal).catch(() => undefined);
      }
    }
    this.#pending = [];
    hub.publish(lease.attemptId, { ...last, run: lease.run });
    hub.forget(lease.attemptId);
  }

  #number(event: GradeEvent): StoredEvent {
    this.#seq++;
    return { seq: this.#seq, json: JSON.stringify(event) };
  }

  async #write(): Promise<void> {
    const batch = this.#pending;
    const newest = batch.at(-1);
    if (!newest) return;
    const { leases, hub, lease } = this.#options;
    try {
      await leases.append(lease, batch);
      this.#pending = this.#pending.filter((event) => event.seq > newest.seq);
      hub.recorded(lease.attemptId, newest.seq);
    } catch (error) {
      if (error instanceof LeaseLost) this.#options.onLeaseLost();
      else this.#options.onTrouble(error);
    }
  }
}
