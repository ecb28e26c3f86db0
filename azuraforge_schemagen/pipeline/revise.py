"""New revisions: their layers, and their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.intent import Rename
from azuraforge_schemagen.pipeline.change import Change
from azuraforge_schemagen.pipeline.clock import created
from azuraforge_schemagen.pipeline.project import snapshots, versions
from azuraforge_schemagen.plan.phrases import message as describe_ops
from azuraforge_schemagen.snapshot import codec, fingerprint
from azuraforge_schemagen.snapshot.codec import Json
from azuraforge_schemagen.snapshot.cycles import swapped, touching
from azuraforge_schemagen.snapshot.digest import digest
from azuraforge_schemagen.snapshot.layer import Layer, dump, sealed
from azuraforge_schemagen.snapshot.proof import file_name, text_digest
from azuraforge_schemagen.snapshot.state import Chain
from azuraforge_schemagen.timing import stage


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that is about to be written."""

    layer: Layer
    text: str
    change: Change

    def paths(self, config: Config) -> tuple[str, str]:
        """Where its layer and its module go."""
        return (
            f"{snapshots(config)}/{self.layer.revision}.json",
            f"{versions(config)}/{file_name(self.layer)}",
        )

    def files(self, config: Config) -> dict[str, str]:
        """Its two files."""
        layer, module = self.paths(config)
        return {layer: dump(self.layer), module: self.text}


def new_layer(
    chain: Chain,
    parents: tuple[str, ...],
    change: Change,
    *,
    message: str | None = None,
    rev_id: str | None = None,
    acknowledged: tuple[str, ...] = (),
    settled: tuple[Rename, ...] = (),
    objects: Mapping[str, Json | None] | None = None,
) -> Layer:
    """The layer of a change on top of ``parents``, without the digests of its revision.

    ``objects`` are given where they are not simply what differs: for a merge.
    """
    with stage("layers"):
        objects = touched(change) if objects is None else objects
        layer = Layer(
            revision="",
            parents=parents,
            message=" ".join((message or describe_ops(change.ops)).split()),
            created=created(),
            before=tuple(chain.layers[parent].after for parent in parents),
            after="",
            objects=objects,
            intent=replace(change.used, allow=frozenset()),
            acknowledged=acknowledged,
            settled=touching(settled, objects),
        )
        return sealed(layer.but(after=_fingerprint_after(chain, layer)), rev_id)


def with_text(layer: Layer, text: str) -> Layer:
    """The layer with the digests of its revision."""
    with stage("digest"):
        return layer.but(digest=digest(text), text=text_digest(text))


def touched(change: Change) -> Mapping[str, Json | None]:
    """Every object that differs or changed places with its equal, encoded; ``None`` where it is gone."""
    old, new, moved = change.old, change.new, swapped(change.used)
    found: dict[str, Json | None] = {}
    for ref in sorted({*old.objects, *new.objects}):
        now = new.objects.get(ref)
        if old.objects.get(ref) != now or (now is not None and ref in moved):
            found[str(ref)] = None if now is None else codec.encode(now)
    return found


def _fingerprint_after(chain: Chain, layer: Layer) -> str:
    hashes = {**chain.hashes(layer.parents), **layer.hashes}
    return fingerprint.of_state({ref: digest for ref, digest in hashes.items() if digest is not None})
