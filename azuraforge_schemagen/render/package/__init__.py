"""The files that make the models and their revisions an installable package."""

from azuraforge_schemagen.render.package.files import files

__all__ = ["files"]
