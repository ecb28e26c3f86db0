"""The states of a table or a partition."""

from __future__ import annotations

from typing import Any

from azuraforge_schemagen.ir.schema import ReplicaIdentity, RowSecurity, Table
from azuraforge_schemagen.render.yaml.scope import Data, said


def facets(table: Table) -> Data:
    """The states that a new table has not."""
    return {
        "row_security": None if table.row_security is None else _row_security(table.row_security),
        "replica_identity": None if table.replica_identity is None else _identity(table.replica_identity),
        "unlogged": table.unlogged or None,
        "clustered": table.clustered,
    }


def _row_security(found: RowSecurity) -> Any:
    if found == RowSecurity():
        return True
    forced, dialects = found.forced or None, list(found.dialects) or None
    return said({"enabled": found.enabled, "forced": forced, "dialects": dialects})


def _identity(found: ReplicaIdentity) -> Any:
    return found.kind if found.index is None else {"index": found.index}
