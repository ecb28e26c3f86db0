"""What is asked of PostgreSQL's catalogs: a handful of queries for a whole database, however many tables it has.

Objects of extensions belong to these, and are left out everywhere. Column lists are attribute numbers; names are put
in where the rows are read.
"""

from __future__ import annotations

USER = (
    r"n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' "
    r"AND n.nspname NOT LIKE 'pg\_temp\_%'"
)


def own(oid: str, catalog: str) -> str:
    """The condition that an object is no extension's."""
    return (
        f"NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '{catalog}'::regclass AND e.objid = {oid} "
        "AND e.deptype = 'e')"
    )


def comment(oid: str, catalog: str) -> str:
    """The join to an object's comment."""
    return (
        f"LEFT JOIN pg_description cm ON cm.objoid = {oid} AND cm.classoid = '{catalog}'::regclass AND cm.objsubid = 0"
    )


_OPCLASS = """CASE WHEN o.opcdefault THEN NULL WHEN pg_opclass_is_visible(o.oid) THEN o.opcname::text
        ELSE o.opcnamespace::regnamespace::text || '.' || quote_ident(o.opcname) END"""
"""An operator class in the words of a statement, nothing for the type's own one."""

NAMESPACES = f"""
SELECT n.oid, n.nspname AS name, cm.description AS comment
FROM pg_namespace n {comment("n.oid", "pg_namespace")}
WHERE {USER} AND {own("n.oid", "pg_namespace")}
"""

RELATIONS = f"""
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, c.relispartition AS is_partition,
    c.reloptions AS options, (SELECT t.reloptions FROM pg_class t WHERE t.oid = c.reltoastrelid) AS toast_options,
    c.relpersistence::text AS persistence, c.relrowsecurity AS row_security,
    c.relforcerowsecurity AS forced_security, c.relreplident::text AS identity, cm.description AS comment,
    c.reltype AS row_type, (SELECT t.typarray FROM pg_type t WHERE t.oid = c.reltype) AS row_array
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace {comment("c.oid", "pg_class")}
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {USER} AND {own("c.oid", "pg_class")}
"""

VIEWS = """
SELECT c.oid, pg_get_viewdef(c.oid) AS definition, c.relispopulated AS populated
FROM pg_class c WHERE c.oid = ANY (CAST(:views AS oid[]))
"""

TYPES = """
SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typtype::text AS kind, t.typelem AS element,
    t.typcategory = 'A' AND t.typlen = -1 AND t.typelem <> 0 AS is_array, t.typcollation AS collation
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype <> 'p' AND (t.typrelid = 0 OR t.typtype <> 'c')
"""

ENUMS = f"""
SELECT t.oid, n.nspname AS schema, t.typname AS name, cm.description AS comment,
    array(SELECT v.enumlabel::text FROM pg_enum v WHERE v.enumtypid = t.oid ORDER BY v.enumsortorder) AS values
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace {comment("t.oid", "pg_type")}
WHERE t.typtype = 'e' AND {USER} AND {own("t.oid", "pg_type")}
"""

DOMAINS = f"""
SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typbasetype AS type, t.typtypmod AS modifier,
    format_type(t.typbasetype, t.typtypmod) AS type_text, format_type(t.typbasetype, -1) AS label,
    t.typnotnull AS not_null, t.typcollation AS collation,
    pg_get_expr(t.typdefaultbin, 0) AS default_text, cm.description AS comment
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace {comment("t.oid", "pg_type")}
WHERE t.typtype = 'd' AND {USER} AND {own("t.oid", "pg_type")}
"""

DOMAIN_CHECKS = f"""
SELECT k.contypid AS domain, k.conname AS name, k.convalidated AS valid, pg_get_expr(k.conbin, 0) AS expression,
    cm.description AS comment
FROM pg_constraint k {comment("k.oid", "pg_constraint")}
WHERE k.contypid = ANY (CAST(:domains AS oid[])) AND k.contype = 'c'
"""

COMPOSITES = f"""
SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typrelid AS relation, t.typarray AS array,
    cm.description AS comment
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
{comment("t.oid", "pg_type")}
WHERE {USER} AND {own("t.oid", "pg_type")}
"""

RANGES = f"""
SELECT t.oid, n.nspname AS schema, t.typname AS name, r.rngsubtype AS type, format_type(r.rngsubtype, -1) AS type_text,
    {_OPCLASS} AS opclass, r.rngcollation AS collation, NULLIF(r.rngcanonical, 0)::regproc::text AS canonical,
    NULLIF(r.rngsubdiff, 0)::regproc::text AS subtype_diff, {{multirange}}, cm.description AS comment
FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
JOIN pg_opclass o ON o.oid = r.rngsubopc {{source}} {comment("t.oid", "pg_type")}
WHERE {USER} AND {own("t.oid", "pg_type")}
"""

OWN_COLLATIONS = f"""
SELECT c.oid, n.nspname AS schema, c.collname AS name, c.collprovider::text AS provider, {{locale}} AS locale,
    c.collcollate AS lc_collate, c.collctype AS lc_ctype, c.collisdeterministic AS deterministic, {{rules}} AS rules,
    cm.description AS comment
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace {comment("c.oid", "pg_collation")}
WHERE {USER} AND {own("c.oid", "pg_collation")}
"""

EXTENSIONS = """
SELECT x.extname AS name, n.nspname AS schema
FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
WHERE x.oid >= 16384
"""

COLUMNS = """
SELECT a.attrelid AS relation, a.attnum AS number, a.attname AS name, a.atttypid AS type, a.atttypmod AS modifier,
    format_type(a.atttypid, a.atttypmod) AS type_text, format_type(a.atttypid, -1) AS label, a.attnotnull AS not_null,
    pg_get_expr(d.adbin, d.adrelid) AS default_text, a.attidentity::text AS identity, a.attgenerated::text AS generated,
    a.attcollation AS collation, cm.description AS comment
FROM pg_attribute a
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_description cm ON cm.objoid = a.attrelid AND cm.classoid = 'pg_class'::regclass AND cm.objsubid = a.attnum
WHERE a.attrelid = ANY (CAST(:relations AS oid[])) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""

SEQUENCES = f"""
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.oid::regclass::text AS spelled,
    o.refobjid AS relation, o.refobjsubid AS number,
    o.deptype::text AS owned, s.seqtypid AS type, s.seqstart AS start, s.seqincrement AS increment,
    s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle, cm.description AS comment
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
{comment("c.oid", "pg_class")}
LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.refclassid = 'pg_class'::regclass
    AND o.deptype IN ('a', 'i') AND o.refobjsubid > 0
WHERE {USER} AND {own("c.oid", "pg_class")}
"""

CONSTRAINTS = f"""
SELECT k.oid, k.conrelid AS relation, k.conname AS name, k.contype::text AS kind, k.conkey AS columns,
    k.confrelid AS target, k.confkey AS target_columns, k.confupdtype::text AS on_update,
    k.confdeltype::text AS on_delete, k.confmatchtype::text AS match, k.condeferrable AS deferrable,
    k.condeferred AS deferred, k.convalidated AS valid, k.connoinherit AS no_inherit,
    k.conindid AS index, array(SELECT CASE WHEN n.nspname IN ('pg_catalog', current_schema()) THEN ''
        ELSE n.nspname || '.' END || o.oprname FROM unnest(k.conexclop) WITH ORDINALITY u(oid, place)
        JOIN pg_operator o ON o.oid = u.oid JOIN pg_namespace n ON n.oid = o.oprnamespace
        ORDER BY u.place) AS operators,
    {{set_columns}} AS set_columns, {{enforced}} AS enforced, {{temporal}} AS temporal,
    CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression, cm.description AS comment
FROM pg_constraint k {comment("k.oid", "pg_constraint")}
WHERE k.conrelid = ANY (CAST(:relations AS oid[])) AND k.contype IN ('p', 'u', 'c', 'f', 'x')
    AND k.conparentid = 0 AND (k.contype <> 'c' OR k.coninhcount = 0
        OR NOT (SELECT c.relispartition FROM pg_class c WHERE c.oid = k.conrelid))
"""

PARTITIONED = f"""
SELECT p.partrelid AS relation, p.partstrat::text AS strategy, p.partattrs::int2[] AS columns,
    p.partcollation::oid[]::int8[] AS collations, pg_get_expr(p.partexprs, p.partrelid) AS expressions,
    pg_get_partkeydef(p.partrelid) AS definition,
    array(SELECT {_OPCLASS}
        FROM unnest(p.partclass::oid[]) WITH ORDINALITY u(oid, place) JOIN pg_opclass o ON o.oid = u.oid
        ORDER BY u.place) AS opclasses
FROM pg_partitioned_table p
"""

PARENTS = """
SELECT h.inhrelid AS relation, h.inhparent AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound
FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
WHERE c.relkind IN ('r', 'p')
ORDER BY h.inhrelid, h.inhseqno
"""
"""Of partitions, with their bounds, and of tables that inherit, in order."""

VALIDATED = """
SELECT k.conrelid AS relation, k.conname AS name
FROM pg_constraint k JOIN pg_inherits h ON h.inhrelid = k.conrelid
JOIN pg_class c ON c.oid = k.conrelid AND c.relispartition
JOIN pg_constraint p ON p.conrelid = h.inhparent AND p.conname = k.conname AND p.contype = 'c'
WHERE k.contype = 'c' AND k.convalidated AND NOT p.convalidated AND {enforced}
"""

ATTACHED = """
SELECT h.inhrelid AS index, p.relname AS name
FROM pg_inherits h JOIN pg_index i ON i.indexrelid = h.inhrelid JOIN pg_class p ON p.oid = h.inhparent
"""

INDEXES = f"""
SELECT i.indexrelid AS oid, i.indrelid AS relation, c.relname AS name, m.amname AS method, i.indisunique AS unique,
    i.indisvalid AS valid, i.indisclustered AS clustered,
    i.indisreplident AS identifies, i.indnkeyatts AS key_count, i.indkey::int2[] AS columns,
    i.indoption::int2[] AS flags,
    i.indcollation::oid[]::int8[] AS collations,
    array(SELECT {_OPCLASS}
        FROM unnest(i.indclass::oid[]) WITH ORDINALITY u(oid, place) JOIN pg_opclass o ON o.oid = u.oid
        ORDER BY u.place) AS opclasses,
    CASE WHEN i.indexprs IS NOT NULL THEN
        array(SELECT pg_get_indexdef(i.indexrelid, p, false) FROM generate_series(1, i.indnkeyatts) p) END AS texts,
    CASE WHEN i.indexprs IS NOT NULL THEN pg_get_indexdef(i.indexrelid) END AS definition,
    pg_get_expr(i.indpred, i.indrelid) AS predicate, {{nulls_not_distinct}} AS nulls_not_distinct,
    c.reloptions AS options, cm.description AS comment
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
{comment("i.indexrelid", "pg_class")}
WHERE i.indrelid = ANY (CAST(:relations AS oid[]))
"""

COLLATIONS = """
SELECT c.oid, n.nspname AS schema, c.collname AS name
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid = ANY (CAST(:collations AS oid[]))
"""

USES = """
SELECT d.deptype::text AS how, d.classid::regclass::text AS catalog, d.objid AS oid,
    d.refclassid::regclass::text AS on_class, d.refobjid AS on_oid,
    coalesce(f.adrelid, nullif(k.conrelid, 0), i.indrelid, w.ev_class, CASE WHEN d.classid = 'pg_class'::regclass
        THEN d.objid END) AS relation,
    nullif(k.contypid, 0) AS type, coalesce(k.conname, x.relname, a.attname) AS part
FROM pg_depend d
LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
LEFT JOIN pg_index i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid
LEFT JOIN pg_class x ON x.oid = i.indexrelid
LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid AND w.rulename = '_RETURN'
LEFT JOIN pg_attribute a ON a.attrelid = coalesce(f.adrelid, CASE WHEN d.classid = 'pg_class'::regclass
    AND i.indexrelid IS NULL THEN d.objid END) AND a.attnum = coalesce(f.adnum, d.objsubid) AND a.attnum > 0
WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.refclassid <> 'pg_namespace'::regclass
    AND (d.deptype = 'e' OR d.deptype = 'i' AND d.classid IN ('pg_type'::regclass, 'pg_amop'::regclass,
            'pg_amproc'::regclass)
        OR d.deptype IN ('n', 'a') AND (w.oid IS NOT NULL OR d.classid IN ('pg_class'::regclass,
            'pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_proc'::regclass, 'pg_trigger'::regclass,
            'pg_policy'::regclass, 'pg_statistic_ext'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass,
            'pg_amop'::regclass, 'pg_amproc'::regclass)))
"""
"""What stands on what: objects on others, members on their extension (``e``), array and row types on theirs and what an
operator class is made of on it (``i``)."""


def constraints(version: int) -> str:
    """``CONSTRAINTS`` for a server version."""
    return CONSTRAINTS.format(
        set_columns="k.confdelsetcols" if version >= 15 else "NULL::int2[]",
        enforced="k.conenforced" if version >= 18 else "true",
        temporal="k.conperiod" if version >= 18 else "false",
    )


def ranges(version: int) -> str:
    """``RANGES`` for a server version."""
    if version < 14:
        return RANGES.format(multirange="NULL::oid AS multirange_oid, NULL AS multirange, NULL AS place", source="")
    return RANGES.format(
        multirange="m.oid AS multirange_oid, m.typname AS multirange, mn.nspname AS place",
        source="JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_namespace mn ON mn.oid = m.typnamespace",
    )


def own_collations(version: int) -> str:
    """``OWN_COLLATIONS`` for a server version."""
    locale = "c.collcollate" if version < 15 else "c.colliculocale" if version < 17 else "c.colllocale"
    return OWN_COLLATIONS.format(locale=locale, rules="c.collicurules" if version >= 16 else "NULL")


def validated(version: int) -> str:
    """``VALIDATED`` for a server version."""
    return VALIDATED.format(enforced="p.conenforced" if version >= 18 else "true")


def indexes(version: int) -> str:
    """``INDEXES`` for a server version."""
    return INDEXES.format(nulls_not_distinct="i.indnullsnotdistinct" if version >= 15 else "false")
