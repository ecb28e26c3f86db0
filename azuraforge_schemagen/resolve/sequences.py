"""``sequence`` files -> ``Sequence``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from azuraforge_schemagen.ir import bounds
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Owner, Sequence
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place, suggest
from azuraforge_schemagen.resolve.keys import column_of


def sequence(name: QName, document: Document, drafts: Mapping[QName, Draft], ctx: Context) -> Sequence:
    """The sequence of a file, in canonical form."""
    data, here = document.data, Place(document)
    made = Sequence(
        name,
        data.get("type", "bigint"),
        cycle=bool(data.get("cycle", False)),
        owned_by=_owner(name, document, drafts, ctx),
        dialects=ctx.texts.names(data.get("dialects"), here.at("dialects")),
        comment=data.get("comment"),
        start=data.get("start"),
        increment=data.get("increment"),
        minimum=data.get("minimum"),
        maximum=data.get("maximum"),
        cache=data.get("cache"),
    )
    return bounds.canonical(made) if _is_sound(made, here, ctx) else Sequence(name)


def _is_sound(made: Sequence, place: Place, ctx: Context) -> bool:
    """Whether the numbers fit each other and the type."""
    largest = bounds.LARGEST[made.type]
    least, greatest, start = bounds.minimum(made), bounds.maximum(made), bounds.start(made)
    wrong: list[tuple[str, str]] = []
    if made.increment == 0:
        wrong.append(("increment", "an increment of 0 never moves on"))
    wrong += [
        (key, f"{key} {value} is no {made.type}")
        for key, value in (("minimum", least), ("maximum", greatest), ("increment", made.increment or 1))
        if not -largest - 1 <= value <= largest
    ]
    if not wrong and least >= greatest:
        wrong.append(
            ("minimum" if made.minimum is not None else "maximum", f"minimum {least} is not less than {greatest}")
        )
    if not wrong and not least <= start <= greatest:
        wrong.append(("start", f"start {start} is not between {least} and {greatest}"))
    for key, message in wrong:
        ctx.findings.error("SG164", f"sequence '{made.name}': {message}", place.at(key))
    return not wrong


def _owner(name: QName, document: Document, drafts: Mapping[QName, Draft], ctx: Context) -> Owner | None:
    spec = document.data.get("owned_by")
    if spec is None:
        return None
    place = Place(document, ("owned_by",))
    table, exact, column = column_of(spec)
    if not exact and table not in drafts:
        table = QName(name.schema, table.name)
    draft = drafts.get(table)
    if draft is None:
        message = f"there is no table '{table}' that could own the sequence '{name}'"
        ctx.findings.error("SG165", message, place, suggest(str(table), map(str, drafts)))
    elif column not in _columns(draft, drafts):
        message = f"the table '{table}' has no column '{column}' that could own the sequence '{name}'"
        ctx.findings.error(
            "SG165", message, place, suggest(column, _columns(draft, drafts)), (draft.place, "the table")
        )
    elif table.schema != name.schema:
        message = f"the sequence '{name}' and its owner '{table}' are not in the same database schema"
        ctx.findings.error("SG165", message, place, "put the sequence into the schema of the table")
    else:
        return Owner(table, column)
    return None


def _columns(draft: Draft, drafts: Mapping[QName, Draft]) -> Iterable[str]:
    """The columns of a table; a partition's are its parent's."""
    while draft.partition_of is not None and draft.partition_of.parent in drafts:
        draft = drafts[draft.partition_of.parent]
    return draft.columns
