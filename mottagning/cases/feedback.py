"""Feedback to notifiers who must report: asked for, due, given (SoL 19:6), so that a school knows what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mottagning.cases.deadlines import Deadline, Rule
from mottagning.cases.entries import entry_of, require_open_to_people
from mottagning.cases.partytables import PartyEntry, PartyFeedback
from mottagning.cases.rules import load_rules
from mottagning.cases.tables import Case
from mottagning.cases.telling import ANSWERS, feedback_deadline, has_right_to_feedback
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.unit import load_unit, worktime
from mottagning.texts import N_
from mottagning.worktime import WorkTime

RULE = "notifier_feedback"
"""The code of the unit's deadline for it (`deadlines.DEFAULT_RULES`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFeedback(Command):
    """The notifier `entry` asks what came of her report."""

    entry: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback(Command):
    """She has been told `answer` (one of `ANSWERS`); `on` and `answer` None take that back."""

    feedback: int
    version: int
    on: date | None
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFeedback(Command):
    """She never asked: takes a note back."""

    feedback: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueFeedback:
    """Feedback that somebody waits for. `notifier` is a kind of notifier, `role` hers in the case; nobody is named.

    `deadline` is None until something is decided in the case.
    """

    feedback: int
    case: int
    code: str
    handler: str | None
    role: str
    notifier: str | None
    asked_on: date
    deadline: Deadline | None


@handles
def ask_feedback(turn: Turn, command: AskFeedback) -> None:
    """Note that she asks. Trouble for one who has no right to it, or who waits for an answer already."""
    entry = entry_of(command.entry)
    require_open_to_people(turn, entry.case_id)
    if not has_right_to_feedback(entry.role, entry.notifier):
        raise Trouble(N_("Only those who must report may be told what came of it (SoL 19:6). Others are told nothing."))
    waiting = (PartyFeedback.entry_id == entry.id) & PartyFeedback.given_on.is_null()
    if PartyFeedback.select().where(waiting).exists():
        raise Trouble(N_("It is noted already that she has asked, and she has had no answer yet."))
    row = PartyFeedback.create(entry_id=entry.id, asked_on=command.on)
    turn.created["feedback"] = int(row.id)
    turn.undo = RemoveFeedback(by=turn.by, feedback=row.id, version=1)
    _note(turn, entry.case_id, "feedback_asked", row.id)


@handles
def give_feedback(turn: Turn, command: GiveFeedback) -> None:
    """Note what she was told, and when. Conflict on another version."""
    if (command.on is None) != (command.answer is None) or command.answer not in (None, *ANSWERS):
        raise Trouble(N_("Choose what was answered."))
    row = _feedback(command.feedback)
    if command.on is not None and command.on < row.asked_on:
        raise Trouble(N_("The answer cannot have been given before she asked. Look at the date."))
    before = (row.given_on, row.answer)
    turn.update(row, command.version, given_on=command.on, answer=command.answer)
    turn.undo = GiveFeedback(by=turn.by, feedback=row.id, version=row.version, on=before[0], answer=before[1])
    action = "feedback_given" if command.on is not None else "feedback_given_undone"
    _note(turn, entry_of(row.entry_id).case_id, action, row.id)


@handles
def remove_feedback(turn: Turn, command: RemoveFeedback) -> None:
    """Remove the note that she asked. Conflict on another version."""
    row = _feedback(command.feedback)
    turn.update(row, command.version)
    PartyFeedback.delete().where(PartyFeedback.id == row.id).execute()
    turn.undo = AskFeedback(by=turn.by, entry=row.entry_id, on=row.asked_on)
    _note(turn, entry_of(row.entry_id).case_id, "feedback_removed", row.id)


def due_feedback(database: Database, today: date) -> tuple[DueFeedback, ...]:
    """All that somebody waits for: first what is decided, by the day it is due, then the rest by when it was asked."""
    with database.reading():
        clock = FeedbackClock.of(database, today)
        found = [
            DueFeedback(
                feedback=row["id"],
                case=row["case_id"],
                code=row["code"],
                handler=row["handler"],
                role=row["role"],
                notifier=row["notifier"],
                asked_on=row["asked_on"],
                deadline=clock.deadline(row["asked_on"], None, (row["opened"], row["decided"], row["closed"])),
            )
            for row in _rows(PartyFeedback.given_on.is_null())
        ]
    return tuple(sorted(found, key=lambda each: (each.deadline is None, _due(each), each.asked_on, each.feedback)))


def waited_for(rules: Iterable[Rule], worktime: WorkTime, today: date) -> dict[int, tuple[Deadline, ...]]:
    """Inside a transaction: the deadlines of feedback that somebody waits for, by case."""
    clock = FeedbackClock.by(rules, worktime, today)
    found: dict[int, tuple[Deadline, ...]] = {}
    for row in _rows(PartyFeedback.given_on.is_null()):
        deadline = clock.deadline(row["asked_on"], None, (row["opened"], row["decided"], row["closed"]))
        if deadline is not None:
            found[row["case_id"]] = (*found.get(row["case_id"], ()), deadline)
    return found


@dataclass(frozen=True, slots=True)
class FeedbackClock:
    """The unit's deadline for feedback; `rule` None when the unit has taken it away."""

    rule: Rule | None
    worktime: WorkTime
    today: date

    @classmethod
    def of(cls, database: Database, today: date) -> FeedbackClock:
        """The clock as the unit has set it."""
        return cls.by(load_rules(database)[0], worktime(load_unit(database)), today)

    @classmethod
    def by(cls, rules: Iterable[Rule], worktime: WorkTime, today: date) -> FeedbackClock:
        """The clock by these deadlines of the unit."""
        return cls(next((rule for rule in rules if rule.code == RULE), None), worktime, today)

    def deadline(self, asked: date, given: date | None, decisions: Iterable[date | None]) -> Deadline | None:
        """How it stands, when the first of `decisions` (opened, decided, closed) tells that it was decided."""
        decided = min((day for day in decisions if day is not None), default=None)
        if self.rule is None:
            return None
        return feedback_deadline(self.rule, decided, asked, given, self.worktime, self.today)


def _rows(condition: Any) -> list[dict[str, Any]]:
    columns = (PartyFeedback.id, PartyFeedback.asked_on, PartyEntry.role, PartyEntry.notifier, PartyEntry.case_id)
    of_case = (Case.code, Case.handler, Case.opened, Case.decided, Case.closed)
    query = (
        PartyFeedback.select(*columns, *of_case)
        .join(PartyEntry, on=(PartyEntry.id == PartyFeedback.entry_id))
        .join(Case, on=(Case.id == PartyEntry.case_id))
        .where(condition)
        .order_by(PartyFeedback.id)
    )
    rows: Any = query.dicts()
    return list(rows)


def _due(each: DueFeedback) -> date:
    return each.deadline.due if each.deadline else date.max


def _feedback(feedback: int) -> PartyFeedback:
    row = PartyFeedback.get_or_none(PartyFeedback.id == feedback)
    if row is None:
        raise Trouble(N_("This note has been removed. Look at the case again."))
    return row


def _note(turn: Turn, case_id: int, action: str, feedback: int) -> None:
    turn.audit(action, "case", case_id, feedback=feedback)
    turn.touch("case", case_id)
