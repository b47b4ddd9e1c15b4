import { imageOf } from '../build/image.ts';
import { readManifest } from '../build/manifest.ts';
import { refuse } from '../build/refusal.ts';
import { type SourceTree, walk } from '../build/walk.ts';
import type { Manifest } from '../contract/index.ts';
import { type LabEntry, nearest, poll } from '../lab/index.ts';
import { learnerDatabase } from '../probes/postgres.ts';
import type { PostgresDatabase } from '../probes/postgres-database.ts';
import { attemptLabel } from '../stack/labels.ts';
import type { Limits } from '../stack/limits.ts';
import { lastLines } from '../stack/log-reader.ts';
import type { Stack } from '../stack/stack.ts';
import type { Journal } from './journal.ts';
import { startPostgres } from './postgres-stack.ts';
import { repositoryOf } from './repository.ts';
import type { CheckGround } from './run-check.ts';
import type { Instance } from './service-instance.ts';
import { Services } from './services.ts';
import { type GradeSource, openSource } from './source.ts';

/** A submission that was read and found in order. */
export interface Prepared {
  tree: SourceTree;
  manifest: Manifest;
}

/** Phase `prepare`: the source's files under limits, and its orkestr.yaml. @throws Ungradable */
export async function prepare(options: {
  entry: LabEntry;
  source: GradeSource;
  limits: Limits;
  release: AsyncDisposableStack;
  signal: AbortSignal;
}): Promise<Prepared> {
  const { entry, source, limits, release, signal } = options;
  const { folder } = release.use(await openSource(source, entry));
  const tree = await walk(folder, limits, signal);
  const manifest = readManifest(tree.files.find(({ path }) => path === 'orkestr.yaml')?.content.toString('utf8'));
  requireServices(manifest, entry);
  return { tree, manifest };
}

function requireServices(manifest: Manifest, { lab, track }: LabEntry): void {
  const given = Object.keys(manifest.services);
  const missing = lab.services.find((name) => !given.includes(name));
  const problem = (received: { en: string; ru: string }, expected: { en: string; ru: string }) =>
    refuse(
      'manifest',
      { en: 'orkestr.yaml does not fit this lab.', ru: 'orkestr.yaml не подходит к этой лабораторной.' },
      { en: "Names come from the track's page.", ru: 'Имена указаны на странице трека.' },
      { expected, received },
    );
  if (manifest.track !== track.slug) {
    throw problem(
      { en: `track: ${manifest.track}`, ru: `track: ${manifest.track}` },
      { en: `track: ${track.slug}`, ru: `track: ${track.slug}` },
    );
  }
  if (!missing) return;
  const close = given.find((name) => nearest(name, [missing]));
  throw problem(
    close
      ? { en: `a service called ${close}`, ru: `сервис с именем ${close}` }
      : { en: `services: ${given.join(', ') || 'none'}`, ru: `сервисы: ${given.join(', ') || 'нет'}` },
    { en: `a service called ${missing}`, ru: `сервис с именем ${missing}` },
  );
}

/** Phases `build`, `stack`, `migrate`, `start`: from checked files to a service that is ready for checks. */
export async function bringUp(options: {
  entry: LabEntry;
  prepared: Prepared;
  stack: Stack;
  journal: Journal;
  seed: number;
  release: AsyncDisposableStack;
  signal: AbortSignal;
}): Promise<CheckGround> {
  const { entry, prepared, stack, journal, seed, release, signal } = options;
  const { limits } = stack.options;
  // The database comes up while the image is built: neither needs the other.
  const postgresStarting = startPostgres(stack, seed, signal);
  postgresStarting.catch(() => undefined);
  const name = entry.lab.services[0]!;
  const manifest = prepared.manifest.services[name]!;
  const built = await journal.phase('build', async () => {
    const onLine = (text: string) => journal.line('build', 'log', text);
    const image = await imageOf({
      service: name,
      manifest,
      source: prepared.tree,
      limits,
      labels: { [attemptLabel]: stack.options.attemptId },
      onLine,
      signal,
    });
    if (image.cached)
      journal.line('build', 'note', { en: 'unchanged: built before', ru: 'без изменений: собрано раньше' });
    return image;
  });
  const postgres = await journal.phase('stack', async () => {
    return release.use(await postgresStarting);
  });
  const databaseHost = postgres.container;
  const services = new Services({ entry, name, manifest, ...built, stack, databaseHost, journal });
  const { database, created } = await journal.phase('migrate', async () => {
    const own = await postgres.createNamed(learnerDatabase.name);
    // Created ahead, started only when the tables are there.
    const creating = services.create(own);
    creating.catch(() => undefined);
    await migrateUp(services, own, manifest.migrate, signal);
    return { database: own, created: await creating };
  });
  const main = await journal.phase('start', async () => {
    // Side by side: the copy is there long before the new process has come as far as its first connection.
    const copying = postgres.keepTemplate(database, (other) => services.migrate(['up'], other, signal));
    const [instance] = await Promise.all([services.start({ database }, signal, created), copying]);
    return instance;
  });
  return {
    entry,
    seed,
    journal,
    services,
    postgres,
    repository: repositoryOf(prepared.tree),
    service: keepServing(main, services, database, signal, limits),
    signal,
  };
}

/** The main instance for the next check: the running one if it still serves, else a new container. */
function keepServing(
  first: Instance,
  services: Services,
  database: PostgresDatabase,
  signal: AbortSignal,
  limits: Limits,
): () => Promise<Instance> {
  let current = first;
  return async () => {
    const { running, paused } = await current.container.state();
    if (running && !paused) {
      const answer = await current.ready();
      if (answer.status === 200 || (answer.status !== 503 && answer.status !== 0)) return current;
      const met = await settles(current, limits.startMs, signal);
      if (met) return current;
    }
    await services.retire(current);
    current = await services.start({ database }, signal);
    return current;
  };
}

async function settles(instance: Instance, deadlineMs: number, signal: AbortSignal): Promise<boolean> {
  const { met } = await poll(() => instance.under(signal).ready(), {
    until: ({ status }) => status === 200,
    deadlineMs: deadlineMs / 2,
    everyMs: 50,
    signal,
  });
  return met;
}

async function migrateUp(
  services: Services,
  database: PostgresDatabase,
  command: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!command) {
    throw refuse(
      'no-migrate',
      { en: 'orkestr.yaml names no migrate command.', ru: 'В orkestr.yaml не указана команда миграций.' },
      {
        en: 'Add `migrate:` to the service: the grader appends up, down, version or force.',
        ru: 'Добавьте `migrate:` в описание сервиса: грейдер допишет up, down, version или force.',
      },
      {
        expected: { en: 'migrate: [program, arguments…]', ru: 'migrate: [программа, аргументы…]' },
        received: { en: 'none', ru: 'нет' },
      },
    );
  }
  const result = await services.migrate(['up'], database, signal);
  if (result.exitCode === 0) return;
  throw refuse(
    'migrate-failed',
    { en: 'The migrations failed on an empty database.', ru: 'Миграции не прошли на пустой базе.' },
    {
      en: 'The last lines say which file and statement. Run the same command against an empty database.',
      ru: 'В последних строках видно, какой файл и какой запрос. Запустите ту же команду на пустой базе.',
    },
    {
      expected: { en: 'exit code 0', ru: 'код выхода 0' },
      received: { en: `exit code ${result.exitCode}`, ru: `код выхода ${result.exitCode}` },
      command: result.command,
      log: lastLines(
        result.output.split('\n').map((text) => ({ at: 0, stream: 'out' as const, text })),
        15,
      ),
    },
  );
}
