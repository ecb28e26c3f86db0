"""Short forms for the tests of this room."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.load.read import read_texts


def findings(content: str | bytes) -> tuple[Diagnostic, ...]:
    """What is wrong with one file."""
    return read_texts({"schema/x.yaml": dedent(content) if isinstance(content, str) else content})[1]


def places(content: str | bytes) -> list[str]:
    """``CODE line:column`` of each finding."""
    return [f"{f.code} {f.span.line}:{f.span.column}" if f.span else f.code for f in findings(content)]


def data(content: str) -> Any:
    """The data of one valid file."""
    documents, problems = read_texts({"schema/x.yaml": dedent(content)})
    assert not problems, problems
    return documents[0].data


def default(text: str) -> Any:
    """What a default written as ``text`` is read as."""
    return data(f"table: t\ncolumns:\n  c: {{ type: string, default: {text} }}\n")["columns"]["c"]["default"]
