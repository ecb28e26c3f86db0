"""Run the tests of real projects with generated models in the place of theirs: ``docs/suites.md``.

usage: python -m scripts.suites [--check] [PROJECT...]

Each project has an environment of its own under ``build/suites``. Every test must have the outcome that it has with the
project's own models; ``--check`` writes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping

from scripts.realworld.environment import Unavailable
from scripts.realworld.projects import ROOT
from scripts.suites.run import Outcomes, ran
from scripts.suites.suites import Suite, suites

PAGE = ROOT / "docs" / "suites.md"
RECORD = ROOT / "tests" / "suites.json"
_HEAD = """\
# Test suites of real projects
Projects from PyPI run their own tests twice, in two copies of them: with their models, and with the generated ones in
the place of those (`schemagen import SOURCE --mixins FILE`, `schemagen build`, and the modules that the import says).
Every test must come out as it does with the project's own models, those included that fail for want of something on
the machine. `make suites` runs them again and writes this page.

| project | tests | passed with theirs | passed with ours | other outcomes | |
|---|---|---|---|---|---|
"""


def main() -> int:
    """Run, print, and write or judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("projects", nargs="*", metavar="PROJECT", choices=[[], *suites()])
    chosen = parser.parse_args()
    known = suites()
    found = {name: _figures(known[name]) for name in chosen.projects or known}
    if not chosen.check:
        records = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
        records |= {name: it for name, it in found.items() if it}
        RECORD.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(_page(known, records), encoding="utf-8")
    return 0 if all(it and it["other"] == 0 for it in found.values()) else 1


def _figures(suite: Suite) -> dict[str, int]:
    """How many tests there are, how many pass, and how many come out otherwise; nothing where they do not run."""
    try:
        theirs, ours = ran(suite)
    except Unavailable as problem:
        print(f"{suite.name}: {problem}")
        return {}
    for name in sorted(theirs.keys() | ours.keys()):
        if theirs.get(name) != ours.get(name):
            print(f"{suite.name}: {name}: {theirs.get(name)} with theirs, {ours.get(name)} with ours")
    figures = _counted(theirs, ours)
    print(f"{suite.name}: {figures}")
    return figures


def _counted(theirs: Outcomes, ours: Outcomes) -> dict[str, int]:
    every = theirs.keys() | ours.keys()
    passed = [Counter(it.values())["passed"] for it in (theirs, ours)]
    other = sum(theirs.get(name) != ours.get(name) for name in every)
    return {"tests": len(every), "theirs": passed[0], "ours": passed[1], "other": other}


def _page(known: Mapping[str, Suite], records: Mapping[str, Mapping[str, int]]) -> str:
    rows = [_row(suite, records[name]) for name, suite in known.items() if name in records]
    return _HEAD + "\n".join(rows) + "\n"


def _row(suite: Suite, figures: Mapping[str, int]) -> str:
    shown = " | ".join(str(figures[key]) for key in ("tests", "theirs", "ours", "other"))
    return f"| {suite.requires[0].replace('==', ' ')} | {shown} | {suite.note} |"


if __name__ == "__main__":
    sys.exit(main())
