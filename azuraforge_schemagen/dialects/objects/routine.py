"""Functions, procedures and aggregates as PostgreSQL's DDL."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import literal, qualified, quote
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir import settings
from azuraforge_schemagen.ir.bodies import Argument, Routine

_PG = "postgresql"


def create(of: Routine, replace: bool = False) -> list[str]:
    """CREATE FUNCTION and its comment; ``replace`` where one of its address is there."""
    made = [_aggregate(of, replace) if of.kind == "aggregate" else _create(of, replace)]
    return made if of.comment is None else [*made, comment_on(named(of), of.comment)]


def alter(old: Routine, new: Routine) -> Iterator[str]:
    """CREATE OR REPLACE where anything but the comment differs."""
    if new.kind != "aggregate" and _create(old, True) != _create(new, True):
        yield _create(new, True)
    if old.comment != new.comment:
        yield comment_on(named(new), new.comment)


def named(of: Routine) -> str:
    """The routine as a statement names it, with the types of its arguments."""
    types = ", ".join(of.signature)
    if of.kind == "aggregate" and not types:
        types = "*"
    return f"{of.kind.upper()} {qualified(of.called, _PG)}({types})"


def _create(of: Routine, replace: bool) -> str:
    arguments = ", ".join(_argument(it) for it in of.arguments)
    head = f"CREATE {'OR REPLACE ' if replace else ''}{of.kind.upper()} {qualified(of.called, _PG)}({arguments})"
    return " ".join([head, *([f"RETURNS {of.returns}"] if of.returns else []), *_options(of), _body(of)])


def _argument(of: Argument) -> str:
    parts = ["" if of.mode == "in" else of.mode.upper(), quote(of.name, _PG) if of.name else "", of.type]
    default = of.default.on(_PG) if of.default else None
    return " ".join(filter(None, parts)) + (f" DEFAULT {default}" if default else "")


def _options(of: Routine) -> Iterator[str]:
    yield f"LANGUAGE {quote(of.language, _PG)}"
    yield from (["WINDOW"] if of.window else [])
    yield from ([of.volatility.upper()] if of.volatility != "volatile" else [])
    yield from (["STRICT"] if of.strict else [])
    yield from (["SECURITY DEFINER"] if of.security_definer else [])
    yield from (["LEAKPROOF"] if of.leakproof else [])
    yield from ([f"PARALLEL {of.parallel.upper()}"] if of.parallel != "unsafe" else [])
    yield from ([f"COST {of.cost}"] if of.cost else [])
    yield from ([f"ROWS {of.rows}"] if of.rows else [])
    yield from ([f"SUPPORT {of.support}"] if of.support else [])
    yield from (f"SET {settings.assignment(name, text)}" for name, text in of.settings)


def _body(of: Routine) -> str:
    text = of.body.on(_PG) or ""
    if of.atomic:
        return text
    if of.library is not None:
        return f"AS {literal(of.library, _PG)}, {literal(text, _PG)}"
    return f"AS {dollar_quoted(text)}"


def dollar_quoted(text: str) -> str:
    """A text in dollar quotes whose tag does not stand in it."""
    tag, number = "$body$", 1
    while tag[:-1] in text or text.endswith("$"):
        number += 1
        tag = f"$body{number}$"
        if tag[:-1] not in text:
            break
    return f"{tag}{text}{tag}"


def _aggregate(of: Routine, replace: bool) -> str:
    direct, ordered = (", ".join(map(_argument, each)) for each in (of.arguments, of.ordered))
    arguments = f"{direct} ORDER BY {ordered}".strip() if of.ordered else direct or "*"
    options = ", ".join(f"{name} = {_option(name, text)}" if text else name for name, text in of.options)
    head = f"CREATE {'OR REPLACE ' if replace else ''}AGGREGATE {qualified(of.called, _PG)}({arguments})"
    return f"{head} ({options})"


def _option(name: str, text: str) -> str:
    return literal(text, _PG) if name.endswith("initcond") else text
