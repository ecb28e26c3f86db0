"""The ``Orm``: how Python sees the database. Nothing here reaches a snapshot or makes a revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.tables import Table


@dataclass(frozen=True, slots=True)
class PyValue:
    """A literal client-side default: a JSON-like value (None, bool, int, Decimal, str, list, dict)."""

    value: object


@dataclass(frozen=True, slots=True)
class PyFunction:
    """A known client-side function: ``uuid4``, ``now``, ``utcnow``, ``today``, ``dict``, ``list``."""

    name: str


@dataclass(frozen=True, slots=True)
class PyCall:
    """``{ call: "pkg.mod:function", args: ... }``: a callable of the user's, imported by the models."""

    module: str
    name: str
    args: tuple[object, ...] = ()
    keywords: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class PySql:
    """``{ sql: ... }`` as a client-side default: an SQL expression that the INSERT or UPDATE carries. ``texts`` has
    it by dialect where it differs."""

    text: str
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PySequence:
    """``{ sequence: ... }``: the next number of a sequence, on servers that have them."""

    name: QName


ClientDefault = PyValue | PyFunction | PyCall | PySql | PySequence


@dataclass(frozen=True, slots=True)
class Alias:
    """A ``types:`` alias of a column: the user's SQLAlchemy type class, and its annotation in Python."""

    name: str
    module: str
    cls: str
    annotation: str | None = None
    args: tuple[object, ...] = ()
    keywords: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """One mapped column. ``mixin`` names the mixin that it came from."""

    name: str
    column: str
    doc: str | None = None
    default: ClientDefault | None = None
    on_update: ClientDefault | None = None
    alias: Alias | None = None
    annotation: str | None = None
    mixin: str | None = None
    deferred: bool | str = False
    """Loaded when it is read; a text is the group that is loaded together."""
    info: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship; every field but ``options`` is resolved and final.

    ``columns``/``target_columns`` are the local columns of the foreign key used and the columns that they refer to
    (for the side that refers) or the mirror image (for the collection side). ``options`` are further keyword
    arguments of ``sqlalchemy.orm.relationship`` with literal values, sorted.
    """

    name: str
    target: QName
    many: bool
    optional: bool = True
    foreign_columns: tuple[str, ...] = ()
    """The referring columns of the foreign key, of this table or of the target's; empty with ``secondary``."""
    foreign_table: QName | None = None
    """The table that holds ``foreign_columns``; equal to ``target`` on the collection side of one-to-many."""
    remote_columns: tuple[str, ...] = ()
    """For a self-reference: the columns of ``remote_side``."""
    ambiguous: bool = False
    """More than one foreign key joins the two tables, so ``foreign_keys`` must be said."""
    back: str | None = None
    secondary: QName | None = None
    cascade: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    """Attributes of the target, each with `` desc`` behind it where it descends."""
    collection: str = "list"
    """``list``, ``set`` or the user's own ``package.module:Name``."""
    doc: str | None = None
    options: tuple[tuple[str, object], ...] = ()
    target_class: str = ""
    """The class among the target's ``subclasses`` that it leads to; empty: the table's own."""


@dataclass(frozen=True, slots=True)
class Mapper:
    """What a class says to its mapper (``__mapper_args__``); ``on`` and ``version`` are attributes.

    ``inherits`` is the table whose class it inherits from, and ``join`` the pairs of columns, its own first, where
    more than one foreign key joins the two. ``identity`` is the value of the discriminator, ``None`` where it has none.
    """

    inherits: QName | None = None
    join: tuple[tuple[str, str], ...] = ()
    on: str | None = None
    identity: ClientDefault | None = None
    version: str | None = None
    generator: tuple[str, str] | None = None
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Subclass:
    """A class on the table of another one, whose name is ``inherits``; ``columns`` are those that others lack."""

    name: str
    inherits: str
    doc: str | None = None
    columns: tuple[str, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    extends: tuple[tuple[str, str], ...] = ()
    mapper: Mapper = Mapper()


@dataclass(frozen=True, slots=True)
class ClassMap:
    """The class of a table. ``extends`` is ``(module, class)`` of the user's own mixin classes, first wins."""

    table: QName
    name: str
    doc: str | None = None
    attributes: tuple[Attribute, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    extends: tuple[tuple[str, str], ...] = ()
    repr: tuple[str, ...] | None = ()
    """Attribute names that ``__repr__`` shows; empty: the primary key's; ``None``: what is extended has one."""
    origin: str = ""
    """The YAML file, relative to the project."""
    mapper: Mapper = Mapper()
    subclasses: tuple[Subclass, ...] = ()
    info: tuple[tuple[str, object], ...] = ()

    @property
    def every_relationship(self) -> tuple[Relationship, ...]:
        """Its own, and those of the classes that share the table."""
        return (*self.relationships, *(one for it in self.subclasses for one in it.relationships))


@dataclass(frozen=True, slots=True)
class ViewClass:
    """The class of a view, which only reads: ``table`` is what it would be as a table, with a key that tells rows
    apart."""

    table: Table
    of: ClassMap


@dataclass(frozen=True, slots=True)
class EnumClass:
    """The ``enum.Enum`` class of an enum: ``members`` are (Python name, stored value), in order.

    ``module`` is where the project has a class of its own, of whose members the ``names`` are stored, or the values.
    """

    enum: QName
    name: str
    members: tuple[tuple[str, str], ...]
    doc: str | None = None
    module: str = ""
    names: bool = False


@dataclass(frozen=True, slots=True)
class Orm:
    """Every mapped class and enum class, by the object that it maps."""

    classes: Mapping[QName, ClassMap] = field(default_factory=dict)
    enums: Mapping[QName, EnumClass] = field(default_factory=dict)
    views: Mapping[QName, ViewClass] = field(default_factory=dict)
