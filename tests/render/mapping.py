"""An ``Orm`` for a schema that no YAML tells: a class a table, an attribute a column, both sides of every reference."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, EnumClass, Orm, Relationship
from azuraforge_schemagen.ir.schema import ForeignKey, Schema, Table
from azuraforge_schemagen.resolve import identifiers


def orm_of(schema: Schema) -> Orm:
    """Plain names, made different where they would be the same."""
    taken: set[str] = set()
    enums = {
        name: EnumClass(name, _class(name, taken), identifiers.members(enum.values))
        for name, enum in schema.enums.items()
    }
    mapped = {name: table for name, table in schema.tables.items() if table.primary_key is not None}
    classes = {name: ClassMap(name, _class(name, taken)) for name in mapped}
    found = {name: _attributes(table, set(taken)) for name, table in mapped.items()}
    return Orm(
        {
            name: replace(made, attributes=found[name], relationships=_relationships(mapped[name], mapped))
            for name, made in classes.items()
        },
        enums,
    )


def _class(name: QName, taken: set[str]) -> str:
    return identifiers.unique(identifiers.class_name(f"{name.schema}_{name.name}" if name.schema else name.name), taken)


def _attributes(table: Table, taken: set[str]) -> tuple[Attribute, ...]:
    names = [(identifiers.unique(identifiers.attribute(it.name), taken), it.name) for it in table.columns]
    return tuple(Attribute(attribute, column) for attribute, column in names)


def _relationships(table: Table, mapped: dict[QName, Table]) -> tuple[Relationship, ...]:
    """One a reference to another mapped table, each with a name of its own and nothing on the other side."""
    return tuple(
        _relationship(f"rel_{at}", table, key, _joining(table, mapped[key.target]))
        for at, key in enumerate(table.foreign_keys)
        if key.target in mapped and "." not in key.target.name
    )


def _joining(table: Table, other: Table) -> list[ForeignKey]:
    there = [key for key in table.foreign_keys if key.target == other.name]
    return there if other is table else there + [key for key in other.foreign_keys if key.target == table.name]


def _relationship(name: str, table: Table, key: ForeignKey, joining: list[ForeignKey]) -> Relationship:
    remote = key.target_columns if key.target == table.name else ()
    overlapping = sorted({f"rel_{at}" for at in range(len(table.foreign_keys))} - {name})
    options = (("overlaps", ",".join(overlapping)),) if overlapping else ()
    return Relationship(
        name,
        key.target,
        False,
        foreign_columns=key.columns,
        foreign_table=table.name,
        remote_columns=remote,
        ambiguous=len(joining) > 1,
        options=options,
    )
