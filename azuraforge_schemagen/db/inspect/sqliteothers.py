"""What an SQLite database holds beside its ``Schema``, and what a ``Schema`` rounds off."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from azuraforge_schemagen.db.inspect.inspection import Unmanaged
from azuraforge_schemagen.db.inspect.sqliterows import Rows
from azuraforge_schemagen.db.inspect.sqlitetext import Clause
from azuraforge_schemagen.ir.names import QName


def others(found: Rows, triggers: Collection[str]) -> Iterator[Unmanaged]:
    """Everything that is not managed; ``triggers`` are the names of those that are."""
    for row in found.others:
        if row.type == "trigger" and row.name in triggers:
            continue
        table = found.declared.get(row.tbl_name.lower()) if row.type == "trigger" else None
        yield Unmanaged(row.type, QName("", row.name), owner=None if table is None else QName("", table))
    for kind, names in (
        ("virtual_table", found.virtual),
        ("unreadable_table", found.unreadable),
        ("attached_database", found.attached),
    ):
        yield from (Unmanaged(kind, QName("", name)) for name in names)
    for table, text in found.texts.items():
        for column in text.columns:
            if column.conflict:
                yield _of(table, "on_conflict", column.name, column.conflict)
        for clause in found.clauses[table]:
            yield from _said(table, clause, found.is_held(clause))


def _said(table: str, clause: Clause, held: bool) -> Iterator[Unmanaged]:
    """What is said of a constraint beyond what it is."""
    if not held:
        columns = f" ({', '.join(clause.target_columns)})" if clause.target_columns else ""
        yield _of(table, "foreign_key", clause.name, f"references {clause.target}{columns}")
    if clause.conflict:
        yield _of(table, "on_conflict", clause.name, clause.conflict)
    if clause.order:
        yield _of(table, "key_order", clause.name, clause.order)


def _of(table: str, kind: str, child: str | None, detail: str) -> Unmanaged:
    return Unmanaged(kind, QName("", table), child, QName("", table), detail)


def notes(found: Rows) -> Iterator[Unmanaged]:
    """SQLite's own readings of a primary key, which no other server shares and schemagen does not write; and views that
    nobody can read from, for SQLite makes them all the same."""
    for name, view in found.views.items():
        if view.broken:
            yield Unmanaged("broken_view", QName("", name), owner=QName("", name), detail=view.broken)
    for table, text in found.texts.items():
        keys = [clause for clause in found.clauses[table] if clause.kind == "primary"]
        rows = [row for row in found.columns[table] if row.pk]
        whole = len(rows) == 1 and not text.without_rowid
        is_rowid = whole and rows[0].type.upper() == "INTEGER" and not (keys[0].order and keys[0].inline)
        if whole and not is_rowid and rows[0].type.upper() in ("INT", "INTEGER"):
            yield _of(table, "no_rowid_alias", rows[0].name, "not the rowid, as INTEGER PRIMARY KEY is")
        if not (is_rowid or text.without_rowid or text.strict):
            for row in rows:
                if not row.not_null:
                    yield _of(table, "nullable_key", row.name, "may hold NULL, though it is in the primary key")
