"""Logs: one JSON object a line on stdout."""

import json
import logging
import sys
from datetime import datetime, timezone


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "msg": record.getMessage(),
            "service": "todo-service",
            **getattr(record, "fields", {}),
        }
        if record.exc_info and "error" not in line:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


_log = logging.getLogger("todo")


def start(level: str) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Lines())
    logging.basicConfig(level=level, handlers=[handler])
    # asyncio reports handlers that were cut off at debug; only its warnings are of use here.
    logging.getLogger("asyncio").setLevel(logging.WARNING)


def write(level: int, message: str, **fields: object) -> None:
    _log.log(level, message, extra={"fields": fields})
