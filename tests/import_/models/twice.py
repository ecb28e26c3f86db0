"""Two classes of one name, and a join that mentions both."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from tests.import_.models.twice_first import Base
from tests.import_.models.twice_first import Item as First


class Item(Base):
    __tablename__ = "item"
    __table_args__ = {"schema": "other"}
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text)
    same = relationship(
        First, primaryjoin=lambda: sa.and_(foreign(First.code) == Item.code, First.id > 0), viewonly=True
    )
