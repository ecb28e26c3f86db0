"""The servers of the tests: what ``schemagen verify`` finds or starts, and URLs of their databases."""

from __future__ import annotations

from urllib.parse import quote

from azuraforge_schemagen.db.scratch.binaries import Unavailable, embedded_folders
from azuraforge_schemagen.db.scratch.server import server

__all__ = ["Unavailable", "embedded_folders", "server", "with_database", "with_driver"]


def with_database(url: str, database: str) -> str:
    """The same server, another database."""
    head, _, query = url.partition("?")
    return head.rpartition("/")[0] + "/" + quote(database, safe="") + ("?" + query if query else "")


def with_driver(url: str, driver: str = "") -> str:
    """``postgresql+driver://...``; without a driver the bare URL."""
    return ("postgresql+" + driver if driver else "postgresql") + "://" + url.partition("://")[2]
