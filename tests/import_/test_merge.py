"""``import --merge``: what the database has is taken over, what only YAML knows stays, and so does every other line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.db import scratch
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.pipeline import ImportOptions, ImportResult, import_
from tests.import_.merging import FILES, built, run, said, written
from tests.load.ugly import texts_of_comments

pytestmark = pytest.mark.postgresql


class Case:
    """A project and the database that was made from it."""

    def __init__(self, root: Path, url: str, *dialects: str) -> None:
        self.config: Config = written(root, *dialects)
        self.url = url
        self.engine: sa.Engine = built(self.config, url)

    def merge(self, *statements: str, force: bool = False, only: tuple[str, ...] = ()) -> ImportResult:
        """Change the database, then merge it."""
        run(self.engine, *statements)
        return import_(self.config.root, self.url, ImportOptions(merge=True, force=force, only=only))

    def file(self, path: str) -> str:
        return (self.config.root / "schema" / path).read_text()

    def files(self) -> dict[str, str]:
        home = self.config.root / "schema"
        return {it.relative_to(home).as_posix(): it.read_text() for it in sorted(home.rglob("*.yaml"))}

    def settles(self) -> None:
        """Nothing is left to be done."""
        before = self.files()
        assert self.merge().diagnostics == ()
        assert self.files() == before


@pytest.fixture
def case(tmp_path: Path, pg: Callable[[str], str]) -> Iterator[Case]:
    made = Case(tmp_path / "project", pg(""), "postgresql>=14")
    yield made
    made.engine.dispose()


def test_the_same_database_changes_no_byte(case: Case) -> None:
    assert case.merge().changes == ()
    assert case.files() == FILES


def test_a_change_here_and_there(case: Case) -> None:
    result = case.merge(
        "ALTER TABLE customers ADD COLUMN phone varchar(20)",
        "ALTER TABLE customers ALTER nick TYPE text",
        "ALTER TABLE customers ALTER region DROP DEFAULT, ALTER email SET DEFAULT 'nobody'",
        "COMMENT ON TABLE orders IS 'what was bought'",
        "ALTER TYPE order_state ADD VALUE 'back' BEFORE 'sent'",
        "ALTER TABLE orders ALTER note SET NOT NULL",
        "CREATE TABLE extra (id bigint PRIMARY KEY)",
    )
    assert result.diagnostics == ()
    assert case.file("people/customer.yaml") == FILES["people/customer.yaml"].replace(
        "email:   {type: string, length: 200, index: unique, doc: Where mail goes.}    # RFC",
        "email: { type: string, length: 200, index: unique, server_default: nobody, doc: Where mail goes. }  # RFC",
    ).replace(
        'nick: {type: string | null, attr: nickname, default: ""}',
        'nick: { type: text | null, default: "", attr: nickname }',
    ).replace(
        "region: {type: string, length: 2, server_default: DE}",
        "region: { type: string, length: 2 }\n   phone: { type: string | null, length: 20 }",
    )
    assert case.file("orders.yaml") == FILES["orders.yaml"].replace(
        "mixins: ", "comment: what was bought\nmixins: "
    ).replace("{ type: text | null, doc", "{ type: text, doc")
    assert case.file("state.yaml") == FILES["state.yaml"].replace("      #", "  #").replace(
        "  - sent", "  - back\n  - sent"
    )
    assert case.file("extra.yaml") == "table: extra\ncolumns:\n  id: { type: bigint, primary_key: true }\n"
    assert case.file("timestamps.yaml") == FILES["timestamps.yaml"]
    case.settles()


def test_a_text_changes_only_where_it_means_something_else(case: Case) -> None:
    case.merge(
        "ALTER TABLE orders DROP CONSTRAINT orders_total_check",
        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 1)",
    )
    changed = FILES["orders.yaml"].replace("total > 0 and total <> 13", "total > (1)::numeric")
    assert case.file("orders.yaml") == changed  # the index with its two expressions is as it was
    assert case.file("people/customer.yaml") == FILES["people/customer.yaml"]
    case.settles()


def test_a_text_that_the_server_read_twice_is_the_same_text(case: Case) -> None:
    """A database that was restored from a dump has texts that the server made of its own."""
    check = "code in ('DE', 'FR')"
    file = case.config.root / "schema/tags.yaml"
    file.write_text(f'table: tags\ncolumns:\n  code: {{ type: string, check: "{check}" }}\n')
    run(case.engine, f"CREATE TABLE tags (code varchar NOT NULL CONSTRAINT tags_code_check CHECK ({check}))")
    definition = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'tags_code_check'"
    with case.engine.connect() as connection:
        once = connection.exec_driver_sql(definition).scalar_one()
        connection.exec_driver_sql("ALTER TABLE tags DROP CONSTRAINT tags_code_check")
        connection.exec_driver_sql(f"ALTER TABLE tags ADD CONSTRAINT tags_code_check {once}")
        assert connection.exec_driver_sql(definition).scalar_one() != once
        connection.commit()
    assert case.merge().changes == ()


def test_what_goes_leaves_its_comments(case: Case) -> None:
    case.merge(
        "ALTER TABLE customers DROP CONSTRAINT ck_email, DROP COLUMN born",
        "DROP INDEX ix_orders_open",
        "ALTER TABLE orders DROP CONSTRAINT uq_orders",
    )
    for path in ("people/customer.yaml", "orders.yaml"):
        assert sorted(texts_of_comments(case.file(path))) == sorted(texts_of_comments(FILES[path]))
    assert "checks:" not in case.file("people/customer.yaml")
    assert "indexes:" not in case.file("orders.yaml")
    case.settles()


def test_keys_move(case: Case) -> None:
    result = case.merge(
        "ALTER TABLE orders DROP CONSTRAINT orders_pkey, DROP CONSTRAINT orders_customer_id_fkey",
        "ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY (id, customer_id)",
        "ALTER TABLE customers ADD UNIQUE (nick)",
        "CREATE UNIQUE INDEX ix_customers_region ON customers (region)",
    )
    assert [it.code for it in result.diagnostics] == ["SG551"]  # the relationship over the foreign key
    orders, customers = case.file("orders.yaml"), case.file("people/customer.yaml")
    assert "  id: { type: bigint, identity: by_default }\n  customer_id: { type: bigint, index: true }\n" in orders
    assert "primary_key: { name: orders_pk, columns: [id, customer_id] }\n" in orders
    assert 'nick: { type: string | null, unique: true, default: "", attr: nickname }' in customers
    assert "region: { type: string, length: 2, index: unique, server_default: DE }" in customers
    assert "relationships:" not in customers
    assert "# newest last" in customers
    case.settles()


def test_a_table_leaves_a_mixin_that_is_not_true_of_it(case: Case) -> None:
    case.merge("ALTER TABLE orders DROP COLUMN created_at")
    orders = case.file("orders.yaml")
    assert "mixins:" not in orders
    assert "  updated_at: { type: utc | null, on_update: utcnow() }\n" in orders
    assert case.file("timestamps.yaml") == FILES["timestamps.yaml"]
    assert case.file("people/customer.yaml") == FILES["people/customer.yaml"]
    case.settles()


def test_what_all_tables_of_a_mixin_have_is_changed_in_the_mixin(case: Case) -> None:
    case.merge(
        *(f"ALTER TABLE {it} ALTER updated_at SET NOT NULL" for it in ("orders", "customers")),
        *(f"ALTER TABLE {it} ALTER created_at DROP DEFAULT" for it in ("orders", "customers")),
        "ALTER TABLE orders ALTER note TYPE varchar(9)",
    )
    assert case.file("timestamps.yaml") == FILES["timestamps.yaml"].replace(", server_default: now()", "").replace(
        "utc | null", "utc"
    )
    assert case.file("people/customer.yaml") == FILES["people/customer.yaml"]
    assert case.file("orders.yaml") == FILES["orders.yaml"].replace(
        "type: text | null", "type: string | null, length: 9"
    )
    case.settles()


def test_what_the_database_lacks_stays_until_it_is_forced(case: Case) -> None:
    result = case.merge("DROP TABLE orders", "DROP TYPE order_state")
    assert {(it.code, it.severity) for it in result.diagnostics} == {("SG550", "warning")}
    assert case.files() == FILES
    result = case.merge(force=True)
    assert {it.action for it in result.changes if it.path.endswith(("orders.yaml", "state.yaml"))} == {"remove"}
    assert "relationships" not in case.file("people/customer.yaml")
    assert case.file("timestamps.yaml") == FILES["timestamps.yaml"]
    assert case.file("types.yaml") == FILES["types.yaml"]


def test_only_what_is_chosen(case: Case) -> None:
    result = case.merge("DROP TABLE orders", "ALTER TABLE customers ADD phone text", only=("customers",), force=True)
    assert result.diagnostics == ()
    assert [it.path for it in result.changes] == ["schema/people/customer.yaml"]


def test_the_text_of_one_dialect_of_two(tmp_path: Path, pg: Callable[[str], str]) -> None:
    case = Case(tmp_path / "project", pg(""), "postgresql>=14", "sqlite")
    try:
        case.merge(
            "ALTER TABLE orders DROP CONSTRAINT orders_total_check, ALTER total TYPE numeric(12, 3)",
            "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 1)",
        )
        orders = case.file("orders.yaml")
        assert "precision: 12" in orders
        assert '{ postgresql: "total > (1)::numeric", sqlite: "total > 0 and total <> 13" }' in orders
        assert said(case.config, "sqlite") != said(case.config, "postgresql")
        case.settles()
    finally:
        case.engine.dispose()


def test_without_a_scratch_database_text_is_compared_as_written(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise Refusal([Diagnostic("SG521", "no database can be made", None, "name a server")], 3)

    monkeypatch.setattr(scratch, "scratch", none)
    result = case.merge()
    assert [it.code for it in result.diagnostics] == ["SG552"]
    assert "no database can be made" in result.diagnostics[0].message
    assert "length((email)::text)" in case.file("people/customer.yaml")
    assert case.file("state.yaml") == FILES["state.yaml"]
    monkeypatch.undo()
    case.settles()


def test_broken_files_are_not_merged_into(case: Case) -> None:
    orders = case.config.root / "schema/orders.yaml"
    orders.write_text(FILES["orders.yaml"].replace("references: customers.id", "references: nothing.id"))
    before = case.files()
    with pytest.raises(Refusal) as caught:
        case.merge("ALTER TABLE customers ADD phone text")
    assert [it.code for it in caught.value.diagnostics] == ["SG140", "SG162"]
    assert case.files() == before


def test_a_full_disk_leaves_every_file(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "hardlink_to", full)
    with pytest.raises(Refusal) as caught:
        case.merge("ALTER TABLE customers ADD phone text", "ALTER TABLE orders ADD phone text")
    assert (caught.value.exit_code, caught.value.diagnostics[0].code) == (3, "SG433")
    assert case.files() == FILES
    assert json.dumps(sorted(it.name for it in (case.config.root / "schema").iterdir())).count("schemagen-") == 0


PARTITIONED = """\
table: events
doc: What happened.
columns:
  id: { type: bigint, doc: A number. }  # not unique
  at: timestamptz
partition_by: { range: [at] }
partitions:
  # the old ones
  events_2024: { from: ["2024-01-01"], to: ["2025-01-01"] }
  events_rest: default
"""


def test_partitions_stay_in_the_file_of_their_table(case: Case) -> None:
    file = case.config.root / "schema/events.yaml"
    file.write_text(PARTITIONED)
    run(
        case.engine,
        "CREATE TABLE events (id bigint NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (at)",
        "CREATE TABLE events_rest PARTITION OF events DEFAULT",
        "CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01+00') TO ('2025-01-01+00')",
        "ALTER TABLE customers ADD phone text",
    )
    assert {it.path for it in case.merge().changes} <= {"schema/events.yaml", "schema/people/customer.yaml"}
    text = case.file("events.yaml")
    result = case.merge(
        "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01+00') TO ('2026-01-01+00')",
        "ALTER TABLE events DETACH PARTITION events_rest",
        "ALTER TABLE events ADD note text",
    )
    assert result.diagnostics == ()
    changed = case.file("events.yaml")
    assert "  note: text | null\n" in changed
    assert "events_2025: {" in changed
    assert "events_rest" not in changed
    assert "  # the old ones\n" in changed
    assert "# not unique" in changed
    assert text.splitlines()[:4] == changed.splitlines()[:4]
    assert "table: events_rest\n" in case.file("events_rest.yaml")
    case.settles()
    result = case.merge(
        "ALTER TABLE events_rest ADD note text", "ALTER TABLE events ATTACH PARTITION events_rest DEFAULT"
    )
    assert [it.code for it in result.diagnostics] == ["SG551"]
    assert "events_rest.yaml" not in case.files()
    case.settles()


def test_a_new_foreign_key_has_the_type_of_what_it_refers_to(tmp_path: Path, sqlite: Callable[[str], str]) -> None:
    """SQLite cannot tell a moment with a time zone from one without."""
    root = tmp_path / "project"
    (root / "schema").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.schemagen]\npackage = "shop"\ndialects = ["sqlite"]\n')
    days = "table: days\ncolumns:\n  at: { type: timestamptz, primary_key: true }  # in UTC\n"
    (root / "schema/days.yaml").write_text(days)
    url = sqlite(
        "CREATE TABLE days (at DATETIME NOT NULL PRIMARY KEY);"
        "CREATE TABLE notes (at DATETIME NOT NULL, FOREIGN KEY (at) REFERENCES days (at));"
    )
    import_(root, url, ImportOptions(merge=True))
    assert (root / "schema/days.yaml").read_text() == days
    assert "at: { type: timestamptz, references: days.at" in (root / "schema/notes.yaml").read_text()
