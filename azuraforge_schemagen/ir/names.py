"""Names of database objects: a schema-qualified name and a reference to an object of a kind."""

from __future__ import annotations

from typing import NamedTuple


class QName(NamedTuple):
    """A name in a database schema; an empty ``schema`` is the database's default one."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{_quote(self.schema)}.{_quote(self.name)}" if self.schema else _quote(self.name)


class Ref(NamedTuple):
    """The address of a top-level object: ``kind`` is a kind key of the language (``table``, ``enum`` ...)."""

    kind: str
    name: QName

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def _quote(part: str) -> str:
    return '"' + part.replace('"', '""') + '"' if not part or set(part) & set('.:"') else part


def parse_qname(text: str) -> QName:
    """The inverse of ``str(QName)``. Raises ``ValueError`` where the text is not one."""
    parts: list[str] = []
    rest = text
    while True:
        part, rest = _take(rest)
        parts.append(part)
        if not rest:
            break
        if not rest.startswith("."):
            raise ValueError(f"not a qualified name: {text!r}")
        rest = rest[1:]
    if len(parts) > 2:
        raise ValueError(f"not a qualified name: {text!r}")
    return QName(parts[0] if len(parts) == 2 else "", parts[-1])


def _take(text: str) -> tuple[str, str]:
    if not text.startswith('"'):
        part, dot, rest = text.partition(".")
        return part, dot + rest
    end = 1
    while True:
        end = text.find('"', end)
        if end < 0:
            raise ValueError(f"unclosed quote in {text!r}")
        if text[end : end + 2] != '""':
            return text[1:end].replace('""', '"'), text[end + 1 :]
        end += 2


def parse_ref(text: str) -> Ref:
    """The inverse of ``str(Ref)``. Raises ``ValueError`` where the text is not one."""
    kind, colon, name = text.partition(":")
    if not colon:
        raise ValueError(f"not a reference: {text!r}")
    return Ref(kind, parse_qname(name))
