"""Many-to-many relationships over a table between the two."""

from __future__ import annotations

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Relationship
from azuraforge_schemagen.ir.schema import ForeignKey
from azuraforge_schemagen.resolve.relations.declared import Declared
from azuraforge_schemagen.resolve.relations.edges import Models
from azuraforge_schemagen.resolve.relations.options import Details
from azuraforge_schemagen.resolve.relations.overlaps import Link


def many_to_many(one: Declared, said: Details, back: tuple[str | None, bool], models: Models) -> list[Link]:
    """The relationship, and the one on the other side where that is to be made (``back``: its name, and whether)."""
    assert one.secondary is not None
    joined = "primaryjoin" in one.spec
    keys = None if joined else _sides(one, models)
    if keys is None and not joined:
        return []
    name, make = back
    joins = _joins(one, keys, models) if keys and one.owner == one.target else ()
    made = Relationship(
        one.name,
        one.target,
        said.uselist is not False,
        back=name,
        secondary=one.secondary,
        cascade=said.cascade or (),
        order_by=said.order_by,
        collection=said.collection,
        doc=said.doc,
        options=tuple(sorted({**dict(joins), **dict(said.options)}.items())),
    )
    found = [Link(_link(one), one.owner, made)]
    if make and name is not None:
        mirror = Relationship(name, one.owner, True, back=one.name, secondary=one.secondary, options=_mirrored(made))
        found.append(Link(_link(one), one.target, mirror))
    return found


def _link(one: Declared) -> tuple[str, frozenset[QName], QName | None]:
    return "secondary", frozenset({one.owner, one.target}), one.secondary


def _mirrored(made: Relationship) -> tuple[tuple[str, object], ...]:
    """The joins seen from the other side."""
    options = dict(made.options)
    if "secondaryjoin" not in options:
        return ()
    return ("primaryjoin", options["secondaryjoin"]), ("secondaryjoin", options["primaryjoin"])


def _sides(one: Declared, models: Models) -> tuple[ForeignKey, ForeignKey] | None:
    """The foreign keys of the table between: to this side, to the other."""
    assert one.secondary is not None
    keys = models.tables[one.secondary].foreign_keys
    near = [key for key in keys if key.target == one.owner]
    far = [key for key in keys if key.target == one.target]
    via = one.spec.get("via")
    if via is not None:
        near = [key for key in near if key.name == via or via in key.columns]
        far = [key for key in far if key not in near]
    if len(near) == 1 and len(far) == 1 and near != far:
        return near[0], far[0]
    message = f"the relationship '{one.name}' is unclear: '{one.secondary}' "
    if not near or not far:
        message += f"has no foreign key to '{one.owner if not near else one.target}'"
        help_ = "secondary: is the table with a foreign key to each side"
    else:
        message += "refers to one side more than once"
        help_ = "add via: with its column that refers to this side"
    models.ctx.findings.error("SG162", message, one.place.at("secondary"), help_)
    return None


def _joins(one: Declared, keys: tuple[ForeignKey, ForeignKey], models: Models) -> tuple[tuple[str, object], ...]:
    """A table joined with itself: which column of the table between refers to which side, as Python text."""
    assert one.secondary is not None
    texts = [_join(one.owner, one.secondary, key, models) for key in keys]
    if None in texts:
        message = f"the relationship '{one.name}' needs its joins in words: a name in them is no Python name"
        models.ctx.findings.error("SG162", message, one.place, "add primaryjoin: and secondaryjoin:")
        return ()
    return tuple(zip(("primaryjoin", "secondaryjoin"), texts, strict=True))


def _join(owner: QName, secondary: QName, key: ForeignKey, models: Models) -> str | None:
    pairs = []
    for own, theirs in zip(key.columns, key.target_columns, strict=True):
        left = _spelled(owner, theirs, models)
        right = _spelled(secondary, own, models)
        if not all(part.isidentifier() for part in f"{left}.{right}".split(".")):
            return None
        pairs.append(f"{left} == {right}")
    return pairs[0] if len(pairs) == 1 else f"and_({', '.join(pairs)})"


def _spelled(table: QName, column: str, models: Models) -> str:
    if table in models.classes:
        attributes = {attribute.column: attribute.name for attribute in models.tables[table].attributes}
        return f"{models.classes[table]}.{attributes[column]}"
    return f"{table.schema}.{table.name}.c.{column}" if table.schema else f"{table.name}.c.{column}"
