"""Columns: ``sa.Column`` with its default, identity, sequence, generation."""

from __future__ import annotations

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Column, Constant, Default, Function, Generated, Identity, Number, PrimaryKey
from azuraforge_schemagen.ir.schema import Sql as Text
from azuraforge_schemagen.ir.types import INTEGER_TYPES, Scalar
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import sql
from azuraforge_schemagen.render.alembic.code import Fn, Item, Typed
from azuraforge_schemagen.render.alembic.scope import Scope

_LOOSE = {"and", "or", "not", "in", "is", "like", "ilike", "similar", "between", "at", "collate", "isnull", "notnull"}
_NAMING = Naming()


def column(of: Column, scope: Scope, table: QName, key: PrimaryKey | None = None) -> Fn:
    """``sa.Column(...)``; ``key`` is the primary key when the whole table is created with it."""
    counts = autoincrement(of, scope, table, key)
    if not _same_everywhere(of):
        return _column(of, scope, table, counts)
    # The object is kept, so that its id stays its own.
    memo = (id(of), counts)
    known = scope.columns.get(memo)
    if known is None:
        known = scope.columns[memo] = (of, _column(of, scope, table, counts))
    return known[1]


def _same_everywhere(of: Column) -> bool:
    """Whether a column that two dialects share is written the same for both, in any table."""
    if of.serial is not None or of.identity is not None or of.generated is not None or of.comment is not None:
        return False
    if type(of.type) is not Scalar or (of.type.precision is not None and of.type.name != "numeric") or of.type.fields:
        return False
    default = of.server_default
    return not isinstance(default, Text) and not (isinstance(default, Constant) and "\t" in str(default.value))


def _column(of: Column, scope: Scope, table: QName, counts: bool | None) -> Fn:
    args: list[Item] = [sql.name(of.name), _type(of, scope)]
    if of.generated is not None:
        args.append(computed(of.generated, scope))
    if of.identity is not None:
        args.append(identity(of.identity))
    kwargs: list[tuple[str, Item]] = []
    if counts is not None:
        kwargs.append(("autoincrement", str(counts)))
    server_default = column_default(of, scope, table, counts)
    if server_default is not None:
        kwargs.append(("server_default", server_default))
    kwargs.append(("nullable", "True" if of.nullable else "False"))
    if of.comment is not None and not scope.sqlite and sql.plain(of.comment):
        kwargs.append(("comment", python.string(of.comment)))
    return Fn("sa.Column", tuple(args), tuple(kwargs))


def _type(of: Column, scope: Scope) -> Typed:
    # SQLite counts only in a column whose type is INTEGER to the letter.
    if scope.sqlite and (of.identity is not None or of.serial is not None):
        return Typed("sa.Integer()")
    return scope.typed(of.type, of.collation)


def autoincrement(of: Column, scope: Scope, table: QName, key: PrimaryKey | None) -> bool | None:
    """``autoincrement`` where SQLAlchemy must be told; true says that it shall write SERIAL."""
    if key is None or of.name not in key.columns or not _integer(of) or of.identity or of.generated:
        return None
    if of.serial is not None and own_sequence(of, scope, table, key) is None:
        return True
    plain = of.serial is None and of.server_default is None and len(key.columns) == 1
    return False if plain else None


def _integer(of: Column) -> bool:
    return isinstance(of.type, Scalar) and of.type.name in INTEGER_TYPES


def own_sequence(of: Column, scope: Scope, table: QName, key: PrimaryKey | None) -> QName | None:
    """The sequence that must be made by hand, because SERIAL would not make it, or not under this name."""
    if of.serial is None or scope.sqlite:
        return None
    derived = key is not None and of.name in key.columns and of.serial in ("", _NAMING.sequence(table.name, of.name))
    return None if derived else QName(table.schema, of.serial or _NAMING.sequence(table.name, of.name))


def column_default(of: Column, scope: Scope, table: QName, counts: bool | None) -> Item | None:
    """The server default of a column, a sequence's included."""
    if of.serial is not None and not scope.sqlite and counts is not True:
        return next_value(QName(table.schema, of.serial or _NAMING.sequence(table.name, of.name)))
    return None if of.server_default is None else default(of.server_default, scope.dialect)


def next_value(sequence: QName) -> Fn:
    """``nextval`` of a sequence."""
    return sql.text(f"nextval({sqltext.string(sql.qualified(sequence))}::regclass)", "postgresql")


def default(of: Default, dialect: str) -> Item:
    """A server default."""
    match of:
        case Constant(bool(value)):
            return "sa.true()" if value else "sa.false()"
        case Constant(int(value)):
            return python.sa_text(str(value))
        case Constant(str(value)):
            return python.string(value) if sql.plain(value) else sql.text(sql.literal(value, dialect), dialect)
        case Number():
            return python.sa_text(of.text)
        case Function():
            return f"sa.func.{of.name}()"
        case Text():
            return sql.text(bracketed(of.on(dialect) or "NULL"), dialect)
        case _:
            raise AssertionError(of)


def bracketed(text: str) -> str:
    """SQL in brackets, where DEFAULT takes no less."""
    depth = operands = 0
    cast = False
    for token in sqltext.tokens(text):
        if token.kind in ("space", "line", "block"):
            continue
        depth -= token.text in (")", "]")
        if depth == 0 and not cast and token.kind != "sign":
            operands += 1
            if operands > 1 or token.text.lower() in _LOOSE:
                return f"({text})"
        if depth == 0 and token.kind == "sign" and token.text not in ("::", ".", "(", ")", "[", "]"):
            return f"({text})"
        if depth == 0:
            cast = token.text == "::" or (cast and token.kind != "sign")
            operands -= token.text == "."
        depth += token.text in ("(", "[")
    return text


def computed(of: Generated, scope: Scope) -> Fn:
    """``sa.Computed(...)``."""
    text = sql.expression(of.expression.on(scope.dialect) or "NULL", scope.dialect)
    return Fn("sa.Computed", (text,), (("persisted", str(not of.virtual)),))


def identity(of: Identity) -> Fn:
    """``sa.Identity(...)``."""
    options: list[tuple[str, Item]] = [("always", "True")] if of.always else []
    numbers = {
        "start": of.start,
        "increment": of.increment,
        "minvalue": of.minimum,
        "maxvalue": of.maximum,
        "cache": of.cache,
    }
    options += [(name, str(number)) for name, number in numbers.items() if number is not None]
    return Fn("sa.Identity", (), (*options, *([("cycle", "True")] if of.cycle else [])))
