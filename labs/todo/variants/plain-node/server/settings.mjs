const levels = ['debug', 'info', 'warn', 'error'];

/**
 * Reads the environment once. Times are in milliseconds.
 *
 * @param {NodeJS.ProcessEnv} env
 * @throws {Error} that names the variable and never its value
 */
export function readSettings(env) {
  const number = (name, fallback, lowest, highest) => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= lowest && value <= highest) return value;
    throw new Error(`${name} must be a whole number from ${lowest} to ${highest}`);
  };
  const logLevel = (env.LOG_LEVEL || 'info').toLowerCase();
  if (!levels.includes(logLevel)) throw new Error(`LOG_LEVEL must be one of ${levels.join(', ')}`);
  if (!env.DATABASE_URL) throw new Error('DATABASE_URL must be set');
  if (!/^postgres(ql)?:$/.test(URL.parse(env.DATABASE_URL)?.protocol ?? '')) {
    throw new Error('DATABASE_URL must be an address that begins with postgres://');
  }
  return {
    port: number('PORT', 8080, 1, 65_535),
    databaseUrl: env.DATABASE_URL,
    maxConnections: number('DB_MAX_CONNS', 10, 1, 1000),
    databaseTimeoutMs: number('DB_TIMEOUT_MS', 3000, 1, 600_000),
    drainMs: number('DRAIN_SECONDS', 5, 0, 60) * 1000,
    version: env.APP_VERSION || 'dev',
    logLevel,
    origins: (env.CORS_ORIGINS ?? 'http://localhost:3000')
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  };
}

/** Prints one JSON object a line. What is below `lowest` is left out. */
export function makeLog(lowest) {
  return (level, msg, fields = {}) => {
    if (levels.indexOf(level) < levels.indexOf(lowest)) return;
    const line = { level, msg, service: 'todo-service', time: new Date().toISOString(), ...fields };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}
