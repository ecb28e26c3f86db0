"""The canonical layout of a file that somebody wrote: its comments kept, its data the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from azuraforge_schemagen.diagnostics import Diagnostic, order
from azuraforge_schemagen.load.arrange import arranged
from azuraforge_schemagen.load.build import Builder
from azuraforge_schemagen.load.comments import commented, comments
from azuraforge_schemagen.load.conform import exact
from azuraforge_schemagen.load.guide import whole
from azuraforge_schemagen.load.layout import laid_out
from azuraforge_schemagen.load.parser import Source
from azuraforge_schemagen.load.read import Parsed, parse
from azuraforge_schemagen.load.validate import kind_of
from azuraforge_schemagen.source import Span


def formatted(files: Iterable[tuple[str, str | bytes]]) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """path -> text in the canonical layout, of every file that is strict YAML; and what is wrong with the others."""
    texts: dict[str, str] = {}
    found: list[Diagnostic] = []
    builder = Builder()
    for path, content in files:
        text = _formatted(path, content, builder)
        if isinstance(text, str):
            texts[path] = text
        else:
            found += text
    return texts, order(found)


def not_laid_out(path: str, line: int) -> Diagnostic:
    """The finding for a file whose canonical text differs, from a line on."""
    return Diagnostic("SG027", "the file is not laid out", Span(path, line, 1), "run schemagen fmt")


def _formatted(path: str, content: str | bytes, builder: Builder) -> str | list[Diagnostic]:
    parsed = parse(path, content, builder)
    if isinstance(parsed, list):
        return parsed
    kind = kind_of(path, parsed.data, Source(parsed.text))
    if isinstance(kind, list):
        return kind
    guide = whole(parsed.data)
    root = commented(parsed.text, parsed.root, parsed.data)
    text = laid_out(arranged(root, guide))
    again = parse(path, text, builder)
    if isinstance(again, list) or not _says_the_same(parsed, again):
        help_ = "please report this file; it stays as it is"
        return [Diagnostic("SG026", "the canonical layout would not say the same as the file", Span(path), help_)]
    return text


def _says_the_same(one: Parsed, two: Parsed) -> bool:
    texts = (Counter(found.text for found in comments(parsed.text, parsed.root)) for parsed in (one, two))
    return next(texts) == next(texts) and exact(one.data) == exact(two.data)
