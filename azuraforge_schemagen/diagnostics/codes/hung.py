"""SG184 to SG186: triggers, policies, extended statistics."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG184",
        "a trigger cannot be like this",
        """\
Keys of a trigger contradict each other, or what a server can do:

- a view has row triggers `instead_of` the event only, a table has none of these;
- TRUNCATE fires once for the statement: `each: statement`;
- `deferrable` and `from` are a constraint trigger's, which fires `after` the event for each row;
- `old_table` and `new_table` are for a plain trigger after one event, of no columns, that has such rows: an insert
  has no old ones, a delete no new ones. In partitions a row's trigger sees neither.

```yaml
triggers:
  touch: { timing: before, events: [{ update: [name, email] }], execute: app.touch() }
  tally: { timing: after, events: [insert], each: statement, new_table: added, execute: app.tally() }
```
""",
    ),
    Code(
        "SG185",
        "a policy cannot be like this",
        """\
`using` says which rows a command sees, `check` which rows it may write. INSERT sees none; SELECT and DELETE write none.
`to: [public]` is everybody, so that no other role stands beside it.

```yaml
policies:
  own: { for: select, to: [app_user], using: "owner = current_user" }
  add: { for: insert, to: [app_user], check: "owner = current_user" }
```
""",
    ),
    Code(
        "SG186",
        "statistics cannot be like this",
        """\
Extended statistics are about two or more columns and expressions, or about one expression, of which there is nothing to
choose: `kinds` is for several. Of a single column PostgreSQL gathers statistics anyway.

```yaml
statistics:
  st_place: { columns: [city, zip], kinds: [dependencies] }
  st_lower: { columns: [{ expr: "lower(email)" }] }
```
""",
    ),
)
