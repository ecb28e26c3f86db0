"""A Schema written as the files of the language: plain data, which ``load.layout`` lays out.

Names stand there only where they are not the derived ones, and keys of one column in the column's line where that is
enough to say.
"""

from azuraforge_schemagen.render.yaml.objects import Written, objects
from azuraforge_schemagen.render.yaml.paths import paths

__all__ = ["Written", "objects", "paths"]
