"""A revision that failed because two objects came, or went, in the wrong order: which ``depends_on`` says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from azuraforge_schemagen.ir.bodies import ROUTINES, Policy, Trigger
from azuraforge_schemagen.ir.mentions import chains
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Object, Schema
from azuraforge_schemagen.plan.names import RELATIONS, TYPES, bare
from azuraforge_schemagen.verify.needed import line, title

_KINDS = {
    "relation": RELATIONS,
    "type": TYPES,
    "routine": ROUTINES,
    "materialized view": ("materialized_view",),
    **{it: (it,) for it in ("table", "view", "trigger", "policy", "domain", "collation", "sequence", *ROUTINES)},
}
_ABSENT = re.compile(
    r'(relation|type|collation) "([^"]+)" does not exist|(function|procedure|aggregate) ([^\s(]+)\(.*?\) does not exist'
    r"|no such (table): (\S+)"
)
_MAKES = re.compile(
    r"\(in: (?:CREATE(?: OR REPLACE)?|ALTER)(?: UNLOGGED| CONSTRAINT)? "
    r"(MATERIALIZED VIEW|VIEW|FUNCTION|PROCEDURE|AGGREGATE|TABLE|TRIGGER|POLICY|DOMAIN|TYPE) (.+)",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(materialized view|view|function|procedure|trigger|policy|table|type|constraint|default value for column|column"
    r"|index) (\S+?)(?:\([^)]*\))?(?: on| of)?(?: (?:table|view|materialized view|type) (\S+?))? depends on "
    r"(materialized view|view|function|procedure|aggregate|table|type|collation|sequence) ([^\s(]+)"
)


def hint(why: str, *states: Schema) -> str:
    """What to write where ``why`` names two objects of the states; nothing where it does not."""
    objects = {ref: it for state in states for ref, it in state.objects.items()}
    for by, on in (*_absent(why, objects), *_held(why, objects)):
        if by != on:
            needed = line(getattr(objects[by], "depends_on", ()), (on,))
            return f"if {title(by)} needs {title(on)}, write {needed} for it and build the revision again (--amend)"
    return ""


def _absent(why: str, objects: dict[Ref, Object]) -> Iterator[tuple[Ref, Ref]]:
    """What is made before what it needs."""
    found, made = _ABSENT.search(why), _MAKES.search(why)
    if found is None or made is None:
        return
    kind, name = [it for it in found.groups() if it is not None]
    by = made[1].lower()
    for one in _named(by, made[2], objects):
        yield from ((one, on) for on in _named("relation" if kind == "table" else kind, name, objects))


def _held(why: str, objects: dict[Ref, Object]) -> Iterator[tuple[Ref, Ref]]:
    """What goes before what stands on it."""
    for found in _HELD.finditer(why):
        kind, name, owner, on_kind, on_name = found.groups()
        if owner is not None and kind not in ("trigger", "policy"):
            kind, name = "relation", owner
        for by in _named(kind, name, objects):
            yield from ((by, on) for on in _named(on_kind, on_name, objects))


def _named(kind: str, text: str, objects: dict[Ref, Object]) -> Iterator[Ref]:
    """The objects of a kind that the first name of a text means."""
    first = next(iter(chains(text)), None)
    if first is None:
        return
    schema, name = first.dotted
    for ref, it in objects.items():
        called = QName("", it.label) if isinstance(it, Trigger | Policy) else bare(it)
        if ref.kind in _KINDS.get(kind, ()) and called.name == name and schema in ("", "main", called.schema):
            yield ref
