"""Run the pairs of real schemas of a conformance corpus, and hold the result beside the recorded one.

usage: conformance.py CORPUS [--list all] [run.py's options]

CORPUS is a folder with ``run.py``, ``cases/`` and the lists. Every pair of the list runs once; each list that the
record (``tests/conformance.json``) names and whose pairs all ran is judged: how many pass, and that none ends wrong or
in a crash. Fewer passes fail the run, and more ask for a new record.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from azuraforge_schemagen.db.scratch.server import server

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "tests" / "conformance.json"


def main() -> int:
    """Run, print what is not as it should be, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--list", default="all", help="the list of pairs: core or all")
    chosen, rest = parser.parse_known_args()
    corpus = chosen.corpus.resolve()
    found = statuses(corpus, chosen.list, rest)
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    return max([judged(name, names(corpus, name), found, wanted) for name, wanted in recorded.items()])


def judged(name: str, pairs: list[str], found: dict[str, str], wanted: dict[str, int]) -> int:
    """Whether a list ended worse than recorded; one of which not every pair ran is not judged."""
    if not found.keys() >= set(pairs):
        print(f"{name}: not all of its pairs ran")
        return 0
    counts = Counter(found[pair] for pair in pairs)
    print(f"{name}: {dict(counts)}; recorded: {wanted}")
    if counts["pass"] < wanted["pass"] or any(counts[it] > wanted[it] for it in ("wrong", "crash")):
        print("worse than what is recorded")
        return 1
    if counts["pass"] > wanted["pass"]:
        print(f"better than what is recorded: raise {RECORD.relative_to(ROOT)}")
    return 0


def names(corpus: Path, name: str) -> list[str]:
    """The pairs of a list."""
    return (corpus / f"{name}.txt").read_text(encoding="utf-8").split()


def statuses(corpus: Path, name: str, options: list[str]) -> dict[str, str]:
    """How each pair ended, on a server of our own unless ``$SCHEMAGEN_TEST_PG`` names one."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, str(corpus / "run.py"), str(corpus / "cases"), "--report", str(report)]
        command += ["--names", str(corpus / f"{name}.txt"), *options]
        if os.environ.get("SCHEMAGEN_TEST_PG"):
            subprocess.run(command, check=False)
        else:
            with server(secrets.token_hex(8)) as url:
                subprocess.run(command, check=False, env={**os.environ, "SCHEMAGEN_TEST_PG": url})
        return {entry["case"]: entry["status"] for entry in json.loads(report.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    sys.exit(main())
