"""A project that says much that no database knows, and databases made from it."""

from __future__ import annotations

import secrets
from pathlib import Path

import sqlalchemy as sa

from azuraforge_schemagen.config import Config, load
from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.online import upgrade
from azuraforge_schemagen.dialects import project, storage
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.pipeline.declared import Declared, files
from azuraforge_schemagen.pipeline.source import read_source

FILES = {
    "types.yaml": """\
# Our own types.
types:
  utc: { python: "shop.types:Utc", ddl: timestamptz, annotation: datetime }   # always UTC
""",
    "timestamps.yaml": """\
mixin: timestamps
columns:
  created_at: { type: utc, default: utcnow(), server_default: now() }  # by the database
  updated_at: { type: utc | null, on_update: utcnow() }
indexes:
  ix_{table}_created: [created_at]
""",
    "state.yaml": """\
enum: order_state
class: State
doc: Where an order is.
values:
  - open      # just made
  - paid
  - sent      # on its way
""",
    "people/customer.yaml": """\
# yaml-language-server: $schema=../../generated/schemagen.schema.json
# Who buys.
table:   customers      # the people
class: Customer
doc: Somebody who buys.
mixins: [timestamps]
repr: [id, email]
columns:
   # never reused
   id: {type: bigint, identity: by_default, primary_key: true}
   email:   {type: string, length: 200, index: unique, doc: Where mail goes.}    # RFC 5321

   nick: {type: string | null, attr: nickname, default: ""}
   born: date | null
   region: {type: string, length: 2, server_default: DE}
checks:
   # no empty ones
   ck_email: "email like '%@%' and length(email) in (3, 4, 5, 200)"   # roughly
relationships:
   orders: { target: orders, via: customer_id, back: customer, lazy: selectin }  # newest last
lint: { allow: { SG204: exists in production } }
""",
    "orders.yaml": """\
table: orders
doc: |
  One order.

  It is never deleted.
mixins: [timestamps]
columns:
  id: { type: bigint, primary_key: true, identity: by_default }
  customer_id: { type: bigint, references: customers.id, on_delete: cascade, index: true }
  state: { type: order_state, server_default: open, default: open }
  total: { type: numeric, precision: 10, scale: 2, check: "total > 0 and total <> 13" }
  note: { type: text | null, doc: "What the customer says, if anything." }  # free text
indexes:
  # the busy ones
  ix_orders_open: { columns: [customer_id, { expr: "lower(note)" }], where: "state = 'open' and total > 5" }
uniques:
  uq_orders: [customer_id, total]
# that is all
""",
}
SETTINGS = '[tool.schemagen]\npackage = "shop"\ndialects = [{}]\n'


def written(root: Path, *dialects: str) -> Config:
    """The project on disk."""
    root.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{it}"' for it in dialects)
    (root / "pyproject.toml").write_text(SETTINGS.format(listed))
    for path, content in FILES.items():
        file = root / "schema" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return load(root)


def built(config: Config, url: str) -> sa.Engine:
    """The database that the project declares, made at ``url``."""
    engine = connect(url)
    package = f"merging_{secrets.token_hex(4)}"
    declared = Declared(config, engine.dialect.name, read_source(config).schema)
    upgrade(files(declared, package, ()), package, engine)
    return engine


def run(engine: sa.Engine, *statements: str) -> None:
    """Change a database by hand."""
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%%"))


def said(config: Config, dialect: str) -> Schema:
    """What the files say of a database."""
    return storage(project(read_source(config).schema, dialect), dialect)
