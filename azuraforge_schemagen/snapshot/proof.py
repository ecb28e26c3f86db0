"""The proof that the chain is what schemagen wrote: seals and fingerprints of layers, digests of revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.snapshot.digest import digest
from azuraforge_schemagen.snapshot.layer import Layer, content_of
from azuraforge_schemagen.snapshot.older import older
from azuraforge_schemagen.snapshot.state import Chain, fingerprints
from azuraforge_schemagen.source import Span


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revision files on disk: ``files`` by revision; ``strangers`` belong to no layer, ``older`` to an adopted
    history. Paths are relative."""

    files: Mapping[str, str]
    strangers: tuple[str, ...] = ()
    older: tuple[str, ...] = ()


def file_name(layer: Layer) -> str:
    """The name of a revision's file."""
    return f"{layer.revision}_{layer.slug}.py"


def find_revisions(chain: Chain, root: Path, folder: str) -> Revisions:
    """Which file in ``root/folder`` is which revision: by its name, or else by the id that its name begins with."""
    directory = root / folder
    names = sorted(file.name for file in directory.glob("*.py")) if directory.is_dir() else []
    free = [name for name in names if name != "__init__.py"]
    found: dict[str, str] = {}
    for layer in (it for it in chain.layers.values() if not it.adopted):
        if file_name(layer) in free:
            found[layer.revision] = file_name(layer)
            free.remove(file_name(layer))
    for revision in sorted(set(chain.layers) - {*found, chain.base}, key=len, reverse=True):
        for name in [name for name in free if name == f"{revision}.py" or name.startswith(f"{revision}_")][:1]:
            found[revision] = name
            free.remove(name)
    past = older(directory, free, chain.past)
    return Revisions(
        {rev: f"{folder}/{name}" for rev, name in found.items()},
        tuple(f"{folder}/{name}" for name in free if name not in past),
        tuple(f"{folder}/{name}" for name in sorted(past)),
    )


def prove(chain: Chain, revisions: Revisions, root: Path, only: Iterable[str] | None = None) -> list[Diagnostic]:
    """Every way in which the chain is not what schemagen wrote; revisions other than ``only`` are taken as they are."""
    found = [
        wrong for layer, before, after in fingerprints(chain) for wrong in _prove_layer(chain, layer, before, after)
    ]
    wanted = set(chain.layers) if only is None else set(only)
    for layer in (it for it in chain.layers.values() if not it.adopted):
        path = revisions.files.get(layer.revision)
        if path is None:
            found.append(_lost(layer, chain.path(layer.revision)))
        elif layer.revision in wanted:
            found += _prove_revision(layer, path, root)
    found += [_stranger(path) for path in revisions.strangers]
    return found


def matches(layer: Layer, source: str) -> bool:
    """Whether a revision says what its layer recorded; how it is laid out does not matter. Raises ``SyntaxError``."""
    return text_digest(source) == layer.text or digest(source) == layer.digest


def text_digest(source: str) -> str:
    """The hash of a text as it stands."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


def _prove_layer(chain: Chain, layer: Layer, before: tuple[str, ...], after: str) -> Iterable[Diagnostic]:
    path = chain.path(layer.revision)
    help_ = f"restore it from version control: git checkout -- {path}"
    if content_of(layer) != layer.content:
        yield Diagnostic("SG413", f"the layer of revision {layer.revision} was edited by hand", Span(path), help_)
    elif before != layer.before or after != layer.after:
        message = f"the layer of revision {layer.revision} does not fit the ones before it"
        yield Diagnostic("SG414", message, Span(path), "one of the layers below it was replaced; restore them all")


def _prove_revision(layer: Layer, path: str, root: Path) -> Iterable[Diagnostic]:
    help_ = f"undo the edit (git checkout -- {path}), or record it: schemagen build --accept {layer.revision}"
    try:
        source = (root / path).read_text(encoding="utf-8")
        if matches(layer, source):
            return
    except SyntaxError as error:
        place = Span(path, error.lineno or 0, error.offset or 0)
        yield Diagnostic("SG417", f"revision {layer.revision} is no valid Python: {error.msg}", place, help_)
        return
    except (OSError, ValueError) as error:
        yield Diagnostic("SG417", f"revision {layer.revision} cannot be read: {error}", Span(path), help_)
        return
    yield Diagnostic("SG417", f"revision {layer.revision} was edited by hand", Span(path), help_)


def _lost(layer: Layer, path: str) -> Diagnostic:
    help_ = f"restore {file_name(layer)} from version control"
    return Diagnostic("SG415", f"revision {layer.revision} has a layer, but no file", Span(path), help_)


def _stranger(path: str) -> Diagnostic:
    help_ = 'take it out; for work by hand, "schemagen build --empty -m MESSAGE" writes a revision to fill in'
    return Diagnostic("SG416", "this revision has no layer: schemagen did not write it", Span(path), help_)
