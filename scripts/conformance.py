"""Run the pairs of real schemas of a conformance corpus, and hold the result beside the recorded one.

usage: conformance.py CORPUS [--list core] [run.py's options]

CORPUS is a folder with ``run.py``, ``cases/`` and the lists. The record (``tests/conformance.json``) says how many
pairs pass, and that none ends wrong or in a crash; fewer passes fail the run, and more ask for a new record.
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
    parser.add_argument("--list", default="core", help="the list of pairs: core or all")
    chosen, rest = parser.parse_known_args()
    found = tally(chosen.corpus.resolve(), chosen.list, rest)
    wanted = json.loads(RECORD.read_text(encoding="utf-8"))[chosen.list]
    print(f"{chosen.list}: {dict(found)}; recorded: {wanted}")
    wrong = [status for status in ("wrong", "crash") if found[status] > wanted[status]]
    if found["pass"] < wanted["pass"] or wrong:
        print("worse than what is recorded")
        return 1
    if found["pass"] > wanted["pass"]:
        print(f"better than what is recorded: raise {RECORD.relative_to(ROOT)}")
    return 0


def tally(corpus: Path, name: str, options: list[str]) -> Counter[str]:
    """How many pairs ended in which way, on a server of our own unless ``$SCHEMAGEN_TEST_PG`` names one."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, str(corpus / "run.py"), str(corpus / "cases"), "--report", str(report)]
        command += ["--names", str(corpus / f"{name}.txt"), *options]
        if os.environ.get("SCHEMAGEN_TEST_PG"):
            subprocess.run(command, check=False)
        else:
            with server(secrets.token_hex(8)) as url:
                subprocess.run(command, check=False, env={**os.environ, "SCHEMAGEN_TEST_PG": url})
        return Counter(entry["status"] for entry in json.loads(report.read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main())
