import { type CheckContext, defineCheck, type HttpAnswer, PlatformError } from 'orkestr/lab';
import { whileRowIsLocked } from '../held-row.ts';
import { type ScrapeFailure, scrape, scrapeFailures } from '../scrape.ts';
import { createTask, taskFailures } from '../task.ts';
import { unknownId } from '../traffic.ts';

const held = 10;
/** A scrape that takes longer than this waits for something. */
const patienceMs = 1500;

/** Ten requests that are held by a lock: as many in flight, as many connections in use, and none of either afterwards. */
export default defineCheck({
  slug: 'gauges',
  title: { en: 'Gauges that go up and come down', ru: 'Индикаторы, которые растут и падают' },
  property: {
    en: 'While 10 requests wait for a lock, `http_requests_in_flight` is 10 and `db_pool_connections{state="in_use"}` is 10; afterwards both are 0.',
    ru: 'Пока 10 запросов ждут блокировку, `http_requests_in_flight` равен 10 и `db_pool_connections{state="in_use"}` равен 10; потом оба равны 0.',
  },
  deadlineMs: 30_000,
  section: 'gauges',
  failures: {
    ...scrapeFailures,
    ...taskFailures,
    'counts-itself': {
      message: {
        en: 'The scrape counts itself: with ten requests in flight the gauge says eleven.',
        ru: 'Опрос считает сам себя: запросов в работе десять, а индикатор показывает одиннадцать.',
      },
      hint: {
        en: '`/metrics` is the one route that looks at this gauge. It should not stand in the picture.',
        ru: '`/metrics` — маршрут, который смотрит на этот индикатор. В кадре его быть не должно.',
      },
    },
    leaks: {
      message: {
        en: 'A gauge that only goes up is a counter: requests that ended are still in flight.',
        ru: 'Индикатор, который только растёт, — это счётчик: завершённые запросы всё ещё «в работе».',
      },
      hint: {
        en: 'Before this, some requests ended with errors. Does every way out of a request lower the gauge?',
        ru: 'Перед этим несколько запросов кончились ошибкой. На каждом ли пути из запроса индикатор уменьшается?',
      },
    },
    'in-flight': {
      message: {
        en: '`http_requests_in_flight` does not show the requests that are waiting.',
        ru: '`http_requests_in_flight` не показывает ждущие запросы.',
      },
      hint: {
        en: 'Raise it when a request comes, before anything is awaited; lower it when the answer has gone.',
        ru: 'Увеличивайте его, когда запрос пришёл, до любого ожидания; уменьшайте, когда ответ ушёл.',
      },
    },
    'scrape-waits': {
      message: {
        en: 'While every connection was taken, the scrape itself had to wait.',
        ru: 'Пока все соединения были заняты, ждал и сам опрос метрик.',
      },
      hint: {
        en: 'A full pool is just what one wants to see. What does `/metrics` need a connection for?',
        ru: 'Полный пул — как раз то, что хочется увидеть. Зачем `/metrics` соединение?',
      },
    },
    'in-use': {
      message: {
        en: '`db_pool_connections{state="in_use"}` does not show the connections that are taken.',
        ru: '`db_pool_connections{state="in_use"}` не показывает занятые соединения.',
      },
      hint: {
        en: 'The pool knows how many it has and how many of them are idle. Ask it at each scrape.',
        ru: 'Пул знает, сколько у него соединений и сколько из них свободны. Спрашивайте его при каждом опросе.',
      },
    },
    max: {
      message: {
        en: '`db_pool_connections{state="max"}` is not the size of the pool.',
        ru: '`db_pool_connections{state="max"}` — не размер пула.',
      },
      hint: {
        en: 'The size comes from `DB_MAX_CONNS`; for this lab it is 10.',
        ru: 'Размер приходит из `DB_MAX_CONNS`; в этой лабораторной это 10.',
      },
    },
  },
  async run(check) {
    const id = await createTask(check);
    await provokeErrors(check);
    const idle = await watch(check, { inFlight: 0, inUse: 0 });
    if (!idle.met) throw afterwards(check, idle.last, idle.command);
    const { during, answers } = await whileRowIsLocked(check, id, held, async (pending) => ({
      during: await watch(check, { inFlight: held, inUse: held }, 1000),
      answers: pending,
    }));
    const settled = await Promise.all(answers);
    if (!during.met) throw whileHeld(check, during, settled);
    if (during.last.max !== held) {
      throw check.fail('max', {
        expected: `db_pool_connections{state="max"} ${held}`,
        received: `db_pool_connections{state="max"} ${during.last.max}`,
        command: `${during.command} | grep db_pool_connections`,
      });
    }
    const after = await watch(check, { inFlight: 0, inUse: 0 });
    if (!after.met) throw afterwards(check, after.last, after.command);
  },
});

interface Gauges {
  inFlight: number;
  inUse: number;
  max: number;
}

interface Watched {
  met: boolean;
  last: Gauges;
  command: string;
  /** When the newest scrape came, in milliseconds since the attempt began, and how long it took. */
  at: number;
  durationMs: number;
}

/** Scrapes until the two gauges are as wanted. */
async function watch(
  check: CheckContext<ScrapeFailure>,
  wanted: Omit<Gauges, 'max'>,
  deadlineMs = 3000,
): Promise<Watched> {
  let newest = { command: '', at: 0, durationMs: 0 };
  const { met, last } = await check.poll(
    async (): Promise<Gauges> => {
      const began = check.now();
      const { snapshot, command } = await scrape(check);
      newest = { command, at: check.now(), durationMs: check.now() - began };
      const pool = (state: string) => snapshot.sum('db_pool_connections', { state });
      return { inFlight: snapshot.sum('http_requests_in_flight'), inUse: pool('in_use'), max: pool('max') };
    },
    {
      until: ({ inFlight, inUse }) => inFlight === wanted.inFlight && inUse === wanted.inUse,
      deadlineMs,
      everyMs: 50,
    },
  );
  return { met, last, ...newest };
}

/** A 404, a 422 and a 500: the ways out of a request that are easily forgotten. */
async function provokeErrors(check: CheckContext): Promise<void> {
  const title = `refused ${check.random.word(12)}`;
  const { service } = check;
  await using fault = await service.database.rowFault({
    table: 'tasks',
    on: 'INSERT',
    does: 'raise',
    when: `NEW.title = '${title}'`,
  });
  await service.get(`/tasks/${unknownId(check.random)}`);
  await service.post('/tasks', { title: '' });
  await service.post('/tasks', { title });
  if ((await fault.hits()) === 0) throw new PlatformError('staging', 'no INSERT came to the trigger that refuses it');
}

function whileHeld(
  check: CheckContext<'counts-itself' | 'in-flight' | 'in-use' | 'scrape-waits'>,
  { last: { inFlight, inUse }, command, at, durationMs }: Watched,
  answers: readonly HttpAnswer[],
) {
  if (durationMs > patienceMs) {
    return check.fail('scrape-waits', {
      expected: { en: 'the metrics at once', ru: 'метрики сразу' },
      received: {
        en: `the metrics after ${Math.round(durationMs)} ms`,
        ru: `метрики через ${Math.round(durationMs)} мс`,
      },
      command,
    });
  }
  // The service gives up after DB_TIMEOUT_MS. If that came before the scrape, ten were not held while it looked.
  if (answers.some((answer) => answer.at + answer.durationMs < at)) {
    return new PlatformError('staging', 'held requests were answered before the gauges were looked at');
  }
  if (inFlight !== held) {
    return check.fail(inFlight === held + 1 ? 'counts-itself' : 'in-flight', {
      expected: `http_requests_in_flight ${held}`,
      received: `http_requests_in_flight ${inFlight}`,
      command: `${command} | grep http_requests_in_flight`,
    });
  }
  return check.fail('in-use', {
    expected: `db_pool_connections{state="in_use"} ${held}`,
    received: `db_pool_connections{state="in_use"} ${inUse}`,
    command: `${command} | grep db_pool_connections`,
  });
}

function afterwards(
  check: CheckContext<'leaks' | 'in-use' | 'counts-itself'>,
  { inFlight, inUse }: Gauges,
  command: string,
) {
  if (inFlight !== 0) {
    return check.fail(inFlight === 1 ? 'counts-itself' : 'leaks', {
      expected: {
        en: 'http_requests_in_flight 0, nothing is going on',
        ru: 'http_requests_in_flight 0, ничего не происходит',
      },
      received: `http_requests_in_flight ${inFlight}`,
      command: `${command} | grep http_requests_in_flight`,
    });
  }
  return check.fail('in-use', {
    expected: {
      en: 'db_pool_connections{state="in_use"} 0, nothing is going on',
      ru: 'db_pool_connections{state="in_use"} 0, ничего не происходит',
    },
    received: `db_pool_connections{state="in_use"} ${inUse}`,
    command: `${command} | grep db_pool_connections`,
  });
}
