"""Measure CPU and memory of a cold build, a one-column change and a check, on a synthetic schema, stage by stage.

usage: bench.py [TABLES...]   default: 1000 5000. Every figure is CPU seconds of one fresh process, its imports too;
modules are compiled beforehand. "loops" is the same in runs of a fixed loop of plain Python, measured before and after
in the same process: what to compare where a machine is busy, or another one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CHILD = """
import json, resource, sys, time

def calibrate():
    began, kept = time.process_time(), {}
    for number in range(400_000):
        kept[number % 1000] = (number, str(number))
    return time.process_time() - began

before = calibrate()
started = time.process_time()
from azuraforge_schemagen import config, pipeline
from azuraforge_schemagen.timing import STAGES
settings = config.load(__import__("pathlib").Path.cwd())
verb = sys.argv[1]
if verb in ("build", "warm"):
    pipeline.build(settings, pipeline.BuildOptions(message="bench", dry_run=verb == "warm"))
else:
    result = pipeline.check(settings)
    assert not result.diagnostics, result.diagnostics[:3]
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
cpu = time.process_time() - started
print(json.dumps({"cpu": cpu, "memory": memory, "stages": dict(STAGES), "loop": (before + calibrate()) / 2}))
"""

SETTINGS = {
    "SOURCE_DATE_EPOCH": "1700000000",
    "SCHEMAGEN_TIMING": "1",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "schemagen-bench"),
}

CLI = "import azuraforge_schemagen.cli"

PYPROJECT = """[project]
name = "bench"
version = "0"

[tool.schemagen]
package = "bench_models"
dialects = ["postgresql>=14", "sqlite"]
"""


def table(number: int, tables: int) -> str:
    """One table: 15 columns, 2 foreign keys, 2 indexes, a unique, a check, an enum."""
    one, two = (number * 7 + 1) % tables, (number * 13 + 5) % tables
    kinds = ["string", "text | null", "integer", "bigint | null", "boolean", "json | null", "date"]
    plain = "".join(
        f"  field_{i}: {{ type: {kind}, doc: The {i}th field of its row. }}\n" for i, kind in enumerate(kinds)
    )
    return (
        f"table: table_{number:05}\ndoc: A table of the benchmark.\ncolumns:\n"
        f"  id: {{ type: bigint, primary_key: true, identity: by_default }}\n"
        f"  first_id: {{ type: bigint, references: table_{one:05}.id, on_delete: cascade, index: true }}\n"
        f"  second_id: {{ type: bigint | null, references: table_{two:05}.id, on_delete: set_null }}\n"
        f"  name: {{ type: string, length: 80 }}\n"
        f"  kind: {{ type: kind_{number:05}, server_default: a }}\n"
        f'  score: {{ type: numeric | null, precision: 10, scale: 2, check: "score >= 0" }}\n{plain}'
        f"  created_at: {{ type: timestamptz, server_default: now() }}\n"
        f"  updated_at: {{ type: timestamptz | null, index: true }}\n"
        f"uniques: {{ uq_table_{number:05}: [name, first_id] }}\n"
    )


def write(folder: Path, tables: int) -> None:
    """A project of so many tables."""
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "schema").mkdir()
    for number in range(tables):
        (folder / "schema" / f"table_{number:05}.yaml").write_text(table(number, tables))
        (folder / "schema" / f"kind_{number:05}.yaml").write_text(f"enum: kind_{number:05}\nvalues: [a, b, c]\n")


def run(folder: Path, verb: str) -> dict[str, object]:
    """One fresh process; its figures."""
    environment = {**os.environ, **SETTINGS}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, verb], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    result: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def import_cost() -> float:
    """CPU seconds of importing the command line, compiled as an installed tool is, over those of bare Python: the
    least of several runs of each."""

    def seconds(code: str) -> float:
        line = [sys.executable, "-c", f"{code}\nimport time; print(time.process_time())"]
        return float(subprocess.run(line, check=True, capture_output=True, text=True, env=environment).stdout)

    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        seconds(CLI)
        return min(seconds(CLI) for _ in range(9)) - min(seconds("") for _ in range(9))


def show(name: str, result: dict[str, object]) -> None:
    """One row, then the stages' shares."""
    cpu = result["cpu"]
    assert isinstance(cpu, float)
    loop = result["loop"]
    assert isinstance(loop, float)
    print(f"{name:28}{cpu:8.2f} s CPU{result['memory']:8.0f} MiB{cpu / loop:8.1f} loops")
    stages = result["stages"]
    assert isinstance(stages, dict)
    for stage, seconds in stages.items():
        print(f"    {stage:24}{seconds:8.2f} s {100 * seconds / cpu:5.1f} %")


def main() -> None:
    """Measure each size; print growth between the first and the last."""
    sizes = [int(text) for text in sys.argv[1:]] or [1000, 5000]
    print(f"{'import of the command line':28}{import_cost() * 1000:8.0f} ms CPU over bare Python")
    cold: list[float] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, size)
            if not cold:
                run(folder, "warm")
            result = run(folder, "build")
            cold.append(float(str(result["cpu"])))
            show(f"cold build, {size} tables", result)
            changed = folder / "schema" / "table_00003.yaml"
            changed.write_text(re.sub(r"^uniques", "  added: string | null\nuniques", changed.read_text(), flags=re.M))
            show(f"one column, {size} tables", run(folder, "build"))
            show(f"check, {size} tables", run(folder, "check"))
    if len(sizes) > 1:
        print(f"growth of the cold build from {sizes[0]} to {sizes[-1]} tables: {cold[-1] / cold[0]:.2f}-fold")


if __name__ == "__main__":
    main()
