"""``build --amend``: which head may be replaced."""

from __future__ import annotations

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.pipeline.git import is_upstream
from azuraforge_schemagen.pipeline.project import History, one_head, ours
from azuraforge_schemagen.snapshot.layer import Layer
from azuraforge_schemagen.snapshot.proof import matches


def amendable(config: Config, history: History, force: bool) -> Layer:
    """The head. Raises ``Refusal`` where it must stay."""
    heads = one_head(history.chain)
    if not heads:
        raise Refusal([Diagnostic("SG440", "there is no revision to amend yet", None, "leave --amend out")])
    layer = ours(history.chain, heads[0])
    if len(layer.parents) > 1:
        help_ = "build a new revision on it"
        raise Refusal([Diagnostic("SG440", f"revision {layer.revision} merges two others", None, help_)])
    if not force and (reason := _reason_to_stay(config, history, layer)):
        help_ = "build a new revision instead; --force replaces it all the same"
        raise Refusal([Diagnostic("SG440", f"revision {layer.revision} {reason}", None, help_)])
    return layer


def _reason_to_stay(config: Config, history: History, layer: Layer) -> str:
    if is_upstream(config.root, history.chain.path(layer.revision)):
        return "is on the upstream branch already, so databases may have run it"
    path = history.revisions.files.get(layer.revision)
    if layer.edited or (path and not _as_written(config, path, layer)):
        return "was edited by hand, and the edits would be lost"
    return ""


def _as_written(config: Config, path: str, layer: Layer) -> bool:
    try:
        return matches(layer, (config.root / path).read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return False
