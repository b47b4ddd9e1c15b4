/**
 * What drivers, resolvers and PostgreSQL itself say when there is no database, in the languages learners use. Nothing a
 * person would write to another: the word "database" or "unavailable" is free.
 */
const driverTexts = [
  /\bE(CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|PIPE)\b/,
  /connection refused/i,
  /connection terminated/i,
  /server closed the connection/i,
  /terminating connection due to/i,
  /could not connect to server/i,
  /could not translate host name/i,
  /no route to host/i,
  /no such host/i,
  /name or service not known/i,
  /temporary failure in name resolution/i,
  /getaddrinfo/i,
  /dial tcp/i,
  /i\/o timeout/i,
  /context deadline exceeded/i,
  /timeout exceeded when trying to connect/i,
  /query read timeout/i,
  /canceling statement due to/i,
  /the database system is (starting|shutting|in recovery|not yet)/i,
  /password authentication/i,
  /SQLSTATE/,
  /\b(psycopg|asyncpg|sqlalchemy|tokio_postgres|sqlx|pgx|pgconn|HikariPool|PSQLException|Npgsql)/i,
  /\borg\.postgresql\b/,
  /\bpq: /,
  /:5432\b/,
  /\.(js|ts|mjs|py|go|java|rs|rb|php|cs):\d+/,
  /Traceback \(most recent call last\)/,
];

/** The first thing in `text` that tells where or with what the service looks for its data: a canary, or a driver's own words. */
export function leakIn(text: string, canaries: readonly string[]): string | undefined {
  const canary = canaries.find((secret) => text.toLowerCase().includes(secret.toLowerCase()));
  if (canary !== undefined) return canary;
  for (const pattern of driverTexts) {
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}
