"""What objects stand on and no text of theirs shows: ``depends_on`` says it, in this revision and all later ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from azuraforge_schemagen.db.inspect.inspection import Stand
from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.ir.bodies import spoken
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.plan.graph import graph
from azuraforge_schemagen.plan.told import told
from azuraforge_schemagen.verify.subject import Said

_PLAIN = re.compile(r"[\w:.]+")


def unsaid(stands: Iterable[Stand], state: Schema, said: Said) -> Iterator[Diagnostic]:
    """What the server records of the objects of a projected state, and no plan would see."""
    state = told(state, said.schema)
    seen = graph(state)
    found = [it for it in stands if {it.by, it.on} <= state.objects.keys() and not seen.sees(it.by, it.on)]
    for by, group in groupby(found, lambda it: it.by):
        every = list(group)
        needed = sorted({it.on for it in every})
        message = f"{title(by)}{_through(every)} stands on {', '.join(map(title, needed))}, which its SQL does not show"
        part = next((it.part for it in every if it.part), "")
        yield Diagnostic("SG535", message, said.place(by, part), _help(by, needed, state))


def _through(every: list[Stand]) -> str:
    parts = sorted({it.part for it in every} - {""})
    return f" ({', '.join(parts)})" if parts and every[0].by.kind in ("table", "domain", "composite") else ""


def _help(by: Ref, needed: Iterable[Ref], state: Schema) -> str:
    there = getattr(state.objects[by], "depends_on", ())
    return f"write {line(there, needed)} for it: later revisions cannot order the two otherwise"


def line(there: Iterable[str], needed: Iterable[Ref]) -> str:
    """The line of YAML that says what an object needs."""
    items = sorted({*there, *map(spoken, needed)})
    return f"depends_on: [{', '.join(it if _PLAIN.fullmatch(it) else json.dumps(it) for it in items)}]"


def title(ref: Ref) -> str:
    """An object in words."""
    return spoken(ref).replace("_", " ", ref.kind.count("_")).replace(":", " ", 1)
