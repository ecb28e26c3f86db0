"""SG540 to SG549: a live database compared with what was declared."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG540",
        "the database is not what was declared",
        """\
Somebody changed the database by hand, or a revision was edited after it had run. Every difference stands in the
output: what is missing in the database, what is there and not declared, what is there in another form, which indexes
are invalid and which constraints not validated.

What is right decides what to do. Where the database is: say it in the YAML (`schemagen import --merge` does), build the
revision, and mark it as run (`alembic stamp head`). Where the YAML is: undo the change in the database, by hand, as it
was made. Revisions that have not run yet are no drift; they are listed as pending.
""",
    ),
    Code(
        "SG541",
        "the database is at a revision that is not here",
        """\
Alembic's table `alembic_version` names a revision that the repository does not have. The database was migrated from a
newer checkout or another branch, or it is the database of another project.

Fetch the newest revisions and look again. Until then the database is compared with the newest state that is here, so
that what the unknown revision did is among the differences; `--revision REV` compares with another one.
""",
    ),
    Code(
        "SG542",
        "alembic_version may not be read",
        """\
The role that was given has no right to read Alembic's table, so that nobody knows at which revision the database is,
and with what it should be compared. The catalogs, which is all that is read apart from it, are open to every role.

```
GRANT USAGE ON SCHEMA public TO auditor;
GRANT SELECT ON public.alembic_version TO auditor;
```

Or say what to compare with: `--revision head`, a revision's id, or `--revision yaml`.
""",
    ),
    Code(
        "SG543",
        "the declared state cannot be made on a scratch database",
        """\
SQL text is compared in the server's own form. For that the declared state is made on a scratch database, and there a
statement failed; what the server said stands in the message.

A scratch database has the extensions of the live one, its search path and its time zone, and nothing else that is not
declared. What needs a function or a type that the live database has and no YAML declares is left out; where the live
database does not have it either, the declared state cannot be made anywhere. An extension that the server does
not have, or that the role may not create, is named. Where the server is older than what `dialects` asks for, name
another one with `--scratch-url`.
""",
    ),
    Code(
        "SG544",
        "the scratch database is not on the database's own server",
        """\
Drift compares with a scratch database of the same server, because servers of different versions spell the same SQL
differently. The role may not make databases there, so that another server was taken: the one of `--scratch-url`, or a
PostgreSQL of this machine, started for the purpose. Where the major versions differ that is a warning: a difference in
SQL text alone may be one between the two servers.

`ALTER ROLE name CREATEDB` lets the role make databases; `--scratch-url` names a server of the same version, or the
same server by a role that may.
""",
        "info",
    ),
)
