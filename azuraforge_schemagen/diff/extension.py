"""Extensions."""

from __future__ import annotations

from azuraforge_schemagen.diff.model import Work
from azuraforge_schemagen.diff.standalone import compared, create_and_alter
from azuraforge_schemagen.ir.ops import DropObject
from azuraforge_schemagen.ir.schema import Extension, Schema


def create_extensions(work: Work, new: Schema) -> None:
    """Those that are new or other ones now, before anything uses what they bring."""
    create_and_alter(work, new, Extension)


def drop_extensions(work: Work, new: Schema) -> None:
    """Those that went, once nothing uses them."""
    for extension in compared(work, new, Extension).removed:
        work.allow(f"drop-extension:{extension.name}")
        work.do(DropObject(extension))
