"""Serial columns and what they are: a default that draws from a sequence that goes with its column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from azuraforge_schemagen.ir import regclass, sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Object, Owner, Sequence, Sql, Table
from azuraforge_schemagen.ir.types import INTEGER_TYPES, Scalar


def sequence_of(table: QName, column: Column) -> Sequence:
    """The sequence of a serial column as SERIAL makes it."""
    kind = column.type.name if isinstance(column.type, Scalar) else ""
    assert kind in INTEGER_TYPES, column
    return Sequence(QName(table.schema, column.serial or ""), kind, owned_by=Owner(table, column.name))  # type: ignore[arg-type]


def spelled_out(column: Column, sequence: QName, like: Column | None) -> Column:
    """A serial column as a plain one; its default is spelled as ``like`` spells it, where that draws from the same."""
    default = like.server_default if like else None
    if not (isinstance(default, Sql) and _draws(default, sequence)):
        default = Sql(regclass.drawing_from(sequence))
    return replace(column, serial=None, server_default=default)


def folded(objects: Iterable[Object]) -> list[Object]:
    """The objects with each sequence that is no other than a serial's as a part of its column: the two are the same
    to a server."""
    found = {it.ref: it for it in objects}
    for sequence in [it for it in found.values() if isinstance(it, Sequence) and it.owned_by]:
        owner = sequence.owned_by
        table = next((it for it in found.values() if owner and isinstance(it, Table) and it.name == owner.table), None)
        column = table.by_name.get(owner.column) if owner and table else None
        if table is None or column is None or column.serial is not None or column.nullable:
            continue
        serial = replace(column, serial=sequence.name.name, server_default=None)
        if _counts(column, sequence) and sequence_of(table.name, serial) == sequence:
            columns = tuple(serial if it is column else it for it in table.columns)
            found[table.ref] = replace(table, columns=columns)
            del found[sequence.ref]
    return list(found.values())


def _counts(column: Column, sequence: Sequence) -> bool:
    default = column.server_default
    whole = isinstance(column.type, Scalar) and column.type.name in INTEGER_TYPES
    return whole and isinstance(default, Sql) and not default.dialects and _draws(default, sequence.name)


def _draws(default: Sql, sequence: QName) -> bool:
    """Whether a default is the sequence's next value and nothing else."""
    text = default.text or ""
    pieces = [it.text.lower() for it in sqltext.tokens(text) if it.kind not in ("space", "line", "block", "string")]
    return regclass.sequences(text) == {sequence} and pieces in (_NEXT, _NEXT_OF_CLASS)


_NEXT = ["nextval", "(", ")"]
_NEXT_OF_CLASS = ["nextval", "(", "::", "regclass", ")"]
