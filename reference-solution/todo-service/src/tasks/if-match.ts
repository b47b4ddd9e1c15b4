import type { FastifyRequest } from 'fastify';

/**
 * The versions a client is willing to change, from `If-Match: "3"`; `null` when any will do. Weak tags and what is no
 * version of ours match nothing, so the list may be empty.
 */
export function acceptableVersions(request: FastifyRequest): number[] | null {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return null;
  return header.split(',').flatMap((tag) => {
    const version = /^\s*"(\d{1,9})"\s*$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

// #region if-match
/**
 * The condition of an UPDATE or DELETE; `parameter` is its `acceptableVersions`. In the statement and not before it: a
 * second writer waits for the row lock of the first, and then PostgreSQL asks again, of the new version.
 */
export const versionMatches = (parameter: string) => `(${parameter}::int[] IS NULL OR version = ANY (${parameter}))`;
// #endregion if-match
