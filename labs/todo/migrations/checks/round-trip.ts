import { type CheckContext, type Database, defineCheck } from 'orkestr/lab';
import { inWords, runFailures, schemaVersion, succeed } from '../migrate-run.ts';
import { filesFailures, versionsOf } from '../migration-files.ts';
import { onlyIn, schemasByFiles, toolTables } from '../reference-schema.ts';

/** Down one step at a time from the newest version, the schema compared at each. */
export default defineCheck({
  slug: 'round-trip',
  title: { en: 'There and back, step by step', ru: 'Туда и обратно, шаг за шагом' },
  property: {
    en: 'After each `down` the schema (`pg_dump --schema-only`) is the one that was there before that file: at 0 nothing is left, and `up` builds the same again.',
    ru: 'После каждого `down` схема (`pg_dump --schema-only`) такая же, как до этого файла: на нуле не остаётся ничего, а `up` снова строит то же самое.',
  },
  deadlineMs: 90_000,
  failures: {
    ...filesFailures,
    ...runFailures,
    'left-behind': {
      message: {
        en: '`down` does not undo `up`: something is left behind.',
        ru: '`down` не отменяет `up`: что-то осталось.',
      },
      hint: {
        en: 'Put the two files side by side: every statement of the up needs its opposite, in the opposite order.',
        ru: 'Положите два файла рядом: у каждого оператора из up должен быть обратный, в обратном порядке.',
      },
    },
    'gone-too': {
      message: {
        en: '`down` does not undo `up`: it takes away more than that file brought.',
        ru: '`down` не отменяет `up`: он убирает больше, чем этот файл принёс.',
      },
      hint: {
        en: 'Going back one step must lead to the schema of the step before, with everything that older files made.',
        ru: 'Шаг назад должен вести к схеме предыдущего шага, со всем, что сделали более старые файлы.',
      },
    },
    'wrong-version': {
      message: { en: 'One `down` did not go exactly one step.', ru: 'Один `down` прошёл не ровно один шаг.' },
      hint: {
        en: 'Without the right version the next run starts from the wrong file.',
        ru: 'С неверной версией следующий запуск начнёт не с того файла.',
      },
    },
    'not-the-same': {
      message: {
        en: 'After all the way down `up` does not build the same schema again.',
        ru: 'После полного спуска `up` строит уже не ту же схему.',
      },
      hint: {
        en: 'Something survived the way down and is in the way now, or is silently taken for new.',
        ru: 'Что-то пережило спуск и теперь мешает или молча принимается за новое.',
      },
    },
  },
  async run(check) {
    const versions = [0, ...versionsOf(check)];
    const database = await check.postgres.createDatabase();
    const dump = () => database.dumpSchema({ exclude: toolTables });
    const [schemas] = await Promise.all([schemasByFiles(check), succeed(check, ['up'], database)]);
    const head = await dump();
    // Where the tool does more than its files say, its own schemas are no measure; the two ends still are.
    const byFiles = schemas.length === versions.length && schemas.at(-1) === head;
    for (let at = versions.length - 2; at >= 0; at--) {
      const { command } = await succeed(check, ['down'], database);
      await judgeVersion(check, database, versions[at] as number, command);
      if (!byFiles && at > 0) continue;
      judgeSchema(
        check,
        { from: versions[at + 1] as number, to: versions[at] as number },
        await dump(),
        schemas[at] as string,
        command,
      );
    }
    const { command } = await succeed(check, ['up'], database);
    const again = await dump();
    if (again === head) return;
    const [line = ''] = [...onlyIn(head, again), ...onlyIn(again, head)];
    throw check.fail('not-the-same', {
      expected: { en: 'the schema of the first `up`', ru: 'схема после первого `up`' },
      received: { en: `another one, for example at: ${line.trim()}`, ru: `другая, например здесь: ${line.trim()}` },
      command,
    });
  },
});

async function judgeVersion(
  check: CheckContext<'wrong-version'>,
  database: Database,
  version: number,
  command: string,
) {
  const now = await schemaVersion(database);
  if (now.version === version && !now.dirty) return;
  throw check.fail('wrong-version', { expected: inWords({ version, dirty: false }), received: inWords(now), command });
}

function judgeSchema(
  check: CheckContext<'left-behind' | 'gone-too'>,
  step: { from: number; to: number },
  found: string,
  wanted: string,
  command: string,
): void {
  if (found === wanted) return;
  const where = {
    en: `the schema of version ${step.to} after \`down\` from ${step.from}`,
    ru: `схема версии ${step.to} после \`down\` с версии ${step.from}`,
  };
  const extra = onlyIn(found, wanted);
  if (extra.length > 0) {
    const line = extra[0]?.trim();
    throw check.fail('left-behind', {
      expected: where,
      received: { en: `also there: ${line}`, ru: `осталось: ${line}` },
      command,
      log: extra.slice(0, 8),
    });
  }
  const missing = onlyIn(wanted, found);
  throw check.fail('gone-too', {
    expected: where,
    received: { en: `missing: ${missing[0]?.trim() ?? ''}`, ru: `пропало: ${missing[0]?.trim() ?? ''}` },
    command,
    log: missing.slice(0, 8),
  });
}
