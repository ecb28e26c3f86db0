"""``build --accept``: a revision that was edited by hand is recorded as it is."""

from __future__ import annotations

import ast

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.pipeline.project import History, find, ours
from azuraforge_schemagen.snapshot.digest import digest
from azuraforge_schemagen.snapshot.layer import Layer, dump
from azuraforge_schemagen.snapshot.older import constants_of, parents
from azuraforge_schemagen.snapshot.proof import text_digest
from azuraforge_schemagen.source import Span


def accepted(config: Config, history: History, name: str) -> dict[str, str]:
    """The layer of the revision with the digest of its file as it is now: path -> text."""
    layer = ours(history.chain, find(history.chain, name))
    path = history.revisions.files.get(layer.revision)
    if path is None:
        raise Refusal([Diagnostic("SG415", f"revision {layer.revision} has no file")])
    try:
        text = (config.root / path).read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        reason, line = getattr(error, "msg", error), getattr(error, "lineno", 0) or 0
        raise Refusal([Diagnostic("SG441", f"{path} is no valid Python: {reason}", Span(path, line, 1))]) from None
    if said := _identity(tree, layer):
        raise Refusal([Diagnostic("SG441", said, Span(path), "only the body of a revision may change")])
    now = digest(text)
    changed = layer.but(digest=now, text=text_digest(text), edited=layer.edited or now != layer.digest)
    return {history.chain.path(layer.revision): dump(changed)}


def _identity(tree: ast.Module, layer: Layer) -> str:
    """What a module says about itself that is not what its layer says."""
    said = dict(constants_of(tree))
    down = said.get("down_revision")
    if said.get("revision") != layer.revision:
        return f"it says that it is revision {said.get('revision')!r}; its layer says {layer.revision!r}"
    if sorted(parents(down)) != sorted(layer.parents):
        return f"it says that it stands on {down!r}; its layer says {', '.join(layer.parents) or None}"
    return ""
