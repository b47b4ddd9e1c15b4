import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from './database/database.ts';

/** The numbers other parts of the service change. Those that are read elsewhere at scrape time are not listed. */
export interface Metrics {
  registry: Registry;
  requests: Counter<'method' | 'route' | 'status'>;
  requestSeconds: Histogram<'method' | 'route'>;
  requestsInFlight: Gauge;
  tasksCreated: Counter;
  tasksCompleted: Counter;
}

/** A registry of its own, not the library's global one: tests build many services in one process. */
export function createMetrics(version: string, database: Database): Metrics {
  const registry = new Registry();
  const registers = [registry];

  new Gauge({ name: 'build_info', help: 'Always 1; the label says what runs.', labelNames: ['version'], registers })
    .labels(version)
    .set(1);
  measureProcess(registry);
  measurePool(registry, database);

  return {
    registry,
    requests: new Counter({
      name: 'http_requests_total',
      help: 'Requests that are over, by method, route template and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Seconds from the first byte of a request to the end of its answer.',
      labelNames: ['method', 'route'],
      // #region histogram
      // .5 and 1 must be among the bounds: the alert asks for a P95 above 1 s, and a quantile is only as exact as
      // the bucket it falls into.
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      // #endregion histogram
      registers,
    }),
    requestsInFlight: new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests being answered now, without /metrics.',
      registers,
    }),
    tasksCreated: new Counter({ name: 'todo_tasks_created_total', help: 'Tasks created, after commit.', registers }),
    tasksCompleted: new Counter({
      name: 'todo_tasks_completed_total',
      help: 'Tasks that went from open to done, after commit.',
      registers,
    }),
  };
}

function measureProcess(registry: Registry): void {
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory as the kernel counts it: what a memory limit is compared with.',
    registers: [registry],
    collect() {
      // #region memory
      // Not heapUsed: buffers, code and the runtime itself are a good half of the truth.
      this.set(process.memoryUsage.rss());
      // #endregion memory
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time used, user and system.',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
}

function measurePool(registry: Registry, database: Database): void {
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections of the pool: idle, in use, and the most there may be.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      // #region pool-gauge
      // Read from the pool's own counters. A scrape never asks the database: it must answer just when that hangs.
      const { idle, inUse, max } = database.connections;
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'max' }, max);
      // #endregion pool-gauge
    },
  });
}
