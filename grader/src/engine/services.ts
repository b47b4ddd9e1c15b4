import type { ServiceManifest } from '../contract/index.ts';
import type { CommandResult, Database, LabEntry, RunningCommand, StartOptions } from '../lab/index.ts';
import type { Container } from '../stack/container.ts';
import type { Stack } from '../stack/stack.ts';
import type { Journal } from './journal.ts';
import { waitUntilReady } from './readiness.ts';
import { Instance } from './service-instance.ts';

export interface ServicesOptions {
  entry: LabEntry;
  name: string;
  manifest: ServiceManifest;
  image: string;
  version: string;
  stack: Stack;
  /** The database's container. */
  databaseHost: Container;
  journal: Journal;
}

/** Runs containers of one service of the submission: the service itself, and its migrate command. */
export class Services {
  readonly #options: ServicesOptions;
  #started = 0;

  constructor(options: ServicesOptions) {
    this.#options = options;
  }

  /** Creates a container of the service without starting it: what takes time can be done ahead. */
  create(database: Database, env: Record<string, string | undefined> = {}): Promise<Container> {
    this.#started++;
    const { name, image, stack } = this.#options;
    const called = this.#started === 1 ? name : `${name}-${this.#started}`;
    return stack.create({ name: called, image, env: this.#environment(database, env) });
  }

  /**
   * Starts a container of the service and waits as asked.
   *
   * @throws Ungradable with the cause when it does not come up
   */
  async start(
    options: StartOptions & { database: Database },
    signal: AbortSignal,
    created?: Container,
  ): Promise<Instance> {
    const { stack, journal, manifest } = this.#options;
    const container = created ?? (await this.create(options.database, options.env));
    await container.start();
    const answering = () => this.#wait(container, 'listening', stack.options.limits.startMs, signal);
    const instance = new Instance({
      name: container.name,
      container,
      database: options.database,
      version: this.#options.version,
      port: manifest.port,
      faults: await stack.faults(container, [container.name], answering),
      journal,
      signal,
    });
    const waitFor = options.waitFor ?? 'ready';
    if (waitFor === 'nothing') return instance;
    try {
      await this.#wait(container, waitFor, options.deadlineMs ?? stack.options.limits.startMs, signal);
    } catch (error) {
      await this.retire(instance);
      throw error;
    }
    return instance;
  }

  #wait(container: Container, waitFor: 'ready' | 'listening', deadlineMs: number, signal: AbortSignal): Promise<void> {
    const { stack, manifest } = this.#options;
    return waitUntilReady({ stack, container, port: manifest.port, waitFor, deadlineMs, signal });
  }

  /** Ends a container at once; what is left of it is taken away without anybody waiting. */
  async retire(instance: Instance): Promise<void> {
    await instance.container.signal('SIGKILL').catch(() => undefined);
    this.#options.stack.discard(instance.container);
  }

  /** Starts the migrate command with `args` appended, in the service's image and environment. */
  async startMigrate(args: readonly string[], database: Database): Promise<RunningCommand> {
    const { stack, image, manifest, journal } = this.#options;
    const command = [...(manifest.migrate ?? []), ...args];
    // With the database's own address: giving each short command one takes as long as all the rest of its start.
    const { running } = await this.#options.databaseHost.state();
    const besides = running ? { besides: this.#options.databaseHost } : {};
    const env = this.#environment(database, {});
    const container = await stack.create({ name: 'migrate', image, env, command, ...besides });
    const shown = `docker run --rm -e DATABASE_URL=… IMAGE ${command.join(' ')}`;
    journal.line('grader', 'request', command.join(' '));
    const began = journal.now();
    await container.start();
    const finish = async (): Promise<CommandResult> => {
      const exitCode = await container.ended();
      await container.drained();
      const of = (stream?: 'out') =>
        container.lines
          .filter((line) => stream === undefined || line.stream === stream)
          .map(({ text }) => text)
          .join('\n');
      return { exitCode, output: of(), stdout: of('out'), durationMs: journal.now() - began, command: shown };
    };
    const result = finish();
    result.catch(() => undefined);
    return {
      result,
      kill: () => container.signal('SIGKILL'),
      [Symbol.asyncDispose]: async () => stack.discard(container),
    };
  }

  /** Runs it to its end; after `deadlineMs` it is ended and the exit code is 137. */
  async migrate(
    args: readonly string[],
    database: Database,
    signal: AbortSignal,
    deadlineMs = this.#options.stack.options.limits.migrateMs,
  ): Promise<CommandResult> {
    await using running = await this.startMigrate(args, database);
    const ended = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.ceil(deadlineMs)))]);
    const onAbort = () => void running.kill().catch(() => undefined);
    ended.addEventListener('abort', onAbort, { once: true });
    try {
      const result = await running.result;
      signal.throwIfAborted();
      return result;
    } finally {
      ended.removeEventListener('abort', onAbort);
    }
  }

  #environment(database: Database, extra: Record<string, string | undefined>): Record<string, string> {
    const all = {
      PORT: String(this.#options.manifest.port),
      DATABASE_URL: database.url,
      LOG_LEVEL: 'info',
      ...this.#options.entry.lab.environment,
      ...extra,
    };
    return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
  }
}
