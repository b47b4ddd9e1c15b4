import { posix } from 'node:path';
import type { CheckContext, FailureText, Repository } from 'orkestr/lab';
import { parse } from 'yaml';

/** One numbered migration, as far as its files are there. Paths are relative to the repository's root. */
export interface Migration {
  version: number;
  /** `create_tasks` */
  name: string;
  up?: string;
  down?: string;
}

/** What stands in the folder `migrations`. */
export interface MigrationFolder {
  /** Relative to the root of the repository. */
  folder: string;
  /** By version. Two files of one number and direction make two entries. */
  migrations: readonly Migration[];
}

/** Checks that need the newest version say so when there are no files. */
export const filesFailures = {
  'no-files': {
    message: {
      en: 'There are no migrations to run: the folder `migrations` has none.',
      ru: 'Нет миграций, которые можно запустить: в папке `migrations` пусто.',
    },
    hint: {
      en: 'Files are called `001_create_tasks.up.sql` and `001_create_tasks.down.sql`; the folder stands beside the Dockerfile.',
      ru: 'Файлы называются `001_create_tasks.up.sql` и `001_create_tasks.down.sql`; папка лежит рядом с Dockerfile.',
    },
  },
} satisfies Record<string, FailureText>;

const fileName = /^(\d+)_([^.]+)\.(up|down)\.sql$/;

/** The migrations of the first service of `orkestr.yaml`: beside its Dockerfile, or else at the root. */
export function migrationFolder(repository: Repository): MigrationFolder {
  const folders = [posix.join(buildFolder(repository), 'migrations'), 'migrations'];
  const folder = folders.find((one) => repository.list().some((path) => posix.dirname(path) === one)) ?? folders[0]!;
  const byKey = new Map<string, Migration>();
  for (const path of repository.list()) {
    const [, digits = '', name = '', direction] = fileName.exec(posix.basename(path)) ?? [];
    if (posix.dirname(path) !== folder || !direction) continue;
    const key = `${digits}_${name}`;
    const migration = byKey.get(key) ?? { version: Number(digits), name };
    byKey.set(key, { ...migration, [direction]: path });
  }
  const migrations = [...byKey.values()].sort((a, b) => a.version - b.version || (a.name < b.name ? -1 : 1));
  return { folder, migrations };
}

/** Versions the learner's `up` passes through, from the first to the newest. @throws CheckFailure when there are none */
export function versionsOf(check: CheckContext<keyof typeof filesFailures>): readonly number[] {
  const { folder, migrations } = migrationFolder(check.repository);
  const versions = migrations.filter((one) => one.up).map((one) => one.version);
  if (versions.length > 0) return versions;
  throw check.fail('no-files', {
    expected: `${folder}/001_create_tasks.up.sql`,
    received: { en: 'no such file', ru: 'такого файла нет' },
    command: `ls ${folder}`,
  });
}

function buildFolder(repository: Repository): string {
  // The manifest was read and checked before any check ran; here only the one path is looked up.
  const manifest = parse(repository.read('orkestr.yaml') ?? '') as
    | { services?: Record<string, { build?: string }> }
    | undefined;
  return posix.normalize(Object.values(manifest?.services ?? {})[0]?.build ?? '.');
}
