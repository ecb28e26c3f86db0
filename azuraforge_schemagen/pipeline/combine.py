"""``import --merge``: what a database has, put into the files that are there; the rest of them stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Refusal, order
from azuraforge_schemagen.dialects import project, storage, unsupported
from azuraforge_schemagen.ir.homes import home, homes
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.load.conform import exact
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.rewrite import rewritten
from azuraforge_schemagen.pipeline.linked import linked
from azuraforge_schemagen.pipeline.mixins import agree
from azuraforge_schemagen.render import yaml
from azuraforge_schemagen.render.yaml.merge import Merge
from azuraforge_schemagen.render.yaml.scope import Data
from azuraforge_schemagen.render.yaml.unmix import overlaid, unmixed
from azuraforge_schemagen.resolve import SourceMap, resolve

_PARTS = ("trigger", "policy", "statistics")
"""What stands in the file of a table or view."""
_SECTIONS = ("primary_key", "uniques", "checks", "foreign_keys", "indexes")


@dataclass(frozen=True, slots=True)
class Present:
    """The project: its files, all that they say (``whole``), and what a database of one dialect keeps of it."""

    config: Config
    dialect: str
    documents: tuple[Document, ...]
    sources: SourceMap
    whole: Schema
    schema: Schema

    @property
    def mixins(self) -> dict[str, Document]:
        """The mixins by name."""
        return {it.name: it for it in self.documents if it.kind == "mixin"}

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of classes that somebody wrote."""
        return tuple(it.data["class"] for it in self.documents if it.data.get("class"))


def present(config: Config, documents: tuple[Document, ...], dialect: str) -> Present:
    """What the files say. Raises ``Refusal`` where they are wrong: nothing can be put into those."""
    resolved = resolve(documents, config)
    errors = [it for it in resolved.diagnostics if it.severity == "error"]
    if errors:
        raise Refusal(order(errors))
    schema = storage(project(resolved.schema, dialect), dialect)
    return Present(config, dialect, documents, resolved.source_map, resolved.schema, schema)


@dataclass
class Combined:
    """The files' data: ``changed`` is by path; ``new`` are objects that no file declares yet."""

    changed: dict[str, Data] = field(default_factory=dict)
    new: dict[Ref, Data] = field(default_factory=dict)

    def texts(self, documents: Iterable[Document]) -> dict[str, str]:
        """The text of every file that changes."""
        by_path = {it.path: it for it in documents}
        return {path: rewritten(path, by_path[path].node.text, data) for path, data in self.changed.items()}


def combine(there: Present, wanted: Schema, anew: frozenset[str] = frozenset()) -> Combined:
    """Put ``wanted`` into the files. Those ``anew`` are written whole, with what only Python sees."""
    naming = Naming(there.config.naming)
    apart = list(_apart(there))

    def rendered(schema: Schema) -> dict[Ref, Data]:
        found = yaml.objects(schema, None, (there.dialect,), naming, classes=there.classes, apart=apart)
        return dict(found)

    before, after = rendered(there.schema), rendered(linked(there.whole, there.schema, wanted))
    merge = Merge(there.dialect, there.config.dialects)
    agreed = agree(there.mixins, _users(there, wanted), merge, before, after)
    before = agreed.before
    out = Combined(dict(agreed.changed))
    lacking = _alone(there, wanted)
    for ref in sorted({*after, *(before.keys() & wanted.objects.keys())}):
        document = None if is_part(there.schema, ref) else there.sources.documents.get(ref)
        said = (before.get(ref, {}), after.get(ref, {}))
        if document is None:
            marks = {"dialects": [there.dialect]} if ref in lacking and "dialects" not in after[ref] else {}
            out.new[ref] = merge.alone({}, {**after[ref], **marks})
        elif exact(said[0]) != exact(said[1]) and not is_part(wanted, ref):
            out.changed[document.path] = _data(there, document, ref, merge, said, document.path in anew)
    return out


def _alone(there: Present, wanted: Schema) -> frozenset[Ref]:
    """The objects that another dialect of the project cannot have at all."""
    others = [it for it in there.config.targets if it.dialect != there.dialect]
    found = {ref for target in others for ref, path, _, _ in unsupported(wanted, target) if not path}
    return frozenset(home(wanted.objects[ref], wanted.objects) for ref in found if ref.kind not in _PARTS)


def _users(there: Present, wanted: Schema) -> dict[str, list[Ref]]:
    """The tables of each mixin; none where the database lacks one of them, for that cannot agree."""
    found: dict[str, list[Ref]] = {}
    for ref, document in there.sources.documents.items():
        for name in document.data.get("mixins", ()):
            found.setdefault(name, []).append(ref)
    return {name: refs for name, refs in found.items() if wanted.objects.keys() >= set(refs)}


def _data(there: Present, document: Document, ref: Ref, merge: Merge, said: tuple[Data, Data], anew: bool) -> Data:
    before, after = said
    mine = dict(document.data)
    mixed = list(_false_mixins(there, document, ref.name, before, after)) if ref.kind == "table" else []
    if anew:
        mixed = [there.mixins[it] for it in mine.get("mixins", ())]
    if mixed:
        mine = unmixed(mine, [it.data for it in mixed], before, _given(there, ref.name, mixed))
    return merge.alone(document.data, overlaid(mine, after) if anew else merge.merged(mine, before, after))


def _apart(there: Present) -> Iterator[tuple[QName, str]]:
    """The keys, checks and indexes that stand in maps of their own."""
    for table, places in there.sources.places.items():
        for (section, name), place in places.items():
            if place.path[:1] == (section,) and section in _SECTIONS:
                yield table, name


def _given(there: Present, table: QName, mixins: Iterable[Document]) -> list[str]:
    """The names of what a table has from maps of mixins."""
    paths = {it.path for it in mixins}
    places = there.sources.places.get(table, {})
    return [
        name
        for (section, name), place in places.items()
        if place.document.path in paths and place.path[:1] == (section,)
    ]


def _false_mixins(there: Present, document: Document, table: QName, before: Data, after: Data) -> Iterator[Document]:
    """The mixins of a table that say what its database does not."""
    for name in document.data.get("mixins", ()):
        mixin = there.mixins[name]
        columns = mixin.data["columns"]
        same = all(_at(before, "columns", it) == _at(after, "columns", it) for it in columns)
        given = _given(there, table, [mixin])
        if not same or any(_at(before, it, one) != _at(after, it, one) for one in given for it in _SECTIONS):
            yield mixin


def _at(data: Mapping[str, Any], section: str, name: str) -> Any:
    found = data.get(section)
    return found.get(name) if isinstance(found, Mapping) else found


def is_part(schema: Schema, ref: Ref) -> bool:
    """Whether an object is a partition: it stands in the file of its parent."""
    found = schema.objects.get(ref)
    return isinstance(found, Table) and found.partition_of is not None


def with_files(there: Present) -> list[Ref]:
    """The objects that have a file of their own."""
    return [ref for ref in there.sources.documents if not is_part(there.schema, ref)]


def leftover(there: Present, wanted: Schema) -> list[Ref]:
    """The objects that have a file, are declared for this dialect, and are not in the database."""
    gone = homes(there.schema) - homes(wanted) - wanted.objects.keys()
    return sorted(ref for ref in with_files(there) if ref in gone)


def moved(there: Present, wanted: Schema) -> list[Ref]:
    """The tables with a file that are partitions now: their parents' files say them."""
    return sorted(ref for ref in with_files(there) if is_part(wanted, ref))


def differing(there: Present, wanted: Schema) -> bool:
    """Whether the files say something else of an object, or the same in other words."""
    return any(there.schema.objects.get(ref, found) != found for ref, found in wanted.objects.items())
