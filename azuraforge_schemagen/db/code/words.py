"""The words of a statement, one after another."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.sqltext import Token


class Reader:
    """Goes over the tokens of a statement that mean something."""

    def __init__(self, statement: str) -> None:
        self._tokens = list(_placed(statement))
        self._statement = statement
        self._at = 0

    def take(self, *words: str) -> bool:
        """Goes over these words where they stand here."""
        found = [token.text.lower() for token, _ in self._tokens[self._at : self._at + len(words)]]
        if found != list(words):
            return False
        self._at += len(words)
        return True

    def identifier(self) -> str | None:
        """A name, if one stands here."""
        if self._at >= len(self._tokens) or self._tokens[self._at][0].kind not in ("name", "quoted"):
            return None
        self._at += 1
        return sqltext.identifier(self._tokens[self._at - 1][0])

    def name(self) -> QName | None:
        """The name of an object; the schema ``public`` is the default one."""
        first = self.identifier()
        if first is None or not self.take("."):
            return None if first is None else QName("", first)
        second = self.identifier()
        return None if second is None else QName("" if first == "public" else first, second)

    def columns(self) -> tuple[str, ...] | None:
        """Names between parentheses, if any."""
        found: list[str] = []
        if not self.take("("):
            return ()
        while (one := self.identifier()) is not None:
            found.append(one)
            if self.take(")"):
                return tuple(found)
            if not self.take(","):
                break
        return None

    def options(self) -> tuple[tuple[str, str], ...] | None:
        """``WITH (name = value, ...)``, if it is there."""
        found: list[tuple[str, str]] = []
        if not self.take("with", "("):
            return ()
        while (one := self.identifier()) is not None:
            found.append((one, self._value() if self.take("=") else "true"))
            if self.take(")"):
                return tuple(sorted(found))
            if not self.take(","):
                break
        return None

    def _value(self) -> str:
        token = self._tokens[self._at][0]
        self._at += 1
        return sqltext.value(token.text) if token.kind == "string" else token.text

    def is_done(self) -> bool:
        """Whether nothing follows."""
        self.take(";")
        return self._at == len(self._tokens)

    def rest(self) -> str:
        """What stands behind what was taken."""
        token, start = self._tokens[self._at - 1]
        return self._statement[start + len(token.text) :]


def _placed(statement: str) -> Iterator[tuple[Token, int]]:
    at = 0
    for token in sqltext.tokens(statement):
        if token.kind not in sqltext.BLANK:
            yield token, at
        at += len(token.text)
