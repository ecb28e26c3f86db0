"""The proof that stands before every import."""

from __future__ import annotations

from pathlib import Path

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Table, schema_of
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.pipeline.faithful import faithful

FILES = {"schema/t.yaml": "table: t\ncolumns:\n  a: integer\n"}
CONFIG = Config(Path(), "shop_models", "shop-models")


def found(files: dict[str, str], type_: str) -> list[str]:
    wanted = schema_of(Table(QName("", "t"), (Column("a", Scalar(type_), False),)))
    return [it.diagnostic.code for it in faithful(CONFIG, files, wanted, "postgresql", lambda _: True)]


def test_what_comes_back_as_it_is() -> None:
    assert found(FILES, "integer") == []


def test_what_comes_back_as_something_else() -> None:
    assert found(FILES, "bigint") == ["SG514"]


def test_what_is_lost() -> None:
    assert found({}, "integer") == ["SG514"]


def test_what_the_language_refuses() -> None:
    assert found({"schema/t.yaml": "table: t\ncolumns:\n  a: intger\n"}, "integer") == ["SG515"]
    assert found({"schema/t.yaml": "table: t\ncolumns: [a]\n"}, "integer") == ["SG515"]
