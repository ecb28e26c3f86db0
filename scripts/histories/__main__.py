"""Adopt the Alembic histories of real projects, add one column in YAML, and take their databases there and back.

usage: python -m scripts.histories [--check] [PROJECT...]

For each project on PostgreSQL and on SQLite: a database at the head of its history, made as the project makes it, with
rows; ``import --alembic``; a column; ``build``, which must make one revision on that head; ``upgrade``, ``drift``,
``verify``, ``check``, ``downgrade``. Rows must stay, and the database must be what it was. Writes the table of
docs/adopting.md; ``--check`` writes nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path

from azuraforge_schemagen.db.scratch import scratch
from scripts.histories.adopting import Adoption, History, Unproved
from scripts.realworld.environment import environment
from scripts.realworld.projects import ROOT, projects
from scripts.realworld.servers import postgresql

PAGE = ROOT / "docs" / "adopting.md"
DIALECTS = ("postgresql", "sqlite")
_TABLE = re.compile(r"(?<=<!-- make histories -->\n).*?(?=<!-- end -->)", re.DOTALL)
_HEAD = "| project | revisions | tables | rows | on PostgreSQL | on SQLite | |\n|---|---|---|---|---|---|---|\n"


def main() -> int:
    """Adopt, print, and write."""
    known = _histories()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("projects", nargs="*", metavar="PROJECT", choices=[[], *known])
    chosen = parser.parse_args()
    with postgresql() as url:
        found = {name: _adopted(known[name], url) for name in chosen.projects or known}
    if not chosen.check and found.keys() == known.keys():
        rows = "".join(_row(known[name], it) for name, it in found.items())
        PAGE.write_text(_TABLE.sub(lambda _: _HEAD + rows, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 1 if any(isinstance(it, Unproved) for one in found.values() for it in one.values()) else 0


def _histories() -> dict[str, History]:
    data = tomllib.loads((Path(__file__).parent / "histories.toml").read_text(encoding="utf-8"))
    return {name: History(projects()[name], **it) for name, it in data.items()}


def _adopted(history: History, url: str) -> dict[str, Adoption | Unproved]:
    python = environment(history.project)
    found: dict[str, Adoption | Unproved] = {}
    for dialect in DIALECTS:
        with scratch(dialect, url if dialect == "postgresql" else None) as place, place.database() as engine:
            adoption = Adoption(history, engine, dialect, python, url)
            try:
                adoption.run()
                found[dialect] = adoption
            except Unproved as problem:
                found[dialect] = problem
            print(f"{history.project.name} on {dialect}: {found[dialect]}", flush=True)
    return found


def _row(history: History, found: dict[str, Adoption | Unproved]) -> str:
    done = next((it for it in found.values() if isinstance(it, Adoption)), None)
    figures = (done.revisions, done.tables, done.rows) if done else ("-", "-", "-")
    ends = ["proved" if isinstance(found[it], Adoption) else "**not proved**" for it in DIALECTS]
    title = history.project.requires[0].replace("==", " ")
    notes = ["`--at-head`"] * history.at_head + [history.note] * bool(history.note)
    return f"| {' | '.join(map(str, (title, *figures, *ends, ': '.join(notes))))} |\n"


if __name__ == "__main__":
    sys.exit(main())
