"""Lines of a class body."""

from __future__ import annotations

from collections.abc import Sequence

from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr


def mapped(name: str, annotation: str, function: str, args: Sequence[Expr]) -> str:
    """``name: Mapped[...] = function(args)``, which mostly fits on the line."""
    flat = f"    {name}: {annotation} = {function}({', '.join([python.flat(arg) for arg in args])})"
    if len(flat) <= python.WIDTH and flat.isascii():
        return flat
    opening = f"{name}: {annotation} = {function}"
    needed = python.columns(flat) if not args else 4 + python.columns(opening) + 1
    if needed <= python.WIDTH:
        return "    " + python.layout(Call(opening, args), 4)
    if 4 + python.columns(f"{name}: {annotation} = (") <= python.WIDTH:
        return f"    {name}: {annotation} = (\n        {python.layout(Call(function, args), 8)}\n    )"
    wrapper, _, inner = annotation.partition("[")
    last = python.layout(Call(f"] = {function}", args), 4)
    return f"    {name}: {wrapper}[\n        {inner[:-1]}\n    {last}"
