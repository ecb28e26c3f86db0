"""Jinja: templates lay a file out; what stands in it was decided, quoted and checked in Python before."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from azuraforge_schemagen.config import MARKER

if TYPE_CHECKING:
    from jinja2 import Environment

_ROOT = Path(__file__).parent


def render(name: str, /, **values: object) -> str:
    """The text of a template, named by its path in this room; ``marker`` is every generated file's line."""
    return _environment().get_template(name).render(marker=MARKER, **values)


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_ROOT),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
