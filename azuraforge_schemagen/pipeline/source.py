"""What the YAML says: the four values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, order
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.orm import Orm
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.read import read
from azuraforge_schemagen.resolve import SourceMap, resolve
from azuraforge_schemagen.timing import stage


@dataclass(frozen=True, slots=True)
class Source:
    """The YAML, resolved; ``warnings`` are what is worth a word and stops nothing."""

    schema: Schema
    orm: Orm
    intent: Intent
    places: SourceMap
    aliases: tuple[str, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    unmanaged: frozenset[str] = frozenset()
    """``kind:name`` of objects of the database that are left alone."""


def read_source(config: Config) -> Source:
    """Everything that the project's YAML says. Raises ``Refusal`` with every error of every file."""
    with stage("load"):
        documents, broken = read(config.root, config.schema)
    with stage("resolve"):
        resolved = resolve(documents, config)
    found = order((*broken, *(finding for finding in resolved.diagnostics if not broken or _stands(finding))))
    if any(finding.severity == "error" for finding in found):
        raise Refusal(found)
    return Source(
        resolved.schema,
        resolved.orm,
        resolved.intent,
        resolved.source_map,
        _aliases(documents),
        found,
        resolved.unmanaged,
    )


_MAY_FOLLOW = frozenset({"SG126", "SG127", "SG130", "SG131", "SG133", "SG140", "SG141", "SG142", "SG162"})
"""Codes of what is missing: where a file could not be read, it may stand in there."""


def _stands(finding: Diagnostic) -> bool:
    """Whether a finding is one, whatever the files say that could not be read."""
    return finding.code not in _MAY_FOLLOW


def _aliases(documents: Iterable[Document]) -> tuple[str, ...]:
    """The names that ``types:`` files give to types of the user's own."""
    return tuple(
        sorted({name for document in documents if document.kind == "types" for name in document.data["types"]})
    )
