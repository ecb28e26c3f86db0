"""Sequences as PostgreSQL's DDL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azuraforge_schemagen.dialects import literal, qualified, quote
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir import bounds
from azuraforge_schemagen.ir.schema import Owner, Sequence

_PG = "postgresql"


def create(of: Sequence) -> list[str]:
    """CREATE SEQUENCE."""
    numbers = (
        ("START WITH", of.start),
        ("INCREMENT BY", of.increment),
        ("MINVALUE", of.minimum),
        ("MAXVALUE", of.maximum),
        ("CACHE", of.cache),
    )
    parts = [f"CREATE SEQUENCE {_name(of)}"]
    parts += [] if of.type == "bigint" else [f"AS {of.type}"]
    parts += [f"{word} {number}" for word, number in numbers if number is not None]
    parts += ["CYCLE"] if of.cycle else []
    parts += [_owned(of.owned_by)] if of.owned_by else []
    return [" ".join(parts), *([] if of.comment is None else [_comment(of)])]


def alter(old: Sequence, new: Sequence) -> list[str]:
    """ALTER SEQUENCE; the position stays, or goes to the nearest bound where the new ones leave it out."""
    done: list[str] = []
    if bounds.minimum(new) > bounds.minimum(old) or bounds.maximum(new) < bounds.maximum(old):
        wide = _both(old, new)
        done += _altered(old, wide)
        done.append(_into_bounds(new))
        old = wide
    done += _altered(old, new)
    return done if old.comment == new.comment else [*done, _comment(new)]


def _both(old: Sequence, new: Sequence) -> Sequence:
    """The old sequence with room for the values of both."""
    least = min(bounds.minimum(old), bounds.minimum(new))
    greatest = max(bounds.maximum(old), bounds.maximum(new))
    wider = max(old.type, new.type, key=bounds.LARGEST.__getitem__)
    start = bounds.start(old)
    return bounds.canonical(replace(old, type=wider, minimum=least, maximum=greatest, start=start))


def _into_bounds(new: Sequence) -> str:
    least, greatest = bounds.minimum(new), bounds.maximum(new)
    nearest = f"least(greatest(last_value, {least}), {greatest})"
    kept = f"is_called AND last_value BETWEEN {least} AND {greatest}"
    return f"SELECT setval({literal(_name(new), _PG)}, {nearest}, {kept}) FROM {_name(new)}"


def _altered(old: Sequence, new: Sequence) -> list[str]:
    changes = list(_changes(old, new))
    return [f"ALTER SEQUENCE {_name(new)} {' '.join(changes)}"] if changes else []


def _changes(old: Sequence, new: Sequence) -> Iterator[str]:
    """Everything that differs, in one statement: the server checks it together."""
    retyped = old.type != new.type
    if retyped:
        yield f"AS {new.type}"
    if (old.increment or 1) != (new.increment or 1):
        yield f"INCREMENT BY {new.increment or 1}"
    if retyped or bounds.minimum(old) != bounds.minimum(new):
        yield "NO MINVALUE" if new.minimum is None else f"MINVALUE {new.minimum}"
    if retyped or bounds.maximum(old) != bounds.maximum(new):
        yield "NO MAXVALUE" if new.maximum is None else f"MAXVALUE {new.maximum}"
    if bounds.start(old) != bounds.start(new):
        yield f"START WITH {bounds.start(new)}"
    if (old.cache or 1) != (new.cache or 1):
        yield f"CACHE {new.cache or 1}"
    if old.cycle != new.cycle:
        yield "CYCLE" if new.cycle else "NO CYCLE"
    if old.owned_by != new.owned_by:
        yield _owned(new.owned_by)


def _owned(owner: Owner | None) -> str:
    return f"OWNED BY {qualified(owner.table, _PG)}.{quote(owner.column, _PG)}" if owner else "OWNED BY NONE"


def _name(of: Sequence) -> str:
    return qualified(of.name, _PG)


def _comment(of: Sequence) -> str:
    return comment_on(f"SEQUENCE {_name(of)}", of.comment)
