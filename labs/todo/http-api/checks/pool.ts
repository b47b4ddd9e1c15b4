import { type CheckContext, defineCheck, type Session } from 'orkestr/lab';
import { createTask, needsTask } from '../../observe/task.ts';

/** DB_MAX_CONNS of this lab: not the default, so that it has to be read. */
export const poolSize = 7;

/** Connections are opened once, and never more of them than allowed. */
export default defineCheck({
  slug: 'pool',
  title: { en: 'A handful of connections for everybody', ru: 'Горстка соединений на всех' },
  property: {
    en: `200 requests at once use at most DB_MAX_CONNS (${poolSize} here) database sessions and are all answered; 2 000 requests after that open at most 2 new ones.`,
    ru: `200 запросов разом занимают не больше DB_MAX_CONNS (здесь ${poolSize}) сессий базы, и на все приходит ответ; следующие 2 000 запросов открывают не больше 2 новых.`,
  },
  deadlineMs: 150_000,
  section: 'pool',
  failures: {
    ...needsTask,
    'per-request': {
      message: { en: 'A connection is opened per request.', ru: 'На каждый запрос открывается соединение.' },
      hint: {
        en: 'To PostgreSQL a connection is a process: to start one costs more than your query. Where in your code is it made, and how often does that line run?',
        ru: 'Для PostgreSQL соединение это процесс, и запустить его дороже, чем выполнить ваш запрос. Где в коде оно создаётся, и сколько раз выполняется эта строка?',
      },
    },
    'too-many': {
      message: {
        en: 'More sessions are open than DB_MAX_CONNS allows.',
        ru: 'Открыто больше сессий, чем позволяет DB_MAX_CONNS.',
      },
      hint: {
        en: 'Ten replicas with pools of a size of their own meet one max_connections. Is the setting read, and is there one pool in the process?',
        ru: 'Десять реплик с пулами произвольного размера делят один max_connections. Читается ли настройка, и один ли пул в процессе?',
      },
    },
    'keeps-opening': {
      message: {
        en: 'The pool keeps opening connections under steady load.',
        ru: 'Под ровной нагрузкой пул продолжает открывать соединения.',
      },
      hint: {
        en: 'Connections are closed and made again all the time. How many idle ones may your pool keep, and for how long?',
        ru: 'Соединения всё время закрываются и создаются заново. Сколько свободных разрешено держать вашему пулу и как долго?',
      },
    },
    'not-answered': {
      message: {
        en: 'Requests failed when many came at once.',
        ru: 'Когда запросов пришло много сразу, часть из них не удалась.',
      },
      hint: {
        en: 'Who finds no free connection waits for one; it need not be told no while the queue moves. What does your pool do when it is empty?',
        ru: 'Кому не досталось соединения, тот ждёт; отказывать незачем, пока очередь движется. Что делает ваш пул, когда он пуст?',
      },
    },
  },
  async run(check) {
    const { id } = await createTask(check);
    await using watch = await check.service.database.session();
    const sessions = new Sessions(watch, check.service.database.user);
    await sessions.look();

    const crowd = await underLoad(check, sessions, id, { clients: 200, total: 200 });
    const burst = await sessions.mark();
    if (burst.opened > 100) throw perRequest(check, burst.opened, 200);
    if (sessions.peak > poolSize) {
      throw check.fail('too-many', {
        expected: { en: `at most ${poolSize} sessions`, ru: `сессий не больше ${poolSize}` },
        received: {
          en: `${sessions.peak} sessions during 200 requests at once`,
          ru: `сессий: ${sessions.peak} при 200 запросах разом`,
        },
        command: activity,
      });
    }
    const failed = crowd.find((answer) => answer.status !== 200);
    if (failed) {
      const count = crowd.filter((answer) => answer.status !== 200).length;
      check.note({ en: `${count} of ${crowd.length} failed.`, ru: `Не удались ${count} из ${crowd.length}.` });
      throw check.fail('not-answered', { expected: '200', received: failed.describe(), command: failed.command });
    }

    await underLoad(check, sessions, id, { clients: 4, total: 2_000 });
    const steady = await sessions.mark();
    if (steady.opened > 1_000) throw perRequest(check, steady.opened, 2_000);
    if (steady.opened > 2) {
      throw check.fail('keeps-opening', {
        expected: {
          en: 'at most 2 new connections in 2 000 requests',
          ru: 'не больше 2 новых соединений на 2 000 запросов',
        },
        received: { en: `${steady.opened} new connections`, ru: `новых соединений: ${steady.opened}` },
        command: activity,
      });
    }
  },
});

type Check = CheckContext<'per-request' | 'too-many' | 'keeps-opening' | 'not-answered'>;

const activity = `psql "$DATABASE_URL" -c "SELECT pid, backend_start, state FROM pg_stat_activity WHERE datname = current_database()"`;

function perRequest(check: Check, opened: number, requests: number) {
  return check.fail('per-request', {
    expected: { en: 'a few connections for all of them', ru: 'несколько соединений на все запросы' },
    received: {
      en: `${opened} connections for ${requests} requests`,
      ru: `соединений: ${opened} на ${requests} запросов`,
    },
    command: activity,
  });
}

async function underLoad(check: Check, sessions: Sessions, id: number, load: { clients: number; total: number }) {
  const { clients, total } = load;
  check.note({ en: `${total} requests, ${clients} at a time`, ru: `Запросов: ${total}, одновременно ${clients}` });
  await using run = check.service.load({
    ...load,
    request: () => ({ method: 'GET', path: `/tasks/${id}`, timeoutMs: 10_000 }),
  });
  let over = false;
  const ended = run.stop().finally(() => {
    over = true;
  });
  ended.catch(() => undefined);
  await check.poll(() => sessions.look(), { until: () => over, everyMs: clients > 100 ? 5 : 40, deadlineMs: 120_000 });
  return (await ended).answers;
}

/** What the server knows of the service's connections. */
class Sessions {
  readonly #watch: Session;
  readonly #user: string;
  readonly #known = new Set<string>();
  #fresh = 0;
  #counted: number | undefined;
  /** The most that were open at once. */
  peak = 0;

  /** @param watch the only connection of the grader while it counts */
  constructor(watch: Session, user: string) {
    this.#watch = watch;
    this.#user = user;
  }

  async look(): Promise<void> {
    const rows = await this.#watch.query<{ who: string }>(
      `SELECT pid || ' ' || backend_start AS who FROM pg_stat_activity
        WHERE datname = current_database() AND usename = $1 AND pid <> pg_backend_pid()`,
      [this.#user],
    );
    this.peak = Math.max(this.peak, rows.length);
    for (const { who } of rows) {
      if (this.#known.has(who)) continue;
      this.#known.add(who);
      this.#fresh++;
    }
    this.#counted ??= await this.#count();
  }

  /** Connections opened since the last mark, or since the first look. Short-lived ones are in the server's own counter. */
  async mark(): Promise<{ opened: number }> {
    await this.look();
    const counted = await this.#count();
    const opened = Math.max(this.#fresh, counted - (this.#counted ?? counted));
    this.#fresh = 0;
    this.#counted = counted;
    return { opened };
  }

  async #count(): Promise<number> {
    // Counters are reported with a delay unless asked for; this connection's own must not look like a new one.
    await this.#watch.query('SELECT pg_stat_force_next_flush()');
    const [row] = await this.#watch.query<{ sessions: string }>(
      'SELECT sessions FROM pg_stat_database WHERE datname = current_database()',
    );
    return Number(row?.sessions ?? 0);
  }
}
