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
  section: 'round-trip',
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
    const database = await check.postgres.createDatabase({ migrated: true });
    const dump = () => database.dumpSchema({ exclude: toolTables });
    const head = await dump();
    // Both ways at the same time: the learner's tool goes down here, the grader's plain SQL goes up there.
    const filesRun = schemasByFiles(check);
    // When the way down fails, the other still comes to its end before the check does.
    const found = await goDown(check, database, versions, dump).finally(() => filesRun.catch(() => undefined));
    const byFiles = await filesRun;
    // Where the tool does more than its files say, its own schemas are no measure; the empty database still is.
    const comparable = byFiles.length === versions.length && byFiles.at(-1) === head;
    for (const { at, schema, command } of found) {
      if (!comparable && at > 0) continue;
      const step = { from: versions[at + 1] as number, to: versions[at] as number };
      judgeSchema(check, step, schema, byFiles[at] as string, command);
    }
    const { command } = await succeed(check, ['up'], database);
    const again = await dump();
    if (again === head) return;
    const [line = ''] = [...onlyIn(head, again), ...onlyIn(again, head)];
    throw check.fail('not-the-same', {
      expected: { en: 'the schema of the first `up`', ru: 'та же схема, что после первого `up`' },
      received: { en: `another one, for example at: ${line.trim()}`, ru: `другая, например здесь: ${line.trim()}` },
      command,
    });
  },
});

/** One `down` after the other to the very bottom, and the schema after each. */
async function goDown(
  check: CheckContext<'run-failed' | 'wrong-version'>,
  database: Database,
  versions: readonly number[],
  dump: () => Promise<string>,
) {
  const found: { at: number; schema: string; command: string }[] = [];
  for (let at = versions.length - 2; at >= 0; at--) {
    const { command } = await succeed(check, ['down'], database);
    await judgeVersion(check, database, versions[at] as number, command);
    found.push({ at, schema: await dump(), command });
  }
  return found;
}

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
