import type Docker from 'dockerode';
import { followDaemon, type Say } from './daemon-progress.ts';
import { ImageError } from './image-error.ts';

/** How long a registry may say nothing at all before it counts as out of reach. */
const silenceMs = 15_000;

/**
 * Pulls an image for the daemon's own processor.
 *
 * @throws ImageError when the registry cannot be reached, has no such image, refuses, or is silent for 15 seconds
 */
export async function pullImage(docker: Docker, name: string, say: Say, signal?: AbortSignal): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new ImageError(name, 'the registry did not answer in 15 s')), silenceMs);
  const abortSignal = AbortSignal.any(signal ? [signal, silence.signal] : [silence.signal]);
  try {
    const answer = await docker.pull(name, { abortSignal });
    // Any message is a sign of life, the byte counts that are not shown as well.
    answer.on('data', () => timer.refresh());
    await followDaemon(name, answer, say);
  } catch (error) {
    signal?.throwIfAborted();
    if (silence.signal.aborted) throw silence.signal.reason;
    if (error instanceof ImageError) throw error;
    throw new ImageError(name, (error as Error).message, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
