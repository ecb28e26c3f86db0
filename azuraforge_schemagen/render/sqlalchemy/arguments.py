"""What something of the project is called with."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.ir.orm import Alias, PyCall
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Expr
from azuraforge_schemagen.render.sqlalchemy.scope import Scope


def arguments(of: Alias | PyCall, scope: Scope) -> list[Expr]:
    """The arguments, by place or by name."""
    args = [_argument(it, scope) for it in of.args]
    return args + [python.keyword(name, _argument(it, scope)) for name, it in of.keywords]


def _argument(value: object, scope: Scope) -> Expr:
    """A value, or ``{ python: path }`` for what an import reaches."""
    if isinstance(value, Mapping) and value.keys() == {"python"}:
        module, _, name = str(value["python"]).partition(":")
        return scope.name(module, name)
    return python.value(value)
