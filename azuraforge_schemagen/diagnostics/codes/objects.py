"""SG164 to SG169: sequences, types, collations, and what objects need."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG164",
        "numbers of a sequence do not fit",
        """\
A bound, the start or the step of a sequence is not one of its type, or they contradict each other: the start must lie
between `minimum` and `maximum`, and the step cannot be 0.

```yaml
sequence: ticket_numbers
type: integer          # up to 2147483647; bigint where it is not said
start: 1000
increment: 10
```
""",
    ),
    Code(
        "SG165",
        "a sequence cannot be owned by this",
        """\
`owned_by:` names a column that is not there, or one of another database schema: PostgreSQL drops a sequence with its
owner, and wants both in one schema.

```yaml
sequence: ticket_numbers
schema: desk
owned_by: desk.tickets.number
```
""",
    ),
    Code(
        "SG166",
        "a domain cannot be made of this",
        """\
A domain is made of a type of the database: a built-in one, an enum, or another domain. It cannot be made of itself, by
way of others either; `serial` is a way to count and no type; an alias of a `types:` file is a class of Python's.
""",
    ),
    Code(
        "SG167",
        "a composite or a range cannot be made of this",
        """\
Attributes of a composite and the bounds of a range are of a type of the database: a built-in one, an enum, a domain,
another composite or range. It cannot be the type itself, by way of others either; it has no `| null`, no variants, and
is no `serial` and no alias of a `types:` file. The subtype of a range has no sizes.

```yaml
composite: address
attributes: { street: string, zip: { type: string, length: 5 } }
```
""",
    ),
    Code(
        "SG169",
        "a collation cannot be like this",
        """\
A collation of ICU has one `locale`; one of libc has a `locale`, or both `lc_collate` and `lc_ctype`. Only ICU has such
that are not deterministic.

```yaml
collation: german
provider: icu
locale: de-DE
deterministic: false
```
""",
    ),
    Code(
        "SG168",
        "what an object needs is not there",
        """\
`depends_on:` names an object that no file declares. An object is written KIND:NAME, with its database schema where it
is not the object's own:

```yaml
view: report
depends_on: [function:app.rate, table:app.orders]
```

What an SQL text mentions need not stand there; it is for what a text hides.
""",
    ),
)
