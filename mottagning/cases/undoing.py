"""Takes the last feed back: every case, its people and its history as they were before, but for what protects somebody.

A case that came with the feed and that somebody has worked with since is not removed: it is closed. Broken off in the
middle and asked for again it goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mottagning.cases import before
from mottagning.cases.feed import CarryOut
from mottagning.cases.feedtables import CaseBefore, CaseRename
from mottagning.cases.notedtables import CaseDate, CaseExtras, DeadlineDecision
from mottagning.cases.partyrows import replace_parties
from mottagning.cases.partytables import PartyEntry
from mottagning.cases.protecting import forget_people
from mottagning.cases.tables import Case, CaseHistory, Feed
from mottagning.cases.writing import LearntProtected
from mottagning.command import Command, Turn, handles
from mottagning.db import Database, peewee
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.people.staff import local_day
from mottagning.texts import N_

_CHUNK = 40

InUse = Callable[[Turn, set[int]], set[int]]
"""Which of some cases somebody has worked with: asked inside the turn that would remove them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastFeed:
    """The feed that can be taken back. `going_on`: somebody has begun to, and it is not done."""

    id: int
    at: datetime
    mapping: str | None
    going_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of it: cases that are as they were, that are gone again, and that stay, closed, for work was done."""

    feed: int
    restored: int
    removed: int
    kept: int

    def to_json(self) -> dict[str, Any]:
        """The document of `cases undo`."""
        return {"feed": self.feed, "restored": self.restored, "removed": self.removed, "kept": self.kept}


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoFeed(Command):
    """The feed counts no longer; its cases follow."""

    feed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreCases(Command):
    """Some of its cases."""

    feed: int
    cases: tuple[int, ...]
    learnt_protected: LearntProtected
    in_use: InUse


def last_feed(database: Database) -> LastFeed | None:
    """The feed that can be taken back now; None when there is none."""
    with database.reading():
        row = _last()
        if row is None or row.settled_at is not None:
            return None
        left = CaseBefore.select().where(CaseBefore.feed_id == row.id).exists()
        if row.undone_at is not None and not left:
            return None
        return LastFeed(id=row.id, at=row.at, mapping=row.mapping, going_on=row.undone_at is not None)


def undo_feed(
    database: Database,
    feed: int | None = None,
    *,
    learnt_protected: LearntProtected,
    in_use: InUse,
    by: int | None = None,
    at: datetime | None = None,
    carry_out: CarryOut | None = None,
) -> Undone:
    """Take the last feed back; `feed` is the one that somebody has looked at.

    Team leads only. Raises Trouble, one sentence, when there is none, a later one came, or it is settled.
    """
    do = carry_out or (lambda handler, command: handler(database, command))
    moment = at or datetime.now(UTC)
    last = last_feed(database)
    number = feed if feed is not None else last.id if last is not None else None
    if number is None:
        raise Trouble(N_("There is no feed that can be taken back: only the one taken last can, and only once."))
    do(begin_undo, UndoFeed(by=by, at=moment, feed=number))
    while cases := _left(database, number):
        command = RestoreCases(
            by=by, at=moment, feed=number, cases=cases, learnt_protected=learnt_protected, in_use=in_use
        )
        do(restore_cases, command)
    with database.reading():
        counts = json.loads(Feed.get_by_id(number).report).get("undone", {})
    return Undone(feed=number, **{name: counts.get(name, 0) for name in ("restored", "removed", "kept")})


@handles
def begin_undo(turn: Turn, command: UndoFeed) -> None:
    """From now on the feed counts no longer. Does nothing when somebody has begun already."""
    require_lead(turn)
    before.one_at_a_time(turn)
    last = _last()
    row = Feed.get_or_none((Feed.id == command.feed) & (Feed.state != "held"))
    if row is None:
        raise Trouble(N_("There is no feed {id} that was taken."), id=command.feed)
    if last is not None and last.id < row.id:
        raise Trouble(N_("Feed {id} changed nothing: feed {last} is the one to take back."), id=row.id, last=last.id)
    if last is None or last.id != row.id:
        raise Trouble(N_("A later feed has come, so feed {id} cannot be taken back any more."), id=row.id)
    if row.settled_at is not None:
        raise Trouble(N_("A case has got its new code since then, so the feed cannot be taken back any more."))
    if row.undone_at is not None:
        if not before.is_being_undone():
            raise Trouble(N_("Feed {id} has been taken back already."), id=row.id)
        return
    # Those that came after it found everything as it had made it.
    after = (Feed.id > row.id) & (Feed.state == "taken")
    Feed.update(undone_at=turn.at).where((Feed.id == row.id) | after).execute()
    CaseRename.delete().where(CaseRename.feed_id == row.id).execute()
    turn.audit("feed_undone", "feed", row.id)
    turn.touch("feed", row.id)


@handles
def restore_cases(turn: Turn, command: RestoreCases) -> None:
    """Make some cases what they were. What protects somebody stays, and what was learnt of it is acted on again."""
    ours = (CaseBefore.feed_id == command.feed) & CaseBefore.case_id.in_(command.cases)
    rows = {row.case_id: row.document for row in CaseBefore.select().where(ours)}
    came = {case for case, document in rows.items() if document is None}
    used = _in_use(turn, came, command.in_use)
    _close(turn, used)
    if came - used:
        Case.delete().where(Case.id.in_(came - used)).execute()
    restored = {case: before.read(document) for case, document in rows.items() if document is not None}
    _protect_again(turn, restored, command.learnt_protected)
    _restore(turn, command.feed, restored)
    CaseBefore.delete().where(ours).execute()
    _count(command.feed, restored=len(restored), removed=len(came - used), kept=len(used))
    turn.touch("case", *rows)
    turn.touch("feed", command.feed)


def _last() -> Feed | None:
    """The feed that wrote last: held ones wrote nothing, nor did those that left what it had replaced as it was."""
    row: Feed | None = Feed.select().where(Feed.state != "held").order_by(Feed.id.desc()).first()
    number = CaseBefore.select(peewee.fn.MAX(CaseBefore.feed_id)).scalar()
    if row is None or number is None:
        return row
    wrote: Feed = Feed.get_by_id(number)
    # One that was broken off has written before it did away with what an earlier one had replaced.
    is_as_taken = Feed.undone_at.is_null(wrote.undone_at is None) & (Feed.state == "taken")
    others = Feed.select().where((Feed.id > number) & (Feed.state != "held") & ~is_as_taken)
    return row if others.exists() else wrote


def _left(database: Database, feed: int) -> tuple[int, ...]:
    with database.reading():
        rows = CaseBefore.select(CaseBefore.case_id).where(CaseBefore.feed_id == feed).order_by(CaseBefore.case_id)
        return tuple(row.case_id for row in rows.limit(_CHUNK))


def _in_use(turn: Turn, cases: set[int], in_use: InUse) -> set[int]:
    if not cases:
        return set()
    used = set(in_use(turn, cases))
    for table in (PartyEntry, CaseDate, DeadlineDecision, CaseExtras):  # what is entered here would go with the case
        used |= {row.case_id for row in table.select(table.case_id).where(table.case_id.in_(cases))}
    return used


def _close(turn: Turn, cases: Iterable[int]) -> None:
    day = local_day(turn.at)
    for case in Case.select().where(Case.id.in_(list(cases))) if cases else ():
        if case.closed is None:
            turn.update(case, closed=day)
            CaseHistory.insert(case_id=case.id, at=turn.at, field="closed", old=None, new=day.isoformat()).execute()


def _protect_again(turn: Turn, cases: dict[int, before.Before], learnt_protected: LearntProtected) -> None:
    """The feed said that these are protected no longer: what was kept of them since then goes."""
    lifted = [case for case, was in cases.items() if was.values.get("protected")]
    if lifted:
        learnt_protected(turn, set(lifted))
        forget_people(turn, lifted)
    for case in lifted:
        turn.audit("protected", "case", case)


def _restore(turn: Turn, feed: int, cases: dict[int, before.Before]) -> None:
    """Write what the cases were."""
    if not cases:
        return
    for case in Case.select().where(Case.id.in_(list(cases))):
        was = cases[case.id]
        turn.update(case, **was.values, feed_id=was.feed, told_at=was.told)
    parties = {case: was.parties for case, was in cases.items() if was.parties is not None}
    replace_parties(turn.database, parties, cases, undoes=True)
    of_feed = (CaseHistory.feed_id == feed) & CaseHistory.case_id.in_(list(cases))
    learnt = (CaseHistory.field == "protected") & (CaseHistory.new == "true")
    CaseHistory.delete().where(of_feed & ~learnt).execute()


def _count(feed: int, **more: int) -> None:
    """Keep count in the feed's report, so that one that was broken off tells the whole."""
    row = Feed.get_by_id(feed)
    report = json.loads(row.report)
    undone = report.get("undone", {})
    report["undone"] = {name: undone.get(name, 0) + count for name, count in more.items()}
    Feed.update(report=json.dumps(report, ensure_ascii=False)).where(Feed.id == feed).execute()
