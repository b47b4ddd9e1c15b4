import type { Kysely, Transaction } from 'kysely';
import type { Attempt } from '../contract/index.ts';
import { summaryColumns, toSource } from './attempt-row.ts';
import type { NewAttempt, StoredEvent } from './attempt-store.ts';
import type { Schema } from './schema.ts';
import { LeaseLost } from './store-error.ts';
import { durably, guarded, quickly } from './transactions.ts';

/** The right to run one attempt. `run` is the fencing token: whoever takes the attempt later has a greater one. */
export interface Lease {
  attemptId: string;
  owner: string;
  run: number;
}

/** What a runner gets when it takes an attempt. `starts` counts this start and those that ended with a death. */
export interface ClaimedAttempt extends NewAttempt {
  lease: Lease;
  starts: number;
}

const waitingAgain = { status: 'queued', started_at: null, lease_owner: null, lease_until_ms: null } as const;

/** Attempts as runners see them: taken one by one under a lease, ended once. Every method may throw StoreError. */
export class LeaseStore {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** Takes the attempt that has waited longest; `undefined` when none waits. */
  claim(owner: string, leaseMs: number): Promise<ClaimedAttempt | undefined> {
    return guarded(async () => {
      const row = await this.#database
        .updateTable('attempts')
        .set((old) => ({
          status: 'running' as const,
          run: old('run', '+', 1),
          starts: old('starts', '+', 1),
          started_at: new Date().toISOString(),
          lease_owner: owner,
          lease_until_ms: Date.now() + leaseMs,
        }))
        .where('number', '=', (from) =>
          from.selectFrom('attempts').select('number').where('status', '=', 'queued').orderBy('number').limit(1),
        )
        .returning(summaryColumns)
        .executeTakeFirst();
      if (!row) return undefined;
      const lease = { attemptId: row.id, owner, run: row.run };
      return { id: row.id, lab: row.lab, source: toSource(row), seed: row.seed, starts: row.starts, lease };
    });
  }

  /** @throws LeaseLost */
  renew(lease: Lease, leaseMs: number): Promise<void> {
    return guarded(async () => {
      const { numUpdatedRows } = await held(this.#database, lease)
        .set({ lease_until_ms: Date.now() + leaseMs })
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) throw lost(lease);
    });
  }

  /** Records events of the run in one transaction. They survive a kill; a power cut may take the newest. @throws LeaseLost */
  append(lease: Lease, events: readonly StoredEvent[]): Promise<void> {
    return quickly(this.#database, async (transaction) => {
      const row = await transaction
        .selectFrom('attempts')
        .select('id')
        .where('id', '=', lease.attemptId)
        .where('run', '=', lease.run)
        .where('status', '=', 'running')
        .executeTakeFirst();
      if (!row) throw lost(lease);
      await insertEvents(transaction, lease, events);
    });
  }

  /** Records the verdict and the last events together, on the disk when it resolves. @throws LeaseLost */
  end(lease: Lease, attempt: Attempt, events: readonly StoredEvent[]): Promise<void> {
    return durably(this.#database, async (transaction) => {
      const { numUpdatedRows } = await held(transaction, lease)
        .set({
          status: 'ended',
          verdict: attempt.verdict,
          record: JSON.stringify(attempt),
          ended_at: new Date().toISOString(),
          lease_owner: null,
          lease_until_ms: null,
        })
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) throw lost(lease);
      await insertEvents(transaction, lease, events);
    });
  }

  /** Puts an attempt back to its place in the queue as if it had never been begun. Does nothing when the lease is lost. */
  release(lease: Lease): Promise<void> {
    return quickly(this.#database, async (transaction) => {
      const { numUpdatedRows } = await held(transaction, lease)
        .set((old) => ({ ...waitingAgain, starts: old('starts', '-', 1) }))
        .executeTakeFirst();
      if (numUpdatedRows === 1n) await dropEvents(transaction, [lease.attemptId]);
    });
  }

  /**
   * Queues again what nobody works on any more: every running attempt (`all`, for who has the folder alone and has just
   * started), or those whose lease has run out and is not `owner`'s. Their events are dropped: one verdict, one story.
   */
  requeueAbandoned(which: 'all' | { notOf: string }): Promise<string[]> {
    return quickly(this.#database, async (transaction) => {
      const running = transaction.updateTable('attempts').set(waitingAgain).where('status', '=', 'running');
      const abandoned =
        which === 'all'
          ? running
          : running.where('lease_until_ms', '<', Date.now()).where('lease_owner', '!=', which.notOf);
      const ids = (await abandoned.returning('id').execute()).map((row) => row.id);
      if (ids.length > 0) await dropEvents(transaction, ids);
      return ids;
    });
  }
}

function held(database: Kysely<Schema>, lease: Lease) {
  return database
    .updateTable('attempts')
    .where('id', '=', lease.attemptId)
    .where('run', '=', lease.run)
    .where('status', '=', 'running');
}

function lost(lease: Lease): LeaseLost {
  return new LeaseLost(`run ${lease.run} of attempt ${lease.attemptId} is not the newest any more`);
}

async function insertEvents(
  transaction: Transaction<Schema>,
  lease: Lease,
  events: readonly StoredEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({ attempt_id: lease.attemptId, ...event }));
  await transaction.insertInto('events').values(rows).execute();
}

async function dropEvents(transaction: Transaction<Schema>, ids: readonly string[]): Promise<void> {
  await transaction.deleteFrom('events').where('attempt_id', 'in', ids).execute();
}
