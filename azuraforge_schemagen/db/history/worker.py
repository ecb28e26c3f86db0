"""The process that runs somebody's ``env.py``: read a job from standard input, write what came of it to a file.

Whatever the environment says about its database, the only one that it gets is the scratch database: engines are made
for that one, and before anything runs the connection is asked where it leads.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlalchemy.engine.create
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory

Job = dict[str, Any]


class Elsewhere(Exception):
    """The environment has a connection that does not lead to the scratch database."""


class Idle(Exception):
    """The environment ended without having run the revisions."""


def main() -> None:
    """Do one job."""
    job: Job = json.load(sys.stdin)
    found: Job = {}
    try:
        _do(job, found)
    except BaseException as error:
        found["error"] = _described(error, job)
    Path(job["result"]).write_text(json.dumps(found), encoding="utf-8")


def _do(job: Job, found: Job) -> None:
    config = _config(job)
    if job.get("url"):
        _only(sa.make_url(job["url"]))
    script = ScriptDirectory.from_config(config)
    found["heads"] = sorted(script.get_heads())
    found["folder"] = str(Path(script.dir).resolve())
    found["revisions"] = [[it.revision, it.path, it.doc or ""] for it in script.walk_revisions()]
    if job.get("up") or job.get("down") or job.get("stamp"):
        _run(config, script, job, found)


def _config(job: Job) -> Config:
    config = Config(job["ini"] or None)
    if not job["ini"]:
        config.set_main_option("script_location", _escaped(job["folder"]))
        config.set_main_option("prepend_sys_path", ".")
    if job.get("url"):
        config.set_main_option("sqlalchemy.url", _escaped(job["url"]))
    config.attributes["configure_logger"] = False
    return config


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _only(url: sa.URL) -> None:
    """From here on every engine is one of the scratch database."""
    made = sqlalchemy.engine.create.create_engine

    def create_engine(asked: Any, **options: Any) -> Any:
        for name in ("creator", "async_creator"):
            options.pop(name, None)
        named, target = sa.make_url(asked), url
        if named.get_backend_name() != url.get_backend_name():
            options.pop("connect_args", None)
        elif options.get("_is_async") and url.get_driver_name() != "psycopg":
            target = url.set(drivername=named.drivername)
        return made(target, **options)

    for module in (sqlalchemy.engine.create, sqlalchemy.engine, sa):
        module.create_engine = create_engine  # type: ignore[attr-defined]


def _run(config: Config, script: ScriptDirectory, job: Job, found: Job) -> None:
    def steps(heads: Any, _: Any) -> Iterator[Any]:
        for step in _steps(script, job, heads):
            found["at"] = job.get("stamp") or step.revision.revision
            yield step
        found["ran"] = found.pop("at", "") != ""

    environment = EnvironmentContext(config, script, fn=steps)
    real = environment.configure

    def configure(connection: Any = None, **options: Any) -> None:
        _check(connection, sa.make_url(job["url"]))
        real(connection=connection, **options)
        context = environment.get_context()
        found["table"], found["schema"] = context.version_table, context.version_table_schema or ""

    environment.configure = configure  # type: ignore[assignment]
    with environment:
        script.run_env()
    if not found.get("ran"):
        raise Idle("env.py ended without running any revision")
    _written(job, found)


def _steps(script: ScriptDirectory, job: Job, heads: Any) -> list[Any]:
    known: Any = script.revision_map
    if job.get("down"):
        return [MigrationStep.downgrade_from_script(known, known.get_revision(job["down"]))]
    if job.get("stamp"):
        return list(script._stamp_revs(job["stamp"], heads))
    first, *rest = job["up"]
    before = script._upgrade_revs(first, heads)  # with all that it stands on
    return [*before, *(MigrationStep.upgrade_from_script(known, known.get_revision(it)) for it in rest)]


def _check(connection: Any, url: sa.URL) -> None:
    """Raise ``Elsewhere`` unless the connection leads to the scratch database. It is left as it was."""
    if connection is None:
        raise Elsewhere("env.py configures no connection")
    within = connection.in_transaction()
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("PRAGMA database_list").all()
        there = next((str(row[2]) for row in rows if row[1] == "main"), "")
        same = there != "" and Path(there).resolve() == Path(url.database or "").resolve()
    elif connection.dialect.name == "postgresql":
        same = connection.exec_driver_sql("SELECT current_database()").scalar() == url.database
    else:
        same = False
    if not within:
        connection.rollback()
    if not same or connection.dialect.name != url.get_backend_name():
        raise Elsewhere("env.py connects to another database than the one that it was given")


def _written(job: Job, found: Job) -> None:
    """Raise ``Idle`` unless what ran is committed."""
    wanted = {*(job.get("up") or ()), job.get("stamp")} - {None}
    engine = sa.create_engine(job["url"])  # the one above, which takes no other URL
    table = sa.table(found["table"], sa.column("version_num"), schema=found["schema"] or None)
    try:
        with engine.connect() as connection:
            there = set(connection.scalars(sa.select(table.c.version_num)))
    finally:
        engine.dispose()
    if wanted and not wanted & there:
        raise Idle(f"env.py committed nothing: {found['table']} does not say {', '.join(sorted(wanted))}")


def _described(error: BaseException, job: Job) -> Job:
    """An exception as JSON: what it says, and the last line of the history that it came from."""
    origin = getattr(error, "orig", None) or error
    statement = str(getattr(error, "statement", None) or "").strip()
    cause = error.code if isinstance(error, SystemExit) else origin
    text = f"it ended the process, with {cause!r}" if isinstance(error, SystemExit) else str(cause)
    home = str(Path(job["folder"]).resolve())
    frames = [it for it in traceback.extract_tb(error.__traceback__) if os.path.realpath(it.filename).startswith(home)]
    if isinstance(error, SyntaxError) and error.filename:
        place = (error.filename, error.lineno or 0)
    else:
        place = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
    return {
        "type": type(origin).__name__,
        "text": text,
        "statement": statement.splitlines()[0] if statement else "",
        "file": place[0],
        "line": place[1],
    }


if __name__ == "__main__":
    main()
