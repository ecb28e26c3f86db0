"""``docs/realworld.md``: the table of results, and the gaps of each project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scripts.realworld.projects import ROOT, Project
from scripts.realworld.record import DIALECTS, Record

PAGE = ROOT / "docs" / "realworld.md"
HEAD = """# Real projects
Models of projects from PyPI, imported with `schemagen import SOURCE` and compiled, beside the projects' own. *Tables*:
`create_all` of both on a database each, and how many of the tables are the same as the database has them: columns in
their order, types, defaults, keys, checks, indexes, comments. *Mappers*: how many classes are the same to a program:
attributes with their columns, types and defaults, relationships with target, direction, joins, cascade, loading and
order, inheritance. `configure_mappers()` runs for all of them. What differs is named below, by the diagnostic of the
import (SG511, SG561, SG563) that says it. `make realworld` measures it again and writes this page.

"""


def page(projects: Mapping[str, Project], records: Mapping[str, Record]) -> str:
    """The page of these records."""
    return HEAD + "\n".join([*_table(projects, records), "", *_gaps(projects, records)]).rstrip() + "\n"


def _table(projects: Mapping[str, Project], records: Mapping[str, Record]) -> Iterator[str]:
    yield "| project | tables on PostgreSQL | on SQLite | mappers | |"
    yield "|---|---|---|---|---|"
    done = {name: it for name, it in records.items() if "figures" in it}
    for name, it in records.items():
        title = projects[name].requires[0].replace("==", " ")
        figures = [_share(*it["figures"].get(key, _NONE)) for key in _COLUMNS] if name in done else ["-", "-", "-"]
        yield f"| {title} | {' | '.join(figures)} | {projects[name].note} |"
    sums = [
        _share(*(sum(it["figures"].get(key, _NONE)[at] for it in done.values()) for at in (0, 1))) for key in _COLUMNS
    ]
    yield f"| all | {' | '.join(f'**{it}**' for it in sums)} | |"
    tables = [sum(it["figures"].get(key, _NONE)[at] for it in done.values() for key in DIALECTS) for at in (0, 1)]
    yield ""
    yield f"Tables of all of them, on both databases: {_share(*tables)}."


_COLUMNS = (*DIALECTS, "mappers")
_NONE = (0, 0)


def _share(equal: int, total: int) -> str:
    return f"{equal} of {total}" + (f" ({_percent(equal, total)})" if equal != total else "") if total else "-"


def _percent(equal: int, total: int) -> str:
    """Rounded down, so that less than all is never 100."""
    return f"{int(equal * 1000 / total) / 10} %"


def _gaps(projects: Mapping[str, Project], records: Mapping[str, Record]) -> Iterator[str]:
    for name, it in records.items():
        lines = list(_said(it))
        if lines:
            yield from (f"## {name}", *(f"- {line}" for line in lines), "")


def _places(where: list[str]) -> str:
    """The first of them, and how many more there are."""
    return ", ".join(where[:3]) + (f" and {len(where) - 3} more" if len(where) > 3 else "")


def _said(record: Record) -> Iterator[str]:
    if "figures" not in record:
        yield from record["refused"]
        return
    for group in ("unnamed", "named"):
        yield from (f"{_places(where)}: {words}" for words, where in record[group].items())
    yield from (f"left out: {it}" for it in record["left out"])
    for dialect, objects in record["refused by the server"].items():
        yield f"not compared, for {dialect} refuses it: {', '.join(objects)}"
    if counts := record["in the code"]:
        names = {"hybrid": "hybrid attributes", "association": "association proxies"}
        named = (f"{number} {names.get(kind, kind + 's')}" for kind, number in sorted(counts.items()))
        yield f"in the project's code, nothing of a mapper: {', '.join(named)}"
