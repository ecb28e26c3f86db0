"""Types of a project's own, which the case types/alias names."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[object]):
    impl = sa.DateTime(timezone=True)
    cache_ok = True


class Code(TypeDecorator[str]):
    impl = sa.String(8)
    cache_ok = True


class Tagged(TypeDecorator[str]):
    """A type that is made with arguments."""

    impl = sa.String
    cache_ok = True

    def __init__(self, length: int, tag: str) -> None:
        super().__init__(length)
        self.length = length
        self.tag = tag


def next_version(old: str | None) -> str:
    """What the case models/mapper_and_values_for_programs counts versions with."""
    return str(int(old or 0) + 1)


def new_tag() -> str:
    """What the case defaults/client_side calls."""
    return "tag"


class Audited:
    """What the case models/extends_attr_repr extends."""

    def audit(self) -> str:
        return repr(self)
