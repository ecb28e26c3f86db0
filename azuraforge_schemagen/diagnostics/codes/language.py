"""SG101-SG119: the language's own JSON Schema."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = ()
