import { defineCheck } from 'orkestr/lab';
import { plantDdlLog } from '../ddl-log.ts';

/** The service alone, on a database in which nothing was ever migrated. */
export default defineCheck({
  slug: 'not-in-service',
  title: { en: 'The service does not migrate', ru: 'Сервис сам не мигрирует' },
  property: {
    en: 'Started on an empty database the service makes no table and says 503 at `/ready`: migrating is the job of `migrate`.',
    ru: 'Запущенный на пустой базе сервис не создаёт таблиц и отвечает 503 на `/ready`: мигрирует только `migrate`.',
  },
  deadlineMs: 60_000,
  section: 'not-in-service',
  failures: {
    'at-start': {
      message: { en: 'Each replica migrates at start.', ru: 'Каждая реплика мигрирует при старте.' },
      hint: {
        en: 'Ten replicas would start ten migrations, and a rollback of the code would not roll back the schema. Give the step its own command.',
        ru: 'Десять реплик запустят десять миграций, а откат кода не откатит схему. Пусть у этого шага будет своя команда.',
      },
    },
    'ready-without-schema': {
      message: {
        en: 'The service says it is ready, and there is not one table.',
        ru: 'Сервис говорит, что готов, а таблиц нет ни одной.',
      },
      hint: {
        en: 'Ready means that a request would be answered. What would `GET /tasks` say now?',
        ru: 'Готов — значит, на запрос будет ответ. Что сейчас ответит `GET /tasks`?',
      },
    },
  },
  async run(check) {
    const database = await check.postgres.createDatabase();
    const log = await plantDdlLog(database);
    const service = await check.startService({ database, waitFor: 'listening' });
    const ready = await check.poll(() => service.get('/ready', { quiet: true }), {
      until: ({ status }) => status === 503,
      deadlineMs: 10_000,
      everyMs: 200,
    });
    // It answered; what it would do in the background it does in the next moments.
    const changed = await check.poll(() => log.changes(), {
      until: (changes) => changes.length > 0,
      deadlineMs: 1500,
      everyMs: 100,
    });
    if (changed.met) {
      throw check.fail('at-start', {
        expected: { en: 'no change of the schema', ru: 'схема не меняется' },
        received: changed.last.slice(0, 3).join(', '),
        command: `psql "$DATABASE_URL" -c '\\dt'`,
        log: service
          .logs()
          .slice(-6)
          .map((line) => line.text),
      });
    }
    if (ready.met) return;
    throw check.fail('ready-without-schema', {
      expected: { en: '503 from `/ready`', ru: '503 от `/ready`' },
      received: ready.last.describe(),
      command: ready.last.command,
    });
  },
});
