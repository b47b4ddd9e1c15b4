import { randomBytes } from 'node:crypto';
import { type Faults, Random } from '../lab/index.ts';
import { learnerDatabase, PostgresServer } from '../probes/postgres.ts';
import type { Stack } from '../stack/stack.ts';

/** What is worth a reader's time in the server's log; each connection and checkpoint is not. */
const troubles = / (WARNING|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT): (?!.*database system is starting up)/;

const image = 'orkestr/postgres:17';

/**
 * What labs fault is the server's process and its network, never the machine's power: nothing has to be on the disk when a
 * commit returns.
 */
const withoutDiskWaits = ['fsync', 'full_page_writes'].flatMap((setting) => ['-c', `${setting}=off`]);

/** Starts a fresh PostgreSQL in the stack and waits until it answers. Its superuser's password is nowhere but here. */
export async function startPostgres(stack: Stack, seed: number, signal: AbortSignal): Promise<PostgresServer> {
  const superPassword = randomBytes(18).toString('hex');
  const aliasHost = `pg-${new Random(seed, 'alias').word(10)}`;
  const container = await stack.create({
    name: learnerDatabase.host,
    image,
    aliases: [aliasHost],
    heard: (text) => troubles.test(text),
    env: { POSTGRES_PASSWORD: superPassword },
    args: withoutDiskWaits,
  });
  await container.start();
  const answering = () => server.answering();
  const faults: Faults = await stack.faults(container, [learnerDatabase.host, aliasHost], answering);
  const server = new PostgresServer({ container, faults, superPassword, aliasHost, signal });
  await server.answering();
  return server;
}
