/**
 * A schema dump without what differs between two dumps of equal schemas: comments, settings, blank lines, and the random
 * guard words of `\restrict`.
 */
export function normaliseDump(dump: string): string {
  return dump
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^(--|SET |SELECT pg_catalog\.set_config|\\(un)?restrict\b)/.test(line))
    .join('\n');
}
