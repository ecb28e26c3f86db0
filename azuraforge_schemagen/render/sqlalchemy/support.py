"""The few definitions that a models module carries, each only where it is used."""

from __future__ import annotations

from string import Template

from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call
from azuraforge_schemagen.render.sqlalchemy.scope import Scope

_RAW_TYPE = '''
class $self($sa.types.UserDefinedType[$Any]):
    """A column type in the server's own words."""

    cache_ok = True

    def __init__(self, text: $str) -> None:
        self.text = text

    def get_col_spec(self, **kw: $Any) -> $str:
        return self.text
'''

_COLLATED_STRING = '''
class $self($sa.String):
    """A string whose collation stands in a database schema."""

    cache_ok = True

    def __init__(self, text: $str, name: $str, schema: $str) -> None:
        super().__init__()
        self.text = text
        self.name = name
        self.schema = schema


@$compiles($self, "postgresql")
def _compile_$lower(element: $Any, compiler: $Any, **kw: $Any) -> $str:
    quote = compiler.dialect.identifier_preparer.quote
    return f"{element.text} COLLATE {quote(element.schema)}.{quote(element.name)}"
'''

_NAMED_TYPE = '''
class $self($sa.types.UserDefinedType[$Any]):
    """A type of the database by its name."""

    cache_ok = True

    def __init__(self, name: $str, schema: $str = "") -> None:
        self.name = name
        self.schema = schema


@$compiles($self)
def _compile_$lower(element: $Any, compiler: $Any, **kw: $Any) -> $str:
    quote = compiler.dialect.identifier_preparer.quote
    return f"{quote(element.schema)}.{quote(element.name)}" if element.schema else $str(quote(element.name))
'''

_JSON_ARRAY = '''
class $self($sa.types.TypeDecorator[$list[$Any]]):
    """An array as JSON, which has no such items: each is kept as what JSON has."""

    impl = $sa.JSON
    cache_ok = True
    hashable = False

    def __init__(self, load: $Callable[[$Any], $Any], dump: $Callable[[$Any], $Any] = $str) -> None:
        super().__init__(none_as_null=True)
        self.load = load
        self.dump = dump

    def process_bind_param(self, value: $Any, dialect: $Any) -> $Any:
        return self._each(value, self.dump)

    def process_result_value(self, value: $Any, dialect: $Any) -> $Any:
        return self._each(value, self.load) if $isinstance(value, $list) else value

    def _each(self, value: $Any, convert: $Callable[[$Any], $Any]) -> $Any:
        if $isinstance(value, ($list, $tuple)):
            return [self._each(item, convert) for item in value]
        return None if value is None else convert(value)
'''

_SERIAL = '''
class $self($sa.Integer):
    """SERIAL where the column is no primary key."""


@$compiles($self, "postgresql")
def _compile_$lower(element: $Any, compiler: $Any, **kw: $Any) -> $str:
    return "SERIAL" if isinstance(kw.get("type_expression"), $sa.Column) else "INTEGER"
'''

_BIG_SERIAL = '''
class $self($sa.BigInteger):
    """BIGSERIAL where the column is no primary key."""


@$compiles($self, "postgresql")
def _compile_$lower(element: $Any, compiler: $Any, **kw: $Any) -> $str:
    return "BIGSERIAL" if isinstance(kw.get("type_expression"), $sa.Column) else "BIGINT"
'''

_BY_DIALECT = '''
class $self($sa.TextClause):
    """SQL text that differs by dialect."""

    inherit_cache = False

    def __init__(self, **texts: $str) -> None:
        super().__init__("")
        self.texts = texts


@$compiles($self)
def _compile_$lower(element: $self, compiler: $Any, **kw: $Any) -> $str:
    return $str(compiler.process($sa.text(element.texts[compiler.dialect.name]), **kw))
'''

_NO_INHERIT = '''
class $self($sa.CheckConstraint):
    """A check that child tables do not inherit."""


@$compiles($self, "postgresql")
def _compile_$lower(element: $Any, compiler: $Any, **kw: $Any) -> $str:
    return f"{compiler.visit_check_constraint(element, **kw)} NO INHERIT"
'''

_METADATA = '''
class $self($sa.MetaData):
    """Creates and drops, on each server, only the tables that are this project's and that it holds."""

    def create_all(self, bind: $Any, tables: $Any = None, checkfirst: $Any = True) -> None:
        super().create_all(bind, tables=self._held(bind, tables), checkfirst=checkfirst)

    def drop_all(self, bind: $Any, tables: $Any = None, checkfirst: $Any = True) -> None:
        super().drop_all(bind, tables=self._held(bind, tables), checkfirst=checkfirst)

    def _held(self, bind: $Any, tables: $Any) -> $Any:
        name = bind.dialect.name
        chosen = self.tables.values() if tables is None else tables
        return [table for table in chosen if name in table.info.get("dialects", (name,))]
'''

_ON_POSTGRESQL = '''
def $self(target: $Any, moment: $str, statement: $str, first: $bool = False) -> None:
    """Runs a statement on PostgreSQL when the target is created or dropped there."""
    ddl: $Any = $sa.DDL
    $event.listen(target, moment, ddl(statement.replace("%", "%%")).execute_if(dialect="postgresql"), insert=first)
'''

_WITH_TABLE = '''
def $self(dialect: $str, table: $str, statement: $str) -> None:
    """Runs a statement on a server where a table was created, once all others are there."""

    def run(target: $Any, connection: $Any, tables: $Any = (), **kw: $Any) -> None:
        if connection.dialect.name == dialect and table in [created.key for created in tables]:
            ddl: $Any = $sa.DDL
            connection.execute(ddl(statement.replace("%", "%%")))

    $event.listen(Base.metadata, "after_create", run)
'''

_READ_ONLY = '''
class $self(Base):
    """The base of views: their classes read, and no table is made of them."""

    __abstract__ = True
    metadata = $sa.MetaData()


def _refuse_$lower(mapper: $Any, connection: $Any, target: $Any) -> None:
    state = $sa.inspect(target)
    if not state.persistent or target in state.session.deleted or state.session.is_modified(target):
        raise $sa.exc.InvalidRequestError(f"{mapper.class_.__name__} is a view, which only reads")


for _moment in ("before_insert", "before_update", "before_delete"):
    $event.listen($self, _moment, _refuse_$lower, propagate=True)
'''

_VIEW = '''
def $self(
    dialects: $list[$str],
    name: $str,
    shows: $list[$str],
    create: $list[$str],
    drop: $str,
    schema: $str | None = None,
) -> None:
    """Makes a view when the tables that it shows are there and it is not, and drops it before them."""
    found = [Base.metadata.tables[key] for key in shows]

    def exists(connection: $Any, name: $str, schema: $str | None) -> $bool:
        return $bool($sa.inspect(connection).has_table(name, schema=schema))

    def run(connection: $Any, statement: $str) -> None:
        ddl: $Any = $sa.DDL
        connection.execute(ddl(statement.replace("%", "%%")))

    def make(target: $Any, connection: $Any, checkfirst: $Any = False, tables: $Any = (), **kw: $Any) -> None:
        if connection.dialect.name not in dialects:
            return
        if checkfirst and exists(connection, name, schema):
            return
        if $all(table in tables or (checkfirst and exists(connection, table.name, table.schema)) for table in found):
            for statement in create:
                run(connection, statement)

    def take(target: $Any, connection: $Any, tables: $Any = (), **kw: $Any) -> None:
        if connection.dialect.name in dialects and (not found or $any(table in tables for table in found)):
            run(connection, drop)

    $event.listen(Base.metadata, "after_create", make)
    $event.listen(Base.metadata, "before_drop", take, insert=True)
'''

_DROP_BEFORE = '''
def $self(needed: $list[$str], statement: $str) -> None:
    """Runs a statement on PostgreSQL before tables that something stands on are dropped, the last made first."""

    def run(target: $Any, connection: $Any, tables: $Any = (), **kw: $Any) -> None:
        if connection.dialect.name == "postgresql" and $any(table.key in needed for table in tables):
            ddl: $Any = $sa.DDL
            connection.execute(ddl(statement.replace("%", "%%")))

    $event.listen(Base.metadata, "before_drop", run, insert=True)
'''

_FOREIGN_KEY = '''
def $self(
    table: $str,
    columns: $list[$str],
    target: $str,
    target_columns: $list[$str],
    **options: $Any,
) -> $sa.ForeignKeyConstraint:
    """A foreign key to a name with a dot, which SQLAlchemy would take for a path."""
    tables = Base.metadata.tables
    found = [tables[target].c[name] for name in target_columns]
    constraint = $sa.ForeignKeyConstraint(columns, found, **options)
    tables[table].append_constraint(constraint)
    return constraint
'''

_VALUES = """
def $self(members: $type[$enum.Enum]) -> $list[$str]:
    return [member.value for member in members]
"""

_TEXTS = {
    "stored_values": _VALUES,
    "RawType": _RAW_TYPE,
    "NamedType": _NAMED_TYPE,
    "CollatedString": _COLLATED_STRING,
    "JsonArray": _JSON_ARRAY,
    "Serial": _SERIAL,
    "BigSerial": _BIG_SERIAL,
    "ByDialect": _BY_DIALECT,
    "NoInheritCheck": _NO_INHERIT,
    "ProjectMetaData": _METADATA,
    "on_postgresql": _ON_POSTGRESQL,
    "with_table": _WITH_TABLE,
    "add_view": _VIEW,
    "ReadOnly": _READ_ONLY,
    "drop_before": _DROP_BEFORE,
    "add_foreign_key": _FOREIGN_KEY,
}


class Support:
    """Gives out the names of these definitions and, at the end, the text of those that were asked for."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._names: dict[str, str] = {}

    def name(self, of: str) -> str:
        """The local name of a definition, which the module holds from now on."""
        found = self._names.get(of)
        if found is None:
            found = self._names[of] = self._scope.claim(of)
            self.text(of)
        return found

    def listen(self, target: str, moment: str, statement: str, first: bool = False) -> Call:
        """The call that has a statement run on PostgreSQL, ``first`` of all that listen."""
        args = (target, python.string(moment), python.Text(statement), *(("first=True",) if first else ()))
        return Call(self.name("on_postgresql"), args)

    def with_table(self, dialect: str, table: str, statement: str) -> Call:
        """The call that has a statement run where a table was created with others."""
        return Call(self.name("with_table"), (python.string(dialect), python.string(table), python.Text(statement)))

    def used(self, of: str) -> bool:
        """Whether the module holds this definition."""
        return of in self._names

    def texts(self) -> list[str]:
        """The definitions used, in a fixed order, but for those on ``Base``, which comes behind them."""
        return [self.text(of) for of in _TEXTS if of in self._names and of != "ReadOnly"]

    def text(self, of: str) -> str:
        """The source of one definition; asking for it makes its imports."""
        scope = self._scope
        names = {"self": self._names[of], "lower": self._names[of].lower()}
        template = Template(_TEXTS[of])
        for used in template.get_identifiers():
            names.setdefault(used, _local(scope, used))
        return template.substitute(names).strip("\n")


def _local(scope: Scope, name: str) -> str:
    match name:
        case "sa":
            return scope.sa
        case "Any":
            return scope.name("typing", "Any")
        case "Callable":
            return scope.name("collections.abc", "Callable")
        case "compiles":
            return scope.name("sqlalchemy.ext.compiler", "compiles")
        case "event":
            return scope.name("sqlalchemy", "event")
        case "enum":
            return scope.module("enum")
        case _:
            return scope.builtin(name)
