"""The one table that owns every code: number, severity, title and manual. A code is never reused."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes import (
    chain,
    drift,
    facets,
    files,
    histories,
    hung,
    language,
    live,
    models,
    objects,
    references,
    related,
    routines,
    safety,
    scratch,
    verify,
)
from azuraforge_schemagen.diagnostics.codes.model import Code

_ROOMS = (
    files.CODES,
    language.CODES,
    references.CODES,
    models.CODES,
    related.CODES,
    objects.CODES,
    hung.CODES,
    facets.CODES,
    routines.CODES,
    safety.CODES,
    chain.CODES,
    live.CODES,
    histories.CODES,
    scratch.CODES,
    drift.CODES,
    verify.CODES,
)
CODES: dict[str, Code] = {code.number: code for room in _ROOMS for code in room}

__all__ = ["CODES", "Code"]
