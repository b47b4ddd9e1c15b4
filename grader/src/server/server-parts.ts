import type { GradingMeans } from '../contract/index.ts';
import type { LabEntry } from '../lab/catalogue.ts';
import type { EventHub } from '../runner/event-hub.ts';
import type { Runner } from '../runner/runner.ts';
import type { Store } from '../store/open-store.ts';
import type { PlatformMetrics } from './platform-metrics.ts';

/** What routes are made of. */
export interface ServerParts {
  store: Store;
  hub: EventHub;
  runner: Runner;
  catalogue: readonly LabEntry[];
  /** What this machine can grade with, at most a second old. */
  means: () => Promise<GradingMeans>;
  metrics: PlatformMetrics;
  version: string;
  /** Attempts that may wait at the same time. */
  waitingLimit: number;
  /** Event streams that may be open at the same time. */
  watcherLimit: number;
  /** Milliseconds between two signs of life on an event stream. */
  heartbeatMs: number;
  /** Milliseconds a reader of an event stream may stall. */
  stallMs: number;
  /** Aborted when the server begins to shut down. */
  draining: AbortSignal;
}
