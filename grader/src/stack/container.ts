import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { type LogLine, PlatformError, type ProcessInfo, type ServiceState } from '../lab/index.ts';
import { runToEnd } from './exec.ts';
import type { Limits } from './limits.ts';
import { readLog } from './log-reader.ts';
import type { Endpoint } from './relay.ts';

const keptLines = 10_000;

/** What a container needs to know of the attempt it belongs to. */
export interface Surroundings {
  docker: Docker;
  limits: Limits;
  /** Milliseconds since the attempt began. */
  now: () => number;
  onLine: (speaker: string, line: LogLine) => void;
  /** How to reach a port of a container from here. */
  reach: (container: Container, port: number) => Promise<Endpoint>;
}

/** One container of a stack, from its creation to its removal. */
export class Container {
  readonly name: string;
  readonly handle: Docker.Container;
  readonly #around: Surroundings;
  readonly #lines: LogLine[] = [];
  #newest = '';
  #address: string | undefined;
  #reading: Promise<void> = Promise.resolve();
  readonly #watching = new AbortController();

  private constructor(name: string, handle: Docker.Container, around: Surroundings) {
    this.name = name;
    this.handle = handle;
    this.#around = around;
  }

  /** Creates it, not started. `name` is who speaks in the transcript. */
  static async create(name: string, options: Docker.ContainerCreateOptions, around: Surroundings): Promise<Container> {
    return new Container(name, await around.docker.createContainer(options), around);
  }

  get id(): string {
    return this.handle.id;
  }

  /** What it has written so far; the oldest go when there are more than 10 000. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Starts it and follows its output. */
  async start(): Promise<void> {
    await this.handle.start();
    this.#address = undefined;
    this.#reading = this.#follow();
  }

  async #follow(): Promise<void> {
    const since = this.#newest ? Date.parse(this.#newest) / 1000 : 0;
    const skipTo = this.#newest;
    const options = { follow: true as const, stdout: true, stderr: true, timestamps: true, since };
    const stream = (await this.handle.logs(options).catch(() => undefined)) as Readable | undefined;
    if (!stream) return;
    this.#watching.signal.addEventListener('abort', () => stream.destroy(), { once: true });
    await readLog(stream, this.#around.limits, ({ stream: from, text, timestamp }) => {
      if (timestamp !== '' && timestamp <= skipTo) return;
      if (timestamp !== '') this.#newest = timestamp;
      const line: LogLine = { at: this.#around.now(), stream: from, text };
      this.#lines.push(line);
      if (this.#lines.length > keptLines) this.#lines.shift();
      this.#around.onLine(this.name, line);
    });
  }

  /** Resolves with the exit code when its process has ended; -1 when the container was taken away meanwhile. */
  async ended(): Promise<number> {
    const waiting = this.handle.wait({ abortSignal: this.#watching.signal }) as Promise<{ StatusCode: number }>;
    return (await waiting.catch(() => ({ StatusCode: -1 }))).StatusCode;
  }

  /** Resolves when everything written before its end has been read. Only of use after it ended. */
  async drained(): Promise<void> {
    await this.#reading;
  }

  /** Its address on the attempt's network; looked up again after each start. @throws PlatformError when it has none */
  async address(): Promise<string> {
    if (this.#address) return this.#address;
    const { NetworkSettings } = await this.handle.inspect();
    const address = Object.values(NetworkSettings.Networks).find((network) => network.IPAddress)?.IPAddress;
    if (!address) throw new PlatformError('no-address', `container of ${this.name} has no address on its network`);
    this.#address = address;
    return address;
  }

  /** Where to connect for `port` of it. @throws PlatformError when there is no way */
  endpoint(port: number): Promise<Endpoint> {
    return this.#around.reach(this, port);
  }

  forgetAddress(): void {
    this.#address = undefined;
  }

  async state(): Promise<ServiceState & { paused: boolean }> {
    const { State } = await this.handle.inspect();
    return {
      running: State.Running,
      paused: State.Paused,
      exitCode: State.Running ? null : State.ExitCode,
      oomKilled: State.OOMKilled,
      startedAt: State.StartedAt,
    };
  }

  /** Its processes as the machine's kernel counts them. */
  async processes(): Promise<ProcessInfo[]> {
    const { Processes } = (await this.handle.top({ ps_args: '-eo pid,rss,args' })) as { Processes: string[][] };
    return Processes.map(([pid, rss, ...command]) => ({
      pid: Number(pid),
      residentBytes: Number(rss) * 1024,
      command: command.join(' '),
    }));
  }

  async signal(name: string): Promise<void> {
    await this.handle.kill({ signal: name });
  }

  /** Runs a command inside it. @throws PlatformError when the daemon does not run it */
  async run(command: readonly string[], env: Readonly<Record<string, string>> = {}, signal?: AbortSignal) {
    return runToEnd(this.handle, command, env, signal);
  }

  /** Stops following it: nothing of it keeps this process alive any more. */
  leave(): void {
    this.#watching.abort();
  }

  /** Takes it away whatever state it is in. Being gone already is as good. */
  async remove(): Promise<void> {
    this.leave();
    await this.handle.remove({ force: true, v: true }).catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
    });
  }
}
