"""``triggers:`` of a table or view -> ``Trigger``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple, cast

from azuraforge_schemagen.ir.bodies import Event, EventKind, Trigger
from azuraforge_schemagen.ir.mentions import chains
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.resolve import catalog
from azuraforge_schemagen.resolve.catalog import target_of
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.depends import needed
from azuraforge_schemagen.resolve.external import is_external
from azuraforge_schemagen.resolve.findings import Place, suggest
from azuraforge_schemagen.resolve.owned import Owner, note_name

_ENABLED: Mapping[Any, Literal["origin", "disabled", "replica", "always"]] = {
    True: "origin",
    False: "disabled",
    "replica": "replica",
    "always": "always",
}


class _Problem(NamedTuple):
    """A key of a trigger that does not fit the others, and what to do."""

    key: str
    message: str
    help: str


def triggers_of(
    specs: Mapping[str, Any], place: Place, owner: Owner, tables: Collection[QName], ctx: Context
) -> Iterator[Trigger]:
    """The triggers that stand at a place; ``tables`` are those that there are."""
    for name, spec in specs.items():
        here = place.at(name)
        note_name("trigger", spec, here, owner, ctx)
        other = _other(spec["from"], here.at("from"), owner, tables, ctx) if "from" in spec else None
        trigger = replace(_trigger(name, owner, spec, here, ctx), from_table=other)
        for key, message, help_ in _problems(trigger, owner):
            where = here.at(key) if key in spec else here._replace(key=True)
            ctx.findings.error("SG184", f"trigger '{name}': {message}", where, help_)
        yield trigger


def _trigger(name: str, owner: Owner, spec: Mapping[str, Any], here: Place, ctx: Context) -> Trigger:
    texts = ctx.texts
    function, arguments = _call(spec["execute"], owner, ctx) if "execute" in spec else (None, ())
    query = function is None or isinstance(spec.get("when"), Mapping)
    return Trigger(
        owner.name,
        name,
        spec["timing"].replace("_", " "),
        tuple(_events(name, owner, spec, here.at("events"), ctx)),
        function,
        arguments,
        spec.get("each", "row") == "row",
        texts.read(spec["when"], here.at("when"), query) if "when" in spec else None,
        texts.statements(spec["body"], here.at("body")) if "body" in spec else None,
        bool(spec.get("constraint", False)),
        spec.get("deferrable"),
        None,
        spec.get("old_table"),
        spec.get("new_table"),
        _ENABLED[spec.get("enabled", True)],
        spec.get("comment"),
        owner.marks(spec, f"trigger '{name}'", here, ctx),
        needed(spec, here, owner.name.schema, ctx.known, ctx),
    )


def _events(name: str, owner: Owner, spec: Mapping[str, Any], place: Place, ctx: Context) -> Iterator[Event]:
    seen: set[str] = set()
    for index, event in enumerate(spec["events"]):
        kind = event if isinstance(event, str) else "update"
        columns = () if isinstance(event, str) else tuple(event["update"])
        if kind in seen:
            ctx.findings.error("SG184", f"trigger '{name}': the event {kind} stands twice", place.at(index))
            continue
        seen.add(kind)
        owner.has(columns, f"trigger '{name}'", place.at(index, "update"), ctx)
        yield Event(cast(EventKind, kind), columns)


def _call(spec: Any, owner: Owner, ctx: Context) -> tuple[QName, tuple[str, ...]]:
    """The function and its arguments; a bare name is one of the owner's schema where only that has one."""
    spec = {"function": spec.removesuffix("()")} if isinstance(spec, str) else spec
    arguments = tuple(spec.get("arguments") or ())
    if "schema" in spec:
        return catalog.qualified(spec["schema"], spec["function"]), arguments
    schema, dot, name = spec["function"].rpartition(".")
    found = catalog.qualified(schema or None, name)
    own = QName(owner.name.schema, name)
    declared = ctx.known.get("function", ())
    return own if not dot and found not in declared and own in declared else found, arguments


def _other(spec: Any, place: Place, owner: Owner, tables: Collection[QName], ctx: Context) -> QName:
    """The other table that a constraint trigger is about."""
    found, exact = target_of(spec)
    own = QName(owner.name.schema, found.name)
    if not exact and found not in tables and own in tables:
        return own
    if found not in tables and not is_external(found, ctx.external):
        ctx.findings.error("SG140", f"there is no table '{found}'", place, suggest(str(found), map(str, tables)))
    return found


def _problems(of: Trigger, owner: Owner) -> Iterator[_Problem]:
    """What no server takes."""
    if of.function is None and of.body is None:
        yield _Problem("", "it does nothing", "add 'execute: FUNCTION()' for PostgreSQL, 'body:' for SQLite")
    if of.deferrable is not None and not of.constraint:
        yield _Problem("deferrable", "only a constraint trigger can be deferred", "add 'constraint: true'")
    if of.from_table is not None and not of.constraint:
        yield _Problem("from", "only a constraint trigger is about another table", "add 'constraint: true'")
    if of.constraint and (of.timing != "after" or not of.each_row):
        yield _Problem("constraint", "a constraint trigger fires after the event, for each row", "take it out")
    if of.each_row and any(it.kind == "truncate" for it in of.events):
        yield _Problem("events", "TRUNCATE fires for the statement", "write 'each: statement'")
    if owner.kind == "view" and of.enabled != "origin":
        yield _Problem("enabled", "a view's trigger cannot be disabled", "take it out")
    yield from _of_views(of, owner)
    yield from _of_rows(of, owner)
    yield from _of_conditions(of)


def _of_views(of: Trigger, owner: Owner) -> Iterator[_Problem]:
    if of.timing == "instead of":
        if owner.kind == "table":
            yield _Problem("timing", "only a view has triggers that fire instead of the event", "say before or after")
        if not of.each_row:
            yield _Problem("each", "it fires instead of the event for each row", "write 'each: row'")
        if of.function is not None and of.when is not None:
            yield _Problem("when", "a trigger that fires instead of the event has no condition", "take it out")
        if of.function is not None and any(it.columns for it in of.events):
            yield _Problem("events", "it fires instead of an update of whichever columns", "write 'update' alone")
    elif owner.kind == "view" and of.each_row:
        yield _Problem("timing", "a view has rows' triggers instead of the event only", "write 'timing: instead_of'")


def _of_conditions(of: Trigger) -> Iterator[_Problem]:
    """The rows that a condition looks at."""
    texts = (of.when.text, *dict(of.when.dialects).values()) if of.when is not None else ()
    said = {it.names[0].lower() for text in texts if text for it in chains(text)}
    for row, without in (("old", "insert"), ("new", "delete")):
        if row in said and not of.each_row:
            yield _Problem("when", f"fired for the statement, it has no row {row.upper()}", "write 'each: row'")
        elif row in said and any(it.kind == without for it in of.events):
            yield _Problem("when", f"{without} has no row {row.upper()}", "make it two triggers")


def _of_rows(of: Trigger, owner: Owner) -> Iterator[_Problem]:
    """The tables of rows that a function sees."""
    kinds = {it.kind for it in of.events}
    if of.old_table is not None and of.old_table == of.new_table:
        yield _Problem("new_table", "both tables of rows have one name", "give one of them another name")
    for key, name, other in (("old_table", of.old_table, "insert"), ("new_table", of.new_table, "delete")):
        if name is None:
            continue
        if of.timing != "after" or of.constraint:
            yield _Problem(key, "only a plain trigger after the event sees tables of rows", "take it out")
        elif len(of.events) > 1 or any(it.columns for it in of.events):
            yield _Problem(key, "a trigger that sees tables of rows has one event, of no columns", "split it")
        elif other in kinds or "truncate" in kinds:
            yield _Problem(key, f"{'|'.join(kinds)} has no such rows", "take it out")
        elif of.each_row and owner.in_tree:
            yield _Problem(key, "in partitions a row's trigger sees no tables of rows", "write 'each: statement'")
