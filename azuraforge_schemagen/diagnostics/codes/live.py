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
    Code(
        "SG506",
        "the database changes while it is read",
        """\
Tables or types were made, altered or dropped while the catalogs were read, again and again: a migration is running, or
something makes and drops tables all the time. No state that the database was in could be read, so nothing is reported.

Each reading is one read-only transaction of one snapshot. PostgreSQL's own texts of expressions are not of the snapshot
but of the moment, so the reading is checked, and done again where it has to be. Temporary tables do not count.

Run the command again when the migration is over.
""",
    ),
    Code(
        "SG507",
        "the database cannot be read",
        """\
The connection works, but a question about the database's objects failed: somebody holds a lock on them for more than
ten seconds, the server cancelled the question, a right is missing, or the connection broke. What the server said stands
in the message, with passwords taken out.

Reading needs no right but to connect: the catalogs are open to every user of a PostgreSQL server unless somebody
closed them. An SQLite file that another process writes to can be read when that is done.
""",
    ),
    Code(
        "SG508",
        "the YAML is not about this",
        """\
The database has a setting that no YAML says and no command touches. It stays as it is; a database that the revisions
make does not have it.

On PostgreSQL these are privileges (how many objects have some), default privileges, security labels, tablespaces, how
columns are stored, compressed and sampled. On SQLite: a primary key that is not NOT NULL may hold NULL, which the YAML
rounds to NOT NULL; and `INT PRIMARY KEY`, or `INTEGER PRIMARY KEY DESC`, is not the rowid, while the INTEGER PRIMARY
KEY that schemagen writes is.

It is for information. See `docs/live-databases.md` for everything that is read, and what is not.
""",
    ),
    Code(
        "SG510",
        "there are YAML files already",
        """\
`import` writes the files of a database, and the schema folder holds some that it would have to change.

`--force` makes the folder mirror the database: each object's file is replaced, files of objects that the database
lacks go. `--merge` takes over what the database has and keeps what only the files know: class names, docs,
relationships, Python defaults, comments. Nothing has been written.
""",
    ),
    Code(
        "SG511",
        "the language cannot say this object",
        """\
The database has something that the YAML has no words for. It is never dropped in silence: without an answer nothing is
written.

`--partial` goes on without it and records it in `unmanaged.yaml` of the schema folder, so that no later build or drift
touches it. `--exclude PATTERN` leaves out the object that it belongs to. In the database it stays as it is either way.
""",
    ),
    Code(
        "SG512",
        "the project is not for this kind of database",
        """\
The database is of a dialect that `dialects` in `[tool.schemagen]` does not name, so that nothing is declared for it.

Add the dialect to the list, or give the URL of another database.
""",
    ),
    Code(
        "SG513",
        "something that is left out is needed",
        """\
`--only`, `--exclude` or `external` leave out an object that an imported one refers to.

Import it too. A table that others own is listed under `external` in `[tool.schemagen]`: it may be referred to and is
never created.
""",
    ),
    Code(
        "SG514",
        "an object does not come back as it is",
        """\
Every import is proved before it is written: the YAML is read back and compared with the database. This object would
compile to something else, which is a fault of schemagen. Nothing has been written.

Please report it with the object's definition (`pg_dump --schema-only --table NAME`). `--exclude NAME` imports the rest;
`--partial` does, and records the object in `unmanaged.yaml`, so that it is left alone from then on.
""",
    ),
    Code(
        "SG515",
        "the database has what the language refuses",
        """\
What was read is complete, but the language or a dialect of the project does not take it: a name that no file could
hold, a type that another dialect of the project lacks. The message is the one that `build` would give.

Follow its help in the database, leave the object out with `--exclude NAME`, or take the other dialect out of
`[tool.schemagen]`. Without `--merge`, `--partial` leaves such objects alone and records them in `unmanaged.yaml`.
""",
    ),
    Code(
        "SG516",
        "an object stands on something that is left alone",
        """\
A table that was imported uses something that the YAML does not declare: a default calls a function, a column has a type
of the user's own. The revisions do not make it: it must be there before they run.

It is a warning. Make it in a hand-written revision (`schemagen build --empty`) or beside Alembic.
""",
    ),
    Code(
        "SG517",
        "a pattern matches nothing",
        """\
No object of the database has a name that a pattern of `--only` or `--exclude` matches, so that it changes nothing.

It is a warning: look for a typing error. A pattern is for the whole name, `*` stands for any text: `users`, `app.*`.
Children of tables have no patterns of their own.
""",
    ),
    Code(
        "SG550",
        "the database lacks an object of the files",
        """\
`import --merge` found no object in the database for a file of the schema folder. The file stays as it is.

It is a warning: perhaps no revision has made the object there yet. `import --merge --force` removes such files; so does
a person.
""",
    ),
    Code(
        "SG551",
        "something of the models stands on nothing any more",
        """\
`import --merge` took over what the database has, and a relationship or a name in `repr` led to a column, a key or a
table that is not there any more. The models would not compile with it, so it was taken out of the file. Or a table is
a partition now, and the file that it had went.

It is a warning. Write it anew where it should lead somewhere else.
""",
    ),
    Code(
        "SG552",
        "SQL text is compared as it is written",
        """\
A server writes SQL text in its own way: `a IN (1, 2)` becomes `a = ANY (ARRAY[1, 2])`. `import --merge` therefore makes
what the files say on a scratch database and compares the server's form with the server's form. Here it could not, for
the reason in the message, so that a text may stand in the files in the server's form now though it means the same.

It is a warning. Give the role of the URL the right to make databases, and look through the changes before they are
committed.
""",
    ),
    Code(
        "SG560",
        "models that cannot be read",
        """\
`schemagen import package.module:name` imports the module as a program in the project's folder would, so it runs in the
project's environment. `name` is a `MetaData`, a declarative base or a registry; several are joined by commas
(`app.models:Base,legacy`), those of other modules are sources of their own. Modules with mapped classes that this one
does not import are named by `--with`: `--with app.billing`, or `--with 'app.models.*'` for all that a package has below
it.

The message says what Python said, and where.
""",
    ),
    Code(
        "SG561",
        "something of a class that stays in the project's code",
        """\
Tables, columns, keys, defaults and relationships of the models became YAML. Methods, hybrids, validators, synonyms and
whatever else is Python stay where they are: `--mixins FILE` writes a file with all of it, or put them into a class of
your own and name it in the table's file, `extends: app.mixins:UserMixin`. A default that is a function without a name
in a module gets one, and then `default: { call: "app.ids:new_id" }`.

It is information; nothing of the database depends on it. With `--mixins` it is a warning where something stands in
neither the YAML nor the file: a statement that makes tables or classes in another way than a class statement, whose
tables are made by the generated models now, or something in a class that can only run when the classes are there.
Write that into the file by hand, behind the line that imports the generated classes.
""",
    ),
    Code(
        "SG562",
        "an option that does not go with the source",
        """\
Several sources, `--with` and `--mixins` are about models, for a database has one URL and no code.

`--merge`, `--only` and `--exclude` are about a live database. Models are imported as a whole and once;
from then on the YAML is what is edited, and the models come from it. `--force` imports them again, and replaces the
files.
""",
    ),
    Code(
        "SG563",
        "a constraint has another name on another dialect",
        """\
A constraint of the YAML has one name on all dialects. SQLAlchemy cuts a name of a naming convention that is too long
for PostgreSQL there, and leaves it whole on SQLite. The YAML has the one of the project's first dialect: in a database
of the other one that the models made the constraint has another name, and nothing else differs.

It is a warning. A constraint with a shorter name of its own has it everywhere.
""",
    ),
    Code(
        "SG564",
        "a file for the code of models that cannot be written",
        """\
`schemagen import package.module:name --mixins FILE` writes what the classes of the models have beside YAML to a Python
file of the project, which is its from then on. So FILE is one that is not there yet, in a folder that the project's
imports reach (`app/model_parts.py` is `app.model_parts`). A file that is there is never overwritten, but for one: the
very module that is imported is replaced by what is left of it where `--force` says so.

```
schemagen import app.models:Base --mixins app/model_parts.py
schemagen import app.models:Base --mixins app/models.py --force
```
""",
    ),
    Code(
        "SG565",
        "modules whose code one file cannot hold",
        """\
`--mixins FILE` brings the code of all modules with mapped classes together in one file, for these need each other and
the generated models need all of them. Two of the modules have a name for different things there, or no module of the
project maps a class at all.

Give one of the two another name, and import again.
""",
    ),
    Code(
        "SG566",
        "an option of writing, where nothing is written",
        """\
`schemagen import --check SOURCE` reads a database or models as an import does, and says how much of them YAML can
carry. It writes nothing, so `--force`, `--merge` and `--alembic` have nothing to say there.
""",
    ),
)
