"""Every kind of drift, made by hand: it is found, and nothing else."""

from __future__ import annotations

import contextlib

import pytest
import sqlalchemy as sa

from tests.drift.conftest import Shop

KINDS = {
    "extra column": (["ALTER TABLE orders ADD COLUMN extra text"], ["undeclared: column orders.extra"]),
    "extra table": (["CREATE TABLE legacy (id int PRIMARY KEY)"], ["undeclared: table legacy"]),
    "extra schema": (["CREATE SCHEMA attic"], ["undeclared: schema attic"]),
    "extra enum": (["CREATE TYPE mood AS ENUM ('good')"], ["undeclared: enum mood"]),
    "missing column": (["ALTER TABLE orders DROP COLUMN made_at"], [
        "missing: column orders.made_at",
        "missing: index ix_orders_open on orders",
        "missing: unique uq_orders_made on orders",
    ]),
    "missing table": (["DROP TABLE orders"], ["missing: table orders"]),
    "dropped index": (["DROP INDEX ix_customers_email"], ["missing: index ix_customers_email on customers"]),
    "dropped key": (["ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey"], [
        "missing: foreign key orders_customer_id_fkey on orders",
    ]),
    "changed key": ([
        "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
        "ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers",
    ], ["different: foreign key orders_customer_id_fkey on orders"]),
    "renamed": (["ALTER TABLE orders RENAME COLUMN note TO remark"], [
        "different: index ix_orders_open on orders",
        "missing: column orders.note",
        "undeclared: column orders.remark",
    ]),
    "changed check": ([
        "ALTER TABLE customers DROP CONSTRAINT customers_state_check",
        "ALTER TABLE customers ADD CONSTRAINT customers_state_check CHECK (state IN ('a', 'b', 'c'))",
    ], ["different: check customers_state_check on customers"]),
    "changed index": ([
        "DROP INDEX ix_orders_open", "CREATE INDEX ix_orders_open ON orders (made_at) WHERE status = 'paid'",
    ], ["different: index ix_orders_open on orders"]),
    "changed type": (["ALTER TABLE customers ALTER email TYPE varchar(250)"], ["different: column customers.email"]),
    "changed null": (["ALTER TABLE customers ALTER total DROP NOT NULL"], ["different: column customers.total"]),
    "changed default": (["ALTER TABLE orders ALTER status SET DEFAULT 'paid'"], ["different: column orders.status"]),
    "enum value": (["ALTER TYPE order_status ADD VALUE 'lost'"], ["different: enum order_status"]),
    "changed enum": ([
        "DROP INDEX ix_orders_open",
        "ALTER TABLE orders ALTER status DROP DEFAULT, ALTER status TYPE text",
        "DROP TYPE order_status", "CREATE TYPE order_status AS ENUM ('paid', 'open')",
        "ALTER TABLE orders ALTER status TYPE order_status USING status::order_status",
        "ALTER TABLE orders ALTER status SET DEFAULT 'open'",
        "CREATE INDEX ix_orders_open ON orders (made_at) WHERE status = 'open' AND note LIKE 'a%'",
    ], ["different: enum order_status"]),
    "comment": (["COMMENT ON TABLE customers IS 'who buys more'"], ["different: table customers"]),
    "column comment": (["COMMENT ON COLUMN customers.born IS NULL"], ["different: column customers.born"]),
    "storage": (["ALTER TABLE orders SET (fillfactor = 70)"], ["different: table orders"]),
    "not validated": ([
        "ALTER TABLE customers DROP CONSTRAINT customers_total_check",
        "ALTER TABLE customers ADD CONSTRAINT customers_total_check CHECK (total >= 0) NOT VALID",
        "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
        "ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers"
        " ON DELETE CASCADE NOT VALID",
    ], [
        "not_validated: check customers_total_check on customers",
        "not_validated: foreign key orders_customer_id_fkey on orders",
    ]),
    "extra trigger": ([
        "CREATE TRIGGER same BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ], ["undeclared: trigger same on orders"]),
    "extra policy": (["CREATE POLICY own ON orders USING (true)"], ["undeclared: policy own on orders"]),
    "extra statistics": ([
        "CREATE STATISTICS st_orders ON status, made_at FROM orders",
    ], ["undeclared: statistics st_orders"]),
}  # fmt: skip


@pytest.mark.postgresql
def test_what_the_revisions_made_is_no_drift(shop: Shop) -> None:
    """A person wrote ``state IN ('a', 'b')``; the server keeps it in words of its own."""
    found = shop.drift()
    assert found["drift"] is False
    assert found["differences"] == found["unmanaged"] == found["diagnostics"] == []
    at = {"state": "head", "revisions": ["aaa1"], "unknown": [], "heads": ["aaa1"], "pending": []}
    assert found["position"] == at
    assert (found["compared_with"], found["yaml"]) == ("aaa1", "same")
    assert shop.project.ok("drift", shop.url).endswith("\nno drift\n")
    assert shop.project.ok("drift", shop.url, "-q") == ""


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", KINDS)
def test_found_and_nothing_else(shop: Shop, kind: str) -> None:
    statements, wanted = KINDS[kind]
    shop.sql(*statements)
    shop.finds(*wanted)


@pytest.mark.postgresql
def test_invalid_indexes(shop: Shop) -> None:
    """Declared or not, an index that a failed CONCURRENTLY left behind is said to be that, and not to be missing."""
    shop.sql(
        "INSERT INTO customers (email) VALUES ('x')",
        "DROP INDEX ix_customers_email",
        "INSERT INTO customers (email) VALUES ('x')",
    )
    for name in ("ix_customers_email", "ix_of_somebody"):
        with contextlib.suppress(sa.exc.IntegrityError):
            shop.sql(f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON customers (email)")
    shop.finds("invalid: index ix_customers_email on customers", "invalid: index ix_of_somebody on customers")
    assert "    REINDEX INDEX CONCURRENTLY ix_of_somebody" in shop.project.run("drift", shop.url).output


@pytest.mark.postgresql
def test_in_words(shop: Shop) -> None:
    shop.sql(
        "ALTER TABLE customers ALTER total TYPE numeric(12,2), ALTER born SET NOT NULL, ALTER state DROP DEFAULT",
        "ALTER TABLE customers DROP CONSTRAINT customers_total_check",
        "ALTER TABLE customers ADD CONSTRAINT customers_total_check CHECK (total > 0) NOT VALID",
        "DROP TABLE orders",
    )
    result = shop.project.run("drift", shop.url)
    _, _, said = result.stdout.partition("\n\n")
    assert (
        said
        == """\
missing in the database:
  table orders

differs:
  check customers_total_check on customers
    expression: total > (0)::numeric; declared: total >= (0)::numeric
    not valid: yes; declared: no
  column customers.born
    not null; declared: null
  column customers.state
    default: none; declared: 'a'
  column customers.total
    type: numeric(12, 2); declared: numeric(10, 2)

5 differences
"""
    )
    assert "error[SG540]: the database is not what aaa1 declares: 5 differences" in result.stderr


@pytest.mark.postgresql
def test_facets_for_programs(shop: Shop) -> None:
    shop.sql("ALTER TABLE customers ALTER total DROP NOT NULL, ALTER total DROP DEFAULT")
    (one,) = shop.finds("different: column customers.total")["differences"]
    assert (one["kind"], one["of"], one["name"]) == ("column", "customers", "total")
    assert one["facets"] == [
        {"facet": "nullability", "database": "null", "declared": "not null"},
        {"facet": "default", "database": None, "declared": "0"},
    ]


@pytest.mark.postgresql
def test_what_no_schema_holds_is_counted_and_no_drift(shop: Shop) -> None:
    shop.sql(
        "CREATE PUBLICATION changes",
        "CREATE OPERATOR <+> (leftarg = int, rightarg = int, function = int4pl)",
        "CREATE OPERATOR <-> (leftarg = int, rightarg = int, function = int4mi)",
    )
    text = shop.project.ok("drift", shop.url)
    assert "not managed, and not compared: 2 operators, 1 publication (-v names them)" in text
    assert "\n  publication changes\n" in shop.project.ok("drift", shop.url, "-v")


@pytest.mark.postgresql
def test_a_table_that_became_something_else(shop: Shop) -> None:
    wrapper = "CREATE FOREIGN DATA WRAPPER files; CREATE SERVER disk FOREIGN DATA WRAPPER files"
    shop.sql("DROP TABLE orders", wrapper, "CREATE FOREIGN TABLE orders (id int) SERVER disk")
    (one,) = shop.finds("missing: table orders")["differences"]
    assert one["note"] == "foreign table orders is there instead"


@pytest.mark.postgresql
def test_a_table_that_became_a_view(shop: Shop) -> None:
    shop.sql("DROP TABLE orders", "CREATE VIEW orders AS SELECT * FROM customers")
    shop.finds("missing: table orders", "undeclared: view orders")


RICH = """\
view: rich
dialects: [sqlite]
query: SELECT id, total AS sum FROM customers
triggers:
  poor: { timing: instead_of, events: [delete], body: "UPDATE customers SET total = 0 WHERE id = old.id;" }
"""


def test_sqlite(file_shop: Shop) -> None:
    assert file_shop.drift()["differences"] == []
    file_shop.sql(
        "ALTER TABLE orders ADD COLUMN extra text",
        "DROP INDEX ix_orders_open",
        "CREATE TABLE legacy (id INTEGER PRIMARY KEY)",
        "CREATE VIEW v AS SELECT 1",
    )
    found = file_shop.finds(
        "undeclared: column orders.extra",
        "missing: index ix_orders_open on orders",
        "undeclared: table legacy",
        "undeclared: view v",
    )
    assert found["dialect"] == "sqlite"


def test_views_on_sqlite(file_shop: Shop) -> None:
    file_shop.project.yaml("rich", RICH)
    file_shop.project.ok("build", "-m", "views")
    file_shop.upgrade()
    assert file_shop.drift()["differences"] == []
    file_shop.sql(
        "DROP VIEW rich",
        "CREATE VIEW rich (id, sum) AS /* the same */ SELECT `id`, [total] FROM customers -- of them",
        "CREATE TRIGGER pay INSTEAD OF DELETE ON Rich BEGIN DELETE FROM customers WHERE id = old.id; END",
    )
    file_shop.finds("missing: trigger poor on rich", "undeclared: trigger pay on rich", "different: view rich")
    file_shop.sql("DROP VIEW rich")
    file_shop.finds("missing: view rich", "missing: trigger poor on rich")


def test_sqlite_in_another_form(file_shop: Shop) -> None:
    file_shop.sql(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'total >= 0', 'total > 0') WHERE name = 'customers'",
        "UPDATE sqlite_master SET sql = replace(sql, 'VARCHAR(200)', 'VARCHAR(250)') WHERE name = 'customers'",
    )
    file_shop.finds("different: check customers_total_check on customers", "different: column customers.email")
