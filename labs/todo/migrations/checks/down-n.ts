import { type CheckContext, type Database, defineCheck } from 'orkestr/lab';
import { inWords, runFailures, schemaVersion, succeed } from '../migrate-run.ts';
import { filesFailures, versionsOf } from '../migration-files.ts';

/** `down`, `down 2`, `down 99`, and `down` where there is nothing left. */
export default defineCheck({
  slug: 'down-n',
  title: { en: 'As many steps down as asked', ru: 'Столько шагов вниз, сколько сказано' },
  property: {
    en: '`down` goes one step, `down 2` two, `down 99` stops at 0 and `down` at 0 does nothing; all end with exit code 0.',
    ru: '`down` делает один шаг, `down 2` — два, `down 99` останавливается на 0, а `down` на нуле не делает ничего; все кончаются кодом 0.',
  },
  deadlineMs: 60_000,
  section: 'down',
  failures: {
    ...filesFailures,
    ...runFailures,
    'ignored-n': {
      message: { en: '`down N` ignored N.', ru: '`down N` не учёл N.' },
      hint: {
        en: 'Follow the argument from the command line to the place where steps are counted. It is a string there at first.',
        ru: 'Проследите аргумент от командной строки до места, где считаются шаги. Сначала это строка.',
      },
    },
    'too-far': {
      message: {
        en: '`down` without a number went further than one step.',
        ru: '`down` без числа ушёл дальше, чем на один шаг.',
      },
      hint: {
        en: 'On a production database the careful choice is the smallest one.',
        ru: 'На рабочей базе осторожный выбор — самый маленький.',
      },
    },
    'wrong-version': {
      message: {
        en: 'After `down` the version is not what the contract says.',
        ru: 'После `down` версия не та, что по контракту.',
      },
      hint: {
        en: 'Each step sets the version of the file before it; below the first file there is 0, and there it stops without an error.',
        ru: 'Каждый шаг записывает версию предыдущего файла; ниже первого — 0, и там всё останавливается без ошибки.',
      },
    },
  },
  async run(check) {
    const versions = [0, ...versionsOf(check)];
    const database = await check.postgres.createDatabase({ migrated: true });
    let at = versions.length - 1;
    for (const [steps, args] of [
      [1, ['down']],
      [2, ['down', '2']],
      [99, ['down', '99']],
      [1, ['down']],
    ] as const) {
      const from = versions[at] as number;
      at = Math.max(0, at - steps);
      await step(check, database, args, from, versions, at);
    }
  },
});

async function step(
  check: CheckContext<'run-failed' | 'ignored-n' | 'too-far' | 'wrong-version'>,
  database: Database,
  args: readonly string[],
  from: number,
  versions: readonly number[],
  wanted: number,
): Promise<void> {
  const { command } = await succeed(check, args, database);
  const now = await schemaVersion(database);
  const expected = versions[wanted] as number;
  if (now.version === expected && !now.dirty) return;
  const one = versions[versions.indexOf(from) - 1];
  const evidence = {
    expected: `${args.join(' ')}: ${from} → ${inWords({ version: expected, dirty: false })}`,
    received: inWords(now),
    command,
  };
  if (args.length > 1 && now.version === one) throw check.fail('ignored-n', evidence);
  if (args.length === 1 && now.version < expected) throw check.fail('too-far', evidence);
  throw check.fail('wrong-version', evidence);
}
