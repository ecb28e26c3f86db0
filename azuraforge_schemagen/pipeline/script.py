"""The SQL of revisions: the one thing for which Alembic is imported."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.steps import Plan
from azuraforge_schemagen.pipeline.diff import DiffResult
from azuraforge_schemagen.pipeline.project import History
from azuraforge_schemagen.pipeline.revise import Revision
from azuraforge_schemagen.render.alembic import RevisionText, environment, revision
from azuraforge_schemagen.snapshot.proof import file_name

_VERSION_ROW = re.compile(r"^UPDATE alembic_version SET [^;]*;\n\n?|^-- Running upgrade .*\n\n?", re.MULTILINE)


def upgrade_sql(
    config: Config, history: History, revisions: Sequence[Revision], replaced: Collection[str] = ()
) -> dict[str, str]:
    """What the new revisions run on each dialect; ``replaced`` are files that are about to go."""
    if not revisions or len(revisions[0].layer.parents) > 1:
        return {}
    from azuraforge_schemagen.db.offline import upgrade_sql as write_sql

    known = [path for path in history.revisions.files.values() if path not in replaced]
    files = {f"versions/{PurePosixPath(path).name}": (config.root / path).read_text("utf-8") for path in known}
    files |= {f"versions/{file_name(made.layer)}": made.text for made in revisions} | _environment(config)
    if base := history.chain.base:  # where the history comes from does not matter here
        files["versions/base.py"] = revision(RevisionText(base, (), base, "", {}, {}))
    start = (*revisions[0].layer.parents, "base")[0]
    end = revisions[-1].layer.revision
    made = {dialect: write_sql(files, dialect, start, end) for dialect in config.dialects}
    named = f"UPDATE {config.version_table} SET version_num"
    return {dialect: sql.replace("UPDATE alembic_version SET version_num", named) for dialect, sql in made.items()}


def diff_sql(config: Config, result: DiffResult) -> dict[str, str]:
    """What leads from one state to the other on each dialect, without Alembic's own bookkeeping."""
    from azuraforge_schemagen.db.offline import upgrade_sql as write_sql

    sides = result.change.sides
    if not any(side.up.steps for side in sides):
        return {}
    nothing = {side.dialect: Plan(side.dialect, ()) for side in sides}
    start = RevisionText("start", (), "start", "", nothing, nothing)
    end = RevisionText("end", ("start",), "end", "", {side.dialect: side.up for side in sides}, nothing)
    files = {"versions/start.py": revision(start), "versions/end.py": revision(end)} | _environment(config)
    return {side.dialect: _VERSION_ROW.sub("", write_sql(files, side.dialect, "start", "end")) for side in sides}


def _environment(config: Config) -> dict[str, str]:
    return {"env.py": environment.env_py(config), "script.py.mako": environment.script_mako()}
