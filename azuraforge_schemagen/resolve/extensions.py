"""``extension`` files -> ``Extension``."""

from __future__ import annotations

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Extension
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve.catalog import qualified
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.text import Texts


def extension(name: QName, document: Document, texts: Texts) -> Extension:
    """The extension of a file."""
    data = document.data
    schema = qualified(data.get("schema"), "").schema
    return Extension(
        name, schema, data.get("version"), texts.names(data.get("dialects"), Place(document, ("dialects",)))
    )
