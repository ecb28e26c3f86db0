"""What the models import."""

from __future__ import annotations


def slug(text: str) -> str:
    """A text for an address."""
    return text.lower().replace(" ", "-")
