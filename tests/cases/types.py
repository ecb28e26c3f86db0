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


def new_tag() -> str:
    """What the case defaults/client_side calls."""
    return "tag"


class Audited:
    """What the case models/extends_attr_repr extends."""

    def audit(self) -> str:
        return repr(self)
