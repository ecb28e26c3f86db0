"""What a program does with the models of the library; run as a program of its own, before and after."""

from __future__ import annotations

import sys

import sqlalchemy as sa
from library import models
from library.models import Author, Base, Book, Genre
from sqlalchemy.orm import Session, configure_mappers

configure_mappers()
engine = sa.create_engine(sys.argv[1])
Base.metadata.drop_all(engine)
Base.metadata.create_all(engine)
with Session(engine) as session:
    author = Author(name="ann", first="Ann")
    book = author.write("A Long Way")
    session.add_all([author, book])
    session.flush()
    session.execute(models.shelves.insert().values(author_id=author.id, genre="old"))
    session.commit()
    print(author, author.surname, author.printed, author.count, list(author.titles), author.kinds)
    print(Author.named(session, "ann") is author, author.stamped(), author.note, sorted(author.as_dict()))
    print(book.title, book.address, book.genre.is_long, book.state, book.code, book.is_short, models.seen)
    print(session.scalars(sa.select(Book.title).where(Book.is_short)).all(), author.shelves(session))
    book.address = "the-end"
    session.commit()
    print(
        book.title,
        models.shortest(session) is book,
        Book.by(author, session) == [book],
        book == session.get(Book, book.id),
    )
    print(session.scalars(sa.select(Book).where(Book.genre == Genre.NOVEL)).one() is book)
    try:
        author.name = ""
    except ValueError as error:
        print("refused:", error)
print(isinstance(author, models.Named), issubclass(Author, models.Stamped), Base.metadata is models.Book.metadata)
print(sorted(Base.metadata.tables))
