"""SG190 and SG191: states of tables."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG190",
        "a state that no table can have",
        """\
`replica_identity: { index: ... }` or `clustered:` names an index that cannot serve, or a table with partitions has a
state that only they can have.

- The index of a replica identity is unique, of plain columns that are NOT NULL, neither partial nor deferrable.
- CLUSTER takes an index with an order (`btree`, `gist`) that is not partial.
- A table with partitions has no rows of its own: `unlogged` and `clustered` are said of each partition.

An index is named as it is called in the database: `users_pkey`, `ix_users_email`. A partition's copies of its parent's
indexes have names of their own.
""",
    ),
    Code(
        "SG191",
        "foreign key to an unlogged table",
        """\
A table that survives a crash refers to one that does not: PostgreSQL empties unlogged tables then, and the rows of the
other one would refer to nothing. It refuses such a foreign key.

Make both tables unlogged, or both logged. An unlogged table may refer to a logged one.
""",
    ),
)
