/** Every setting, checked once at the start. Nothing else in the service reads the environment. */
export interface Config {
  port: number;
  databaseUrl: string;
  databaseConnections: number;
  databaseTimeoutMs: number;
  drainSeconds: number;
  corsOrigins: readonly string[];
  version: string;
  logLevel: LogLevel;
}

export type LogLevel = (typeof LOG_LEVELS)[number];
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** A bad setting. Names the variable and what it should be, never its value: the value may be a password. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** @throws ConfigError */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    port: integer(env, 'PORT', 8080, 1, 65_535),
    databaseUrl: readDatabaseUrl(env),
    databaseConnections: integer(env, 'DB_MAX_CONNS', 10, 1, 1_000),
    databaseTimeoutMs: integer(env, 'DB_TIMEOUT_MS', 3_000, 1, 600_000),
    drainSeconds: integer(env, 'DRAIN_SECONDS', 5, 0, 600),
    corsOrigins: (env.CORS_ORIGINS ?? 'http://localhost:3000').split(',').map((origin) => origin.trim()),
    version: env.APP_VERSION ?? 'dev',
    logLevel: logLevel(env),
  };
}

/** Separate, because `migrate` needs this one alone. @throws ConfigError */
export function readDatabaseUrl(env: NodeJS.ProcessEnv): string {
  const url = env.DATABASE_URL ?? '';
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    throw new ConfigError('DATABASE_URL must be a URL that begins with postgres://');
  }
  return url;
}

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, min: number, max: number): number {
  const text = env[name] ?? String(fallback);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ConfigError(`${name} must be a whole number from ${min} to ${max}`);
}

function logLevel(env: NodeJS.ProcessEnv): LogLevel {
  const text = (env.LOG_LEVEL ?? 'info').toLowerCase();
  const level = LOG_LEVELS.find((known) => known === text);
  if (level) return level;
  throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
}
