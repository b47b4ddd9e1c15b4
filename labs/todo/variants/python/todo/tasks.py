"""Tasks in the database. Each function is one transaction on the connection it is given."""

from .refusals import changed_meanwhile, no_task

COLUMNS = "id, title, priority, done, version, created_at, updated_at, completed_at"


def tag(row) -> str:
    return f'"{row["version"]}"'


async def _locked(connection, id: int, wanted: set[str] | None):
    row = await connection.fetchrow(f"select {COLUMNS} from tasks where id = $1 for update", id)
    if row is None:
        raise no_task(id)
    if wanted is not None and tag(row) not in wanted:
        raise changed_meanwhile()
    return row


async def create(connection, title: str, priority: int):
    return await connection.fetchrow(
        f"insert into tasks (title, priority) values ($1, $2) returning {COLUMNS}", title, priority
    )


async def read(connection, id: int):
    row = await connection.fetchrow(f"select {COLUMNS} from tasks where id = $1", id)
    if row is None:
        raise no_task(id)
    return row


async def newest(connection, limit: int, done: bool | None, after):
    conditions, values = ["true"], [limit]
    if done is not None:
        conditions.append("done" if done else "not done")
    if after is not None:
        conditions.append("(created_at, id) < ($2, $3)")
        values += after
    return await connection.fetch(
        f"select {COLUMNS} from tasks where {' and '.join(conditions)} order by created_at desc, id desc limit $1",
        *values,
    )


async def change(connection, id: int, fields: dict, wanted: set[str] | None):
    """The task afterwards, and whether this completed it."""
    async with connection.transaction():
        before = await _locked(connection, id, wanted)
        after = {**before, **fields}
        if after == dict(before):
            return before, False
        row = await connection.fetchrow(
            f"""update tasks set title = $2, priority = $3, done = $4, version = version + 1,
                updated_at = statement_timestamp(),
                completed_at = case when $4 then coalesce(completed_at, statement_timestamp()) end
                where id = $1 returning {COLUMNS}""",
            id, after["title"], after["priority"], after["done"],
        )
    return row, row["done"] and not before["done"]


async def complete_all(connection, ids: list[int]):
    """The tasks in the order asked for, and how many of them were open. All or none."""
    async with connection.transaction():
        found = await connection.fetch(
            "select id, done from tasks where id = any($1::bigint[]) order by id for update", ids
        )
        missing = set(ids) - {row["id"] for row in found}
        if missing:
            raise no_task(*sorted(missing))
        open_ids = [row["id"] for row in found if not row["done"]]
        await connection.execute(
            """update tasks set done = true, version = version + 1, updated_at = statement_timestamp(),
               completed_at = statement_timestamp() where id = any($1::bigint[])""",
            open_ids,
        )
        rows = await connection.fetch(
            f"select {COLUMNS} from tasks where id = any($1::bigint[]) order by array_position($1, id)", ids
        )
    return rows, len(open_ids)


async def remove(connection, id: int, wanted: set[str] | None) -> None:
    async with connection.transaction():
        await _locked(connection, id, wanted)
        await connection.execute("delete from tasks where id = $1", id)
