"""Python source text: literals for any text, and the layout that ``ruff format`` gives at 120 columns.

An expression is a ``str`` that never breaks, or a ``Call`` that breaks inside its brackets.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

WIDTH = 120

_PLAIN = re.compile(r"[ !#-\[\]-~]*").fullmatch
"""Printable ASCII without a double quote or a backslash."""

_INVISIBLE = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0") | {
    chr(code) for code in range(0xFE00, 0xFE10)
}
"""Letters and marks that show nothing; the other invisible characters are found by their category."""

_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BIND = re.compile(r"(?<![:\w\\]):[\w$]+|\\:")
"""What ``sa.text`` takes for a parameter or for an escape."""


class Call:
    """Brackets with a head and arguments: ``head(args)``. ``flat`` is its text on one line.

    The head ends in what the brackets follow (``name=sa.Column``); a ``Call`` as head is a chain, ``attribute`` being
    what follows its brackets (``.with_variant``). ``explode`` keeps one argument a line, as a trailing comma does.
    """

    __slots__ = ("args", "attribute", "brackets", "explode", "flat", "head", "inner")

    explode: bool
    flat: str

    def __init__(
        self,
        head: str | Call,
        args: Iterable[Expr],
        brackets: str = "()",
        attribute: str = "",
        explode: bool = False,
    ) -> None:
        self.head = head
        self.args = tuple(args)
        self.brackets = brackets
        self.attribute = attribute
        parts = []
        for arg in self.args:
            if isinstance(arg, str):
                parts.append(arg)
            else:
                parts.append(arg.flat)
                explode = explode or arg.explode
        self.inner = ", ".join(parts)
        if not isinstance(head, str):
            explode = explode or head.explode
            head = head.flat
        self.explode = explode
        comma = "," if head == "" and brackets == "()" and len(parts) == 1 else ""
        self.flat = f"{head}{attribute}{brackets[0]}{self.inner}{comma}{brackets[1]}"

    @property
    def collection(self) -> bool:
        """A list, tuple or dict: broken, it always stands one item a line."""
        return self.brackets != "()" or self.head == ""

    def prefixed(self, prefix: str) -> Call:
        """The same with text in front of its head: ``name=`` or ``x = ``."""
        head = self.head.prefixed(prefix) if isinstance(self.head, Call) else prefix + self.head
        tuple_ = self.collection and self.brackets == "()"
        return _Tuple(prefix, self.args, explode=self.explode) if tuple_ else _copy(self, head)


Expr = str | Call


class _Tuple(Call):
    """A tuple with text in front of it, which makes it no call."""

    __slots__ = ()

    def __init__(self, head: str, args: Iterable[Expr], explode: bool = False) -> None:
        super().__init__("", args, explode=explode)
        self.head = head
        self.flat = head + self.flat

    @property
    def collection(self) -> bool:
        """Always."""
        return True


class Text(Call):
    """A literal of any text, which breaks into several strings that Python joins."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        super().__init__("", ())
        self.text = text
        self.flat = string(text)


def _copy(of: Call, head: str | Call) -> Call:
    return Call(head, of.args, of.brackets, of.attribute, of.explode)


def flat(expr: Expr) -> str:
    """An expression on one line."""
    return expr if isinstance(expr, str) else expr.flat


def call(name: str, args: Sequence[Expr], indent: int = 0, width: int = WIDTH, after: int = 0) -> str:
    """``name(args)`` for a line indented by ``indent``, which is not part of the result; ``after`` more columns follow.

    On one line where it fits, else the arguments on a line of their own, else one argument a line.
    """
    return layout(Call(name, args), indent, width, after)


def keyword(name: str, value: Expr) -> Expr:
    """``name=value``."""
    return f"{name}={value}" if isinstance(value, str) else value.prefixed(f"{name}=")


def layout(expr: Expr, indent: int = 0, width: int = WIDTH, after: int = 0) -> str:
    """An expression as ``ruff format`` lays it out at the start of a line indented by ``indent``."""
    if isinstance(expr, str):
        return expr
    if not expr.explode and indent + columns(expr.flat) + after <= width:
        return expr.flat
    if isinstance(expr, Text):
        return strings(expr.text, indent, width - after).lstrip(" ")
    if isinstance(expr.head, Call):
        return _chain(expr, expr.head, indent, width, after)
    return expr.head + _brackets(expr, indent, width)


def _chain(expr: Call, head: Call, indent: int, width: int, after: int) -> str:
    """A chain breaks in its last brackets, unless what stands before them does not fit on the line."""
    opening = f"{head.flat}{expr.attribute}{expr.brackets[0]}"
    if expr.args and not head.explode and indent + columns(opening) <= width:
        return opening[:-1] + _brackets(expr, indent, width)
    rest = expr.flat[len(head.flat) :]
    written = layout(head, indent, width, len(expr.attribute) + 1) + expr.attribute
    explode = any(isinstance(arg, Call) and arg.explode for arg in expr.args)
    if not explode and indent + 1 + columns(rest) + after <= width:
        return written + rest[len(expr.attribute) :]
    return written + _brackets(expr, indent, width)


def _brackets(expr: Call, indent: int, width: int) -> str:
    inner = indent + 4
    pad = " " * inner
    opening, closing = expr.brackets[0], expr.brackets[1]
    end = f"\n{' ' * indent}{closing}"
    if not expr.args:
        return opening + closing
    if not (expr.collection or expr.explode) and inner + columns(expr.inner) <= width:
        return f"{opening}\n{pad}{expr.inner}{end}"
    lines = "".join([f"{pad}{layout(arg, inner, width, 1)},\n" for arg in expr.args])
    return f"{opening}\n{lines}{end[1:]}"


def assignment(target: str, value: Expr, indent: int = 0, width: int = WIDTH) -> str:
    """``target = value``; a text that is too long goes into parentheses where it fits there."""
    return _statement(f"{target} = ", value, indent, width)


def returned(value: Expr, indent: int = 0, width: int = WIDTH) -> str:
    """``return value``."""
    return _statement("return ", value, indent, width)


def _statement(opening: str, value: Expr, indent: int, width: int) -> str:
    if not isinstance(value, str):
        return layout(value.prefixed(opening), indent, width)
    size = columns(value)
    if indent + len(opening) + size <= width or indent + 4 + size > width:
        return opening + value
    return f"{opening}(\n{' ' * (indent + 4)}{value}\n{' ' * indent})"


def columns(text: str) -> int:
    """The columns that a text takes, as ruff counts them: wide characters two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@functools.lru_cache(4096)
def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def string(text: str) -> str:
    """A Python literal of any text, in the quotes that ruff prefers."""
    if _PLAIN(text):
        return f'"{text}"'
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(_escape(char, quote) for char in text) + quote


def strings(text: str, indent: int, width: int = WIDTH) -> str:
    """A text as lines of literals that Python joins: a line of the text begins a new one, long ones are cut behind a
    space."""
    pad = " " * indent
    if indent + columns(string(text)) <= width:
        return pad + string(text)
    return "\n".join(pad + string(piece) for piece in _pieces(text, width - indent - 2))


def _pieces(text: str, room: int) -> list[str]:
    lines = text.splitlines(keepends=True) if text.isascii() else re.split(r"(?<=\n)", text)
    return [piece for line in lines if line for piece in _cut(line, room)]


def _cut(line: str, room: int) -> list[str]:
    pieces: list[str] = []
    current = ""
    for word in re.findall(r"[^ ]* ?", line):
        if current and columns(string(current + word)) - 2 > room:
            pieces.append(current)
            current = ""
        current += word
    return [*pieces, current] if current else pieces


def _escape(char: str, quote: str) -> str:
    if char == quote:
        return "\\" + char
    return char if " " <= char <= "~" and char != "\\" else _escaped(char)


@functools.lru_cache(4096)
def _escaped(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if _visible(char):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _visible(char: str) -> bool:
    # The frozen Unicode 3.2 tables: every Python writes the same bytes.
    return unicodedata.ucd_3_2_0.category(char)[0] not in "CZ" and char not in _INVISIBLE


def docstring(text: str, indent: int = 0) -> str:
    """A docstring of any text; its lines after the first are indented by ``indent``, the first is not.

    ``inspect.cleandoc`` of it is that of ``text``; what is not printable is escaped.
    """
    lines = [line.rstrip(" \t") for line in text.replace("\r\n", "\n").strip(" \t\n").split("\n")]
    body = ("\n" + " " * indent).join(_docline(line) for line in lines)
    body = body.replace('"""', '\\"\\"\\"').replace(f"\n{' ' * indent}\n", "\n\n")
    body = re.sub(r"\n +\n", "\n\n", body)
    if body.startswith('"'):
        body = "\\" + body
    if len(lines) > 1:
        return f'"""{body}\n{" " * indent}"""'
    return f'"""{_closed(body)}"""'


def _closed(body: str) -> str:
    return body[:-1] + '\\"' if body.endswith('"') and not body.endswith('\\"') else body


def _docline(line: str) -> str:
    expanded = line.expandtabs(8)
    return "".join(char if " " <= char <= "~" and char != "\\" else _escaped(char) for char in expanded)


def sql(text: str) -> str:
    """A literal of SQL for everything that SQLAlchemy reads as ``sa.text``: what it would take for a parameter is
    escaped."""
    return string(text.replace(":", "\\:") if _BIND.search(text) else text)


def sa_text(text: str) -> str:
    """``sa.text(...)`` of SQL that reaches the server as exactly that text."""
    return f"sa.text({sql(text)})"


def sa_ddl(text: str) -> str:
    """``sa.DDL(...)`` of a statement that reaches the server as exactly that text."""
    return f"sa.DDL({string(text.replace('%', '%%'))})"


def number(of: Decimal) -> str:
    """A number with a point; what is none is computed, for ``float`` may be another name where it stands."""
    if of.is_finite():
        return str(of)
    return "1e999 * 0" if of.is_nan() else "1e999" if of > 0 else "-1e999"


def value(of: object, number: Callable[[Decimal], str] = number) -> Expr:
    """A literal of a JSON-like value; ``number`` writes those with a point."""
    if isinstance(of, str):
        return string(of)
    if isinstance(of, Decimal):
        return number(of)
    if isinstance(of, list | tuple):
        return Call("", (value(item, number) for item in of), "[]")
    if isinstance(of, dict):
        return Call("", (_item(key, item, number) for key, item in of.items()), "{}")
    return repr(of)


def _item(key: object, item: object, number: Callable[[Decimal], str]) -> Expr:
    written = value(item, number)
    opening = f"{flat(value(key, number))}: "
    return opening + written if isinstance(written, str) else written.prefixed(opening)
