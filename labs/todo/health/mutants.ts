import { defineMutants } from 'orkestr/lab';

/** The reference with one mistake each: what learners of this lab really do. */
export default defineMutants([
  {
    name: 'live-pings-db',
    mistake: { en: '/live runs SELECT 1.', ru: '/live выполняет SELECT 1.' },
    edits: [
      {
        file: 'src/ops/routes.ts',
        find: "    '/live': { GET: live },\n",
        replace: `    '/live': {
      GET: async (request, reply) => {
        await parts.database.query('SELECT 1');
        return live(request, reply);
      },
    },
`,
      },
    ],
    // Started without a database, it is not live either.
    fails: ['live-shape', 'start-without-db'],
  },
  {
    name: 'ready-constant',
    mistake: { en: '/ready always answers 200.', ru: '/ready всегда отвечает 200.' },
    edits: [
      {
        file: 'src/ops/ready.ts',
        find: "const isReady = checks.database === 'healthy' && checks.migrations === 'healthy' && !lifecycle.isDraining;",
        replace: "const isReady = !lifecycle.isDraining || checks.database !== '';",
      },
    ],
    // Neither a late database nor the drain shows in it.
    fails: ['ready-follows-db', 'ready-needs-schema', 'start-without-db', 'drain'],
  },
  {
    name: 'ready-once',
    mistake: {
      en: 'The first look at the database is kept for ever.',
      ru: 'Первый взгляд на базу запоминается навсегда.',
    },
    edits: [
      {
        file: 'src/ops/ready.ts',
        find: '    const { problem, ...checks } = await checkDatabase(database);\n',
        replace: '    first ??= checkDatabase(database);\n    const { problem, ...checks } = await first;\n',
      },
      {
        file: 'src/ops/ready.ts',
        find: '  return async (request, reply) => {\n',
        replace: '  let first: ReturnType<typeof checkDatabase> | undefined;\n  return async (request, reply) => {\n',
      },
    ],
    // Where the first look came before the tables or before the database, it stays unready for ever.
    fails: ['ready-follows-db', 'ready-needs-schema', 'start-without-db'],
  },
  {
    name: 'ready-no-timeout',
    mistake: {
      en: '/ready waits for a hung database without a limit.',
      ru: '/ready ждёт зависшую базу без предела.',
    },
    edits: [
      { file: 'src/ops/check-database.ts', find: 'const LIMIT_MS = 2_000;', replace: 'const LIMIT_MS = 600_000;' },
    ],
    fails: ['ready-follows-db'],
  },
  {
    name: 'ready-wants-equal',
    mistake: {
      en: 'Unready when the schema is newer or dirty.',
      ru: 'Не готов, если схема новее или dirty.',
    },
    edits: [
      {
        file: 'src/ops/check-database.ts',
        find: 'return version > SCHEMA_VERSION || (version === SCHEMA_VERSION && !row.dirty);',
        replace: 'return version === SCHEMA_VERSION && !row.dirty;',
      },
    ],
    fails: ['ready-needs-schema'],
  },
  {
    name: 'exit-without-db',
    mistake: {
      en: 'The process ends with 1 when its first connection fails.',
      ru: 'Процесс завершается с кодом 1, если первое соединение не удалось.',
    },
    edits: [
      {
        file: 'src/main.ts',
        find: "await app.listen({ port: config.port, host: '0.0.0.0' });",
        replace: `await database.query('SELECT 1').catch((error: unknown) => {
  log.error(describeError(error), 'no database');
  process.exit(1);
});
await app.listen({ port: config.port, host: '0.0.0.0' });`,
      },
    ],
    fails: ['start-without-db'],
  },
  {
    name: 'health-always-ok',
    mistake: { en: '/health says ok without asking.', ru: '/health говорит ok, никого не спросив.' },
    edits: [
      {
        file: 'src/ops/health.ts',
        find: '    const { problem, ...checks } = await checkDatabase(database);\n',
        replace: "    const { problem, ...checks }: DatabaseCheck = { database: 'healthy', migrations: 'healthy' };\n",
      },
      {
        file: 'src/ops/health.ts',
        find: "import { checkDatabase } from './check-database.ts';",
        replace: "import type { DatabaseCheck } from './check-database.ts';",
      },
      {
        file: 'src/ops/health.ts',
        find: 'health({ database, config }: Parts)',
        replace: 'health({ config }: Parts)',
      },
    ],
    fails: ['summary'],
  },
  {
    name: 'driver-text',
    mistake: {
      en: "The driver's message is put into `checks`.",
      ru: 'Сообщение драйвера кладут в `checks`.',
    },
    edits: [
      {
        file: 'src/ops/ready.ts',
        find: '    return reply.code(isReady ? 200 : 503).send({ ready: isReady, checks });\n',
        replace:
          '    const error = problem === undefined ? undefined : describeError(problem).error;\n    return reply.code(isReady ? 200 : 503).send({ ready: isReady, checks: { ...checks, error } });\n',
      },
    ],
    fails: ['no-leak'],
  },
  {
    name: 'close-at-once',
    mistake: {
      en: 'On SIGTERM the listener is closed before draining.',
      ru: 'По SIGTERM порт закрывают сразу, а не через DRAIN_SECONDS.',
    },
    edits: [{ file: 'src/shutdown.ts', find: '  await sleep(config.drainSeconds * 1_000);\n', replace: '' }],
    fails: ['drain'],
  },
  {
    name: 'no-sigterm',
    mistake: {
      en: 'No handler: process 1 ignores SIGTERM and is killed in mid-request.',
      ru: 'Обработчика нет: процесс 1 игнорирует SIGTERM, и его убивают посреди запроса.',
    },
    edits: [{ file: 'src/shutdown.ts', find: "  process.on('SIGTERM', () => shutDown(parts));\n", replace: '' }],
    fails: ['drain'],
  },
]);
