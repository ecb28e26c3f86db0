"""A golden case: a page that a person reads and that the tests run.

Above the line `GENERATED` stands what somebody wrote: prose, ``settings`` (TOML), and the YAML of two moments. A block
``yaml old/users.yaml`` is a file of the first moment, ``new/`` of the second, ``both/`` of both. Without ``old/`` and
``both/`` the case starts with nothing. Below the line stands what the compiler makes of it; ``pytest --update`` writes
that anew.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.docs.pages import blocks

GENERATED = "<!-- What follows is generated: pytest tests/cases --update -->\n"
FOLDER = Path(__file__).parent
PATHS = sorted(FOLDER.glob("*/*.md"))
SETTINGS: dict[str, Any] = {
    "dialects": ["postgresql>=15", "sqlite"],
    "allow": [],
    "naming": {},
    "show": ["diff", "upgrade", "downgrade", "sql"],
    "models": [],
    "rows": [],
    "look": {},
    "dialect_of_sql": ["postgresql", "sqlite"],
}


@dataclass(frozen=True)
class Case:
    """What somebody wrote. ``old`` and ``new`` are files by name; ``written`` is all of it."""

    path: Path
    written: str
    old: dict[str, str]
    new: dict[str, str]
    settings: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def dialects(self) -> list[str]:
        return [text.partition(">")[0] for text in self.settings["dialects"]]

    @property
    def least(self) -> int:
        """The least version of PostgreSQL that the case is for, 0 for any."""
        versions = (text.partition(">=")[2] for text in self.settings["dialects"] if text.startswith("postgresql"))
        return int(next(versions, "") or 0)


def read(path: Path) -> Case:
    """The case of a page. Every block of it must be one that is understood."""
    written = path.read_text(encoding="utf-8").partition(GENERATED)[0]
    old: dict[str, str] = {}
    new: dict[str, str] = {}
    settings = dict(SETTINGS)
    for block in blocks(written):
        language, _, place = block.info.strip().partition(" ")
        when, _, file = place.partition("/")
        assert (language, when) == ("settings", "") or (language == "yaml" and when in {"old", "new", "both"}), (
            block.info
        )
        if language == "settings":
            given = tomllib.loads(block.body)
            assert not set(given) - set(SETTINGS), given
            settings.update(given)
        for files, moments in ((old, {"old", "both"}), (new, {"new", "both"})):
            if when in moments:
                files[file] = block.body
    return Case(path, written, old, new, settings)


def page(case: Case, made: str) -> str:
    """The page with what the compiler makes of it now."""
    return f"{case.written.rstrip()}\n\n{GENERATED}\n{made.rstrip()}\n"


def shown(value: object) -> object:
    """A value of a row as ``look`` says it."""
    return "NULL" if value is None else int(value) if isinstance(value, int) else str(value)
