"""Reading: a folder of YAML files to documents, with all findings of all files at once."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic, order
from azuraforge_schemagen.load import folder as folders
from azuraforge_schemagen.load.build import Builder
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.parser import Source, compose
from azuraforge_schemagen.load.scan import scan, suspicious
from azuraforge_schemagen.load.syntax import syntax
from azuraforge_schemagen.load.text import characters, decode, encodable, too_large
from azuraforge_schemagen.load.validate import kind_of, validate
from azuraforge_schemagen.source import Span

Result = tuple[tuple[Document, ...], tuple[Diagnostic, ...]]


def read(root: Path, folder: str) -> Result:
    """The documents of every YAML file under ``root / folder``, and what is wrong with the others."""
    contents, problems = folders.files(root, folder)
    return _read_all(contents, problems)


def read_texts(texts: Mapping[str, str | bytes]) -> Result:
    """As ``read``, from texts by path."""
    return _read_all(sorted(texts.items()), [])


def _read_all(contents: Iterable[tuple[str, str | bytes]], problems: list[Diagnostic]) -> Result:
    documents = []
    builder = Builder()
    with _no_collector():
        for path, content in contents:
            document = _read_one(path, content, builder)
            if isinstance(document, Document):
                documents.append(document)
            else:
                problems.extend(document)
    return tuple(documents), order(problems)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Composing allocates hundreds of thousands of objects and no cycles: the collector would only look at them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_one(path: str, content: str | bytes, builder: Builder) -> Document | list[Diagnostic]:
    parsed = parse(path, content, builder)
    if isinstance(parsed, list):
        return parsed
    source = Source(parsed.text)
    kind = kind_of(path, parsed.data, source)
    if isinstance(kind, list):
        return kind
    return validate(path, kind, parsed.data, source) or Document(path, kind, parsed.data, source)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Strict YAML: a text without byte order mark, its node tree and its data, whatever they say."""

    text: str
    root: Any
    data: Any


def parse(path: str, content: str | bytes, builder: Builder) -> Parsed | list[Diagnostic]:
    """A file as YAML, before the language is asked."""
    text = _text(path, content)
    if isinstance(text, Diagnostic):
        return [text]
    found = characters(path, text)
    if found:
        return found
    tree = _tree(path, text)
    if isinstance(tree, list):
        return tree
    data, found = builder.build(path, text, tree)
    return found or Parsed(text, tree, data)


def _text(path: str, content: str | bytes) -> str | Diagnostic:
    if isinstance(content, bytes):
        return too_large(path, len(content)) or decode(path, content)
    text = content.removeprefix("\ufeff")
    return encodable(path, text) or too_large(path, len(text.encode())) or text


def _tree(path: str, text: str) -> object:
    """The node tree, or a list of findings."""
    import yaml

    try:
        if suspicious(text) and (found := scan(path, text)):
            return found
        tree = compose(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [syntax(path, text, error)]
    if tree is None:
        help_ = "name its object, as in 'table: users', or remove the file"
        return [Diagnostic("SG021", "the file is empty", Span(path), help_)]
    return tree
