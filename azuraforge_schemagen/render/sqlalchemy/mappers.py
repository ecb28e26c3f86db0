"""``__mapper_args__``, and which class stands for which column where several share a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import ClassMap, Mapper, Orm
from azuraforge_schemagen.ir.schema import Table
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr, string
from azuraforge_schemagen.render.sqlalchemy.defaults import Defaults
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from azuraforge_schemagen.render.sqlalchemy.types import Types


class Mappers:
    """Writes what classes say to their mappers."""

    def __init__(self, scope: Scope, types: Types, defaults: Defaults, orm: Orm, tables: Mapping[QName, Table]) -> None:
        self._scope = scope
        self._types = types
        self._defaults = defaults
        self._orm = orm
        self._tables = tables

    def bases(self, extends: Sequence[tuple[str, str]], above: Sequence[ClassMap], base: str) -> list[str]:
        """What a class inherits from; what a class above it has already is not said again."""
        known = {it for one in above for it in one.extends}
        return [*(self._scope.name(module, name) for module, name in extends if (module, name) not in known), base]

    def above(self, of: ClassMap) -> list[ClassMap]:
        """The classes of other tables that a class inherits from, the nearest first."""
        found: list[ClassMap] = []
        while of.mapper.inherits is not None:
            of = self._orm.classes[of.mapper.inherits]
            found.append(of)
        return found

    def arguments(self, of: ClassMap, mapper: Mapper) -> list[str]:
        """The line of ``__mapper_args__``, for ``of`` or for a class on its table."""
        items: list[tuple[str, Expr]] = []
        if mapper.inherits is not None and mapper.join:
            items.append(("inherit_condition", self._join(of, mapper)))
        if mapper.on is not None:
            items.append(("polymorphic_on", string(mapper.on)))
        if mapper.identity is not None:
            items.append(("polymorphic_identity", self._identity(of, mapper)))
        lacked = [it for one in (of, *self.above(of)) for it in apart_columns(one)]
        if mapper is of.mapper and lacked:
            items.append(("exclude_properties", python.value(lacked)))
        if mapper.version is not None:
            items.append(("version_id_col", mapper.version))
        if mapper.generator is not None:
            items.append(("version_id_generator", self._scope.name(*mapper.generator)))
        items += [(name, python.value(value)) for name, value in mapper.options]
        if not items:
            return []
        made = Call("", [_item(name, value) for name, value in items], "{}")
        return ["    " + python.assignment("__mapper_args__", made, 4)]

    def _identity(self, of: ClassMap, mapper: Mapper) -> Expr:
        """The value as the attribute of the discriminator has it."""
        assert mapper.identity is not None
        root = next(it for it in (of, *self.above(of)) if it.mapper.on is not None)
        column = next(it.column for it in root.attributes if it.name == root.mapper.on)
        type_ = self._tables[root.table].by_name[column].type
        return self._defaults.client(mapper.identity, self._types.plain(type_), of.name)

    def _join(self, of: ClassMap, mapper: Mapper) -> Expr:
        assert mapper.inherits is not None
        parent = self._orm.classes[mapper.inherits]
        own, theirs = ({it.column: it.name for it in one.attributes} for one in (of, parent))
        pairs = [f"{own[here]} == {parent.name}.{theirs[there]}" for here, there in mapper.join]
        return pairs[0] if len(pairs) == 1 else Call(f"{self._scope.sa}.and_", pairs)


def apart_columns(of: ClassMap) -> tuple[str, ...]:
    """The columns of a table that only classes without a table of their own have."""
    return tuple(dict.fromkeys(column for it in of.subclasses for column in it.columns))


def joining(classes: Mapping[QName, ClassMap], tables: Mapping[QName, Table]) -> frozenset[tuple[QName, str]]:
    """The foreign keys (table, name) that join classes with the ones that they inherit from."""
    found = set()
    for name, one in classes.items():
        key = tables[name].primary_key
        if one.mapper.inherits is not None and key is not None:
            own = [it for it in tables[name].foreign_keys if it.target == one.mapper.inherits]
            found |= {(name, it.name) for it in own if set(it.columns) == set(key.columns)}
    return frozenset(found)


def in_order(classes: Mapping[QName, ClassMap], names: Sequence[QName]) -> list[QName]:
    """The names of tables, that of a parent's class in front of its children's."""
    found: dict[QName, None] = {}
    for name in names:
        line = [name]
        while (one := classes.get(line[-1])) is not None and one.mapper.inherits is not None:
            line.append(one.mapper.inherits)
        found.update(dict.fromkeys(reversed(line)))
    return list(found)


def _item(name: str, value: Expr) -> Expr:
    opening = f"{string(name)}: "
    return opening + value if isinstance(value, str) else value.prefixed(opening)
