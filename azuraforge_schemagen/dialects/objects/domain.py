"""Domains as PostgreSQL's DDL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azuraforge_schemagen.dialects import default_sql, qualified, quote, type_sql
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.schema import Check, Domain
from azuraforge_schemagen.ir.types import DomainType

_PG = "postgresql"


def create(of: Domain) -> list[str]:
    """CREATE DOMAIN, and after it what only ALTER DOMAIN and COMMENT can say."""
    parts = [f"CREATE DOMAIN {_name(of)} AS {type_sql(of.type, _PG)}"]
    parts += [f"COLLATE {qualified(of.collation, _PG)}"] if of.collation else []
    parts += [f"DEFAULT {default_sql(of.default, _PG)}"] if of.default is not None else []
    parts += [] if of.nullable else ["NOT NULL"]
    parts += [_constraint(it) for it in of.checks if not it.not_valid]
    later = [_add(of, it) for it in of.checks if it.not_valid]
    comments = [_comment_on_check(of, it) for it in of.checks if it.comment is not None]
    # It takes the default of the domain that it is made of.
    bare = [f"ALTER DOMAIN {_name(of)} DROP DEFAULT"] if of.default is None and isinstance(of.type, DomainType) else []
    return [" ".join(parts), *bare, *later, *([] if of.comment is None else [_comment(of)]), *comments]


def alter(old: Domain, new: Domain) -> list[str]:
    """ALTER DOMAIN. Raises ``ValueError`` where the type is another one: the plan makes such a domain anew."""
    if (old.type, old.collation) != (new.type, new.collation):
        raise ValueError(f"the plan spells out how domain {new.name} gets another type")
    return [*_alter(old, new), *([] if old.comment == new.comment else [_comment(new)])]


def _alter(old: Domain, new: Domain) -> Iterator[str]:
    change = f"ALTER DOMAIN {_name(new)}"
    if old.default != new.default:
        text = "DROP DEFAULT" if new.default is None else f"SET DEFAULT {default_sql(new.default, _PG)}"
        yield f"{change} {text}"
    if old.nullable != new.nullable:
        yield f"{change} {'DROP' if new.nullable else 'SET'} NOT NULL"
    yield from _checks(old, new)


def _checks(old: Domain, new: Domain) -> Iterator[str]:
    """Constraints that go, that change only their names, that come, and that are validated."""
    before, after = {it.name: it for it in old.checks}, {it.name: it for it in new.checks}
    renamed = _renamed(before, after)
    change = f"ALTER DOMAIN {_name(new)}"
    for name, check in before.items():
        kept = after.get(name)
        if name not in renamed and (kept is None or not _is_same(check, kept)):
            yield f"{change} DROP CONSTRAINT {quote(name, _PG)}"
    for name, to in renamed.items():
        yield f"{change} RENAME CONSTRAINT {quote(name, _PG)} TO {quote(to, _PG)}"
    came_from = {to: name for name, to in renamed.items()}
    for name, check in after.items():
        found = before.get(came_from.get(name, name))
        kept = found if found is not None and _is_same(found, check) else None
        if kept is None:
            yield _add(new, check)
        elif kept.not_valid and not check.not_valid:
            yield f"{change} VALIDATE CONSTRAINT {quote(name, _PG)}"
        if check.comment != (kept.comment if kept else None):
            yield _comment_on_check(new, check)


def _renamed(before: dict[str, Check], after: dict[str, Check]) -> dict[str, str]:
    """Old name -> new name of the constraints that say the same under another name."""
    found: dict[str, str] = {}
    for name, check in before.items():
        if name not in after:
            alike = (it for it in after.values() if it.name not in before and it.name not in found.values())
            same = next((it.name for it in alike if _is_same(replace(check, name=it.name), it)), None)
            if same is not None:
                found[name] = same
    return found


def _is_same(old: Check, new: Check) -> bool:
    """Whether a constraint stays, at most to be validated."""
    return old.expression == new.expression and (old.not_valid or not new.not_valid)


def _add(of: Domain, check: Check) -> str:
    return f"ALTER DOMAIN {_name(of)} ADD {_constraint(check)}{' NOT VALID' if check.not_valid else ''}"


def _constraint(check: Check) -> str:
    return f"CONSTRAINT {quote(check.name, _PG)} CHECK ({check.expression.on(_PG)})"


def _comment_on_check(of: Domain, check: Check) -> str:
    return comment_on(f"CONSTRAINT {quote(check.name, _PG)} ON DOMAIN {_name(of)}", check.comment)


def _comment(of: Domain) -> str:
    return comment_on(f"DOMAIN {_name(of)}", of.comment)


def _name(of: Domain) -> str:
    return qualified(of.name, _PG)
