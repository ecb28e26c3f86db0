"""``drift``: is a live database what was declared?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir.names import QName, parse_qname, parse_ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.pipeline.apart import apart, unmet
from azuraforge_schemagen.pipeline.compared import compared
from azuraforge_schemagen.pipeline.declared import Declared
from azuraforge_schemagen.pipeline.filled import as_declared
from azuraforge_schemagen.pipeline.position import Position, position
from azuraforge_schemagen.pipeline.project import find, read_history
from azuraforge_schemagen.pipeline.source import Source, read_source
from azuraforge_schemagen.plan.deviations import Deviation, ordered
from azuraforge_schemagen.snapshot.state import Chain

if TYPE_CHECKING:
    from azuraforge_schemagen.db.inspect.inspection import Unmanaged
    from azuraforge_schemagen.db.standing import Standing

WORLD = 3
INVALID = "invalid_index"
Yaml = Literal["", "same", "unbuilt", "broken"]


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """``revision``: the state to compare with, by its id, ``head``, ``base`` or ``yaml``; by default the one that the
    database says it is at. ``scratch_url``: the server for the scratch database, by default the database's own."""

    revision: str | None = None
    scratch_url: str | None = None


@dataclass(frozen=True, slots=True)
class DriftResult:
    """``compared`` is what the declared state is called; ``yaml`` how the YAML relates to the newest revision;
    ``filled`` whether a declared table is there; ``apart`` what could not be compared, with what it needs."""

    where: str
    version: tuple[int, ...]
    dialect: str
    position: Position
    compared: str
    yaml: Yaml
    filled: bool
    deviations: tuple[Deviation, ...]
    unmanaged: tuple[str, ...]
    apart: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def clean(self) -> bool:
        """Whether there is nothing that an operator must look at."""
        return not self.deviations and not any(it.severity == "error" for it in self.diagnostics)


def drift(config: Config, url: str, options: DriftOptions | None = None) -> DriftResult:
    """Compare a live database, which is only read, with what was declared. Raises ``Refusal``."""
    from azuraforge_schemagen.db.standing import standing

    options = options or DriftOptions()
    chain = read_history(config).chain
    live = standing(url, _namespaces(chain), config.version_table)
    _check(config, live, options)
    at = position(chain, live.revisions, bool(live.denied))
    if at.state == "older" and options.revision is None:
        raise Refusal([_older(chain, at)], WORLD)
    source = _source(config)
    name, schema = _wanted(config, chain, at, options.revision, source)
    needs = unmet(live.inspection.needs, schema)
    declared = Declared(config, live.dialect, apart(schema, needs), source.unmanaged if source else frozenset())
    there = as_declared(declared.own(apart(live.inspection.schema, needs)), declared.schema)
    differing, notes = compared(declared, live, there, options.scratch_url or url, fixed=bool(options.scratch_url))
    found = _with_invalid(differing, declared, live.inspection.unmanaged)
    return DriftResult(
        where=live.where,
        version=live.version,
        dialect=live.dialect,
        position=at,
        compared=name,
        yaml=_yaml(source, chain) if name != "yaml" else "",
        filled=bool(there.tables.keys() & declared.schema.tables.keys()),
        deviations=found,
        unmanaged=tuple(str(it) for it in declared.own_unmanaged(live.inspection.unmanaged) if it.kind != INVALID),
        apart=tuple(str(it) for it in needs),
        diagnostics=(*notes, *_said(at, found, name)),
    )


def _older(chain: Chain, at: Position) -> Diagnostic:
    message = f"the database is at {', '.join(at.revisions)}, of which there is no snapshot: {chain.base} is the first"
    return Diagnostic("SG577", message, help=f"upgrade it to {chain.base}, or say what to compare with: --revision REV")


def _source(config: Config) -> Source | None:
    """What the YAML says, where it says anything: a database is compared with a revision all the same."""
    try:
        return read_source(config)
    except Refusal:
        return None


def _namespaces(chain: Chain) -> frozenset[str]:
    """Every schema that was ever declared."""
    refs = (parse_ref(ref) for layer in chain.layers.values() for ref in layer.objects if ref.startswith("schema:"))
    return frozenset(ref.name.name for ref in refs)


def _check(config: Config, live: Standing, options: DriftOptions) -> None:
    if live.dialect not in config.dialects:
        message = f"the database is {live.dialect}; the project's dialects are {', '.join(config.dialects)}"
        raise Refusal([Diagnostic("SG512", message, None, "add it to 'dialects' in [tool.schemagen]")])
    if live.denied and options.revision is None:
        message = f"{live.denied} may not be read, which says at which revision {live.where} is"
        help_ = f"GRANT SELECT ON {live.denied} and USAGE on its schema, or say what to compare with: --revision REV"
        raise Refusal([Diagnostic("SG542", message, help=help_)], WORLD)


def _wanted(config: Config, chain: Chain, at: Position, asked: str | None, source: Source | None) -> tuple[str, Schema]:
    """The state to compare with, and what it is called."""
    name = asked or _default(chain, at)
    match name:
        case "yaml":
            return name, (source or read_source(config)).schema
        case "base":
            return name, Schema()
        case "":
            return ", ".join(at.revisions), chain.schema(at.revisions)
        case _:
            revision = find(chain, name)
            return revision, chain.schema([revision])


def _default(chain: Chain, at: Position) -> str:
    """What has not run yet is no drift: a database is compared with the state of its own revision, ``""``."""
    match at.state:
        case "head" | "behind":
            return ""
        case "base":
            return "base"
        case "unknown" if len(chain.heads) == 1:
            return "head"
        case "unknown" | "none" | "denied" | "older":
            return "yaml"


def _with_invalid(
    found: Iterable[Deviation], declared: Declared, beside: tuple[Unmanaged, ...]
) -> tuple[Deviation, ...]:
    """With the indexes that are there and do not work, in the place of the ones that seem to be missing."""
    gathered = {(it.kind, it.title): it for it in found}
    for it in declared.own_unmanaged(beside):
        if it.kind == INVALID:
            title = f"{it.child} on {it.name}"
            gathered["index", title] = Deviation("invalid", "index", title, str(it.child), it.name)
    others = {it.name: it.kind.replace("_", " ") for it in beside if it.child is None}
    return ordered(_noted(it, others) for it in gathered.values())


def _noted(found: Deviation, others: Mapping[QName, str]) -> Deviation:
    """With what stands in the place of a table that is not there."""
    kind = others.get(parse_qname(found.name)) if (found.group, found.kind) == ("missing", "table") else None
    return replace(found, note=f"{kind} {found.name} is there instead") if kind else found


def _yaml(source: Source | None, chain: Chain) -> Yaml:
    """Whether a build would write a revision."""
    if source is None:
        return "broken"
    return "same" if source.schema == chain.schema(chain.heads) else "unbuilt"


def _said(at: Position, found: tuple[Deviation, ...], name: str) -> Iterator[Diagnostic]:
    if at.unknown:
        message = f"the database is at {', '.join(at.unknown)}, which this repository does not have"
        yield Diagnostic(
            "SG541", message, help="fetch the newest revisions, or look whether this is the right database"
        )
    if found:
        count = f"{len(found)} difference{'s' if len(found) > 1 else ''}"
        what = "the YAML" if name == "yaml" else name
        yield Diagnostic("SG540", f"the database is not what {what} declares: {count}")
