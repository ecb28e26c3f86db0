"""PostgreSQL's counters: serial and identity columns, their sequences, and the position that a change keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azuraforge_schemagen.dialects import literal, qualified, quote, type_sql
from azuraforge_schemagen.dialects.objects import without_owner
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import MAX_BYTES, Naming, clip
from azuraforge_schemagen.ir.schema import Column, Identity, Sequence
from azuraforge_schemagen.ir.types import Scalar, Type

_PG = "postgresql"
_MOVED = "__moved"
_LIMITS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def counter(column: Column) -> str | None:
    """The sequence of a serial or identity column."""
    return column.identity.sequence if column.identity else column.serial


def derived(table: QName, column: Column, naming: Naming) -> bool:
    """Whether the counter's sequence has the name that the server gives it."""
    return counter(column) == naming.sequence(table.name, column.name)


def acquire(table: QName, column: Column, filled: bool) -> Iterator[str]:
    """The statements that make a plain column count; from behind its values where there may be any (``filled``)."""
    if column.identity:
        yield f"{_alter(table, column)} ADD {_generated(table, column.identity)}"
    elif column.serial:
        yield f"CREATE SEQUENCE {_sequence(table, column.serial)} AS {type_sql(column.type, _PG)}"
        yield own(table, column)
    if filled:
        yield _position(table, column)
    if column.serial:
        yield f"{_alter(table, column)} SET DEFAULT nextval({_regclass(table, column.serial)})"


def own(table: QName, column: Column) -> str:
    """ALTER SEQUENCE ... OWNED BY the column."""
    return f"ALTER SEQUENCE {_sequence(table, column.serial or '')} OWNED BY {_column(table, column)}"


def next_value(table: QName, column: Column) -> str:
    """The default of a serial column."""
    return f"nextval({_regclass(table, column.serial or '')})"


def replace_identity(table: QName, column: Column) -> Iterator[str]:
    """The statements that give an identity column a sequence of its proper name, whatever name it has now."""
    assert column.identity is not None
    yield f"{_alter(table, column)} DROP IDENTITY"
    yield from acquire(table, column, filled=True)


def release(table: QName, column: Column) -> Iterator[str]:
    """The statements that make a counting column a plain one."""
    if column.identity:
        yield f"{_alter(table, column)} DROP IDENTITY"
    elif column.serial:
        yield f"{_alter(table, column)} DROP DEFAULT"
        yield f"DROP SEQUENCE {_sequence(table, column.serial)}"


def change(table: QName, old: Column, new: Column) -> Iterator[str]:
    """The statements that change how a column counts; it goes on where it is."""
    if old.serial and new.identity:
        yield from _serial_to_identity(table, old.serial, new)
    elif old.identity and new.serial:
        yield from _identity_to_serial(table, old.identity.sequence, new)
    else:
        yield from _same_kind(table, old, new)


def _serial_to_identity(table: QName, sequence: str, new: Column) -> Iterator[str]:
    assert new.identity is not None
    moved = sequence
    yield f"{_alter(table, new)} DROP DEFAULT"
    yield f"ALTER SEQUENCE {_sequence(table, sequence)} OWNED BY NONE"
    if sequence == new.identity.sequence:
        moved = _moved(sequence)
        yield f"ALTER SEQUENCE {_sequence(table, sequence)} RENAME TO {quote(moved, _PG)}"
    yield f"{_alter(table, new)} ADD {_generated(table, new.identity)}"
    yield _continue(table, new.identity.sequence, moved)
    yield f"DROP SEQUENCE {_sequence(table, moved)}"


def _identity_to_serial(table: QName, sequence: str, new: Column) -> Iterator[str]:
    assert new.serial is not None
    moved = _moved(sequence)
    yield f"CREATE SEQUENCE {_sequence(table, moved)} AS {type_sql(new.type, _PG)}"
    yield _continue(table, moved, sequence)
    yield f"{_alter(table, new)} DROP IDENTITY"
    yield f"ALTER SEQUENCE {_sequence(table, moved)} RENAME TO {quote(new.serial, _PG)}"
    yield own(table, new)
    yield f"{_alter(table, new)} SET DEFAULT {next_value(table, new)}"


def _same_kind(table: QName, old: Column, new: Column) -> Iterator[str]:
    before, after = counter(old), counter(new)
    assert before is not None
    assert after is not None
    if before != after:
        yield f"ALTER SEQUENCE {_sequence(table, before)} RENAME TO {quote(after, _PG)}"
    if new.serial and old.type != new.type:
        # The server does this for an identity only: a serial that became bigint would end at 2147483647.
        yield f"ALTER SEQUENCE {_sequence(table, after)} AS {type_sql(new.type, _PG)}"
    if old.identity and new.identity and (settings := _settings(old.identity, new.identity)):
        restart, clamp = within(_range(old.identity, old.type), _range(new.identity, new.type))
        if clamp:
            yield clamp.format(regclass=_regclass(table, after), sequence=_sequence(table, after))
        yield f"{_alter(table, new)} {settings}{' RESTART' if restart else ''}"


def within(old: tuple[int, int], new: tuple[int, int]) -> tuple[bool, str]:
    """How a sequence stays in new bounds, which the server wants before it takes them: whether it starts anew because
    no number is in both, and the statement that moves it to the nearest one, ``""`` where it cannot be outside."""
    (least, most), (low, high) = old, new
    if low <= least and most <= high:
        return False, ""
    if high < least or most < low:
        return True, ""
    at = f"greatest(least(last_value, {high}), {low})"
    return False, f"SELECT setval({{regclass}}, {at}, is_called AND last_value = {at}) FROM {{sequence}}"


def _range(identity: Identity, type_: Type) -> tuple[int, int]:
    """The numbers that an identity may take, in whichever direction."""
    limit = _LIMITS[type_.name] if isinstance(type_, Scalar) and type_.name in _LIMITS else _LIMITS["bigint"]
    up = (identity.increment or 1) > 0
    least = identity.minimum if identity.minimum is not None else 1 if up else -limit - 1
    most = identity.maximum if identity.maximum is not None else limit if up else -1
    return least, most


def _settings(old: Identity, new: Identity) -> str:
    """SET ... for everything of an identity that differs, in one statement: the bounds are checked together."""
    start = _start(new)
    pairs = (
        (old.always, new.always, f"SET GENERATED {_mode(new)}"),
        (old.increment, new.increment, f"SET INCREMENT BY {new.increment or 1}"),
        (old.minimum, new.minimum, _bound("MINVALUE", new.minimum)),
        (old.maximum, new.maximum, _bound("MAXVALUE", new.maximum)),
        (_start(old), start, f"SET START WITH {start}"),
        (old.cache, new.cache, f"SET CACHE {new.cache or 1}"),
        (old.cycle, new.cycle, "SET CYCLE" if new.cycle else "SET NO CYCLE"),
    )
    return " ".join(text for one, other, text in pairs if one != other)


def _bound(word: str, value: int | None) -> str:
    return f"SET NO {word}" if value is None else f"SET {word} {value}"


def _mode(identity: Identity) -> str:
    return "ALWAYS" if identity.always else "BY DEFAULT"


def _generated(table: QName, identity: Identity) -> str:
    pairs = (
        ("START WITH", identity.start),
        ("INCREMENT BY", identity.increment),
        ("MINVALUE", identity.minimum),
        ("MAXVALUE", identity.maximum),
        ("CACHE", identity.cache),
    )
    parts = [f"SEQUENCE NAME {_sequence(table, identity.sequence)}"] if identity.sequence else []
    parts += [f"{word} {value}" for word, value in pairs if value is not None]
    parts += ["CYCLE"] if identity.cycle else []
    return f"GENERATED {_mode(identity)} AS IDENTITY" + (f" ({' '.join(parts)})" if parts else "")


def _position(table: QName, column: Column) -> str:
    """setval behind the values that are there, or at the start where there are none."""
    identity = column.identity or Identity(always=False, sequence=column.serial or "")
    name = quote(column.name, _PG)
    last = f"max({name})" if (identity.increment or 1) > 0 else f"min({name})"
    least = identity.minimum if identity.minimum is not None else 1 if (identity.increment or 1) > 0 else None
    most = identity.maximum if identity.maximum is not None else -1 if (identity.increment or 1) < 0 else None
    bounds = [f"{name} >= {least}"] if least is not None else []
    bounds += [f"{name} <= {most}"] if most is not None else []
    sequence = _regclass(table, identity.sequence)
    position = f"setval({sequence}, COALESCE({last}, {_start(identity)}), {last} IS NOT NULL)"
    return f"SELECT {position} FROM {qualified(table, _PG)} WHERE {' AND '.join(bounds)}"


def _start(identity: Identity) -> int:
    if identity.start is not None:
        return identity.start
    if (identity.increment or 1) > 0:
        return 1 if identity.minimum is None else identity.minimum
    return -1 if identity.maximum is None else identity.maximum


def _continue(table: QName, sequence: str, other: str) -> str:
    return f"SELECT setval({_regclass(table, sequence)}, last_value, is_called) FROM {_sequence(table, other)}"


def _moved(sequence: str) -> str:
    return clip(sequence, MAX_BYTES - len(_MOVED)) + _MOVED


def _alter(table: QName, column: Column) -> str:
    return f"ALTER TABLE {qualified(table, _PG)} ALTER COLUMN {quote(column.name, _PG)}"


def _column(table: QName, column: Column) -> str:
    return f"{qualified(table, _PG)}.{quote(column.name, _PG)}"


def _sequence(table: QName, name: str) -> str:
    return qualified(QName(table.schema, name), _PG)


def _regclass(table: QName, name: str) -> str:
    return literal(_sequence(table, name), _PG)


def set_free(sequence: Sequence, operations: Iterable[ops.Op]) -> list[ops.Op]:
    """The operations with a sequence nobody's until the column that it belongs to is there again."""
    found: list[ops.Op] = [ops.AlterObject(sequence, without_owner(sequence))]
    now: Sequence | None = sequence
    for op in operations:
        match op:
            case ops.AlterObject(old, Sequence() as new) if old == now and now is not None:
                if without_owner(now) != without_owner(new):
                    found.append(ops.AlterObject(without_owner(now), without_owner(new)))
                now = new
            case ops.DropObject(old) if old == now and now is not None:
                found.append(ops.DropObject(without_owner(now)))
                now = None
            case _:
                found.append(op)
    if now is not None and now.owned_by is not None:
        found.append(ops.AlterObject(without_owner(now), now))
    return found
