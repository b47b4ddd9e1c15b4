"""The tasks API: a request in, an answer out."""

import json
from datetime import datetime

from aiohttp import web

from . import numbers, rules, tasks
from .database import Database
from .refusals import Refusal

BODY_LIMIT = 64 * 1024


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def answer(body: object, status: int = 200, headers: dict | None = None) -> web.Response:
    text = json.dumps(body, default=_plain)
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")


def _task_answer(row, status: int = 200, headers: dict | None = None) -> web.Response:
    return answer(dict(row), status, {"ETag": tasks.tag(row), **(headers or {})})


async def _body(request: web.Request) -> dict:
    if request.content_type != "application/json":
        raise Refusal(415, "unsupported_media_type", "Send application/json.")
    too_large = Refusal(413, "body_too_large", "A body has at most 64 KiB.")
    if (request.content_length or 0) > BODY_LIMIT:
        raise too_large
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > BODY_LIMIT:
            raise too_large
    return rules.parse_object(bytes(raw))


class TasksApi:
    def __init__(self, database: Database):
        self._database = database

    async def create(self, request) -> web.Response:
        title, priority = rules.new_task(await _body(request))
        row = await self._database.run(lambda c: tasks.create(c, title, priority))
        numbers.CREATED.inc()
        return _task_answer(row, 201, {"Location": f"/tasks/{row['id']}"})

    async def index(self, request) -> web.Response:
        limit, done, after = rules.page(request.query)
        rows = await self._database.run(lambda c: tasks.newest(c, limit + 1, done, after))
        following = rules.cursor(rows[limit - 1]) if len(rows) > limit else None
        return answer({"next_cursor": following, "items": [dict(row) for row in rows[:limit]]})

    async def read(self, request, id: str) -> web.Response:
        number = rules.task_id(id)
        return _task_answer(await self._database.run(lambda c: tasks.read(c, number)))

    async def _change(self, id: int, fields: dict, wanted=None) -> web.Response:
        row, completed = await self._database.run(lambda c: tasks.change(c, id, fields, wanted))
        if completed:
            numbers.COMPLETED.inc()
        return _task_answer(row)

    async def patch(self, request, id: str) -> web.Response:
        number = rules.task_id(id)
        fields = rules.changes(await _body(request))
        return await self._change(number, fields, rules.wanted_versions(request.headers.get("If-Match")))

    async def complete(self, request, id: str) -> web.Response:
        return await self._change(rules.task_id(id), {"done": True})

    async def complete_all(self, request) -> web.Response:
        ids = rules.many_ids(await _body(request))
        rows, completed = await self._database.run(lambda c: tasks.complete_all(c, ids))
        numbers.COMPLETED.inc(completed)
        return answer({"items": [dict(row) for row in rows]})

    async def remove(self, request, id: str) -> web.Response:
        number, wanted = rules.task_id(id), rules.wanted_versions(request.headers.get("If-Match"))
        await self._database.run(lambda c: tasks.remove(c, number, wanted))
        return web.Response(status=204)
