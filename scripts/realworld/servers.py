"""The PostgreSQL on which real projects are measured."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator

from azuraforge_schemagen.db.scratch.server import server


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The URL in ``$SCHEMAGEN_TEST_PG``, or that of a server of our own."""
    if given := os.environ.get("SCHEMAGEN_TEST_PG"):
        yield given
    else:
        with server(secrets.token_hex(8)) as url:
            yield url
