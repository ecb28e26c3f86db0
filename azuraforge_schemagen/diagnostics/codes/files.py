"""SG0: files and YAML."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG001",
        "file cannot be read",
        """\
A schema file or the schema folder is missing, may not be read, or is no regular file (a pipe, a device).

Check the path, its permissions, and `schema` in `[tool.schemagen]`. A new project gets its folder from
`schemagen init`.
""",
    ),
    Code(
        "SG002",
        "file too large",
        """\
A schema file has more than 1,000,000 bytes. It is refused before it is read.

A file describes one object; the largest real ones have some tens of thousands of bytes. Data does not belong
into the schema, and a table of many columns can take some from mixins.
""",
    ),
    Code(
        "SG003",
        "file is not UTF-8",
        """\
The bytes of the file are not UTF-8: it was saved as Latin-1, Windows-1252 or UTF-16, or holds half of a
surrogate pair.

Save it as UTF-8. A byte order mark is accepted and ignored.
""",
    ),
    Code(
        "SG004",
        "character may not stand in a file",
        r"""The file holds a control character, a lone carriage return, or one of U+0085, U+2028, U+2029,
which some readers take for the end of a line and others do not, or a byte order mark behind its beginning.

Such characters are invisible in a review. Remove them, or write an escape in double quotes: `"\u2028"`.
""",
    ),
    Code(
        "SG005",
        "link leads out of the schema folder",
        """\
A symbolic link in the schema folder points to a file or folder outside of it. It is not followed: the build
would depend on what the repository does not hold, and could be made to read anything.

Copy the file into the folder. A link to a file inside the folder is read; a linked folder inside is read where
it really is.
""",
    ),
    Code(
        "SG010",
        "not valid YAML",
        """\
The file is not valid YAML. The most frequent reasons:

- SQL without quotes in a flow map. Inside `{ }` an unquoted text ends at `,`, `[`, `]`, `{`, `}`, and at ` #`:

  ```yaml
  code: { type: string, check: code ~ '^[a-z]{2}$' }      # wrong
  code: { type: string, check: "code ~ '^[a-z]{2}$'" }    # right
  ```
- `: ` inside an unquoted text: `doc: note: this` needs quotes.
- A text that begins with `@`, a backtick or `%`: quote it.
- Lines of one map that are not indented alike.
""",
    ),
    Code(
        "SG011",
        "tab",
        r"""A tab indents a line or separates a key from its value. YAML forbids the one, and nobody sees the other.

Use spaces. Inside a text a tab may stand: as `\t` in double quotes, or as it is in a block (`|`).
""",
    ),
    Code(
        "SG012",
        "several documents in a file",
        """\
A second document begins (`---`). A file describes exactly one object: the review of a file is then the review
of an object.

Move the second document into a file of its own. One `---` at the top is accepted.
""",
    ),
    Code(
        "SG013",
        "YAML directive",
        """\
A line such as `%YAML 1.1` or `%TAG` changes how the rest of the file is read. The language has one reading.

Remove the line.
""",
    ),
    Code(
        "SG014",
        "anchor or alias",
        """\
`&name` and `*name` make one part of a file stand in several places. A reviewer of a changed line could not see
what else it changes, and a few hundred bytes of aliases can describe billions of values.

Write the value out, or put columns that several tables share into a `mixin`. A text that begins with `*` or `&`
needs quotes.
""",
    ),
    Code(
        "SG015",
        "merge key",
        """\
`<<` copies the keys of another map. See SG014: write the keys out, or use a `mixin`.
""",
    ),
    Code(
        "SG016",
        "tag",
        """\
`!name` or `!!name` gives a value another type. Values have the types that YAML 1.2 gives them, and nothing from
a file is ever executed.

Remove the tag. A text that looks like a number is quoted: `"012"`.
""",
    ),
    Code(
        "SG017",
        "key stands twice",
        """\
One map holds the same key twice. YAML readers silently take the last one, so one of the two lines would have no
effect.

Keep one of them.
""",
    ),
    Code(
        "SG018",
        "key is not text",
        """\
A key is a number, null, true or false, a list or a map. Names are text.

Quote it where it is a name: `"1": integer`. Words such as `no`, `on` and `off`, and dates, are text as they
stand.
""",
    ),
    Code(
        "SG019",
        "nested too deep",
        """\
Lists and maps are nested more than 64 deep. No object of the language needs more than eight levels.
""",
    ),
    Code(
        "SG020",
        "too many values",
        """\
One file holds more than 200,000 keys and values. Split it: a file describes one object.
""",
    ),
    Code(
        "SG021",
        "file is empty",
        """\
The file holds nothing, only comments, or `null`. It cannot be told whether an object was meant to go.

Remove the file to drop its object, or write the object.
""",
    ),
    Code(
        "SG022",
        "file does not hold a map",
        """\
Every file is one map, so that a reader sees at once what it is about; a list or a bare text at the top is an error.
The top of a file is a map with a kind key:

```yaml
table: users
columns:
  id: { type: bigint, primary_key: true }
```
""",
    ),
    Code(
        "SG023",
        "number too long",
        """\
A number has more than 1,000 digits, or an exponent beyond 1,000. No column stores it.

Quote it where it is text.
""",
    ),
    Code(
        "SG024",
        "comment cuts SQL short",
        """\
Unquoted SQL inside `{ }` ends at ` #`: the rest of the line is a comment, and the database would silently get
half of the expression.

Quote the SQL: `{ type: string, check: "code <> ' #1'" }`. A comment of yours goes to a line of its own.
""",
    ),
    Code(
        "SG025",
        "character cannot be stored",
        """\
A text holds, as an escape, U+0000 or half of a surrogate pair, which no database stores as text, or a key holds
a control character.

Remove the escape.
""",
    ),
    Code(
        "SG026",
        "canonical layout would not say the same",
        """\
`schemagen fmt` reads what it wrote before it lets go of it: the data and every comment must be those of the file.
Here they were not, so the file stays as it is, and so do all others.

This is a bug of ours, or the file would be larger than a file may be: please report it. Written another way, most
often with a comment at another place, the file can be laid out.
""",
    ),
    Code(
        "SG027",
        "file is not laid out",
        """\
The file is not in the canonical layout: `schemagen fmt --check` found other indents, quotes or line breaks, or keys in
another order.

Run `schemagen fmt`. It keeps comments and never changes what the file says. The layout: known keys in the order of
the reference, one thing a line where it fits into 120 characters, SQL in quotes.
""",
    ),
)
