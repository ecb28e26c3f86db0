"""Items of arrays that a dialect keeps as JSON: what JSON has in the place of those that it cannot hold."""

from __future__ import annotations

from collections.abc import Mapping

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar, Type, Variant
from azuraforge_schemagen.render.python import Expr
from azuraforge_schemagen.render.sqlalchemy.names import EnumName
from azuraforge_schemagen.render.sqlalchemy.scope import Scope


class Items:
    """Writes how the items of an array come out of JSON and, where ``str`` does not do, how they get there."""

    def __init__(self, scope: Scope, enums: Mapping[QName, EnumName]) -> None:
        self._scope = scope
        self._enums = enums

    def conversion(self, type_: Type) -> list[Expr]:
        """The arguments of ``JsonArray``; none where JSON holds the items as they are."""
        while isinstance(type_, Array | Variant):
            type_ = type_.items if isinstance(type_, Array) else type_.base
        match type_:
            case EnumType(name):
                members = self._enums[name].cls
                if self._enums[name].names:
                    return [f"lambda text: {members}[text]", f"lambda item: {members}(item).name"]
                return [members, f"lambda item: {members}(item).value"]
            case Scalar(name):
                return self._scalar(name)
            case _:
                return []

    def _scalar(self, name: str) -> list[Expr]:
        scope = self._scope
        match name:
            case "numeric":
                # A default of the server may hold numbers.
                return [f"lambda item: {scope.name('decimal', 'Decimal')}({scope.builtin('str')}(item))"]
            case "uuid":
                return [f"{scope.module('uuid')}.UUID"]
            case "date":
                return [f"{scope.module('datetime')}.date.fromisoformat"]
            case "time" | "timetz":
                return [f"{scope.module('datetime')}.time.fromisoformat"]
            case "timestamp" | "timestamptz":
                return [f"{scope.module('datetime')}.datetime.fromisoformat"]
            case "interval":
                # Seconds as a float would lose microseconds of a long interval.
                delta = f"{scope.module('datetime')}.timedelta"
                return [f"lambda item: {delta}(microseconds=item)", f"lambda item: item // {delta}(microseconds=1)"]
            case "binary":
                return [f"{scope.builtin('bytes')}.fromhex", "lambda item: item.hex()"]
            case _:
                return []
