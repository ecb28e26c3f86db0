"""Books and who wrote them: everything that a class can have beside its columns."""

import enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event, select
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    column_property,
    declared_attr,
    mapped_column,
    relationship,
    synonym,
    validates,
)
from sqlalchemy.types import TypeDecorator

from .helpers import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 40
"""Of a name."""


class Base(DeclarativeBase):
    """What all of them have."""

    metadata = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s"})

    def as_dict(self) -> dict[str, Any]:
        return {it.name: getattr(self, it.key) for it in self.__table__.columns}


class Lower(TypeDecorator[str]):
    impl = sa.String(LONGEST)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return value and value.lower()


class Genre(enum.Enum):
    NOVEL = "a novel"
    POEM = "a poem"

    @property
    def is_long(self) -> bool:
        return self is Genre.NOVEL


def new_code() -> str:
    """What a book has where nobody says it."""
    return f"code-{LONGEST}"


class Stamped:
    """A mixin with a column of its own."""

    # who wrote the row
    stamp: Mapped[str | None] = mapped_column(sa.String(8), default="a stamp")

    @declared_attr
    def note(self) -> Mapped[str | None]:
        return mapped_column(sa.Text)

    def stamped(self) -> str:
        return f"{self.stamp}!"


class Named(Base):
    """An abstract class."""

    __abstract__ = True
    name: Mapped[str] = mapped_column(sa.String(LONGEST))

    @classmethod
    def named(cls, session: Session, name: str) -> Any:
        return session.scalars(select(cls).where(cls.name == name)).one()


shelves = sa.Table(
    "shelves",
    Base.metadata,
    sa.Column("author_id", sa.ForeignKey("authors.id"), primary_key=True),
    sa.Column("genre", sa.String(8), primary_key=True),
)


class Author(Stamped, Named):
    """Somebody who writes."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    # what is printed, in two parts
    first: Mapped[str | None] = mapped_column(sa.String(LONGEST))
    last: Mapped[str | None] = mapped_column(sa.String(LONGEST))
    books: Mapped[list["Book"]] = relationship(back_populates="author")

    # a comment about what follows

    printed = column_property(first + " " + last)
    surname = synonym("last")
    titles = association_proxy("books", "title")
    kinds = ("person", "group")

    def __init__(self, **values: Any) -> None:
        values.setdefault("last", "Nobody")
        super().__init__(**values)

    def __repr__(self) -> str:
        return f"Author {self.name}"

    @validates("name")
    def check_name(self, key: str, value: str) -> str:
        if not value:
            raise ValueError(key)
        return value

    def write(self, title: str) -> "Book":
        return Book(title=title, author=self)  # the class that is generated

    def shelves(self, session: Session) -> "Sequence[str]":
        return session.scalars(select(shelves.c.genre).where(shelves.c.author_id == self.id)).all()


class Book(Stamped, Base):
    __tablename__ = "books"
    __table_args__ = (sa.UniqueConstraint("title", "author_id"),)

    class State(enum.Enum):
        DRAFT = 1
        SOLD = 2

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Lower)
    genre: Mapped[Genre] = mapped_column(sa.Enum(Genre, name="genre"), default=Genre.NOVEL)
    state: Mapped[State] = mapped_column(sa.Enum(State, name="state"), default=State.DRAFT)
    code: Mapped[str] = mapped_column(sa.String(LONGEST), default=new_code)
    pages: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey(Author.id))
    author: Mapped[Author] = relationship(back_populates="books")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Book) and other.id == self.id

    __hash__ = Base.__hash__

    @property
    def address(self) -> str:
        return slug(self.title)

    @address.setter
    def address(self, value: str) -> None:
        self.title = value.replace("-", " ")

    @hybrid_property
    def is_short(self) -> bool:
        return (self.pages or 0) < 100

    @is_short.inplace.expression
    @classmethod
    def _is_short(cls) -> Any:
        return sa.func.coalesce(cls.pages, 0) < 100

    @staticmethod
    def by(author: Author, session: Session) -> "list[Book]":
        return list(session.scalars(written.where(Author.id == author.id)))


sa.Index("ix_books_pages", Book.pages)
Author.count = column_property(
    select(sa.func.count(Book.id)).where(Book.author_id == Author.id).correlate_except(Book).scalar_subquery()
)
written = select(Book).join(Author)
seen: list[str] = []


@event.listens_for(Book, "before_insert")
def remember(mapper: Any, connection: Any, target: Book) -> None:
    """Runs for the class that is generated."""
    seen.append(target.title)


def shortest(session: Session) -> Book | None:
    """A function of the module over a class of it."""
    return session.scalars(select(Book).order_by(Book.pages)).first()
