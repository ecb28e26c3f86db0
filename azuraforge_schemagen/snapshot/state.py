"""The chain of layers: which revisions there are, and the state of the schema at each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir.names import parse_ref
from azuraforge_schemagen.ir.schema import Object, Schema, schema_of
from azuraforge_schemagen.snapshot import codec, fingerprint
from azuraforge_schemagen.snapshot.codec import Json
from azuraforge_schemagen.snapshot.layer import REVISION_ID, Layer, parse
from azuraforge_schemagen.source import Span

State = Mapping[str, Json]
"""A schema as its encoded objects, by address."""


@dataclass(frozen=True)
class Chain:
    """Every layer by its revision, parents before children. ``folder`` is where they lie, relative to the project."""

    layers: Mapping[str, Layer]
    folder: str = "snapshots"

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The revisions that no other one stands on, sorted."""
        parents = {parent for layer in self.layers.values() for parent in layer.parents}
        return tuple(sorted(set(self.layers) - parents))

    @cached_property
    def base(self) -> str:
        """The last revision of an adopted history, empty where there is none."""
        return next((name for name, layer in self.layers.items() if layer.adopted), "")

    @property
    def past(self) -> Mapping[str, str]:
        """The revisions of an adopted history, with their files."""
        return self.layers[self.base].history if self.base else {}

    def path(self, revision: str) -> str:
        """The file of a revision's layer."""
        return f"{self.folder}/{revision}.json"

    def ancestors(self, revisions: Iterable[str]) -> frozenset[str]:
        """The revisions themselves and everything that they stand on."""
        found: set[str] = set()
        waiting = list(revisions)
        while waiting:
            revision = waiting.pop()
            if revision not in found:
                found.add(revision)
                waiting.extend(self.layers[revision].parents)
        return frozenset(found)

    def state(self, revisions: Iterable[str]) -> State:
        """The overlay of everything up to and with these revisions."""
        wanted = self.ancestors(revisions)
        state: dict[str, Json] = {}
        for revision, layer in self.layers.items():
            if revision in wanted:
                _overlay(state, layer)
        return state

    def hashes(self, revisions: Iterable[str]) -> dict[str, str]:
        """The fingerprint of every object at these revisions."""
        wanted = self.ancestors(revisions)
        found: dict[str, str | None] = {}
        for revision, layer in self.layers.items():
            if revision in wanted:
                found.update(layer.hashes)
        return {ref: digest for ref, digest in found.items() if digest is not None}

    def schema(self, revisions: Iterable[str], like: Schema | None = None) -> Schema:
        """The Schema at these revisions; of none, the empty one. Raises ``Refusal`` for a layer that lies.

        Objects that are the same in ``like`` are taken from it, which is faster than reading them.
        """
        known = like.objects if like is not None else {}
        same = {str(ref): obj for ref, obj in known.items()}
        objects = []
        for ref, data in self.state(revisions).items():
            candidate = same.get(ref)
            found = candidate if candidate is not None and codec.encode(candidate) == data else self._object(ref, data)
            objects.append(found)
        return schema_of(*objects)

    def newest(self, ref: str, revisions: Iterable[str]) -> Layer | None:
        """The newest layer up to these revisions that touched an object."""
        wanted = self.ancestors(revisions)
        found = None
        for revision, layer in self.layers.items():
            if revision in wanted and ref in layer.objects:
                found = layer
        return found

    def without(self, revision: str) -> Chain:
        """The chain without one of its heads."""
        return Chain({name: layer for name, layer in self.layers.items() if name != revision}, self.folder)

    def plus(self, layer: Layer) -> Chain:
        """The chain with one more revision on its top."""
        return Chain({**self.layers, layer.revision: layer}, self.folder)

    def _object(self, ref: str, data: Json) -> Object:
        try:
            return _decoded(ref, data)
        except ValueError as error:
            layer = next(name for name, layer in self.layers.items() if layer.objects.get(ref) is data)
            raise Refusal([_unreadable(self.path(layer), f"{ref}: {error}")]) from error


def read(root: Path, folder: str) -> Chain:
    """The chain in ``root/folder``. Raises ``Refusal`` where a file is no layer or a parent is missing."""
    found: list[Diagnostic] = []
    layers: dict[str, Layer] = {}
    directory = root / folder
    for file in sorted(directory.glob("*.json")) if directory.is_dir() else ():
        layer = _read_layer(file, f"{folder}/{file.name}", found)
        if layer is not None:
            layers[layer.revision] = layer
    found += _missing_parents(layers, folder)
    if found:
        raise Refusal(found)
    return Chain(_sorted(layers, folder), folder)


def encoded(schema: Schema) -> State:
    """A Schema as its encoded objects."""
    return {str(ref): codec.encode(obj) for ref, obj in schema.objects.items()}


def fingerprints(chain: Chain) -> Iterator[tuple[Layer, tuple[str, ...], str]]:
    """Every layer with the fingerprints that its parents' states and its own state really have."""
    whole: dict[str, str] = {}
    last: tuple[str, dict[str, str]] = ("", {})
    for revision, layer in chain.layers.items():
        # most chains are a line: the state before is the one that was just made
        hashes = last[1] if layer.parents == (last[0],) else chain.hashes(layer.parents)
        for ref, digest in layer.hashes.items():
            if digest is None:
                hashes.pop(ref, None)
            else:
                hashes[ref] = digest
        whole[revision], last = fingerprint.of_state(hashes), (revision, hashes)
        yield layer, tuple(whole[parent] for parent in layer.parents), whole[revision]


def _overlay(state: dict[str, Json], layer: Layer) -> None:
    for ref, data in layer.objects.items():
        if data is None:
            state.pop(ref, None)
        else:
            state[ref] = data


def _decoded(ref: str, data: Json) -> Object:
    address = parse_ref(ref)
    found = codec.decode(address.kind, data)
    if found.ref != address:
        raise ValueError(f"it is named {found.ref}")
    return found


def _read_layer(file: Path, path: str, found: list[Diagnostic]) -> Layer | None:
    if not REVISION_ID.fullmatch(file.stem):
        found.append(Diagnostic("SG411", f"'{file.stem}' is no revision id", Span(path)))
        return None
    try:
        layer = parse(file.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        found.append(_unreadable(path, str(error)))
        return None
    if layer.revision != file.stem:
        found.append(
            Diagnostic("SG411", f"the file is named {file.stem}, the layer in it {layer.revision}", Span(path))
        )
        return None
    return layer


def _unreadable(path: str, reason: str) -> Diagnostic:
    help_ = f"restore it from version control: git checkout -- {path}"
    return Diagnostic("SG410", f"this is no layer that schemagen wrote: {reason}", Span(path), help_)


def _missing_parents(layers: Mapping[str, Layer], folder: str) -> list[Diagnostic]:
    return [
        Diagnostic(
            "SG412",
            f"revision {layer.revision} stands on {parent}, which has no layer",
            Span(f"{folder}/{layer.revision}.json"),
            f"restore {folder}/{parent}.json, or remove the revisions that stand on it",
        )
        for layer in layers.values()
        for parent in layer.parents
        if parent not in layers
    ]


def _sorted(layers: Mapping[str, Layer], folder: str) -> dict[str, Layer]:
    """Parents before children, ties by id."""
    sorter = TopologicalSorter({name: sorted(layer.parents) for name, layer in layers.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        names = " -> ".join(error.args[1])
        raise Refusal([Diagnostic("SG412", f"revisions stand on each other: {names}", Span(folder))]) from None
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    return {name: layers[name] for name in ordered}
