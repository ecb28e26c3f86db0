"""Which revision a database is at, what that is compared with, and what is somebody else's."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.db import standing
from tests.cli.conftest import Project
from tests.drift.conftest import CUSTOMERS, Shop

PHONE = CUSTOMERS + "  phone: string | null\n"


def with_phone(project: Project) -> None:
    project.yaml("customers", PHONE)
    project.ok("build", "-m", "a phone", "--rev-id", "aaa2")


@pytest.mark.postgresql
def test_behind_is_pending_and_no_drift(shop: Shop) -> None:
    with_phone(shop.project)
    found = shop.drift()
    assert found["position"] == {
        "state": "behind",
        "revisions": ["aaa1"],
        "unknown": [],
        "heads": ["aaa2"],
        "pending": [{"revision": "aaa2", "message": "a phone"}],
    }
    assert found["compared_with"] == "aaa1"
    text = shop.project.ok("drift", shop.url)
    assert 'revision  aaa1 "a shop"\n          1 revision pending:\n            aaa2 "a phone"\n' in text
    assert "run: alembic -c generated/shop/alembic.ini upgrade head\n" in text
    missing = shop.drift("--revision", "head", exit_code=1)["differences"]
    assert [it["text"] for it in missing] == ["column customers.phone"]
    shop.upgrade()
    assert shop.drift()["position"]["state"] == "head"
    extra = shop.drift("--revision", "aaa1", exit_code=1)["differences"]
    assert [(it["group"], it["text"]) for it in extra] == [("undeclared", "column customers.phone")]


@pytest.mark.postgresql
def test_drift_is_found_behind_the_head_too(shop: Shop) -> None:
    with_phone(shop.project)
    shop.sql("DROP INDEX ix_customers_email")
    shop.finds("missing: index ix_customers_email on customers")


@pytest.mark.postgresql
def test_yaml_that_no_revision_holds_is_said(shop: Shop) -> None:
    shop.project.yaml("customers", PHONE)
    assert shop.drift()["yaml"] == "unbuilt"
    assert "the YAML says more than the newest revision: schemagen build" in shop.project.ok("drift", shop.url)
    missing = shop.drift("--revision", "yaml", exit_code=1)["differences"]
    assert [it["text"] for it in missing] == ["column customers.phone"]
    shop.project.yaml("customers", "table: [")
    assert shop.drift()["yaml"] == "broken"
    assert "the YAML has errors: schemagen check" in shop.project.ok("drift", shop.url)


@pytest.mark.postgresql
def test_without_a_version_table_it_is_the_yaml(shop: Shop) -> None:
    shop.project.yaml("customers", PHONE)
    shop.sql("DROP TABLE alembic_version")
    found = shop.drift(exit_code=1)
    assert (found["position"]["state"], found["compared_with"]) == ("none", "yaml")
    assert [it["text"] for it in found["differences"]] == ["column customers.phone"]
    text = shop.project.run("drift", shop.url).output
    assert "revision  none: there is no table alembic_version\n" in text
    assert "run: alembic -c generated/shop/alembic.ini stamp head" in text, "an upgrade would make its tables again"
    shop.sql("DROP TABLE orders, customers")
    text = shop.project.run("drift", shop.url).output
    assert "run: alembic -c generated/shop/alembic.ini upgrade head" in text


@pytest.mark.postgresql
def test_undone_to_the_base(shop: Shop) -> None:
    shop.sql("DROP TABLE orders, customers", "DROP TYPE order_status", "DELETE FROM alembic_version")
    found = shop.drift()
    assert (found["position"]["state"], found["compared_with"]) == ("base", "base")
    shop.sql("CREATE TABLE left_behind (id int)")
    shop.finds("undeclared: table left_behind")
    assert "compared  with an empty database" in shop.project.run("drift", shop.url).output


@pytest.mark.postgresql
def test_a_revision_that_is_not_here(shop: Shop) -> None:
    shop.sql("UPDATE alembic_version SET version_num = 'fff9'")
    found = shop.drift(exit_code=1)
    assert (found["position"]["state"], found["position"]["unknown"]) == ("unknown", ["fff9"])
    assert found["differences"] == []
    assert [it["code"] for it in found["diagnostics"]] == ["SG541"]
    text = shop.project.fails("SG541", "drift", shop.url)
    assert "revision  fff9, which this repository does not have" in text


@pytest.mark.postgresql
def test_two_branches_in_one_database(shop: Shop) -> None:
    """Alembic keeps a row a head; the state is that of both."""
    other = shop.project.copy(shop.project.root.parent / "other")
    with_phone(shop.project)
    other.yaml("tags", "table: tags\ncolumns: { id: { type: bigint, primary_key: true } }\n")
    other.ok("build", "-m", "tags", "--rev-id", "bbb2")
    for path, text in other.files().items():
        if "/snapshots/" in path or "/versions/" in path:
            (shop.project.root / path).write_text(text)
    assert "alembic.ini upgrade heads\n" in shop.project.ok("drift", shop.url)
    shop.upgrade("heads")
    found = shop.drift()
    assert found["compared_with"] == "aaa2, bbb2"
    assert found["position"]["revisions"] == ["aaa2", "bbb2"]


@pytest.mark.postgresql
def test_no_such_revision(shop: Shop) -> None:
    shop.project.fails("SG451", "drift", shop.url, "--revision", "nope")


def test_a_database_of_another_dialect(file_shop: Shop) -> None:
    (file_shop.project.root / "pyproject.toml").write_text('[tool.schemagen]\npackage = "shop"\n')
    text = file_shop.project.fails("SG512", "drift", file_shop.url)
    assert "the database is sqlite; the project's dialects are postgresql" in text


@pytest.mark.postgresql
def test_what_others_own(shop: Shop) -> None:
    """Referred to, and never compared: not the table, not what else is in its schema."""
    project = shop.project
    (project.root / "pyproject.toml").write_text(
        '[tool.schemagen]\npackage = "shop"\ndialects = ["postgresql>=14"]\nexternal = ["auth.*", "queue"]\n'
    )
    users = "{ type: uuid | null, references: auth.users.id }"
    project.yaml("customers", f"{CUSTOMERS}  user_id: {users}\n")
    shop.sql(
        "CREATE SCHEMA auth",
        "CREATE TYPE auth.factor AS ENUM ('one')",
        "CREATE TABLE auth.users (id uuid PRIMARY KEY, factor auth.factor)",
        "CREATE VIEW auth.everybody AS SELECT * FROM auth.users",
        "CREATE TABLE queue (id int)",
    )
    project.ok("build", "-m", "users", "--rev-id", "aaa2")
    shop.upgrade()
    found = shop.drift()
    assert found["differences"] == found["unmanaged"] == []
    shop.sql("ALTER TABLE customers DROP CONSTRAINT customers_user_id_fkey")
    shop.finds("missing: foreign key customers_user_id_fkey on customers")


@pytest.mark.postgresql
def test_sessions_that_read_text_in_their_own_way(shop: Shop) -> None:
    """Search path and time zone of the database decide what a text means; the scratch database has the same."""
    name = shop.url.rpartition("/")[2]
    shop.sql(
        "CREATE SCHEMA app",
        f"ALTER DATABASE {name} SET search_path = app, public",
        f"ALTER DATABASE {name} SET TimeZone = 'Asia/Tokyo'",
        f"ALTER DATABASE {name} SET DateStyle = 'German'",
        "DROP TABLE orders, customers, alembic_version",
        "DROP TYPE order_status",
    )
    project = shop.project
    project.yaml("orders", "table: orders\ncolumns:\n  at: { type: timestamptz, check: \"at > '2024-01-01'\" }\n")
    (project.root / "schema/customers.yaml").unlink()
    project.ok("build", "-m", "less", "--rev-id", "aaa2", "--allow", "all")
    shop.upgrade()
    found = shop.drift()
    assert (found["position"]["revisions"], found["differences"]) == (["aaa2"], [])
    assert "schema" not in str(found["differences"])


@pytest.mark.postgresql
def test_extensions_are_there_for_the_scratch_database(shop: Shop) -> None:
    shop.sql("CREATE SCHEMA tools", "CREATE EXTENSION citext SCHEMA tools")
    shop.project.yaml("customers", CUSTOMERS + "  nick: { type: raw | null, raw: tools.citext }\n")
    shop.project.yaml("tools", "schema: tools\n")
    shop.sql("ALTER TABLE customers ADD COLUMN nick tools.citext")
    found = shop.drift("--revision", "yaml")
    assert found["differences"] == []


@pytest.mark.postgresql
def test_what_cannot_be_made_is_named(shop: Shop) -> None:
    """A check that calls a function that is nowhere."""
    shop.project.yaml("customers", CUSTOMERS + 'checks: { c: "fine(email)" }\n')
    text = shop.project.fails("SG543", "drift", shop.url, "--revision", "yaml", exit_code=3)
    assert "function fine(character varying) does not exist" in text


@pytest.mark.postgresql
def test_what_needs_something_unmanaged_is_left_out(shop: Shop) -> None:
    """A function's body is code that anybody may have written: no scratch database gets it."""
    shop.sql(
        "CREATE FUNCTION is_fine(text) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "CREATE FUNCTION made() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TYPE pair AS (a int, b int)",
        "ALTER TABLE customers ADD CONSTRAINT c CHECK (is_fine(email)), ADD n int DEFAULT made() NOT NULL, ADD p pair",
        "CREATE INDEX i ON customers (email) WHERE is_fine(email)",
    )
    shop.project.yaml(
        "customers",
        CUSTOMERS
        + "  n: { type: integer, server_default: { sql: made() } }\n  p: { type: raw | null, raw: pair }\n"
        + 'checks: { c: "is_fine(email)" }\nindexes: { i: { columns: [email], where: "is_fine(email)" } }\n',
    )
    differs = shop.drift("--revision", "yaml", exit_code=1)["differences"]
    assert [it["text"] for it in differs] == ["function is_fine(text)", "function made()", "composite pair"]
    shop.project.yaml("unmanaged", 'unmanaged: ["composite:pair", "function:is_fine(text)", "function:made()"]\n')
    found = shop.drift("--revision", "yaml")
    assert found["differences"] == []
    assert "table:customers.c needs function:is_fine(text)" in found["not_compared"]
    text = shop.project.ok("drift", shop.url, "--revision", "yaml")
    head = "cannot be compared, for nothing declares what it needs:\n"
    assert f"{head}  customers.c needs function is_fine(text)\n" in text
    shop.sql("ALTER TABLE customers ALTER n DROP NOT NULL")
    differs = shop.drift("--revision", "yaml", exit_code=1)["differences"]
    assert [it["text"] for it in differs] == ["column customers.n"]


@pytest.mark.postgresql
def test_what_is_recorded_as_unmanaged_is_left_alone(shop: Shop) -> None:
    shop.sql(
        "CREATE TABLE measures (at timestamptz) PARTITION BY RANGE (at)",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE scratchpad (id int)",
    )
    shop.project.yaml(
        "unmanaged",
        'unmanaged: ["partitioned_table:measures", "table:measures", "function:one()", "table:scratchpad"]\n',
    )
    found = shop.drift()
    assert found["differences"] == found["unmanaged"] == []


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_nothing_is_set_for_whoever_gets_the_connection_next(
    shop: Shop, driver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pooler hands a connection on after each transaction: every setting must be LOCAL to one."""
    seen: list[str] = []
    real = standing.connect

    def connect(url: str) -> sa.Engine:
        engine = real(url)
        sa.event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        return engine

    monkeypatch.setattr(standing, "connect", connect)
    shop.url = shop.url.replace("postgresql:", f"postgresql+{driver}:")
    shop.sql("CREATE SCHEMA app", f"ALTER DATABASE {shop.url.rpartition('/')[2]} SET search_path = app, public")
    shop.project.yaml("app", "schema: app\n")
    shop.project.ok("build", "-m", "app", "--rev-id", "aaa2")
    found = shop.drift("--revision", "head")
    assert found["differences"] == []
    assert [it for it in seen if it.upper().startswith("SET") and not it.startswith(("SET LOCAL", "SET TRANS"))] == []
    assert not any(it.upper().startswith(("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER")) for it in seen)
