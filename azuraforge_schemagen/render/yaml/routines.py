"""Routines as the maps of their files: all that have one name share a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import Argument, Routine
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Sql
from azuraforge_schemagen.render.yaml.scope import Data, Scope, said

_SETOF = "SETOF "
_NUMBERS = frozenset({"sspace", "msspace"})


def routine_files(scope: Scope, found: Iterable[Routine]) -> Iterator[tuple[Ref, Data]]:
    """The files of routines, each under the address of its name without arguments."""
    files: defaultdict[Ref, list[Routine]] = defaultdict(list)
    for routine in found:
        files[Ref(routine.kind, routine.called)].append(routine)
    for ref, each in files.items():
        head = {
            ref.kind: ref.name.name,
            "schema": ref.name.schema or None,
            "renamed_from": scope.renamed(ref.kind, ref.name, ref.name.name),
            "moved_from": scope.moved(ref.kind, ref.name),
        }
        if len(each) == 1:
            yield ref, said({**head, **_data(scope, each[0])})
        else:
            overloads = [_data(scope, it) for it in sorted(each, key=lambda it: it.name)]
            yield ref, said({**head, "overloads": overloads})


def _data(scope: Scope, of: Routine) -> Data:
    """What tells one routine."""
    own = _aggregate(scope, of) if of.kind == "aggregate" else _routine(scope, of)
    dialects, needed = list(of.dialects) or None, list(of.depends_on) or None
    return said({"comment": of.comment, **own, "dialects": dialects, "depends_on": needed})


def _aggregate(scope: Scope, of: Routine) -> Data:
    return {
        "arguments": _arguments(scope, of.arguments),
        "order_by": _arguments(scope, of.ordered),
        "options": {name: _option(name, text) for name, text in of.options},
    }


def _option(name: str, text: str) -> Any:
    return int(text) if name in _NUMBERS else text or (name.endswith("initcond") and text) or True


def _routine(scope: Scope, of: Routine) -> Data:
    return {
        "arguments": _arguments(scope, of.arguments),
        "returns": None if of.kind == "procedure" or of.returns == _usual(of) else _returns(of.returns),
        "language": of.language if of.language != "sql" else None,
        "volatility": of.volatility if of.volatility != "volatile" else None,
        "strict": of.strict or None,
        "security": "definer" if of.security_definer else None,
        "leakproof": of.leakproof or None,
        "window": of.window or None,
        "parallel": of.parallel if of.parallel != "unsafe" else None,
        "cost": of.cost and _number(of.cost),
        "rows": of.rows and _number(of.rows),
        "support": of.support,
        "settings": dict(of.settings) or None,
        "library": of.library,
        "atomic": of.atomic or None,
        "body": _body(scope, of),
    }


def _usual(of: Routine) -> str:
    """What output arguments make a function return."""
    outputs = [it.type for it in of.arguments if it.mode in ("out", "inout")]
    return "record" if len(outputs) > 1 else "".join(outputs)


def _arguments(scope: Scope, arguments: tuple[Argument, ...]) -> Any:
    """A map by name; a list where some have none, or two the same one."""
    if len({it.name for it in arguments} - {""}) == len(arguments):
        return {it.name: _argument(scope, it, {}) for it in arguments} or None
    return [_argument(scope, it, {"name": it.name} if it.name else {}) for it in arguments]


def _argument(scope: Scope, of: Argument, named: Data) -> Any:
    mode = of.mode if of.mode != "in" else None
    data = said({**named, "type": of.type, "mode": mode, "default": of.default and scope.sql(of.default)})
    return of.type if data.keys() == {"type"} else data


def _returns(text: str) -> Any:
    if text.startswith(_SETOF):
        return {"setof": text.removeprefix(_SETOF)}
    if not text.startswith("TABLE("):
        return text
    return {"table": dict(map(_column, _listed(text[len("TABLE(") : -1])))}


def _listed(text: str) -> list[str]:
    """The parts of a text between its commas."""
    parts = [""]
    for token in sqltext.tokens(text):
        if token.text == ",":
            parts.append("")
        else:
            parts[-1] += token.text
    return [it.strip() for it in parts]


def _column(text: str) -> tuple[str, str]:
    name = sqltext.tokens(text)[0]
    return sqltext.identifier(name), text[len(name.text) :].strip()


def _number(text: str) -> int | Decimal:
    return int(text) if text.isdigit() else Decimal(text)


def _body(scope: Scope, of: Routine) -> Any:
    if not of.atomic:
        return scope.sql(of.body)
    texts = ((dialect, None if text is None else _in_lines(text)) for dialect, text in of.body.dialects)
    return scope.sql(Sql(None if of.body.text is None else _in_lines(of.body.text), tuple(texts)))


_BEGIN = re.compile(r"begin atomic ", re.IGNORECASE)


def _in_lines(text: str) -> str:
    """A body that the server reads, a line a statement: only white space changes."""
    if not _BEGIN.match(text):
        return text
    begin = len("begin atomic ")
    found = text[: begin - 1] + "\n  "
    for token in sqltext.tokens(text[begin:]):
        found += ";\n  " if token.text == ";" else "" if token.text == " " and found.endswith("\n  ") else token.text
    found = re.sub(r"\n +(end)\Z", r"\n\1\n", found, flags=re.IGNORECASE)
    return found if sqltext.canonical(found) == text else text
