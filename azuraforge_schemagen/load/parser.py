"""The YAML parser: libyaml where it is there, PyYAML's own otherwise, with the same events, nodes and marks."""

from __future__ import annotations

from functools import cache
from typing import Any

PLAIN = "plain"
QUOTED = "quoted"
COLLECTION = "collection"
"""The tags of nodes that carry none of their own, told apart by identity; any other tag was written by somebody."""


class _Untagged:
    """The resolver's three methods, which parsers call for each node: no tag is ever guessed from text."""

    def descend_resolver(self, *_: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def resolve(self, _kind: object, _value: object, implicit: object) -> str:
        if implicit is True or implicit is False:
            return COLLECTION
        return PLAIN if implicit[0] else QUOTED  # type: ignore[index]


@cache
def _parser(libyaml: bool) -> Any:
    if libyaml:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]

        return type("Libyaml", (CParser, _Untagged), {"__init__": CParser.__init__})
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    def start(self: Any, text: str) -> None:
        Reader.__init__(self, text)
        for part in (Scanner, Parser, Composer):
            part.__init__(self)

    return type("Python", (Reader, Scanner, Parser, Composer, _Untagged), {"__init__": start})


def has_libyaml() -> bool:
    """Whether PyYAML was built with libyaml."""
    import yaml

    return bool(yaml.__with_libyaml__)


def parser(text: str) -> Any:
    """A parser over a text: ``check_event``, ``get_event``, ``get_single_node``."""
    return _parser(has_libyaml())(text)


def patient_parser(text: str) -> Any:
    """PyYAML's own parser: slower, but it tells every event before the place where libyaml gives up on depth."""
    return _parser(False)(text)


def compose(text: str) -> Any:
    """The node tree of a text, None where it holds nothing. Raises ``yaml.YAMLError``."""
    return parser(text).get_single_node()


class Source:
    """A file's text, composed anew when somebody asks where something stands: trees of nodes are large."""

    __slots__ = ("_root", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._root: Any = None

    @property
    def root(self) -> Any:
        """The root node."""
        if self._root is None:
            self._root = compose(self.text)
        return self._root
