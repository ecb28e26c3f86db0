"""Arguments of mappers in the words of the language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from azuraforge_schemagen.db.code.defaults import literal
from azuraforge_schemagen.db.code.joins import key_pairs, pairs_of
from azuraforge_schemagen.db.code.reach import path_of
from azuraforge_schemagen.db.code.tables import name_of, spelled
from azuraforge_schemagen.resolve.mappers import TOP

Words = dict[str, Any]
_USUAL: dict[str, object] = {
    "confirm_deleted_rows": True,
    "batch": True,
    "passive_updates": True,
    "passive_deletes": False,
    "allow_partial_pks": True,
    "always_refresh": False,
    "legacy_is_orphan": False,
    "eager_defaults": "auto",
    "polymorphic_load": None,
    "polymorphic_abstract": False,
}
"""What a mapper has where nothing is said."""


def mapper_words(mapper: Mapper[Any]) -> tuple[Words, list[str]]:
    """What ``mapper:`` says of one, and what it cannot say."""
    words, gaps = _inherits(mapper)
    for read in (_key, _discriminator, _identity, _version):
        said, gap = read(mapper)
        words |= said
        gaps += [gap] if gap else []
    above = mapper.inherits
    usual = _USUAL if above is None else {**_USUAL, **{key: getattr(mapper, key) for key in TOP}}
    usual = {**usual, "passive_deletes": above is not None and above.passive_deletes}
    words |= {key: value for key, it in usual.items() if (value := getattr(mapper, key)) != it}
    said, gap = _loading(mapper)
    return words | said, gaps + ([gap] if gap else [])


def _loading(mapper: Mapper[Any]) -> tuple[Words, str]:
    """Which subclasses its queries load: each may say so of itself, too."""
    found = mapper.with_polymorphic[0] if mapper.with_polymorphic else ()
    if found == "*":
        return {"with_polymorphic": "*"}, ""
    inline = {it.class_ for it in mapper.self_and_descendants if it.polymorphic_load == "inline"}
    return {}, "" if {getattr(it, "class_", it) for it in found or ()} <= {
        mapper.class_,
        *inline,
    } else "the classes that its queries load"


def _inherits(mapper: Mapper[Any]) -> tuple[Words, list[str]]:
    above = mapper.inherits
    if above is None or mapper.single:
        return {}, []
    name = above.class_.__name__
    table, theirs = mapper.local_table, above.local_table
    if mapper.concrete or above.single or not isinstance(table, sa.Table) or not isinstance(theirs, sa.Table):
        return {}, [f"it inherits from the mapped class {name} in a way of its own"]
    keys = [it for it in table.foreign_key_constraints if key_pairs(it) == pairs_of(mapper.inherit_condition)]
    if not any(_joins(it, table, theirs) for it in keys):
        return {}, [f"it inherits from the mapped class {name} over another join than that of the primary keys"]
    return {"inherits": spelled(name_of(theirs))}, []


def _joins(key: sa.ForeignKeyConstraint, table: sa.Table, theirs: sa.Table) -> bool:
    """Whether the key is the primary key of both."""
    own, other = {it.parent for it in key.elements}, {it.column for it in key.elements}
    return own == set(table.primary_key.columns) and other == set(theirs.primary_key.columns)


def _discriminator(mapper: Mapper[Any]) -> tuple[Words, str]:
    found = mapper.polymorphic_on
    if found is None or (mapper.inherits is not None and mapper.inherits.polymorphic_on is not None):
        return {}, ""
    if isinstance(found, sa.Column) and found.table is mapper.local_table:
        return {"polymorphic_on": found.name}, ""
    return {}, "its discriminator is an expression"


def _identity(mapper: Mapper[Any]) -> tuple[Words, str]:
    found, on = mapper.polymorphic_identity, mapper.polymorphic_on
    if found is None or not isinstance(on, sa.Column):
        return {}, ""
    words, gap = literal(found, on)
    value = words["value"] if isinstance(words, dict) else words
    if gap or not _is_told(mapper, on) or not isinstance(value, str | int):
        return {}, "its identity among the classes of the table"
    return {"polymorphic_identity": value}, ""


def _is_told(mapper: Mapper[Any], on: sa.Column[Any]) -> bool:
    """Whether the generated class inherits from the one that has the discriminator, too."""
    for one in mapper.iterate_to_root():
        if one.local_table is on.table:
            return True
        if not one.single and not _inherits(one)[0]:
            return False
    return False


def _key(mapper: Mapper[Any]) -> tuple[Words, str]:
    """A key that is not that of the table."""
    table = mapper.local_table
    if mapper.inherits is not None or not isinstance(table, sa.Table):
        return {}, ""
    if set(mapper.primary_key) == set(table.primary_key.columns):
        return {}, ""
    return {}, f"that its rows are told apart by {', '.join(it.name for it in mapper.primary_key)}"


def _version(mapper: Mapper[Any]) -> tuple[Words, str]:
    found = mapper.version_id_col
    if found is None or (mapper.inherits is not None and mapper.inherits.version_id_col is found):
        return {}, ""
    if not isinstance(found, sa.Column) or found.table is not mapper.local_table:
        return {}, "what counts the versions of its rows"
    words: Words = {"version_id_col": found.name}
    generator: Any = mapper.version_id_generator
    if generator is False:
        return {**words, "version_id_generator": False}, ""
    if getattr(generator, "__module__", "") == "sqlalchemy.orm.mapper":
        return words, ""
    if path := path_of(generator):
        return {**words, "version_id_generator": path}, ""
    return words, "what makes the versions of its rows: no import reaches it"


def info_words(info: dict[Any, Any]) -> Words | None:
    """``info`` of a table or column; nothing where a file cannot say it."""
    try:
        words: Words = _said(info)
    except TypeError:
        return None
    return words if "dialects" not in words else None


def _said(value: object) -> Any:
    """A value as a file has it. Raises ``TypeError`` for what it has not."""
    match value:
        case dict() if all(isinstance(key, str) and key.strip() for key in value):
            return {key: _said(it) for key, it in value.items()}
        case list():
            return [_said(it) for it in value]
        case float():
            return Decimal(repr(value))
    if value is None or type(value) in (str, int, bool):
        return value
    raise TypeError


def own_columns(mapper: Mapper[Any]) -> Iterator[sa.Column[Any]]:
    """The columns of a shared table that a class has and the one above it has not."""
    above = mapper.inherits
    known = set(above.columns) if above is not None else set()
    return (it for it in mapper.columns if isinstance(it, sa.Column) and it not in known)
