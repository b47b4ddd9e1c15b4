import { type CheckContext, type CommandResult, type Database, defineCheck, PlatformError } from 'orkestr/lab';
import { type DdlLog, plantDdlLog, type SchemaChange } from '../ddl-log.ts';
import { exitOf, inWords, lastLines, runFailures, schemaVersion, succeed } from '../migrate-run.ts';
import { filesFailures, versionsOf } from '../migration-files.ts';

const runs = 5;

/** Five `up` at once: the first schema change is held until all of them have come to the database. */
export default defineCheck({
  slug: 'concurrent-up',
  title: { en: 'Five pods, one migration', ru: 'Пять подов, одна миграция' },
  property: {
    en: 'Five `up` that begin together all end with exit code 0, and each change of the schema is made once.',
    ru: 'Пять одновременных `up` заканчиваются кодом 0, и каждое изменение схемы выполнено один раз.',
  },
  deadlineMs: 90_000,
  section: 'lock',
  failures: {
    ...filesFailures,
    ...runFailures,
    deadlock: {
      message: {
        en: 'Two `up` blocked each other until PostgreSQL ended one of them.',
        ru: 'Два `up` заблокировали друг друга, и PostgreSQL прервал один из них.',
      },
      hint: {
        en: '`CREATE INDEX CONCURRENTLY` waits for every older statement to end; a run that waits for the lock inside a statement is one of those.',
        ru: '`CREATE INDEX CONCURRENTLY` ждёт конца всех более старых операторов; запуск, который ждёт блокировку внутри оператора, — один из них.',
      },
    },
    together: {
      message: { en: 'Two pods migrated at the same time.', ru: 'Два пода мигрировали одновременно.' },
      hint: {
        en: 'What is the very first thing a run does on its connection, before it even looks at the version?',
        ru: 'Что запуск делает на своём соединении самым первым, ещё до того, как посмотрит на версию?',
      },
    },
    'made-twice': {
      message: {
        en: 'A change of the schema was made more than once.',
        ru: 'Изменение схемы выполнено больше одного раза.',
      },
      hint: {
        en: 'Whoever waited must look again: the version read before the wait is old.',
        ru: 'Кто ждал, должен посмотреть ещё раз: версия, прочитанная до ожидания, устарела.',
      },
    },
    'wrong-version': {
      message: {
        en: 'After five `up` the schema is not at the newest version.',
        ru: 'После пяти `up` схема не на последней версии.',
      },
      hint: {
        en: 'The runs that had to wait find nothing to do; they must not write the version either.',
        ru: 'Запускам, которые ждали, делать нечего — и версию они тоже не должны писать.',
      },
    },
  },
  async run(check) {
    const head = versionsOf(check).at(-1) as number;
    const alone = await changesOfOne(check);
    const database = await check.postgres.createDatabase();
    const log = await plantDdlLog(database, { gate: true, sleepMs: 300 });
    check.note({
      en: `starting ${runs} runs of \`up\`; the first change of the schema is held until they are all connected`,
      ru: `запускаем ${runs} раз \`up\`; первое изменение схемы придержано, пока не подключатся все`,
    });
    const began = check.now();
    const results = await together(check, database, log);
    const deadlocks = check.postgres.logs().filter(({ at, text }) => at >= began && /deadlock detected/.test(text));
    const failed = results.find(({ exitCode }) => exitCode !== 0);
    if (failed) {
      // A tool may try again after a deadlock and then stumble over its own half: the server's log has the cause.
      throw check.fail(deadlocks.length > 0 ? 'deadlock' : 'together', {
        expected: { en: `${runs} times exit code 0`, ru: `${runs} раз код завершения 0` },
        received: exitOf(failed),
        command: `for i in 1 2 3 4 5; do ${failed.command} & done; wait`,
        log: lastLines(failed),
      });
    }
    const command = `for i in 1 2 3 4 5; do ${results[0]?.command ?? ''} & done; wait`;
    const twice = surplus(await log.changes(), alone);
    if (twice.length > 0) {
      throw check.fail('made-twice', {
        expected: {
          en: `${alone.length} changes, as by one run`,
          ru: `изменений ${alone.length}, как от одного запуска`,
        },
        received: { en: `also ${twice.slice(0, 3).join(', ')}`, ru: `ещё ${twice.slice(0, 3).join(', ')}` },
        command,
      });
    }
    const now = await schemaVersion(database);
    if (now.version !== head || now.dirty) {
      const expected = inWords({ version: head, dirty: false });
      throw check.fail('wrong-version', { expected, received: inWords(now), command });
    }
  },
});

/** What one run changes in an empty database: the measure for five. */
async function changesOfOne(check: CheckContext<'run-failed'>): Promise<readonly SchemaChange[]> {
  const database = await check.postgres.createDatabase();
  const log = await plantDdlLog(database);
  await succeed(check, ['up'], database);
  return log.changes();
}

/** Starts them all, opens the gate when they have met, and waits for their ends. */
async function together(check: CheckContext, database: Database, log: DdlLog): Promise<readonly CommandResult[]> {
  const started = await Promise.all(Array.from({ length: runs }, () => check.startMigrate(['up'], { database })));
  await using _ = {
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled(started.map((run) => run[Symbol.asyncDispose]()));
    },
  };
  let ended = 0;
  let most = 0;
  for (const { result } of started) result.finally(() => ended++).catch(() => undefined);
  await check.poll(
    async () => {
      const [row] = await database.query<{ connected: string }>(
        `SELECT count(*) AS connected FROM pg_stat_activity
         WHERE datname = current_database() AND usename = $1 AND backend_type = 'client backend'`,
        [database.user],
      );
      most = Math.max(most, Number(row?.connected ?? 0));
      return most;
    },
    { until: (connected) => connected >= runs || ended > 0, deadlineMs: 15_000, everyMs: 50 },
  );
  if (most < 2) throw new PlatformError('staging', `the runs of up did not overlap: at most ${most} was connected`);
  await log.openGate();
  const onAbort = () => void Promise.allSettled(started.map((run) => run.kill()));
  check.signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.all(started.map((run) => run.result));
  } finally {
    check.signal.removeEventListener('abort', onAbort);
  }
}

/** Changes of `all` that go beyond those of `once`, each as often as it does. */
function surplus(all: readonly SchemaChange[], once: readonly SchemaChange[]): readonly SchemaChange[] {
  const left = new Map<SchemaChange, number>();
  for (const change of once) left.set(change, (left.get(change) ?? 0) + 1);
  return all.filter((change) => {
    const count = left.get(change) ?? 0;
    left.set(change, count - 1);
    return count <= 0;
  });
}
