"""SG101-SG119: the language's own JSON Schema."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG101",
        "unknown key",
        """\
A key is not part of the language here. The help names the key that was probably meant, or all that may stand
here.

Where the unknown key is the rest of an SQL text, a comma has cut it: inside `{ }` SQL must be quoted.
""",
    ),
    Code(
        "SG102",
        "value of another type",
        """\
A key has a value of another type than it takes: a text where a map is wanted, a number where a text is wanted.

Numbers, `true`, `false` and `null` become text by quotes: `values: ["1", "2"]`.
""",
    ),
    Code(
        "SG103",
        "key is missing",
        """\
A map lacks a key that it needs, or a key stands without the one that it belongs to (`on_delete` without
`references`). The message names the key; `docs/language.md` says what each kind needs.
""",
    ),
    Code(
        "SG104",
        "value not allowed",
        """\
The key takes one of a few values, and this is none of them. The help names them.
""",
    ),
    Code(
        "SG105",
        "text of another form",
        """\
A text does not have the form that its key takes: a reference is `table.column`, an import is
`package.module:Name`, a type is one name and its sizes are keys of their own:

```yaml
price: { type: numeric, precision: 10, scale: 2 }   # not numeric(10, 2)
tags: { type: array, items: text }                  # not text[]
```

Sizes are keys of their own (`length: 20`), never a part of the type's name.
""",
    ),
    Code(
        "SG106",
        "out of limits",
        """\
A number, a list or a map is smaller or larger than any database takes: a length below 1, a precision above
1000, more than 1600 columns in a table, more than 32 keys in an index. The limit stands in the message.
""",
    ),
    Code(
        "SG107",
        "keys do not go together",
        """\
A key stands beside another one, or under a type, that excludes it: `length` of an integer, `server_default` of
a generated column, `sql` beside a dialect's own text. Take one of the two out; where both are meant,
they belong to two columns or two constraints.
""",
    ),
    Code(
        "SG108",
        "stands twice in a list",
        """\
A list that holds each thing once holds one twice: a column in a key, a value in an enum. Take one of the
two out: a database would refuse it, or keep it for nothing.
""",
    ),
    Code(
        "SG109",
        "enum value too long",
        """\
PostgreSQL keeps at most 63 bytes of an enum's value (letters beyond ASCII take two to four bytes each). Shorten
it.
""",
    ),
    Code(
        "SG110",
        "no kind of object",
        """\
Every file says with one key what it describes: `table`, `enum`, `mixin`, `types`, or `schema` alone. The key's
value is the object's name.

```yaml
enum: run_status
values: [PENDING, DONE]
```

Kinds that the language knows and this version does not build (views, functions and others) are named so.
""",
    ),
    Code(
        "SG111",
        "two kinds in a file",
        """\
Two kind keys stand in one file. One file is one object: split it. (`schema` beside another kind is no second
one: it names the database schema that the object stands in.)
""",
    ),
)
