"""An Alembic revision as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from azuraforge_schemagen.config import MARKER
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import CreateTable, RenameTable
from azuraforge_schemagen.ir.steps import Plan
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import hazards, sql
from azuraforge_schemagen.render.alembic.actions import statements
from azuraforge_schemagen.render.alembic.code import Fn, Line, Sql, Statement, call, expr
from azuraforge_schemagen.render.alembic.merge import Piece, merge
from azuraforge_schemagen.render.alembic.scope import Columns, Members, Scope
from azuraforge_schemagen.render.alembic.types import RawTypes


@dataclass(frozen=True, slots=True)
class RevisionText:
    """Everything that a revision says. ``upgrade`` and ``downgrade`` have a plan for each dialect of the project."""

    revision: str
    down_revisions: tuple[str, ...]
    message: str
    created: str
    upgrade: Mapping[str, Plan]
    downgrade: Mapping[str, Plan]
    guarded: bool = False
    """Whether it must see for itself that SQLite checks no foreign keys while a table is made anew."""


def revision(of: RevisionText) -> str:
    """The text of the file."""
    raws = RawTypes()
    columns: Columns = {}
    members: Members = {}
    shared = {dialect: Scope(dialect, raws, columns, members) for dialect in (*of.upgrade, *of.downgrade)}
    up, down = (_function(plans, shared) for plans in (of.upgrade, of.downgrade))
    body = f"def upgrade() -> None:\n{up}\n\ndef downgrade() -> None:\n{down}"
    helpers = raws.source() + (_dependents(of) if "    save_dependents()\n" in body else "")
    head = _docstring(of) + _imports(helpers + body) + _identifiers(of)
    return f"{head}\n\n{helpers}{body}"


def _dependents(of: RevisionText) -> str:
    return DEPENDENTS.replace(_TAKEN, GUARD + _TAKEN) if of.guarded else DEPENDENTS


def _docstring(of: RevisionText) -> str:
    text = (
        f"{of.message.strip() or of.revision}\n\n"
        f"Revision ID: {of.revision}\n"
        f"Revises: {', '.join(of.down_revisions)}".rstrip()
        + "\n"
        f"Create Date: {of.created}\n\n"
        f"{MARKER}\n"
        f"A revision that was edited by hand is accepted by: schemagen build --accept {of.revision}"
    )
    return python.docstring(text) + "\n\n"


def _imports(body: str) -> str:
    dialect = "from sqlalchemy.dialects import postgresql\n" if re.search(r"\bpostgresql\.[A-Z]", body) else ""
    if "@compiles(" not in body:
        return f"import sqlalchemy as sa\nfrom alembic import op\n{dialect}\n"
    compiles = "from sqlalchemy.ext.compiler import compiles\n"
    return f"from typing import Any\n\nimport sqlalchemy as sa\nfrom alembic import op\n{dialect}{compiles}\n"


def _identifiers(of: RevisionText) -> str:
    parents = [python.string(parent) for parent in of.down_revisions]
    down, kind = "None", "str | None"
    if len(parents) == 1:
        down = parents[0]
    elif parents:
        down, kind = f"({', '.join(parents)})", "tuple[str, ...] | None"
    return (
        f"revision: str = {python.string(of.revision)}\n"
        f"down_revision: {kind} = {down}\n"
        "branch_labels: str | None = None\n"
        "depends_on: str | None = None\n"
    )


def _function(plans: Mapping[str, Plan], scopes: Mapping[str, Scope]) -> str:
    every: list[list[Piece]] = [_pieces(plan, scopes[dialect]) for dialect, plan in plans.items()]
    merged: list[Piece] = []
    for each in every:
        merged = merge(merged, each)
    return "".join(_blocks(merged, frozenset(plans))) or "    pass\n"


def _pieces(plan: Plan, scope: Scope) -> list[Piece]:
    scope.finals = _finals(plan) if scope.sqlite else {}
    dialects = frozenset((plan.dialect,))
    pieces: list[Piece] = []
    for step in plan.steps:
        note = hazards.note(step)
        for statement in statements(step, scope):
            notes = ((plan.dialect, note),)
            pieces.append(Piece(statement, dialects, step.transactional, notes))
            note = ""
    return pieces


def _finals(plan: Plan) -> dict[QName, QName]:
    """The tables that a rebuild makes under another name than they end with."""
    made = {step.action.table.name for step in plan.steps if isinstance(step.action, CreateTable)}
    renames = [step.action for step in plan.steps if isinstance(step.action, RenameTable)]
    return {rename.old: rename.new for rename in renames if rename.old in made}


def _blocks(pieces: Sequence[Piece], all_dialects: frozenset[str]) -> list[str]:
    text: list[str] = []
    before = all_dialects
    for dialects, block in groupby(pieces, key=_dialects):
        chained = before != all_dialects and not (before & dialects)
        if dialects == all_dialects:
            text.append(_block(block, 4, shared=len(all_dialects) > 1))
        else:
            text.append(f"    {'elif' if chained else 'if'} {_condition(dialects)}:\n")
            text.append(_block(block, 8, shared=len(dialects) > 1))
        before = dialects | before if chained else dialects
    return text


def _dialects(piece: Piece) -> frozenset[str]:
    return piece.dialects


def _condition(dialects: frozenset[str]) -> str:
    names = [python.string(dialect) for dialect in sorted(dialects)]
    if len(names) == 1:
        return f"op.get_context().dialect.name == {names[0]}"
    return f"op.get_context().dialect.name in ({', '.join(names)})"


def _block(pieces: Iterable[Piece], indent: int, shared: bool) -> str:
    text: list[str] = []
    for transactional, group in groupby(pieces, key=_transactional):
        inner = indent if transactional else indent + 4
        if not transactional:
            text.append(f"{' ' * indent}with op.get_context().autocommit_block():\n")
        for piece in group:
            text += [line + "\n" for line in hazards.lines(piece.notes, shared, " " * inner)]
            text.append(" " * inner + _source(piece.statement, inner) + "\n")
    return "".join(text)


def _transactional(piece: Piece) -> bool:
    return piece.transactional


def _source(of: Statement, indent: int) -> str:
    match of:
        case Line():
            return of.text
        case Sql():
            return sql.layout(of.statement, indent)
        case Fn("op.create_table"):
            # One column a line, however few there are.
            made = call(of)
            made.explode = True
            return python.layout(made, indent)
        case Fn():
            return python.layout(expr(of), indent)


DEPENDENTS = '''dependents: list[str] = []


def save_dependents() -> None:
    """Drop every view and trigger, under which SQLite could not rename a table, and keep what makes them again."""
    context = op.get_context()
    if context.as_sql:
        context.impl.static_output("-- Views and triggers: drop them here, create them again where the rebuild ends.")
        return
    connection = op.get_bind()
    found = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY rowid"
    ).all()
    dependents[:] = [row.sql for row in found]  # a run that failed may have left some
    for row in sorted(found, key=lambda row: str(row.type)):
        connection.exec_driver_sql('DROP {} "{}"'.format(row.type, row.name.replace('"', '""')))


def restore_dependents() -> None:
    """Make again what ``save_dependents`` dropped."""
    for statement in dependents:
        op.get_bind().exec_driver_sql(statement)
    dependents.clear()


'''

_TAKEN = "    found = connection"
GUARD = """    if connection.exec_driver_sql("PRAGMA foreign_keys").scalar():
        raise RuntimeError(
            "this revision makes a table anew, and foreign_keys is ON: the rows that refer to it would be deleted. "
            "Let env.py run PRAGMA foreign_keys=OFF before its transaction begins"
        )
"""
