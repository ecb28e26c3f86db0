"""Where a database stands in the chain of revisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.pipeline.project import alembic
from azuraforge_schemagen.snapshot.state import Chain

State = Literal["none", "base", "head", "behind", "older", "unknown", "denied"]


@dataclass(frozen=True, slots=True)
class Position:
    """``revisions`` are what the database says, ``pending`` what would run, parents first, each with its message.

    ``none``: Alembic has never run there; ``base``: it undid everything; ``unknown``: a revision that the repository
    does not have; ``older``: one of an adopted history, of which there is no snapshot; ``denied``: the role may not
    read which. ``heads`` are those of the repository.
    """

    state: State
    revisions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    pending: tuple[tuple[str, str], ...] = ()
    messages: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


def position(chain: Chain, revisions: tuple[str, ...] | None, denied: bool = False) -> Position:
    """Where a database with these rows in Alembic's table stands; ``None`` is one without the table."""
    return replace(_position(chain, revisions, denied), heads=chain.heads)


def _position(chain: Chain, revisions: tuple[str, ...] | None, denied: bool) -> Position:
    if revisions is None:
        return Position("denied") if denied else Position("none", pending=_pending(chain, ()))
    outside = tuple(revision for revision in revisions if revision not in chain.layers)
    if unknown := tuple(revision for revision in outside if revision not in chain.past):
        return Position("unknown", revisions, unknown)
    if outside:
        return Position("older", revisions, pending=_pending(chain, ()), messages=("",) * len(revisions))
    pending = _pending(chain, revisions)
    messages = tuple(chain.layers[revision].message for revision in revisions)
    if not revisions:
        return Position("base", pending=pending)
    return Position("behind" if pending else "head", revisions, pending=pending, messages=messages)


def _pending(chain: Chain, revisions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    done = chain.ancestors(revisions)
    return tuple((name, layer.message) for name, layer in chain.layers.items() if name not in done)


def position_lines(config: Config, found: Position, filled: bool = False) -> list[str]:
    """For people: where it is, and what to run. ``filled``: there are tables that revisions would make."""
    match found.state:
        case "none":
            return ["none: there is no table alembic_version", *_upgrade(config, found, filled)]
        case "base":
            return ["none: everything was undone, or nothing has run", *_upgrade(config, found)]
        case "denied":
            return ["not known: the role may not read alembic_version"]
        case "unknown":
            return [f"{', '.join(found.unknown)}, which this repository does not have"]
        case "head":
            return [_named(found), "that is the head"]
        case "behind" | "older":
            return [_named(found), *_upgrade(config, found)]


def _named(found: Position) -> str:
    return ", ".join(
        f'{one} "{text}"' if text else one for one, text in zip(found.revisions, found.messages, strict=True)
    )


def _upgrade(config: Config, found: Position, filled: bool = False) -> list[str]:
    if not found.pending:
        return []
    count = len(found.pending)
    lines = [f"{count} revision{'s' if count > 1 else ''} pending:"]
    lines += [f'  {one} "{text}"' for one, text in found.pending]
    heads = "heads" if len(found.heads) > 1 else "head"
    if filled:
        return [*lines, f"it is not empty: if it is what the revisions make, run: {alembic(config)} stamp {heads}"]
    return [*lines, f"run: {alembic(config)} upgrade {heads}"]


def position_json(found: Position) -> dict[str, Any]:
    """For programs."""
    return {
        "state": found.state,
        "revisions": list(found.revisions),
        "unknown": list(found.unknown),
        "heads": list(found.heads),
        "pending": [{"revision": one, "message": text} for one, text in found.pending],
    }
