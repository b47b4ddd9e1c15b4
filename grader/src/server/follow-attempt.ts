import { canGrade, type GradingMeans } from '../contract/index.ts';
import type { EventHub, Subscription } from '../runner/event-hub.ts';
import type { AttemptStore } from '../store/attempt-store.ts';
import { type Cursor, toSequence } from './event-sequence.ts';

/** One message of an event stream; `sequence` and no `event` for what happened in the attempt itself. */
export interface StreamMessage {
  event?: 'queued' | 'restart' | 'end';
  sequence?: number;
  /** JSON. */
  data: string;
}

export interface FollowOptions {
  id: string;
  /** Where the reader left off. */
  after: Cursor;
  attempts: AttemptStore;
  hub: EventHub;
  means: () => Promise<GradingMeans>;
  signal: AbortSignal;
}

const restart: StreamMessage = { event: 'restart', data: '{}' };
/** Events read from the store at a time. */
const pageSize = 500;
/** Milliseconds after which a waiting attempt is looked at again even when nobody says that something changed. */
const queueLookMs = 5_000;

/**
 * Everything that happened and happens in an attempt, from the store and then live, without a gap and without repeats.
 * Returns after `end`, when `signal` aborts, or when the reader is too slow to be served live (it may come back).
 */
export async function* followAttempt(options: FollowOptions): AsyncGenerator<StreamMessage, void> {
  const { id, attempts, hub, means, signal } = options;
  using subscription = hub.subscribe(id);
  let cursor = options.after;
  let lastQueued = '';
  while (!signal.aborted && !subscription.overflowed) {
    const progress = await attempts.progress(id);
    if (!progress) return;
    if (progress.status === 'queued') {
      const record = await attempts.find(id);
      const data = JSON.stringify({ position: record?.position ?? null, canGrade: canGrade(await means()) });
      if (data !== lastQueued) yield { event: 'queued', data };
      lastQueued = data;
    } else {
      lastQueued = '';
      if (cursor.run !== progress.run) {
        if (cursor.run !== 0) yield restart;
        cursor = { run: progress.run, seq: 0 };
      }
      yield* recorded(attempts, id, cursor);
      if (progress.status === 'ended') {
        yield { event: 'end', data: JSON.stringify({ verdict: progress.verdict }) };
        return;
      }
    }
    const patience =
      progress.status === 'queued' ? AbortSignal.any([signal, AbortSignal.timeout(queueLookMs)]) : signal;
    yield* live(subscription, attempts, id, cursor, patience);
  }
}

/** What the store has after `cursor`, which moves along. */
async function* recorded(attempts: AttemptStore, id: string, cursor: Cursor): AsyncGenerator<StreamMessage, void> {
  for (;;) {
    const page = await attempts.events(id, cursor.seq, pageSize);
    for (const { seq, json } of page) {
      cursor.seq = seq;
      yield { sequence: toSequence(cursor), data: json };
    }
    if (page.length < pageSize) return;
  }
}

/** What comes live, moving `cursor` along, until something changes that must be looked up in the store. */
async function* live(
  subscription: Subscription,
  attempts: AttemptStore,
  id: string,
  cursor: Cursor,
  signal: AbortSignal,
): AsyncGenerator<StreamMessage, void> {
  for (;;) {
    const items = await subscription.take(signal);
    if (items.length === 0) return;
    let changed = false;
    for (const item of items) {
      if (item.kind === 'changed') {
        changed = true;
        continue;
      }
      const { run, seq, json } = item.event;
      if (run > cursor.run) {
        if (cursor.run !== 0) yield restart;
        cursor.run = run;
        cursor.seq = 0;
      }
      if (run !== cursor.run || seq <= cursor.seq) continue;
      if (seq > cursor.seq + 1) yield* recorded(attempts, id, cursor);
      if (seq <= cursor.seq) continue;
      cursor.seq = seq;
      yield { sequence: toSequence(cursor), data: json };
    }
    if (changed) return;
  }
}
