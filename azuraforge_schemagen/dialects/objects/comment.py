"""COMMENT ON."""

from __future__ import annotations

from azuraforge_schemagen.dialects import literal


def comment_on(what: str, text: str | None) -> str:
    """The statement that sets a comment, or takes it away."""
    return f"COMMENT ON {what} IS {'NULL' if text is None else literal(text, 'postgresql')}"
