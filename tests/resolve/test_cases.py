"""Golden cases: a folder of YAML files, and in ``resolved.txt`` what they mean. ``--update`` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path

import pytest

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.load.read import read
from azuraforge_schemagen.resolve import Resolved, resolve
from tests.conftest import Golden
from tests.resolve.reading import BOTH

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_case(case: str, golden: Golden) -> None:
    documents, broken = read(CASES, case)
    assert not broken
    found = resolve(documents, Config(CASES, "app", "app", targets=BOTH))
    golden(CASES / case / "resolved.txt", "\n".join(report(found)) + "\n")


def report(found: Resolved) -> Iterator[str]:
    """Everything that was resolved, one thing a line, without what is as usual."""
    yield from (f"{it.severity}[{it.code}] {it.span}: {it.message}" for it in found.diagnostics)
    for ref, made in sorted(found.schema.objects.items()):
        yield from ("", str(ref), *parts(made, skip=("name", "by_name")))
    for name, mapped in found.orm.classes.items():
        yield from ("", f"class {mapped.name} of {name}", *parts(mapped, skip=("table", "name")))
    for name, kind in found.orm.enums.items():
        yield from ("", f"class {kind.name} of {name}", *parts(kind, skip=("enum", "name")))
    if found.intent != Intent(naming=found.intent.naming):
        yield from ("", "intent", *parts(found.intent, skip=("naming", "allow")))


def parts(value: object, skip: tuple[str, ...]) -> Iterator[str]:
    for field in fields(value):  # type: ignore[arg-type]
        item = getattr(value, field.name)
        if field.name in skip or item == field.default or not item:
            continue
        if isinstance(item, Mapping):
            yield from (f"  {field.name} {shown(key)}: {shown(inner)}" for key, inner in sorted(item.items()))
        elif isinstance(item, tuple) and is_dataclass(item[0]):
            yield from (f"  {shown(inner)}" for inner in item)
        else:
            yield f"  {field.name}: {shown(item)}"


def shown(value: object) -> str:
    """A value as Python writes it, fields left out that have their defaults."""
    if isinstance(value, QName | Ref):
        return str(value)
    if isinstance(value, tuple):
        return "(" + ", ".join(map(shown, value)) + ")"
    if not is_dataclass(value):
        return repr(value)
    said = []
    for field in fields(value):
        item = getattr(value, field.name)
        if field.default is MISSING or item != field.default:
            said.append(shown(item) if field.default is MISSING else f"{field.name}={shown(item)}")
    return f"{type(value).__name__}({', '.join(said)})"
