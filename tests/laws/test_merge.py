"""``import --merge``: a database of the same schema changes no byte; one of another schema becomes what the files say,
and every comment and everything that only Python sees is still there."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.config import Config, load
from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.dialects import project, storage
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.load.layout import text
from azuraforge_schemagen.pipeline import ImportOptions, import_
from azuraforge_schemagen.pipeline.source import read_source
from tests import yamltext
from tests.laws.comparing import same
from tests.laws.conftest import NewChain
from tests.laws.databases import Database
from tests.laws.essence import essence
from tests.laws.projects import fitted, speakable
from tests.load.ugly import parsed, sprinkled, texts_of_comments, written
from tests.strategies import Pair, pairs

EXAMPLES = int(os.environ.get("SCHEMAGEN_EXAMPLES", "20"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
Files = dict[str, str]


@pytest.mark.postgresql
@given(pair=pairs(portable=False), seed=st.integers(0, 2**32))
@law
def test_postgresql(pair: Pair, seed: int, postgresql: Database, new_chain: NewChain) -> None:
    merges(pair, random.Random(seed), postgresql, new_chain)


@given(pair=pairs(), seed=st.integers(0, 2**32))
@law
def test_sqlite(pair: Pair, seed: int, sqlite: Database, new_chain: NewChain) -> None:
    merges(pair, random.Random(seed), sqlite, new_chain)


def merges(pair: Pair, shuffle: random.Random, database: Database, new_chain: NewChain) -> None:
    assume(speakable(pair.old, pair.new))
    old, new = (fitted(schema, (database.dialect,)) for schema in (pair.old, pair.new))
    with tempfile.TemporaryDirectory() as folder:
        config = put(Path(folder), old, database.dialect, shuffle)
        before = files(config)
        make(old, database, new_chain)
        assert not import_(config.root, url(database), ImportOptions(merge=True)).diagnostics
        assert files(config) == before
        make(new, database, new_chain)
        if stays(config, url(database)):
            after = files(config)
            assert comments(after) >= comments(before)
            assert lost(before, after, database.inspect().schema) == []
        import_(config.root, url(database), ImportOptions(merge=True, force=True))
        found = storage(project(read_source(config).schema, database.dialect), database.dialect)
        live = database.inspect().schema
        same(essence(found, database.dialect), essence(live, database.dialect), "the YAML is not what the database is")
        settled = files(config)
        assert not import_(config.root, url(database), ImportOptions(merge=True)).diagnostics
        assert files(config) == settled


def stays(config: Config, url: str) -> bool:
    """Merge without ``force``; False where a file of what is gone is in the way of what came."""
    refused: set[str] = set()
    try:
        import_(config.root, url, ImportOptions(merge=True))
    except Refusal as refusal:
        refused = {it.code for it in refusal.diagnostics}
    assert refused in (set(), {"SG515", "SG550"})
    return not refused


def put(root: Path, schema: Schema, dialect: str, shuffle: random.Random) -> Config:
    """The project of a schema, with what only Python sees, and comments anywhere."""
    (root / "schema").mkdir()
    least = "postgresql>=15" if dialect == "postgresql" else dialect
    (root / "pyproject.toml").write_text(f'[tool.schemagen]\npackage = "shop"\ndialects = ["{least}"]\n')
    for number, data in enumerate(yamltext.objects(schema, None, (dialect,))):
        told(shuffle, data)
        content = shuffle.choice([text(data), written(shuffle, data)])
        (root / "schema" / yamltext.file_name(number)).write_text(sprinkled(shuffle, content, 6))
    return load(root)


def told(shuffle: random.Random, data: dict[str, Any]) -> None:
    """Put in what no database knows."""
    if "table" in data:
        data["doc"] = shuffle.choice(["A table.", "One line.\n\nAnd another one.\n"])
        for name, column in data["columns"].items():
            if shuffle.random() < 0.5:
                wide = column if isinstance(column, dict) else {"type": column}
                data["columns"][name] = {**wide, "doc": f"It is {name}.", "annotation": "Any"}
    elif "enum" in data:
        data["doc"] = "An enum."


def make(schema: Schema, database: Database, new_chain: NewChain) -> None:
    """The database of a schema."""
    chain = new_chain(database.dialect)
    try:
        chain.build(schema)
        database.empty()
        chain.upgrade(database.engine)
    finally:
        chain.remove()


def url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def files(config: Config) -> Files:
    return {path.name: path.read_text() for path in sorted((config.root / "schema").glob("*.yaml"))}


def comments(found: Files) -> Mapping[str, int]:
    """How often each comment stands there."""
    from collections import Counter

    return Counter(comment for content in found.values() for comment in texts_of_comments(content))


def lost(before: Files, after: Files, live: Schema) -> list[str]:
    """What only Python sees of things that are still there, and is not said any more."""
    return [*_lost(before, after, live)]


def _lost(before: Files, after: Files, live: Schema) -> Iterator[str]:
    tables = {name.name: table for name, table in live.tables.items()}
    for path, content in before.items():
        old, new = parsed(content).data, parsed(after[path]).data
        if old.get("doc") != new.get("doc"):
            yield f"{path}: doc"
        table = tables.get(old.get("table", ""))
        for name, column in (old.get("columns") or {}).items():
            if table is not None and name in table.by_name and isinstance(column, dict):
                now = new["columns"][name]
                missing = [it for it in ("doc", "annotation") if it in column and column[it] != now.get(it)]
                yield from (f"{path}: {name}.{it}" for it in missing)
