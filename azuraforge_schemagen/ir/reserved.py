"""Words that cannot stand unquoted as a name everywhere, on one of the dialects."""

from __future__ import annotations

POSTGRESQL_KEYWORDS = frozenset(
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation "
    "column concurrently constraint create cross current_catalog current_date current_role current_schema current_time "
    "current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze "
    "from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like "
    "limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary "
    "references returning right select session_user similar some symmetric system_user table tablesample then to "
    "trailing true union unique user using variadic verbose when where window with".split()
)
"""Never a column when unquoted (PostgreSQL's "reserved" and "reserved (can be function or type)")."""

POSTGRESQL_WORDS = frozenset(
    "between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int "
    "integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar "
    "json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay "
    "position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes "
    "xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable".split()
)
"""Legal as a column, but ``quote_ident`` of PostgreSQL quotes them too."""

SQLITE_KEYWORDS = frozenset(
    "add all alter and as autoincrement between case check collate commit constraint create default deferrable delete "
    "distinct drop else escape except exists foreign from group having if in index insert intersect into is isnull "
    "join limit not nothing notnull null on or order primary raise recursive references returning select set "
    "table then to transaction union unique update using values when where".split()
)

RESERVED = POSTGRESQL_KEYWORDS | POSTGRESQL_WORDS | SQLITE_KEYWORDS

POSTGRESQL_TYPES = frozenset(
    "any anyarray anyelement bit bool box bpchar bytea char cidr circle cstring date daterange float4 float8 inet int2 "
    "int4 int4range int8 int8range interval json jsonb line lseg macaddr macaddr8 money name numeric numrange oid path "
    "point polygon record regclass text tid time timestamp timestamptz timetz trigger tsquery tsrange tstzrange "
    "tsvector uuid varbit varchar void xid xml".split()
)
"""Types of ``pg_catalog``, which is looked in first: a type of the user's of such a name needs its schema."""
