"""Tables that inherit, imported and merged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.import_.conftest import Project

Make = Callable[[str], str]

pytestmark = pytest.mark.postgresql

DDL = """
CREATE TABLE items (id bigserial PRIMARY KEY, size integer DEFAULT 1 CHECK (size > 0), note text);
CREATE SCHEMA app;
CREATE TABLE app.tagged (tags text[] NOT NULL);
CREATE TABLE books (pages integer, PRIMARY KEY (id)) INHERITS (items, app.tagged);
ALTER TABLE books ALTER size SET DEFAULT 2;
"""
BOOKS = """\
table: books
inherits: [items, app.tagged]
columns:
  size: { type: integer | null, server_default: 2 }
  pages: integer | null
primary_key: [id]
"""


def test_an_heir_says_what_is_its_own(project: Project, pg: Make) -> None:
    project.ok("import", pg(DDL))
    assert project.files()["books.yaml"].endswith(BOOKS)


def test_merge_of_a_table_that_joined(project: Project, pg: Make) -> None:
    url = pg(
        DDL.replace("INHERITS (items, app.tagged)", "").replace("PRIMARY KEY (id)", "id bigint PRIMARY KEY, size int")
    )
    project.ok("import", url)
    pg(
        "ALTER TABLE books ADD note text, ADD CONSTRAINT items_size_check CHECK (size > 0);"
        "ALTER TABLE books INHERIT items"
    )
    project.ok("import", "--merge", url)
    assert "inherits: [items]" in project.files()["books.yaml"]
    assert "note" not in project.files()["books.yaml"]
    before = project.files()
    project.ok("import", "--merge", url)
    assert project.files() == before


def test_a_parent_that_is_left_out(project: Project, pg: Make) -> None:
    assert "books inherits from items" in project.fails("SG513", "import", "--exclude", "items", pg(DDL))


def test_an_heir_of_what_cannot_be_said_is_left_alone_too(project: Project, pg: Make) -> None:
    url = pg(
        """CREATE TABLE base (n integer, CONSTRAINT c CHECK (n > 0) NO INHERIT);
        CREATE TABLE heir (CONSTRAINT c CHECK (n < 0)) INHERITS (base); CREATE TABLE heir_of_heir () INHERITS (heir);"""
    )
    project.ok("import", "--partial", url)
    assert project.files()["unmanaged.yaml"].endswith("unmanaged: [table:heir, table:heir_of_heir]\n")
    assert "base.yaml" in project.files()
