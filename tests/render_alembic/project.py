"""A generated package on disk, with hand-made plans as its revisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.db.offline import sql, upgrade_sql
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, PrimaryKey, Table
from azuraforge_schemagen.ir.steps import Action, Plan, Step
from azuraforge_schemagen.ir.types import Scalar
from azuraforge_schemagen.render.alembic import RevisionText, environment, revision

MODELS = "import sqlalchemy as sa\n\n\nclass Base:\n    metadata = sa.MetaData()\n"


def q(name: str, schema: str = "") -> QName:
    return QName(schema, name)


def plan(dialect: str, *actions: Action | Step) -> Plan:
    return Plan(dialect, tuple(action if isinstance(action, Step) else Step(action) for action in actions))


def numbered(*columns: Column, name: str = "t", schema: str = "") -> Table:
    """A table with an id."""
    key = Column("id", Scalar("integer"), nullable=False)
    return Table(q(name, schema), (key, *columns), PrimaryKey(f"{name}_pkey", ("id",)))


def text_of(
    upgrade: Sequence[Plan], downgrade: Sequence[Plan] = (), id_: str = "a1", parents: tuple[str, ...] = ()
) -> str:
    down = {each.dialect: each for each in downgrade} or {each.dialect: Plan(each.dialect, ()) for each in upgrade}
    up = {each.dialect: each for each in upgrade}
    return revision(RevisionText(id_, parents, f"revision {id_}", "2026-01-02T03:04:05+00:00", up, down))


def files(*revisions: str, package: str = "demo_models", config: Config | None = None) -> dict[str, str]:
    config = config or Config(Path(), package, package)
    fixed = {f"{package}/__init__.py": MODELS, **environment.files(config)}
    return fixed | {f"{package}/alembic/versions/r{at}.py": text for at, text in enumerate(revisions)}


def offline(text: str, dialect: str) -> str:
    """The script of one revision."""
    found = files(text)
    kept = {path.partition("/alembic/")[2]: source for path, source in found.items() if "/alembic/" in path}
    return upgrade_sql(kept, dialect, "base", "head")


@dataclass
class Project:
    """The package of some revisions in a folder."""

    folder: Path
    revisions: list[str] = field(default_factory=list)
    config: Config | None = None
    package: str = "demo_models"

    def __post_init__(self) -> None:
        self.write()

    def write(self) -> None:
        for path, text in files(*self.revisions, package=self.package, config=self.config).items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text, encoding="utf-8")

    @property
    def ini(self) -> Path:
        return self.folder / self.package / "alembic.ini"

    def alembic(self, **attributes: object) -> AlembicConfig:
        return AlembicConfig(self.ini, attributes={"configure_logger": False, **attributes})

    def upgrade(self, connection: object, to: str = "head") -> None:
        command.upgrade(self.alembic(connection=connection), to)

    def downgrade(self, connection: object, to: str = "base") -> None:
        command.downgrade(self.alembic(connection=connection), to)

    def script(self, dialect: str) -> str:
        return sql(self.ini, dialect, None, "head")


@contextmanager
def engine_of(url: str) -> Iterator[sa.Engine]:
    if url.startswith("postgresql:"):
        url = "postgresql+psycopg" + url.removeprefix("postgresql")
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    try:
        yield engine
    finally:
        engine.dispose()
