import { readdir, readFile } from 'node:fs/promises';

/** One migration: what to do and how to undo it. */
export interface Migration {
  version: number;
  name: string;
  up: string;
  down: string;
}

// The names golang-migrate uses, so that its command works on the same folder.
const FILE_NAME = /^(\d+)_(\w+)\.(up|down)\.sql$/;

/** The migrations of a folder in ascending order. @throws Error when a number is there twice or a file is missing */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const migrations = new Map<number, Migration>();
  for (const file of await readdir(folder)) {
    const [, digits, name, direction] = FILE_NAME.exec(file) ?? [];
    if (digits === undefined || name === undefined) continue;
    const version = Number(digits);
    const migration = migrations.get(version) ?? { version, name, up: '', down: '' };
    if (migration.name !== name)
      throw new Error(`two migrations have the number ${digits}: ${migration.name}, ${name}`);
    migration[direction as 'up' | 'down'] = await readFile(new URL(file, folder), 'utf8');
    migrations.set(version, migration);
  }
  for (const { version, name, up, down } of migrations.values()) {
    if (!up || !down) throw new Error(`migration ${version} (${name}) lacks its ${up ? 'down' : 'up'} file`);
  }
  return [...migrations.values()].sort((a, b) => a.version - b.version);
}
