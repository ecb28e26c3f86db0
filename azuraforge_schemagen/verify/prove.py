"""Revision by revision: up with rows, compared, down, compared, up again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from azuraforge_schemagen.db.inspect.inspection import Unmanaged
from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.verify import findings, stuck, world
from azuraforge_schemagen.verify.findings import When
from azuraforge_schemagen.verify.looking import Seen
from azuraforge_schemagen.verify.needed import unsaid
from azuraforge_schemagen.verify.rows import Amount, fill
from azuraforge_schemagen.verify.standing import Standing, Unreachable
from azuraforge_schemagen.verify.subject import Passage, Proved, Seconds, Subject, Verdict

NONE = Amount(0)


class Stuck(Exception):
    """The revision does not run in this direction."""


def prove(standing: Standing) -> Iterator[Proved]:
    """Every wanted revision, in order; ends where one does not run, for nothing after it can."""
    told: set[tuple[str, str]] = set()
    for passage in standing.subject.passages:
        if passage.revision in standing.subject.wanted:
            proved = _Proof(standing, passage, told).run()
            yield proved
            if proved.up == "failed":
                return


@dataclass
class _Proof:
    """One revision. ``told`` are differences that an earlier one has."""

    standing: Standing
    passage: Passage
    told: set[tuple[str, str]]
    found: list[Diagnostic] = field(default_factory=list)
    amount: Amount = NONE
    """The rows that were not in the way of the upgrade."""
    empty: tuple[str, ...] = ()
    lossy: set[tuple[QName, bool]] = field(default_factory=set)
    """The tables of which a loss is told, there or back: the second upgrade would tell it again, of other values."""
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        return self.standing.subject

    def run(self) -> Proved:
        """There, back and there again."""
        started = time.monotonic()
        up: Verdict = "failed"
        down: Verdict = ""
        rows = kept = 0
        try:
            before = self._up()
            after = self._look(self.passage.new)
            up = "differs" if self._differs(after) else "ok"
            self._broken(after)
            rows, kept = self._compare(before, after)
            self._look_at_needs(after)
            down = "failed"
            after = self._down()
            down = "differs" if (left := self._left(before)) else "ok"
            self._compare(after, self._look(self.passage.old), back=True)
            if left:
                self.standing.leave()
            else:
                self._again()
        except Stuck:
            self.standing.leave()
        except Unreachable as error:
            self._fail("cannot be reached", str(error))
        seconds = Seconds(self.seconds.get("up", 0.0), self.seconds.get("down", 0.0), time.monotonic() - started)
        said = (self.passage.revision, self.passage.message)
        return Proved(*said, up, down, rows, kept, self.empty, seconds, tuple(self.found))

    def _up(self) -> Seen:
        """Upgrade, with as many rows as are not in its way. Gives what was there before."""
        reasons: list[str] = []
        for amount in self._amounts():
            self.standing.at(frozenset(self.passage.parents), fresh=bool(reasons))
            empty = self._fill(self.passage.old, amount)
            before = self._look(self.passage.old)
            if (why := self._tried("up")) is None:
                self.amount, self.empty = amount, empty if amount.rows else ()
                self._say_about_rows(reasons)
                return before
            reasons.append(why)
        self._fail("does not upgrade", reasons[0])
        raise Stuck

    def _amounts(self) -> Iterator[Amount]:
        """Fewer and fewer rows: those go first that a unique key, NOT NULL or a reference may not want."""
        if self.subject.rows:
            yield Amount(self.subject.rows)
            yield Amount(1, nulls=False)
            yield self._beside
        yield NONE

    @property
    def _beside(self) -> Amount:
        """Rows in the tables alone that the revision is not about."""
        return Amount(1, nulls=False, without=self.passage.touched)

    def _say_about_rows(self, reasons: list[str]) -> None:
        if reasons:
            self._in_the_way(reasons[0], "there")
        elif self.empty:
            self.found.append(findings.without_rows(self.passage, self.subject.dialect, self.empty))

    def _down(self) -> Seen:
        """Gives what was there before the downgrade."""
        reasons: list[str] = []
        ways: list[Callable[[], object]] = [partial(self._fill, self.passage.new, Amount(self.subject.rows))]
        if self.amount.rows:
            ways += [partial(self._anew, self.amount), partial(self._anew, self._beside)]
        if self.subject.rows:
            ways.append(partial(self._anew, NONE))
        for with_rows in ways:
            with_rows()
            after = self._look(self.passage.new)
            if (why := self._tried("down")) is None:
                if reasons:
                    self._in_the_way(reasons[0], "back", any_rows=len(reasons) < len(ways) - 1)
                return after
            reasons.append(why)
        self._fail("does not downgrade", reasons[0])
        raise Stuck

    def _again(self) -> None:
        """Once more, also with what the downgrade made of rows; where these are in the way, without any."""
        before = self._look(self.passage.old)
        if (why := self._tried("up", counted=False)) is None:
            after = self._look(self.passage.new)
            self._differs(after)
            self._compare(before, after)
        elif self.subject.rows and self._runs_twice():
            self._in_the_way(why, "again")
        else:
            self._fail("does not upgrade again after its downgrade", why)
            raise Stuck

    def _runs_twice(self) -> bool:
        """Whether it does so without rows."""
        with suppress(Unreachable):
            self._anew(NONE)
            return self._tried("down", counted=False) is None and self._tried("up", counted=False) is None
        return False

    def _anew(self, amount: Amount) -> None:
        """A new database, after the upgrade of so many rows."""
        self.standing.at(frozenset(self.passage.parents), fresh=True)
        self._fill(self.passage.old, amount)
        if (why := self._tried("up", counted=False)) is not None:
            raise Unreachable(why)

    def _tried(self, verb: str, counted: bool = True) -> str | None:
        """Why it did not run, if it did not."""
        started = time.monotonic()
        run = self.standing.up if verb == "up" else self.standing.down
        try:
            run(self.passage.revision)
        except Exception as error:
            world.check(error, self.standing.scratch.where)
            return world.reason(error)
        if counted:
            self.seconds[verb] = time.monotonic() - started
        return None

    def _differs(self, seen: Seen) -> bool:
        """Whether the database is another one than the snapshot says; told once in a chain."""
        there, revision = self.subject.own(seen.inspection.schema), self.passage.revision
        texts = findings.different(there, self.subject.reference(revision))
        # a view may show columns in the order in which they came
        texts = texts and findings.different(there, self.subject.again(revision, there))
        new = [text for text in texts if text not in self.told]
        self.told |= set(texts)
        self.found += [findings.differs(self.passage, self.subject.dialect, *text) for text in new]
        return bool(texts)

    def _look_at_needs(self, seen: Seen) -> None:
        """Whether the next revision would know what stands on what."""
        if self.passage.revision in self.subject.heads:
            state = project(self.passage.new, self.subject.dialect)
            self.found += unsaid(seen.inspection.stands, state, self.subject.said)

    def _broken(self, seen: Seen) -> None:
        """Views that a server makes though nobody can read from them; told once in a chain."""
        broken = {(str(it.name), it.detail) for it in seen.inspection.notes if it.kind == "broken_view"}
        new = sorted(broken - self.told)
        self.told |= broken
        self.found += [findings.broken(self.passage, self.subject.dialect, *text) for text in new]

    def _left(self, before: Seen) -> bool:
        """Whether the downgrade leaves another database than there was."""
        seen, own = self._look(self.passage.old), self.subject.own
        there = own(seen.inspection.schema)
        texts = findings.different(there, own(before.inspection.schema))
        if texts and len(self.passage.parents) == 1:
            # a column that came back is the last one, and a view may show that
            texts = findings.different(there, self.subject.again(self.passage.parents[0], there))
        was, now = (set(map(_titled, it.inspection.unmanaged)) for it in (before, seen))
        texts += [(name, "it is missing") for name in sorted(was - now)]
        texts += [(name, "it should not be there") for name in sorted(now - was)]
        self.found += [findings.leaves(self.passage, self.subject.dialect, *text) for text in texts]
        return bool(texts)

    def _compare(self, before: Seen, after: Seen, back: bool = False) -> tuple[int, int]:
        """The rows that both states can hold: how many there are, and how many are what they were."""
        found = self.passage.way(self.subject.dialect, back).compare(before.rows, after.rows)
        new = [it for it in found.losses if (it.table, back) not in self.lossy]
        self.lossy |= {(it.table, back) for it in new}
        self.found += findings.lost(self.passage, self.subject.dialect, new, back)
        return found.rows, found.kept

    def _fill(self, state: Schema, amount: Amount) -> tuple[str, ...]:
        """The tables that have no rows then."""
        if not amount.rows:
            return ()
        whole = state.with_objects(self.subject.outside.objects)
        return tuple(map(str, fill(self.standing.engine, whole, self.subject.dialect, amount).empty))

    def _look(self, state: Schema) -> Seen:
        return self.standing.look(project(state, self.subject.dialect))

    def _in_the_way(self, why: str, when: When, any_rows: bool = True) -> None:
        self.found.append(findings.in_the_way(self.passage, self.subject.dialect, why, when, any_rows))

    def _fail(self, what: str, why: str) -> None:
        states = (project(it, self.subject.dialect) for it in (self.passage.old, self.passage.new))
        help_ = world.hint(why) or stuck.hint(why, *states)
        self.found.append(findings.failed(self.passage, self.subject.dialect, what, why, help_))


def _titled(found: Unmanaged) -> str:
    title = str(found).replace("_", " ", found.kind.count("_")).replace(":", " ", 1)
    return f"{title} {found.detail}".rstrip()
