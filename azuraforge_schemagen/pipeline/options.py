"""What ``build`` is asked to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal

USAGE = 2


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """At most one of ``amend``, ``empty``, ``merge`` and ``accept``."""

    message: str | None = None
    allow: frozenset[str] = frozenset()
    rev_id: str | None = None
    amend: bool = False
    empty: bool = False
    merge: bool = False
    accept: str | None = None
    force: bool = False
    dry_run: bool = False
    sql: bool = False


def checked(options: BuildOptions) -> BuildOptions:
    """The options, which go together. Raises ``Refusal``."""
    found = [*_exclusive(options), *_message(options), *_rev_id(options)]
    if found:
        raise Refusal(found, USAGE)
    return options


def _exclusive(options: BuildOptions) -> list[Diagnostic]:
    given = {name: getattr(options, name) for name in ("amend", "empty", "merge", "accept")}
    names = [f"--{name}" for name, value in given.items() if value]
    found = []
    if len(names) > 1:
        found.append(Diagnostic("SG442", f"{' and '.join(names)} exclude each other"))
    if options.accept and (options.message or options.rev_id or options.allow or options.sql):
        found.append(Diagnostic("SG442", "--accept takes no other option than --dry-run"))
    if options.force and not options.amend:
        found.append(Diagnostic("SG442", "--force belongs to --amend"))
    return found


def _message(options: BuildOptions) -> list[Diagnostic]:
    if options.empty and not options.message:
        return [Diagnostic("SG442", "--empty needs a message", None, 'schemagen build --empty -m "what it does"')]
    if options.message is not None and not options.message.strip():
        return [Diagnostic("SG442", "the message is empty", None, "leave -m out: the message then says what is done")]
    if options.message is not None and not options.message.isprintable():
        return [Diagnostic("SG442", "the message holds a character that cannot be seen, such as a line break")]
    return []


def _rev_id(options: BuildOptions) -> list[Diagnostic]:
    if options.rev_id is None or re.fullmatch(r"[0-9a-zA-Z_]{1,32}", options.rev_id, re.ASCII):
        return []
    return [Diagnostic("SG411", f"'{options.rev_id}' is no revision id", None, "1 to 32 letters, digits or _")]
