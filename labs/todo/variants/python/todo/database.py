"""The pool, and the one way to use it: every piece of work has a deadline."""

import asyncio
from contextlib import suppress

import asyncpg

# The server gives up first (statement_timeout), so that it rolls back and says so; this much later we hang up on it.
GRACE_S = 0.1
AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InsufficientResourcesError)


class Unavailable(Exception):
    """No connection, or no answer in time."""


class _Connection(asyncpg.Connection):
    def get_reset_query(self) -> str:
        return ""  # No session state is ever set, so giving a connection back need not cost a round trip.


class Database:
    def __init__(self, pool: asyncpg.Pool, limit_s: float):
        self.pool = pool
        self._limit_s = limit_s

    @classmethod
    async def open(cls, url: str, max_connections: int, limit_s: float) -> "Database":
        """Opens no connection yet: the database may come later."""
        pool = await asyncpg.create_pool(
            url,
            min_size=0,
            max_size=max_connections,
            connection_class=_Connection,
            server_settings={
                "application_name": "todo-service",
                "statement_timeout": str(round(limit_s * 1000)),
            },
        )
        return cls(pool, limit_s)

    async def run(self, work, limit_s: float | None = None):
        """What `work(connection)` returns. Raises Unavailable when that takes longer than the limit, waiting included."""
        limit_s = limit_s or self._limit_s
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit_s + GRACE_S
        try:
            connection = await self.pool.acquire(timeout=limit_s)
        except Exception as error:
            raise Unavailable(f"no connection: {type(error).__name__}") from error
        task = loop.create_task(work(connection))
        try:
            await asyncio.wait({task}, timeout=deadline - loop.time())
            if not task.done():
                # A cancelled query would wait for the server to agree; a hung server never does. So hang up.
                connection.terminate()
                with suppress(Exception):
                    await task
                raise Unavailable("no answer in time")
            return task.result()
        except AWAY as error:
            raise Unavailable(f"no answer: {type(error).__name__}") from error
        except asyncpg.InterfaceError as error:
            if connection.is_closed():
                raise Unavailable("the connection was lost") from error
            raise
        finally:
            if not task.done():
                connection.terminate()
            await self.pool.release(connection)

    async def close(self) -> None:
        try:
            await asyncio.wait_for(self.pool.close(), 1)
        except TimeoutError:
            self.pool.terminate()
