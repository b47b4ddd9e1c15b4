"""Is it alive, is it ready, how is it: /live, /ready, /health, /metrics."""

import asyncio
import time

import asyncpg
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from .database import Database, Unavailable

NEEDED_VERSION = 1  # Of the schema: what the statements of tasks.py were written for.
LIMIT_S = 2.0


def _word(fine: bool) -> str:
    return "healthy" if fine else "unhealthy"


class Operations:
    def __init__(self, database: Database, version: str, answer):
        self.draining = False
        self._database = database
        self._version = version
        self._answer = answer
        self._started = time.monotonic()
        self._asking: asyncio.Task | None = None

    async def _look(self, connection) -> bool:
        try:
            row = await connection.fetchrow("select version, dirty from schema_migrations order by version desc limit 1")
        except asyncpg.UndefinedTableError:
            return False
        if row is None or row["version"] < NEEDED_VERSION:
            return False
        # A newer schema is a migration on its way; its trouble is not this version's.
        return row["version"] > NEEDED_VERSION or not row["dirty"]

    async def _ask(self) -> tuple[bool, bool]:
        try:
            return True, await self._database.run(self._look, LIMIT_S)
        except (Unavailable, asyncpg.PostgresError):
            return False, False

    async def _state(self) -> tuple[bool, bool]:
        """(database, migrations). Those who ask at the same time share one answer and one connection."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def live(self, _request) -> web.Response:
        return self._answer({"status": "alive"})

    async def ready(self, _request) -> web.Response:
        database, migrations = await self._state()
        ready = database and migrations and not self.draining
        checks = {"database": _word(database), "migrations": _word(migrations)}
        return self._answer({"checks": checks, "ready": ready}, 200 if ready else 503)

    async def health(self, _request) -> web.Response:
        database, migrations = await self._state()
        fine = database and migrations
        checks = {"database": _word(database), "migrations": _word(migrations)}
        body = {
            "version": self._version,
            "uptime_seconds": round(time.monotonic() - self._started, 3),
            "status": "ok" if fine else "down",
            "checks": {**checks, "notifications": "disabled", "kafka": "disabled"},
        }
        return self._answer(body, 200 if fine else 503)

    async def metrics(self, _request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
