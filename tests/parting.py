"""Partition trees for the laws: a table that is partitioned, tables that may be its partitions, as YAML."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.yamlflow import flow

BOUNDS: dict[str, Any] = {
    "p1": {"in": [1]},
    "p2": {"in": [2, None]},
    "p3": {"in": [3, 4]},
    "p4": {"default": True},
}
COLUMNS: dict[str, Any] = {"a": "integer | null", "b": "string | null", "c": "integer | null", "r": "bigint | null"}
SHARED: dict[str, dict[str, Any]] = {
    "primary_key": {"primary_key": ["a", "c"]},
    "unique": {"uniques": {"u": ["a", "b"]}},
    "filled unique": {"uniques": {"uf": {"columns": ["a", "r"], "with": {"fillfactor": 60}, "index_comment": "k"}}},
    "unique index": {"indexes": {"ui": {"columns": ["a", "b"], "unique": True}}},
    "index": {"indexes": {"ix": ["b"]}},
    "twin index": {"indexes": {"iy": ["b"]}},
    "expression": {"indexes": {"iz": {"columns": [{"expr": "b || 'x'"}]}}},
    "check": {"checks": {"ck": "c > 0"}},
    "reference": {"foreign_keys": {"fk": {"columns": ["r"], "references": "r", "to": ["id"]}}},
}
OWN: dict[str, dict[str, Any]] = {
    "index": {"indexes": {"own_ix": ["b"]}},
    "unique": {"uniques": {"own_u": ["a", "b"]}},
    "key": {"primary_key": {"name": "own_pk", "columns": ["a", "b"]}},
    "check": {"checks": {"own_ck": "c < 100"}},
    "not null": {"columns": {"c": {"not_null": True}}},
    "default": {"columns": {"c": {"server_default": 7}}},
    "comment": {"columns": {"b": {"comment": "own"}}, "comment": "a part"},
    "states": {"row_security": True, "replica_identity": "full", "unlogged": True},
    "clustered": {"indexes": {"own_ix": ["b"]}, "clustered": "own_ix"},
    "reference": {
        "foreign_keys": {"own_fk": {"columns": ["r"], "references": "r", "to": ["id"], "on_delete": "cascade"}}
    },
}


def _merged(parts: list[dict[str, Any]], prefix: str = "") -> dict[str, Any]:
    """The parts as one map; names get a prefix, for indexes share one set of names."""
    found: dict[str, Any] = {}
    for part in parts:
        for section, entry in part.items():
            if isinstance(entry, dict) and section in ("indexes", "uniques", "checks", "foreign_keys"):
                found.setdefault(section, {}).update({f"{prefix}{name}": it for name, it in entry.items()})
            elif section == "primary_key" and isinstance(entry, dict):
                found[section] = {**entry, "name": f"{prefix}{entry['name']}"}
            elif section == "clustered":
                found[section] = f"{prefix}{entry}"
            elif isinstance(entry, dict):
                for name, it in entry.items():
                    found.setdefault(section, {}).setdefault(name, {}).update(it)
            else:
                found[section] = entry
    return found


def _chosen(draw: st.DrawFn, options: dict[str, dict[str, Any]]) -> list[str]:
    return sorted(draw(st.sets(st.sampled_from(sorted(options)), max_size=4)))


@st.composite
def trees(draw: st.DrawFn) -> list[str]:
    """The files of a project: ``t``, its partitions, tables that are none, and ``r`` that they refer to."""
    columns = dict(COLUMNS)
    columns["c"] = draw(st.sampled_from(["integer | null", "integer", {"type": "integer | null", "server_default": 5}]))
    if draw(st.booleans()):
        columns["d"] = draw(st.sampled_from(["string | null", "integer | null"]))
    names = _chosen(draw, SHARED)
    if "primary_key" in names:
        columns |= {"a": "integer", "c": "integer"}
    table: dict[str, Any] = {"table": "t", "columns": columns, **_merged([SHARED[it] for it in names])}
    partitioned = draw(st.integers(0, 5)) > 0
    files: list[dict[str, Any]] = [{"table": "r", "columns": {"id": {"type": "bigint", "primary_key": True}}}]
    parts: dict[str, Any] = {}
    for name, bound in BOUNDS.items():
        kind = draw(st.sampled_from(["part", "part", "none", "plain", "whole"])) if partitioned else "plain"
        own = [it for it in _chosen(draw, OWN) if not (it == "key" and "primary_key" in names)]
        if kind in ("part", "whole"):
            parts[name] = {**bound, **_merged([OWN[it] for it in own], f"{name}_")}
            parts[name] |= _by_shares(name, names, own, draw)
            if kind == "whole" and name != "p4":
                _divide(parts[name], draw)
        elif kind == "plain":
            files.append(_plain(name, columns, own))
    if partitioned:
        table["partition_by"] = {"list": ["a"]}
        if parts:
            table["partitions"] = parts
    return [flow(it) for it in (table, *files)]


def _divide(part: dict[str, Any], draw: st.DrawFn) -> None:
    """Makes a partition one that has partitions itself, without keys that would lack its own partition key."""
    for section in ("primary_key", "uniques", "unlogged", "clustered"):
        part.pop(section, None)
    name = f"s{part['in'][0]}"
    part["partition_by"] = {"hash": ["a"]}
    part["partitions"] = {f"{name}_{at}": {"modulus": 2, "remainder": at} for at in range(draw(st.integers(1, 2)))}


def _by_shares(name: str, shared: list[str], own: list[str], draw: st.DrawFn) -> dict[str, Any]:
    """States of a partition that name its shares of its parent's indexes."""
    found: dict[str, Any] = {}
    if "primary_key" in shared and draw(st.booleans()):
        found["replica_identity"] = {"index": f"{name}_pkey"}
    plain = "index" in shared and "twin index" not in shared and "index" not in own
    if plain and "clustered" not in own and draw(st.booleans()):
        found["clustered"] = f"{name}_b_idx"
    return found


def _plain(name: str, columns: dict[str, Any], own: list[str]) -> dict[str, Any]:
    """A table that is no partition, which may become one."""
    left = [OWN[it] for it in own if it not in ("not null", "default", "comment", "key")]
    return {"table": name, **_merged(left, f"{name}_"), "columns": dict(columns)}
