"""Labels in SQL text that their enum does not have: a server would refuse the text when a revision runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.ir import partitions, sqltext
from azuraforge_schemagen.ir.bodies import MaterializedView, Policy, Trigger, View
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.labels import Row, labels
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Column, Domain, Exclusion, Index, Object, Schema, Sql, Table, plain_type
from azuraforge_schemagen.ir.types import EnumType, Type, on
from azuraforge_schemagen.resolve.findings import suggest
from azuraforge_schemagen.resolve.sources import SourceMap

_PG = "postgresql"
_WORDS = {"checks": "check", "columns": "column", "indexes": "index", "exclusions": "exclusion"}
_Said = tuple[Sql | None, tuple[str, ...]]
"""A text, and the path to it inside its object."""


def unknown_labels(schema: Schema, intent: Intent, sources: SourceMap) -> Iterator[Diagnostic]:
    """Every label that SQL text says and its enum does not have."""
    if not schema.enums:
        return
    for ref, found in schema.objects.items():
        row = _row(found, schema)
        for text, path in _texts(found):
            for enum, label in labels((text.on(_PG) if text else None) or "", schema.enums, row):
                if label not in schema.enums[enum].values:
                    yield _finding(ref, path, enum, label, schema, intent, sources)


def _finding(
    ref: Ref, path: tuple[str, ...], enum: QName, label: str, schema: Schema, intent: Intent, sources: SourceMap
) -> Diagnostic:
    what = f"{_WORDS[path[0]]} '{path[1]}' of '{ref.name}'" if path else f"{ref.kind.replace('_', ' ')} '{ref.name}'"
    message = f"{what}: '{label}' is no value of the enum '{enum}'"
    return Diagnostic("SG154", message, sources.span(ref, *path), _help(enum, label, schema, intent))


def _help(enum: QName, label: str, schema: Schema, intent: Intent) -> str:
    renamed = (it.new for it in intent.renames if (it.kind, it.scope, it.old) == ("value", enum, label))
    instead = next(renamed, None) or intent.removed_values.get(enum, {}).get(label)
    return f"its rows have '{instead}' now" if instead else suggest(label, schema.enums[enum].values)


def _row(found: Object, schema: Schema) -> Row:
    """What the names in the texts of an object stand for."""
    match found:
        case Domain():
            return Row(_enums({"value": found.type}, schema))
        case Table():
            return Row(_of_table(found, schema), (found.name.name,))
        case Policy():
            table = schema.tables.get(found.table)
            return Row(_of_table(table, schema) if table else {}, (found.table.name,))
        case Trigger():
            table = schema.tables.get(found.table)
            return Row(_of_table(table, schema) if table else {}, ("new", "old"))
        case _:
            return Row({})


def _of_table(table: Table, schema: Schema) -> Mapping[str, QName]:
    return _enums({it.name: it.type for it in partitions.columns_of(schema.objects, table)}, schema)


def _enums(types: Mapping[str, Type], schema: Schema) -> dict[str, QName]:
    plain = {name: on(plain_type(it, schema.domains), _PG) for name, it in types.items()}
    return {name: it.name for name, it in plain.items() if isinstance(it, EnumType) and it.name in schema.enums}


def _texts(found: Object) -> Iterator[_Said]:
    match found:
        case Table():
            yield from ((check.expression, ("checks", check.name)) for check in found.checks)
            for column in found.columns:
                yield from ((text, ("columns", column.name)) for text in _of_column(column))
            children: tuple[Index | Exclusion, ...] = (*found.indexes, *found.exclusions)
            for child in children:
                section = "indexes" if isinstance(child, Index) else "exclusions"
                yield from ((text, (section, child.name)) for text in _of_index(child))
        case Domain():
            yield from ((check.expression, ("checks", check.name)) for check in found.checks)
        case View() | MaterializedView():
            yield found.query, ()
        case Policy(using=using, check=check):
            yield from ((it, ()) for it in (using, check) if it and "select" not in (it.on(_PG) or "").lower())
        case Trigger():
            yield found.when, ()
        case _:
            return


def _of_column(column: Column) -> Iterator[Sql]:
    """Its texts; a string alone is read as what the column is compared with."""
    texts = [column.server_default] if isinstance(column.server_default, Sql) else []
    texts += [column.generated.expression] if column.generated else []
    for text in texts:
        yield text
        yield Sql(f"{sqltext.quoted(column.name)} = {text.on(_PG)}")


def _of_index(child: Index | Exclusion) -> Iterator[Sql | None]:
    yield child.where
    yield from (key.expression for key in child.keys)
