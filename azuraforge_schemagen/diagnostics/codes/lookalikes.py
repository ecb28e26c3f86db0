"""SG301-SG309: a drop and an add that look like a rename."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG301",
        "a table is dropped and a similar one added",
        """\
One table went from the YAML and another one came that has mostly the same columns. Taken as it stands, the revision
would drop the old table with all its rows and create an empty one. Nothing is ever renamed by guessing, so say which
it is.

If it is the same table under another name, say so in its file:

```yaml
table: people
renamed_from: users
```

Its rows stay, and what is called after it (`users_pkey`, `ix_users_email`) follows. Once the revision is built, the
line does nothing any more and may be removed.

If it is the same table in another database schema, say where it comes from:

```yaml
table: users
schema: app
moved_from: public
```

If the old table may really go, acknowledge it: `schemagen build --allow drop-table:users`.
""",
    ),
    Code(
        "SG302",
        "a column is dropped and a similar one added",
        """\
In one table a column went and another one of the same type came. Taken as it stands, the revision would drop the
column with its values and add an empty one. Nothing is ever renamed by guessing, so say which it is.

If it is the same column under another name, say so:

```yaml
columns:
  full_name: { type: string, renamed_from: name }
```

If the old column may really go, acknowledge it: `schemagen build --allow drop-column:users.name`.
""",
    ),
    Code(
        "SG303",
        "an enum is dropped and a similar one added",
        """\
One enum went from the YAML and another one came that has mostly the same values. Taken as it stands, every column of
it would be converted to the new type. If it is the same enum under another name, say so in its file, and the type is
merely renamed:

```yaml
enum: job_status
renamed_from: run_status
values: [PENDING, DONE]
```

If the old enum may really go, acknowledge it: `schemagen build --allow drop-enum:run_status`.
""",
    ),
    Code(
        "SG304",
        "an enum value is removed and another one added",
        """\
In one enum a value went and another one came. Taken as it stands, rows that hold the old value would be in the way:
nothing says what becomes of them. If it is the same value under another name, say so, and they keep it:

```yaml
enum: run_status
values:
  - STARTED: { renamed_from: RUNNING }
  - DONE
```

If it is another value, say which one the rows take:

```yaml
removed: { RUNNING: DONE }
```

or acknowledge that no row holds it: `schemagen build --allow drop-value:run_status.RUNNING`.
""",
    ),
)
