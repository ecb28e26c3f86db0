"""The main job, end to end: YAML -> models and revisions -> a migrated database, then one more column.

usage: demo.py [DATABASE_URL]   default: an SQLite file in ./demo-project, which stays for you to look at.
A server's database must be empty, and is empty again at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = REPOSITORY / "demo-project"
PYPROJECT = """[project]
name = "demo"
version = "0"

[tool.schemagen]
package = "demo_models"
dialects = ["postgresql>=14", "sqlite"]
"""


def say(title: str) -> None:
    """A heading."""
    print(f"\n\033[1m# {title}\033[0m" if sys.stdout.isatty() else f"\n# {title}", flush=True)


def schemagen(*arguments: str) -> None:
    """Run the command as a user would."""
    print(f"$ schemagen {' '.join(arguments)}", flush=True)
    program = [sys.executable, "-c", "from azuraforge_schemagen.cli import main; main()"]
    done = subprocess.run([*program, *arguments], cwd=PROJECT, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.returncode)


def migrate(url: str, verb: str, target: str) -> None:
    """Run the revisions, as ``alembic -c .../alembic.ini upgrade head`` does."""
    os.environ["DATABASE_URL"] = url
    print(f"$ alembic -c generated/demo_models/alembic.ini {verb} {target}", flush=True)
    getattr(command, verb)(Config(str(PROJECT / "generated/demo_models/alembic.ini")), target)


def engine_of(url: str) -> sa.Engine:
    """An engine on any installed driver."""
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return sa.create_engine(url)


def show(engine: sa.Engine, *tables: str) -> None:
    """The columns and indexes that the database really has."""
    inspector = sa.inspect(engine)
    for table in tables or sorted(set(inspector.get_table_names()) - {"alembic_version"}):
        found = inspector.get_columns(table)
        columns = [f"{it['name']} {it['type']}{'' if it['nullable'] else ' NOT NULL'}" for it in found]
        print(f"{table}: {', '.join(columns)}")
        for index in inspector.get_indexes(table):
            keys = ", ".join(map(str, index["column_names"]))
            print(f"    {'unique ' if index['unique'] else ''}index {index['name']} ({keys})")


def write_rows(engine: sa.Engine) -> None:
    """Use the generated models."""
    sys.path.insert(0, str(PROJECT / "generated"))
    import demo_models as models

    with models.get_session_local(engine)() as session:
        user = models.User(username="ada", hashed_password="...")
        experiment = models.Experiment(task_id="t-1", pipeline_name="weather")
        session.add_all([user, experiment])
        session.flush()
        session.add(models.PredictionTask(experiment=experiment, requester=user, celery_task_id="c-1"))
        session.commit()
        task = session.scalars(sa.select(models.PredictionTask)).one()
        print(f"{user!r} asked {task!r} of {experiment!r}")
        session.rollback()


def add_column() -> None:
    """What a developer does: one line of YAML."""
    path = PROJECT / "schema" / "experiments.yaml"
    line = "  batch_name: string | null\n"
    text = path.read_text(encoding="utf-8")
    assert line in text
    added = '  priority: { type: integer, server_default: 5, check: "priority BETWEEN 1 AND 9" }\n'
    path.write_text(text.replace(line, line + added), encoding="utf-8")
    print(f"schema/experiments.yaml:\n+{added.rstrip()}")


def newest() -> Path:
    """The revision that stands on all others."""
    versions = (PROJECT / "generated/demo_models/alembic/versions").glob("*.py")
    return max(versions, key=lambda path: path.stat().st_mtime_ns)


def main() -> None:
    """Run it all."""
    shutil.rmtree(PROJECT, ignore_errors=True)
    shutil.copytree(REPOSITORY / "schema", PROJECT / "schema")
    (PROJECT / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    url = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else f"sqlite:///{PROJECT / 'demo.db'}"
    engine = engine_of(url)
    if sa.inspect(engine).get_table_names():
        raise SystemExit("The database of the demo must be empty; this one has tables.")

    say("YAML -> models and a revision, with no database")
    schemagen("build", "-m", "Create everything")
    for path in sorted((PROJECT / "generated").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            print(f"  {path.relative_to(PROJECT)} ({len(path.read_text(encoding='utf-8').splitlines())} lines)")

    say("The revision makes the database")
    migrate(url, "upgrade", "head")
    show(engine)
    write_rows(engine)

    say("One more column")
    add_column()
    schemagen("diff")
    schemagen("build")
    print(newest().read_text(encoding="utf-8"))
    migrate(url, "upgrade", "head")
    show(engine, "experiments")
    schemagen("check")

    if not url.startswith("sqlite"):
        say("Leaving the database as it was")
        migrate(url, "downgrade", "base")
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE alembic_version"))
    engine.dispose()
    print(f"\nLook around: {PROJECT.relative_to(Path.cwd()) if PROJECT.is_relative_to(Path.cwd()) else PROJECT}")


if __name__ == "__main__":
    main()
