"""SG120-SG199: names, references, types, dialects."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

_NAMES = (
    Code(
        "SG120",
        "object declared twice",
        """\
Two files declare the same object: the same table, enum, mixin, database schema or type alias.

File and folder names are free, so nothing but the name inside tells objects apart. Take one of the two out, or
rename it.
""",
    ),
    Code(
        "SG121",
        "name not accepted",
        """\
A name is empty, begins or ends with a space, holds a character that cannot be seen (control characters, line
breaks, zero-width and bidirectional marks), or belongs to the server (`pg_...` schemas, system columns such as
`ctid`). The name of an enum also stands where a type does, so it holds none of `( ) [ ] |`.

Quotes, spaces inside, capitals, reserved words and Unicode are accepted: every name is quoted where it must be.
What a reviewer cannot see is not.
""",
    ),
    Code(
        "SG122",
        "name too long",
        """\
A written name has more than 63 bytes of UTF-8. PostgreSQL would cut it silently, and every later comparison would
differ. Letters outside ASCII take two to four bytes each. A project that is not for PostgreSQL may have longer ones.

Names that nobody wrote (`users_email_key`, `ix_users_email`) are shortened by the servers' own algorithms and are
never too long.
""",
    ),
    Code(
        "SG123",
        "name used twice",
        """\
Two things have a name that only one can have:

- tables, indexes, primary keys, unique constraints and sequences of a database schema are all *relations*;
- constraints of one table share their names;
- an enum and a table of one schema are both *types*;
- `alembic_version` and its key `alembic_version_pkc` are Alembic's, which keeps the database's revision there.

Name one of them otherwise. A derived name is replaced with `constraint: NAME` on the column, with
`primary_key: { name: NAME }`, or by writing the index under `indexes:`.
""",
    ),
    Code(
        "SG124",
        "names that are the same to some readers",
        """\
Two names of one scope differ in bytes and are still the same after Unicode normalisation (`é` composed and
decomposed, `ﬁ` and `fi`), or look exactly alike (Latin `a` and Cyrillic `а`).

Python normalises identifiers, so the attributes would collapse into one; people cannot tell them apart at all.
Rename one of them.
""",
    ),
    Code(
        "SG125",
        "name easily mistaken",
        """\
Two names of one scope differ by case only, or a name mixes letters of two alphabets.

PostgreSQL keeps such names apart as long as they are always quoted, which psql users forget. Consider renaming.
""",
        "warning",
    ),
)

_TYPES = (
    Code(
        "SG126",
        "unknown type",
        """\
A type is a built-in name, an enum of the project (`status`, or `app.status` in a database schema), or an alias of
a `types:` file, looked up in this order. This is none of them.

A type of an extension is written in its own words: `{ type: raw, raw: "vector(384)" }`.
""",
    ),
    Code(
        "SG127",
        "type name taken",
        """\
An enum or alias has the name of a built-in type, or an alias has that of an enum: a column could mean either. An
alias whose `ddl` is nullable or serial is refused too; nullability belongs to the column.

Choose another name.
""",
    ),
    Code(
        "SG128",
        "type keys that do not fit",
        """\
A size does not belong to the type or is out of its range: `length` on an integer, `scale` above `precision`, an
array of arrays.

Sizes are keys of their own: `{ type: numeric, precision: 10, scale: 2 }`,
`{ type: array, items: string, dimensions: 2 }`.
""",
    ),
    Code(
        "SG130",
        "mixin does not fit",
        """\
A table names a mixin that no file declares, or a mixin brings a column that the table or another mixin has too.

A mixin never overrides silently. Rename one of the columns, or leave the mixin out.
""",
    ),
)

_COLUMNS = (
    Code(
        "SG131",
        "unknown column",
        """\
A key, index, `repr` or `order_by` names a column that the table does not have, its mixins' columns included.

Names are compared exactly, capitals count.
""",
    ),
    Code(
        "SG132",
        "column stands twice",
        """\
A key or index names the same column twice. Servers refuse that or do nothing with the second one.
""",
    ),
    Code(
        "SG133",
        "primary key contradicts itself",
        """\
A column of the primary key may be null, the key has no columns, or the table's `primary_key` names other columns
than those that say `primary_key: true`.

A primary key makes its columns NOT NULL. Say in one place which columns it has.
""",
    ),
    Code(
        "SG134",
        "column has two sources of values",
        """\
A column is computed (`generated`), counted (`identity`, `serial`) or has a default; only one of them can be. What
counts is an integer and never null.

```yaml
id: { type: bigint, primary_key: true, identity: by_default }
```
""",
    ),
    Code(
        "SG135",
        "default does not fit the type",
        """\
A literal default is no value of the column's type: `1e3` for an integer, `2024-13-45` for a date, a number for a
text without quotes, a word that is no value of the enum.

It would fail in the database, or on the first INSERT, or mean something else. A bare value is a literal; SQL is
`{ sql: "..." }`, and a literal that looks like something else is `{ value: ... }`.
""",
    ),
    Code(
        "SG136",
        "unknown function in a default",
        """\
A bare `name()` is one of a few known functions. For the server: `now()`, `current_date()`, `gen_random_uuid()` and
others that the help lists; for Python: `uuid4()`, `now()`, `utcnow()`, `today()`, `dict()`, `list()`.

Everything else is `{ sql: "..." }` on the server and `{ call: "package.module:function" }` in Python. A text that
happens to look like a call is `{ value: "f()" }`.
""",
    ),
    Code(
        "SG147",
        "more columns than a server holds",
        """\
PostgreSQL holds 1,600 columns a table, those of its mixins included. Move some of them to a table of their own, or
into one json column.
""",
    ),
)

_TEXTS = (
    Code(
        "SG137",
        "SQL cannot stand in a statement",
        """\
A quote or parenthesis is not closed, a `;` ends the statement, a query stands where servers look at one row only (a
backfill may hold one), or a view's query is another statement. The text is one expression or query, which is put into a
larger statement; it is never executed while building.

Most often the cause is a flow map: ` # ` begins a comment there, and `,` and `}` end a text. Quote the SQL.
""",
    ),
    Code(
        "SG138",
        "dialect not of this project",
        """\
A key or mark names a dialect that the project does not have, or that does not exist.

The dialects stand in `[tool.schemagen] dialects`.
""",
    ),
    Code(
        "SG139",
        "dialect missing",
        """\
A map of SQL by dialect says nothing about one of the project's dialects. Without one, the object
would be missing there by accident. Left out by intent is written `null`:

```yaml
where: { postgresql: "tags && '{a}'", sqlite: null }
```
""",
    ),
)

_REACHING = (
    Code(
        "SG148",
        "SQL that reaches beyond its row",
        """\
A check, default or other SQL text calls a function that reads or writes the server's files, asks another server, or
touches sessions or settings: `pg_read_file()`, `dblink()`, `lo_import()`, `set_config()`, `pg_sleep()` and their like.

It would run for every row, with the rights of whoever writes it. Nothing of it runs while building. If it is meant,
the warning stays as a mark for the next review; else take it out.
""",
        "warning",
    ),
)

_REFERENCES = (
    Code(
        "SG140",
        "unknown table",
        """\
A foreign key or relationship names a table that no file declares.

`users.id` is a column of the table `users` in the default schema or in the table's own; `auth.users.id` names the
schema. Tables that others own are listed under `external` in `[tool.schemagen]`.
""",
    ),
    Code(
        "SG141",
        "unknown column referred to",
        """\
A foreign key names a column that the table it refers to does not have. Write the name as the referred table's
file has it; a mixin's columns count as the table's own.
""",
    ),
    Code(
        "SG142",
        "foreign key to what it cannot refer to",
        """\
The columns referred to are neither the primary key nor unique, so several rows could be meant; or the table does
not exist on a dialect on which the referring one does. PostgreSQL demands a primary key, a unique constraint or a
unique index of exactly these columns, not partial and not deferrable.
""",
    ),
    Code(
        "SG143",
        "foreign key between different types",
        """\
The referring column and the one referred to have types that cannot be compared. The sizes may differ (`integer` to
`bigint`, `string` to `text`), the kind may not.
""",
    ),
    Code(
        "SG144",
        "foreign key of the wrong shape",
        """\
`columns` and `to` have different lengths, or `on_delete` sets a column that the key does not have. Write as
many columns on both sides, in the same order: the first refers to the first.
""",
    ),
    Code(
        "SG145",
        "ON DELETE SET NULL of a NOT NULL column",
        """\
The column cannot become null, so deleting the row that is referred to always fails. Add `| null` to its type, or
choose another `on_delete`.
""",
        "warning",
    ),
    Code(
        "SG146",
        "column has no such key",
        """\
`constraint: NAME` on a column names its foreign key (`references`), else its unique constraint (`unique: true`),
else its primary key of one column; `deferrable` belongs to the first two. The column has none of them.

Checks with a name stand under `checks:`, a key of several columns is named where it is written.
""",
    ),
)

_CHANGES = (
    Code(
        "SG152",
        "removed value does not fit",
        """\
`removed: { OLD: NEW }` says which value the rows of a value that went take. `OLD` is no longer a value of the
enum, and `NEW` is one.
""",
    ),
    Code(
        "SG153",
        "rename contradicts itself",
        """\
Something is renamed from its own name, or two things claim the same old name. A rename is one to one; what has
been applied everywhere may go from the file.
""",
    ),
    Code(
        "SG154",
        "SQL says a value that the enum does not have",
        """\
A check, a default, a generated column, the predicate of an index or the like compares a column of an enum with a text
that is none of the enum's values, or casts such a text to the enum. A server reads such texts as values of the enum
when it takes the SQL, so the revision would fail.

It is mostly left over from a change of the enum: write the new name of a value that was renamed, and for one that was
removed the value that its rows take (`removed:`). What is only said of a column that may be anything else is not
looked at.
""",
    ),
)

_DIALECTS = (
    Code(
        "SG180",
        "dialect cannot hold this",
        """\
One of the project's servers cannot hold an object as it is declared: a type that only PostgreSQL has, a database
schema on SQLite, a feature of a newer version than the project asks for.

Give it another type there (`variants: { sqlite: text }`), other SQL (`{ postgresql: ..., sqlite: null }`), or mark
the object `dialects: [postgresql]`. The least version stands in `[tool.schemagen] dialects`.
""",
    ),
)

CODES: tuple[Code, ...] = (
    *_NAMES,
    *_TYPES,
    *_COLUMNS,
    *_TEXTS,
    *_REACHING,
    *_REFERENCES,
    *_CHANGES,
    *_DIALECTS,
)
