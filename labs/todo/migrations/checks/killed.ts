import { type CheckContext, type Database, defineCheck, PlatformError } from 'orkestr/lab';
import { inWords, runFailures, schemaVersion } from '../migrate-run.ts';
import { filesFailures, versionsOf } from '../migration-files.ts';

/** SIGKILL while the first file waits for a lock. */
export default defineCheck({
  slug: 'killed',
  title: { en: 'Killed half-way', ru: 'Убит на полпути' },
  property: {
    en: 'When `up` is killed while a file waits for a lock, the schema is not clean at the version of that file: its work was not done.',
    ru: 'Если `up` убит, пока файл ждёт блокировку, схема не числится чистой на версии этого файла: работа не сделана.',
  },
  hidden: true,
  deadlineMs: 40_000,
  section: 'killed',
  failures: {
    ...filesFailures,
    ...runFailures,
    'ended-early': {
      message: {
        en: '`up` ended although a lock that its first file needs was held.',
        ru: '`up` завершился, хотя блокировка, нужная первому файлу, была занята.',
      },
      hint: {
        en: 'The first file makes `tasks`; somebody else was about to make a table of that name. Look at its last lines.',
        ru: 'Первый файл создаёт `tasks`; кто-то как раз создавал таблицу с этим именем. Посмотрите на последние строки.',
      },
    },
    'clean-without-work': {
      message: { en: 'The version was written before the work.', ru: 'Версия записана раньше, чем сделана работа.' },
      hint: {
        en: 'A process can end between any two statements. What does the version say at each of these moments?',
        ru: 'Процесс может оборваться между любыми двумя операторами. Что говорит версия в каждый из этих моментов?',
      },
    },
  },
  async run(check) {
    const first = versionsOf(check)[0] as number;
    const database = await check.postgres.createDatabase();
    await using holder = await database.session();
    // An uncommitted table of the same name: whoever wants to make `tasks` now waits for this transaction.
    await holder.query('BEGIN');
    await holder.query('CREATE TABLE tasks (id bigint)');
    await using running = await check.startMigrate(['up'], { database });
    let ended = false;
    running.result.finally(() => (ended = true)).catch(() => undefined);
    const { last } = await check.poll(() => waiting(database), {
      until: (count) => count > 0 || ended,
      deadlineMs: 20_000,
      everyMs: 30,
    });
    if (last === 0 && ended) {
      const { output, exitCode, command } = await running.result;
      throw check.fail('ended-early', {
        expected: { en: '`up` waits for the lock', ru: '`up` ждёт блокировку' },
        received: { en: `exit code ${exitCode}`, ru: `код завершения ${exitCode}` },
        command,
        log: output.split('\n').slice(-8),
      });
    }
    if (last === 0) throw new PlatformError('staging', 'up never came to wait for the lock on the name tasks');
    await running.kill();
    const { command } = await running.result;
    await endSessions(check.poll, database);
    await holder.query('ROLLBACK');
    const now = await schemaVersion(database);
    if (now.version < first || now.dirty) return;
    throw check.fail('clean-without-work', {
      expected: {
        en: `${inWords({ version: 0, dirty: false })} or ${inWords({ version: first, dirty: true })}: there is no table \`tasks\``,
        ru: `${inWords({ version: 0, dirty: false })} или ${inWords({ version: first, dirty: true })}: таблицы \`tasks\` нет`,
      },
      received: inWords(now),
      command: `${command} & sleep 1; docker kill CONTAINER`,
    });
  },
});

async function waiting(database: Database): Promise<number> {
  const [row] = await database.query<{ waiting: string }>(
    `SELECT count(*) AS waiting FROM pg_stat_activity
     WHERE datname = current_database() AND usename = $1 AND wait_event_type = 'Lock' AND wait_event <> 'advisory'`,
    [database.user],
  );
  return Number(row?.waiting ?? 0);
}

/**
 * Ends what the killed process has left in the server. PostgreSQL would notice its death only after the lock; ending it
 * now keeps the file's work from being done after all.
 */
async function endSessions(poll: CheckContext['poll'], database: Database): Promise<void> {
  const { met } = await poll(
    () =>
      database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = $1`,
        [database.user],
      ),
    { until: (left) => left.length === 0, deadlineMs: 5000, everyMs: 50 },
  );
  if (!met) throw new PlatformError('staging', 'the sessions of the killed run did not end');
}
