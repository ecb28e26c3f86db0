"""SQLite."""

from __future__ import annotations

from azuraforge_schemagen.dialects.base import Dialect
from azuraforge_schemagen.dialects.sqlite.lower import lower_enum, lower_namespace, lower_object, lower_table, store
from azuraforge_schemagen.dialects.sqlite.support import unsupported
from azuraforge_schemagen.dialects.sqlite.text import FUNCTIONS, type_sql
from azuraforge_schemagen.dialects.sqlite.words import quoted_alike
from azuraforge_schemagen.ir import sqltext

SQLITE = Dialect(
    name="sqlite",
    title="SQLite",
    lower_table=lower_table,
    lower_enum=lower_enum,
    lower_namespace=lower_namespace,
    lower_object=lower_object,
    has_domains=False,
    unsupported=unsupported,
    type_sql=type_sql,
    literal=sqltext.string,
    booleans=("0", "1"),
    functions=FUNCTIONS,
    wraps_defaults=True,
    partitions=False,
    store=store,
    quoted_alike=quoted_alike,
)
