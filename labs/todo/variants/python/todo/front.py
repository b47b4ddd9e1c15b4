"""The front door: finds who answers, counts, logs, and turns every error into an answer."""

import logging
import re
import time
import uuid
from dataclasses import dataclass

from aiohttp import web

from . import journal, numbers
from .api import TasksApi, answer
from .database import Unavailable
from .operations import Operations
from .refusals import Refusal

PROBES = {"/live", "/ready", "/health", "/metrics"}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Content-Type, If-Match, X-Request-ID",
    "Access-Control-Max-Age": "600",
}


@dataclass
class Route:
    template: str
    methods: dict

    def __post_init__(self) -> None:
        self.pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template))
        if "GET" in self.methods:
            self.methods["HEAD"] = self.methods["GET"]


class FrontDoor:
    def __init__(self, api: TasksApi, operations: Operations, origins: frozenset[str]):
        self._operations = operations
        self._origins = origins
        # The first that fits answers: /tasks/complete before /tasks/{id}.
        self._routes = [
            Route("/live", {"GET": operations.live}),
            Route("/ready", {"GET": operations.ready}),
            Route("/health", {"GET": operations.health}),
            Route("/metrics", {"GET": operations.metrics}),
            Route("/tasks", {"GET": api.index, "POST": api.create}),
            Route("/tasks/complete", {"POST": api.complete_all}),
            Route("/tasks/{id}", {"GET": api.read, "PATCH": api.patch, "DELETE": api.remove}),
            Route("/tasks/{id}/complete", {"POST": api.complete}),
        ]

    def _find(self, path: str) -> tuple[Route | None, dict]:
        for route in self._routes:
            if match := route.pattern.fullmatch(path):
                return route, match.groupdict()
        return None, {}

    async def _answer(self, request: web.Request, route: Route | None, values: dict) -> web.Response:
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return web.Response(status=204, headers=PREFLIGHT)
        if route is None:
            raise Refusal(404, "not_found", "Nothing lives at this address.")
        handler = route.methods.get(request.method)
        if handler is None:
            allowed = {"Allow": ", ".join(route.methods)}
            raise Refusal(405, "method_not_allowed", "This address does not know that method.", headers=allowed)
        return await handler(request, **values)

    async def _answer_always(self, request, route, values, request_id: str) -> web.Response:
        try:
            return await self._answer(request, route, values)
        except Refusal as refusal:
            return answer(refusal.body, refusal.status, refusal.headers)
        except Unavailable as error:
            journal.write(logging.ERROR, "database unavailable", request_id=request_id, error=str(error))
            body = {"code": "database_unavailable", "error": "The database does not answer."}
            return answer(body, 503, {"Retry-After": "1"})
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            journal.write(logging.ERROR, "request failed", request_id=request_id, error=text)
            return answer({"code": "internal", "error": "Something broke on our side."}, 500)

    def _add_headers(self, request: web.Request, response: web.Response, request_id: str) -> None:
        response.headers["X-Request-ID"] = request_id
        response.headers["Vary"] = "Origin"
        origin = request.headers.get("Origin")
        if origin in self._origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "ETag, Location, X-Request-ID"
        if self._operations.draining or response.status >= 400:
            response.force_close()  # No client shall speak on a connection that is about to go, or whose body was left unread.

    async def serve(self, request: web.Request) -> web.Response:
        started = time.perf_counter()
        route, values = self._find(request.path)
        template = route.template if route else "unmatched"
        method = request.method if request.method in METHODS else "other"
        request_id = request.headers.get("X-Request-ID", "")
        if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", request_id):
            request_id = uuid.uuid4().hex
        watched = template != "/metrics"
        numbers.IN_FLIGHT.inc(watched)
        try:
            response = await self._answer_always(request, route, values, request_id)
        finally:
            numbers.IN_FLIGHT.dec(watched)
        self._add_headers(request, response, request_id)
        seconds = time.perf_counter() - started
        numbers.REQUESTS.labels(response.status, template, method).inc()
        numbers.DURATION.labels(template, method).observe(seconds)
        level = logging.DEBUG if template in PROBES else logging.INFO
        facts = {"method": method, "route": template, "status": response.status}
        journal.write(level, "request", request_id=request_id, duration_ms=round(seconds * 1000, 3), **facts)
        return response
