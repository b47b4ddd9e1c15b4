import { readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { canGrade, type GradingMeans } from '../contract/index.ts';
import { type LabEntry, loadCatalogue, repositoryRoot } from '../lab/catalogue.ts';
import { systemClock } from '../lab/poll.ts';
import type { Grade } from '../runner/drive-engine.ts';
import { EventHub } from '../runner/event-hub.ts';
import { gradeApart } from '../runner/grade-apart.ts';
import { Runner } from '../runner/runner.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { buildApp } from './build-app.ts';
import { PlatformMetrics } from './platform-metrics.ts';
import { remembered } from './remembered.ts';
import { asServeError } from './serve-error.ts';
import type { ServerParts } from './server-parts.ts';

export interface ServeOptions {
  /** Default 4321; 0 for any free one. */
  port?: number;
  /** Address to listen on. Default 127.0.0.1: this machine only. */
  host?: string;
  /** Names besides localhost under which the server may be asked. */
  allowedHosts?: readonly string[];
  /** Folder of the database. Default `.orkestr/data` in the repository. */
  dataFolder?: string;
  /** Folder of the built site. Default `site/dist` in the repository. */
  siteFolder?: string;
  /** What this machine can grade with; asked at most once a second. Without it everything is taken to be there. */
  means?: () => Promise<GradingMeans>;
  /** Attempts graded at the same time. Default 1. */
  concurrency?: number;
  /** Attempts that may wait. Default 50. */
  waitingLimit?: number;
  /** Event streams that may be open. Default 200. */
  watcherLimit?: number;
  /** Milliseconds between two signs of life on an event stream. Default 15 000. */
  heartbeatMs?: number;
  /** Milliseconds a reader of an event stream may stall. Default 20 000. */
  stallMs?: number;
  /** Milliseconds the engine has to clean up at the end. Default 30 000. */
  graceMs?: number;
  /** Milliseconds between the word that the server is not ready any more and the end of its listening. Default 0. */
  drainMs?: number;
  /** As pino names levels, or `silent`. Lines go to stdout as JSON. Default `silent`. */
  logLevel?: string;
  /** For tests. */
  catalogue?: readonly LabEntry[];
  /** For tests. */
  grade?: Grade;
}

/** A running server. */
export interface RunningServer {
  /** For people: `http://localhost:4321`. */
  address: string;
  port: number;
  /** Ends streams, cancels and cleans up what is being graded, closes the store. May be called more than once. */
  close(): Promise<void>;
}

const everything: GradingMeans = { docker: { available: true, version: null, problem: null }, images: [] };

/**
 * Serves the API and the site, and grades what is asked for.
 *
 * @throws StoreError or ServeError, with what mends it, when it cannot start
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const catalogue = options.catalogue ?? (await loadCatalogue());
  const store = await openStore(options.dataFolder ?? join(repositoryRoot, '.orkestr/data'));
  const draining = new AbortController();
  const { app, runner } = assemble(options, store, catalogue, draining.signal);
  const { host = '127.0.0.1', port = 4321 } = options;
  try {
    await app.listen({ host, port });
    await runner.start();
    // A server may end by a kill, which would leave nothing for its next start.
    flushCompileCache();
  } catch (error) {
    await app.close();
    await store[Symbol.asyncDispose]();
    throw asServeError(error, host, port);
  }
  const bound = (app.server.address() as AddressInfo).port;
  let closed: Promise<void> | undefined;
  const close = async () => {
    draining.abort();
    const stopped = runner.stop();
    await systemClock.wait(options.drainMs ?? 0);
    await closeApp(app);
    await stopped;
    await store[Symbol.asyncDispose]();
  };
  return {
    address: `http://${['127.0.0.1', '::1', '0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${bound}`,
    port: bound,
    close() {
      closed ??= close();
      return closed;
    },
  };
}

function assemble(options: ServeOptions, store: Store, catalogue: readonly LabEntry[], draining: AbortSignal) {
  const hub = new EventHub();
  const version = ownVersion();
  const means = remembered(options.means ?? (async () => everything), 1_000);
  const metrics = new PlatformMetrics({ version, queue: () => store.attempts.counts(), watchers: () => hub.watching });
  const runner = new Runner({
    store,
    hub,
    catalogue,
    grade: options.grade ?? gradeApart(),
    canGrade: async () => canGrade(await means()),
    concurrency: options.concurrency ?? 1,
    graceMs: options.graceMs ?? 30_000,
    onEnded: (attempt) => metrics.attemptEnded(attempt),
    onTrouble: (error, attemptId) => app.log.error({ err: error, attempt: attemptId }, 'runner'),
  });
  const parts: ServerParts = {
    store,
    hub,
    runner,
    catalogue,
    means,
    metrics,
    version,
    draining,
    waitingLimit: options.waitingLimit ?? 50,
    watcherLimit: options.watcherLimit ?? 200,
    heartbeatMs: options.heartbeatMs ?? 15_000,
    stallMs: options.stallMs ?? 20_000,
  };
  const app = buildApp(parts, {
    allowedHosts: options.allowedHosts ?? [],
    siteFolder: options.siteFolder ?? join(repositoryRoot, 'site/dist'),
    logLevel: options.logLevel ?? 'silent',
  });
  return { app, runner };
}

/** Milliseconds requests have to finish when the server closes. */
const finishMs = 5_000;

async function closeApp(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), finishMs);
  await app.close();
  clearTimeout(cut);
}

function ownVersion(): string {
  const manifest = readFileSync(join(repositoryRoot, 'grader/package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
