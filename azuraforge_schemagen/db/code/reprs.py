"""``__repr__`` of mapped classes, where it is one that the language writes."""

from __future__ import annotations

import inspect
from types import CodeType
from typing import Any

from sqlalchemy.orm import Mapper


def shown(mapper: Mapper[Any]) -> tuple[list[str], str]:
    """The attributes that a class of its own words shows, none where those of the key; and why no file can say it."""
    found = vars(mapper.class_).get("__repr__")
    if found is None:
        return [], ""
    key = [mapper.get_property_by_column(it).key for it in mapper.local_table.primary_key]
    names = list(found.__code__.co_names) if inspect.isfunction(found) else []
    columns = {it.key for it in mapper.column_attrs}
    if names and columns.issuperset(names) and _is_same(found.__code__, mapper.class_.__name__, names):
        return [] if names == key else names, ""
    return [], "the method __repr__"


def _is_same(code: CodeType, name: str, shown_: list[str]) -> bool:
    """Whether a method is the one that the generated class would have."""
    text = " ".join([name, *(f"{it}={{self.{it}!r}}" for it in shown_)])
    module = compile(f"def __repr__(self):\n    return f'<{text}>'", "known", "exec")
    made = next(it for it in module.co_consts if isinstance(it, CodeType))
    return all(getattr(made, part) == getattr(code, part) for part in ("co_code", "co_names", "co_consts"))
