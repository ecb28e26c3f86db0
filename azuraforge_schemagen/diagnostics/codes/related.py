"""SG172 to SG177: tables that are partitions of others, or inherit from others."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

_PARTITIONS = (
    Code(
        "SG172",
        "a partition key or a bound that cannot be",
        """\
`partition_by:` says how rows find their partition: by `range` (`from:` and `to:`, a value a key each), by `list`
(`in:`, one key) or by `hash` (`modulus:` and `remainder:`). Every partition of a table says its bound in these words,
or is `default`, which takes what no other one does. A generated column cannot decide, and a list has one key.
""",
    ),
    Code(
        "SG173",
        "a key that lacks the partition key",
        """\
PostgreSQL keeps a primary key, unique constraint or unique index of a partitioned table partition by partition, so it
must hold every column of the partition key; a partition key with an expression has none. Add the columns, or declare
the key on the partitions.
""",
    ),
    Code(
        "SG174",
        "attached to an index that is not there",
        """\
`attached:` of a partition says which of its indexes belong to its parent's: on the left stands the name of an index or
key of the parent, on the right the partition's own, or null where it has none.
""",
    ),
    Code(
        "SG175",
        "validated, and nothing is NOT VALID",
        """\
`validated` of a partition names a check that no table above it has, or one that is valid there, and so in all of its
partitions.

It is for checks with `not_valid: true`, which a server may have validated in some partitions: take the name out, or
write the check's name as its table does.
""",
    ),
)

_HEIRS = (
    Code(
        "SG176",
        "a table that cannot be inherited from",
        """\
`inherits:` names tables that this one has its first columns from: tables of the project that exist wherever it does.
Neither of the two may be partitioned, and none inherits from itself, by way of others either.
""",
    ),
    Code(
        "SG177",
        "something inherited that is said otherwise",
        """\
A table has the columns and checks of those that it inherits from. What it says again under the same name replaces what
it has from them as far as a server allows that: a column may have another default and comment and be NOT NULL, but has
the type, collation and expression of the parent's; a check is the same. Where two parents have a column of one name
with two defaults, the table must say the column itself.
""",
    ),
)

CODES: tuple[Code, ...] = (*_PARTITIONS, *_HEIRS)
