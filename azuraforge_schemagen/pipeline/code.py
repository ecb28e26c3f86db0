"""No code of a live database runs on a scratch one: a body is what anybody may have written, and making a table can run
it, as the role that looks. So a live state is made there with the declared routines that its tables call, and nothing
else that is SQL of its own."""

from __future__ import annotations

from collections.abc import Iterable

from azuraforge_schemagen.ir.bodies import HUNG, Hung
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Domain, Object, Range, Schema, Table
from azuraforge_schemagen.plan.called import called, table_texts, type_texts
from azuraforge_schemagen.plan.names import declared as needed
from azuraforge_schemagen.plan.names import names_of
from azuraforge_schemagen.plan.needs import needs


def harmless(live: Schema, declared: Schema) -> Schema:
    """A live state that may be made on a scratch database."""
    gone: dict[Ref, Object | None] = {ref: None for ref, it in live.objects.items() if isinstance(it, HUNG)}
    return live.with_objects(gone | {ref: declared.objects[ref] for ref in _called(live, declared)})


def with_own(served: Schema, live: Schema) -> Schema:
    """What a server made of it, with the live state's own bodies again, as they were read."""
    gone: dict[Ref, Object | None] = {ref: None for ref, it in served.objects.items() if isinstance(it, HUNG)}
    return served.with_objects(gone | {ref: it for ref, it in live.objects.items() if isinstance(it, HUNG)})


def _called(live: Schema, declared: Schema) -> set[Ref]:
    """The declared routines that tables and domains of a live state call, with what they stand on themselves."""
    names = names_of(declared)
    found: set[Ref] = set()
    waiting = [ref for it in live.objects.values() for ref in called(_texts(it), names, it.name.schema)]
    kept = (it for ref, it in declared.objects.items() if ref in live.objects and not isinstance(it, Hung))
    waiting += [ref for it in kept for ref in needed(it, declared)]
    while waiting:
        ref = waiting.pop()
        it = declared.objects.get(ref)
        if isinstance(it, Hung) and ref not in found:
            found.add(ref)
            waiting += needs(it, declared, names).refs
    return found


def _texts(it: Object) -> Iterable[str]:
    match it:
        case Table():
            return table_texts(it)
        case Domain() | Range():
            return type_texts(it)
        case _:
            return ()
