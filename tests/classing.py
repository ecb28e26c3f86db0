"""What files say of classes, made up: names, docs, defaults of Python, relationships and their options. Whatever the
language refuses is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.ir.orm import ClassMap
from azuraforge_schemagen.load import layout
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.resolve import Resolved, resolve
from tests.yamltext import Data, Files

DOCS = ("A thing.", 'It\'s "100%" :x {}', "Two\nlines.", "back\\slash", "Ünïcode")
NAMES = ("kind", "owner", "parts", "Thing", "value_", "made_at", "Größe")
DEFAULTS = (
    "uuid4()", "now()", "utcnow()", "today()", "dict()", "list()", "x", "it's 100%", "", 1, 0, True, False,
    Decimal("1.5"), [], {},
    {"value": "f(x)"}, {"value": [1, "a"]}, {"sql": "1 + 1"}, {"sql": "CURRENT_TIMESTAMP"}, {"call": "random:random"},
    {"call": "uuid:uuid4"}, None, "2024-02-03", "2024-02-03 04:05:06", "04:05:06",
    {"value": {"a": [1]}},
    "5f0c0b6e-0d0e-4c0e-9d7e-2f6a3d1f4b5c",
)  # fmt: skip
OPTIONS: tuple[Data, ...] = (
    {"lazy": "selectin"}, {"lazy": "raise"}, {"lazy": "joined", "innerjoin": True}, {"cascade": ["all"]},
    {"cascade": ["save-update", "merge", "delete"], "passive_deletes": True}, {"viewonly": True}, {"doc": DOCS[1]},
    {"passive_deletes": "all", "cascade": ["save-update"]},
    {"cascade": ["all", "delete-orphan"], "single_parent": True},
    {"passive_updates": False}, {"post_update": True}, {"collection": "set"}, {"uselist": False}, {},
)  # fmt: skip


def with_classes(objects: list[Data], random: Random, dialects: tuple[str, ...]) -> Files:
    """The files of these maps with something said of their classes."""
    config = Config(Path(), "models", "models", targets=tuple(Target(it) for it in dialects))
    for number in range(len(objects)):
        for add in (_class, _columns, _relationships):
            tried = [dict(it) for it in objects]
            add(tried, number, random, config)
            if _stands(tried, config):
                objects = tried
    return _files(objects)


def _files(objects: list[Data]) -> Files:
    return {f"object_{number:03}.yaml": layout.text(data) for number, data in enumerate(objects)}


def _resolved(objects: list[Data], config: Config) -> Resolved | None:
    documents, broken = read_texts(_files(objects))
    return None if broken else resolve(documents, config)


def _stands(objects: list[Data], config: Config) -> bool:
    found = _resolved(objects, config)
    return found is not None and not any(it.severity == "error" for it in found.diagnostics)


def _class(objects: list[Data], number: int, random: Random, config: Config) -> None:
    data = objects[number]
    if data.keys() & {"table", "enum"} and random.randrange(2):
        data["doc"] = random.choice(DOCS)
        data["class"] = f"C{number}{random.choice(['', 'x'])}"
    if "table" in data and data.get("columns") and random.randrange(2):
        data["repr"] = random.sample(list(data["columns"]), min(2, len(data["columns"])))


def _columns(objects: list[Data], number: int, random: Random, config: Config) -> None:
    data = objects[number]
    if "table" not in data:
        return
    for name in dict(data.get("columns") or {}):
        said = _of_column(random)
        if not said:
            continue
        spec = data["columns"][name]
        whole = dict(spec) if isinstance(spec, Mapping) else {"type": spec}
        if "raw" in whole or "serial" in str(whole["type"]):
            continue  # a raw type takes any default, one with a name does not; with a default SQLAlchemy does not count
        tried = [*objects]
        tried[number] = {**data, "columns": {**data["columns"], name: {**whole, **said}}}
        if _stands(tried, config):
            data = objects[number] = tried[number]


def _of_column(random: Random) -> Data:
    said: Data = {}
    if not random.randrange(3):
        said["default"] = random.choice(DEFAULTS)
    if not random.randrange(5):
        said["on_update"] = random.choice(DEFAULTS)
    if not random.randrange(4):
        said["doc"] = random.choice(DOCS)
    if not random.randrange(6):
        said["attr"] = random.choice(NAMES)
    return said


def _relationships(objects: list[Data], number: int, random: Random, config: Config) -> None:
    data = objects[number]
    found = _resolved(objects, config)
    if "table" not in data or found is None:
        return
    for one in found.orm.classes.values():
        if one.table.name == data["table"] and one.table.schema == data.get("schema", ""):
            _of_class(objects, number, one, random, config)


def _of_class(objects: list[Data], number: int, one: ClassMap, random: Random, config: Config) -> None:
    for made in one.relationships:
        said = _words(made, random) if random.randrange(2) else False
        name = made.name if said is False or random.randrange(2) else f"{made.name}_too"
        data = objects[number]
        tried = [*objects]
        tried[number] = {**data, "relationships": {**data.get("relationships", {}), name: said}}
        if _stands(tried, config):
            objects[number] = tried[number]


def _words(made: Any, random: Random) -> Data:
    schema = {"schema": made.target.schema} if made.target.schema else {}
    said: Data = {"target": {**schema, "table": made.target.name}, **random.choice(OPTIONS)}
    if not made.many:
        said.pop("collection", None)
    if made.foreign_columns:
        said["via"] = made.foreign_columns[0]
    return said


Add = Callable[[list[Data], int, Random, Config], None]
