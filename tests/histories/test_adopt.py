"""An Alembic history is adopted, and goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.histories.conftest import Past, columns

NICK = "  nick: string | null\n"


def _goes_on(past: Past, url: str, *options: str) -> str:
    """Adopt, build, add a column, build: the id of the one new revision."""
    before = past.names()
    past.ok("import", url, "--alembic", "migrations", *options)
    assert past.names() == before
    built = past.ok("build")
    assert "revision" not in built, built
    past.ok("check", "--no-cache")
    assert past.names() == before
    table = (past.root / "schema/users.yaml").read_text()
    past.yaml("users", table.replace("columns:\n", "columns:\n" + NICK))
    past.ok("build", "-m", "a nick")
    (new,) = past.names() - before
    past.ok("check")
    assert past.ok("build").startswith("nothing to do")
    past.upgrade(url)
    assert "nick" in columns(url, "users")
    return new.partition("_")[0]


def test_on_sqlite(past: Past, live: str) -> None:
    new = _goes_on(past, live)
    assert past.layer(new)["parents"] == ["v1.0.a"]
    assert [it[0] for it in past.layer("v1.0.a")["history"]] == ["r1", "r2a", "r2b", "r3", "r4", "v1.0.a"]
    assert sorted(past.layer("v1.0.a")["objects"]) == ["table:posts", "table:users"]
    assert not (past.root / "generated/project_models/alembic.ini").exists()
    proof = _verified(past, "--dialect", "sqlite")
    assert [(it["revision"], it["up"], it["down"]) for it in proof["dialects"][0]["revisions"]] == [(new, "ok", "ok")]


@pytest.mark.postgresql
def test_on_postgresql(past: Past, pg_database: str) -> None:
    past.upgrade(pg_database)
    new = _goes_on(past, pg_database, "--scratch-url", pg_database)
    proof = _verified(past, "--scratch-url", pg_database)
    assert [(it["revision"], it["up"], it["down"]) for it in proof["dialects"][0]["revisions"]] == [(new, "ok", "ok")]


@pytest.mark.postgresql
def test_at_its_head(past: Past, live: str, pg_database: str) -> None:
    """A history whose first tables come from somewhere else is not run; the database says what its end is."""
    for url in (live, pg_database):
        past.upgrade(url)
    past.edit("migrations/versions/r1_users.py", "    op.create_table(", "    return\n    op.create_table(")
    past.settings('["postgresql>=14", "sqlite"]')
    said = past.fails("SG573", "import", pg_database, "--alembic", "migrations", "--scratch-url", pg_database)
    assert "revision r2" in said
    assert "--at-head" in said
    new = _goes_on(past, pg_database, "--scratch-url", pg_database, "--at-head")
    proof = _verified(past, "--scratch-url", pg_database)
    for it in proof["dialects"]:
        assert [(one["revision"], one["up"], one["down"]) for one in it["revisions"]] == [(new, "ok", "ok")]
        assert it["models"]["create_all"] == "ok"


def test_not_at_its_head(past: Past, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'behind.sqlite'}"
    past.upgrade(url, "r4")
    assert "is at r4, and not at v1.0.a" in past.fails("SG578", "import", url, "--alembic", "migrations", "--at-head")


def test_what_the_past_left_behind(past: Past, live: str) -> None:
    """A key without a name, which autogenerate would add again and again, is no fault of a revision after it."""
    nameless = (
        '    op.create_table("tags", sa.Column("name", sa.String(9), unique=True), sa.Column("weight", sa.Float))'
    )
    past.revision("r7", "v1.0.a", "tags", nameless)
    past.upgrade(live)
    _goes_on(past, live)
    models = _verified(past)["dialects"][0]["models"]
    assert models["compare_metadata"] == "ok"
    assert {it["reason"] for it in models["known"]} == {"the adopted history left it so"}


@pytest.mark.postgresql
def test_on_both(past: Past, live: str, pg_database: str) -> None:
    """The history runs on both, and the base holds for both."""
    past.settings('["postgresql>=14", "sqlite"]')
    past.upgrade(pg_database)
    new = _goes_on(past, pg_database, "--scratch-url", pg_database)
    proof = _verified(past, "--scratch-url", pg_database)
    assert [(it["dialect"], [one["revision"] for one in it["revisions"]]) for it in proof["dialects"]] == [
        ("postgresql", [new]),
        ("sqlite", [new]),
    ]
    past.upgrade(live)
    assert "nick" in columns(live, "users")


@pytest.mark.postgresql
def test_a_source_that_is_another_one(past: Past, live: str, pg_database: str) -> None:
    """SQLite's keys have no sequence; on PostgreSQL the history gives them one."""
    past.settings('["postgresql>=14", "sqlite"]')
    said = past.ok("import", live, "--alembic", "migrations", "--scratch-url", pg_database)
    assert "warning[SG576]: the history does not lead to what was imported: table:posts, table:users" in said
    assert "serial" in past.ok("diff")


def _verified(past: Past, *options: str) -> dict[str, Any]:
    result = past.run("verify", "--format", "json", *options)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found
