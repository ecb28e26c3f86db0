"""What the language cannot say of a part of the models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["table", "column", "constraint", "index", "relationship", "class", "event"]


@dataclass(frozen=True, slots=True)
class Lost:
    """The words for it. ``gone``: nothing of the part is carried."""

    part: Part
    name: str
    words: str
    gone: bool = False

    def __str__(self) -> str:
        return self.words
