import type { Readable } from 'node:stream';
import { PlatformError } from '../lab/index.ts';
import { buildCgroup } from './build-cgroup.ts';
import { connectDocker } from './docker.ts';
import type { Limits } from './limits.ts';

export interface BuildOptions {
  tag: string;
  context: Readable;
  buildArgs: Record<string, string>;
  labels: Record<string, string>;
  limits: Limits;
  onLine: (text: string) => void;
  signal: AbortSignal;
}

export type BuildOutcome =
  | { ok: true; image: string }
  | { ok: false; reason: { code: 'step' | 'time' | 'memory' | 'size'; detail: string }; tail: readonly string[] };

/** Where built submissions are kept; the tag is the digest of what was built. */
export const submissionRepository = 'orkestr/submission';

/** Built images that stay as the cache; older ones go when a new one was built. */
const keptImages = 60;

const tailLines = 20;
const killedByKernel = 137;

/** Docker's id of the image called `name`, or `undefined`. */
export async function findImage(name: string): Promise<string | undefined> {
  try {
    return (await connectDocker().getImage(name).inspect()).Id;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw new PlatformError('docker', `Docker does not answer: ${(error as Error).message}`, { cause: error });
  }
}

let queue: Promise<unknown> = Promise.resolve();

/**
 * Builds with the classic builder, which is the one that honours limits. One build at a time in a process: side by side
 * they only take each other's processors and memory.
 *
 * @throws PlatformError when the daemon fails; what the Dockerfile did wrong is in the outcome
 */
export function buildImage(options: BuildOptions): Promise<BuildOutcome> {
  const turn = queue.then(() => build(options));
  queue = turn.catch(() => undefined);
  return turn;
}

async function build({ limits, signal, ...options }: BuildOptions): Promise<BuildOutcome> {
  signal.throwIfAborted();
  const docker = connectDocker();
  const deadline = AbortSignal.timeout(limits.buildMs);
  const cpuPeriod = 100_000;
  const stream = await docker
    .buildImage(options.context, {
      t: options.tag,
      buildargs: options.buildArgs,
      labels: options.labels,
      rm: true,
      forcerm: true,
      memory: limits.buildMemoryBytes,
      memswap: limits.buildMemoryBytes,
      cpuperiod: cpuPeriod,
      cpuquota: Math.round(limits.buildCpus * cpuPeriod),
      ...((await buildCgroup(limits)) ?? {}),
    } as object)
    .catch((error: { statusCode?: number; message: string; json?: { message?: string } }) => {
      if (error.statusCode === 400) return error.json?.message ?? error.message;
      throw new PlatformError('docker-build', `Docker refused the build: ${error.message}`, { cause: error });
    });
  if (typeof stream === 'string') return { ok: false, reason: { code: 'step', detail: stream }, tail: [] };
  const ended = AbortSignal.any([signal, deadline]);
  const onAbort = () => (stream as Readable).destroy();
  ended.addEventListener('abort', onAbort, { once: true });
  const log = new BuildLog(limits.buildOutputBytes, options.onLine);
  try {
    for await (const message of messagesOf(stream as Readable)) log.add(message);
  } catch (error) {
    if (!ended.aborted)
      throw new PlatformError('docker-build', `the build broke off: ${(error as Error).message}`, { cause: error });
  } finally {
    ended.removeEventListener('abort', onAbort);
  }
  signal.throwIfAborted();
  if (deadline.aborted) return { ok: false, reason: { code: 'time', detail: log.tail.at(-1) ?? '' }, tail: log.tail };
  if (log.error) return { ok: false, reason: reasonOf(log.error), tail: log.tail };
  const { Id, Size } = await docker.getImage(options.tag).inspect();
  if (Size > limits.imageBytes) {
    await docker.getImage(options.tag).remove({ force: true });
    return { ok: false, reason: { code: 'size', detail: `${Size} bytes` }, tail: log.tail };
  }
  // Nobody waits for it: what is not taken away now is when the next one was built.
  pruneOldest(submissionRepository, keptImages).catch(() => undefined);
  return { ok: true, image: Id };
}

interface BuildMessage {
  stream?: string;
  error?: string;
  errorDetail?: { code?: number; message?: string };
}

function reasonOf(error: { code?: number; message: string }): { code: 'step' | 'memory'; detail: string } {
  // The daemon's own full disk is no fault of the Dockerfile; it says so in the words of the kernel.
  if (/no space left on device/.test(error.message)) throw new PlatformError('disk-full', error.message);
  return { code: error.code === killedByKernel ? 'memory' : 'step', detail: error.message };
}

/** Output of a build: passed on up to a bound, the newest lines kept. */
class BuildLog {
  readonly tail: string[] = [];
  error: { code?: number; message: string } | undefined;
  #room: number;
  readonly #onLine: (text: string) => void;

  constructor(bound: number, onLine: (text: string) => void) {
    this.#room = bound;
    this.#onLine = onLine;
  }

  add(message: BuildMessage): void {
    if (message.error !== undefined) {
      this.error = { ...message.errorDetail, message: message.errorDetail?.message ?? message.error };
    }
    for (const line of (message.stream ?? message.error ?? '').split('\n')) {
      if (line.trim() === '') continue;
      const text = line.length > 2_000 ? `${line.slice(0, 2_000)} [cut]` : line;
      this.tail.push(text);
      if (this.tail.length > tailLines) this.tail.shift();
      if (this.#room > 0) this.#onLine(text);
      this.#room -= text.length;
      if (this.#room <= 0 && this.#room + text.length > 0) this.#onLine('[build output cut here]');
    }
  }
}

const maximalMessage = 1024 * 1024;

/** Docker's build answer: JSON objects, a line each. Lines that never end are skipped, not held. */
async function* messagesOf(stream: Readable): AsyncGenerator<BuildMessage> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    rest += decoder.decode(chunk as Buffer, { stream: true });
    const rows = rest.split('\n');
    rest = rows.pop() ?? '';
    if (rest.length > maximalMessage) rest = '';
    for (const row of rows) {
      if (row.trim() === '') continue;
      yield JSON.parse(row) as BuildMessage;
    }
  }
}

/** Takes away the oldest images of a repository until `keep` are left. One that a container still uses stays. */
async function pruneOldest(repository: string, keep: number): Promise<void> {
  const docker = connectDocker();
  const images = await docker.listImages({ filters: { reference: [repository] } });
  const oldest = images.toSorted((a, b) => b.Created - a.Created).slice(keep);
  await Promise.all(
    oldest.flatMap(({ RepoTags }) =>
      (RepoTags ?? [])
        .filter((tag) => tag.startsWith(`${repository}:`))
        .map((tag) =>
          docker
            .getImage(tag)
            .remove()
            .catch(() => undefined),
        ),
    ),
  );
}
