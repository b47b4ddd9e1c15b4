/**
 * Works through `items` in order, at most `jobs` at a time. After an abort no new one is begun; those begun are awaited.
 *
 * @throws what `work` throws, after the others that were begun have ended
 */
export async function sideBySide<T>(
  items: readonly T[],
  jobs: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  let failed = false;
  const workers = Array.from({ length: Math.min(jobs, items.length) }, async () => {
    for (const item of rest) {
      if (failed || signal.aborted) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  });
  const ended = await Promise.allSettled(workers);
  const broken = ended.find((result) => result.status === 'rejected');
  if (broken) throw broken.reason;
}
