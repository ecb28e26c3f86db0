"""SG3: migration safety."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.lookalikes import CODES as LOOKALIKES
from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    *LOOKALIKES,
    Code(
        "SG310",
        "a table would be dropped",
        """\
A table is gone from the YAML, so the revision would drop it with all its rows.

If that is meant, say so once: `schemagen build --allow drop-table:NAME`; the layer of the revision records it. If the
table only has another name now, write the old one at the new table, and its rows stay:

```yaml
table: people
renamed_from: users
```
""",
    ),
    Code(
        "SG311",
        "a column would be dropped",
        """\
A column is gone from the YAML, so the revision would drop it with all its values.

If that is meant: `schemagen build --allow drop-column:TABLE.COLUMN`. If the column only has another name now, say so at
the new one:

```yaml
columns:
  full_name: { type: string, renamed_from: name }
```
""",
    ),
    Code(
        "SG312",
        "a value of an enum would go",
        """\
A value is gone from an enum, and rows may still have it. PostgreSQL cannot take a value out of a type, so a new type is
made and every column moves over; a row with a value that went stops that.

Say which value such rows get, and they are converted:

```yaml
enum: run_status
values: [PENDING, SUCCESS, FAILURE]
removed: { REVOKED: FAILURE }
```

If no row has it: `schemagen build --allow drop-value:ENUM.VALUE`. A row that has it nevertheless makes the revision
fail as a whole, and nothing is lost.
""",
    ),
    Code(
        "SG313",
        "an enum would be dropped",
        """\
An enum is gone from the YAML. If that is meant: `schemagen build --allow drop-enum:NAME`. If it only has another name
now, write `renamed_from: OLD` in the file of the new one.
""",
    ),
    Code(
        "SG314",
        "a new column is NOT NULL and has no value for rows that are there",
        """\
A column is added to a table that exists. It is NOT NULL, and nothing says what the rows that are there get: the
revision would fail on the first row. A Python-side `default:` does not help, the database never sees it.

Give the column one of these:

```yaml
columns:
  kind: { type: string, backfill: "'plain'" }      # added nullable, filled, then made NOT NULL
  kind: { type: string, server_default: plain }    # the database fills it, and goes on doing so
  kind: string | null
```

If the table has no rows anywhere: `schemagen build --allow not-null:TABLE.COLUMN`.
""",
    ),
    Code(
        "SG315",
        "a column becomes NOT NULL and rows may have NULL",
        """\
A column that allowed NULL no longer does. The revision fails while a row has NULL in it; a server default does not
help, because it is for new rows only.

Say what such rows get:

```yaml
columns:
  kind: { type: string, backfill: "'plain'" }
```

If no row has NULL: `schemagen build --allow not-null:TABLE.COLUMN`.
""",
    ),
    Code(
        "SG316",
        "a column's new type may lose data",
        """\
Not every value of the old type has a place in the new one: a shorter string, fewer digits, text read as numbers,
`timestamp` against `timestamptz` (whose meaning depends on the session's time zone), `json` against `jsonb` (which
keeps neither the order of keys nor doubles). What does not fit is refused by the server or changed, as its own
conversion has it.

Say how values get there, and back for the downgrade:

```yaml
columns:
  age: { type: integer, using: { up: "nullif(age, '')::integer", down: "age::text" } }
```

Or take the server's conversion as it is: `schemagen build --allow narrow:TABLE.COLUMN`.

Changes that lose nothing need no word: longer or unlimited strings, larger integers, more digits with the same scale,
more fractions of a second, `real` to `double`, `jsonb` to `json`, and anything to `text`.
""",
    ),
    Code(
        "SG317",
        "a database schema would be dropped",
        """\
A database schema is gone from the YAML. PostgreSQL drops it only when nothing is left in it, things that schemagen does
not know included. If that is meant: `schemagen build --allow drop-schema:NAME`.
""",
    ),
    Code(
        "SG318",
        "a plain column becomes a generated one",
        """\
What rows hold in the column is replaced by what the expression gives. If that is meant:
`schemagen build --allow narrow:TABLE.COLUMN`. To keep the values, rename the column and add the generated one beside
it.
""",
    ),
    Code(
        "SG319",
        "changes need one another in a circle",
        """\
No order of the operations works: each of those named needs the next one done before it, for example two new columns
whose `backfill:` expressions read each other. Make the change in two builds: one part first, the rest after it.

Two functions whose bodies the server reads when they are made (`atomic: true`) cannot call one another: one of them has
a body that is text until it is called. So it is with a function that reads a table whose default or check calls it. Two
views cannot show one another.
""",
    ),
    Code(
        "SG320",
        "a sequence would be dropped",
        """\
A sequence is gone from the YAML, and its position would go with it. If that is meant:
`schemagen build --allow drop-sequence:NAME`. If it only has another name now, write `renamed_from: OLD` in the file of
the new one. A sequence that a dropped table or column owns goes with that, without a word of its own.
""",
    ),
    Code(
        "SG321",
        "a domain would be dropped",
        """\
A domain is gone from the YAML. If that is meant: `schemagen build --allow drop-domain:NAME`. If it only has another
name now, write `renamed_from: OLD` in the file of the new one.
""",
    ),
    Code(
        "SG322",
        "an extension would be dropped",
        """\
An extension is gone from the YAML. PostgreSQL drops it only when nothing uses what it brought, things that schemagen
does not know included. If that is meant: `schemagen build --allow drop-extension:NAME`.
""",
    ),
    Code(
        "SG323",
        "a domain's new type may lose data",
        """\
Not every value of a domain's old type has a place in its new one. Every column of the domain is converted as the
server's own conversion has it: what does not fit is refused or changed. If that is meant:
`schemagen build --allow narrow:DOMAIN`.
""",
    ),
    Code(
        "SG324",
        "a domain becomes NOT NULL and rows may have NULL",
        """\
The revision fails while a row has NULL in a column of the domain. If none has:
`schemagen build --allow not-null:DOMAIN`.
""",
    ),
    Code(
        "SG325",
        "a table must be made anew, and its rows be lost",
        """\
No server gives a table another partition key, or takes it away. The table would be dropped, with its partitions, and
made anew, empty. If its rows may go: `schemagen build --allow rebuild-table:NAME`. To keep them, declare the new table
beside the old one, copy the rows in a revision of your own (`build --empty`), then drop the old one and rename the new.

A table that becomes a partition or stops being one is attached or detached, and keeps its rows: that needs no word.
""",
    ),
    Code(
        "SG326",
        "a composite, a range or a collation would be dropped",
        """\
It is gone from the YAML. PostgreSQL drops it only when nothing is of it any more, things that schemagen does not know
included. If that is meant: `schemagen build --allow drop-composite:NAME` (`drop-range:`, `drop-collation:`). If it only
has another name now, write `renamed_from: OLD` in the file of the new one.
""",
    ),
    Code(
        "SG327",
        "an attribute of a composite would be dropped",
        """\
An attribute is gone from a composite, and its part of every value of the type would go with it. If that is meant:
`schemagen build --allow drop-attribute:COMPOSITE.ATTRIBUTE`. If it only has another name now, say so at the new one:

```yaml
attributes:
  postcode: { type: string, renamed_from: zip }
```
""",
    ),
    Code(
        "SG328",
        "another type of an attribute or a range may lose data",
        """\
Not every value of the old type has a place in the new one. Values are converted as the server's own cast has it: what
does not fit is refused or changed. If that is meant: `schemagen build --allow narrow:COMPOSITE.ATTRIBUTE`, or
`narrow:RANGE`.
""",
    ),
    Code(
        "SG329",
        "a range with a canonical function cannot be made anew",
        """\
Everything of a range is settled when it is made, so a change makes a new one that takes the old one's name. The
function that makes its values canonical takes the very type, and is there before it: no order of statements leads from
one to the other. Declare a range of another name beside it, and move the columns.
""",
    ),
    Code(
        "SG330",
        "a routine cannot be made anew: what calls it cannot let go of it",
        """\
A function whose result or whose arguments change is dropped and made anew, with whatever calls it around that: checks,
indexes, defaults, views. A partition key is not: no server changes it. Give the new function another name, and keep
the old one for the table; or make a new table beside the old one, and copy the rows (`build --empty`).

Nor do the checks of a domain come back while values hold it inside of others, in arrays or composites: no server looks
there. Let these checks call a function of another name: then the domain itself is made anew.
""",
    ),
    Code(
        "SG331",
        "a column of a partition key would get another type",
        """\
PostgreSQL refuses every change of the type of a column that a partition key holds, and an enum of which values went, a
domain or a range of another type is such a change: it is made anew, and its columns move over. Make a new table beside
the old one, copy the rows in a revision of your own (`build --empty`), then drop the old one and rename the new.

Values that are added to an enum need none of this. The downgrade of such a revision does, and PostgreSQL will refuse
it: nothing is lost, and the revision stays.
""",
    ),
)
