import { pino } from 'pino';
import type { LogLevel } from './config.ts';

/** Writes one JSON object a line to stdout: `time`, `level`, `msg`, `service`, and what the caller adds. */
export type Log = ReturnType<typeof createLog>;

export function createLog(level: LogLevel = 'info') {
  return pino({
    level,
    base: { service: 'todo-service' },
    // Words and RFC 3339 instead of pino's numbers: people and other tools read these lines too.
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  });
}

/** The fields of a line about an error, causes included. As JSON a newline in them cannot forge a second line. */
export function describeError(error: unknown): { error: string; stack?: string } {
  if (!(error instanceof Error)) return { error: String(error) };
  const cause = error.cause === undefined ? '' : `: ${describeError(error.cause).error}`;
  // An AggregateError (a host with several addresses, none answered) has no message, but a code.
  const message = error.message || ('code' in error ? String(error.code) : error.name);
  return { error: message + cause, stack: error.stack };
}
