import type { Kysely } from 'kysely';
import type { AttemptRecord, AttemptSummary, RequestedSource } from '../contract/index.ts';
import { summaryColumns, toRecord, toSummary } from './attempt-row.ts';
import type { Schema } from './schema.ts';
import { QueueFull } from './store-error.ts';
import { durably, guarded } from './transactions.ts';

/** An attempt somebody asks for. */
export interface NewAttempt {
  id: string;
  lab: string;
  source: RequestedSource;
  seed: number;
}

/** A recorded event: its place in the run, from 1, and the event as JSON. */
export interface StoredEvent {
  seq: number;
  json: string;
}

/** Attempts as those see them who ask for them and read them. Every method may throw StoreError. */
export class AttemptStore {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /**
   * Queues an attempt and answers its place once the row is on the disk.
   *
   * @throws QueueFull when `waitingLimit` attempts wait already
   */
  create(attempt: NewAttempt, waitingLimit: number): Promise<number> {
    return durably(this.#database, async (transaction) => {
      const waiting = await countWaiting(transaction);
      if (waiting >= waitingLimit) throw new QueueFull(`${waiting} attempts are waiting`);
      await transaction
        .insertInto('attempts')
        .values({
          id: attempt.id,
          lab: attempt.lab,
          source_kind: attempt.source.kind,
          source_name: attempt.source.kind === 'mutant' ? attempt.source.name : 'reference',
          seed: attempt.seed,
          status: 'queued',
          created_at: new Date().toISOString(),
        })
        .execute();
      return waiting + 1;
    });
  }

  /** The attempt with its report once it has ended; `undefined` when there is none of this id. */
  find(id: string): Promise<AttemptRecord | undefined> {
    return guarded(async () => {
      const row = await this.#database.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRecord(row, row.status === 'queued' ? await countWaiting(this.#database, row.number) : null);
    });
  }

  /** Newest first. */
  list(options: { limit: number; lab?: string | undefined }): Promise<AttemptSummary[]> {
    return guarded(async () => {
      const newest = this.#database.selectFrom('attempts').select(summaryColumns).orderBy('number', 'desc');
      const wanted = options.lab === undefined ? newest : newest.where('lab', '=', options.lab);
      const rows = await wanted.limit(options.limit).execute();
      const places = await this.#places();
      return rows.map((row) => toSummary(row, places.get(row.number) ?? null));
    });
  }

  /** How many wait and how many are being graded. */
  counts(): Promise<{ waiting: number; running: number }> {
    return guarded(async () => {
      const rows = await this.#database
        .selectFrom('attempts')
        .select(['status', (count) => count.fn.countAll<number>().as('count')])
        .where('status', '!=', 'ended')
        .groupBy('status')
        .execute();
      const of = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
      return { waiting: of('queued'), running: of('running') };
    });
  }

  /** What is needed to follow an attempt; `run` is 0 before the first. `undefined` when there is no such attempt. */
  progress(id: string): Promise<(Pick<AttemptSummary, 'status' | 'verdict'> & { run: number }) | undefined> {
    return guarded(() =>
      this.#database
        .selectFrom('attempts')
        .select(['status', 'verdict', 'run'])
        .where('id', '=', id)
        .executeTakeFirst(),
    );
  }

  /** Recorded events of the newest run after `seq`, in order. */
  events(id: string, after: number, limit: number): Promise<StoredEvent[]> {
    return guarded(() =>
      this.#database
        .selectFrom('events')
        .select(['seq', 'json'])
        .where('attempt_id', '=', id)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit)
        .execute(),
    );
  }

  /** Does the database answer? @throws StoreError */
  async ping(): Promise<void> {
    await guarded(() => this.#database.selectFrom('schema_migrations').select('version').limit(1).execute());
  }

  async #places(): Promise<Map<number, number>> {
    const queue = await this.#database
      .selectFrom('attempts')
      .select('number')
      .where('status', '=', 'queued')
      .orderBy('number')
      .execute();
    return new Map(queue.map(({ number }, index) => [number, index + 1]));
  }
}

async function countWaiting(database: Kysely<Schema>, upTo = Number.MAX_SAFE_INTEGER): Promise<number> {
  const { count } = await database
    .selectFrom('attempts')
    .select((waiting) => waiting.fn.countAll<number>().as('count'))
    .where('status', '=', 'queued')
    .where('number', '<=', upTo)
    .executeTakeFirstOrThrow();
  return count;
}
