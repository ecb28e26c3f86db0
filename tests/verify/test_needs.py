"""What objects stand on and their SQL does not show: the server's record says it, and ``depends_on`` in the end."""

from __future__ import annotations

from typing import Any

import pytest

from azuraforge_schemagen.ir.bodies import Event, Routine, Trigger, View
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sql, Table, schema_of
from azuraforge_schemagen.verify.stuck import hint
from tests.cli.conftest import Project
from tests.verify.conftest import Prove

STATE = schema_of(
    Table(T := QName("", "t"), ()),
    View(QName("", "v"), Sql("SELECT 1")),
    Routine("function", QName("", "f"), returns="integer"),
    Trigger(T, "tr", "after", (Event("insert"),)),
)

SETTINGS = '[tool.schemagen]\npackage = "shop"\ndialects = ["postgresql"]\n'
NEAR = """\
function: near
arguments: [integer, integer]
returns: boolean
volatility: immutable
body: SELECT abs($1 - $2) < 3
"""
SCORES = "table: scores\ncolumns: { id: { type: integer, primary_key: true }, points: integer }\n"
HIDDEN = """U&"!006eear" UESCAPE '!' (points, 2)"""
CHECKED = f"{SCORES}checks:\n  sane: >-\n    {HIDDEN}\n"
BEST = f"view: best\nquery: >-\n  SELECT id, {HIDDEN} AS close FROM scores\n"
NEEDED = 'depends_on: ["function:near(integer, integer)"]'
COUNT = """\
function: rows_of
arguments: { name: text }
returns: bigint
language: plpgsql
body: |
  DECLARE n bigint;
  BEGIN EXECUTE 'SELECT count(*) FROM ' || name INTO n; RETURN n; END
"""


def errors(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [it for it in found["diagnostics"] if it["severity"] == "error"]


@pytest.mark.postgresql
def test_a_function_that_no_text_shows(empty: Project, pg_server: str, prove: Prove) -> None:
    (empty.root / "pyproject.toml").write_text(SETTINGS)
    where = ("--dialect", "postgresql", "--scratch-url", pg_server)
    empty.yaml("near", NEAR)
    empty.yaml("scores", CHECKED)
    empty.yaml("best", BEST)
    empty.ok("build", "--allow", "all")
    table, view = errors(prove(empty, *where, exit_code=1))
    assert (table["code"], view["code"]) == ("SG535", "SG535")
    assert (
        table["message"] == "table scores (sane) stands on function near(integer, integer), which its SQL does not show"
    )
    assert all(NEEDED in it["help"] for it in (table, view))
    assert (table["path"], table["line"], table["column"]) == ("schema/scores.yaml", 4, 3)
    assert view["path"] == "schema/best.yaml"
    empty.yaml("scores", CHECKED + NEEDED)
    empty.yaml("best", BEST + NEEDED)
    assert "nothing to do" in empty.ok("build")
    assert not errors(prove(empty, *where))
    # a later revision takes the check and the view down, though no earlier one was told
    empty.yaml("near", NEAR.replace("boolean", "integer").replace(" < 3", ""))
    empty.yaml("scores", SCORES + NEEDED)
    empty.ok("build", "--allow", "all")
    assert not errors(prove(empty, *where))


@pytest.mark.postgresql
def test_a_revision_that_fails_says_what_to_write(empty: Project, pg_server: str, prove: Prove) -> None:
    (empty.root / "pyproject.toml").write_text(SETTINGS)
    where = ("--dialect", "postgresql", "--scratch-url", pg_server)
    empty.yaml("rows_of", COUNT)
    first = "materialized_view: a\nquery: SELECT rows_of('b') AS n\n"
    empty.yaml("a", first)
    empty.yaml("b", "materialized_view: b\nquery: SELECT 1 AS n\n")
    empty.ok("build")
    (found,) = errors(prove(empty, *where, exit_code=1))
    assert found["code"] == "SG525"
    assert "depends_on: [materialized_view:b]" in found["help"]
    empty.yaml("a", first + "depends_on: [materialized_view:b]\n")
    empty.ok("build", "--amend")
    assert not errors(prove(empty, *where))


HELD = "cannot drop {} because other objects depend on it DETAIL: {} HINT: Use DROP ... CASCADE (in: DROP FUNCTION f())"


@pytest.mark.parametrize(
    ("why", "needed"),
    [
        (HELD.format("function f()", "view v depends on function f()"), ("view v", "function:f()")),
        (HELD.format("function f()", "constraint c on table t depends on function f()"), ("table t", "function:f()")),
        (
            HELD.format("function f()", "default value for column a of table t depends on function f()"),
            ("table t", "f()"),
        ),
        (
            HELD.format("function f()", "trigger tr on table t depends on function f()"),
            ("trigger t.tr", "function:f()"),
        ),
        (HELD.format("view v", "function f() depends on type v"), ("function f()", "view:v")),
        ('relation "v" does not exist LINE 1 (in: CREATE FUNCTION f() RETURNS int)', ("function f()", "[view:v]")),
        ("function f() does not exist (in: CREATE OR REPLACE VIEW v AS SELECT f())", ("view v", "function:f()")),
        ("no such table: main.t (in: CREATE VIEW v AS SELECT 1)", ("view v", "[table:t]")),
    ],
)
def test_hints(why: str, needed: tuple[str, str]) -> None:
    found = hint(why, STATE)
    assert all(it in found for it in needed), found


@pytest.mark.parametrize(
    "why",
    [
        'relation "elsewhere" does not exist (in: CREATE VIEW v AS SELECT 1)',
        'relation "v" does not exist',
        'relation "v" does not exist (in: CREATE VIEW v AS SELECT 1)',
        'duplicate key value violates unique constraint "v"',
    ],
)
def test_no_hint(why: str) -> None:
    assert hint(why, STATE) == ""
