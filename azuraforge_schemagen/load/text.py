"""Bytes to text: UTF-8 only, and no character that a terminal, a database or YAML itself would swallow."""

from __future__ import annotations

import codecs
import re

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.load.limits import MAX_BYTES, MAX_REPEATS
from azuraforge_schemagen.source import Span

_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")


def too_large(path: str, size: int) -> Diagnostic | None:
    """The finding for a file of more bytes than are read."""
    if size <= MAX_BYTES:
        return None
    return Diagnostic(
        "SG002",
        f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read",
        Span(path),
        "a schema file describes one object: move data and generated text out of it",
    )


def decode(path: str, data: bytes) -> str | Diagnostic:
    """The text of a file's bytes, without a byte order mark."""
    for mark, name in _OTHER_ENCODINGS:
        if data.startswith(mark):
            return Diagnostic("SG003", f"the file is {name}, not UTF-8", Span(path, 1, 1), "save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _undecodable(path, data, error.start)


def _undecodable(path: str, data: bytes, at: int) -> Diagnostic:
    line_start = data.rfind(b"\n", 0, at) + 1
    span = Span(path, data.count(b"\n", 0, at) + 1, len(data[line_start:at].decode("utf-8", "replace")) + 1)
    help_ = "save the file as UTF-8"
    if data[at : at + 1] == b"\xed":
        help_ = "this is half of a surrogate pair: write the character itself"
    return Diagnostic("SG003", f"the byte 0x{data[at]:02x} is not UTF-8", span, help_)


def encodable(path: str, text: str) -> Diagnostic | None:
    """The finding for text that came as a string and holds a lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return Diagnostic("SG003", "a lone surrogate is no character", at(path, text, error.start), "remove it")
    return None


def characters(path: str, text: str) -> list[Diagnostic]:
    """A finding for each character that may not stand in a file as it is."""
    if text.replace("\n", "").isprintable():
        return []
    found = []
    for match in _FORBIDDEN.finditer(text):
        code = ord(match[0])
        message = f"the character U+{code:04X} may not stand here"
        help_ = 'remove it, or write it as an escape in double quotes, such as "\\x01"'
        if match[0] == "\r":
            message, help_ = "a carriage return stands alone", "end lines with a line feed"
        found.append(Diagnostic("SG004", message, at(path, text, match.start()), help_))
        if len(found) == MAX_REPEATS:
            break
    return found


def line(text: str, number: int) -> str:
    """The line of a 0-based number; empty behind the last one."""
    lines = text.split("\n", number + 1)
    return lines[number].rstrip("\r") if number < len(lines) else ""


def at(path: str, text: str, index: int, length: int = 1) -> Span:
    """The span of ``length`` characters at an index of the text."""
    column = index - text.rfind("\n", 0, index)
    return Span(path, text.count("\n", 0, index) + 1, column, column + length)
