"""Policies of row security as PostgreSQL's DDL."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import qualified, quote
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.bodies import Policy

_PG = "postgresql"
_WORDS = {
    "public": "PUBLIC",
    "current_user": "CURRENT_USER",
    "current_role": "CURRENT_ROLE",
    "session_user": "SESSION_USER",
}


def create(of: Policy) -> list[str]:
    """CREATE POLICY and its comment."""
    parts = [f"CREATE {named(of)}", *([] if of.permissive else ["AS RESTRICTIVE"])]
    parts += [] if of.command == "all" else [f"FOR {of.command.upper()}"]
    parts += [] if of.roles == ("public",) else [f"TO {_roles(of)}"]
    parts += _expressions(of)
    made = [" ".join(parts)]
    return made if of.comment is None else [*made, comment_on(named(of), of.comment)]


def alter(old: Policy, new: Policy) -> Iterator[str]:
    """ALTER POLICY: roles and expressions; what else changes makes a policy anew."""
    parts = [f"TO {_roles(new)}"] if old.roles != new.roles else []
    parts += _expressions(new) if (old.using, old.check) != (new.using, new.check) else []
    if parts:
        yield " ".join([f"ALTER {named(new)}", *parts])
    if old.comment != new.comment:
        yield comment_on(named(new), new.comment)


def rename(of: Policy, new: str) -> str:
    """ALTER POLICY ... RENAME TO."""
    return f"ALTER {named(of)} RENAME TO {quote(new, _PG)}"


def named(of: Policy) -> str:
    """The policy as a statement names it."""
    return f"POLICY {quote(of.label, _PG)} ON {qualified(of.table, _PG)}"


def _roles(of: Policy) -> str:
    return ", ".join(_WORDS.get(it) or quote(it, _PG) for it in of.roles)


def _expressions(of: Policy) -> list[str]:
    using, check = (it.on(_PG) if it else None for it in (of.using, of.check))
    return [*([f"USING ({using})"] if using else []), *([f"WITH CHECK ({check})"] if check else [])]
