"""The code of mapped classes beside what the YAML says of them, as a file for the project to own."""

from azuraforge_schemagen.db.code.own.facts import Generated
from azuraforge_schemagen.db.code.own.file import OwnCode, own_code
from azuraforge_schemagen.db.code.own.modules import Module, modules

__all__ = ["Generated", "Module", "OwnCode", "modules", "own_code"]
