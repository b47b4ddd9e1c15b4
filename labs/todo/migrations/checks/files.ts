import { defineCheck } from 'orkestr/lab';
import { filesFailures, type Migration, migrationFolder, versionsOf } from '../migration-files.ts';

/** The files alone, before anything is run. */
export default defineCheck({
  slug: 'files',
  title: { en: 'Every step has its way back', ru: 'У каждого шага есть обратный' },
  property: {
    en: 'In `migrations` every `NNN_name.up.sql` has its `NNN_name.down.sql`, no number is used twice, and the first is `001_create_tasks`.',
    ru: 'В `migrations` у каждого `NNN_имя.up.sql` есть `NNN_имя.down.sql`, номера не повторяются, первая миграция — `001_create_tasks`.',
  },
  deadlineMs: 10_000,
  section: 'files',
  failures: {
    ...filesFailures,
    'no-down': {
      message: { en: 'A migration has no way back.', ru: 'У миграции нет обратного пути.' },
      hint: {
        en: 'Write the down while you still know what the up does. If there is nothing to undo, a comment in the file says so.',
        ru: 'Пишите down, пока помните, что делает up. Если отменять нечего, об этом говорит комментарий в файле.',
      },
    },
    'no-up': {
      message: { en: 'A down stands there without its up.', ru: 'Есть down без своего up.' },
      hint: {
        en: 'The two files of a migration have the same number and the same name.',
        ru: 'У двух файлов одной миграции одинаковы и номер, и имя.',
      },
    },
    'number-twice': {
      message: { en: 'Two migrations have one number.', ru: 'У двух миграций один номер.' },
      hint: {
        en: 'It happens when two branches are merged. Whoever comes second takes the next number.',
        ru: 'Так бывает при слиянии двух веток. Кто пришёл вторым, берёт следующий номер.',
      },
    },
    first: {
      message: { en: 'The first migration is not `001_create_tasks`.', ru: 'Первая миграция — не `001_create_tasks`.' },
      hint: {
        en: 'The contract names the file; whoever works on the database later looks for it by that name.',
        ru: 'Имя файла задано контрактом: по нему его будут искать все, кто придёт к этой базе позже.',
      },
    },
  },
  async run(check) {
    versionsOf(check);
    const { folder, migrations } = migrationFolder(check.repository);
    const command = `ls ${folder}`;
    const label = ({ up, down }: Migration) => (up ?? down ?? '').split('/').at(-1) ?? '';
    const without = migrations.find((one) => one.up && !one.down);
    if (without) {
      const expected = label(without).replace('.up.', '.down.');
      throw check.fail('no-down', {
        expected: { en: `${expected} beside ${label(without)}`, ru: `${expected} рядом с ${label(without)}` },
        received: { en: 'no such file', ru: 'такого файла нет' },
        command,
      });
    }
    const orphan = migrations.find((one) => !one.up);
    if (orphan) {
      const expected = label(orphan).replace('.down.', '.up.');
      throw check.fail('no-up', {
        expected: { en: `${expected} beside ${label(orphan)}`, ru: `${expected} рядом с ${label(orphan)}` },
        received: { en: 'no such file', ru: 'такого файла нет' },
        command,
      });
    }
    const twice = migrations.find((one, index) => migrations[index - 1]?.version === one.version);
    if (twice) {
      const same = migrations.filter((one) => one.version === twice.version);
      throw check.fail('number-twice', {
        expected: { en: `one migration ${twice.version}`, ru: `одна миграция ${twice.version}` },
        received: same.map(label).join(', '),
        command,
      });
    }
    const first = migrations[0] as Migration;
    if (label(first) !== '001_create_tasks.up.sql') {
      throw check.fail('first', { expected: '001_create_tasks.up.sql', received: label(first), command });
    }
  },
});
