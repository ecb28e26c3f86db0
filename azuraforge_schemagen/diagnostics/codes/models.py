"""SG160 to SG163 and SG170: classes, attributes, relationships, inheritance."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG160",
        "class name does not fit",
        """\
Two tables or enums would give classes of one name, or a written `class:` is what the generated module calls
something else (`Base`), or a table without a primary key has one: SQLAlchemy maps no such table.

Write `class: NAME` in the file of one of them. Equal names from different database schemas are told apart by the
schema's name in front.
""",
    ),
    Code(
        "SG161",
        "attribute name does not fit",
        """\
Two columns have the same attribute, or a written `attr:`, relationship or `back:` has a name that SQLAlchemy or
Python keeps for itself (`metadata`, `registry`, `query`, `self`, names in double underscores, keywords).

Derived attributes step aside by themselves (`class_`, `metadata_`); the column's name in the database stays.
""",
    ),
    Code(
        "SG162",
        "relationship unclear",
        """\
No foreign key, or more than one, could be what a relationship goes over; its two sides disagree; or `false` leaves
out one that there is not.

`via:` names the column or the foreign key, of this table or of the target's. `target:` names the table.

```yaml
relationships:
  sender: { via: sender_id, back: sent }
  tags: { target: tag, secondary: article_tag, back: articles }
```
""",
    ),
    Code(
        "SG163",
        "relationship hides a column",
        """\
A relationship, or the name that `back:` gives the other side, is already an attribute or relationship of that
class. Give it another name, or
leave the derived relationship out with `NAME: false`.
""",
    ),
    Code(
        "SG170",
        "class does not inherit like this",
        """\
A table's class inherits from another one's (`mapper: { inherits: employee }`) over a key that is the primary key of
both: the child's refers to the parent's. A class under `subclasses:` has no table of its own: it inherits from the
table's class or from another one of the same list, and may keep columns to itself that are neither part of the key nor
the discriminator. `polymorphic_identity` is a value of the column that the class at the top names in `polymorphic_on`:
each is of one class. A class below it without one, which is not `polymorphic_abstract`, is a warning.

```yaml
table: employee
mapper: { polymorphic_on: kind, polymorphic_identity: employee }
subclasses:
  Manager: { mapper: { polymorphic_identity: manager }, columns: [budget] }
columns:
  id: { type: integer, identity: by_default, primary_key: true }
  kind: string
  budget: integer | null
```

```yaml
table: engineer
mapper: { inherits: employee, polymorphic_identity: engineer }
columns:
  id: { type: integer, primary_key: true, references: employee.id }
```
""",
    ),
)
