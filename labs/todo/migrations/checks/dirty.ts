import { type CheckContext, type CommandResult, type Database, defineCheck } from 'orkestr/lab';
import { exitOf, inWords, lastLines, runFailures, schemaVersion, succeed } from '../migrate-run.ts';
import { filesFailures, versionsOf } from '../migration-files.ts';

/** A table of somebody else's is in the way of the first file. */
export default defineCheck({
  slug: 'dirty',
  title: { en: 'Stuck, said, forced, mended', ru: 'Застряло, сказано, исправлено, снято' },
  property: {
    en: 'A file that fails leaves its version dirty; `up` and `down` then refuse until `force V`, which sets the number and runs nothing.',
    ru: 'Упавший файл оставляет свою версию с пометкой dirty; `up` и `down` отказываются работать до `force V`, а тот только записывает число и ничего не выполняет.',
  },
  deadlineMs: 90_000,
  section: 'dirty',
  failures: {
    ...filesFailures,
    ...runFailures,
    'passed-over': {
      message: { en: 'A failed file was passed over in silence.', ru: 'Ошибка в файле прошла незамеченной.' },
      hint: {
        en: 'A table of that name was there already, with other columns. Does your file find out, or take it for its own?',
        ru: 'Таблица с таким именем уже была, с другими столбцами. Ваш файл это замечает или принимает её за свою?',
      },
    },
    'not-dirty': {
      message: {
        en: 'A file failed, and the version does not say so.',
        ru: 'Файл упал, а версия об этом не говорит.',
      },
      hint: {
        en: 'Whoever comes next must see that nobody knows how far it got: the number of that file, dirty.',
        ru: 'Тот, кто придёт следующим, должен видеть: никто не знает, докуда дошло. Номер этого файла, dirty.',
      },
    },
    'not-refused': {
      message: {
        en: 'On a dirty schema a migrate command went on as if nothing had happened.',
        ru: 'На схеме с пометкой dirty команда миграции продолжила, будто ничего не было.',
      },
      hint: {
        en: 'A schema nobody knows is no ground to build on. Refuse, say "dirty", and leave the decision to a person.',
        ru: 'На схеме, которую никто не знает, строить нельзя. Откажитесь, скажите «dirty» и оставьте решение человеку.',
      },
    },
    'force-failed': {
      message: { en: '`force V` did not set the version clean.', ru: '`force V` не сделал версию чистой.' },
      hint: {
        en: '`force` is the way out of dirty: a person has looked, and says which version it is.',
        ru: '`force` — выход из dirty: человек посмотрел и говорит, какая это версия.',
      },
    },
    'force-runs': {
      message: {
        en: '`force V` ran files instead of setting the number.',
        ru: '`force V` выполнил файлы вместо того, чтобы записать число.',
      },
      hint: {
        en: 'A person has already brought the schema in order by hand. What should `force` still touch?',
        ru: 'Схему человек уже привёл в порядок руками. Что ещё должен трогать `force`?',
      },
    },
  },
  async run(check) {
    const versions = versionsOf(check);
    const first = versions[0] as number;
    const database = await check.postgres.createDatabase();
    await plantForeignTable(database);
    check.note({
      en: 'a table `tasks` of somebody else is there before the first `up`',
      ru: 'чужая таблица `tasks` уже есть до первого `up`',
    });
    await failingUp(check, database, first);
    await refuses(check, database, ['up'], first);
    await refuses(check, database, ['down'], first);
    await database.query('DROP TABLE tasks');
    await force(check, database, false);
    const up = await succeed(check, ['up'], database);
    const now = await schemaVersion(database);
    const head = { version: versions.at(-1) as number, dirty: false };
    if (now.version !== head.version || now.dirty) {
      throw check.fail('force-failed', {
        expected: {
          en: `\`up\` after \`force 0\`: ${inWords(head)}`,
          ru: `\`up\` после \`force 0\`: ${inWords(head)}`,
        },
        received: inWords(now),
        command: up.command,
      });
    }
    await force(check, database, true);
  },
});

/** Has every column that an index of the first file could ask for, and yet is not the table of the contract. */
async function plantForeignTable(database: Database): Promise<void> {
  await database.query(
    `CREATE TABLE tasks (id bigint, note text, done boolean, priority smallint,
     created_at timestamptz, updated_at timestamptz, completed_at timestamptz)`,
  );
  await database.query(`ALTER TABLE tasks OWNER TO "${database.user}"`);
}

async function failingUp(check: CheckContext<'passed-over' | 'not-dirty'>, database: Database, first: number) {
  const up = await check.migrate(['up'], { database });
  const now = await schemaVersion(database);
  const wanted = { version: first, dirty: true };
  const evidence = { command: up.command, log: lastLines(up) };
  // Some versions further on it may have failed after all: the first file was passed over all the same.
  if (up.exitCode === 0 || now.version > first) {
    throw check.fail('passed-over', {
      ...evidence,
      expected: { en: `an error, ${inWords(wanted)}`, ru: `ошибка, ${inWords(wanted)}` },
      received: {
        en: `exit code ${up.exitCode}, ${inWords(now)}`,
        ru: `код завершения ${up.exitCode}, ${inWords(now)}`,
      },
    });
  }
  if (now.version === first && now.dirty) return;
  throw check.fail('not-dirty', { ...evidence, expected: inWords(wanted), received: inWords(now) });
}

async function refuses(check: CheckContext<'not-refused'>, database: Database, args: string[], first: number) {
  const result = await check.migrate(args, { database });
  const now = await schemaVersion(database);
  if (result.exitCode !== 0 && /dirty/i.test(result.output) && now.version === first && now.dirty) return;
  throw check.fail('not-refused', {
    expected: {
      en: `\`${args[0]}\` ends with exit code 1, says "dirty" and leaves ${inWords({ version: first, dirty: true })}`,
      ru: `\`${args[0]}\` заканчивается с кодом 1, говорит «dirty» и оставляет ${inWords({ version: first, dirty: true })}`,
    },
    received: refusal(result, now),
    command: result.command,
    log: lastLines(result),
  });
}

function refusal(result: CommandResult, now: { version: number; dirty: boolean }) {
  const said = /dirty/i.test(result.output);
  return {
    en: `${exitOf(result).en}, ${said ? '"dirty" is said' : 'the word "dirty" is missing'}, ${inWords(now)}`,
    ru: `${exitOf(result).ru}, слово «dirty» ${said ? 'есть' : 'не сказано'}, ${inWords(now)}`,
  };
}

/** `force 0`: the number changes, and nothing else, whether there is a table or not. */
async function force(check: CheckContext<'force-failed' | 'force-runs'>, database: Database, hasTable: boolean) {
  const result = await check.migrate(['force', '0'], { database });
  const now = await schemaVersion(database);
  const [table] = await database.query<{ there: boolean }>(`SELECT to_regclass('tasks') IS NOT NULL AS there`);
  const evidence = { command: result.command, log: lastLines(result) };
  if (table?.there !== hasTable) {
    throw check.fail('force-runs', {
      ...evidence,
      expected: hasTable
        ? { en: 'the table `tasks` is still there', ru: 'таблица `tasks` осталась' }
        : { en: 'still no table `tasks`', ru: 'таблицы `tasks` по-прежнему нет' },
      received: hasTable ? { en: 'it is gone', ru: 'её больше нет' } : { en: 'it was made', ru: 'она появилась' },
    });
  }
  if (result.exitCode === 0 && now.version === 0 && !now.dirty) return;
  throw check.fail('force-failed', {
    ...evidence,
    expected: {
      en: `exit code 0, ${inWords({ version: 0, dirty: false })}`,
      ru: `код завершения 0, ${inWords({ version: 0, dirty: false })}`,
    },
    received: { en: `${exitOf(result).en}, ${inWords(now)}`, ru: `${exitOf(result).ru}, ${inWords(now)}` },
  });
}
