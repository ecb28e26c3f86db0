"""SG155 to SG157: functions, procedures and aggregates."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG155",
        "arguments that no server accepts",
        """\
A type in a signature is one type in SQL's words; sizes may stand there, but the server does not keep them
(`varchar(10)` is `character varying`). There is no `| null`: any of them may be NULL. Arguments of one direction have
different names, those with a default stand last, and a `variadic` one is an array and the last of all. A trigger's
function has none, an aggregate's have no default. `%TYPE` is what the server replaces by the column's type: write that
one.

```yaml
function: price
arguments: { amount: integer, rate: { type: numeric, default: "1.0" } }
returns: numeric
body: SELECT amount * rate
```
""",
    ),
    Code(
        "SG156",
        "a function that does not say what it returns",
        """\
A function returns a type, `void`, `trigger`, `{ setof: TYPE }` or `{ table: { x: integer } }`. Output arguments say it
too: one of them makes the function return its type, several a `record`; nothing else can stand beside them but
`{ setof: ... }` of just that.
""",
    ),
    Code(
        "SG157",
        "a detail of a routine that does not fit",
        """\
`rows` is for functions that return several rows, `library` for those in C. A trigger's function is not in SQL. With
`atomic: true` the body is SQL that the server reads when the routine is made: `BEGIN ATOMIC ... END`, or
`RETURN expression`, and nothing behind it. A hypothetical-set aggregate has `order_by`, and a moving one `msfunc`,
`minvfunc` and `mstype`.

```yaml
function: next_free
returns: integer
atomic: true
body: RETURN (SELECT max(id) + 1 FROM desks)
```
""",
    ),
)
