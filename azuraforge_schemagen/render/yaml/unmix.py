"""A table that says itself what its mixins said for it, and one that is written anew but for what only Python sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from azuraforge_schemagen.render.yaml.merge import COMPUTED, TYPE
from azuraforge_schemagen.render.yaml.scope import Data

_WAY = ("renamed_from", "moved_from", "removed")
_PYTHON = ("class", "doc", "extends", "repr", "relationships", "lint", "depends_on", *_WAY)
_OF_A_COLUMN = (*COMPUTED, "attr", "annotation", "doc", "renamed_from", "using")
_SECTIONS = ("uniques", "checks", "foreign_keys", "indexes")


def unmixed(
    mine: Mapping[str, Any], mixins: Iterable[Mapping[str, Any]], before: Mapping[str, Any], given: Iterable[str]
) -> Data:
    """The table without these mixins. ``before`` is all that it says of the database; ``given`` are the names of the
    keys, checks and indexes that it has from mixins."""
    gone = list(mixins)
    out = dict(mine)
    left = [name for name in out.get("mixins", ()) if name not in {it["mixin"] for it in gone}]
    out["mixins"] = left
    if not left:
        del out["mixins"]
    columns = dict(out.get("columns") or {})
    for mixin in gone:
        columns |= {name: _column(spec, before["columns"][name], typed=True) for name, spec in mixin["columns"].items()}
    out["columns"] = columns
    for section in _SECTIONS:
        found = {name: it for name, it in (before.get(section) or {}).items() if name in set(given)}
        if found:
            out[section] = {**(out.get(section) or {}), **found}
    return out


def overlaid(mine: Mapping[str, Any], after: Mapping[str, Any]) -> Data:
    """All that is to be said of the database, with what only Python sees."""
    out = {name: it for name, it in after.items() if name != "class"}
    out |= {name: mine[name] for name in _PYTHON if name in mine}
    columns = mine.get("columns") or {}
    if "columns" in out:
        out["columns"] = {name: _column(columns.get(name, it), it) for name, it in out["columns"].items()}
    return out


def _column(said: Any, rendered: Any, typed: bool = False) -> Any:
    """A column as it was rendered, with what somebody said to Python, and in their words for its type if ``typed``."""
    if not isinstance(said, Mapping):
        said = {"type": said}
    wide = dict(rendered) if isinstance(rendered, Mapping) else {"type": rendered}
    if typed:
        spelled = {name: said[name] for name in ("type", *TYPE, "variants") if name in said}
        wide = {**spelled, **{name: it for name, it in wide.items() if name not in ("type", *TYPE)}}
    left_out = COMPUTED if "generated" in wide else ()
    wide |= {name: said[name] for name in _OF_A_COLUMN if name in said and name not in left_out}
    return wide["type"] if wide.keys() == {"type"} else wide
