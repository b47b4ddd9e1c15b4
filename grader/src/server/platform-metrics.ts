import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Attempt } from '../contract/index.ts';

/** What the running numbers are read from when somebody scrapes. */
export interface MetricSources {
  version: string;
  queue: () => Promise<{ waiting: number; running: number }>;
  watchers: () => number;
}

/** The platform's own metrics, in the form its course teaches: templates of routes as labels, never raw paths. */
export class PlatformMetrics {
  readonly registry = new Registry();
  readonly #attempts: Counter;

  constructor(sources: MetricSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({ name: 'build_info', help: 'Always 1', labelNames: ['version'], registers }).set(
      { version: sources.version },
      1,
    );
    this.#attempts = new Counter({
      name: 'orkestr_attempts_total',
      help: 'Attempts that ended',
      labelNames: ['lab', 'verdict'],
      registers,
    });
    new Gauge({
      name: 'orkestr_attempts_unfinished',
      help: 'Attempts that wait or are being graded',
      labelNames: ['state'],
      registers,
      async collect() {
        const { waiting, running } = await sources.queue();
        this.set({ state: 'waiting' }, waiting);
        this.set({ state: 'running' }, running);
      },
    });
    new Gauge({
      name: 'orkestr_event_streams',
      help: 'Open event streams',
      registers,
      collect() {
        this.set(sources.watchers());
      },
    });
  }

  /** Counts a verdict. */
  attemptEnded({ lab, verdict }: Attempt): void {
    this.#attempts.inc({ lab, verdict });
  }

  /** Measures every request of `app` but the scrapes. */
  observe(app: FastifyInstance): void {
    const registers = [this.registry];
    const labelNames = ['method', 'route'];
    const total = new Counter({
      name: 'http_requests_total',
      help: 'Requests answered',
      labelNames: [...labelNames, 'status'],
      registers,
    });
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer; event streams are not among them',
      labelNames,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    const inFlight = new Gauge({ name: 'http_requests_in_flight', help: 'Requests being answered', registers });
    app.addHook('onRequest', async (request, reply) => {
      if (request.url === '/metrics') return;
      inFlight.inc();
      reply.raw.once('close', () => inFlight.dec());
    });
    app.addHook('onResponse', async (request, reply) => {
      const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
      if (route === '/metrics') return;
      total.inc({ method: request.method, route, status: reply.statusCode });
      if (!route.endsWith('/events')) duration.observe({ method: request.method, route }, reply.elapsedTime / 1_000);
    });
  }
}
