"""Views and materialized views as DDL."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import qualified, quote
from azuraforge_schemagen.dialects.indexes import made, renamed, statement
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.bodies import MaterializedView, View, Words
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import MAX_BYTES, clip
from azuraforge_schemagen.ir.schema import Index

_PG = "postgresql"


def create(of: View | MaterializedView, dialect: str) -> list[str]:
    """CREATE VIEW, and after it what only COMMENT and CREATE INDEX can say."""
    what = _what(of)
    parts = [f"CREATE {what}"]
    parts += [f"WITH ({_parameters(of.options)})"] if of.options else []
    parts += [f"AS {of.query.on(dialect)}"]
    parts += ["WITH NO DATA"] if isinstance(of, MaterializedView) and not of.with_data else []
    indexes = of.indexes if isinstance(of, MaterializedView) else ()
    comments = [] if of.comment is None else [comment_on(what, of.comment)]
    comments += [comment_on(_column(of, name), text) for name, text in of.column_comments]
    return [" ".join(parts), *(text for it in indexes for text in _index(of.name, it)), *comments]


def alter(old: View | MaterializedView, new: View | MaterializedView) -> Iterator[str]:
    """Everything but the query, whose change makes the view anew."""
    before, after = dict(old.options), dict(new.options)
    gone = [name for name in before if name not in after]
    if gone:
        yield f"ALTER {_what(new)} RESET ({', '.join(gone)})"
    changed = tuple((name, text) for name, text in after.items() if before.get(name) != text)
    if changed:
        yield f"ALTER {_what(new)} SET ({_parameters(changed)})"
    if isinstance(old, MaterializedView) and isinstance(new, MaterializedView):
        yield from _indexes(old, new)
        if old.with_data != new.with_data:
            yield f"REFRESH {_what(new)}{'' if new.with_data else ' WITH NO DATA'}"
    if old.comment != new.comment:
        yield comment_on(_what(new), new.comment)
    said, says = dict(old.column_comments), dict(new.column_comments)
    for name in dict.fromkeys((*said, *says)):
        if said.get(name) != says.get(name):
            yield comment_on(_column(new, name), says.get(name))


def _indexes(old: MaterializedView, new: MaterializedView) -> Iterator[str]:
    """What goes, what only has another name, what comes, and what is said of them."""
    moved, come = renamed(old.indexes, new.indexes), made(old.indexes, new.indexes)
    after = {it.name: it for it in new.indexes}
    gone = [it.name for it in old.indexes if it.name not in moved and (it.name in come or it.name not in after)]
    yield from (f"DROP INDEX {qualified(QName(new.name.schema, name), _PG)}" for name in gone)
    yield from _renamed(new.name.schema, moved)
    said = {moved.get(it.name, it.name): it.comment for it in old.indexes}
    for name, index in after.items():
        if name in come:
            yield statement(index, new.name)
        if index.comment != (None if name in come else said.get(name)):
            yield comment_on(f"INDEX {qualified(QName(new.name.schema, name), _PG)}", index.comment)


def _renamed(schema: str, moved: dict[str, str]) -> Iterator[str]:
    """ALTER INDEX RENAME; those that another one follows step aside first."""
    followed = [was for was in moved if was in moved.values()]
    aside = {was: f"{clip(was, MAX_BYTES - 8)}__old{place}" for place, was in enumerate(followed, 1)}
    steps = [*aside.items(), *((aside.get(was, was), name) for was, name in moved.items())]
    for was, name in steps:
        yield f"ALTER INDEX {qualified(QName(schema, was), _PG)} RENAME TO {quote(name, _PG)}"


def _index(view: QName, index: Index) -> Iterator[str]:
    yield statement(index, view)
    if index.comment is not None:
        yield comment_on(f"INDEX {qualified(QName(view.schema, index.name), _PG)}", index.comment)


def _what(of: View | MaterializedView) -> str:
    kind = "MATERIALIZED VIEW" if isinstance(of, MaterializedView) else "VIEW"
    return f"{kind} {qualified(of.name, _PG)}"


def _column(of: View | MaterializedView, name: str) -> str:
    return f"COLUMN {qualified(of.name, _PG)}.{quote(name, _PG)}"


def _parameters(options: Words) -> str:
    return ", ".join(f"{name} = {text}" for name, text in options)
