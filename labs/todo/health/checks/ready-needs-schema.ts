import { type CheckContext, defineCheck, PlatformError, type ServiceInstance } from 'orkestr/lab';
import { checkIn, readyBody, saysReady } from '../../observe/operations.ts';
import { lasting } from '../../observe/phrase.ts';
import { watchReady } from '../watch-ready.ts';

/** Readiness waits for the schema the code needs, and does not mind a newer one. */
export default defineCheck({
  slug: 'ready-needs-schema',
  title: { en: 'Ready only with its tables', ru: 'Готов, только когда есть таблицы' },
  property: {
    en: 'On an empty database and with a schema that is too old /ready is 503 (database healthy, migrations unhealthy); migrated, and with a schema that is newer and dirty, it is 200.',
    ru: 'На пустой базе и со слишком старой схемой /ready отвечает 503 (база здорова, миграции нет); после миграции и со схемой новее и dirty отвечает 200.',
  },
  deadlineMs: 75_000,
  section: 'schema',
  failures: {
    'before-tables': {
      message: { en: 'Traffic came before the tables.', ru: 'Трафик пришёл раньше таблиц.' },
      hint: {
        en: 'The database answers, and there is nothing in it. Which question to it tells the difference?',
        ru: 'База отвечает, но в ней пусто. Каким вопросом к ней это отличить?',
      },
    },
    'not-running': {
      message: {
        en: 'On a database without tables the service does not answer on /ready.',
        ru: 'На базе без таблиц сервис не отвечает на /ready.',
      },
      hint: {
        en: 'The migration may come a minute later than the service. Until then the process lives and says that it is not ready.',
        ru: 'Миграция может прийти на минуту позже сервиса. До тех пор процесс живёт и говорит, что не готов.',
      },
    },
    'wrong-part': {
      message: {
        en: '503 is right, but the body blames the wrong part.',
        ru: 'Ответ 503 верный, но тело винит не ту часть.',
      },
      hint: {
        en: 'The database is well: it answered your question, with "no such table". Only the migrations are missing.',
        ru: 'База здорова: она ответила на ваш вопрос «такой таблицы нет». Не хватает только миграций.',
      },
    },
    'never-ready': {
      message: {
        en: 'After the migration the service does not become ready by itself.',
        ru: 'После миграции сервис сам готовым не становится.',
      },
      hint: {
        en: 'Was the schema looked at once, at the start? A service that must be restarted for good news is not ready for a deploy.',
        ru: 'Схему посмотрели один раз, при старте? Если ради хорошей новости сервис надо перезапускать, деплой он не переживёт.',
      },
    },
    'old-schema': {
      message: {
        en: 'With a schema that is too old the service says that it is ready.',
        ru: 'Со слишком старой схемой сервис говорит, что готов.',
      },
      hint: {
        en: 'Your code needs a certain version of the schema. Where is that number, and what is it compared with?',
        ru: 'Вашему коду нужна определённая версия схемы. Где это число и с чем оно сравнивается?',
      },
    },
    'newer-refused': {
      message: {
        en: 'A newer schema made the service unready: a running migration empties the load balancer.',
        ru: 'Из-за более новой схемы сервис не готов: идущая миграция опустошит балансировщик.',
      },
      hint: {
        en: 'While the next release migrates, the old one still serves everybody. For how long is the schema newer and dirty then, and who answers meanwhile?',
        ru: 'Пока следующая версия мигрирует, людей обслуживает прежняя. Сколько времени схема при этом новее и dirty, и кто отвечает всё это время?',
      },
    },
  },
  async run(check) {
    const database = await check.postgres.createDatabase();
    const service = await check.startService({ database, waitFor: 'nothing' });
    await expectUnready(check, service);

    const migrated = await check.migrate(['up'], { database });
    if (migrated.exitCode !== 0) {
      throw new PlatformError('migrate', `migrate up worked at the start and ends with ${migrated.exitCode} now`);
    }
    await expectReady(check, service, 'never-ready', `${migrated.command}; ${curl}`);

    const [row] = await database.query<{ version: number }>('SELECT version::float8 AS version FROM schema_migrations');
    // BIGINT comes as text: a version may be a date with its time.
    const reached = Number(row?.version ?? 0);
    await setVersion(check, service, 0, false);
    const old = await watchReady(check, service, { until: ({ status }) => status === 503, deadlineMs: 5_000 });
    if (!old.met) {
      throw check.fail('old-schema', {
        expected: { en: '503 within 5 s at version 0', ru: '503 за 5 с при версии 0' },
        received: lasting((old.complete ?? old.last).describe(), old),
        command: sqlCommand(0, false),
      });
    }
    const newer = reached + check.random.integer(1, 5);
    await setVersion(check, service, newer, true);
    await expectReady(check, service, 'newer-refused', sqlCommand(newer, true));
  },
});

type Check = CheckContext<'before-tables' | 'not-running' | 'wrong-part' | 'never-ready' | 'newer-refused'>;

const curl = 'curl -i http://localhost:8080/ready';
const sqlOf = (version: number, dirty: boolean) =>
  `UPDATE schema_migrations SET version = ${version}, dirty = ${dirty}`;
const sqlCommand = (version: number, dirty: boolean) => `psql "$DATABASE_URL" -c '${sqlOf(version, dirty)}'; ${curl}`;

async function setVersion(check: Check, service: ServiceInstance, version: number, dirty: boolean): Promise<void> {
  check.note({
    en: `The schema is said to be at version ${version}${dirty ? ', dirty' : ''}.`,
    ru: `Схеме записана версия ${version}${dirty ? ', dirty' : ''}.`,
  });
  await service.database.query(sqlOf(version, dirty));
}

/** On a database with nothing in it: alive, and not ready because of the migrations. */
async function expectUnready(check: Check, service: ServiceInstance): Promise<void> {
  const answered = await watchReady(check, service, { until: ({ status }) => status !== 0, deadlineMs: 15_000 });
  const { last } = answered;
  const command = `psql "$DATABASE_URL" -c 'DROP TABLE schema_migrations'; ${curl}`;
  const expected = '503 {"ready":false,"checks":{"database":"healthy","migrations":"unhealthy"}}';
  const log = service
    .logs()
    .slice(-8)
    .map((line) => line.text);
  if (last.status === 200) throw check.fail('before-tables', { expected, received: last.describe(), command });
  if (last.status !== 503) {
    throw check.fail('not-running', { expected, received: last.describe(), command, log });
  }
  // The database may need a moment to be found well; the migrations stay as they are.
  const told = await watchReady(check, service, {
    until: (answer) => answer.status !== 503 || checkIn(answer, 'database') === 'healthy',
    deadlineMs: 5_000,
  });
  if (told.last.status === 503 && told.met && checkIn(told.last, 'migrations') === 'unhealthy') return;
  const code = told.last.status === 200 ? 'before-tables' : 'wrong-part';
  throw check.fail(code, { expected, received: told.last.describe(), command });
}

async function expectReady(
  check: Check,
  service: ServiceInstance,
  code: 'never-ready' | 'newer-refused',
  command: string,
): Promise<void> {
  const ready = await watchReady(check, service, { until: saysReady, deadlineMs: 10_000 });
  if (ready.met) return;
  throw check.fail(code, {
    expected: readyBody,
    received: lasting((ready.complete ?? ready.last).describe(), ready),
    command,
  });
}
