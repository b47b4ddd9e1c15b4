import type { Clock } from '../lab/poll.ts';

/** Wakes those who wait before their time is up. */
export class Bell {
  #rung = new AbortController();

  ring(): void {
    this.#rung.abort();
    this.#rung = new AbortController();
  }

  /** Resolves when it rings, when `ms` milliseconds have passed, or when `signal` aborts. */
  async wait(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
    await clock.wait(ms, AbortSignal.any([this.#rung.signal, signal])).catch(() => undefined);
  }
}
