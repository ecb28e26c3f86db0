"""From the head to what the YAML says: one revision for each stage of the way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir.intent import Intent, Rename
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.pipeline.change import Change, change
from azuraforge_schemagen.pipeline.review import Reviewed, review
from azuraforge_schemagen.pipeline.revise import Revision, new_layer, with_text
from azuraforge_schemagen.pipeline.source import Source
from azuraforge_schemagen.plan import of_first, stages, without
from azuraforge_schemagen.render.alembic import RevisionText
from azuraforge_schemagen.render.alembic import revision as render
from azuraforge_schemagen.snapshot.cycles import unsettled, without_settled
from azuraforge_schemagen.snapshot.layer import Layer
from azuraforge_schemagen.snapshot.state import Chain
from azuraforge_schemagen.timing import stage


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who builds says about the next revision."""

    message: str | None = None
    rev_id: str | None = None
    allow: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Advance:
    """The revisions that lead to the YAML's Schema, and what is worth a word about them."""

    revisions: tuple[Revision, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def advance(config: Config, chain: Chain, heads: tuple[str, ...], source: Source, wish: Wish) -> Advance:
    """The revisions that are missing. Raises ``Refusal`` with everything that stands in the way of all of them."""
    old = chain.schema(heads, source.schema)
    intent = replace(source.intent, allow=wish.allow)
    open_intent, _ = without_settled(intent, chain, heads)
    if old == source.schema and not swaps(config, old, open_intent):
        return Advance()
    states = stages(old, source.schema, open_intent, config)
    revisions: list[Revision] = []
    reviews: list[Reviewed] = []
    done: frozenset[Rename] = frozenset()
    for number, new in enumerate(states, 1):
        open_intent, settled = without_settled(intent, chain, heads)
        last = number == len(states)
        if not last:
            open_intent = of_first(old, source.schema, open_intent)
        made = change(config, old, new, open_intent)
        reviews.append(review(made, open_intent, source.places))
        if last:
            # What does not apply now, to an object that is new, must not apply to the next change of it either; nor
            # what an earlier stage did to an object that this one touches again.
            settled = tuple(sorted({*settled, *done, *unsettled(open_intent) - {*made.used.renames}}))
        done |= unsettled(made.used)
        layer = new_layer(
            chain,
            heads,
            made,
            message=_numbered(wish.message, number, len(states)),
            rev_id=wish.rev_id if last else None,
            acknowledged=reviews[-1].acknowledged,
            settled=settled,
        )
        revisions.append(written(layer, made, bool(config.alembic)))
        chain, heads, old = chain.plus(revisions[-1].layer), (layer.revision,), new
        intent = without(intent, made.used)
    return Advance(tuple(revisions), _judged(reviews, wish))


def swaps(config: Config, state: Schema, intent: Intent) -> bool:
    """Whether equal objects change places, which the state cannot tell."""
    return bool(unsettled(intent)) and bool(change(config, state, state, intent).ops)


def written(layer: Layer, made: Change, guarded: bool) -> Revision:
    """The revision of a layer, with its text; ``guarded``: its environment is one that somebody wrote."""
    with stage("render"):
        text = render(
            RevisionText(
                layer.revision,
                layer.parents,
                layer.message,
                layer.created,
                {side.dialect: side.up for side in made.sides},
                {side.dialect: side.down for side in made.sides},
                guarded=guarded,
            )
        )
    return Revision(with_text(layer, text), text, made)


def _numbered(message: str | None, number: int, count: int) -> str | None:
    return f"{message} ({number} of {count})" if message and count > 1 else message


def _judged(reviews: list[Reviewed], wish: Wish) -> tuple[Diagnostic, ...]:
    found = tuple(dict.fromkeys(finding for reviewed in reviews for finding in reviewed.diagnostics))
    if any(finding.severity == "error" for finding in found):
        raise Refusal(found)
    used = {what for reviewed in reviews for what in reviewed.acknowledged}
    unused = sorted(wish.allow - used - {"all"})
    return (*found, *(_unused(what) for what in unused))


def _unused(what: str) -> Diagnostic:
    help_ = "leave it out"
    return Diagnostic("SG443", f"nothing needs --allow {what}", None, help_, severity="warning")
