"""Metrics. The client library adds its own (python_*, process_*, *_created)."""

from prometheus_client import Counter, Gauge, Histogram, Info

REQUESTS = Counter("http_requests", "Requests answered", ["status", "route", "method"])
DURATION = Histogram(
    "http_request_duration_seconds",
    "Time from the request's head to its answer",
    ["route", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
IN_FLIGHT = Gauge("http_requests_in_flight", "Requests being answered")
CREATED = Counter("todo_tasks_created", "Tasks created")
COMPLETED = Counter("todo_tasks_completed", "Tasks completed, by whichever door")
_BUILD = Info("build", "What runs here")
_POOL = Gauge("db_pool_connections", "Connections of the pool", ["state"])


def describe(version: str, pool) -> None:
    """Tells the version and lets each scrape ask the pool, which answers from memory."""
    _BUILD.info({"version": version})
    _POOL.labels("idle").set_function(pool.get_idle_size)
    _POOL.labels("in_use").set_function(lambda: pool.get_size() - pool.get_idle_size())
    _POOL.labels("max").set(pool.get_max_size())
