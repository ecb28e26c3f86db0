"""PostgreSQL."""

from __future__ import annotations

from azuraforge_schemagen.dialects.base import Dialect
from azuraforge_schemagen.dialects.postgresql.lower import lower_enum, lower_namespace, lower_object, lower_table, store
from azuraforge_schemagen.dialects.postgresql.support import unsupported
from azuraforge_schemagen.dialects.postgresql.text import FUNCTIONS, literal, type_sql

POSTGRESQL = Dialect(
    name="postgresql",
    title="PostgreSQL",
    lower_table=lower_table,
    lower_enum=lower_enum,
    lower_namespace=lower_namespace,
    lower_object=lower_object,
    has_domains=True,
    unsupported=unsupported,
    type_sql=type_sql,
    literal=literal,
    booleans=("false", "true"),
    functions=FUNCTIONS,
    wraps_defaults=False,
    partitions=True,
    store=store,
    quoted_alike=str,
)
