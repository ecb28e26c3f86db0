"""What is asked of PostgreSQL's catalogs about tables beyond what a ``Schema`` says of them: rows as in ``beside``."""

from __future__ import annotations

from azuraforge_schemagen.db.inspect.beside import enabled, select
from azuraforge_schemagen.db.inspect.catalog import USER, own

_OWN = own("c.oid", "pg_class")
_OF = f"pg_class c ON c.oid = {{}} JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {USER} AND {_OWN}"
_SHARE = """EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = o.indexrelid AND k.contype IN ('p', 'u', 'x')
    AND k.conparentid <> 0)"""
_OTHERWISE = """x.reloptions IS DISTINCT FROM (SELECT p.reloptions FROM pg_inherits h
    JOIN pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = x.oid)"""
_STORED = "CASE o.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END"
_SPACE = "(SELECT s.spcname FROM pg_tablespace s WHERE s.oid = {}.reltablespace)"


def _child(catalog: str, kind: str, name: str, relation: str, where: str, detail: str = "''") -> str:
    source = f"{catalog} o JOIN {_OF.format(relation)} AND {where}"
    return select(catalog, f"'{kind}'", "c.relname", source, child=name, relation="c.oid", detail=detail)


def _table(kind: str, where: str, detail: str = "''") -> str:
    source = f"pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {USER} AND {where}"
    return select("pg_class", f"'{kind}'", "c.relname", source, oid="c.oid", relation="c.oid", detail=detail)


def _index(kind: str, where: str, detail: str = "''") -> str:
    source = f"pg_index o JOIN pg_class x ON x.oid = o.indexrelid JOIN {_OF.format('o.indrelid')} AND {where}"
    parts = {"oid": "x.oid", "child": "x.relname", "relation": "c.oid", "detail": detail}
    return select("pg_class", f"'{kind}'", "c.relname", source, **parts)


def _column(kind: str, where: str, detail: str) -> str:
    source = f"""pg_attribute o JOIN pg_type y ON y.oid = o.atttypid JOIN {_OF.format("o.attrelid")}
        AND c.relkind IN ('r', 'p', 'm') AND o.attnum > 0 AND NOT o.attisdropped AND {where}"""
    parts = {"oid": "c.oid", "child": "o.attname", "relation": "c.oid", "detail": detail}
    return select("pg_class", f"'{kind}'", "c.relname", source, **parts)


def facets(version: int) -> tuple[str, ...]:
    """What makes a table another one than its definition says."""
    first_hand = "NOT o.tgisinternal" + (" AND o.tgparentid = 0" if version >= 13 else "")
    off = "EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgconstraint = o.oid AND g.tgisinternal AND g.tgenabled <> 'O')"
    described = "obj_description(x.oid, 'pg_class')"
    return (
        _child("pg_trigger", "trigger", "o.tgname", "o.tgrelid", first_hand, enabled("o.tgenabled")),
        *(
            (_child("pg_trigger", "partition_trigger", "o.tgname", "o.tgrelid", _COPY, enabled("o.tgenabled")),)
            if version >= 13
            else ()
        ),
        _child("pg_policy", "policy", "o.polname", "o.polrelid", "true"),
        _child("pg_rewrite", "rule", "o.rulename", "o.ev_class", "o.rulename <> '_RETURN'", enabled("o.ev_enabled")),
        _child(
            "pg_attrdef", "view_default", _COLUMN, "o.adrelid", "c.relkind = 'v'", "pg_get_expr(o.adbin, o.adrelid)"
        ),
        _child("pg_constraint", "disabled_foreign_key", "o.conname", "o.conrelid", f"o.contype = 'f' AND {off}"),
        _table("typed_table", "c.reloftype <> 0", "format_type(c.reloftype, NULL)"),
        _table("table_access_method", _OTHER_METHOD, "(SELECT m.amname FROM pg_am m WHERE m.oid = c.relam)"),
        _index("index_options", f"{_SHARE} AND {_OTHERWISE}", "array_to_string(x.reloptions, ', ')"),
        _index("index_comment", f"{_SHARE} AND {described} IS NOT NULL", described),
        _index("clustered", "o.indisclustered AND c.relkind = 'm'"),
        _UNLOGGED_SEQUENCE,
        _index("operator_class_options", _INDEX_COLUMN.format("attoptions IS NOT NULL")),
        *(_since_18() if version >= 18 else ()),
    )


_COLUMN = "(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = o.adrelid AND a.attnum = o.adnum)"
_COPY = "o.tgparentid <> 0 AND o.tgenabled <> (SELECT g.tgenabled FROM pg_trigger g WHERE g.oid = o.tgparentid)"
"""A partition's copy of a trigger that fires otherwise than the trigger."""
_UNLOGGED_SEQUENCE = select(
    "pg_class",
    "'unlogged_sequence'",
    "c.relname",
    f"""pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {USER} AND c.relkind = 'S'
    AND c.relpersistence = 'u' AND NOT EXISTS (SELECT 1 FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i') AND t.relpersistence = 'u') AND {own("c.oid", "pg_class")}""",
    oid="0::oid",
)
"""One that a crash resets, though no unlogged table owns it; its number is no address that anything stands on."""
_OTHER_METHOD = "c.relkind IN ('r', 'm') AND c.relam <> (SELECT m.oid FROM pg_am m WHERE m.amname = 'heap')"
_INDEX_COLUMN = "EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = x.oid AND a.{})"


def _since_18() -> tuple[str, ...]:
    """NOT NULL has a name since PostgreSQL 18, which is presentation; these states of it are not. And a partition may
    enforce a check that its parent does not."""
    described = "obj_description(o.oid, 'pg_constraint')"
    states = (
        "CASE WHEN NOT o.convalidated THEN 'not valid' END, CASE WHEN o.connoinherit THEN 'no inherit' END, "
        f"{described}"
    )
    where = f"o.contype = 'n' AND concat({states}) <> ''"
    above = """EXISTS (SELECT 1 FROM pg_inherits h JOIN pg_constraint p ON p.conrelid = h.inhparent
        WHERE h.inhrelid = o.conrelid AND p.conname = o.conname AND p.contype = 'c' AND NOT p.conenforced)"""
    enforced = f"o.contype = 'c' AND o.conenforced AND o.coninhcount > 0 AND {above}"
    return (
        _child("pg_constraint", "not_null", "o.conname", "o.conrelid", where, f"concat_ws(', ', {states})"),
        _child("pg_constraint", "enforced", "o.conname", "o.conrelid", enforced),
    )


def notes(version: int) -> tuple[str, ...]:
    """What a schema is not about, in tables and beside them."""
    return (
        _table("tablespace", "c.reltablespace <> 0 AND c.relkind IN ('r', 'p', 'm')", _SPACE.format("c")),
        _index("index_tablespace", "x.reltablespace <> 0", _SPACE.format("x")),
        _table("unlogged", "c.relkind = 'p' AND c.relpersistence = 'u'"),
        _column("storage", "o.attstorage <> y.typstorage", _STORED),
        _column("statistics_target", "o.attstattarget >= 0", "o.attstattarget"),
        _column("column_options", "o.attoptions IS NOT NULL", "array_to_string(o.attoptions, ', ')"),
        _index("index_statistics_target", _INDEX_COLUMN.format("attstattarget >= 0")),
        *((_column("compression", "o.attcompression <> ''", _PRESSED),) if version >= 14 else ()),
        *(_counted(f"{what}_grants", source) for what, source in _GRANTS.items()),
        _counted("default_privileges", "pg_default_acl WHERE true"),
        _counted("security_labels", "pg_seclabel WHERE true"),
        _COMMENT_OF_PUBLIC,
    )


_PRESSED = "CASE o.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE o.attcompression::text END"
_GRANTS = {
    "table": f"pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace WHERE {USER} AND o.relacl IS NOT NULL",
    "column": f"""pg_attribute o JOIN pg_class c ON c.oid = o.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {USER} AND o.attacl IS NOT NULL""",
    "function": f"pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace WHERE {USER} AND o.proacl IS NOT NULL",
    "type": f"pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace WHERE {USER} AND o.typacl IS NOT NULL",
    "schema": f"pg_namespace n WHERE {USER} AND n.nspname <> 'public' AND n.nspacl IS NOT NULL",
}


_DESCRIBED = "coalesce(obj_description(n.oid, 'pg_namespace'), '')"
_COMMENT_OF_PUBLIC = f"""SELECT '', 0::oid, 'schema_comment', '', n.nspname, NULL, NULL::oid, {_DESCRIBED}
    FROM pg_namespace n WHERE n.nspname = 'public' AND {_DESCRIBED} NOT IN ('', 'standard public schema')"""


def _counted(kind: str, source: str) -> str:
    """How many there are; nothing where there is none."""
    return f"SELECT '', 0::oid, '{kind}', '', count(*)::text, NULL, NULL::oid, '' FROM {source} HAVING count(*) > 0"
