"""How values get over when types are made anew on PostgreSQL: the expressions of ALTER COLUMN ... USING.

A composite's values go by the names of its attributes, never by their places, which a server may have in another order;
that takes a function of the session, for no subquery may stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from azuraforge_schemagen.dialects import literal, quote, type_sql
from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Column, Composite, plain_type
from azuraforge_schemagen.ir.types import Array, Named, Type, UserType, exchanged, refs_of
from azuraforge_schemagen.plan import casts
from azuraforge_schemagen.plan.pair import Pair
from azuraforge_schemagen.plan.rebuild import Part

_PG = "postgresql"
_CARRIED = "pg_temp.carried"


@dataclass(frozen=True, slots=True)
class Carrier:
    """What is made anew, and the names that the old types have meanwhile."""

    parts: tuple[Part, ...]
    asides: Mapping[Ref, QName]
    multiranges: Mapping[Ref, str]
    pair: Pair

    def old(self, type_: Type) -> Type:
        """A type by the names that the old ones have meanwhile."""

        def aside(found: Named) -> Type:
            (ref,) = refs_of(found)
            name = self.asides.get(ref)
            if name is None:
                return found
            if isinstance(found, UserType):
                return UserType(found.family, name, found.multirange and self.multiranges[ref])
            return type(found)(name)

        return exchanged(type_, aside)

    def part(self, type_: Type) -> Part | None:
        """What of the parts the values of a type are, or the items of an array."""
        item = _item(plain_type(type_, self.pair.before.domains))
        if isinstance(item, Array) or not (refs := refs_of(item)):
            return None
        return next((it for it in self.parts if it.old.ref in refs), None)

    def moved(self, name: str, old: Type, new: Type) -> str | None:
        """A value of the old type as one of the new one; ``None`` where the server finds the way by itself."""
        was, now = plain_type(old, self.pair.before.domains), plain_type(new, self.pair.after.domains)
        part = self.part(old) if refs_of(_item(was)) == refs_of(_item(now)) else None
        match part:
            case ops.ReplaceEnum():
                texts = tuple((literal(one, _PG), literal(other, _PG)) for one, other in part.mapping)
                return casts.mapped(name, new, part.mapping, texts)
            case ops.AlterObject(Composite()):
                argument = name if was == old else f"CAST({name} AS {type_sql(self.old(was), _PG)})"
                return _cast(f"{_CARRIED}({argument})", now, new)
            case ops.AlterObject():
                return f"CAST(CAST({name} AS text) AS {type_sql(new, _PG)})"
            case _ if isinstance(was, Array) and was != old:
                # No assignment leads from an array of one domain to one of another.
                inner = casts.using(name, was, now) or f"CAST({name} AS {type_sql(was, _PG)})"
                return f"CAST({inner} AS {type_sql(new, _PG)})"
            case _:
                return casts.using(name, was, now)

    def functions(self, columns: list[Column]) -> Iterator[tuple[str, str]]:
        """CREATE and DROP of what carries composites, inner ones first."""
        composites = [(it.old, it.new) for it in self.parts if isinstance(it.old, Composite)]
        types = [it.type for it in columns]
        types += [it.type for old, _ in composites for it in old.attributes]
        plain = [plain_type(it, self.pair.before.domains) for it in types]
        for old, new in composites:
            assert isinstance(old, Composite)
            assert isinstance(new, Composite)
            of = UserType("composite", old.name)
            if of in map(_item, plain):
                yield self._function(of, f"SELECT {self._row(old, new)}", "sql")
            if any(isinstance(it, Array) and it.items == of for it in plain):
                yield self._function(Array(of), _EACH, "plpgsql")

    def _row(self, old: Composite, new: Composite) -> str:
        return _cast(f"ROW({', '.join(self._value(it.name, old, new) for it in new.attributes)})", None, new)

    def _value(self, name: str, old: Composite, new: Composite) -> str:
        before = old.by_name.get(name)
        if before is None:
            return "NULL"
        value = f"($1).{quote(name, _PG)}"
        return self.moved(value, before.type, new.by_name[name].type) or value

    def _function(self, type_: Type, body: str, language: str) -> tuple[str, str]:
        taken, given = type_sql(self.old(type_), _PG), type_sql(type_, _PG)
        head = f"CREATE FUNCTION {_CARRIED}({taken}) RETURNS {given} STRICT LANGUAGE {language}"
        return f"{head} AS {sqltext.string(body)}", f"DROP FUNCTION {_CARRIED}({taken})"


_EACH = (
    "BEGIN IF array_ndims($1) > 1 THEN RAISE 'an array of several dimensions cannot be carried over'; END IF; "
    f"RETURN ARRAY(SELECT {_CARRIED}($1[i]) FROM generate_subscripts($1, 1) AS i ORDER BY i); END"
)


def _item(type_: Type) -> Type:
    return type_.items if isinstance(type_, Array) else type_


def _cast(value: str, now: Type | None, to: Type | Composite) -> str:
    if isinstance(to, Composite):
        return f"CAST({value} AS {type_sql(UserType('composite', to.name), _PG)})"
    return value if now == to else f"CAST({value} AS {type_sql(to, _PG)})"
