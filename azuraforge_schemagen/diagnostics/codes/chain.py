"""SG4: the settings, the chain of revisions and the generated tree."""

from __future__ import annotations

from azuraforge_schemagen.diagnostics.codes.model import Code

CODES: tuple[Code, ...] = (
    Code(
        "SG401",
        "no settings",
        """\
schemagen works in the nearest folder at or above the current one whose `pyproject.toml` has a section
`[tool.schemagen]`. There is none, or the file cannot be read.

```toml
[tool.schemagen]
package = "my_models"
```

Run `schemagen init` to write a first one, or give the folder with `--project`.
""",
    ),
    Code(
        "SG402",
        "pyproject.toml is no valid TOML",
        """\
`pyproject.toml` is read with Python's own `tomllib`, which says the line and column where it stopped. Nothing is built
until the file can be read.
""",
    ),
    Code(
        "SG403",
        "unknown setting",
        """\
A key of `[tool.schemagen]` that nothing reads is an error, because a misspelt setting would silently keep its
default. Known are `package`, `distribution`, `version`, `schema`, `output`, `dialects`, `naming`, `lock_timeout`,
`external`, and of an adopted history `alembic`, `versions` and `version_table`.
""",
    ),
    Code(
        "SG404",
        "a setting has no valid value",
        """\
Every setting is checked before anything is read or written.

| setting | value |
|---|---|
| `package` | the name to import: letters, digits and `_`, no other package. Required |
| `distribution` | the name to install; by default `package` with `-` for `_` |
| `version` | the version of the generated distribution |
| `schema`, `output` | folders inside the project, none inside the other |
| `dialects` | such as `["postgresql>=14", "sqlite"]` |
| `naming` | patterns for `pk`, `uq`, `ck`, `fk`, `ix` with `{table}`, `{columns}`, `{column}`, `{target}` |
| `lock_timeout` | how long a migration waits for a lock, such as `"2s"` |
| `external` | tables that others own: `["auth.*"]` |
| `alembic` | of an adopted history: the folder of its `env.py`, or its `alembic.ini`. Needs `versions` |
| `versions` | the folder for its revisions |
| `version_table` | the table in which it keeps the revision, where that is not `alembic_version` |
""",
    ),
    Code(
        "SG410",
        "a snapshot cannot be read",
        """\
`generated/snapshots/<revision>.json` is the layer of a revision: the full definition of the objects that it
changed. This file is none: broken JSON, an unfinished merge, or written by a newer schemagen.

Layers are never edited by hand and never conflict: each belongs to one revision. Restore the file from version
control.
""",
    ),
    Code(
        "SG411",
        "a revision id is not valid",
        """\
A revision's id is 1 to 40 ASCII letters, digits or `_` (`--rev-id` takes 32), no other revision has it, not even in
another case, and the file of its layer is named after it. Take another one, or
leave `--rev-id` out: the id is then a hash of the revision's content.
""",
    ),
    Code(
        "SG412",
        "a revision stands on one that is not there",
        """\
Every layer names its parents. One of them has no layer, or revisions stand on each other in a circle. Restore the
missing file from version control; a revision that other revisions stand on must never be removed.
""",
    ),
    Code(
        "SG413",
        "a snapshot was edited by hand",
        """\
A layer carries a seal: a hash over its parents, its message and its change. This one no longer fits, so somebody
changed it after schemagen wrote it. What the layer says is what the next revision starts from, so an edit here
makes every later revision wrong. Restore the file, change the YAML and run `schemagen build`.
""",
    ),
    Code(
        "SG414",
        "a snapshot does not fit the ones before it",
        """\
A layer records the fingerprint of the schema before and after it. The layers below give another schema, although no
layer was edited: one was exchanged for another version of itself, for example by `build --amend` under revisions of
another branch. Rebase: take the revisions that stand on it out and build them again.
""",
    ),
    Code(
        "SG415",
        "a revision's file is missing",
        """\
There is a layer, but no file in `alembic/versions` whose name begins with its id. Restore it from version control.
Only the head can be replaced, with `schemagen build --amend`.
""",
    ),
    Code(
        "SG416",
        "a revision without a snapshot",
        """\
A file in `alembic/versions` belongs to no layer, so schemagen would build the next revision without knowing what
this one does, and Alembic would run it all the same. Take it out. For work by hand (moving data, for example) run
`schemagen build --empty -m MESSAGE`, fill in the body and record it with `schemagen build --accept REVISION`.
""",
    ),
    Code(
        "SG417",
        "a revision was edited by hand",
        """\
The layer of a revision holds a digest of the revision's syntax tree. What a formatter changes (layout, quotes,
comments) is not in it; this is a change of what the revision does.

Undo it, or, where it is meant, read it once more and record it: `schemagen build --accept REVISION`. The layer then
says that the revision was edited.
""",
    ),
    Code(
        "SG418",
        "more than one head",
        """\
Two branches have each added a revision on the same one, and both are merged now. Alembic could not tell which one
to run first, and schemagen could not tell which schema it starts from.

`schemagen build --merge` writes a merge revision, if what both did gives the same in both orders. Otherwise, or
where one of the two has not been released: take its revision and layer out, and run `schemagen build` again.
""",
    ),
    Code(
        "SG419",
        "the schema is ahead of its revisions",
        """\
The YAML says something that no revision does yet. Run `schemagen build`, look at the revision and commit it.
""",
    ),
    Code(
        "SG420",
        "a generated file is not up to date",
        """\
What is on disk is not what schemagen would write: the YAML was changed without `schemagen build`, or the file was
edited by hand. Models, package files and the editor's schema are rendered again and compared byte for byte. Run
`schemagen build`; to change what a class does, use `extends:` in the YAML.
""",
    ),
    Code(
        "SG421",
        "two branches cannot be merged",
        """\
Both branches changed these objects, and applying one after the other gives different results depending on the
order, or cannot be done at all (both added the same column, for example).

Take the revision and the layer of the branch that has not been released out, bring the YAML to what both want, and
run `schemagen build`.
""",
    ),
    Code(
        "SG430",
        "a path that must not be written",
        """\
Every path that schemagen writes lies inside the project and is made of real folders. Here something else is in the
way: a file where a folder has to be, or two names that are one on a disk where case does not count.
""",
    ),
    Code(
        "SG431",
        "a symlink in the output",
        """\
schemagen never writes through a symlink: it could lead out of the project. Replace it by a real folder, or point
`output` of `[tool.schemagen]` at the real place.
""",
    ),
    Code(
        "SG432",
        "a file that schemagen did not write",
        """\
The file lacks the line `Generated by schemagen`, so it is somebody's work and is not overwritten. Move it away, or
generate into another folder.
""",
    ),
    Code(
        "SG433",
        "the output cannot be written",
        """\
The disk is full, or the folder is not writable. Everything is collected before anything is written, and what had
been replaced was put back: the tree is as it was.
""",
    ),
    Code(
        "SG440",
        "the head cannot be amended",
        """\
`build --amend` replaces the newest revision. It is refused where another revision stands on it, where it merges two
others, and, without `--force`, where the upstream branch has it already or where it was edited by hand: databases
may have run it, or work would be lost. Build a new revision instead.
""",
    ),
    Code(
        "SG441",
        "a revision cannot be accepted",
        """\
`build --accept` records a revision that was edited by hand. Its file must be valid Python and must still say the
`revision` and `down_revision` that its layer has.
""",
    ),
    Code(
        "SG442",
        "options that do not go together",
        """\
One run of `build` does one thing: `--amend`, `--empty`, `--merge` and `--accept` exclude each other, and `--empty`
needs a message. Run them one after the other.
""",
    ),
    Code(
        "SG443",
        "an acknowledgement that nothing needs",
        """\
`--allow` names one loss that was looked at and accepted. Nothing in this build loses that, so the name is misspelt,
or the change is no longer there. It stops nothing.
""",
        "warning",
    ),
    Code(
        "SG444",
        "no SQL without a database",
        """\
`--sql` runs the rendered revisions through Alembic's offline mode. Alembic refused: most often a revision that was
written by hand reads from the database, which is not there.
""",
    ),
    Code(
        "SG450",
        "unknown code",
        """\
`schemagen explain` knows the codes that diagnostics carry, such as `SG120`. The code stands in brackets
in the first line of a finding.
""",
    ),
    Code(
        "SG451",
        "unknown revision",
        """\
A revision is named by its id or the beginning of it, by `head`, `base` (nothing at all) or `yaml` (what the files
in `schema` say now). The message lists the newest ones, or those that a beginning fits.

A range `A..B` is what comes after `A`, up to and with `B`: where `B` comes before `A` it would hold nothing.
""",
    ),
)
