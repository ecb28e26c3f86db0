"""Laws 3 and 4: what was built is built; and the same input gives the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.pipeline import BuildOptions, build, check
from azuraforge_schemagen.pipeline.project import read_history
from tests import yamlflow, yamltext
from tests.laws.comparing import same
from tests.laws.projects import ALL, about, built, fitted, law, new_project, output, put, speakable, write
from tests.making import make_schema
from tests.repairing import repaired
from tests.strategies import Pair, pairs

ROOT = Path(__file__).parents[2]
BUILD = """
import sys
from pathlib import Path
from azuraforge_schemagen import config, pipeline
allow = frozenset({"all"})
pipeline.build(config.load(Path(sys.argv[1])), pipeline.BuildOptions(allow=allow))
"""


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@given(pair=pairs())
@law(20)
def test_both_dialects_settle(pair: Pair, tmp_path: Path) -> None:
    settles(pair, tmp_path, "postgresql", "sqlite")


@given(pair=pairs(portable=False))
@law(20)
def test_postgresql_settles(pair: Pair, tmp_path: Path) -> None:
    settles(pair, tmp_path, "postgresql")


def settles(pair: Pair, folder: Path, *dialects: str) -> None:
    assume(speakable(pair.old, pair.new))
    config = new_project(folder, *dialects)
    try:
        built(config, pair.old)
        is_settled(config)
        built(config, pair.new, pair.intent)
        is_settled(config)
        chain = read_history(config).chain
        for dialect in dialects:
            found = project(chain.schema(chain.heads), dialect)
            same(found, project(fitted(pair.new, dialects), dialect), "what was built is another schema")
        assert "postgresql" not in dialects or chain.schema(chain.heads) == pair.new
        write(config, pair.new)  # the lines of what is done may go
        is_settled(config)
    finally:
        shutil.rmtree(config.root)


def is_settled(config: Config) -> None:
    """Neither command finds anything to do."""
    before = output(config)
    assert not build(config, BuildOptions(allow=ALL)).changes
    result = check(config, cached=False)
    assert result.clean, result.diagnostics
    assert output(config) == before


@given(pair=pairs(), seed=st.integers(0, 99))
@law(15)
def test_order_of_files_and_keys_changes_nothing(pair: Pair, seed: int, tmp_path: Path) -> None:
    order_is_nothing(pair, seed, tmp_path, "postgresql", "sqlite")


def order_is_nothing(pair: Pair, seed: int, folder: Path, *dialects: str) -> None:
    assume(speakable(pair.old, pair.new))
    one, other = new_project(folder, *dialects), new_project(folder, *dialects)
    shuffle = random.Random(seed)
    try:
        for schema, intent in ((pair.old, None), (pair.new, about(pair.new, pair.intent))):
            put(one, dict(yamltext.files(schema, intent, dialects)))
            put(other, dict(shuffled_files(shuffle, schema, intent, dialects)))
            for config in (one, other):
                build(config, BuildOptions(allow=ALL))
            assert output(one) == output(other)
    finally:
        shutil.rmtree(one.root)
        shutil.rmtree(other.root)


def shuffled_files(shuffle: random.Random, *what: Any) -> Iterator[tuple[str, str]]:
    """The files with their keys in another order, written to the folder in another order too."""
    objects = list(enumerate(yamltext.objects(*what)))
    shuffle.shuffle(objects)
    for number, data in objects:
        yield yamltext.file_name(number), yamlflow.text(shuffled(shuffle, data))


def shuffled(shuffle: random.Random, value: Any, key: str = "") -> Any:
    """Maps in another order, but for columns, attributes and an index's parameters, whose order is kept."""
    if isinstance(value, list):
        return [shuffled(shuffle, item) for item in value]
    if not isinstance(value, Mapping) or key == "value":
        return value
    keys = list(value)
    if key not in ("columns", "attributes", "with"):
        shuffle.shuffle(keys)
    return {name: shuffled(shuffle, value[name], name) for name in keys}


def test_the_seed_of_hashes_changes_nothing(tmp_path: Path) -> None:
    outputs = [elsewhere(tmp_path, sys.executable, PYTHONHASHSEED=seed) for seed in ("1", "4242")]
    assert outputs[0] == outputs[1]


def elsewhere(folder: Path, python: str, **environment: str) -> dict[str, bytes]:
    """What another process makes of many tables and of a change of them."""
    config = new_project(folder)
    for seed in (3, 4):
        write(config, repaired(make_schema(random.Random(seed), 12)))
        command = [python, "-W", "error", "-c", BUILD, str(config.root)]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **environment})
    return output(config)


def other_pythons() -> list[str]:
    """Pythons of other versions on this machine, newest of each."""
    here = sys.version_info[:2]
    found = {}
    for minor in (11, 12, 13, 14):
        installed = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))
        path = str(installed[-1]) if installed else shutil.which(f"python3.{minor}")
        if path and (3, minor) != here:
            found[minor] = path
    return list(found.values())


@pytest.mark.slow
def test_another_version_of_python_writes_the_same_bytes(tmp_path: Path) -> None:
    """And proves, with its own parser of Python, what this one wrote."""
    pythons = [made for path in other_pythons() if (made := environment_of(path, tmp_path))]
    if not pythons:
        pytest.skip("no other Python with PyYAML, jinja2 and click")
    here = elsewhere(tmp_path, sys.executable)
    for python in pythons:
        assert elsewhere(tmp_path, python) == here


def environment_of(python: str, folder: Path) -> str | None:
    """An environment of that Python with what a build needs, ``None`` where it cannot be had."""
    home = folder / f"environment{len(list(folder.iterdir()))}"
    packages = ["pyyaml", "jinja2", "click", "jsonschema"]
    steps = ([python, "-m", "venv", str(home)], [str(home / "bin/python"), "-m", "pip", "install", "-q", *packages])
    for step in steps:
        if subprocess.run(step, check=False, capture_output=True).returncode:
            return None
    return str(home / "bin/python")
