"""Bodies, queries and headers: from what came to what is meant."""

import base64
import binascii
import json
import re
import unicodedata
from datetime import datetime, timedelta, timezone

from .refusals import Refusal, invalid

BIGGEST_ID = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _no_constant(name: str):
    raise ValueError(f"{name} is no JSON")


def parse_object(raw: bytes) -> dict:
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal(400, "invalid_json", "The body is not JSON.") from None
    if not isinstance(value, dict):
        raise invalid({"body": "must be an object"})
    return value


def task_id(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,19}", text) and 1 <= int(text) <= BIGGEST_ID:
        return int(text)
    raise Refusal(400, "invalid_id", "A task's id is a positive whole number.")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _title(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    title = value.strip(" \t\r\n\v\f\u00a0\ufeff\u2028\u2029\u3000")
    if not 1 <= len(title) <= 200:
        raise ValueError("must have 1 to 200 characters")
    # Cs: halves of a surrogate pair, which UTF-8 and therefore the database cannot hold.
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in title):
        raise ValueError("must not have control characters")
    return title


def _priority(value: object) -> int:
    if not _is_whole(value) or not 1 <= value <= 5:
        raise ValueError("must be a whole number from 1 to 5")
    return value


def _done(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _fields(body: dict, readers: dict) -> dict:
    taken, faults = {}, {}
    for name, read in readers.items():
        if name in body:
            try:
                taken[name] = read(body[name])
            except ValueError as fault:
                faults[name] = str(fault)
    if faults:
        raise invalid(faults)
    return taken


def new_task(body: dict) -> tuple[str, int]:
    fields = _fields({"title": None, **body}, {"title": _title, "priority": _priority})
    return fields["title"], fields.get("priority", 3)


def changes(body: dict) -> dict:
    fields = _fields(body, {"title": _title, "priority": _priority, "done": _done})
    if not fields:
        raise invalid({"body": "must name title, priority or done"})
    return fields


def many_ids(body: dict) -> list[int]:
    ids = body.get("ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise invalid({"ids": "must be a list of 1 to 100 ids"})
    if not all(_is_whole(id) and 1 <= id <= BIGGEST_ID for id in ids):
        raise invalid({"ids": "must be whole numbers"})
    if len(set(ids)) < len(ids):
        raise invalid({"ids": "must not repeat"})
    return ids


def page(query) -> tuple[int, bool | None, tuple[datetime, int] | None]:
    """limit, done (None: both) and the place after which the page begins (None: the newest)."""
    faults = {}
    limit = query.get("limit", "50")
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 200:
        faults["limit"] = "must be a whole number from 1 to 200"
    done = {"true": True, "false": False, None: None}.get(query.get("done"), "?")
    if done == "?":
        faults["done"] = "must be true or false"
    if faults:
        raise invalid(faults)
    return int(limit), done, _place(query["cursor"]) if "cursor" in query else None


def cursor(task) -> str:
    microseconds = (task["created_at"] - EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(f"{microseconds}.{task['id']}".encode()).decode()


def _place(text: str) -> tuple[datetime, int]:
    try:
        plain = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True).decode("ascii")
        match = re.fullmatch(r"(-?[0-9]{1,18})\.([0-9]{1,19})", plain)
        if match and int(match[2]) <= BIGGEST_ID:
            return EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except (binascii.Error, ValueError, OverflowError):
        pass
    raise Refusal(400, "invalid_cursor", "This cursor is not one of ours.")


def wanted_versions(header: str | None) -> set[str] | None:
    """The entity tags of If-Match; None when any version will do. Weak ones never match."""
    if header is None or header.strip() == "*":
        return None
    return {tag.strip() for tag in header.split(",")}
