"""SG524 to SG536: what ``verify`` finds."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG524",
        "the scratch server lacks an extension",
        """\
A revision, or a type that the schema uses, needs an extension of PostgreSQL that the scratch server cannot make: its
files are not installed there.

Install it (on Debian `postgresql-contrib` brings those of PostgreSQL itself, others have packages of their own), or
name a server that has it with `--scratch-url`. The embedded PostgreSQL of the extra `[verify]` brings `vector` alone.
""",
    ),
    Code(
        "SG525",
        "a revision does not run",
        """\
On a scratch database that holds exactly the state before, the upgrade or the downgrade of this revision fails, even
without any rows. What the server said stands in the message. Nothing after it can be proved.

A revision that schemagen wrote and nobody edited does that where something is needed that no name in the SQL shows:
dynamic SQL that reads a view while a materialized view is filled, for example. The help then has the `depends_on` to
write; `schemagen build --amend` builds the revision again. Otherwise please report it. One that was edited by hand is
corrected, and recorded with `schemagen build --accept REV`.
""",
    ),
    Code(
        "SG526",
        "the database is not what the snapshot says",
        """\
After this revision the scratch database is another one than the state that the snapshot records. Both are inspected:
the one that the revisions made step by step, and one that was made from the snapshot at once, on the same server.

The message names each object that differs, and what differs. A difference is told at the first revision that has it.
Correct the revision: models and later revisions come from the snapshot. That holds for a revision that was edited by
hand or is empty, too; where the edit is meant to change the schema, change the YAML and build.
""",
    ),
    Code(
        "SG527",
        "the downgrade does not lead back",
        """\
After upgrade and downgrade, the scratch database is another one than before. What should not be there was left behind,
what is missing was taken away and not put back.

Correct `downgrade()` of the revision. A downgrade that cannot work is better refused: let it raise an error that says
why.
""",
    ),
    Code(
        "SG528",
        "rows are lost",
        """\
Rows were put into the tables before the revision. Afterwards some of them are gone, or values are, although the state
before and the state after can both hold them: the column was neither dropped, nor given a type that they do not fit,
nor filled by `using` or a map of enum values.

A revision that was edited by hand, and accepted, may be there to change values: a value that became another one is a
warning then. A value that is gone without another in its place is an error in any case.
""",
    ),
    Code(
        "SG529",
        "the models make another database",
        """\
`create_all` of the generated models makes a database that differs from the one that the revisions lead to.

Tests that use `create_all` would run on another database than production. Where `schemagen check` is clean, a revision
that was edited by hand is the cause, or a method of a class that the models extend; or it is a bug of schemagen's.
""",
    ),
    Code(
        "SG530",
        "Alembic sees a difference",
        """\
Alembic's own `compare_metadata`, an independent judge, finds something to do between the models and the database of
the revisions, and it is nothing that Alembic is known to see wrongly. The known ones, each with its reason, are told by
`schemagen verify -v` and in its JSON.

```
schemagen verify --verbose
```
""",
    ),
    Code(
        "SG531",
        "a revision fails on some rows",
        """\
The revision runs, but not with every row that the state before can hold: a unique key on values that are there twice,
NOT NULL where there are NULLs, a value that has no place in the new type. What the server said stands in the message.
The proof was made with fewer rows, or with none in the tables that the revision is about. A downgrade that fails on all
rows that were tried was proved on an empty database alone: that is a warning, too.

Look whether the real database has such rows. A `backfill`, a `using`, or a revision of its own that cleans them up
makes the change safe. Of a downgrade this is told for completeness: rows that only the new state has known may have no
place in the old one.
""",
        "warning",
    ),
    Code(
        "SG532",
        "a table got no rows",
        """\
No row could be made that the table takes: a check that asks for values which nothing in its text gives away, a trigger,
or a type of the server's own. Nothing is proved about rows of this table.

Values come from the column's type, and from the literals, bounds and patterns that stand in checks.
""",
        "info",
    ),
    Code(
        "SG533",
        "the generated package does not import",
        """\
The models are imported for the proof and for the revisions' environment, and so are the revisions. The import failed;
what Python said stands in the message.

A class that `extends` one of yours, or a default that calls a function of yours, needs the package that it comes from:
run schemagen in an environment in which the project itself is installed. Otherwise run `schemagen check`.
""",
    ),
    Code(
        "SG534",
        "no such dialect",
        """\
`--dialect` names a dialect that `[tool.schemagen]` does not list under `dialects`.

Without the option, revisions are proved on every dialect of the project. Give the option again for a second one.
""",
    ),
    Code(
        "SG535",
        "an object stands on what its SQL does not show",
        """\
What objects stand on is found by the names in their SQL. PostgreSQL has recorded that this one stands on another one
of the schema whose name is not there: it is spelled in another way, or an operator or cast stands for it. The
revisions up to here run; a later one could make, change or drop the two in the wrong order.

Write the line of the help into the object's YAML, for a trigger, a policy or statistics under their name in the file of
their table. It makes no revision: it is no part of the database.

```yaml
view: ranked
query: SELECT id FROM scores ORDER BY U&"!006eear" UESCAPE '!' (points, 3)
depends_on: ["function:near(integer, integer)"]
```
""",
    ),
    Code(
        "SG536",
        "nobody can read from a view",
        """\
SQLite looks at no view when it is made. After this revision a view shows a table, column or function that is not there;
what SQLite says when somebody reads from it stands in the message. It also renames no table and renames or drops no
column while such a view is there.

Correct the view's query, or drop the view. Where it shows something that is made beside the revisions, such as a
virtual table, make that in a revision of its own before it (`schemagen build --empty`).
""",
        "warning",
    ),
)
