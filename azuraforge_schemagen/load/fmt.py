"""The canonical layout of a file that somebody wrote: its comments kept, its data the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic, order
from azuraforge_schemagen.load.build import Builder
from azuraforge_schemagen.load.comments import commented, comments
from azuraforge_schemagen.load.guide import Guide, whole
from azuraforge_schemagen.load.layout import guide_of, laid_out, ordered
from azuraforge_schemagen.load.parser import Source
from azuraforge_schemagen.load.read import Parsed, parse
from azuraforge_schemagen.load.tree import Branch, Entry
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
    text = laid_out(_arranged(_headed(root, guide), guide))
    again = parse(path, text, builder)
    if isinstance(again, list) or not _says_the_same(parsed, again):
        help_ = "please report this file; it stays as it is"
        return [Diagnostic("SG026", "the canonical layout would not say the same as the file", Span(path), help_)]
    return text


def _arranged(branch: Branch, guide: Guide) -> Branch:
    """The tree with its keys in order; a list's items have their comments before the dash."""
    entries = tuple(
        replace(entry, value=_arranged(entry.value, guide_of(guide, entry, place)))
        if isinstance(entry.value, Branch)
        else entry
        for place, entry in enumerate(branch.entries)
    )
    branch = replace(branch, entries=entries)
    return replace(branch, entries=ordered(branch, guide) if branch.is_map else tuple(map(_lifted, entries)))


def _lifted(item: Entry) -> Entry:
    """An item of a list whose value begins behind the dash: no comment fits between them."""
    if not isinstance(item.value, Branch) or not item.value.entries or not item.value.entries[0].lead:
        return item
    first, *rest = item.value.entries
    lead = (replace(first.lead[0], blank=first.lead[0].blank or item.blank), *first.lead[1:])
    value = replace(item.value, entries=(replace(first, lead=(), blank=False), *rest))
    return replace(item, value=value, lead=(*item.lead, *lead), blank=first.blank)


def _headed(root: Branch, guide: Guide) -> Branch:
    """What stands above the first key is about the file: it stays on top, whichever key comes first then."""
    first = root.entries[0]
    entries = ordered(root, guide)
    if entries[0] is first:
        return root
    rest = tuple(replace(entry, lead=(), blank=False) if entry is first else entry for entry in entries[1:])
    return replace(root, entries=(_under(first, entries[0]), *rest))


def _under(head: Entry, entry: Entry) -> Entry:
    """The entry below the comments of another one."""
    if not entry.lead:
        return replace(entry, lead=head.lead, blank=head.blank)
    own = (replace(entry.lead[0], blank=head.blank), *entry.lead[1:])
    return replace(entry, lead=(*head.lead, *own))


def _says_the_same(one: Parsed, two: Parsed) -> bool:
    texts = (Counter(found.text for found in comments(parsed.text, parsed.root)) for parsed in (one, two))
    return next(texts) == next(texts) and _spelled(one.data) == _spelled(two.data)


def _spelled(value: Any) -> Any:
    """A value that equals another one only where both are of one type and have the same digits."""
    if isinstance(value, dict):
        return {key: _spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    return type(value), str(value) if isinstance(value, Decimal) else value
