"""What a change may not do unasked: lose data, or fail on rows that are there. Each finding says what to give."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.diff import Difference
from azuraforge_schemagen.diff.guess import scalar
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Collation,
    Column,
    Composite,
    Domain,
    Extension,
    Range,
    Sequence,
    Standalone,
    Table,
    plain_type,
)
from azuraforge_schemagen.ir.types import INTEGER_TYPES, Scalar, Type
from azuraforge_schemagen.plan import casts
from azuraforge_schemagen.plan.columns import bare_not_null
from azuraforge_schemagen.plan.finding import Finding, Review
from azuraforge_schemagen.plan.pair import project_intents, text_of, with_domain
from azuraforge_schemagen.plan.words import type_words

Domains = Mapping[QName, Domain]
Risk = tuple[str, Finding]
"""What would have to be allowed, and the finding where it is not."""


def refusals(difference: Difference, intent: Intent, dialect: str) -> Review:
    """The findings of a change on one dialect that nothing said or allowed covers, and what was allowed."""
    findings: list[Finding] = []
    acknowledged: set[str] = set()
    called = _Originals(difference)
    anew = {op.table.name for op in difference.ops if isinstance(op, ops.CreateTable)}
    for op in project_intents(difference.ops, dialect):
        for what, finding in _risks(op, called, dialect, anew, difference.domains):
            if intent.allows(what):
                acknowledged.add(what)
            else:
                findings.append(finding)
    return Review(tuple(findings), tuple(sorted(acknowledged)))


class _Originals:
    """What had to take a temporary name, by its own."""

    def __init__(self, difference: Difference) -> None:
        self.names = {(str(it.kind), it.scope, it.new): it.old for it in difference.temporary}

    def object(self, kind: str, name: QName) -> QName:
        """The own name of a whole object."""
        return QName(name.schema, self.part(kind, name, name.name))

    def part(self, kind: str, scope: QName, name: str) -> str:
        """The own name of a column or value."""
        return self.names.get((kind, scope, name), name)


def _rebuild(table: Table) -> Risk:
    """A table whose partition key changes: no server changes that in place."""
    what = f"rebuild-table:{table.name}"
    message = f"the partition key of the table {table.name} changes: it would be made anew, and all its rows be lost"
    help_ = f"{_allow(what)} if they may go; to keep them, make a new table beside it and copy them"
    finding = Finding(Diagnostic("SG325", message, help=help_), Ref("table", table.name), ("partition_by",))
    return what, finding


def _risks(op: ops.Op, called: _Originals, dialect: str, anew: set[QName], domains: Domains) -> Iterator[Risk]:
    match op:
        case ops.DropTable(table) if table.name in anew:
            yield _rebuild(table)
        case ops.DropTable(table):
            name = called.object("table", table.name)
            yield _lost("SG310", "table", name, f"the table {name} and all its rows would be dropped", "table")
        case ops.DropColumn(name, column):
            part = called.part("column", name, column.name)
            yield _drop_column(name, part)
        case ops.ReplaceEnum(old, new, mapping):
            yield from _values(old.values, new.name, new.values, dict(mapping), called)
        case ops.DropEnum(enum):
            name = called.object("enum", enum.name)
            yield _lost("SG313", "enum", name, f"the enum {name} would be dropped", "enum")
        case ops.DropNamespace(namespace):
            name = namespace.name
            yield _lost("SG317", "schema", name, f"the database schema {name.name} would be dropped", "schema")
        case ops.AddColumn(name, column, backfill):
            if bare_not_null(with_domain(column, domains)) and not text_of(backfill):
                message = "is new and NOT NULL, but rows that are there have no value for it"
                yield _not_null("SG314", name, column, message)
        case ops.AlterColumn():
            yield from _alter(op, dialect, domains)
        case ops.DropObject(found):
            yield from _drop_object(found, called)
        case ops.AlterObject(Domain() as before, Domain() as after):
            yield from _alter_domain(before, after, domains)
        case ops.AlterObject(Composite() as before, Composite() as after):
            yield from _alter_composite(before, after, called, domains)
        case ops.AlterObject(Range() as before, Range() as after):
            yield from _retyped(after.ref, str(after.name), before.subtype, after.subtype, domains, ("subtype",))
        case _:
            return


def _drop_object(found: Standalone, called: _Originals) -> Iterator[Risk]:
    name = called.object(found.ref.kind, found.name)
    match found:
        case Sequence():
            yield _lost("SG320", "sequence", name, f"the sequence {name} and its position would be dropped", "sequence")
        case Domain():
            yield _lost("SG321", "domain", name, f"the domain {name} would be dropped", "domain")
        case Extension():
            message = f"the extension {name} would be dropped, with everything that it brought"
            yield _lost("SG322", "extension", name, message, "extension")
        case Composite() | Range() | Collation():
            kind = found.ref.kind
            yield _lost("SG326", kind, name, f"the {kind} {name} would be dropped", kind)
        case _:
            return  # it holds no data


def _alter_domain(old: Domain, new: Domain, domains: Domains) -> Iterator[Risk]:
    before, after = plain_type(old.type, domains), plain_type(new.type, domains)
    if not casts.lossless(before, after):
        message = f"the domain {new.name} changes from {type_words(before)} to {type_words(after)}, which may lose data"
        what = f"narrow:{new.name}"
        yield what, Finding(Diagnostic("SG323", message, help=f"{_allow(what)} if that is meant"), new.ref, ("type",))
    if old.nullable and not new.nullable:
        message = f"the domain {new.name} becomes NOT NULL, but rows may have NULL in its columns"
        what = f"not-null:{new.name}"
        yield what, Finding(Diagnostic("SG324", message, help=f"{_allow(what)} if none has"), new.ref, ("not_null",))


def _alter_composite(old: Composite, new: Composite, called: _Originals, domains: Domains) -> Iterator[Risk]:
    for name, attribute in old.by_name.items():
        later = new.by_name.get(name)
        if later is not None:
            place = ("attributes", name)
            yield from _retyped(new.ref, f"{new.name}.{name}", attribute.type, later.type, domains, place)
            continue
        own = called.part("attribute", new.name, name)
        what = f"drop-attribute:{new.name}.{own}"
        message = f"the attribute {new.name}.{own} and its values would be dropped"
        help_ = f"{_allow(what)} if it may go, or write 'renamed_from: {own}' at the attribute that takes its place"
        yield what, Finding(Diagnostic("SG327", message, help=help_), new.ref, ("attributes", own))


def _retyped(ref: Ref, name: str, old: Type, new: Type, domains: Domains, place: tuple[str, ...]) -> Iterator[Risk]:
    """Values of a composite or a range whose parts get another type."""
    before, after = plain_type(old, domains), plain_type(new, domains)
    if casts.lossless(before, after):
        return
    what = f"narrow:{name}"
    message = f"{ref.kind} {name} changes from {type_words(before)} to {type_words(after)}, which may lose data"
    yield what, Finding(Diagnostic("SG328", message, help=f"{_allow(what)} if that is meant"), ref, place)


def _alter(op: ops.AlterColumn, dialect: str, domains: Domains) -> Iterator[Risk]:
    old, new = op.old, op.new
    if old.nullable and not new.nullable and not text_of(op.backfill) and new.generated is None:
        yield _not_null("SG315", op.table, new, "becomes NOT NULL, but rows may have NULL in it")
    if new.generated is not None and old.generated is None:
        yield _narrow(
            "SG318", op.table, new, "becomes a generated column: what rows hold is replaced by its expression"
        )
    elif (
        new.generated is None
        and op.using is None
        and not _lossless(plain_type(old.type, domains), plain_type(new.type, domains), dialect)
    ):
        change = f"{type_words(old.type)} to {type_words(new.type)}"
        yield _narrow("SG316", op.table, new, f"changes from {change}, which may lose data")


def _lossless(old: Type, new: Type, dialect: str) -> bool:
    """Every whole number of SQLite has 64 bits, whatever its column is called."""
    whole = isinstance(old, Scalar) and isinstance(new, Scalar) and {old.name, new.name} <= INTEGER_TYPES
    return (whole and dialect == "sqlite") or casts.lossless(old, new)


def _lost(code: str, kind: str, name: QName, message: str, ref: str) -> Risk:
    what = f"drop-{kind}:{name}"
    rename = (
        ""
        if kind in ("schema", "extension")
        else f", or write 'renamed_from: {name.name}' at the {kind} that takes its place"
    )
    return what, Finding(Diagnostic(code, message, help=f"{_allow(what)} if it may go{rename}"), Ref(ref, name))


def _drop_column(table: QName, column: str) -> Risk:
    what = f"drop-column:{table}.{column}"
    message = f"the column {table}.{column} and its values would be dropped"
    help_ = f"{_allow(what)} if it may go, or write 'renamed_from: {column}' at the column that takes its place"
    return what, Finding(Diagnostic("SG311", message, help=help_), Ref("table", table), ("columns", column))


def _values(
    old: tuple[str, ...], enum: QName, new: tuple[str, ...], mapping: dict[str, str], called: _Originals
) -> Iterator[Risk]:
    for value in old:
        if value in new or value in mapping:
            continue
        own = called.part("value", enum, value)
        what = f"drop-value:{enum}.{own}"
        message = f"the value {own!r} of the enum {enum} would go, and rows may have it"
        line = f"'removed: {{ {scalar(own)}: ... }}' in the enum's file"
        help_ = f"say what such rows get ({line}), or {_allow(what)} if none has it"
        yield what, Finding(Diagnostic("SG312", message, help=help_), Ref("enum", enum), ("values", own))


def _not_null(code: str, table: QName, column: Column, message: str) -> Risk:
    what = f"not-null:{table}.{column.name}"
    default = "a 'server_default:', " if code == "SG314" else ""
    help_ = (
        f"give the column {default}a 'backfill:' (an SQL expression), or '| null', or {_allow(what)} if no row is hurt"
    )
    return what, _finding(code, table, column, message, help_)


def _narrow(code: str, table: QName, column: Column, message: str) -> Risk:
    what = f"narrow:{table}.{column.name}"
    using = "say how values get there ('using:', an SQL expression), or " if code == "SG316" else ""
    return what, _finding(code, table, column, message, f"{using}{_allow(what)} if that is meant")


def _finding(code: str, table: QName, column: Column, message: str, help_: str) -> Finding:
    diagnostic = Diagnostic(code, f"the column {table}.{column.name} {message}", help=help_)
    return Finding(diagnostic, Ref("table", table), ("columns", column.name))


def _allow(what: str) -> str:
    return f"give --allow {shlex.quote(what)}"
