"""The commands by which a feed reaches the tables: it begins, its changes come in short turns, it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Mapping as Named
from dataclasses import dataclass
from typing import Any

from mottagning.cases import before
from mottagning.cases.difference import VALUES, CaseChange
from mottagning.cases.feedtables import CaseBefore
from mottagning.cases.forms import code_key
from mottagning.cases.partyrows import insert, replace_parties
from mottagning.cases.protecting import forget_people
from mottagning.cases.tables import Case, Feed
from mottagning.command import Command, Turn, handles
from mottagning.db import UtcField
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_

LearntProtected = Callable[[Turn, set[int]], None]
"""Called inside the turn in which cases turn out to be protected, while their people are still known: whoever keeps
more about them removes it there."""


class BeingUndoneError(Trouble):
    """Nothing is taken while the last feed is being taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginFeed(Command):
    """A file is about to be taken."""

    sha256: str
    mapping: str | None
    kind: str
    source: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFeed(BeginFeed):
    """A file is not taken until somebody has looked; `report` says why."""

    report: Named[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteCases(Command):
    """Some of the changes of a feed, and with a delta (`told`) that something was said of their cases now."""

    feed: int
    changes: tuple[CaseChange, ...]
    learnt_protected: LearntProtected
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TellCases(Command):
    """A delta has said of these cases what was known."""

    feed: int
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishFeed(Command):
    """A file has been taken to its end."""

    feed: int
    report: Named[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewFeed(Command):
    """The export that was taken last has come once more: it speaks of this moment too."""

    feed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetBefore(Command):
    """`feed` is being taken: what these cases were before an earlier one is kept no longer."""

    feed: int
    cases: tuple[int, ...]


@handles
def begin_feed(turn: Turn, command: BeginFeed) -> None:
    """Note that a file is being taken, before anything of it is written. Trouble while another is being taken back."""
    before.one_at_a_time(turn)
    if before.is_being_undone():
        raise BeingUndoneError(
            N_("The last feed is being taken back. Take it back to the end first: “mottagning cases undo”.")
        )
    turn.created["feed"] = _add_feed(turn, command, "started", {"new": 0, "changed": 0, "closed": 0})


@handles
def hold_feed(turn: Turn, command: HoldFeed) -> None:
    """Note that a file waits for confirmation; nothing of it is written."""
    turn.created["feed"] = _add_feed(turn, command, "held", command.report)
    turn.touch("feed")


def _add_feed(turn: Turn, command: BeginFeed, state: str, report: Named[str, Any]) -> int:
    row = Feed.create(
        at=turn.at,
        mapping=command.mapping,
        sha256=command.sha256,
        kind=command.kind,
        state=state,
        source_id=command.source,
        report=json.dumps(report, ensure_ascii=False),
    )
    return int(row.id)


@handles
def finish_feed(turn: Turn, command: FinishFeed) -> None:
    """The whole file is in: the case list is as fresh as this moment."""
    report = json.dumps(command.report, ensure_ascii=False)
    Feed.update(at=turn.at, state="taken", report=report).where(Feed.id == command.feed).execute()
    turn.touch("feed", command.feed)


@handles
def renew_feed(turn: Turn, command: RenewFeed) -> None:
    """The case list is as fresh as this moment. Raises Conflict when another feed came, or this one was taken back."""
    before.one_at_a_time(turn)
    last = Feed.select().order_by(Feed.id.desc()).first()
    if last is None or last.id != command.feed or last.state != "taken" or last.undone_at is not None:
        raise Conflict()
    if turn.at > last.at:
        Feed.update(at=turn.at).where(Feed.id == last.id).execute()
    turn.touch("feed", command.feed)


@handles
def forget_before(_turn: Turn, command: ForgetBefore) -> None:
    """Only the last feed can be taken back, so that old content does not pile up.

    What a later feed, taken beside this one, has changed stays: that is the one that can be taken back.
    """
    earlier = CaseBefore.feed_id < command.feed
    CaseBefore.delete().where(CaseBefore.case_id.in_(command.cases) & earlier).execute()


@handles
def write_cases(turn: Turn, command: WriteCases) -> None:
    """Write these cases. Raises Conflict when another feed wrote one of them in between, or this one is taken back."""
    _count(command)
    former = before.former_feeds([change.case for change in command.changes if change.case is not None])
    ids = _write_values(turn, command)
    protected = {ids[change.code] for change in command.changes if change.learnt_protected}
    if protected:
        command.learnt_protected(turn, protected)  # first: it is by her number that what came from her is known
    parties = {ids[each.code]: each.parties for each in command.changes if each.parties is not None}
    replace_parties(turn.database, parties, former)
    _write_history(turn, command, ids)
    if protected:
        forget_people(turn, protected)
    before.keep(turn, command.feed, command.changes, ids, former)  # last: what must not be kept has gone
    for change in command.changes:
        if "protected" in change.values and change.case is not None:
            turn.audit("protected" if change.learnt_protected else "unprotected", "case", change.case)
    turn.touch("case", *ids.values())


@handles
def tell_cases(turn: Turn, command: TellCases) -> None:
    """Keep when something was last said of these cases, so that what is older and comes later is passed over."""
    before.keep_told(turn, command.feed, before.former_feeds(command.cases))
    Case.update(told_at=turn.at).where(Case.id.in_(command.cases)).execute()


def _write_values(turn: Turn, command: WriteCases) -> dict[str, int]:
    """Write the cases themselves; their ids by code."""
    ids = {}
    added = [change for change in command.changes if change.case is None]
    told = {"told_at": turn.at} if command.told else {}
    for change in command.changes:
        if change.case is not None:
            values = {**change.values, **told, "feed_id": command.feed}
            turn.update(Case(id=change.case), version=change.version, **values)
            ids[change.code] = change.case
    if added:
        told_at = UtcField().db_value(told.get("told_at"))
        columns = ("code", "code_folded", "feed_id", "told_at", *VALUES)
        rows = [
            (change.code, code_key(change.code), command.feed, told_at, *(change.values[name] for name in VALUES))
            for change in added
        ]
        written = insert(turn.database, "cases", columns, rows, ("id", "code"))
        ids |= {code: id_ for id_, code in written}
    return ids


def _write_history(turn: Turn, command: WriteCases, ids: Named[str, int]) -> None:
    at = UtcField().db_value(turn.at)
    rows = [
        (ids[change.code], at, field, old, new, command.feed)
        for change in command.changes
        for field, old, new in change.history
    ]
    insert(turn.database, "case_history", ("case_id", "at", "field", "old", "new", "feed_id"), rows)


def _count(command: WriteCases) -> None:
    """Keep the feed's counts in step, so that one that is broken off and taken up again tells the whole."""
    row = Feed.get_by_id(command.feed)
    report = json.loads(row.report)
    for change in command.changes:
        if change.what in report:
            report[change.what] += 1
    going_on = (Feed.id == command.feed) & Feed.undone_at.is_null()
    if not Feed.update(report=json.dumps(report)).where(going_on).execute():
        raise Conflict()
