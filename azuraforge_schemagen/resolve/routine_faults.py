"""What no server accepts of a routine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import Argument, Routine

_ARRAYS = frozenset({'"any"', "anyarray", "anycompatiblearray", "oidvector", "int2vector"})
_TRIGGERS = frozenset({"trigger", "event_trigger"})
_MOVING = ("msfunc", "minvfunc", "mstype")


class Fault(NamedTuple):
    """What is wrong with the value of a key, and what to do."""

    code: str
    key: str
    message: str
    help: str = ""


def faults(of: Routine, data: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with a routine that some data says."""
    if of.kind == "aggregate":
        yield from _of_aggregates(of, data)
    else:
        yield from _of_arguments(of)
        yield from _of_bodies(of, data)
        yield from _of_details(of, data)


def _of_arguments(of: Routine) -> Iterator[Fault]:
    inputs = [it for it in of.arguments if it.mode != "out"]
    optional = [it.default is not None for it in (of.arguments if of.kind == "procedure" else inputs)]
    variadic = [it.mode == "variadic" for it in inputs]
    for wrong, message in (
        (any(it.default for it in of.arguments if it.mode == "out"), "an 'out' argument has no default"),
        (optional != sorted(optional), "an argument without a default stands behind one that has one"),
        (any(variadic[:-1]), "a 'variadic' argument is the last one"),
        (any(not _is_array(it) for it in inputs if it.mode == "variadic"), "a 'variadic' argument is an array"),
        (_twice(it.name for it in inputs), "two arguments have one name"),
        (_twice(it.name for it in of.arguments if it.mode in ("out", "inout")), "two arguments have one name"),
        (of.returns in _TRIGGERS and bool(of.arguments), "a trigger's function has no arguments: it reads TG_ARGV"),
    ):
        if wrong:
            yield Fault("SG155", "arguments", message)


def _is_array(argument: Argument) -> bool:
    return argument.type.endswith("[]") or argument.type in _ARRAYS


def _twice(found: Iterable[str]) -> bool:
    said = [name for name in found if name]
    return len(set(said)) < len(said)


def _of_bodies(of: Routine, data: Mapping[str, Any]) -> Iterator[Fault]:
    spec = data["body"]
    texts = [text for text in (spec.values() if isinstance(spec, Mapping) else (spec,)) if text is not None]
    if of.atomic and of.language != "sql":
        yield Fault("SG157", "atomic", "the server reads bodies in SQL only", "take it out")
    elif of.atomic and not all(map(_is_atomic, texts)):
        help_ = "with atomic: true it is BEGIN ATOMIC ... END, or RETURN ..."
        yield Fault("SG157", "body", "the body is none that the server reads", help_)
    elif of.language == "sql" and not of.atomic and any(map(_is_atomic, texts)):
        yield Fault("SG157", "body", "such a body is read when the routine is made", "add atomic: true")
    if of.language == "sql" and of.returns in _TRIGGERS:
        yield Fault("SG157", "body", "a trigger's function is not in SQL", "add language: plpgsql")


def _is_atomic(text: str) -> bool:
    """Whether a text is one statement of these forms, and nothing behind it."""
    pieces = [it for it in sqltext.tokens(text) if it.kind not in ("space", "line", "block")]
    words = [it.text.lower() if it.kind == "name" else it.text for it in pieces]
    if any(it.kind == "broken" for it in pieces):
        return False
    if words[:1] == ["return"]:
        return ";" not in words
    depths = list(_depths(words[1:]))
    return words[:2] == ["begin", "atomic"] and depths[-1] == 0 and 0 not in depths[:-1]


def _depths(words: Iterable[str]) -> Iterator[int]:
    """How many CASE and the one BEGIN are open behind each word after it; a column may be called begin."""
    depth = 1
    for word in words:
        depth += (word == "case") - (word == "end")
        yield depth


def _of_details(of: Routine, data: Mapping[str, Any]) -> Iterator[Fault]:
    if of.language == "c" and of.library is None:
        yield Fault("SG157", "language", "a function in C is in a library", "add library: $libdir/NAME")
    if of.language != "c" and of.library is not None:
        yield Fault("SG157", "library", "only a function in C is in a library", "take it out")
    for key in ("cost", "rows"):
        if data.get(key) == 0:
            yield Fault("SG157", key, f"'{key}' is more than 0", "take it out, or write another number")
    if "rows" in data and not of.returns.startswith(("SETOF ", "TABLE(")):
        help_ = "take it out, or return { setof: TYPE }"
        yield Fault("SG157", "rows", "it returns one row, so that 'rows' means nothing", help_)


def _of_aggregates(of: Routine, data: Mapping[str, Any]) -> Iterator[Fault]:
    for key, arguments in (("arguments", of.arguments), ("order_by", of.ordered)):
        if any(it.default is not None or it.mode in ("out", "inout") for it in arguments):
            yield Fault("SG155", key, "what an aggregate takes is passed in, and has no default")
    options = data["options"]
    if options.get("hypothetical") and "order_by" not in data:
        help_ = "take 'hypothetical' out, or add order_by:"
        yield Fault("SG157", "options", "only an ordered-set aggregate is a hypothetical-set one", help_)
    moving = {"msspace", "mfinalfunc", "mfinalfunc_extra", "mfinalfunc_modify", "minitcond", *_MOVING} & options.keys()
    if moving and not moving.issuperset(_MOVING):
        help_ = f"add {', '.join(it for it in _MOVING if it not in moving)}"
        yield Fault("SG157", "options", "a moving aggregate has msfunc, minvfunc and mstype", help_)
