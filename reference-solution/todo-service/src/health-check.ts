// Asked by Docker's HEALTHCHECK: exit 0 when /health says ok or degraded. The image has no curl for it.
const port = process.env.PORT ?? '8080';
const isHealthy = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_500) }).then(
  (answer) => answer.ok,
  () => false,
);
process.exit(isHealthy ? 0 : 1);
