"""The scratch database of the moment, and the revisions that it is at."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE
from azuraforge_schemagen.db.online import Ground, prepare, upgrade
from azuraforge_schemagen.db.scratch import Scratch
from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.verify import world
from azuraforge_schemagen.verify.looking import Seen, look
from azuraforge_schemagen.verify.migrations import Adopted, Migrations
from azuraforge_schemagen.verify.subject import OTHERS, Subject


class Unreachable(Exception):
    """Revisions that have run before do not run a second time; the text says why."""


@dataclass
class Standing:
    """A database at ``heads``; the next one takes its place where other revisions are asked for."""

    subject: Subject
    scratch: Scratch
    migrations: Migrations | Adopted
    stack: ExitStack
    heads: frozenset[str] = frozenset()
    _engine: sa.Engine | None = field(default=None, init=False)

    @property
    def engine(self) -> sa.Engine:
        """The database."""
        assert self._engine is not None
        return self._engine

    def at(self, heads: frozenset[str], fresh: bool = False) -> None:
        """Stand at these revisions; ``fresh``: on a new database, whatever is there. Raises ``Unreachable``."""
        if self._engine is not None and self.heads == heads and not fresh:
            return
        self.leave()
        self._engine = self.stack.enter_context(self.scratch.database())
        below = self.subject.below(heads)
        try:
            if self.subject.start and below:
                below = self._start(self._engine, below)
            else:
                self.prepare(self._engine, self.subject.others)
            if below:
                self.migrations.upgrade(self._engine, below)
        except Exception as error:
            self.leave()
            world.check(error, self.scratch.where)
            raise Unreachable(world.reason(error)) from None
        self.heads = heads

    def leave(self) -> None:
        """The database is not what it should be: the next one is made anew."""
        self._engine = None
        self.stack.close()

    def _start(self, engine: sa.Engine, below: list[str]) -> list[str]:
        """Stand at the end of a history that is not run. Gives what comes after it."""
        assert isinstance(self.migrations, Adopted)
        self.prepare(engine, self.subject.start)
        self.migrations.stamp(engine, self.subject.base)
        return [it for it in below if it != self.subject.base]

    def prepare(self, engine: sa.Engine, files: Mapping[str, str]) -> None:
        """Give an empty database what no revision makes, and what ``files`` do. Raises ``Refusal`` where the server
        cannot."""
        if engine.dialect.name == "postgresql":
            names = sorted(self.subject.extensions)
            if lacking := prepare(engine, Ground(extensions=tuple((name, "") for name in names))):
                raise Refusal([world.missing(name, self.scratch.where) for name in lacking], world.WORLD)
        if files:
            upgrade(files, OTHERS, engine)
            with engine.begin() as connection:
                connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")

    def up(self, revision: str) -> None:
        """Run one revision on what is there."""
        self.migrations.upgrade(self.engine, [revision])
        self.heads = (self.heads - self._parents(revision)) | {revision}

    def down(self, revision: str) -> None:
        """Undo it."""
        self.migrations.downgrade(self.engine, revision)
        self.heads = (self.heads - {revision}) | self._parents(revision)

    def look(self, state: Schema) -> Seen:
        """What is there, with the rows of a projected state."""
        return look(self.engine, state)

    def _parents(self, revision: str) -> frozenset[str]:
        return frozenset(self.subject.by_revision[revision].parents)
