"""The difference between two schemas of one dialect, as operations: minimal, renames declared, nothing guessed."""

from azuraforge_schemagen.diff.attached import settled_names
from azuraforge_schemagen.diff.compare import diff
from azuraforge_schemagen.diff.facets import any_last, last_facets
from azuraforge_schemagen.diff.guess import lookalikes
from azuraforge_schemagen.diff.inverse import inverse, merged
from azuraforge_schemagen.diff.model import Difference
from azuraforge_schemagen.diff.relabel import concerns_rows, relabelled

__all__ = [
    "Difference",
    "any_last",
    "concerns_rows",
    "diff",
    "inverse",
    "last_facets",
    "lookalikes",
    "merged",
    "relabelled",
    "settled_names",
]
