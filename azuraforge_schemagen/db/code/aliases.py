"""Type classes of a project: what stands in a ``types:`` file."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.types import PickleType, TypeDecorator, TypeEngine, UserDefinedType

from azuraforge_schemagen.db.code.reach import path_of
from azuraforge_schemagen.resolve.identifiers import unique

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PART = re.compile(r"\w{1,20}")
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Own:
    """A type class that an import reaches, and what it is called with (``repr`` of it, and as a file has it)."""

    name: str
    path: str
    called: str = ""
    args: Any = None


_DOING = ("bind_processor", "result_processor", "literal_processor", "bind_expression", "column_expression")


def own_type(type_: TypeEngine[Any], home: str) -> tuple[Own | None, str]:
    """The class of a column's type where it is the project's own, or why no file can say it. In ``home``, the module
    in whose place the generated one comes, one that only has a name in DDL is said by that (``raw``)."""
    cls = type(type_)
    if cls.__module__ == home and all(getattr(cls, it) is getattr(UserDefinedType, it) for it in _DOING):
        return None, ""
    if not isinstance(type_, TypeDecorator | UserDefinedType) or (
        cls.__module__.startswith("sqlalchemy.") and not isinstance(type_, PickleType)
    ):
        return None, ""
    path = path_of(cls)
    if not path:
        return None, f"the type class {cls.__module__}:{cls.__qualname__}, which no import reaches"
    found = next((it for it in _tries(type_, cls) if _is_same(it, type_, cls)), None)
    said = None if found is None else _said(found)
    if found is None or said is None:
        return None, f"the arguments of {type_!r}"
    name = "_".join(_WORDS.split(cls.__name__)).lower()
    return Own(name, path, repr(found) if said else "", said or None), ""


def named_apart(found: Iterable[dict[str, Own]], taken: Collection[str]) -> None:
    """Give each class, with what it is called with, a name of its own: where its own is taken, a longer one."""
    names: dict[tuple[str, str], str] = {}
    for types in found:
        for column, own in types.items():
            key = own.path, own.called
            if key not in names:
                used = {*taken, *names.values()}
                names[key] = next((it for it in _names(own) if it not in used), None) or unique(own.name, used)
            types[column] = replace(own, name=names[key])


def _names(own: Own) -> list[str]:
    package = own.path.partition(".")[0].partition(":")[0].lower()
    values = own.args.values() if isinstance(own.args, dict) else own.args or ()
    parts = [str(it) for it in values if isinstance(it, str | int)]
    longer = [f"{own.name}_{'_'.join(parts)}".lower()] if parts and all(map(_PART.fullmatch, parts)) else []
    return [own.name, *longer, f"{package}_{own.name}"]


def _tries(type_: TypeEngine[Any], cls: type[Any]) -> Iterable[Arguments]:
    """What the class may have been called with: nothing, what its parameters left in attributes, or its ``repr``."""
    yield (), {}
    if (kept := _kept(type_, cls)) is not None:
        yield (), kept
    try:
        call = ast.parse(repr(type_), mode="eval").body
        if isinstance(call, ast.Call):
            keywords = {it.arg: ast.literal_eval(it.value) for it in call.keywords if it.arg}
            yield tuple(ast.literal_eval(it) for it in call.args), keywords
    except (SyntaxError, ValueError):
        return


def _kept(type_: TypeEngine[Any], cls: type[Any]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for name, it in list(inspect.signature(cls.__init__).parameters.items())[1:]:
        if it.kind in (it.VAR_POSITIONAL, it.VAR_KEYWORD):
            return None
        held = [vars(type_)[key] for key in (name, f"_{name}") if key in vars(type_)]
        if not held and it.default is it.empty:
            return None
        if held and held[0] is not it.default:
            found[name] = held[0]
    return found


def _is_same(arguments: Arguments, type_: TypeEngine[Any], cls: type[Any]) -> bool:
    """Whether the class makes this very type of them."""
    try:
        made, again = (cls(*arguments[0], **arguments[1]) for _ in range(2))
        return (
            (repr(made), str(made)) == (repr(type_), str(type_))
            and not type_._variant_mapping
            and (_takes_nothing(cls) or _is_alike(type_, made, again))
        )
    except Exception:
        return False


def _takes_nothing(cls: type[Any]) -> bool:
    """Whether all that it holds is of its own making, such as a key."""
    return list(inspect.signature(cls.__init__).parameters) == ["self"]


def _is_alike(theirs: object, made: object, again: object, depth: int = 3) -> bool:
    """Whether what a fresh one holds is what theirs holds, which may have remembered more. What is not the same in
    ``again``, another fresh one, such as a compiled form, is compared by what it holds, in the end by its class."""
    if isinstance(made, TypeEngine) and depth < 3:
        return repr(made) == repr(theirs)
    if theirs is made or theirs == made:
        return True
    if type(theirs) is not type(made):
        return False
    held = getattr(made, "__dict__", None)
    if isinstance(made, type) or not held or not depth:
        return made is not again and made != again
    others = [getattr(it, "__dict__", {}) for it in (theirs, again)]
    return all(_is_alike(others[0].get(key), it, others[1].get(key), depth - 1) for key, it in held.items())


def _said(arguments: Arguments) -> Any:
    """The arguments as a file has them; nothing where it cannot."""
    args, keywords = arguments
    if args and keywords:
        return None
    try:
        return {key: _value(it) for key, it in keywords.items()} if keywords else [_value(it) for it in args]
    except TypeError:
        return None


def _value(it: object) -> Any:
    """A value, or the path of what an import reaches. Raises ``TypeError``."""
    match it:
        case None | str() | bool() | int():
            return it
        case list() | tuple():
            return [_value(one) for one in it]
        case dict() if all(isinstance(key, str) for key in it):
            return {key: _value(one) for key, one in it.items()}
    if path := path_of(it):
        return {"python": path}
    raise TypeError
