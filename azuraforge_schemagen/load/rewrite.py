"""A file made to say other data by changing only the lines that do not: comments and layout of the rest stay.

What is written anew is the smallest entry of a block map that holds a change, in the canonical layout; a file that is
laid out so already stays so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from azuraforge_schemagen.load.arrange import arranged, arranged_entry
from azuraforge_schemagen.load.build import Builder
from azuraforge_schemagen.load.comments import commented, comments
from azuraforge_schemagen.load.conform import conformed, exact
from azuraforge_schemagen.load.guide import Guide, whole
from azuraforge_schemagen.load.layout import comment_lines, entry_lines, guide_of, laid_out
from azuraforge_schemagen.load.read import Parsed, parse
from azuraforge_schemagen.load.tree import Branch, Entry, plain


def rewritten(path: str, text: str, data: Mapping[str, Any]) -> str:
    """The text of a file, which is strict YAML, as it says ``data``; the very same text where it does already."""
    if "\r\n" in text:
        return rewritten(path, text.replace("\r\n", "\n"), data).replace("\n", "\r\n")
    parsed = _parsed(path, text)
    if exact(parsed.data) == exact(data):
        return text
    old = commented(parsed.text, parsed.root, parsed.data)
    guide = whole(data)
    new = conformed(old, data, guide)
    if laid_out(arranged(old, whole(parsed.data))) == text:
        return laid_out(arranged(new, guide))
    lines = parsed.text.split("\n")
    if lines[-1] == "":
        lines.pop()
    made = "\n".join(_Splice(lines).block(old, new, guide, 0, len(lines))) + "\n" if old.column == 0 else ""
    return made if _holds(path, made, new, parsed) else laid_out(arranged(new, guide))


def _parsed(path: str, text: str) -> Parsed:
    parsed = parse(path, text, Builder())
    assert isinstance(parsed, Parsed), parsed
    return parsed


def _holds(path: str, text: str, wanted: Branch, before: Parsed) -> bool:
    """Whether a text says what it should, with every comment that there was."""
    after = parse(path, text, Builder())
    if not isinstance(after, Parsed) or exact(after.data) != exact(plain(wanted)):
        return False
    old, new = (Counter(found.text for found in comments(each.text, each.root)) for each in (before, after))
    return old == new


class _Splice:
    """Puts lines of a file and new ones together."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def block(self, old: Branch, new: Branch, guide: Guide, begin: int, end: int) -> Iterator[str]:
        """The lines of a block map that stood in ``begin`` to ``end``."""
        starts = [self._start(entry, begin) for entry in old.entries]
        foot = min((self._above(note.line, begin) for note in old.foot if note.line >= 0), default=end)
        places = {
            entry.key: (entry, start, stop)
            for entry, start, stop in zip(old.entries, starts, [*starts[1:], foot], strict=True)
        }
        yield from self._lines[begin : starts[0]]
        for place, entry in enumerate(new.entries):
            inner = guide_of(guide, entry, place)
            if entry.key in places:
                yield from self._entry(*places[entry.key], entry, inner, new.column, place == 0)
            else:
                yield from entry_lines(arranged_entry(entry, inner), inner, new.column, first=place == 0)
        if new.foot == old.foot:
            yield from self._lines[foot:end]
        else:
            yield from comment_lines(new.foot, " " * new.column)

    def _entry(
        self, old: Entry, start: int, stop: int, new: Entry, guide: Guide, column: int, first: bool
    ) -> Iterator[str]:
        if new is old:
            yield from self._lines[start:stop]
            return
        # What came from entries that are gone stands before what stood here.
        carried = new.lead[: len(new.lead) - len(old.lead)]
        inside = new.value
        if inside is old.value:
            yield from comment_lines(carried, " " * column, first)
            yield from self._lines[start:stop]
        elif isinstance(inside, Branch) and isinstance(old.value, Branch) and inside.column > column:
            yield from comment_lines(carried, " " * column, first)
            top = self._start(old.value.entries[0], old.line + 1)
            yield from self._lines[start:top]
            yield from self.block(old.value, inside, guide, top, stop)
        else:
            yield from entry_lines(arranged_entry(new, guide), guide, column, first)

    def _start(self, entry: Entry, least: int) -> int:
        """Where the lines of an entry begin: with its comments, and the empty lines above them."""
        lines = [comment.line for comment in entry.lead if comment.line >= 0]
        return self._above(min([*lines, entry.line]), least)

    def _above(self, line: int, least: int) -> int:
        while line > least and not self._lines[line - 1].strip():
            line -= 1
        return line
