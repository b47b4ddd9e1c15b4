"""Starts the service, and ends it without cutting anybody off."""

import asyncio
import logging
import signal
import sys

from aiohttp import web

from . import journal, numbers
from .api import TasksApi, answer
from .database import Database
from .front import FrontDoor
from .operations import Operations
from .settings import BadSetting, Settings, read_settings

# With the default drain of 5 s this ends within 15 s even when a request hangs for as long as it may.
LAST_REQUESTS_S = 8


async def serve(settings: Settings) -> None:
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    database = await Database.open(settings.database_url, settings.max_connections, settings.database_timeout_s)
    numbers.describe(settings.version, database.pool)
    operations = Operations(database, settings.version, answer)
    door = FrontDoor(TasksApi(database), operations, settings.origins)

    application = web.Application()
    application.router.add_route("*", "/{anything:.*}", door.serve)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=LAST_REQUESTS_S)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", settings.port, backlog=512).start()
    journal.write(logging.INFO, "started", port=settings.port, version=settings.version)

    await told_to_stop.wait()
    operations.draining = True
    journal.write(logging.INFO, "draining", seconds=settings.drain_s)
    await asyncio.sleep(settings.drain_s)
    await runner.cleanup()
    await database.close()
    journal.write(logging.INFO, "stopped")


def main() -> None:
    try:
        settings = read_settings()
    except BadSetting as error:
        journal.start("INFO")
        journal.write(logging.ERROR, "cannot start", error=str(error))
        sys.exit(1)
    journal.start(settings.log_level)
    asyncio.run(serve(settings))


main()
