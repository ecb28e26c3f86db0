"""What is said about a revision that is not proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.diagnostics.model import Severity
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.plan.deviations import Deviation, deviations
from azuraforge_schemagen.source import Span
from azuraforge_schemagen.verify.comparing import Loss
from azuraforge_schemagen.verify.subject import Passage

When = Literal["there", "back", "again"]
"""Which of the three runs of a revision."""

_KEEP = "both states can hold them; keep them, or take the column out of the YAML"
_FIRED = "a trigger may have done it: those of a table fire when its rows are filled"
_ACCEPT = "an edited revision must lead to its snapshot, too: what the YAML says is what the models are made from"


def different(found: Schema, wanted: Schema) -> list[tuple[str, str]]:
    """By object: what differs, in words. Nothing where both are equal."""
    if found == wanted:
        return []
    listed = sorted(deviations(found, wanted), key=_object)
    texts = [(where, "; ".join(map(_words, group))) for where, group in groupby(listed, _object)]
    return texts or [("the database", "a difference that has no short words")]


def differs(passage: Passage, dialect: str, where: str, text: str) -> Diagnostic:
    """After the upgrade, the database is not what the snapshot says."""
    message = f"on {dialect}, after revision {passage.revision} {where} differs from its snapshot: {text}"
    return Diagnostic("SG526", message, Span(passage.path), _ACCEPT)


def leaves(passage: Passage, dialect: str, where: str, text: str) -> Diagnostic:
    """After the downgrade, the database is not what it was before the upgrade."""
    message = f"on {dialect}, after the downgrade of {passage.revision} {where} is not what it was: {text}"
    return Diagnostic("SG527", message, Span(passage.path), "downgrade() must undo all of upgrade()")


def lost(passage: Passage, dialect: str, losses: Iterable[Loss], back: bool = False) -> Iterator[Diagnostic]:
    """Rows or values that both states can hold are gone. Another value may be what an edited revision is for."""
    verb, fires = "downgrade of" if back else "revision", passage.fires(dialect)
    for loss in losses:
        meant = loss.changed and (passage.edited or fires)
        does = "changes" if loss.changed else "loses"
        yield Diagnostic(
            "SG528",
            f"on {dialect}, {verb} {passage.revision} {does} rows of {loss.table}: {loss.text}",
            Span(passage.path),
            _FIRED if meant and fires else "" if meant else _KEEP,
            severity="warning" if meant else "error",
        )


def broken(passage: Passage, dialect: str, view: str, reason: str) -> Diagnostic:
    """A view that nobody can read from."""
    message = f"on {dialect}, after revision {passage.revision} nobody can read from the view {view}: {reason}"
    return Diagnostic("SG536", message, Span(passage.path), "correct its query", severity="warning")


def failed(passage: Passage, dialect: str, what: str, reason: str, help_: str = "") -> Diagnostic:
    """It does not run."""
    message = f"on {dialect}, revision {passage.revision} {what}: {reason}"
    return Diagnostic("SG525", message, Span(passage.path), help_)


def in_the_way(passage: Passage, dialect: str, reason: str, when: When, any_rows: bool = True) -> Diagnostic:
    """It runs, but not with every row that the state before can hold; or with none at all."""
    what = {
        "there": f"revision {passage.revision} fails on some rows that the state before can hold",
        "back": f"the downgrade of {passage.revision} fails on some rows that the state after can hold",
        "again": f"revision {passage.revision} fails on what its downgrade made of some rows",
    }[when]
    help_ = "look whether the real database has such rows; it was proved without them"
    if not any_rows:
        what, help_ = what.replace("some rows", "all rows"), "it was proved on an empty database alone"
    severity: Severity = "warning" if when == "there" or not any_rows else "info"
    return Diagnostic("SG531", f"on {dialect}, {what}: {reason}", Span(passage.path), help_, severity=severity)


def without_rows(passage: Passage, dialect: str, tables: Iterable[str]) -> Diagnostic:
    """No row could be made for some tables."""
    message = f"on {dialect}, before revision {passage.revision} no rows could be made for {', '.join(tables)}"
    return Diagnostic("SG532", message, Span(passage.path), "nothing is proved about rows there", severity="info")


def models_differ(dialect: str, where: str, text: str) -> Diagnostic:
    """The models make another database than the revisions."""
    message = f"on {dialect}, the models' create_all makes {where} other than the revisions do: {text}"
    return Diagnostic("SG529", message, help='run "schemagen check": is what is committed what the YAML says?')


def autogenerate_says(dialect: str, what: str) -> Diagnostic:
    """Alembic sees a difference between the models and the database of the revisions."""
    return Diagnostic("SG530", f"on {dialect}, Alembic's compare_metadata says: {what}")


def _object(found: Deviation) -> str:
    if found.parent is None:
        return f"{found.kind} {found.name}"
    return f"{'enum' if found.kind.endswith('value') else 'table'} {found.parent}"


def _words(found: Deviation) -> str:
    what = f"{found.kind} {found.name}" if found.parent else "it"
    match found.group:
        case "missing":
            return f"{what} is missing"
        case "undeclared":
            return f"{what} should not be there"
        case _:
            facets = ", ".join(map(str, found.facets))
            return (f"{what}: {facets}" if found.parent else facets) + (f" ({found.note})" if found.note else "")
