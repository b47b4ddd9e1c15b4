import { vi } from 'vitest';

/** Looks again and again until `look` throws no more. The time it has is for a busy machine; a test that holds is fast. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 20_000, interval: 20 }) as Promise<T>;
}
