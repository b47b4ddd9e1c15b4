import type { StoredEvent } from '../store/attempt-store.ts';

/** An event of a run on its way to those who watch. */
export interface LiveEvent extends StoredEvent {
  run: number;
}

/** What a watcher gets: an event, or the word that it should look at the store again. */
export type LiveItem = { kind: 'event'; event: LiveEvent } | { kind: 'changed' };

/**
 * One watcher of one attempt. Items wait here until taken; a watcher that lets more than `limit` wait is cut off and must
 * come back, so that nobody's slowness costs the server its memory.
 */
export class Subscription implements Disposable {
  readonly #limit: number;
  readonly #leave: (subscription: Subscription) => void;
  readonly #items: LiveItem[] = [];
  #wake: (() => void) | undefined;
  #overflowed = false;

  constructor(limit: number, leave: (subscription: Subscription) => void) {
    this.#limit = limit;
    this.#leave = leave;
  }

  /** True when it was too slow: items were lost to it, the store still has them. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  push(item: LiveItem): void {
    if (this.#overflowed) return;
    if (this.#items.length >= this.#limit) {
      this.#overflowed = true;
      this.#items.length = 0;
    } else if (item.kind === 'event' || this.#items.at(-1)?.kind !== 'changed') {
      this.#items.push(item);
    }
    this.#wake?.();
  }

  /** Everything that waits; when nothing does, waits for something until `signal` aborts (then answers nothing). */
  async take(signal: AbortSignal): Promise<LiveItem[]> {
    if (this.#items.length === 0 && !this.#overflowed && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const onAbort = () => resolve();
      this.#wake = resolve;
      signal.addEventListener('abort', onAbort, { once: true });
      await promise;
      signal.removeEventListener('abort', onAbort);
      this.#wake = undefined;
    }
    return this.#items.splice(0);
  }

  [Symbol.dispose](): void {
    this.#leave(this);
  }
}

/** Fans the events of running attempts out to those who watch them. */
export class EventHub {
  readonly #watchers = new Map<string, Set<Subscription>>();
  readonly #unrecorded = new Map<string, LiveEvent[]>();

  /**
   * Starts to watch. The subscription begins with the events that are not in the store yet, so who subscribes first and
   * reads the store after that misses nothing; what comes twice has the same `run` and `seq`.
   */
  subscribe(attemptId: string, limit = 5_000): Subscription {
    const watchers = this.#watchers.get(attemptId) ?? new Set();
    this.#watchers.set(attemptId, watchers);
    const subscription = new Subscription(limit, (leaving) => {
      watchers.delete(leaving);
      if (watchers.size === 0 && this.#watchers.get(attemptId) === watchers) this.#watchers.delete(attemptId);
    });
    for (const event of this.#unrecorded.get(attemptId) ?? []) subscription.push({ kind: 'event', event });
    watchers.add(subscription);
    return subscription;
  }

  /** How many watch, over all attempts. */
  get watching(): number {
    let sum = 0;
    for (const watchers of this.#watchers.values()) sum += watchers.size;
    return sum;
  }

  /** An event that is on its way to the store. */
  publish(attemptId: string, event: LiveEvent): void {
    const unrecorded = this.#unrecorded.get(attemptId) ?? [];
    unrecorded.push(event);
    this.#unrecorded.set(attemptId, unrecorded);
    for (const watcher of this.#watchers.get(attemptId) ?? []) watcher.push({ kind: 'event', event });
  }

  /** The store has the events up to `seq`. */
  recorded(attemptId: string, seq: number): void {
    const rest = (this.#unrecorded.get(attemptId) ?? []).filter((event) => event.seq > seq);
    if (rest.length > 0) this.#unrecorded.set(attemptId, rest);
    else this.#unrecorded.delete(attemptId);
  }

  /** The run is over, with a verdict or without one: what was not recorded never will be. */
  forget(attemptId: string): void {
    this.#unrecorded.delete(attemptId);
  }

  /** Tells the attempt's watchers, or all, that the store says something new of it. */
  changed(attemptId?: string): void {
    const sets = attemptId === undefined ? [...this.#watchers.values()] : [this.#watchers.get(attemptId) ?? new Set()];
    for (const watchers of sets) for (const watcher of watchers) watcher.push({ kind: 'changed' });
  }
}
