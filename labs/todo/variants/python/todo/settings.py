"""Settings from the environment. A bad value names its variable, never what stood in it."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

LEVELS = {"debug": "DEBUG", "info": "INFO", "warn": "WARNING", "warning": "WARNING", "error": "ERROR"}


class BadSetting(Exception):
    """The variable whose value cannot be used."""


@dataclass(frozen=True)
class Settings:
    port: int
    database_url: str
    log_level: str
    max_connections: int
    database_timeout_s: float
    drain_s: float
    version: str
    origins: frozenset[str]


def _whole(name: str, default: int, low: int, high: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise BadSetting(f"{name} must be a whole number from {low} to {high}")
    return int(text)


def database_url() -> str:
    url = os.environ.get("DATABASE_URL", "")
    try:
        parts = urlsplit(url)
        if parts.scheme in ("postgres", "postgresql") and parts.hostname and (parts.port or True):
            return url
    except ValueError:
        pass
    raise BadSetting("DATABASE_URL must be a postgres:// address")


def read_settings() -> Settings:
    level = LEVELS.get(os.environ.get("LOG_LEVEL", "info").strip().lower() or "info")
    if level is None:
        raise BadSetting("LOG_LEVEL must be debug, info, warn or error")
    origins = os.environ.get("CORS_ORIGINS", "http://localhost:3000").split(",")
    return Settings(
        port=_whole("PORT", 8080, 1, 65535),
        database_url=database_url(),
        log_level=level,
        max_connections=_whole("DB_MAX_CONNS", 10, 1, 1000),
        database_timeout_s=_whole("DB_TIMEOUT_MS", 3000, 1, 600_000) / 1000,
        drain_s=_whole("DRAIN_SECONDS", 5, 0, 600),
        version=os.environ.get("APP_VERSION", "") or "dev",
        origins=frozenset(origin.strip() for origin in origins if origin.strip()),
    )
