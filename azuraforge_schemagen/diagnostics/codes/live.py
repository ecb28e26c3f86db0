"""SG5: live databases."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG501",
        "not a database URL",
        """\
The text given is not a URL of a database.

A URL is `dialect://user:password@host:port/database`, or `sqlite:///path/to/file`. Characters of a user name or a
password that mean something in a URL (`@ : / ? # %` and the space) are written percent-encoded: `p@ss` is `p%40ss`.
The URL is not repeated in the message, because it may hold a password.

```
schemagen drift postgresql://app:p%40ss@db.example.org:5432/app
schemagen drift sqlite:///app.sqlite
```
""",
    ),
    Code(
        "SG502",
        "no driver for this database",
        """\
The Python package that talks to this kind of database is not installed in the environment that runs schemagen.

`postgresql://...` uses psycopg or psycopg2, whichever is installed; `postgresql+psycopg2://...` asks for that one.
SQLite needs nothing: it comes with Python.

```
pip install "psycopg[binary]"
```
""",
    ),
    Code(
        "SG503",
        "the database cannot be reached",
        """\
The server does not answer, refuses the login, or has no such database; for SQLite, the file is not there. What the
driver said stands in the message, with passwords taken out.

Check host, port and database name, that the server listens on that address, and the user's password. An SQLite file is
never created by a command that reads a database: a mistyped path would look like an empty one.
""",
    ),
    Code(
        "SG504",
        "this kind of database is not supported",
        """\
schemagen reads PostgreSQL (12 to 18) and SQLite.

The kind is what stands before `://`, without the driver: `postgresql` in `postgresql+psycopg://...`.
""",
    ),
    Code(
        "SG505",
        "the server is too old",
        """\
The catalogs of PostgreSQL before version 12 are not read. Those versions have had no fixes from the PostgreSQL project
since 2023.
""",
    ),
)
