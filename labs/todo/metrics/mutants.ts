import { defineMutants } from 'orkestr/lab';

const measure = 'src/http/measure.ts';
const metrics = 'src/metrics.ts';
const scrape = 'src/ops/metrics.ts';

/** Every check reads a scrape: when none can be read, none of them has anything to look at. */
const allOthers = ['counts-exact', 'route-template', 'errors-counted', 'histogram', 'gauges', 'memory', 'with-db-hung'];

const count = '      metrics.requests.inc({ method, route, status: reply.statusCode });\n';

export default defineMutants([
  {
    name: 'json-metrics',
    mistake: { en: '`/metrics` answers JSON.', ru: '`/metrics` отвечает JSON.' },
    edits: [
      {
        file: scrape,
        find: 'return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());',
        replace: 'return reply.send(await metrics.registry.getMetricsAsJSON());',
      },
    ],
    fails: ['exposition'],
    mayFail: allOthers,
  },
  {
    name: 'crlf-lines',
    mistake: { en: 'The lines of a scrape end with CR LF.', ru: 'Строки ответа кончаются на CR LF.' },
    edits: [
      {
        file: scrape,
        find: 'send(await metrics.registry.metrics());',
        replace: "send((await metrics.registry.metrics()).replaceAll('\\n', '\\r\\n'));",
      },
    ],
    fails: ['exposition'],
    mayFail: allOthers,
  },
  {
    name: 'summary-type',
    mistake: { en: 'The latency is a summary, without buckets.', ru: 'Задержка — summary, без корзин.' },
    edits: [
      {
        file: metrics,
        find: 'import { Counter, Gauge, Histogram, Registry }',
        replace: 'import { Counter, Gauge, Registry, Summary }',
      },
      {
        file: metrics,
        find: "requestSeconds: Histogram<'method' | 'route'>;",
        replace: "requestSeconds: Summary<'method' | 'route'>;",
      },
      { file: metrics, find: 'requestSeconds: new Histogram({', replace: 'requestSeconds: new Summary({' },
      {
        file: metrics,
        find: 'buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],',
        replace: 'percentiles: [0.5, 0.95, 0.99],',
      },
    ],
    fails: ['exposition', 'histogram'],
  },
  {
    name: 'counts-on-start',
    mistake: {
      en: 'A request is counted when it begins, with status 200.',
      ru: 'Запрос считается в начале, со статусом 200.',
    },
    edits: [
      { file: measure, find: count, replace: '' },
      {
        file: measure,
        find: '    if (!isScrape) metrics.requestsInFlight.inc();\n',
        replace:
          '    if (!isScrape) metrics.requestsInFlight.inc();\n    metrics.requests.inc({ method, route, status: 200 });\n',
      },
    ],
    fails: ['counts-exact', 'errors-counted'],
  },
  {
    name: 'raw-path',
    mistake: { en: 'The label `route` is the path.', ru: 'В метке `route` — путь.' },
    edits: [
      {
        file: 'src/http/route-of.ts',
        find: "return request.routeOptions.url ?? 'unmatched';",
        replace: "return new URL(request.url, 'http://localhost').pathname;",
      },
    ],
    fails: ['route-template', 'counts-exact'],
  },
  {
    name: 'skip-errors',
    mistake: {
      en: 'The counter stands after the handler and is not reached when that throws.',
      ru: 'Счётчик стоит после обработчика, и при исключении до него не доходит.',
    },
    edits: [{ file: measure, find: count, replace: `      if (reply.statusCode < 500) ${count.trim()}\n` }],
    fails: ['errors-counted'],
  },
  {
    name: 'counted-twice',
    mistake: { en: 'Two hooks count the same request.', ru: 'Один запрос считают два хука.' },
    edits: [{ file: measure, find: count, replace: count + count }],
    fails: ['counts-exact', 'errors-counted'],
  },
  {
    name: 'created-before-commit',
    mistake: {
      en: 'A created task is counted before it is in the database.',
      ru: 'Созданная задача посчитана раньше, чем попала в базу.',
    },
    edits: [
      { file: 'src/tasks/create-task.ts', find: '    metrics.tasksCreated.inc();\n', replace: '' },
      {
        file: 'src/tasks/create-task.ts',
        find: '    const [row] = await database.query<TaskRow>(\n',
        replace: '    metrics.tasksCreated.inc();\n    const [row] = await database.query<TaskRow>(\n',
      },
    ],
    fails: ['errors-counted'],
  },
  {
    name: 'completed-forgotten',
    mistake: { en: 'Completed tasks are not counted.', ru: 'Завершённые задачи не считаются.' },
    edits: [{ file: 'src/tasks/complete-task.ts', find: '    if (row) metrics.tasksCompleted.inc();\n', replace: '' }],
    fails: ['counts-exact'],
  },
  {
    name: 'ms-as-seconds',
    mistake: { en: 'Milliseconds are observed as seconds.', ru: 'Миллисекунды записываются как секунды.' },
    edits: [{ file: measure, find: 'reply.elapsedTime / 1000', replace: 'reply.elapsedTime' }],
    fails: ['histogram'],
  },
  {
    name: 'default-buckets',
    mistake: { en: 'No .5 and 1 among the bounds.', ru: 'Среди границ нет .5 и 1.' },
    edits: [{ file: metrics, find: '0.25, 0.5, 1, 2.5, 5, 10],', replace: '0.25, 2.5, 5, 10],' }],
    fails: ['histogram', 'exposition'],
  },
  {
    name: 'in-flight-leaks',
    mistake: {
      en: 'The gauge of requests in flight is not lowered after errors.',
      ru: 'Индикатор запросов в работе не уменьшается после ошибок.',
    },
    edits: [
      {
        file: measure,
        find: '      if (!isScrape) metrics.requestsInFlight.dec();\n',
        replace: '      if (!isScrape && reply.statusCode < 400) metrics.requestsInFlight.dec();\n',
      },
    ],
    fails: ['gauges'],
  },
  {
    name: 'in-flight-counts-scrape',
    mistake: { en: 'A scrape counts itself as in flight.', ru: 'Опрос метрик считает сам себя.' },
    edits: [{ file: measure, find: "const isScrape = route === '/metrics';", replace: 'const isScrape = false;' }],
    fails: ['gauges'],
  },
  {
    name: 'pool-max-only',
    mistake: { en: '`in_use` is always 0.', ru: '`in_use` всегда 0.' },
    edits: [
      {
        file: metrics,
        find: "this.set({ state: 'in_use' }, inUse);",
        replace: "this.set({ state: 'in_use' }, 0 * inUse);",
      },
    ],
    fails: ['gauges'],
  },
  {
    name: 'heap-only',
    mistake: { en: 'Heap bytes under the name of resident memory.', ru: 'Под именем резидентной памяти — байты кучи.' },
    edits: [
      {
        file: metrics,
        find: 'this.set(process.memoryUsage.rss());',
        replace: 'this.set(process.memoryUsage().heapUsed);',
      },
    ],
    fails: ['memory'],
  },
  {
    name: 'counts-rows-on-scrape',
    mistake: { en: 'Each scrape runs `count(*)`.', ru: 'Каждый опрос выполняет `count(*)`.' },
    edits: [
      { file: scrape, find: 'scrape({ metrics }: Parts)', replace: 'scrape({ metrics, database }: Parts)' },
      {
        file: scrape,
        find: '    return reply.type(metrics.registry.contentType)',
        replace:
          "    await database.query('SELECT count(*) FROM tasks');\n    return reply.type(metrics.registry.contentType)",
      },
    ],
    fails: ['with-db-hung'],
    // Ten held requests have every connection of the pool: the scrape waits behind them.
    mayFail: ['gauges'],
  },
]);
