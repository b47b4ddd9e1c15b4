import { type CheckContext, defineCheck } from 'orkestr/lab';
import { countedRequests, differences, growth, kindOf, shown, withoutStatus } from '../request-counts.ts';
import { type Scrape, type ScrapeFailure, scrape, scrapeFailures } from '../scrape.ts';
import { taskFailures } from '../task.ts';
import { creation, idIn, mixedTraffic, type Sent, sendAll } from '../traffic.ts';

/** 300 requests, compared with what the counters grew by. */
export default defineCheck({
  slug: 'counts-exact',
  title: { en: 'Every request counted once', ru: 'Каждый запрос посчитан один раз' },
  property: {
    en: 'After 300 requests of many kinds the counters have grown by exactly what was sent, by method, route and status.',
    ru: 'После 300 разных запросов счётчики выросли ровно на то, что было отправлено, — по методу, маршруту и статусу.',
  },
  deadlineMs: 40_000,
  section: 'counters',
  failures: {
    ...scrapeFailures,
    ...taskFailures,
    'no-answer': {
      message: { en: 'A request of the traffic got no answer.', ru: 'Один из запросов остался без ответа.' },
      hint: {
        en: 'Ten clients send plain calls of the tasks API. Look at the log for the moment it stopped answering.',
        ru: 'Десять клиентов шлют обычные вызовы API задач. Посмотрите в журнале, в какой момент сервис перестал отвечать.',
      },
    },
    'raw-path': {
      message: {
        en: 'The label `route` holds the path that was called, not the template of the route.',
        ru: 'В метке `route` стоит вызванный путь, а не шаблон маршрута.',
      },
      hint: {
        en: 'The router knows which pattern it matched; take the label from there, not from the URL.',
        ru: 'Маршрутизатор знает, какой шаблон подошёл; берите метку оттуда, а не из URL.',
      },
    },
    'nothing-counted': {
      message: {
        en: 'The counter did not move while requests were answered.',
        ru: 'Запросы получали ответы, а счётчик не сдвинулся.',
      },
      hint: {
        en: 'Is it the same registry that is counted into and that `/metrics` renders?',
        ru: 'Тот ли это реестр: куда пишет счётчик и что отдаёт `/metrics`?',
      },
    },
    'wrong-status': {
      message: {
        en: 'The requests are counted, but under another status than was answered.',
        ru: 'Запросы посчитаны, но не под тем статусом, с которым ушёл ответ.',
      },
      hint: {
        en: 'When is the status known for certain? Count then, not earlier.',
        ru: 'В какой момент статус известен наверняка? Тогда и считайте, не раньше.',
      },
    },
    'counted-twice': {
      message: { en: 'Requests are counted more than once.', ru: 'Запросы посчитаны больше одного раза.' },
      hint: {
        en: 'Look for two places that count: a middleware and a handler, or a plugin that was registered twice.',
        ru: 'Ищите два места, где идёт счёт: middleware и обработчик или плагин, подключённый дважды.',
      },
    },
    'not-equal': {
      message: { en: 'The counter does not count what was sent.', ru: 'Счётчик считает не то, что отправлено.' },
      hint: {
        en: 'Follow one of the kinds named here through your code: which path from request to answer passes by the counter?',
        ru: 'Проследите в коде путь одного из названных запросов: где он проходит мимо счётчика?',
      },
    },
    created: {
      message: {
        en: '`todo_tasks_created_total` did not grow by the tasks that were made.',
        ru: '`todo_tasks_created_total` вырос не на число созданных задач.',
      },
      hint: {
        en: 'One task that is in the database is one; a refused body is none.',
        ru: 'Одна задача в базе — плюс один; отвергнутое тело запроса — ничего.',
      },
    },
    completed: {
      message: {
        en: '`todo_tasks_completed_total` did not grow by the tasks that were completed.',
        ru: '`todo_tasks_completed_total` вырос не на число завершённых задач.',
      },
      hint: {
        en: 'Count a task at the moment it becomes done, once.',
        ru: 'Считайте задачу в тот момент, когда она становится выполненной, один раз.',
      },
    },
  },
  async run(check) {
    const before = await scrape(check);
    check.note({
      en: 'sending 300 requests from 10 clients; the answers are tallied by method, route and status',
      ru: 'отправляем 300 запросов от 10 клиентов; ответы складываем по методу, маршруту и статусу',
    });
    const creations = await sendAll(
      check,
      Array.from({ length: 60 }, () => creation(check.random)),
    );
    const ids = creations.flatMap(({ answer }) => (answer.status === 201 ? (idIn(answer) ?? []) : []));
    if (ids.length < 30) throw noTasks(check, creations);
    // Which id an answer brought depends on who was first; sorted, the plan is the same for the same seed.
    const sorted = ids.sort((a, b) => a - b);
    const sent = [...creations, ...(await sendAll(check, mixedTraffic(check.random, sorted, 240)))];
    const lost = sent.find(({ answer }) => answer.problem);
    if (lost) {
      throw check.fail('no-answer', {
        expected: { en: 'an answer to each request', ru: 'ответ на каждый запрос' },
        received: lost.answer.describe(),
        command: lost.answer.command,
      });
    }
    await judgeRequests(check, before, sent);
    await judgeTasks(check, before, sent);
  },
});

type Context = CheckContext<
  | ScrapeFailure
  | 'raw-path'
  | 'nothing-counted'
  | 'wrong-status'
  | 'counted-twice'
  | 'not-equal'
  | 'created'
  | 'completed'
>;

async function judgeRequests(check: Context, before: Scrape, sent: readonly Sent[]): Promise<void> {
  const tally = new Map<string, number>();
  for (const { planned, answer } of sent) {
    const kind = kindOf(planned.method, planned.route, answer.status);
    tally.set(kind, (tally.get(kind) ?? 0) + 1);
  }
  const base = countedRequests(before.snapshot);
  // Counting may follow the answer by a moment.
  const { met, last } = await check.poll(
    async () => {
      const { snapshot } = await scrape(check);
      const counted = growth(base, countedRequests(snapshot));
      return { counted, different: differences(tally, counted) };
    },
    { until: ({ different }) => different.length === 0, deadlineMs: 3000, everyMs: 100 },
  );
  if (met) return;
  const evidence = { ...shown(last.different), command: `${before.command} | grep '^http_requests_total'` };
  const paths = new Set(
    sent.map(({ planned }) => planned.path.replace(/\?.*/, '')).filter((path) => path !== '/tasks'),
  );
  const raw = [...last.counted.keys()].find((kind) => paths.has(kind.split(' ')[1] ?? ''));
  if (raw) {
    throw check.fail('raw-path', {
      ...evidence,
      expected: {
        en: 'a template such as `route="/tasks/{id}"`, and `route="unmatched"` where no route matched',
        ru: 'шаблон вроде `route="/tasks/{id}"` и `route="unmatched"`, если маршрут не подошёл',
      },
      received: `http_requests_total{route="${raw.split(' ')[1]}"}`,
    });
  }
  if (last.counted.size === 0) throw check.fail('nothing-counted', evidence);
  if (differences(withoutStatus(tally), withoutStatus(last.counted)).length === 0) {
    throw check.fail('wrong-status', evidence);
  }
  const twice = last.different.every((one) => one.counted > one.sent && one.sent > 0);
  throw check.fail(twice ? 'counted-twice' : 'not-equal', evidence);
}

async function judgeTasks(check: Context, before: Scrape, sent: readonly Sent[]): Promise<void> {
  const made = sent.filter(({ planned, answer }) => planned.method === 'POST' && answer.status === 201).length;
  const done = sent.filter(({ planned, answer }) => planned.path.endsWith('/complete') && answer.status === 200).length;
  const counters = [
    { code: 'created', name: 'todo_tasks_created_total', expected: made },
    { code: 'completed', name: 'todo_tasks_completed_total', expected: done },
  ] as const;
  for (const { code, name, expected } of counters) {
    const { met, last } = await check.poll(
      async () => (await scrape(check)).snapshot.sum(name) - before.snapshot.sum(name),
      { until: (grown) => grown === expected, deadlineMs: 2000, everyMs: 100 },
    );
    if (!met) {
      const command = `${before.command} | grep '^${name}'`;
      throw check.fail(code, { expected: `${name}: +${expected}`, received: `${name}: +${last}`, command });
    }
  }
}

function noTasks(check: CheckContext<'no-task'>, creations: readonly Sent[]) {
  const refused = creations.find(({ answer }) => answer.status !== 201) ?? creations[0];
  return check.fail('no-task', {
    expected: { en: '201 and a task with a numeric `id`', ru: '201 и задача с числовым `id`' },
    received: refused?.answer.describe() ?? '',
    ...(refused ? { command: refused.answer.command } : {}),
  });
}
