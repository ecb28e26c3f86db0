"""Import the models of real projects and hold what they make beside the projects' own: ``docs/realworld.md``.

usage: python -m scripts.realworld [--check] [PROJECT...]

Each project has an environment of its own under ``build/realworld``. The figures are recorded in
``tests/realworld.json``, from which the page is written; ``--check`` writes nothing, and fails where they are worse.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping

from scripts.realworld.environment import Unavailable, measured
from scripts.realworld.page import PAGE, page
from scripts.realworld.projects import ROOT, Project, projects
from scripts.realworld.record import Record, recorded
from scripts.realworld.servers import postgresql

RECORD = ROOT / "tests" / "realworld.json"


def main() -> int:
    """Measure, print, and write or judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="judge by the record, and write nothing")
    parser.add_argument("projects", nargs="*", metavar="PROJECT", help="all of them where none is named")
    chosen = parser.parse_args()
    known = projects()
    if unknown := sorted({*chosen.projects} - known.keys()):
        parser.error(f"there is no {unknown[0]}; known are {', '.join(known)}")
    before = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    with postgresql() as url:
        found = {name: _measured(known[name], url) for name in chosen.projects or known}
    worse = [line for name, it in found.items() for line in _worse(name, it, before.get(name, {}))]
    print(*worse, sep="\n", end="\n" if worse else "")
    if not chosen.check:
        _write(known, {name: found.get(name) or before[name] for name in known if name in {*found, *before}})
    return 1 if worse else 0


def _measured(project: Project, url: str) -> Record:
    try:
        found = recorded(measured(project, url))
    except Unavailable as problem:
        found = {"refused": [str(problem)]}
    print(f"{project.name}: {found.get('figures') or found['refused']}", flush=True)
    return found


def _worse(name: str, found: Record, before: Mapping[str, object]) -> Iterator[str]:
    """What is not as good as it was, or has no name."""
    yield from (
        f"{name}: no diagnostic names this: {it}"
        for it in found.get("unnamed", ())
        if it not in before.get("unnamed", ())
    )
    for kind, (equal, total) in before.get("figures", {}).items():  # type: ignore[attr-defined]
        now = found.get("figures", {}).get(kind, [0, total])
        if now[1] - now[0] > total - equal:
            yield f"{name}: {kind} {now[0]} of {now[1]}, recorded are {equal} of {total}"


def _write(known: Mapping[str, Project], records: Mapping[str, Record]) -> None:
    RECORD.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(known, records), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
