import {
  type Database,
  type Faults,
  type HttpAnswer,
  type HttpRequest,
  type LoadOptions,
  type LoadRun,
  type MetricsObservation,
  poll,
  type ServiceInstance,
} from '../lab/index.ts';
import { exchange } from '../probes/http.ts';
import { curlOf } from '../probes/http-command.ts';
import { startLoad } from '../probes/load.ts';
import { scrape } from '../probes/metrics.ts';
import type { Container } from '../stack/container.ts';
import type { Journal } from './journal.ts';

export interface InstanceOptions {
  name: string;
  container: Container;
  database: Database;
  version: string;
  port: number;
  faults: Faults;
  journal: Journal;
  signal: AbortSignal;
}

/** How many different quiet calls are told of in one check. */
const toldCalls = 20;

type Rest = Omit<HttpRequest, 'method' | 'path' | 'json'>;

/** A running container of the learner's service, as checks see it. */
export class Instance implements ServiceInstance {
  readonly name: string;
  readonly database: Database;
  readonly version: string;
  readonly faults: Faults;
  readonly container: Container;
  readonly #options: InstanceOptions;
  /** Last status of each quiet call. */
  readonly #quietly = new Map<string, number>();

  constructor(options: InstanceOptions) {
    this.#options = options;
    this.name = options.name;
    this.database = options.database;
    this.version = options.version;
    this.faults = options.faults;
    this.container = options.container;
  }

  /** The same container for another check, under that check's signal. */
  under(signal: AbortSignal): Instance {
    return new Instance({ ...this.#options, signal });
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const { journal, port, name } = this.#options;
    if (request.quiet) return this.#sayWhenNew(request, await this.#send(request));
    // Said before it is sent: while nothing comes back, the reader sees what is being waited for.
    journal.line('grader', 'request', curlOf(request, port));
    const answer = await this.#send(request);
    journal.line(name, 'answer', answer.describe());
    return answer;
  }

  /** The engine's own look at readiness: no part of a check, and not told. */
  ready(): Promise<HttpAnswer> {
    return this.#send({ method: 'GET', path: '/ready', timeoutMs: 2_500 });
  }

  #send(request: HttpRequest): Promise<HttpAnswer> {
    const { journal, container, port, signal } = this.#options;
    return exchange({ endpoint: () => container.endpoint(port), port, now: journal.now, signal }, request);
  }

  /** Of calls made again and again only those are told that were answered in another way than the one before. */
  #sayWhenNew(request: HttpRequest, answer: HttpAnswer): HttpAnswer {
    const { journal, name } = this.#options;
    const call = `${request.method} ${request.path}`;
    const known = this.#quietly.get(call);
    if (known === answer.status || (known === undefined && this.#quietly.size >= toldCalls)) return answer;
    this.#quietly.set(call, answer.status);
    journal.line('grader', 'request', answer.command, answer.at);
    journal.line(name, 'answer', answer.describe());
    return answer;
  }

  get(path: string, options: Rest = {}) {
    return this.request({ ...options, method: 'GET', path });
  }

  post(path: string, json?: unknown, options: Rest = {}) {
    return this.request({ ...options, method: 'POST', path, json });
  }

  patch(path: string, json?: unknown, options: Rest = {}) {
    return this.request({ ...options, method: 'PATCH', path, json });
  }

  delete(path: string, options: Rest = {}) {
    return this.request({ ...options, method: 'DELETE', path });
  }

  load(options: LoadOptions): LoadRun {
    return startLoad(options, (request) => this.#send(request));
  }

  async metrics(options: { timeoutMs?: number } = {}): Promise<MetricsObservation> {
    return scrape((request) => this.request(request), options);
  }

  logs() {
    return this.container.lines;
  }

  state() {
    return this.container.state();
  }

  processes() {
    return this.container.processes();
  }

  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGINT') {
    this.#options.journal.line('grader', 'note', `docker kill --signal ${name} ${this.name}`);
    return this.container.signal(name);
  }

  async waitForExit(deadlineMs: number) {
    const { last } = await poll(() => this.container.state(), {
      until: ({ running }) => !running,
      deadlineMs,
      everyMs: 50,
      signal: this.#options.signal,
    });
    if (!last.running) await this.container.drained();
    return last;
  }
}
