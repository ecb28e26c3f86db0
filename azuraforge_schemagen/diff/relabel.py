"""Enum values that changed their names, on a dialect that keeps them as strings: there the rows have to follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from azuraforge_schemagen.dialects import DIALECTS, literal, project, quote
from azuraforge_schemagen.diff.compare import diff
from azuraforge_schemagen.diff.model import Difference
from azuraforge_schemagen.ir.apply import apply_all
from azuraforge_schemagen.ir.intent import Intent, Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import (
    AlterColumn,
    MoveObject,
    Op,
    RenameColumn,
    RenameEnum,
    RenameEnumValue,
    RenameObject,
    RenameTable,
    ReplaceEnum,
)
from azuraforge_schemagen.ir.schema import Column, Schema, Sql, plain_type
from azuraforge_schemagen.ir.types import Array, EnumType, Type, on

Labels = Mapping[str, str]
"""An old label -> the one that takes its place, where that is another one."""


def relabelled(difference: Difference, old: Schema, new: Schema, intent: Intent, dialect: str) -> Difference:
    """The difference of two projections with what the rows need; ``old`` and ``new`` are unprojected.

    A column whose labels change gets a ``using`` in its AlterColumn, or an AlterColumn of its own that changes nothing
    else. A dialect that has enums needs nothing: its server does it.
    """
    if not concerns_rows(intent):
        return difference
    whole = diff(old, new, intent)
    texts = dict(_converted(whole.ops, new, dialect))
    if any(DIALECTS[dialect].lower_enum(enum) is None for enum in old.enums.values()):
        texts |= dict(_texts(whole.ops, old, new, dialect))
    if not texts:
        return difference
    ops = tuple(_with_using(op, texts) for op in difference.ops)
    after = project(new, dialect)
    columns = [(table, after.table(table).by_name[name], text) for (table, name), text in texts.items()]
    ops += tuple(AlterColumn(table, it, it, Using(text)) for table, it, text in columns)
    return replace(difference, ops=ops, used=_used(difference.used, whole.used))


def _used(here: Intent, whole: Intent) -> Intent:
    """What was taken up, with what was said about enums, which are strings here."""
    lines = {*here.renames, *(line for line in whole.renames if line.kind in ("enum", "value"))}
    return replace(here, renames=tuple(sorted(lines)), removed_values={**whole.removed_values, **here.removed_values})


def concerns_rows(intent: Intent) -> bool:
    """Whether anything is said about values that a projection may take for the same."""
    said = intent.removed_values or intent.using
    return bool(said) or any(line.kind == "value" for line in intent.renames)


def _converted(ops: Iterable[Op], new: Schema, dialect: str) -> Iterator[tuple[tuple[QName, str], Sql]]:
    """What the author says of columns whose types differ, though the dialect may store both alike: two enums."""
    for op in ops:
        if (
            not isinstance(op, AlterColumn)
            or op.using is None
            or op.using.up is None
            or op.old.generated
            or op.new.generated
        ):
            continue
        dialects, text = new.table(op.table).dialects, op.using.up.on(dialect)
        here = not dialects or dialect in dialects
        if here and text and on(op.old.type, dialect) != on(op.new.type, dialect):
            yield (op.table, op.new.name), Sql(text)


def _with_using(op: Op, texts: dict[tuple[QName, str], Sql]) -> Op:
    if not isinstance(op, AlterColumn) or op.old.generated or op.new.generated:
        return op
    text = texts.pop((op.table, op.new.name), None)
    return op if text is None or op.using is not None else replace(op, using=Using(text))


def _texts(ops: Iterable[Op], old: Schema, new: Schema, dialect: str) -> Iterator[tuple[tuple[QName, str], Sql]]:
    """The expression over the old rows of every column that holds labels that change, by its address now."""
    ops = tuple(ops)
    labels = _labels(ops, old)
    if not labels:
        return
    renamed = apply_all(
        [op for op in ops if isinstance(op, (RenameTable, RenameColumn, RenameEnum, RenameObject, MoveObject))], old
    )
    tables, domains, later = new.tables, renamed.domains, new.domains
    for name, table in renamed.tables.items():
        target = tables.get(name)
        if target is None or (target.dialects and dialect not in target.dialects):
            continue
        for column in table.columns:
            after = target.by_name.get(column.name)
            if after is None:
                continue
            type_ = on(plain_type(after.type, later), dialect)
            if on(plain_type(column.type, domains), dialect) == type_:
                text = _text(after, type_, labels, dialect)
                if text is not None:
                    yield (name, column.name), Sql(text)


def _labels(ops: Iterable[Op], old: Schema) -> dict[QName, Labels]:
    """The labels that change, by the enum's name now."""
    found = {enum.name: {value: value for value in enum.values} for enum in old.enums.values()}
    for op in ops:
        match op:
            case RenameEnum(before, after) | MoveObject(Ref("enum", before), new=Ref(name=after)):
                found[after] = found.pop(before)
            case RenameEnumValue(enum, before, after):
                found[enum] = {value: after if now == before else now for value, now in found[enum].items()}
            case ReplaceEnum(_, enum, mapping):
                moved = dict(mapping)
                found[enum.name] = {value: moved.get(now, now) for value, now in found[enum.name].items()}
    changed = {enum: {value: now for value, now in it.items() if value != now} for enum, it in found.items()}
    return {enum: labels for enum, labels in changed.items() if labels}


def _text(column: Column, type_: Type, labels: Mapping[QName, Labels], dialect: str) -> str | None:
    name = quote(column.name, dialect)
    match type_:
        case EnumType(enum) if enum in labels:
            return _case(name, labels[enum], dialect)
        case Array(EnumType(enum)) if enum in labels:
            each = f"SELECT json_group_array({_case('value', labels[enum], dialect)}) FROM json_each({name})"
            return f"CASE WHEN {name} IS NULL THEN NULL ELSE ({each}) END"
    return None


def _case(name: str, labels: Labels, dialect: str) -> str:
    whens = " ".join(f"WHEN {literal(old, dialect)} THEN {literal(new, dialect)}" for old, new in labels.items())
    return f"CASE {name} {whens} ELSE {name} END"
