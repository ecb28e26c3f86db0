"""What makes stand-alone objects, and what uses them, valid again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from azuraforge_schemagen.ir import regclass
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Column, Constant, Domain, Enum, Object, Sequence, Sql, Table
from azuraforge_schemagen.ir.types import EnumType, Scalar, refs_of
from tests.repairing_types import types


def standalone(objects: Iterable[Object]) -> list[Object]:
    """The objects with owners that are there, domains of types that are there, defaults that fit."""
    found = {it.ref: it for it in types(objects)}
    enums = {it.name: it for it in found.values() if isinstance(it, Enum)}
    domains = {it.name: _domain(it, found, enums) for it in found.values() if isinstance(it, Domain)}
    out: list[Object] = []
    for it in found.values():
        match it:
            case Sequence():
                out.append(_released(it, found))
            case Domain():
                out.append(domains[it.name])
            case Table():
                columns = tuple(_column(column, domains, found, enums) for column in it.columns)
                out.append(replace(it, columns=columns))
            case _:
                out.append(it)
    return out


def _domain(domain: Domain, found: dict[Ref, Object], enums: dict[QName, Enum]) -> Domain:
    if not all(ref in found for ref in refs_of(domain.type)):
        domain = replace(domain, type=Scalar("text"), default=None, checks=())
    if isinstance(domain.type, EnumType) and isinstance(domain.default, Constant):
        values = enums[domain.type.name].values
        if domain.default.value not in values:
            domain = replace(domain, default=Constant(values[0]))
    return domain


def _released(sequence: Sequence, found: dict[Ref, Object]) -> Sequence:
    owner = sequence.owned_by
    table = found.get(Ref("table", owner.table)) if owner else None
    if owner and isinstance(table, Table) and owner.column in table.by_name:
        counting = table.by_name[owner.column]
        if counting.serial is None and counting.identity is None:
            return sequence
    return replace(sequence, owned_by=None)


def _column(column: Column, domains: dict[QName, Domain], found: dict[Ref, Object], enums: dict[QName, Enum]) -> Column:
    if any(ref.kind == "domain" and ref.name not in domains for ref in refs_of(column.type)):
        return replace(column, type=Scalar("text"), server_default=None)
    default = column.server_default
    if isinstance(default, Sql):
        texts = [default.text, *(text for _, text in default.dialects)]
        drawn = {name for text in texts if text for name in regclass.sequences(text)}
        if any(Ref("sequence", name) not in found for name in drawn):
            return replace(column, server_default=None)
    return column
