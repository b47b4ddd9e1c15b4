import { defineMutants } from 'orkestr/lab';

const commands = 'src/migrate/commands.ts';
const lock = 'src/migrate/lock.ts';
const tryLock = '  for (let tries = 0; !(await tryLock(client)); tries++) {\n';

/** `tasks` as it is at version 9, so that the schema is the same and only the rows are gone. */
const recreateTasks = `-- The quickest way to a table without bloat.
DROP TABLE tasks;

CREATE TABLE tasks (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title        TEXT        NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
  priority     SMALLINT    NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
  done         BOOLEAN     NOT NULL DEFAULT false,
  version      INT         NOT NULL DEFAULT 1,
  created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
  updated_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
  completed_at TIMESTAMPTZ,
  tags         TEXT[]      NOT NULL DEFAULT '{}',
  CHECK (done = (completed_at IS NOT NULL))
);

CREATE INDEX idx_tasks_created ON tasks (created_at DESC, id DESC);
CREATE INDEX idx_tasks_open ON tasks (created_at DESC, id DESC) WHERE done = false;
CREATE INDEX idx_tasks_tags ON tasks USING gin (tags);
CREATE INDEX idx_tasks_title ON tasks USING gin (title gin_trgm_ops);
`;

export default defineMutants([
  {
    name: 'empty-down',
    mistake: { en: 'The down file of 001 is missing.', ru: 'Нет файла down у миграции 001.' },
    edits: [
      { file: 'migrations/001_create_tasks.down.sql', remove: true },
      // A tool that does not insist on the file: else nothing at all could be run.
      { file: 'src/migrate/migration-files.ts', find: 'if (!up || !down) throw', replace: 'if (!up) throw' },
    ],
    fails: ['files'],
    // At version 0 the table is still there.
    mayFail: ['round-trip'],
  },
  {
    name: 'up-not-idempotent',
    mistake: { en: 'A second `up` runs the last file again.', ru: 'Второй `up` выполняет последний файл ещё раз.' },
    edits: [
      {
        file: commands,
        find: 'run.migrations.filter(({ version }) => version > current)',
        replace: 'run.migrations.filter(({ version }) => version >= current)',
      },
    ],
    fails: ['up-version'],
    // Every `up` begins one file too early: from version 1 it makes the table again, and whoever waited makes the last index again.
    mayFail: ['data-kept', 'concurrent-up'],
  },
  {
    name: 'version-in-other-words',
    mistake: { en: '`version` prints its line in other words.', ru: '`version` печатает строку другими словами.' },
    edits: [
      {
        file: 'src/migrate.ts',
        find: 'Current version:',
        replace: 'Schema version is',
      },
    ],
    fails: ['up-version'],
  },
  {
    name: 'down-keeps-index',
    mistake: { en: 'One index survives `down`.', ru: 'Один индекс переживает `down`.' },
    edits: [
      {
        file: 'migrations/007_idx_tasks_tags.down.sql',
        find: 'DROP INDEX CONCURRENTLY idx_tasks_tags;',
        replace: '-- The index goes with its column.',
      },
    ],
    fails: ['round-trip'],
  },
  {
    name: 'down-one-only',
    mistake: { en: '`down N` goes one step whatever N is.', ru: '`down N` делает один шаг, каким бы ни было N.' },
    edits: [{ file: commands, find: 'applied.slice(0, count)', replace: 'applied.slice(0, count && 1)' }],
    fails: ['down-n'],
  },
  {
    name: 'recreate-table',
    mistake: {
      en: 'A later file drops and recreates `tasks`.',
      ru: 'Более поздний файл удаляет `tasks` и создаёт заново.',
    },
    edits: [
      { file: 'migrations/010_rebuild_tasks.up.sql', create: recreateTasks },
      { file: 'migrations/010_rebuild_tasks.down.sql', create: '-- Nothing to undo: the table has the same shape.\n' },
    ],
    fails: ['data-kept'],
  },
  {
    name: 'no-lock',
    mistake: { en: 'No advisory lock.', ru: 'Нет рекомендательной блокировки (advisory lock).' },
    edits: [{ file: lock, find: tryLock, replace: '  for (let tries = 0; tries < 0; tries++) {\n' }],
    fails: ['concurrent-up'],
  },
  {
    name: 'waits-in-statement',
    mistake: {
      en: 'Runs wait for the lock inside a statement, and CREATE INDEX CONCURRENTLY waits for that statement.',
      ru: 'Запуски ждут блокировку внутри оператора, а CREATE INDEX CONCURRENTLY ждёт этот оператор.',
    },
    edits: [
      {
        file: lock,
        find: tryLock,
        replace: `  await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);\n  for (let tries = 0; tries < 0; tries++) {\n`,
      },
    ],
    fails: ['concurrent-up'],
  },
  {
    name: 'if-not-exists',
    mistake: {
      en: '001 creates IF NOT EXISTS, over a table of somebody else.',
      ru: '001 создаёт IF NOT EXISTS — поверх чужой таблицы.',
    },
    edits: [
      {
        file: 'migrations/001_create_tasks.up.sql',
        find: 'CREATE TABLE tasks (',
        replace: 'CREATE TABLE IF NOT EXISTS tasks (',
      },
    ],
    fails: ['dirty'],
  },
  {
    name: 'goes-on-dirty',
    mistake: {
      en: '`up` and `down` go on although the schema is dirty.',
      ru: '`up` и `down` продолжают, хотя схема помечена dirty.',
    },
    edits: [{ file: commands, find: 'if (!dirty) return version;', replace: 'if (version >= 0) return version;' }],
    fails: ['dirty'],
  },
  {
    name: 'force-runs',
    mistake: {
      en: '`force V` runs files instead of only setting the number.',
      ru: '`force V` выполняет файлы, а не только записывает число.',
    },
    edits: [
      {
        file: commands,
        find: '  await writeVersion(run.client, { version, dirty: false });\n',
        replace: '  await writeVersion(run.client, { version, dirty: false });\n  await up(run);\n',
      },
    ],
    fails: ['dirty'],
  },
  {
    name: 'version-first',
    mistake: {
      en: 'The clean version is committed before the file runs.',
      ru: 'Чистая версия записана раньше, чем выполнен файл.',
    },
    edits: [
      {
        file: commands,
        find: 'await writeVersion(run.client, { version: migration.version, dirty: true });',
        replace: 'await writeVersion(run.client, { version: target, dirty: false });',
      },
      {
        file: commands,
        find: 'await runFile(run.client, sql, () => writeVersion(run.client, { version: target, dirty: false }));',
        // An error is still noted: only a process that dies leaves the lie behind.
        replace: `await runFile(run.client, sql, async () => {}).catch(async (error) => {
    await writeVersion(run.client, { version: migration.version, dirty: true });
    throw error;
  });`,
      },
    ],
    fails: ['killed'],
  },
  {
    name: 'migrate-on-start',
    mistake: { en: 'The service runs `up` when it starts.', ru: 'Сервис при старте выполняет `up`.' },
    edits: [
      {
        file: 'src/main.ts',
        find: '// The database is not waited for',
        replace: `const { spawnSync } = await import('node:child_process');
spawnSync(process.execPath, [\`\${import.meta.dirname}/migrate.ts\`, 'up']);
// The database is not waited for`,
      },
    ],
    fails: ['not-in-service'],
  },
]);
