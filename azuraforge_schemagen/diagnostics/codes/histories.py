"""SG57: Alembic histories that were there before."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG570",
        "there is no history to adopt",
        """\
`import --alembic PATH` looks for an Alembic environment: PATH is the folder that has `env.py`, `script.py.mako` and
`versions/`, or the `alembic.ini` that names it. There is none at that path, it has no revisions yet, or it lies outside
of the project, whose settings name it by a path inside.

```
schemagen import postgresql://app@localhost/app --alembic migrations
schemagen import postgresql://app@localhost/app --alembic alembic.ini
```
""",
    ),
    Code(
        "SG571",
        "an Alembic environment does not run",
        """\
`env.py` or a file of its revisions cannot be imported, or fails before a revision runs. The message says why, the place
is the last line of the environment that was running.

It runs in a process of its own, as Alembic would: in the folder of `alembic.ini`, with its `prepend_sys_path`, with the
variables of the shell, and with `DATABASE_URL` and `sqlalchemy.url` naming the scratch database. So install the project
where schemagen is installed, and set the variables that `env.py` needs.
""",
    ),
    Code(
        "SG572",
        "the history has several heads",
        """\
A history that is adopted needs one end, for the next revision stands on it. This one has several: branches that nobody
has joined.

Join them, commit the merge revision, and adopt the history then:

```
alembic merge -m "join them" heads
```

Branches that are kept apart on purpose (labels, `depends_on`) are not supported.
""",
    ),
    Code(
        "SG573",
        "a revision of the history does not run",
        """\
The history is run from its beginning on an empty scratch database, because its end is where schemagen goes on from. One
of its revisions fails there; the message says which and why.

Often such a revision needs what no revision makes: rows, an extension, a table of somebody else, a server of another
version or dialect. Make it run on an empty database, or name a server that has what it needs with `--scratch-url`.
Where the first tables come from somewhere else, import a database that is at the head and add `--at-head`: the history
is not run then, and what that database is counts as its end.
A project that names several dialects runs its history on each of them.
""",
    ),
    Code(
        "SG574",
        "an Alembic environment does not use the scratch database",
        """\
A history is run on scratch databases and nowhere else. Whatever URL `env.py` gives to SQLAlchemy, it gets an engine of
the scratch database, and before anything runs the connection is asked where it leads. This one leads elsewhere,
`env.py` configures none, or it ended without committing a revision. Nothing has run anywhere else.

Let `env.py` make its engine by `create_engine`, `engine_from_config` or their asynchronous likes, and run the
revisions in `context.begin_transaction()`.
""",
    ),
    Code(
        "SG575",
        "a revision belongs to the adopted history",
        """\
The revisions of an adopted history, up to the one that was its head, are somebody's own. They are never rewritten,
their edits are not recorded, and they are not proved: `build --amend`, `build --accept` and `verify` are for those
after it.
""",
    ),
    Code(
        "SG577",
        "the database is older than the adopted history's end",
        """\
The database is at a revision of the adopted history that comes before the one that was its head. What a database
should be there no snapshot says, so there is nothing that `drift` could compare it with.

Upgrade it to the end of the adopted history first, or say what to compare with: `--revision head`.
""",
    ),
    Code(
        "SG578",
        "the database is not at the head of the history",
        """\
With `--at-head` the history is not run: what the imported database is counts as what the history leads to. So its table
of versions must say that it is there, and it says something else.

Upgrade the database first, or stamp it where it is what the head makes; or leave `--at-head` out.
""",
    ),
    Code(
        "SG576",
        "the history does not lead to what was imported",
        """\
What the revisions of the adopted history make on an empty database is not what the source of the import is: somebody
changed the database or the models without a revision, or the database is not at the head.

It is a warning. The schema after the history's head is what the next `build` starts from, and the YAML is the source,
so the next revision leads from one to the other; databases in which it is so already will not take it. Either bring the
source to the head first, or change the YAML to what the history makes: `schemagen diff` shows what differs.
""",
    ),
    Code(
        "SG579",
        "an option that belongs to --alembic",
        """\
`--at-head` and `--scratch-url` of `schemagen import` say how an Alembic history is looked at. Without `--alembic PATH`
there is none.
""",
    ),
)
