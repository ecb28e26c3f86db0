"""What a project consists of on disk: the chain of its revisions, and what its YAML says."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.snapshot.layer import Layer
from azuraforge_schemagen.snapshot.proof import Revisions, find_revisions, prove
from azuraforge_schemagen.snapshot.state import Chain, read


@dataclass(frozen=True, slots=True)
class History:
    """The layers and the files of the revisions."""

    chain: Chain
    revisions: Revisions


def snapshots(config: Config) -> str:
    """The folder of the layers, relative to the project."""
    return f"{config.output}/snapshots"


def versions(config: Config) -> str:
    """The folder of the revisions, relative to the project."""
    return config.versions or f"{config.output}/{config.package}/alembic/versions"


def alembic(config: Config) -> str:
    """How a person calls Alembic for the revisions."""
    if not config.alembic:
        return f"alembic -c {config.output}/{config.package}/alembic.ini"
    return f"alembic -c {config.alembic}" if config.alembic.endswith(".ini") else "alembic"


def read_history(config: Config) -> History:
    """Everything that was built so far. Raises ``Refusal`` where a layer cannot be read."""
    chain = read(config.root, snapshots(config))
    return History(chain, find_revisions(chain, config.root, versions(config)))


def proven(config: Config, history: History, but: Iterable[str] = ()) -> None:
    """Refuse to stand on a chain that somebody changed; ``but`` are revisions that are about to be replaced.

    How the bodies of revisions look is for ``check`` to say: nothing is computed from them.
    """
    chain = history.chain
    for revision in but:
        chain = chain.without(revision)
    known = [path for revision, path in history.revisions.files.items() if revision not in chain.layers]
    strangers = tuple(path for path in history.revisions.strangers if path not in known)
    found = prove(chain, Revisions(history.revisions.files, strangers), config.root, only=())
    if found:
        raise Refusal(found)


def one_head(chain: Chain) -> tuple[str, ...]:
    """The head, as a tuple of one, or of none before the first revision. Raises ``Refusal`` where there are more."""
    if len(chain.heads) > 1:
        raise Refusal([several_heads(chain)])
    return chain.heads


def several_heads(chain: Chain) -> Diagnostic:
    """The finding about two heads, by name, with what to do."""
    names = ", ".join(f'{name} ("{chain.layers[name].message}")' for name in chain.heads)
    help_ = 'run "schemagen build --merge"; or take out the one that has not been released, and build again'
    return Diagnostic("SG418", f"there are {len(chain.heads)} heads: {names}", None, help_)


def ours(chain: Chain, revision: str) -> Layer:
    """The layer of a revision that schemagen wrote. Raises ``Refusal`` for one of an adopted history."""
    layer = chain.layers[revision]
    if layer.adopted:
        message = f"revision {revision} is the end of the adopted history, which stays as it is"
        raise Refusal([Diagnostic("SG575", message, None, "build a new revision on it")])
    return layer


def kept(config: Config, history: History) -> frozenset[str]:
    """The generated files that are never rendered again."""
    layers = (history.chain.path(revision) for revision in history.chain.layers)
    return frozenset({*layers, *history.revisions.files.values(), *history.revisions.strangers})


def find(chain: Chain, name: str) -> str:
    """The revision of a name: its id, the beginning of it, or ``head``. Raises ``Refusal``."""
    if name == "head" and chain.heads:
        return one_head(chain)[0]
    if name in chain.layers:
        return name
    found = [revision for revision in chain.layers if name and revision.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal([Diagnostic("SG451", f"'{name}' is the beginning of {', '.join(found)}")])
    close = difflib.get_close_matches(name, chain.layers, 1)
    help_ = f"did you mean {close[0]}?" if close else f"known are: {', '.join(list(chain.layers)[-8:]) or 'none yet'}"
    raise Refusal([Diagnostic("SG451", f"there is no revision '{name}'", None, help_)])
