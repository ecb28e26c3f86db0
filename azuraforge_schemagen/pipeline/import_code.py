"""``import package.module:name``: SQLAlchemy models, as the YAML that compiles to the same tables and classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azuraforge_schemagen import write
from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, order
from azuraforge_schemagen.dialects import project, storage
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.orm import Orm, Relationship
from azuraforge_schemagen.ir.schema import schema_of
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.layout import text
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.load.rewrite import rewritten
from azuraforge_schemagen.pipeline.adopt import Adopted, settings_for
from azuraforge_schemagen.pipeline.brought import brought
from azuraforge_schemagen.pipeline.coverage import Coverage, Key, key_of, of_models
from azuraforge_schemagen.pipeline.faithful import Fault, faithful
from azuraforge_schemagen.pipeline.histories import Past, past
from azuraforge_schemagen.pipeline.import_ import (
    ImportOptions,
    ImportResult,
    counted,
    gone_files,
    into_files,
    placed,
    present_files,
    stop_at_errors,
)
from azuraforge_schemagen.pipeline.import_short import shortest, standing
from azuraforge_schemagen.pipeline.init import DIALECTS
from azuraforge_schemagen.pipeline.own_code import Moved, moved
from azuraforge_schemagen.render import yaml
from azuraforge_schemagen.render.yaml.classes import with_alias, with_class, with_columns, with_mapping
from azuraforge_schemagen.resolve import identifiers, resolve
from azuraforge_schemagen.resolve.relations.options import SEPARATE
from azuraforge_schemagen.timing import stage

if TYPE_CHECKING:
    from azuraforge_schemagen.db.code import Code
    from azuraforge_schemagen.db.code.classes import ClassWords
    from azuraforge_schemagen.db.code.enums import EnumWords

Files = dict[str, str]
_USAGE = 2


def import_code(root: Path, sources: tuple[str, ...], options: ImportOptions) -> ImportResult:
    """Write ``schema/*.yaml`` that compile to the tables and classes of some models. Raises ``Refusal``; nothing has
    been written then."""
    _check(options)
    adopted = settings_for(root, DIALECTS)
    if options.alembic is None:
        return _import(adopted, sources, options, None)
    with past(adopted, options.alembic, options.scratch_url, options.at_head) as found:
        return _import(found.adopted, sources, options, found)


def _check(options: ImportOptions) -> None:
    """Raises ``Refusal`` for an option that is about databases."""
    given = [name for name in ("merge", "only", "exclude") if getattr(options, name)]
    if given:
        help_ = "import the models without it" if given != ["merge"] else "models are imported once; edit the YAML then"
        raise Refusal([Diagnostic("SG562", f"--{given[0]} goes with the URL of a database", None, help_)], _USAGE)


def check_code(root: Path, sources: tuple[str, ...], options: ImportOptions) -> Coverage:
    """How much of some models YAML can carry. Raises ``Refusal`` where they cannot be read."""
    _check(options)
    done = _carried(settings_for(root, DIALECTS).config, (), sources, replace(options, partial=True))
    lost = {*done.work.lost, *(key_of(ref) for it in done.faults if (ref := done.ref(it)))}
    return Coverage(of_models(done.own.code, lost), tuple(order(done.found)))


@dataclass(frozen=True, slots=True)
class _Carried:
    """What becomes of some models: the files, those that go, and what is to be said."""

    own: Moved
    work: _Work
    files: Files
    gone: list[str]
    found: list[Diagnostic]
    faults: tuple[Fault, ...]

    def ref(self, fault: Fault) -> Ref | None:
        """The object that a fault is about."""
        return fault.ref or (self.work.written[fault.path].ref if fault.path in self.work.written else None)


def _carried(
    config: Config, present: tuple[Document, ...], sources: tuple[str, ...], options: ImportOptions
) -> _Carried:
    from azuraforge_schemagen.db.code import read  # only here: SQLAlchemy takes its time
    from azuraforge_schemagen.db.code.source import load as loaded

    root = config.root
    with stage("models"):
        source = loaded(sources, root, options.beside)
        code = read(source, config.dialects, Naming(config.naming), goes=options.mixins is None)
        own = Moved(code)
        if options.mixins is not None:
            own = moved(config, source, code, options.mixins, options.force)
            code = own.code
    gone = [it.path for it in present if it.kind != "unmanaged" and it.path in gone_files(present, code.schema, _every)]
    with stage("render"):
        work = _Work(config, code, tuple(it for it in present if it.path not in gone))
        files = work.files()
    found = [*(_gap(it.ref, it.words, options) for it in code.gaps), *work.diagnostics, *own.diagnostics]
    found += [Diagnostic("SG561", f"left to your code: {it}", None, "", severity="info") for it in code.left]
    found += [Diagnostic("SG563", f"{it.ref}: {it.words}", None, "", severity="warning") for it in code.apart]
    faults = [
        fault
        for dialect in config.dialects
        for fault in faithful(
            config, work.beside(files), storage(project(code.schema, dialect), dialect), dialect, _every
        )
    ]
    found = list(dict.fromkeys([*found, *(it.diagnostic for it in faults)]))
    return _Carried(own, work, files, gone, found, tuple(faults))


def _import(adopted: Adopted, sources: tuple[str, ...], options: ImportOptions, history: Past | None) -> ImportResult:
    config = adopted.config
    done = _carried(config, present_files(config, options), sources, options)
    stop_at_errors(done.found)
    base: Files = {}
    said: tuple[Diagnostic, ...] = ()
    gone, files = done.gone, done.files
    if history is not None:
        end = history.merged(done.work.beside(files), into_files(config, options))
        files = {**files, **brought(done.work.beside(files), end)}
        base, said = history.base(end, done.work.beside(files))
        gone = [*gone, *history.replaced]
    with stage("write"):
        every = {**adopted.files, **files, **base, **done.own.files}
        writes = write.plan_writes(config.root, None, every, remove=gone, owned=False)
        write.apply(config.root, writes)
    found = order([*done.found, *said])
    return ImportResult(writes.changes, counted(done.own.code.schema), found, done.own.modules)


def _every(_: Ref) -> bool:
    """Models are imported as a whole."""
    return True


def _gap(ref: Ref | None, words: str, options: ImportOptions) -> Diagnostic:
    """``ref`` is the object that has it; without one, an event of ``create_all`` has."""
    message = f"create_all also runs what no import reads: {words}"
    if ref is not None:
        message = f"{ref.kind} {ref.name}: the language cannot say {words}"
    if options.partial:
        return Diagnostic("SG511", f"{message}; it is left out", None, "", severity="warning")
    return Diagnostic("SG511", message, None, "--partial goes on without it")


@dataclass
class _Work:
    """The files of some models, and what of their classes stays in the code."""

    config: Config
    code: Code
    stays: tuple[Document, ...] = ()
    """The files that are there and do not go."""

    def __post_init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.lost: set[Key] = set()
        self.words = {it.table: it for it in self.code.classes}
        naming = Naming(self.config.naming)
        names = [it.name for it in self.words.values() if it.name]
        written = yaml.objects(self.code.schema, None, self.config.dialects, naming, classes=names)
        self.written = placed(self.config, written, self.stays)
        shown = yaml.objects(schema_of(*self.code.shown.values()), None, self.config.dialects, naming)
        self.shown = {it.ref.name: it.data for it in shown}

    def beside(self, files: Files) -> Files:
        """The files with those that stay."""
        return {**{it.path: it.node.text for it in self.stays}, **files}

    def files(self) -> Files:
        """The files; what is derived and the models do not have is left out in words."""
        self.diagnostics += [_stays(it, gap.words) for it in self.words.values() for gap in (*it.gaps, *it.code)]
        self.diagnostics += [_enum_gap(name, it.gap) for name, it in self.code.enums.items() if it.gap]
        self.lost.update(("enum", "", str(name)) for name, it in self.code.enums.items() if it.gap)
        every = {name: it.relationships for name, it in self.words.items() if it.name}
        stand = standing(every, lambda less: self._orm(self._laid_out(less)))
        said = {name: dict(it) for name, it in stand.items()}
        for table, key in [(name, key) for name in every for key in every[name] if key not in said[name]]:
            self._lose(self.words[table], key)
        while (orm := self._orm(self._laid_out(said))) is not None and (
            self._part(said, orm) or self._leave_out(said, orm)
        ):
            pass
        if orm is None:
            return self._laid_out(said)
        self._compare(orm, said)
        self.diagnostics += self._extra(said, orm)
        return self._laid_out(shortest(said, lambda less: self._orm(self._laid_out(less))))

    def _extra(self, said: Mapping[QName, Mapping[str, Any]], orm: Orm) -> Iterator[Diagnostic]:
        """What is derived, and cannot be left out."""
        for name in said:
            extra = [it.name for it in _relationships(orm, name) if it.name not in said[name]]
            yield from (_stays(self.words[name], f"that there is no relationship {key}") for key in extra)

    def _part(self, said: dict[QName, dict[str, Any]], orm: Orm) -> bool:
        """Says ``back: null`` of a relationship that has no other side, where one would be linked; whether there was
        one."""
        found = [(said[name].get(it.name), it) for name in said for it in _relationships(orm, name)]
        linked = [words for words, it in found if words and it.back is not None and "back" not in words]
        for words in linked:
            words["back"] = None
        return bool(linked)

    def _leave_out(self, said: dict[QName, dict[str, Any]], orm: Orm) -> bool:
        """Says ``false`` of a relationship that is derived and that no class has; whether there was one.

        Where two keys join the same columns, what is said of one changes the name of the other: then one at a time.
        """
        more = [(name, it.name) for name in said for it in _relationships(orm, name) if it.name not in said[name]]
        for taken in (more, *([one] for one in more)):
            for name, key in taken:
                said[name][key] = False
            if taken and self._orm(self._laid_out(said)) is not None:
                return True
            for name, key in taken:
                del said[name][key]
        return False

    def _laid_out(self, relationships: Mapping[QName, Mapping[str, Any]]) -> Files:
        aliases: dict[str, Any] = {}
        files = {
            path: text(self._whole(ref, data, relationships, aliases)) for path, (ref, data) in self.written.items()
        }
        for document in (it for it in self.stays if it.kind == "types"):
            known = {name: aliases.pop(name, spec) for name, spec in document.data["types"].items()}
            files[document.path] = rewritten(document.path, document.node.text, {**document.data, "types": known})
        if aliases:
            taken = {Path(path).stem for path in self.beside(files)}
            files[f"{self.config.schema}/{identifiers.unique('types', taken)}.yaml"] = text({"types": aliases})
        return files

    def _whole(
        self,
        ref: Ref,
        data: Mapping[str, Any],
        relationships: Mapping[QName, Mapping[str, Any]],
        aliases: dict[str, Any],
    ) -> Mapping[str, Any]:
        """What stands in a file, with what is said of its class."""
        if ref.kind == "enum":
            return self._of_python(data, self.code.enums[ref.name])
        if ref.kind in _VIEWS:
            data = self._shown(ref.name, data)
        one = self.words.get(ref.name) if ref.kind in ("table", *_VIEWS) else None
        if ref.kind == "table" and self.code.schema.table(ref.name).primary_key and not (one and one.name):
            data = {**data, "class": False}
        if one is None:
            return data
        made = self._aliased(data, one, aliases)
        made |= {} if one.repr == [] else {"repr": one.repr}
        made |= {"extends": one.extends} if one.extends else {}
        made = with_mapping(made, one.mapper, one.subclasses, one.info)
        return with_class(made, one.name, one.doc, one.columns, relationships.get(ref.name, {}))

    def _shown(self, name: QName, data: Mapping[str, Any]) -> dict[str, Any]:
        """The map of a view with its query as somebody laid it out, and with the columns of its class."""
        made = {**data, **({"query": self.code.queries[name]} if name in self.code.queries else {})}
        return with_columns(made, self.shown[name]) if name in self.shown else made

    def _of_python(self, data: Mapping[str, Any], words: EnumWords) -> dict[str, Any]:
        """The map of an enum with the class that the project has for it."""
        if words.name:
            return with_class(dict(data), words.name, words.doc, {}, {})
        if not words.path:
            return dict(data)
        said = {"python": words.path, **({"stored": "values"} if words.by_value else {})}
        return {**{key: it for key, it in data.items() if key != "class"}, **said}

    def _aliased(self, data: Mapping[str, Any], one: ClassWords, aliases: dict[str, Any]) -> dict[str, Any]:
        """The map of a table with its own types by their names."""
        columns = dict(data["columns"])
        for column, own in one.types.items():
            spec, said = with_alias(columns[column], own.name)
            said = {"python": own.path, **({"args": own.args} if own.args else {}), **said}
            if aliases.setdefault(own.name, said) == said:
                columns[column] = spec
            else:
                words = f"the type class {own.path} of {column}, of which there are two kinds"
                self.diagnostics.append(_stays(one, words))
                self.lost.add(("column", str(one.table), column))
        return {**data, "columns": columns}

    def _orm(self, files: Files) -> Orm | None:
        """The classes that the files give; nothing where they do not compile."""
        documents, broken = read_texts(self.beside(files))
        resolved = None if broken else resolve(documents, self.config)
        if resolved is None or any(it.severity == "error" for it in resolved.diagnostics):
            return None
        return resolved.orm

    def _compare(self, orm: Orm, said: Mapping[QName, Mapping[str, Any]]) -> None:
        for name, one in self.words.items():
            if not one.name or name not in orm.classes:
                continue
            if (here := orm.classes[name].name) != one.name:
                self.diagnostics.append(_stays(one, f"its name, which another class has: it is {here} now"))
            made, ends = {it.name: it for it in _relationships(orm, name)}, _ends(orm, name)
            for key, words in said[name].items():
                if words is not False and not (_is_same(made.get(key), words) and ends[key] == one.ends[key]):
                    self._lose(one, key)

    def _lose(self, one: ClassWords, relationship: str) -> None:
        self.diagnostics.append(_stays(one, f"the relationship {relationship} as it is"))
        self.lost.add(("relationship", str(one.table), relationship))


def _relationships(orm: Orm, name: QName) -> tuple[Relationship, ...]:
    return orm.classes[name].every_relationship if name in orm.classes else ()


def _ends(orm: Orm, name: QName) -> dict[str, tuple[str, str, bool]]:
    """For each relationship the class that has it, the one that it leads to, and whether it holds many."""
    of = orm.classes[name]
    owned = [(of.name, of.relationships), *((it.name, it.relationships) for it in of.subclasses)]
    return {
        it.name: (owner, it.target_class or orm.classes[it.target].name, it.many)
        for owner, relationships in owned
        for it in relationships
    }


def _is_same(made: Relationship | None, words: Mapping[str, Any]) -> bool:
    """Whether the relationship is the one that was read."""
    if made is None or made.back != words.get("back") or (made.secondary is None) != ("secondary" not in words):
        return False
    options = {key: value for key, value in made.options if key != "overlaps"}
    said = {key: words[key] for key in words if key not in SEPARATE}
    options = {key: it for key, it in options.items() if key in said or key not in _JOINS}
    return made.cascade == tuple(words.get("cascade", ())) and options == said


_VIEWS = ("view", "materialized_view")
_JOINS = ("primaryjoin", "secondaryjoin")


def _enum_gap(name: QName, gap: str) -> Diagnostic:
    return Diagnostic("SG561", f"enum {name}: {gap}", None, "", severity="info")


def _stays(one: ClassWords, gap: str) -> Diagnostic:
    where = f" ({one.where})" if one.where else ""
    return Diagnostic("SG561", f"{one.name or one.table}: left to your code: {gap}{where}", None, "", severity="info")
