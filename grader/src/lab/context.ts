import type { Localizable } from '../contract/index.ts';
import type { CheckFailure, FailureEvidence } from './failure.ts';
import type { MetricsSnapshot } from './metrics-snapshot.ts';
import type { PollOptions, PollResult } from './poll.ts';
import type { Random } from './random.ts';

/** A line of a container's output. `at` is milliseconds since the attempt began. */
export interface LogLine {
  at: number;
  stream: 'out' | 'err';
  text: string;
}

export interface HttpRequest {
  method: string;
  /** Path and query, exactly as sent; it is not normalised. */
  path: string;
  /** Sent as JSON with `content-type: application/json`. */
  json?: unknown;
  /** Sent as it is; the caller gives the content type. Not together with `json`. */
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  /** Milliseconds for the whole exchange. Default 5 000. */
  timeoutMs?: number;
  /** Leave this exchange out of the transcript: for calls made by the hundred. */
  quiet?: boolean;
}

/** Why there is no full answer. */
export interface HttpProblem {
  kind: 'refused' | 'timeout' | 'reset' | 'too-large' | 'malformed' | 'unreachable';
  /** What happened, for people. */
  text: Localizable;
}

/** An answer, or how none came: then `status` is 0 and `problem` says why. */
export interface HttpAnswer {
  status: number;
  /** By lower-case name; several lines of one name are joined with `, `. */
  headers: Record<string, string>;
  /** Decoded, at most 1 MiB. */
  body: string;
  problem?: HttpProblem;
  /** When it was sent, in milliseconds since the attempt began. */
  at: number;
  durationMs: number;
  /** The same call for a terminal. */
  command: string;
  /** The body as JSON, or `undefined` when it is none. Depth and size are bounded; `__proto__` is an ordinary key. */
  json(): unknown;
  /** `200 {"ready":true}`, cut to fit a line; or the problem. */
  describe(): Localizable;
}

/** A fault in force. Disposing of it lifts it and proves that it is gone; else the attempt is `errored`. */
export interface Fault extends AsyncDisposable {
  /** When it was proved to bite, in milliseconds since the attempt began. */
  readonly at: number;
  lift(): Promise<void>;
}

/** The faults every container of a stack can be given. Each proves that it bit before it returns. */
export interface Faults {
  /** Asked to stop, as a clean shutdown: connections are refused. Lifted: started and answering again. */
  stop(): Promise<Fault>;
  /** Ended without a word (SIGKILL). Lifted: started and answering again. */
  kill(): Promise<Fault>;
  /** Frozen: connections are taken, nothing is answered. */
  pause(): Promise<Fault>;
  /** Cut from the network: packets go nowhere. */
  disconnect(): Promise<Fault>;
}

export interface ServiceState {
  running: boolean;
  exitCode: number | null;
  oomKilled: boolean;
  /** Changes whenever the process is started anew. */
  startedAt: string;
}

export interface ProcessInfo {
  pid: number;
  /** Resident set size as the kernel counts it (VmRSS). */
  residentBytes: number;
  command: string;
}

export interface LoadOptions {
  /** Closed loop: each client sends its next request when the last one was answered. */
  clients: number;
  /** The next request of a client; `sent` counts all requests so far. */
  request: (sent: number) => HttpRequest;
  /** End after this many requests; without it, when `stop` is called. */
  total?: number;
}

export interface LoadSummary {
  answers: readonly HttpAnswer[];
  /** Those without a full answer. */
  failures: readonly HttpAnswer[];
}

/** Requests in the background. Every request that was sent is awaited and counted. */
export interface LoadRun extends AsyncDisposable {
  stop(): Promise<LoadSummary>;
  readonly sent: number;
}

/** A container of the learner's service. */
export interface ServiceInstance {
  readonly name: string;
  readonly database: Database;
  /** The APP_VERSION build argument its image was built with. */
  readonly version: string;
  request(request: HttpRequest): Promise<HttpAnswer>;
  get(path: string, options?: Omit<HttpRequest, 'method' | 'path'>): Promise<HttpAnswer>;
  post(path: string, json?: unknown, options?: Omit<HttpRequest, 'method' | 'path' | 'json'>): Promise<HttpAnswer>;
  patch(path: string, json?: unknown, options?: Omit<HttpRequest, 'method' | 'path' | 'json'>): Promise<HttpAnswer>;
  delete(path: string, options?: Omit<HttpRequest, 'method' | 'path'>): Promise<HttpAnswer>;
  load(options: LoadOptions): LoadRun;
  /**
   * GET /metrics, parsed strictly. The answer is there in any case; `snapshot` only when it parsed, else `error` says
   * line, what was expected, what came.
   */
  metrics(options?: { timeoutMs?: number }): Promise<MetricsObservation>;
  /** Everything it has written so far (at most 10 000 lines are kept; a flood is cut and said so). */
  logs(): readonly LogLine[];
  state(): Promise<ServiceState>;
  processes(): Promise<ProcessInfo[]>;
  /** Sends a signal to process 1. */
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** Resolves when it has ended, or at the deadline with `running: true`. */
  waitForExit(deadlineMs: number): Promise<ServiceState>;
  readonly faults: Faults;
}

export interface MetricsObservation {
  answer: HttpAnswer;
  snapshot?: MetricsSnapshot;
  /** `line` counts from 1; 0 is the answer as a whole. */
  error?: { line: number; expected: Localizable; received: Localizable };
}

export interface StartOptions {
  /** Settings on top of the lab's; `undefined` takes one away. */
  env?: Record<string, string | undefined>;
  /** Default: the attempt's own database. */
  database?: Database;
  /** What to wait for. `ready` (200 from /ready), `listening` (anything answers HTTP on its port), or `nothing`. Default `ready`. */
  waitFor?: 'ready' | 'listening' | 'nothing';
  /** Milliseconds for that wait; default 30 000. When it is not met the check fails with the service's own last lines. */
  deadlineMs?: number;
}

export type Row = Record<string, unknown>;

/** A trigger on a table of the learner's database: stages races and errors instead of hoping for them. */
export interface RowFaultOptions {
  table: string;
  on: 'INSERT' | 'UPDATE' | 'DELETE';
  /**
   * `sleep`: hold the row for `sleepMs`; `raise`: the statement fails; `raise-at-commit`: the COMMIT fails (deferred
   * constraint trigger).
   */
  does: 'sleep' | 'raise' | 'raise-at-commit';
  sleepMs?: number;
  /** SQL over NEW and OLD; default every row. */
  when?: string;
}

/** A staged fault inside the database. `hits` says how often it bit, so that a check can prove its staging. */
export interface RowFault extends AsyncDisposable {
  hits(): Promise<number>;
}

/** One connection that stays open: for locks and transactions held while the service works. */
export interface Session extends AsyncDisposable {
  query<R extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<R[]>;
}

/** One database of the stack's PostgreSQL, seen by the grader's own role. */
export interface Database {
  readonly name: string;
  /** What the service is given as DATABASE_URL. */
  readonly url: string;
  /** Role and password in that URL. */
  readonly user: string;
  readonly password: string;
  query<R extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  session(): Promise<Session>;
  rowFault(options: RowFaultOptions): Promise<RowFault>;
  /** `pg_dump --schema-only`, without comments, blank lines and settings: equal texts are equal schemas. `exclude` names tables left out. */
  dumpSchema(options?: { exclude?: readonly string[] }): Promise<string>;
}

export interface DatabaseOptions {
  /** `true`: a copy of the migrated schema, empty of rows; `false`: nothing in it at all. Default false. */
  migrated?: boolean;
  /** A role of its own with this name and password, for checks that look for leaks. */
  owner?: { user: string; password: string };
}

/** The stack's PostgreSQL. */
export interface Postgres {
  readonly host: string;
  /** A second name of the same host, drawn from the seed: for checks that look for leaks. */
  readonly aliasHost: string;
  createDatabase(options?: DatabaseOptions): Promise<Database>;
  /** The server's log, newest last. */
  logs(): readonly LogLine[];
  readonly faults: Faults;
}

/** A run of the learner's migrate command. */
export interface CommandResult {
  exitCode: number;
  /** stdout and stderr in the order they came. */
  output: string;
  stdout: string;
  durationMs: number;
  /** The same for a terminal. */
  command: string;
}

export interface RunningCommand extends AsyncDisposable {
  readonly result: Promise<CommandResult>;
  kill(): Promise<void>;
}

/** Read-only view of the submission's files: regular files only, sizes bounded. */
export interface Repository {
  /** Paths relative to the root with forward slashes, sorted. */
  list(): readonly string[];
  /** The text of a file, or `undefined` when there is none. At most 1 MiB. */
  read(path: string): string | undefined;
}

/** Everything one check may use. Only what the lab needs is there at run time. */
export interface CheckContext<Code extends string = string> {
  /** track/lab.check */
  readonly id: string;
  /** Aborted at the check's deadline or when the attempt is cancelled. Every wait of the context honours it. */
  readonly signal: AbortSignal;
  readonly random: Random;
  /** The failure to throw: `throw check.fail('code', { expected, received })`. */
  fail(code: Code, evidence: FailureEvidence): CheckFailure;
  /** A line in the transcript: what is being done now, and what for. */
  note(text: Localizable): void;
  /** Milliseconds since the attempt began. */
  now(): number;
  poll<T>(observe: () => Promise<T> | T, options: Omit<PollOptions<T>, 'signal' | 'clock'>): Promise<PollResult<T>>;
  /** The running service of the lab, ready when the check begins. */
  readonly service: ServiceInstance;
  /** Another container of the same image, removed when the check ends. */
  startService(options?: StartOptions): Promise<ServiceInstance>;
  readonly postgres: Postgres;
  /** Runs the migrate command to its end, in the service's image, on `database` (default the attempt's). */
  migrate(args: readonly string[], options?: { database?: Database; deadlineMs?: number }): Promise<CommandResult>;
  startMigrate(args: readonly string[], options?: { database?: Database }): Promise<RunningCommand>;
  readonly repository: Repository;
}
