"""Relationships that write the same columns: SQLAlchemy wants to be told that this is meant (``overlaps``)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Relationship
from azuraforge_schemagen.resolve.draft import Draft

_Column = tuple[QName, str]


class Link(NamedTuple):
    """A relationship of a class; the two sides of one join have the same ``key``."""

    key: Hashable
    owner: QName
    relationship: Relationship


def with_overlaps(links: list[Link], tables: Mapping[QName, Draft]) -> Iterable[Link]:
    """The links, ``overlaps`` added where two joins write the same column."""
    shared = _shared(links, tables)
    if not shared:
        return links
    writers: dict[_Column, list[Link]] = {}
    for link in links:
        for column in _written(link, tables):
            if column in shared:
                writers.setdefault(column, []).append(link)
    return [_overlapping(link, writers, tables) for link in links]


def _overlapping(link: Link, writers: Mapping[_Column, list[Link]], tables: Mapping[QName, Draft]) -> Link:
    options = dict(link.relationship.options)
    names = {
        other.relationship.name
        for column in _written(link, tables)
        for other in writers.get(column, ())
        if other.key != link.key
    }
    if not names or "overlaps" in options:
        return link
    options["overlaps"] = ",".join(sorted(names))
    return link._replace(relationship=replace(link.relationship, options=tuple(sorted(options.items()))))


def _shared(links: list[Link], tables: Mapping[QName, Draft]) -> set[_Column]:
    first: dict[_Column, Hashable] = {}
    shared = set()
    for link in links:
        for column in _written(link, tables):
            if first.setdefault(column, link.key) != link.key:
                shared.add(column)
    return shared


def _written(link: Link, tables: Mapping[QName, Draft]) -> list[_Column]:
    """The columns that a relationship writes."""
    made = link.relationship
    if made.options and dict(made.options).get("viewonly"):
        return []
    if made.secondary is not None:
        sides = (link.owner, made.target)
        keys = [key for key in tables[made.secondary].foreign_keys if key.target in sides]
        return [(made.secondary, column) for key in keys for column in key.columns]
    if made.foreign_table is None:
        return []
    table = made.foreign_table
    return [(table, column) for column in made.foreign_columns]
