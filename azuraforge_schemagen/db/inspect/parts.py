"""What is asked of PostgreSQL's catalogs about triggers, policies and extended statistics of relations."""

from __future__ import annotations

from azuraforge_schemagen.db.inspect.catalog import USER, comment, own


def triggers(version: int) -> str:
    """Triggers that somebody made: no key's, no copies of a partitioned table's."""
    copied = (
        "t.tgparentid <> 0"
        if version >= 13
        else "EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid "
        "AND d.deptype = 'P')"
    )
    return f"""
SELECT t.oid, t.tgrelid AS relation, t.tgname AS name, t.tgtype AS flags, t.tgenabled::text AS enabled,
    t.tgattr::int2[] AS columns, t.tgconstraint <> 0 AS constraint, t.tgdeferrable AS deferrable,
    t.tginitdeferred AS deferred, t.tgconstrrelid AS other, t.tgoldtable AS old_table, t.tgnewtable AS new_table,
    f.proname AS function, fn.nspname AS function_schema, pg_get_triggerdef(t.oid) AS definition,
    cm.description AS comment
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_namespace fn ON fn.oid = f.pronamespace {comment("t.oid", "pg_trigger")}
WHERE NOT t.tgisinternal AND NOT ({copied}) AND {USER} AND {own("c.oid", "pg_class")}
"""


POLICIES = f"""
SELECT p.oid, p.polrelid AS relation, p.polname AS name, p.polpermissive AS permissive, p.polcmd::text AS command,
    array(SELECT CASE r.oid WHEN 0 THEN 'public' ELSE pg_get_userbyid(r.oid)::text END
        FROM unnest(p.polroles) r(oid)) AS roles,
    pg_get_expr(p.polqual, p.polrelid) AS seen, pg_get_expr(p.polwithcheck, p.polrelid) AS written,
    cm.description AS comment
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
{comment("p.oid", "pg_policy")}
WHERE {USER} AND {own("c.oid", "pg_class")}
"""


def statistics(version: int) -> str:
    """Extended statistics."""
    return f"""
SELECT s.oid, n.nspname AS schema, s.stxname AS name, s.stxrelid AS relation, s.stxkeys::int2[] AS columns,
    s.stxkind::text[] AS kinds, {"nullif(s.stxstattarget, -1)" if version >= 13 else "NULL::int"} AS target,
    {"pg_get_statisticsobjdef_expressions(s.oid)" if version >= 14 else "NULL::text[]"} AS expressions,
    cm.description AS comment
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace {comment("s.oid", "pg_statistic_ext")}
WHERE {USER} AND {own("s.oid", "pg_statistic_ext")}
"""
