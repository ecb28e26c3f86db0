"""YAML texts as a project, resolved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, Relationship
from azuraforge_schemagen.ir.schema import Column, Table
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.resolve import Resolved, resolve

USERS = "table: users\ncolumns: { id: { type: bigint, primary_key: true }, name: string }"
POSTGRESQL = (Target("postgresql", (15,)),)
BOTH = (*POSTGRESQL, Target("sqlite"))


def resolved(*texts: str, targets: tuple[Target, ...] = POSTGRESQL, **settings: Any) -> Resolved:
    """The project of these files, whatever is wrong with it."""
    documents, broken = read_texts({f"schema/{index}.yaml": text for index, text in enumerate(texts)})
    assert not broken, broken
    return resolve(documents, Config(Path(), "app", "app", targets=targets, **settings))


def clean(*texts: str, **settings: Any) -> Resolved:
    """The project of these files, with which nothing is wrong."""
    found = resolved(*texts, **settings)
    assert found.diagnostics == ()
    return found


def codes(*texts: str, **settings: Any) -> list[str]:
    """The codes of what is wrong with these files."""
    return [found.code for found in resolved(*texts, **settings).diagnostics]


def table(found: Resolved, name: str, schema: str = "") -> Table:
    return found.schema.table(QName(schema, name))


def column(spec: str, *more: str, **settings: Any) -> Column:
    """The column of a line, in a table that has just this one."""
    return table(clean(f"table: t\ncolumns:\n  c: {spec}", *more, **settings), "t").by_name["c"]


def attribute(spec: str, *more: str, **settings: Any) -> Attribute:
    """The attribute of a line, beside a primary key."""
    text = f"table: t\ncolumns:\n  id: {{ type: bigint, primary_key: true }}\n  c: {spec}"
    return class_of(clean(text, *more, **settings), "t").attributes[1]


def class_of(found: Resolved, name: str, schema: str = "") -> ClassMap:
    return found.orm.classes[QName(schema, name)]


def relationships(found: Resolved, name: str) -> dict[str, Relationship]:
    return {one.name: one for one in class_of(found, name).relationships}
