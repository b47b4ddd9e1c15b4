import pg from 'pg';
import { readDatabaseUrl } from './config.ts';
import { describeError } from './log.ts';
import { down, force, up } from './migrate/commands.ts';
import { withMigrationLock } from './migrate/lock.ts';
import { readMigrations } from './migrate/migration-files.ts';
import { type Command, parseCommand, USAGE } from './migrate/parse-command.ts';
import { readVersion } from './migrate/schema-version.ts';

const say = (line: string) => console.log(line);

// Process 1 of a container has no default action for signals. Stopped half-way, the schema stays dirty, as it should.
process.on('SIGTERM', () => process.exit(143));
process.on('SIGINT', () => process.exit(130));

const command = parseCommand(process.argv.slice(2));
if (!command) {
  console.error(USAGE);
  process.exit(2);
}
try {
  await run(command);
} catch (error) {
  console.error(describeError(error).error);
  process.exitCode = 1;
}

async function run(command: Command): Promise<void> {
  const migrations = await readMigrations(new URL('../migrations/', import.meta.url));
  // One connection for everything: the lock belongs to it.
  const client = new pg.Client({ connectionString: readDatabaseUrl(process.env), application_name: 'todo-migrate' });
  client.on('error', () => {}); // a lost connection also fails the statement that uses it, which is enough
  await client.connect();
  try {
    if (command.name !== 'version') {
      await withMigrationLock(client, say, () => change(command, { client, migrations, say }));
    }
    const { version, dirty } = await readVersion(client);
    say(`Current version: ${version} (dirty: ${dirty})`);
  } finally {
    await client.end();
  }
}

async function change(command: Exclude<Command, { name: 'version' }>, run: Parameters<typeof up>[0]): Promise<void> {
  if (command.name === 'up') return up(run);
  if (command.name === 'down') return down(run, command.count);
  return force(run, command.version);
}
