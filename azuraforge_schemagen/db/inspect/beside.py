"""What is asked of PostgreSQL's catalogs about everything that stands beside the tables of a ``Schema``.

Every row is ``(class, oid, kind, schema, name, child, relation, detail)``: the object's catalog and number, how it is
called, the relation that it is a part of, and what its name does not say.
"""

from __future__ import annotations

from azuraforge_schemagen.db.inspect.catalog import USER, own

_BUILT_IN = 16384
"""What ``initdb`` makes has smaller numbers."""


def select(catalog: str, kind: str, name: str, source: str, **others: str) -> str:
    """One branch: objects ``o`` of a catalog but for extensions' own; ``source`` is what follows FROM, conditions
    included. ``others`` are expressions of columns."""
    one = {"oid": "o.oid", "schema": "n.nspname", "child": "NULL", "relation": "NULL::oid", "detail": "''", **others}
    return (
        f"SELECT '{catalog}' AS catalog, {one['oid']} AS oid, {kind} AS kind, {one['schema']}::text AS schema, "
        f"{name}::text AS name, {one['child']}::text AS child, {one['relation']} AS relation, "
        f"{one['detail']}::text AS detail\nFROM {source} AND {own(one['oid'], catalog)}"
    )


def enabled(column: str) -> str:
    """When something fires, where that is not always."""
    return f"CASE {column} WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' ELSE '' END"


def _first_hand(catalog: str) -> str:
    """The condition that an object did not come with another one, as a range's functions and cast do."""
    return (
        f"NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.classid = '{catalog}'::regclass AND i.objid = o.oid "
        "AND i.deptype = 'i')"
    )


def _in_schema(catalog: str, kind: str, prefix: str, name: str = "", **others: str) -> str:
    source = f"{catalog} o JOIN pg_namespace n ON n.oid = o.{prefix}namespace WHERE {USER}"
    return select(catalog, f"'{kind}'", name or f"o.{prefix}name", source, **others)


def _of_database(catalog: str, kind: str, name: str, where: str = "true", detail: str = "''") -> str:
    source = f"{catalog} o WHERE o.oid >= {_BUILT_IN} AND {where}"
    return select(catalog, f"'{kind}'", name, source, schema="''", detail=detail)


_TYPES = select(
    "pg_type",
    "'base_type'",
    "o.typname",
    f"""pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace
    WHERE {USER} AND o.typtype IN ('b', 'p') AND NOT EXISTS (SELECT 1 FROM pg_type e WHERE e.typarray = o.oid)""",
)

_FUNCTIONS = select(
    "pg_proc",
    "CASE o.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE 'function' END",
    "o.proname || '(' || pg_get_function_identity_arguments(o.oid) || ')'",
    f"""pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
    WHERE {USER} AND {_first_hand("pg_proc")} AND o.protrftypes IS NOT NULL""",
)
"""Routines that take their arguments through transforms."""

_OPERATORS = _in_schema(
    "pg_operator",
    "operator",
    "opr",
    "o.oprname || '(' || CASE o.oprleft WHEN 0 THEN 'none' ELSE format_type(o.oprleft, NULL) END || ', ' "
    "|| CASE o.oprright WHEN 0 THEN 'none' ELSE format_type(o.oprright, NULL) END || ')'",
)

_OPERATOR_CLASSES = select(
    "pg_opclass",
    "'operator_class'",
    "o.opcname || ' USING ' || m.amname",
    f"pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod WHERE {USER}",
)

_OPERATOR_FAMILIES = select(
    "pg_opfamily",
    "'operator_family'",
    "o.opfname || ' USING ' || m.amname",
    f"""pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace JOIN pg_am m ON m.oid = o.opfmethod
    WHERE {USER} AND NOT EXISTS (SELECT 1 FROM pg_opclass s WHERE s.opcfamily = o.oid AND s.opcname = o.opfname)""",
)

_USER_MAPPINGS = select(
    "pg_user_mapping",
    "'user_mapping'",
    "o.srvname",
    "pg_user_mappings o WHERE true",
    oid="o.umid",
    schema="''",
    child="coalesce(o.usename, 'public')",
)

_SUBSCRIPTIONS = select(
    "pg_subscription",
    "'subscription'",
    "o.subname",
    "pg_subscription o JOIN pg_database d ON d.oid = o.subdbid WHERE d.datname = current_database()",
    oid="0::oid",  # before PostgreSQL 14 not everybody may read it
    schema="''",
)

OBJECTS = (
    _TYPES,
    _FUNCTIONS,
    _in_schema("pg_conversion", "conversion", "con"),
    _in_schema("pg_statistic_ext", "statistics", "stx", relation="o.stxrelid"),
    _OPERATORS,
    _OPERATOR_CLASSES,
    _OPERATOR_FAMILIES,
    _in_schema("pg_ts_config", "text_search_configuration", "cfg"),
    _in_schema("pg_ts_dict", "text_search_dictionary", "dict"),
    _in_schema("pg_ts_parser", "text_search_parser", "prs"),
    _in_schema("pg_ts_template", "text_search_template", "tmpl"),
    _of_database(
        "pg_cast",
        "cast",
        "'(' || format_type(o.castsource, NULL) || ' AS ' || format_type(o.casttarget, NULL) || ')'",
        _first_hand("pg_cast"),
    ),
    _of_database("pg_transform", "transform", "format_type(o.trftype, NULL)"),
    _of_database("pg_language", "language", "o.lanname"),
    _of_database("pg_am", "access_method", "o.amname"),
    _of_database("pg_foreign_data_wrapper", "foreign_data_wrapper", "o.fdwname"),
    _of_database("pg_foreign_server", "foreign_server", "o.srvname"),
    _USER_MAPPINGS,
    _of_database("pg_event_trigger", "event_trigger", "o.evtname", detail=enabled("o.evtenabled")),
    _of_database("pg_publication", "publication", "o.pubname"),
    _SUBSCRIPTIONS,
)
"""Objects that are no part of a table."""
