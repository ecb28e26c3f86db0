"""The exact pass over a file's events, for what a node tree no longer tells.

Anchors, aliases, directives, tabs and depth must be found before a tree is composed. The pass costs as much as
composing, so cheap looks at the text decide which files need it; they may suspect a file wrongly, never miss one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.load.limits import MAX_DEPTH, MAX_NODES, MAX_REPEATS
from azuraforge_schemagen.load.parser import parser, patient_parser
from azuraforge_schemagen.load.spans import mark_span
from azuraforge_schemagen.load.text import at
from azuraforge_schemagen.source import Span

_SQL_KEYS = frozenset(
    (
        "check",
        "where",
        "expr",
        "query",
        "generated",
        "sql",
        "backfill",
        "using",
        "up",
        "down",
        "postgresql",
        "sqlite",
        "mysql",
    )
)
_INDICATOR = re.compile(r"(?:^|[\s\[\]{},:?-])(?:[&*](?=\S)|!(?=\s|$)|\?(?=\s|$))")
_SQL_KEY = re.compile(rf"(?:{'|'.join(sorted(_SQL_KEYS))})[\"']?\s*:")
_TRAILING = re.compile(r"\S +#")
_COMMENT = re.compile(r"[ \t]+#")
_DEEP = 300
"""Brackets or dashes in a file from which on its depth is counted before the parser's recursion meets it."""


def suspicious(text: str) -> bool:
    """Whether a file needs the exact pass."""
    return (
        "\t" in text
        or text.startswith("%")
        or "\n%" in text
        or len(text) > MAX_NODES
        or text.count("[") + text.count("{") + text.count("- ") > _DEEP
        or " " * 200 in text
        or (any(mark in text for mark in "&*!?") and _INDICATOR.search(text) is not None)
        or _may_cut(text)
    )


def _may_cut(text: str) -> bool:
    if " #" not in text or "{" not in text:
        return False
    key = _SQL_KEY.search(text)
    return key is not None and _TRAILING.search(text, key.end()) is not None


@dataclass(slots=True)
class _Level:
    """A collection that is open: whether a mapping in braces, and the key whose value comes next."""

    mapping: bool
    flow: bool
    key: str | None = None
    at_key: bool = True


@dataclass(slots=True)
class _Pass:
    path: str
    text: str
    found: list[Diagnostic] = field(default_factory=list)
    open: list[_Level] = field(default_factory=list)
    scalars: list[tuple[int, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    nodes: int = 0

    def report(self, code: str, message: str, span: Span, help_: str) -> None:
        self.counts[code] += 1
        if self.counts[code] <= MAX_REPEATS:
            self.found.append(Diagnostic(code, message, span, help_))


def scan(path: str, text: str) -> list[Diagnostic]:
    """Every finding of the exact pass. Raises ``yaml.YAMLError`` where the text is not YAML at all."""
    import yaml

    try:
        return _events(_Pass(path, text), parser(text))
    except yaml.YAMLError as error:
        # libyaml 0.2.6 reads ahead as far as its own limit of depth, before it tells of the first bracket.
        if "nesting depth" in str(error):
            return _events(_Pass(path, text), patient_parser(text))
        raise


def _events(state: _Pass, events: Any) -> list[Diagnostic]:
    import yaml

    _directives(state)
    try:
        while events.check_event():
            _event(state, events.get_event())
            if len(state.open) > MAX_DEPTH or state.nodes > MAX_NODES:
                return _overflow(state)
    except yaml.YAMLError:
        _tabs(state)
        if state.found:
            return state.found
        raise
    _tabs(state)
    return state.found


def _overflow(state: _Pass) -> list[Diagnostic]:
    where = state.found.pop()
    if len(state.open) > MAX_DEPTH:
        state.report("SG019", f"nested more than {MAX_DEPTH} deep", _place(where), "write it flat")
    else:
        help_ = "a schema file describes one object: split it"
        state.report("SG020", f"more than {MAX_NODES:,} keys and values in one file", _place(where), help_)
    return state.found


def _place(found: Diagnostic) -> Span:
    assert found.span is not None
    return found.span


def _event(state: _Pass, event: Any) -> None:
    kind = type(event).__name__
    if kind in ("MappingEndEvent", "SequenceEndEvent"):
        state.open.pop()
        _value_done(state)
    elif kind in ("ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"):
        _node(state, event, kind)


def _directives(state: _Pass) -> None:
    """Directives stand at the top, among comments; a later one follows ``...`` and belongs to a second document."""
    for number, line in enumerate(state.text.split("\n"), 1):
        if line.startswith("%"):
            span = Span(state.path, number, 1, len(line) + 1)
            state.report("SG013", "a YAML directive may not stand here", span, "remove the line")
        elif line.strip() and not line.lstrip().startswith("#"):
            return


def _node(state: _Pass, event: Any, kind: str) -> None:
    state.nodes += 1
    _marks(state, event, kind)
    if kind == "ScalarEvent":
        state.scalars.append((event.start_mark.index, event.end_mark.index))
        _cut(state, event)
        _value_done(state, event.value)
    elif kind == "AliasEvent":
        _value_done(state)
    else:
        state.open.append(_Level(kind == "MappingStartEvent", bool(event.flow_style)))
        if len(state.open) > MAX_DEPTH:
            state.report("SG019", "", mark_span(state.path, event.start_mark), "")
            return
    if state.nodes > MAX_NODES:
        state.report("SG020", "", mark_span(state.path, event.start_mark), "")


def _marks(state: _Pass, event: Any, kind: str) -> None:
    span = mark_span(state.path, event.start_mark)
    if kind == "AliasEvent":
        span = mark_span(state.path, event.start_mark, len(event.anchor) + 1)
        message = f"alias '*{event.anchor}': aliases are not part of the language"
        state.report("SG014", message, span, "write the value out, or put shared columns into a mixin")
        return
    if event.anchor:
        span = mark_span(state.path, event.start_mark, len(event.anchor) + 1)
        message = f"anchor '&{event.anchor}': anchors are not part of the language"
        state.report("SG014", message, span, "remove it; shared columns go into a mixin")
    if event.tag:
        message = f"tag '{short_tag(str(event.tag))}': tags are not part of the language"
        state.report("SG016", message, mark_span(state.path, event.start_mark), "remove the tag")


def short_tag(name: str) -> str:
    """A tag as people write it."""
    return name.replace("tag:yaml.org,2002:", "!!")


def _value_done(state: _Pass, scalar: str | None = None) -> None:
    """Keep track of which key the next value of the open mapping belongs to."""
    if not state.open or not state.open[-1].mapping:
        return
    level = state.open[-1]
    level.key = scalar if level.at_key else None
    level.at_key = not level.at_key


def _cut(state: _Pass, event: Any) -> None:
    """SQL without quotes in a flow map, cut short by its own ``#``."""
    level = state.open[-1] if state.open else None
    plain = bool(event.implicit and event.implicit[0])
    if level is None or not level.flow or level.at_key or level.key not in _SQL_KEYS or not plain:
        return
    comment = _COMMENT.match(state.text, event.end_mark.index)
    if comment:
        state.report(
            "SG024",
            f"the comment cuts the SQL of '{level.key}' short",
            at(state.path, state.text, comment.end() - 1),
            f'quote SQL inside {{ }}: {level.key}: "..."',
        )


def _tabs(state: _Pass) -> None:
    """Tabs that are neither text nor comment."""
    position = state.text.find("\t")
    spans = iter([*state.scalars, (len(state.text), len(state.text))])
    start, end = next(spans)
    before = 0
    while position >= 0:
        while position >= end and end < len(state.text):
            before = end
            start, end = next(spans)
        line = max(before, state.text.rfind("\n", 0, position) + 1)
        if not start <= position < end and "#" not in state.text[line:position]:
            help_ = "use spaces; inside double quotes a tab is \\t"
            state.report("SG011", "a tab may not separate or indent", at(state.path, state.text, position), help_)
        position = state.text.find("\t", position + 1)
