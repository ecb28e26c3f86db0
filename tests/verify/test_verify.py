"""``schemagen verify``: what is proved, on which rows, and what is said."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import USERS, Project
from tests.verify.conftest import LATER, Prove
from tests.verify.test_broken import also, head, last, messages, where

__all__ = ["where"]

ID = "  id: { type: bigint, primary_key: true, identity: by_default }\n"
Where = tuple[str, ...]


def test_a_table_for_people(people: Project) -> None:
    lines = people.ok("verify", "--dialect", "sqlite").splitlines()
    assert lines[0].startswith("sqlite: SQLite 3.")
    assert lines[1].split() == ["revision", "up", "down", "rows", "kept", "time"]
    assert lines[2].split()[1:6] == ["ok", "ok", "0", "of", "0"]
    assert lines[3].split()[:6] == [people.head(), "ok", "ok", "4", "of", "4"]
    assert lines[4] == "  the models make the same database; Alembic's compare_metadata finds nothing"
    assert lines[-1] == "proven"
    also(people, "upgrade", "op.execute('DELETE FROM people')")
    result = people.run("verify", "--dialect", "sqlite")
    assert result.exit_code == 1
    assert "not proven" in result.output
    assert f"generated/shop/alembic/versions/{people.head()}" in result.output


@pytest.mark.postgresql
def test_every_dialect_of_the_project(people: Project, pg_server: str, prove: Prove) -> None:
    found = prove(people, "--scratch-url", pg_server)
    assert [it["dialect"] for it in found["dialects"]] == ["postgresql", "sqlite"]


def test_before_the_first_revision(empty: Project) -> None:
    assert "nothing to prove" in empty.ok("verify")


def test_ranges(people: Project, prove: Prove) -> None:
    people.yaml("users", USERS)
    people.ok("build")
    first, second, third = sorted_by_age(people)

    def proved(*names: str) -> list[str]:
        return [it["revision"] for it in prove(people, *names)["dialects"][0]["revisions"]]

    assert proved() == [first, second, third]
    assert proved("head") == [third]
    assert proved(first[:6], third) == [first, third]
    assert proved(f"{first}..{second}") == [second]
    assert proved(f"..{second}") == proved(f"base..{second}") == [first, second]
    assert proved(f"{second[:5]}..") == [third]
    assert prove(people, second)["dialects"][0]["models"] is None, "they are those of the head"
    people.fails("SG451", "verify", "nowhere")
    assert f"{first}..{third}" in people.fails("SG451", "verify", f"{third}..{first}"), "the other way round"
    assert "nothing to prove" in people.ok("verify", f"{third}..")
    people.fails("SG534", "verify", "--dialect", "mysql", exit_code=2)


def sorted_by_age(project: Project) -> list[str]:
    layers, found, last = project.layers(), [], []
    while len(found) < len(layers):
        (layer,) = [it for it in layers if it["parents"] == last]
        found.append(layer["revision"])
        last = [layer["revision"]]
    return found


def test_branches(forked: Callable[..., Project], where: Where, prove: Prove) -> None:
    project = forked(USERS + "  a: string | null\n", USERS + "  b: string | null\n")
    two = prove(project, *where)
    assert (len(two["dialects"][0]["revisions"]), two["dialects"][0]["models"]) == (3, None), "two heads"
    project.ok("build", "--merge")
    project.yaml("users", USERS + "  a: string | null\n  b: string | null\n  c: string | null\n")
    project.ok("build")
    found = prove(project, *where)["dialects"][0]
    assert [it["up"] + it["down"] for it in found["revisions"]] == ["okok"] * 5
    assert [it["rows"] for it in found["revisions"]] == [0, 4, 4, 4, 4]
    assert found["models"]["create_all"] == "ok"


def test_values_follow_what_was_declared(people: Project, where: Where, prove: Prove) -> None:
    """Renames, values of an enum, other types, NOT NULL: rows are compared through all of it."""
    people.yaml("state", "enum: state\nvalues: [new, old]\n")
    people.yaml("people", LATER + "  state: { type: state, backfill: \"'new'\" }\n  age: integer | null\n")
    people.ok("build")
    people.yaml(
        "state",
        "enum: state\nvalues: [{ fresh: { renamed_from: new } }, stale]\nremoved: { old: stale }\n",
    )
    people.yaml(
        "folk",
        LATER.replace("table: people", "table: folk\nrenamed_from: people").replace("length: 40", "length: 60")
        + '  state: state\n  age: { type: bigint, backfill: "0" }\n',
    )
    (people.root / "schema/people.yaml").unlink()
    people.ok("build", "--allow", "all")
    found = prove(people, *where)
    assert not messages(found, "SG528")
    assert (last(found)["rows"], last(found)["rows_kept"]) == (4, 4)
    renamed = head(people)
    also(people, "upgrade", "pass")
    table = "folk"
    text = (
        (people.root / renamed)
        .read_text()
        .replace("\n\n\ndef downgrade", f"\n    op.execute('UPDATE {table} SET age = age + 7')\n\n\ndef downgrade")
    )
    (people.root / renamed).write_text(text)
    (lost,) = messages(prove(people, *where, exit_code=1), "SG528")
    assert "column age" in lost, "a wider type holds what the old one held"


def test_rows_that_are_in_the_way(people: Project, where: Where, prove: Prove) -> None:
    """A key that all rows break is no fault of the revision; it is told."""
    people.yaml("people", LATER + "  kind: { type: string, server_default: a }\n")
    people.ok("build")
    people.yaml("people", LATER + "  kind: { type: string, server_default: a }\nuniques: { once: [kind] }\n")
    people.ok("build")
    also(people, "upgrade", "op.execute(\"UPDATE people SET kind = 'same'\")")
    found = prove(people, *where, exit_code=1)
    text, again = messages(found, "SG531")
    assert f"revision {people.head()} fails on some rows" in text
    assert f"revision {people.head()} fails on what its downgrade made of some rows" in again
    assert "kind" in text or "once" in text
    assert (last(found)["up"], last(found)["rows"]) == ("ok", 1), "one row alone breaks no key"


def test_a_table_without_rows(people: Project, where: Where, prove: Prove) -> None:
    people.yaml("never", f"table: never\ncolumns:\n{ID}  a: integer\nchecks: {{ no: a <> a }}\n")
    people.ok("build")
    people.yaml("people", LATER + "  more: string | null\n")
    people.ok("build")
    found = prove(people, *where)
    (text,) = messages(found, "SG532")
    assert "never" in text
    assert last(found)["tables_without_rows"] == ["never"]
    assert prove(people, *where, "--rows", "0")["codes"].count("SG532") == 0


@pytest.mark.postgresql
def test_extensions(empty: Project, pg_server: str, prove: Prove) -> None:
    where = ("--dialect", "postgresql", "--scratch-url", pg_server)
    empty.yaml(
        "t",
        "table: t\ncolumns:\n" + ID + "  name: { type: citext }\n",
    )
    (empty.root / "pyproject.toml").write_text('[tool.schemagen]\npackage = "shop"\ndialects = ["postgresql>=14"]\n')
    empty.ok("build")
    prove(empty, *where)
    empty.ok("build", "--empty", "-m", "an extension")
    also(empty, "upgrade", "op.execute('CREATE EXTENSION no_such_thing')")
    found = prove(empty, *where, exit_code=3)
    assert found["codes"] == ["SG524"]
    assert "no_such_thing" in found["diagnostics"][0]["message"]
    assert "--scratch-url" in found["diagnostics"][0]["help"]


@pytest.mark.postgresql
def test_what_belongs_to_an_extension(people: Project, pg_server: str, prove: Prove) -> None:
    people.ok("build", "--empty", "-m", "a word of an extension")
    also(people, "upgrade", "op.execute('SELECT unaccent(name) FROM people')")
    found = prove(people, "--dialect", "postgresql", "--scratch-url", pg_server, exit_code=1)
    (finding,) = [it for it in found["diagnostics"] if it["code"] == "SG525"]
    assert "of the extension unaccent, which no revision makes" in finding["help"]


def test_tables_of_others(empty: Project, where: Where, prove: Prove) -> None:
    (empty.root / "pyproject.toml").write_text(
        '[tool.schemagen]\npackage = "shop"\ndialects = ["postgresql>=14", "sqlite"]\nexternal = ["accounts"]\n'
    )
    empty.yaml("t", f"table: t\ncolumns:\n{ID}  account_id: {{ type: bigint, references: accounts.id }}\n")
    empty.ok("build")
    empty.yaml("t", f"table: t\ncolumns:\n{ID}  account_id: {{ type: bigint, references: accounts.id, index: true }}\n")
    empty.ok("build")
    found = prove(empty, *where)
    assert (last(found)["up"], last(found)["down"], last(found)["rows_kept"]) == ("ok", "ok", 4)


def test_nothing_is_left_in_the_project(people: Project, prove: Prove) -> None:
    before, path, modules = people.files(), list(sys.path), {name for name in sys.modules if name.startswith("shop")}
    prove(people)
    assert people.files() == before
    assert sys.path == path
    assert {name for name in sys.modules if name.startswith("shop")} == modules


@pytest.mark.postgresql
def test_views_of_all_columns_show_them_as_they_came(empty: Project, pg_server: str, prove: Prove) -> None:
    (empty.root / "pyproject.toml").write_text('[tool.schemagen]\npackage = "shop"\ndialects = ["postgresql>=14"]\n')
    empty.yaml("v", "view: v\nquery: SELECT * FROM t\n")
    for columns in ("  b: integer\n", "  a: integer | null\n  b: integer\n", "  a: integer | null\n"):
        empty.yaml("t", f"table: t\ncolumns:\n{ID}{columns}")
        empty.ok("build", "--allow", "all")
    found = prove(empty, "--scratch-url", pg_server)
    assert {(it["up"], it["down"]) for it in found["dialects"][0]["revisions"]} == {("ok", "ok")}
    assert {it["severity"] for it in found["diagnostics"]} <= {"info"}


def test_a_rebuild_that_failed_leaves_nothing_behind(empty: Project, prove: Prove) -> None:
    """With rows the key fails, after the triggers were set aside; then the same revision runs without them."""
    empty.yaml("t", f"table: t\ncolumns:\n{ID}  v: integer\n")
    trigger = '{ timing: after, events: [insert], body: { sqlite: "SELECT 1;", postgresql: null } }'
    empty.yaml("u", f"table: u\ncolumns:\n{ID}triggers:\n  seen: {trigger}\n")
    empty.ok("build")
    empty.yaml(
        "t", f"table: t\ncolumns:\n{ID}  v: integer\n  w: {{ type: integer, server_default: 1, unique: true }}\n"
    )
    empty.ok("build")
    found = prove(empty, "--dialect", "sqlite")
    assert last(found)["up"] == "ok"
    assert messages(found, "SG531")
