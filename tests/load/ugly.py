"""Data written as nobody should: any style at any place, and comments wherever YAML lets one stand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.load.build import Builder
from azuraforge_schemagen.load.comments import comments
from azuraforge_schemagen.load.read import Parsed, parse
from azuraforge_schemagen.load.spelling import literal, quoted, scalar

COMMENTS = ("#", "# why", "#no space", "#  'quotes\" and {[: ", "# é # again", "#: - x", "# a\tb")


def written(shuffle: random.Random, data: Mapping[str, Any]) -> str:
    """A file's text."""
    start = shuffle.choice(["", "", "---\n", "\n\n", "# top\n", "# yaml-language-server: $schema=x\n\n"])
    if shuffle.random() < 0.1:
        return start + _flow(shuffle, data, 1) + shuffle.choice(["", "\n", "\n\n...\n"])
    return start + "".join(line + "\n" for line in _block(shuffle, data, 0))


def _block(shuffle: random.Random, value: Any, indent: int) -> list[str]:
    """The lines of a collection that is not empty."""
    space = " " * indent
    lines = []
    for item in value.items() if isinstance(value, Mapping) else ((None, item) for item in value):
        key, inner = item
        lines += [""] * shuffle.choice([0, 0, 0, 0, 1, 3])
        head = "-" if key is None else _key(shuffle, key, "\n" + space)
        block = literal(inner) if isinstance(inner, str) else None
        if isinstance(inner, dict | list) and inner and shuffle.random() < 0.6:
            deeper = indent + shuffle.choice([1, 2, 4])
            if isinstance(inner, list) and key is not None and shuffle.random() < 0.3:
                deeper = indent
            inside = _block(shuffle, inner, deeper)
            if key is None and shuffle.random() < 0.5:
                inside = [line for line in _block(shuffle, inner, indent + 2) if line]
                lines += [f"{space}- {inside[0].lstrip(' ')}", *inside[1:]]
            else:
                lines += [f"{space}{head}", *inside]
        elif block and shuffle.random() < 0.8 and block[0][1:2] != "2":
            deeper = space + " " * shuffle.choice([1, 2, 5])
            lines += [f"{space}{head} {block[0]}", *(deeper + line if line else "" for line in block[1])]
        else:
            lines.append(f"{space}{head}{' ' * shuffle.choice([1, 1, 3])}{_flow(shuffle, inner, indent + 1)}")
    return lines


def _key(shuffle: random.Random, key: str, behind: str = "") -> str:
    spelled = quoted(key) if shuffle.random() < 0.2 else scalar(key, flow=True)
    if len(spelled) > 1000 or shuffle.random() < 0.03:
        return f"? {spelled}{behind or ' '}:"
    return f"{spelled}{' ' * shuffle.choice([0, 0, 1])}:"


def _flow(shuffle: random.Random, value: Any, indent: int) -> str:
    if isinstance(value, dict):
        inside = [f"{_key(shuffle, key)} {_flow(shuffle, item, indent)}" for key, item in value.items()]
        return _bracketed(shuffle, "{}", inside, indent)
    if isinstance(value, list):
        inside = [_flow(shuffle, item, indent) for item in value]
        return _bracketed(shuffle, "[]", inside, indent)
    if isinstance(value, str) and shuffle.random() < 0.3:
        return quoted(value)
    return "~" if value is None and shuffle.random() < 0.3 else scalar(value, flow=True)


def _bracketed(shuffle: random.Random, braces: str, inside: list[str], indent: int) -> str:
    gap = shuffle.choice(["", " ", " ", "\n" + " " * (indent + shuffle.choice([0, 2]))])
    comma = shuffle.choice([", ", ",", " , ", f",{gap or ' '}", f"{gap},"])
    last = shuffle.choice(["", "", ","]) if inside else ""
    return braces[0] + gap + comma.join(inside) + last + gap + braces[1]


def sprinkled(shuffle: random.Random, text: str, tries: int) -> str:
    """The text with comments at places where the data stays what it was."""
    before = parsed(text)
    for _ in range(tries):
        at = shuffle.randrange(len(text) + 1)
        comment = shuffle.choice(COMMENTS)
        new = text[:at] + shuffle.choice([" ", "\n", "\n" + " " * shuffle.choice([1, 2, 4])]) + comment + "\n"
        new += shuffle.choice(["", "\n"]) + " " * shuffle.choice([0, 0, 1, 2, 4, 7]) + text[at:]
        after = parse("x.yaml", new, Builder())
        if isinstance(after, Parsed) and repr(after.data) == repr(before.data):
            text = new
    return text


def parsed(text: str) -> Parsed:
    """Strict YAML."""
    found = parse("x.yaml", text, Builder())
    assert isinstance(found, Parsed), (found, text)
    return found


def texts_of_comments(text: str) -> list[str]:
    """The comments of a text, in order."""
    return [found.text for found in comments(text, parsed(text).root)]
