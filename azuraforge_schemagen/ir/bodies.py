"""Objects that are SQL of their own: views, functions and procedures, triggers, policies, extended statistics.

They hold no data (a materialized view holds what can be computed again), so what changes under them takes them down
and puts them up again. Their texts follow no rename in memory: whoever writes them says the new names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName, Ref, parse_qname
from azuraforge_schemagen.ir.tables import Deferrable, Index, IndexKey, Options, Sql

Words = tuple[tuple[str, str], ...]
"""Names and texts, such as the comments of a view's columns."""


@dataclass(frozen=True, slots=True)
class View:
    """A view. ``depends_on`` adds what its text does not show. An option that is off is none."""

    name: QName
    query: Sql
    options: Words = ()
    comment: str | None = None
    column_comments: Words = ()
    dialects: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", Options(it for it in self.options if it[1] != "false"))

    @property
    def ref(self) -> Ref:
        """The view's address."""
        return Ref("view", self.name)


@dataclass(frozen=True, slots=True)
class MaterializedView:
    """A materialized view. ``with_data`` is whether it is filled when it is made; ``indexes`` are sorted by name."""

    name: QName
    query: Sql
    with_data: bool = True
    indexes: tuple[Index, ...] = ()
    options: Words = ()
    comment: str | None = None
    column_comments: Words = ()
    dialects: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", Options(self.options))
        object.__setattr__(self, "indexes", tuple(sorted(self.indexes, key=lambda it: it.name)))

    @property
    def ref(self) -> Ref:
        """The view's address."""
        return Ref("materialized_view", self.name)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a routine; ``type`` is SQL text, in the server's words for its own types."""

    type: str
    name: str = ""
    mode: Literal["in", "out", "inout", "variadic"] = "in"
    default: Sql | None = None


@dataclass(frozen=True, slots=True)
class Routine:
    """A function, a procedure or an aggregate. Its address has the types of its arguments, for names may be overloaded.

    ``returns`` is what stands behind RETURNS, empty for a procedure. ``atomic`` says that ``body`` is SQL that the
    server reads when the routine is made (``BEGIN ATOMIC``, ``RETURN``); any other body is text until it is called.
    ``library`` is the file of a function in C, whose symbol the body is. ``options`` are an aggregate's; ``ordered``
    are the arguments behind ORDER BY of an ordered-set aggregate.
    """

    kind: Literal["function", "procedure", "aggregate"]
    called: QName
    arguments: tuple[Argument, ...] = ()
    returns: str = ""
    language: str = "sql"
    body: Sql = Sql("")  # noqa: RUF009 - frozen
    atomic: bool = False
    library: str | None = None
    volatility: Literal["volatile", "stable", "immutable"] = "volatile"
    strict: bool = False
    security_definer: bool = False
    leakproof: bool = False
    window: bool = False
    parallel: Literal["unsafe", "restricted", "safe"] = "unsafe"
    cost: str | None = None
    rows: str | None = None
    support: str | None = None
    settings: Words = ()
    options: Words = ()
    ordered: tuple[Argument, ...] = ()
    comment: str | None = None
    dialects: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    @property
    def name(self) -> QName:
        """The name with the types of what is passed in: ``add(integer, integer)``."""
        return QName(self.called.schema, f"{self.called.name}({', '.join(self.signature)})")

    @property
    def signature(self) -> tuple[str, ...]:
        """The types that a statement names it by; a procedure's outputs are among them."""
        return tuple(it.type for it in self.arguments) if self.kind == "procedure" else self.inputs

    @property
    def inputs(self) -> tuple[str, ...]:
        """The types of what is passed in, which tell it from others of its name."""
        once = bool(self.arguments) and self.arguments[-1].mode == "variadic"  # it stands on both sides of ORDER BY
        found = self.arguments if once else (*self.arguments, *self.ordered)
        return tuple(it.type for it in found if it.mode != "out")

    @property
    def ref(self) -> Ref:
        """The routine's address."""
        return Ref(self.kind, self.name)


EventKind = Literal["insert", "delete", "update", "truncate"]
EVENTS: tuple[EventKind, ...] = get_args(EventKind)
"""In the order in which PostgreSQL says them."""


@dataclass(frozen=True, slots=True)
class Event:
    """What fires a trigger; ``columns`` are those of UPDATE OF."""

    kind: EventKind
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger of a table or view. PostgreSQL executes a ``function``, SQLite the statements of a ``body``.

    ``constraint`` triggers may be ``deferrable`` and look at rows of ``from_table`` too. Neither the order of events
    nor that of their columns means anything.
    """

    table: QName
    label: str
    timing: Literal["before", "after", "instead of"]
    events: tuple[Event, ...]
    function: QName | None = None
    arguments: tuple[str, ...] = ()
    each_row: bool = True
    when: Sql | None = None
    body: Sql | None = None
    constraint: bool = False
    deferrable: Deferrable | None = None
    from_table: QName | None = None
    old_table: str | None = None
    new_table: str | None = None
    enabled: Literal["origin", "disabled", "replica", "always"] = "origin"
    comment: str | None = None
    dialects: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        events = (replace(it, columns=tuple(sorted(it.columns))) for it in self.events)
        object.__setattr__(self, "events", tuple(sorted(events, key=lambda it: EVENTS.index(it.kind))))

    @property
    def name(self) -> QName:
        """The table's name and its own."""
        return part(self.table, self.label)

    @property
    def ref(self) -> Ref:
        """The trigger's address."""
        return Ref("trigger", self.name)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of row security. ``roles`` are sorted; ``public`` is everybody."""

    table: QName
    label: str
    permissive: bool = True
    command: Literal["all", "select", "insert", "update", "delete"] = "all"
    roles: tuple[str, ...] = ("public",)
    using: Sql | None = None
    check: Sql | None = None
    comment: str | None = None
    dialects: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", tuple(sorted(self.roles)))

    @property
    def name(self) -> QName:
        """The table's name and its own."""
        return part(self.table, self.label)

    @property
    def ref(self) -> Ref:
        """The policy's address."""
        return Ref("policy", self.name)


KINDS = ("dependencies", "mcv", "ndistinct")
"""What extended statistics can gather of several columns."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Extended statistics of a table; without ``kinds`` the server gathers every kind. Columns are sorted, and come
    before expressions."""

    name: QName
    table: QName
    keys: tuple[IndexKey, ...]
    kinds: tuple[str, ...] = ()
    target: int | None = None
    comment: str | None = None
    dialects: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        order = sorted(self.keys, key=lambda it: (it.column is None, it.column or ""))
        object.__setattr__(self, "keys", tuple(order))
        object.__setattr__(self, "kinds", () if len(self.kinds) == len(KINDS) else tuple(sorted(self.kinds)))

    @property
    def ref(self) -> Ref:
        """The statistics' address."""
        return Ref("statistics", self.name)

    @property
    def columns(self) -> tuple[str, ...]:
        """The plain columns among the keys."""
        return tuple(key.column for key in self.keys if key.column is not None)


Hung = View | MaterializedView | Routine | Trigger | Policy | Statistics
"""What hangs on other objects by its SQL and holds no data of its own."""

ROUTINES = ("function", "procedure", "aggregate")
"""The kinds of ``Routine``."""

HUNG = (View, MaterializedView, Routine, Trigger, Policy, Statistics)


def part(table: QName, label: str) -> QName:
    """The name of something whose own name is unique in its table only."""
    return QName(table.schema, f"{sqltext.quoted(table.name)}.{sqltext.quoted(label)}")


def spoken(ref: Ref) -> str:
    """An address as people write it: ``trigger:app.users.touch``, without the quotes that keep the parts apart."""
    if ref.kind not in ("trigger", "policy"):
        return str(ref)
    table, label = parse_qname(ref.name.name)
    return f"{ref.kind}:{QName(ref.name.schema, table)}.{label}"


def owner(found: object) -> QName | None:
    """The table or view that an object goes with."""
    return found.table if isinstance(found, Trigger | Policy | Statistics) else None
