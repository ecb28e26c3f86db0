"""PostgreSQL's functions, procedures and aggregates: what is asked of its catalogs, and the rows as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from azuraforge_schemagen.db.inspect.catalog import USER, comment, own
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.ir import settings, signatures, sqltext
from azuraforge_schemagen.ir.bodies import Argument, Routine
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sql


def _function(number: str) -> str:
    """A function's name in the words of a statement, with its schema where that is not seen anyway."""
    return f"""(SELECT CASE WHEN m.nspname IN ('pg_catalog', current_schema()) THEN ''
        ELSE quote_ident(m.nspname) || '.' END || quote_ident(f.proname)
    FROM pg_proc f JOIN pg_namespace m ON m.oid = f.pronamespace WHERE f.oid = {number})"""


_FUNCTIONS = {
    "sfunc": "aggtransfn",
    "finalfunc": "aggfinalfn",
    "combinefunc": "aggcombinefn",
    "serialfunc": "aggserialfn",
    "deserialfunc": "aggdeserialfn",
    "msfunc": "aggmtransfn",
    "minvfunc": "aggminvtransfn",
    "mfinalfunc": "aggmfinalfn",
}
_SORTED_BY = """(SELECT CASE WHEN m.nspname = 'pg_catalog' THEN o.oprname::text
    ELSE 'OPERATOR(' || quote_ident(m.nspname) || '.' || o.oprname || ')' END
    FROM pg_operator o JOIN pg_namespace m ON m.oid = o.oprnamespace WHERE o.oid = a.aggsortop)"""

_ROUTINES = f"""
SELECT p.oid, n.nspname AS schema, p.proname AS name, p.prokind::text AS kind, p.proargnames AS names,
    p.proargmodes::text[] AS modes,
    array(SELECT format_type(u.type, NULL) FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]))
        WITH ORDINALITY u(type, place) ORDER BY u.place) AS types,
    array(SELECT pg_get_function_arg_default(p.oid, place::integer) FROM generate_series(1,
        cardinality(coalesce(p.proallargtypes, p.proargtypes::oid[]))) place ORDER BY place) AS defaults,
    format_type(p.prorettype, NULL) AS result, p.proretset AS several, l.lanname AS language, p.prosrc AS source,
    p.probin AS library, {{sql}} AS sql, p.provolatile::text AS volatility, p.proisstrict AS strict,
    p.prosecdef AS definer, p.proleakproof AS leakproof, p.proparallel::text AS parallel,
    p.procost::numeric AS cost, p.prorows::numeric AS rows, {_function("p.prosupport")} AS support,
    p.proconfig AS settings, cm.description AS comment, a.aggkind::text AS sort, a.aggnumdirectargs AS direct,
    {", ".join(f"{_function(f'a.{column}')} AS {name}" for name, column in _FUNCTIONS.items())},
    format_type(a.aggtranstype, NULL) AS stype, a.aggtransspace AS sspace, a.aggfinalextra AS finalfunc_extra,
    a.aggfinalmodify::text AS finalfunc_modify, a.agginitval AS initcond,
    CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END AS mstype, a.aggmtransspace AS msspace,
    a.aggmfinalextra AS mfinalfunc_extra, a.aggmfinalmodify::text AS mfinalfunc_modify, a.aggminitval AS minitcond,
    {_SORTED_BY} AS sortop
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
{comment("p.oid", "pg_proc")}
WHERE {USER} AND {own("p.oid", "pg_proc")} AND p.protrftypes IS NULL AND NOT EXISTS (SELECT 1 FROM pg_depend i
    WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
"""

_PLAIN = ("initcond", "minitcond", "sortop", *_FUNCTIONS)
_FLAGS = ("finalfunc_extra", "mfinalfunc_extra")
_MODIFY = {"r": "read_only", "s": "shareable", "w": "read_write"}
_MODES: dict[str, Literal["in", "out", "inout", "variadic"]] = {"i": "in", "o": "out", "b": "inout", "v": "variadic"}
_VOLATILITY: dict[str, Literal["volatile", "stable", "immutable"]] = {"v": "volatile", "s": "stable", "i": "immutable"}
_PARALLEL: dict[str, Literal["unsafe", "restricted", "safe"]] = {"u": "unsafe", "r": "restricted", "s": "safe"}
_KINDS: dict[str, Literal["function", "procedure", "aggregate"]] = {"p": "procedure", "a": "aggregate"}
_COMPILED = ("c", "internal")


def query(version: int) -> str:
    """What is asked about routines."""
    return _ROUTINES.format(sql="pg_get_function_sqlbody(p.oid)" if version >= 14 else "NULL::text")


def routines(rows: Iterable[Any], default_schema: str) -> dict[int, Routine]:
    """Every routine that no extension and no other object brought, by its number."""
    found = {}
    for row in rows:
        called = QName("" if row.schema == default_schema else row.schema, row.name)
        found[row.oid] = _aggregate(called, row) if row.kind == "a" else _routine(called, row)
    return found


def _routine(called: QName, row: Any) -> Routine:
    kind = _KINDS.get(row.kind, "function")
    return Routine(
        kind=kind,
        called=called,
        arguments=tuple(_arguments(row)),
        returns="" if kind == "procedure" else _result(row),
        language=row.language,
        body=Sql(row.source if row.sql is None else sqltext.canonical(row.sql)),
        atomic=row.sql is not None,
        library=row.library,
        volatility=_VOLATILITY[row.volatility],
        strict=row.strict,
        security_definer=row.definer,
        leakproof=row.leakproof,
        window=row.kind == "w",
        parallel=_PARALLEL[row.parallel],
        cost=number(row.cost, 1 if row.language in _COMPILED else 100),
        rows=number(row.rows, 1000 if row.several else 0),
        support=row.support,
        settings=tuple(sorted(_setting(it) for it in row.settings or ())),
        comment=row.comment,
    )


def number(value: Any, usual: int) -> str | None:
    """A number as its text, ``None`` for the usual one."""
    return None if value == usual else f"{value.normalize():f}"


def _setting(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return settings.canonical(name, value)


def _modes(row: Any) -> Sequence[str]:
    return row.modes or "i" * len(row.types)


def _arguments(row: Any) -> Iterator[Argument]:
    names = row.names or [""] * len(row.types)
    for name, mode, type_, default in zip(names, _modes(row), row.types, row.defaults, strict=True):
        if mode in _MODES:
            sql = None if default is None else expression(default)
            yield Argument(signatures.canonical(type_), name, _MODES[mode], sql)


def _result(row: Any) -> str:
    """What stands behind RETURNS."""
    columns = zip(row.names or (), _modes(row), row.types, strict=False)
    table = [f"{sqltext.quoted(name)} {signatures.canonical(type_)}" for name, mode, type_ in columns if mode == "t"]
    if table:
        return f"TABLE({', '.join(table)})"
    return f"{'SETOF ' if row.several else ''}{signatures.canonical(row.result)}"


def _sides(arguments: tuple[Argument, ...], direct: int) -> tuple[tuple[Argument, ...], tuple[Argument, ...]]:
    """What stands before and behind ORDER BY; a variadic one stands on both sides."""
    twice = len(arguments) == direct
    return arguments[:direct], arguments[-1:] if twice else arguments[direct:]


def _aggregate(called: QName, row: Any) -> Routine:
    arguments = tuple(_arguments(row))
    direct, ordered = (arguments, arguments[:0]) if row.sort == "n" else _sides(arguments, row.direct)
    options = {name: text for name in _PLAIN if (text := getattr(row, name)) is not None}
    options |= {name: signatures.canonical(text) for name in ("stype", "mstype") if (text := getattr(row, name))}
    options |= {name: str(size) for name in ("sspace", "msspace") if (size := getattr(row, name))}
    options |= {name: "" for name in _FLAGS if getattr(row, name)}
    usual = "r" if row.sort == "n" else "w"
    for name in ("finalfunc_modify", "mfinalfunc_modify"):
        if (value := getattr(row, name)) != usual:
            options[name] = _MODIFY[value]
    if row.parallel != "u":
        options["parallel"] = _PARALLEL[row.parallel]
    if row.sort == "h":
        options["hypothetical"] = ""
    return Routine(
        "aggregate", called, direct, options=tuple(sorted(options.items())), ordered=ordered, comment=row.comment
    )
