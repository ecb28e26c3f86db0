"""SG520 to SG523: scratch databases."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG520",
        "no PostgreSQL for scratch databases",
        """\
Revisions are proved on databases made for the purpose. No server was named, and none could be started here: no
PostgreSQL is installed, or it did not start; what it said stands in the message.

```
schemagen verify --scratch-url postgresql://me@localhost/postgres
pip install "azuraforge-schemagen[verify]"
```

`--scratch-url` names any database of a server; schemagen makes databases of its own on that server, drops them at the
end, and writes to no other one. The extra brings an embedded PostgreSQL, which is started for the time of the command.
A PostgreSQL that is installed (`initdb` and `pg_ctl` on the machine) is used in the same way, in a temporary folder;
root needs a user to run it as: `postgres`, `pgserver` or `nobody`.
""",
    ),
    Code(
        "SG521",
        "the server makes no scratch database",
        """\
The server answers, but did not make a database, or went away meanwhile. What it said stands in the message.

The user of `--scratch-url` needs the right to make databases: `ALTER ROLE name CREATEDB`. Databases are made from
`template0`, in UTF-8, with the collation `C`.
""",
    ),
    Code(
        "SG522",
        "the scratch server is of another major version",
        """\
`dialects` in the settings says which server the project is for; the scratch server is of another major version. A
newer one takes what the project's servers may not know yet; an older one may refuse what they take.

Name a server of that version with `--scratch-url`, or install it: where several versions are installed, the one that
the settings ask for is taken.
""",
        "info",
    ),
    Code(
        "SG523",
        "not a place for scratch databases",
        """\
Scratch databases are made, used and dropped by schemagen itself. A database that is already there is never used as
one, not even an empty one: `--scratch-url` names a server, by any database of it.

Those of SQLite are files of a temporary folder, so that no URL is needed for them.
""",
    ),
)
