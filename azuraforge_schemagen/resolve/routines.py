"""``function``, ``procedure`` and ``aggregate`` files -> ``Routine``, one for each of a name's overloads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal

from azuraforge_schemagen.ir import settings, signatures, sqltext
from azuraforge_schemagen.ir.bodies import ROUTINES, Argument, Routine
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Sql
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import names
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.depends import Known, depends_on
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.routine_faults import faults

_SHARED = ("schema", "dialects", "depends_on")
"""What the file of several says once for all of them."""
_COMPILED = frozenset({"c", "internal"})


def overloads(document: Document) -> list[Document]:
    """The routines of a file, each as a document of its own."""
    data = document.data
    if "overloads" not in data:
        return [document]
    head = {key: data[key] for key in (document.kind, *_SHARED) if key in data}
    return [document.part(("overloads", at), {**head, **spec}) for at, spec in enumerate(data["overloads"])]


def routines(catalog: Catalog, known: Known, ctx: Context) -> dict[Ref, tuple[Routine, Document]]:
    """Every routine, and the document that says it; says which of them have one address."""
    found = [
        (routine(name, part, known, ctx), part)
        for kind in ROUTINES
        for name, document in catalog.routines.get(kind, {}).items()
        for part in overloads(document)
    ]
    _check_addresses(found, ctx)
    return {made.ref: (made, part) for made, part in found}


def routine(name: QName, document: Document, known: Known, ctx: Context) -> Routine:
    """The routine of a document."""
    here = Place(document)
    made = _routine(name, here, known, ctx)
    for code, key, message, help_ in faults(made, document.data):
        ctx.findings.error(code, f"{document.kind} '{document.name}': {message}", here.at(key), help_)
    return made


def _routine(name: QName, here: Place, known: Known, ctx: Context) -> Routine:
    document = here.document
    kind: Literal["function", "procedure", "aggregate"] = document.kind  # type: ignore[assignment]
    common: dict[str, Any] = {
        "comment": document.data.get("comment"),
        "dialects": ctx.texts.names(document.data.get("dialects"), here.at("dialects")),
        "depends_on": depends_on(document, known, ctx),
    }
    arguments = tuple(_arguments("arguments", here, ctx))
    if kind == "aggregate":
        ordered = tuple(_arguments("order_by", here, ctx))
        return Routine(kind, name, arguments, ordered=ordered, options=_options(here, ctx), **common)
    return Routine(kind, name, arguments, _returns(kind, arguments, here, ctx), **_details(here, ctx), **common)


def _details(here: Place, ctx: Context) -> dict[str, Any]:
    """Everything about a function or procedure but its signature."""
    data = here.document.data
    language = str(data.get("language", "sql")).lower()
    return {
        "language": language,
        "body": _body(here, ctx),
        "atomic": data.get("atomic", False),
        "library": data.get("library"),
        "volatility": data.get("volatility", "volatile"),
        "strict": data.get("strict", False),
        "security_definer": data.get("security") == "definer",
        "leakproof": data.get("leakproof", False),
        "window": data.get("window", False),
        "parallel": data.get("parallel", "unsafe"),
        "cost": number(data.get("cost"), 1 if language in _COMPILED else 100),
        "rows": number(data.get("rows"), 1000),
        "support": called(data["support"]) if "support" in data else None,
        "settings": tuple(sorted(settings.canonical(*it) for it in _texts(data.get("settings") or {}))),
    }


def _texts(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        yield name, value if isinstance(value, str) else str(value)


def number(value: int | Decimal | None, usual: int) -> str | None:
    """A number as its text, ``None`` for the one that the server would take."""
    if value is None or value == usual:
        return None
    return f"{Decimal(value).normalize():f}"


def called(text: str) -> str:
    """The name of a function in SQL, without the schema that everybody sees."""
    parts = [sqltext.identifier(it) for it in sqltext.tokens(text) if it.kind in ("name", "quoted")]
    return ".".join(map(sqltext.quoted, parts[1:] if parts[:-1] in (["pg_catalog"], ["public"]) else parts))


def _arguments(key: str, here: Place, ctx: Context) -> Iterator[Argument]:
    specs = here.document.data.get(key) or {}
    place = here.at(key)
    if isinstance(specs, Mapping):
        for name, spec in specs.items():
            names.check(name, place.name(name), ctx.findings)
            yield _argument(name, spec, place.at(name), ctx)
        return
    for at, spec in enumerate(specs):
        name = spec.get("name", "") if isinstance(spec, Mapping) else ""
        if name:
            names.check(name, place.at(at, "name"), ctx.findings)
        yield _argument(name, spec, place.at(at), ctx)


def _argument(name: str, spec: Any, place: Place, ctx: Context) -> Argument:
    if isinstance(spec, str):
        return Argument(_type(spec, place, ctx), name)
    default = ctx.texts.read(spec["default"], place.at("default")) if "default" in spec else None
    return Argument(_type(spec["type"], place.at("type"), ctx), name, spec.get("mode", "in"), default)


def _type(text: str, place: Place, ctx: Context) -> str:
    if found := signatures.problem(text):
        ctx.findings.error("SG155", f"'{text}' is no type: {found}", place, "write one type in SQL's words")
    return signatures.canonical(text)


def _returns(kind: str, arguments: tuple[Argument, ...], here: Place, ctx: Context) -> str:
    if kind == "procedure":
        return ""
    spec, place = here.document.data.get("returns"), here.at("returns")
    outputs = [it.type for it in arguments if it.mode in ("out", "inout")]
    usual = "record" if len(outputs) > 1 else "".join(outputs)
    if spec is None:
        if not usual:
            message = f"function '{here.document.name}' does not say what it returns"
            ctx.findings.error("SG156", message, here._replace(path=(kind,)), "add returns: TYPE, or returns: void")
        return usual or "void"
    found = _result(spec, place, ctx)
    if outputs and found.removeprefix(SETOF) != usual:
        message = f"function '{here.document.name}' has output arguments, which make it return {usual}"
        ctx.findings.error("SG156", message, place, "take returns: out, or the output arguments")
    return found


SETOF = "SETOF "


def _result(spec: Any, place: Place, ctx: Context) -> str:
    """What stands behind RETURNS."""
    if isinstance(spec, str):
        head, _, rest = spec.strip().partition(" ")
        return SETOF + _type(rest, place, ctx) if head.lower() == "setof" else _type(spec, place, ctx)
    if "setof" in spec:
        return SETOF + _type(spec["setof"], place.at("setof"), ctx)
    columns = []
    for name, text in spec["table"].items():
        names.check(name, place.name("table", name), ctx.findings)
        columns.append(f"{sqltext.quoted(name)} {_type(text, place.at('table', name), ctx)}")
    return table_of(columns)


def table_of(columns: Iterable[str]) -> str:
    """The result that is rows of these columns."""
    return f"TABLE({', '.join(columns)})"


def _body(here: Place, ctx: Context) -> Sql:
    """A body is text as it stands; only one that the server reads has a canonical form."""
    data = here.document.data
    return ctx.texts.body(data["body"], here.at("body"), sqltext.canonical if data.get("atomic") else str)


_NAMES = frozenset(
    {"sfunc", "finalfunc", "combinefunc", "serialfunc", "deserialfunc", "msfunc", "minvfunc", "mfinalfunc"}
)
_TYPES = frozenset({"stype", "mstype"})


def _options(here: Place, ctx: Context) -> tuple[tuple[str, str], ...]:
    """What an aggregate is made of, sorted by name; what the server would take itself is not said."""
    place = here.at("options")
    found = {}
    for name, value in here.document.data["options"].items():
        if name in _NAMES:
            found[name] = called(value)
        elif name in _TYPES:
            found[name] = _type(value, place.at(name), ctx)
        elif value is not False and (name, value) not in _USUAL:
            found[name] = "" if value is True else str(value)
    usual = "read_write" if "order_by" in here.document.data else "read_only"
    return tuple(sorted((name, text) for name, text in found.items() if not name.endswith("_modify") or text != usual))


_USUAL = frozenset({("parallel", "unsafe"), ("sspace", 0), ("msspace", 0)})


def _check_addresses(found: Iterable[tuple[Routine, Document]], ctx: Context) -> None:
    """Routines are told apart by their names and what is passed in: all three kinds share their names."""
    first: dict[tuple[QName, tuple[str, ...]], tuple[Routine, Document]] = {}
    for made, document in found:
        other, there = first.setdefault((made.called, made.inputs), (made, document))
        if other is not made:
            message = f"the {other.kind} '{other.name}' and the {made.kind} '{made.name}' have one signature"
            help_ = "routines of one name are told apart by the types of what is passed in, and by nothing else"
            place, also = (Place(it, (it.kind,)) for it in (document, there))
            ctx.findings.error("SG120", message, place, help_, (also, "the other one"))
