"""migrate up | down [N] | version | force V"""

import asyncio
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from .settings import BadSetting, database_url

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
LOCK = 4_711_001
LOCK_TRIES = 30
TABLE = "create table if not exists schema_migrations (version bigint primary key, dirty boolean not null)"
# A statement ends at a semicolon that is in no string, quoted name, comment or dollar quote.
PIECE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|(\$\w*\$).*?\1|;|.", re.S)


class Failure(Exception):
    """Said on stderr; ends the command with 1."""


@dataclass(frozen=True)
class Step:
    file: Path
    during: int  # The version that is dirty while the step runs.
    after: int


def _files(direction: str) -> dict[int, Path]:
    return {int(file.name.split("_")[0]): file for file in sorted(FOLDER.glob(f"[0-9]*_*.{direction}.sql"))}


def _statements(sql: str) -> list[str]:
    pieces, statements = [], []
    for match in PIECE.finditer(sql):
        if match[0] == ";":
            statements.append("".join(pieces).strip())
            pieces = []
        elif not match[0].startswith("--"):
            pieces.append(match[0])
    return [statement for statement in [*statements, "".join(pieces).strip()] if statement]


async def _current(connection) -> tuple[int, bool]:
    row = await connection.fetchrow("select version, dirty from schema_migrations")
    return (row["version"], row["dirty"]) if row else (0, False)


async def _record(connection, version: int, dirty: bool) -> None:
    async with connection.transaction():
        await connection.execute("delete from schema_migrations")
        if version or dirty:
            await connection.execute("insert into schema_migrations values ($1, $2)", version, dirty)


async def _apply(connection, step: Step) -> None:
    sql = step.file.read_text("utf-8")
    if sql.startswith("-- no-transaction"):
        for statement in _statements(sql):
            await connection.execute("set lock_timeout = 0")
            await connection.execute(statement)
        await _record(connection, step.after, False)
        return
    async with connection.transaction():
        await connection.execute("set local lock_timeout = '2s'")
        await connection.execute(sql)
        await _record(connection, step.after, False)


async def _run(connection, step: Step) -> None:
    await _record(connection, step.during, True)
    for attempt in range(1, LOCK_TRIES + 1):
        try:
            await _apply(connection, step)
            print(f"{step.file.name}: done, version {step.after}")
            return
        except asyncpg.LockNotAvailableError as error:
            if attempt == LOCK_TRIES:
                raise Failure(f"{step.file.name}: {error}") from error
        except asyncpg.PostgresError as error:
            raise Failure(f"{step.file.name}: {error}; version {step.during} is dirty") from error


async def _clean_version(connection) -> int:
    version, dirty = await _current(connection)
    if dirty:
        raise Failure(f"version {version} is dirty: mend the database by hand, then say force {version}")
    return version


async def up(connection) -> None:
    version = await _clean_version(connection)
    for number, file in _files("up").items():
        if number > version:
            await _run(connection, Step(file, number, number))


async def down(connection, count: int) -> None:
    version = await _clean_version(connection)
    files = _files("down")
    numbers = [number for number in reversed(files) if number <= version][:count]
    for number, following in zip(numbers, [*[n for n in reversed(files) if n < version], 0]):
        await _run(connection, Step(files[number], number, following))


async def _alone(connection) -> None:
    # Asked again and again: one long statement would be a snapshot that CREATE INDEX CONCURRENTLY waits for.
    while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
        await asyncio.sleep(0.1)
    await connection.execute(TABLE)


def _number(words: list[str]) -> int:
    if len(words) != 1 or not words[0].isascii() or not words[0].isdigit():
        raise Failure(f"usage: {__doc__}")
    return int(words[0])


async def command(words: list[str]) -> None:
    name, *rest = words or [""]
    if name not in ("up", "down", "version", "force") or (name in ("up", "version") and rest):
        raise Failure(f"usage: {__doc__}")
    number = _number(rest or ["1"]) if name in ("down", "force") else 0
    if name == "force" and not rest:
        raise Failure(f"usage: {__doc__}")
    connection = await asyncpg.connect(database_url(), timeout=20)
    try:
        if name == "version":
            exists = await connection.fetchval("select to_regclass('schema_migrations') is not null")
            version, dirty = await _current(connection) if exists else (0, False)
            print(f"Current version: {version} (dirty: {str(dirty).lower()})")
            return
        await _alone(connection)
        if name == "up":
            await up(connection)
        elif name == "down":
            await down(connection, number)
        else:
            await _record(connection, number, False)
    finally:
        await connection.close()


def main() -> None:
    try:
        asyncio.run(command(sys.argv[1:]))
    except (Failure, BadSetting) as error:
        sys.exit(str(error))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        sys.exit(f"no database: {type(error).__name__}")


if __name__ == "__main__":
    main()
