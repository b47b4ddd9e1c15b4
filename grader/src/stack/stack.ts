import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import type { LogLine } from '../lab/index.ts';
import { Container, type Surroundings } from './container.ts';
import { connectDocker, reachesContainers } from './docker.ts';
import { type FaultKind, faultsOf } from './faults.ts';
import { hardened } from './hardening.ts';
import { attemptLabel, keptOwner, ownerLabel, thisOwner } from './labels.ts';
import type { Limits } from './limits.ts';
import { type AttemptNetwork, createNetwork, removeNetwork } from './network.ts';
import { type Endpoint, startRelay } from './relay.ts';

/** What a stack tells while it works. */
export interface StackListener {
  line: (speaker: string, line: LogLine) => void;
  fault: (target: string, kind: FaultKind, state: 'applied' | 'lifted') => void;
}

export interface StackOptions {
  attemptId: string;
  limits: Limits;
  keep: boolean;
  /** Milliseconds since the attempt began. */
  now: () => number;
  listener: StackListener;
}

export interface RunOptions {
  /** Who speaks in the transcript, and the first name on the network. */
  name: string;
  image: string;
  env: Readonly<Record<string, string>>;
  /** Replaces CMD of the image: its ENTRYPOINT gets them. */
  args?: readonly string[];
  /** Replaces both ENTRYPOINT and CMD of the image. */
  command?: readonly string[];
  aliases?: readonly string[];
  /** Shares the network of this container, address and all, instead of joining with one of its own. */
  besides?: Container;
  /** A port of its own that the daemon's machine passes on to it. */
  publish?: { containerPort: number; hostIp: string };
  /** Which of its lines belong into the transcript; default all. Its log itself is kept whole. */
  heard?: (text: string) => boolean;
}

/** Network and containers of one attempt. Disposing of it removes all of them, newest first. */
export class Stack implements AsyncDisposable {
  readonly docker: Docker;
  readonly options: StackOptions;
  readonly #around: Surroundings;
  readonly #containers: Container[] = [];
  #network: Promise<AttemptNetwork> | undefined;
  #closed = false;

  constructor(options: StackOptions, docker: Docker = connectDocker()) {
    this.options = options;
    this.docker = docker;
    const reach = (container: Container, port: number) => this.#reach(container, port);
    this.#around = { docker, limits: options.limits, now: options.now, onLine: options.listener.line, reach };
  }

  get labels(): Record<string, string> {
    return {
      [attemptLabel]: this.options.attemptId,
      [ownerLabel]: this.options.keep ? keptOwner : thisOwner(),
    };
  }

  network(): Promise<AttemptNetwork> {
    this.#network ??= createNetwork(this.docker, this.labels);
    return this.#network;
  }

  readonly #relays = new Map<string, Promise<Endpoint>>();

  /** By the container's own address where this machine shares the daemon's network, else through a relay. */
  async #reach(container: Container, port: number): Promise<Endpoint> {
    if (reachesContainers()) return { host: await container.address(), port };
    const key = `${container.id}:${port}`;
    const relay = this.#relays.get(key) ?? startRelay(this, container, port);
    this.#relays.set(key, relay);
    return relay;
  }

  /** Creates a container on the attempt's network; the caller starts it. */
  async create(run: RunOptions): Promise<Container> {
    const network = await this.network();
    this.#refuseWhenClosed();
    const aliases = [run.name, ...(run.aliases ?? [])];
    const host = hardened(this.options.limits);
    const container = await Container.create(
      run.name,
      {
        name: `orkestr-${run.name}-${this.options.attemptId.slice(0, 12)}-${randomBytes(3).toString('hex')}`,
        Image: run.image,
        Env: Object.entries(run.env).map(([name, value]) => `${name}=${value}`),
        Labels: this.labels,
        ...(run.args ? { Cmd: [...run.args] } : {}),
        ...(run.command ? { Entrypoint: [run.command[0]!], Cmd: run.command.slice(1) } : {}),
        ...(run.publish ? { ExposedPorts: { [`${run.publish.containerPort}/tcp`]: {} } } : {}),
        HostConfig: {
          ...host,
          ...published(run),
          NetworkMode: run.besides ? `container:${run.besides.id}` : network.name,
        },
        ...(run.besides ? {} : { NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: aliases } } } }),
        // The image's own check would wake up in the middle of ours and use its processor time.
        Healthcheck: { Test: ['NONE'] },
      },
      this.#hear(run.heard),
    );
    this.#containers.push(container);
    return container;
  }

  /** The faults of `container`; `answering` resolves when it serves again after one was lifted. */
  async faults(container: Container, aliases: readonly string[], answering: () => Promise<void>) {
    const network = (await this.network()).handle;
    const onFault = (kind: FaultKind, state: 'applied' | 'lifted') =>
      this.options.listener.fault(container.name, kind, state);
    return faultsOf(container, { network, aliases, now: this.options.now, onFault, answering });
  }

  /** Takes one container away without anybody waiting for it; if it fails, the end of the stack tries again. */
  discard(container: Container): void {
    this.remove(container).catch(() => this.#containers.push(container));
  }

  /** Takes one container away before the stack goes. */
  async remove(container: Container): Promise<void> {
    const index = this.#containers.indexOf(container);
    if (index !== -1) this.#containers.splice(index, 1);
    await container.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    if (this.options.keep) {
      for (const container of this.#containers) container.leave();
      return;
    }
    const network = await this.#network?.catch(() => undefined);
    const gone = await Promise.allSettled(this.#containers.toReversed().map((container) => container.remove()));
    if (network) await removeNetwork(this.docker, network.handle);
    const failed = gone.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #hear(heard: RunOptions['heard']): Surroundings {
    if (!heard) return this.#around;
    const { onLine } = this.#around;
    return { ...this.#around, onLine: (speaker, line) => heard(line.text) && onLine(speaker, line) };
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new DOMException('The stack of this attempt is being removed', 'AbortError');
  }
}

function published({ publish }: RunOptions): Docker.HostConfig {
  if (!publish) return {};
  return { PortBindings: { [`${publish.containerPort}/tcp`]: [{ HostIp: publish.hostIp, HostPort: '' }] } };
}
