"""Node tree to plain values, with every finding that a tree can tell."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic, Label
from azuraforge_schemagen.load.limits import MAX_DEPTH, MAX_DIGITS, MAX_REPEATS
from azuraforge_schemagen.load.parser import COLLECTION, PLAIN, QUOTED
from azuraforge_schemagen.load.scalars import NumberTooLong, plain
from azuraforge_schemagen.load.scan import short_tag
from azuraforge_schemagen.load.spans import span

_MISSING: Any = object()
_TYPES = {bool: "true or false", int: "a number", type(None): "null"}


class Builder:
    """Builds values; remembers scalars and keys across files, since the same few words fill every schema."""

    def __init__(self) -> None:
        self._plain: dict[str, Any] = {}
        self._keys: dict[str, str] = {}
        self._path = ""
        self._text = ""
        self._found: list[Diagnostic] = []
        self._too_deep = False

    def build(self, path: str, text: str, root: Any) -> tuple[Any, list[Diagnostic]]:
        """The value of a tree, and what is wrong with it."""
        self._path, self._text, self._found, self._too_deep = path, text, [], False
        return self._value(root, 1), self._found

    def _value(self, node: Any, depth: int) -> Any:
        tag = node.tag
        if tag is PLAIN:
            value = self._plain.get(node.value, _MISSING)
            return self._new_plain(node) if value is _MISSING else value
        if tag is QUOTED:
            return node.value if node.value.isprintable() else self._checked(node)
        if tag is not COLLECTION:
            return self._tagged(node)
        if depth > MAX_DEPTH:
            return self._deep(node)
        if node.id == "mapping":
            return self._mapping(node, depth)
        return [self._value(item, depth + 1) for item in node.value]

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        keys, scalars = self._keys, self._plain
        for key_node, value_node in node.value:
            key = keys.get(key_node.value) if key_node.tag is PLAIN else None
            if key is None:
                key = self._key(key_node)
            value = scalars.get(value_node.value, _MISSING) if value_node.tag is PLAIN else _MISSING
            out[key] = self._value(value_node, depth + 1) if value is _MISSING else value
        if len(out) != len(node.value):
            self._duplicates(node)
        return out

    def _new_plain(self, node: Any) -> Any:
        try:
            value = plain(node.value)
        except NumberTooLong:
            message = f"a number of more than {MAX_DIGITS:,} digits, or with such an exponent"
            self._report("SG023", message, node, "quote it, where it is text")
            return None
        self._plain[node.value] = value
        return value

    def _checked(self, node: Any) -> str:
        text: str = node.value
        bad = next((c for c in text if c == "\0" or "\ud800" <= c <= "\udfff"), None)
        if bad is not None:
            self._report("SG025", f"U+{ord(bad):04X} can be stored by no database", node, "remove the escape")
        return text

    def _tagged(self, node: Any) -> None:
        self._report("SG016", f"tag '{short_tag(node.tag)}': tags are not part of the language", node, "remove the tag")

    def _deep(self, node: Any) -> None:
        if not self._too_deep:
            self._report("SG019", f"nested more than {MAX_DEPTH} deep", node, "write it flat")
        self._too_deep = True

    def _key(self, node: Any) -> str:
        """A key that was not seen before. A wrong one gets a stand-in, so that the rest is still read."""
        if node.tag is PLAIN:
            return self._plain_key(node)
        if node.tag is QUOTED:
            if not node.value.isprintable() and any(c < " " or "\x7f" <= c <= "\x9f" for c in node.value):
                self._report("SG025", "a key may not hold control characters", node, "remove the escape")
            return str(node.value)
        if node.tag is COLLECTION:
            self._report("SG018", "a key must be text, not a list or a map", node, "write 'key: value'")
        else:
            self._tagged(node)
        return f"\0{node.start_mark.index}"

    def _plain_key(self, node: Any) -> str:
        text: str = node.value
        if text == "<<":
            self._report("SG015", "merge keys are not part of the language", node, "put shared columns into a mixin")
            return f"\0{node.start_mark.index}"
        try:
            value = plain(text)
        except NumberTooLong:
            value = 0
        if isinstance(value, str):
            self._keys[text] = text
            return text
        what = _TYPES.get(type(value), "a number")
        self._report("SG018", f"a key must be text, not {what}", node, f'quote it: "{text}"' if text else "write a key")
        return text

    def _duplicates(self, node: Any) -> None:
        first: dict[str, Any] = {}
        for key, _ in node.value:
            if not isinstance(key.value, str):
                continue
            earlier = first.setdefault(key.value, key)
            if earlier is not key:
                where = f"line {earlier.start_mark.line + 1}"
                label = Label(span(self._path, self._text, earlier), "it stands here already")
                self._report("SG017", f"key '{key.value}' stands twice: first on {where}", key, "keep one", label)

    def _report(self, code: str, message: str, node: Any, help_: str, *labels: Label) -> None:
        if sum(found.code == code for found in self._found) < MAX_REPEATS:
            self._found.append(Diagnostic(code, message, span(self._path, self._text, node), help_, labels))
