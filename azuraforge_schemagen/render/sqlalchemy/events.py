"""What ``create_all`` must do that no column or constraint says: DDL that hangs on the metadata or on a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.dialects import facets_of
from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Constraint, Namespace, Schema, Table
from azuraforge_schemagen.ir.types import DomainType
from azuraforge_schemagen.render.alembic.partitions import key_statements, script
from azuraforge_schemagen.render.python import Call, Expr, string
from azuraforge_schemagen.render.sqlalchemy import objects, partitions
from azuraforge_schemagen.render.sqlalchemy.classes import OPTION_PREFIXES, table_key
from azuraforge_schemagen.render.sqlalchemy.constraints import twins
from azuraforge_schemagen.render.sqlalchemy.support import Support


def before_tables(held: Schema, support: Support) -> list[Expr]:
    """CREATE SCHEMA, in front of everything else, and what of ``held``, PostgreSQL's part, needs no type."""
    found = [it for it in held.objects.values() if isinstance(it, Namespace)]
    written: list[Expr] = []
    for namespace in sorted(found, key=lambda it: it.name):
        name = sqltext.quoted(namespace.name.name)
        statements = [f"CREATE SCHEMA IF NOT EXISTS {name}"]
        if namespace.comment is not None:
            statements.append(f"COMMENT ON SCHEMA {name} IS {sqltext.string(namespace.comment)}")
        written += [support.listen("Base.metadata", "before_create", text) for text in statements]
    return [
        *written,
        *(support.listen("Base.metadata", "before_create", text) for text in objects.before_tables(held)),
        *(support.listen("Base.metadata", "after_drop", text, first=True) for text in objects.gone(held)),
    ]


def after_tables(held: Schema, support: Support, mixed: Callable[[Table], bool]) -> list[Expr]:
    """Owners of sequences; comments of enums and indexes, storage parameters, constraints that CREATE TABLE cannot
    hold, keys that another dialect of a ``mixed`` table lacks, and states."""
    written: list[Expr] = [support.listen("Base.metadata", "after_create", text) for text in objects.after_tables(held)]
    for enum in held.enums.values():
        if enum.comment is not None:
            comment = f"COMMENT ON TYPE {_qualified(enum.name)} IS {sqltext.string(enum.comment)}"
            written.append(support.listen("Base.metadata", "after_create", comment))
    for table in held.tables.values():
        target = _table(table.name)
        statements = list(_statements(table))
        if mixed(table):
            statements += [*_deferred_key(table), *_domain_defaults(table, held)]
        statements += facets_of(table)
        written += [support.listen(target, "after_create", text) for text in statements]
    return written


def partitions_of(schema: Schema, support: Support, config: Config) -> list[Expr]:
    """The partitions of every table, as soon as it is there, and their own foreign keys at the end."""
    if "postgresql" not in config.dialects:
        return []
    written: list[Expr] = []
    for root in partitions.roots(schema):
        target = _table(root.name)
        texts = partitions.partition_statements(schema, root, config)
        written += [support.listen(target, "after_create", text) for text in texts]
        keys = partitions.foreign_key_statements(schema, root)
        written += [support.listen("Base.metadata", "after_create", text) for text in keys]
    return written


def heirs_of(held: Schema, support: Support) -> list[Expr]:
    """Tables that inherit: made after their parents, and whole, for CREATE TABLE takes no word about what comes from
    them; then they join them."""
    written: list[Expr] = []
    for table in held.tables.values():
        target = _table(table.name)
        for parent in table.inherits:
            written.append(Call(f"{target}.add_is_dependent_on", (_table(parent),)))
            joined = f"ALTER TABLE {_qualified(table.name)} INHERIT {_qualified(parent)}"
            written.append(support.listen(target, "after_create", joined))
    return written


def _table(name: QName) -> str:
    return f"Base.metadata.tables[{string(table_key(name))}]"


def _statements(table: Table) -> list[str]:
    name = _qualified(table.name)
    parameters = [f"{key} = {text}" for key, text in table.options if not key.startswith(OPTION_PREFIXES)]
    found = [f"ALTER TABLE {name} SET ({', '.join(parameters)})"] if parameters else []
    found += objects.named_sequences(table)
    added: list[Constraint] = [*twins(table), *table.exclusions]
    added += [it for it in table.checks if not it.enforced or (it.not_valid and table.partition_by is None)]
    for constraint in added:
        found += script(ops.AddConstraint(table.name, constraint))
    for key in (*((table.primary_key,) if table.primary_key else ()), *table.uniques):
        if key not in added:
            found += key_statements(key, table)
    for index in table.indexes:
        if index.comment is not None:
            qualified = _qualified(QName(table.name.schema, index.name))
            found.append(f"COMMENT ON INDEX {qualified} IS {sqltext.string(index.comment)}")
    return found


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(sqltext.quoted, columns))


def _domain_defaults(table: Table, schema: Schema) -> list[str]:
    """Where a domain has the default, other dialects give it to the column, whose NULL would hide it here."""
    domains = schema.domains
    hidden = [
        it.name
        for it in table.columns
        if isinstance(it.type, DomainType) and it.server_default is None and domains[it.type.name].default is not None
    ]
    return [f"ALTER TABLE {_qualified(table.name)} ALTER COLUMN {sqltext.quoted(it)} DROP DEFAULT" for it in hidden]


def _deferred_key(table: Table) -> list[str]:
    key = table.primary_key
    if key is None or key.deferrable is None:
        return []
    name = sqltext.quoted(key.name)
    added = f"ADD CONSTRAINT {name} PRIMARY KEY ({_names(key.columns)}) DEFERRABLE INITIALLY {key.deferrable.upper()}"
    return [f"ALTER TABLE {_qualified(table.name)} DROP CONSTRAINT {name}, {added}"]


def _qualified(name: QName) -> str:
    return f"{sqltext.quoted(name.schema)}.{sqltext.quoted(name.name)}" if name.schema else sqltext.quoted(name.name)
