"""One build at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Wait for any other build of the project: two at once would each take the other's revision for an orphan.

    The lock is on pyproject.toml, so that no file of its own is left behind; Windows has none.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (root / "pyproject.toml").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
