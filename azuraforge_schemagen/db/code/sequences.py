"""Sequences of models: those of the metadata and those that columns take numbers from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.ir import bounds
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sequence

_TYPES = {sa.SmallInteger: "smallint", sa.BigInteger: "bigint", sa.Integer: "integer"}


def sequence_name(found: sa.Sequence) -> QName:
    """A sequence's name; the schema ``public`` is the default one."""
    return QName("" if found.schema in (None, "public") else str(found.schema), str(found.name))


def sequences(metadata: Iterable[sa.MetaData], dialects: Iterable[str]) -> dict[QName, Sequence]:
    """Every sequence that ``create_all`` makes, where a server of the project has them."""
    if "postgresql" not in (names := list(dialects)):
        return {}
    marks = ("postgresql",) if len(names) > 1 else ()
    return {sequence_name(it): _sequence(it, marks) for it in _all(metadata) if not it.optional}


def _all(metadata: Iterable[sa.MetaData]) -> Iterator[sa.Sequence]:
    for one in metadata:
        yield from one._sequences.values()
        columns = (column for table in one.tables.values() for column in table.columns)
        yield from (it.default for it in columns if isinstance(it.default, sa.Sequence))


def _sequence(found: sa.Sequence, dialects: tuple[str, ...]) -> Sequence:
    type_: Any = next((word for cls, word in _TYPES.items() if isinstance(found.data_type, cls)), "bigint")
    made = Sequence(
        sequence_name(found),
        type_,
        found.start,
        found.increment,
        None if found.nominvalue else found.minvalue,
        None if found.nomaxvalue else found.maxvalue,
        found.cache,
        bool(found.cycle),
        dialects=dialects,
    )
    return bounds.canonical(made)
