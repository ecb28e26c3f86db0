"""Documents -> ``Schema``, ``Orm``, ``Intent`` and ``SourceMap``."""

from azuraforge_schemagen.resolve.project import Resolved, resolve
from azuraforge_schemagen.resolve.sources import SourceMap

__all__ = ["Resolved", "SourceMap", "resolve"]
