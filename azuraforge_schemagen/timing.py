"""CPU seconds per stage, kept only where ``SCHEMAGEN_TIMING`` is set: what ``make bench`` reports."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

STAGES: dict[str, float] = {}
"""Stage name -> CPU seconds of this process."""

_ENABLED = bool(os.environ.get("SCHEMAGEN_TIMING"))


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Add the CPU time of the block to its stage."""
    if not _ENABLED:
        yield
        return
    started = time.process_time()
    try:
        yield
    finally:
        STAGES[name] = STAGES.get(name, 0.0) + time.process_time() - started
