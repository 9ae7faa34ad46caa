"""What is noted here of one case's deadlines: dates that no feed tells, that one is prolonged, or stands still.

No cause is kept: it belongs in the case's own file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from mottagning.cases.deadlines import Deadline, Rule
from mottagning.cases.feedback import RULE as FEEDBACK
from mottagning.cases.notedtables import CaseDate, CaseExtras, DeadlineDecision
from mottagning.cases.rules import load_rules
from mottagning.cases.standing import OF_FEED, Standing
from mottagning.cases.tables import Case
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_
from mottagning.worktime import ZONE

Noted = Literal["protection_assessed", "decision_requested"]
"""The dates of a case that are noted here: its protection assessment, and that the party has asked for a decision."""

Kind = Literal["prolonged", "paused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDate(Command):
    """Note that something happened in a case on a day, or (`on` None) that it did not; `version` 0: not noted yet."""

    case: int
    moment: Noted
    on: date | None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProlongDeadline(Command):
    """It was decided on a day that the deadline with the code `rule` is kept when it is done by `until`."""

    case: int
    rule: str
    decided_on: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDeadline(Command):
    """The deadline with the code `rule` stands still from a day to a day, both included; `last` None: it still does."""

    case: int
    rule: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPause(Command):
    """A pause had its last day on `last`; None: it goes on after all."""

    decision: int
    version: int
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDecision(Command):
    """Take away a prolongation or a pause that was noted by mistake."""

    decision: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BringBackDecision(Command):
    """Takes a removal back: the decision stands again as it did."""

    case: int
    rule: str
    kind: Kind
    first: date
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedDate:
    """A date noted here."""

    moment: Noted
    on: date
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A deadline is prolonged (decided on `first`, due `last`), or stands still from `first` to `last`."""

    id: int
    rule: str
    kind: Kind
    first: date
    last: date | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCourse:
    """All that was noted of a case's deadlines, how they stand, and the dates that can be noted in such a case."""

    case: int
    code: str
    deadlines: tuple[Deadline, ...]
    dates: tuple[NotedDate, ...]
    decisions: tuple[Decision, ...]
    notable: tuple[Noted, ...]


def case_course(database: Database, case: int, today: date) -> CaseCourse:
    """What stands of a case's deadlines; Trouble when the case is gone."""
    with database.reading():
        row = _case(case)
        told = _told(row)
        rules, _ = load_rules(database)
        dates: Any = CaseDate.select().where(CaseDate.case_id == case).order_by(CaseDate.moment)
        decisions = DeadlineDecision.select().where(DeadlineDecision.case_id == case).order_by(DeadlineDecision.id)
        return CaseCourse(
            case=case,
            code=row.code,
            deadlines=Standing.load(database, today, [case]).of(case, told),
            dates=tuple(NotedDate(moment=each.moment, on=each.on_day, version=each.version) for each in dates),
            decisions=tuple(_decision(each) for each in decisions),
            notable=_notable(rules, told),
        )


@handles
def note_date(turn: Turn, command: NoteDate) -> None:
    """Note it. Trouble on a day that cannot be, Conflict when somebody else noted it in between."""
    case = _case(command.case)
    if command.moment not in get_args(Noted):
        raise ValueError(command.moment)
    if command.on is not None:
        _refuse_future(turn, command.on)
        if case.received is not None and command.on < case.received:
            raise Trouble(N_("Case {code} came later than that day. Look at the date."), code=case.code)
    same = (CaseDate.case_id == case.id) & (CaseDate.moment == command.moment)
    row = CaseDate.get_or_none(same)
    if (row.version if row else 0) != command.version:
        raise Conflict()
    if row is None and command.on is None:
        return
    before = row.on_day if row else None
    if row is None:
        CaseDate.insert(case_id=case.id, moment=command.moment, on_day=command.on).execute()
    elif command.on is None:
        CaseDate.delete().where(same).execute()
    else:
        turn.update(row, command.version, on_day=command.on)
    version = 0 if command.on is None else command.version + 1
    turn.undo = NoteDate(by=turn.by, case=case.id, moment=command.moment, on=before, version=version)
    action = f"{command.moment}_noted" if command.on is not None else f"{command.moment}_removed"
    _note(turn, case.id, action, on=command.on)


@handles
def prolong_deadline(turn: Turn, command: ProlongDeadline) -> None:
    """Note the decision. Trouble unless the law, or the unit, lets this deadline be prolonged and it moves it on."""
    _refuse_future(turn, command.decided_on)
    case, deadline = _open_deadline(turn, command.case, command.rule)
    if not deadline.rule.may_prolong:
        raise Trouble(N_("This deadline cannot be prolonged in a single case. The team lead can allow it."))
    if (start := _start(case, deadline.rule)) and command.decided_on < start:
        raise Trouble(N_("The deadline began {day}. Look at the day of the decision."), day=start.isoformat())
    if command.until <= deadline.due:
        raise Trouble(N_("It is due {day} already. Choose a later day."), day=deadline.due.isoformat())
    _add(turn, case.id, command.rule, "prolonged", command.decided_on, command.until)


@handles
def pause_deadline(turn: Turn, command: PauseDeadline) -> None:
    """Note the pause. Trouble unless this deadline may stand still, and runs on the pause's first day."""
    _refuse_future(turn, command.first)
    case, deadline = _open_deadline(turn, command.case, command.rule)
    if not deadline.rule.may_pause:
        raise Trouble(N_("This deadline cannot stand still. The team lead can allow it."))
    if command.last is not None and command.last < command.first:
        raise Trouble(N_("The last day comes before the first. Look at the days."))
    if command.first > deadline.due:
        raise Trouble(N_("It was due {day}, before the pause. Choose an earlier day."), day=deadline.due.isoformat())
    for other in _decisions(case.id, command.rule):
        if other.kind == "paused" and _meet(other, command):
            raise Trouble(N_("The deadline stands still on some of these days already."))
    _add(turn, case.id, command.rule, "paused", command.first, command.last)


@handles
def end_pause(turn: Turn, command: EndPause) -> None:
    """Let it run again. Conflict on another version, Trouble when the last day comes before the first."""
    row = _decision_row(command.decision)
    if command.last is not None and command.last < row.first_day:
        raise Trouble(N_("The last day comes before the first. Look at the days."))
    before = row.last_day
    turn.update(row, command.version, last_day=command.last)
    turn.undo = EndPause(by=turn.by, decision=row.id, version=row.version, last=before)
    _note(turn, row.case_id, "deadline_resumed" if command.last else "deadline_paused", rule=row.rule)


@handles
def remove_decision(turn: Turn, command: RemoveDecision) -> None:
    """Take it away. Conflict on another version."""
    row = _decision_row(command.decision)
    turn.update(row, command.version)
    DeadlineDecision.delete().where(DeadlineDecision.id == row.id).execute()
    was = _decision(row)
    turn.undo = BringBackDecision(
        by=turn.by, case=row.case_id, rule=was.rule, kind=was.kind, first=was.first, last=was.last
    )
    _note(turn, row.case_id, f"deadline_{row.kind}_removed", rule=row.rule)


@handles
def bring_back_decision(turn: Turn, command: BringBackDecision) -> None:
    """Note it again."""
    _add(turn, _case(command.case).id, command.rule, command.kind, command.first, command.last)


def take_over_notes(old: int, new: int) -> None:
    """Inside a turn that makes two cases one: what was noted of `new` is noted of `old`, unless that has it already."""
    known = [row.moment for row in CaseDate.select(CaseDate.moment).where(CaseDate.case_id == old)]
    CaseDate.update(case_id=old).where((CaseDate.case_id == new) & CaseDate.moment.not_in(known)).execute()
    DeadlineDecision.update(case_id=old).where(DeadlineDecision.case_id == new).execute()
    if CaseExtras.get_or_none(CaseExtras.case_id == old) is None:
        CaseExtras.update(case_id=old).where(CaseExtras.case_id == new).execute()


def _open_deadline(turn: Turn, case_id: int, rule: str) -> tuple[Case, Deadline]:
    """The case, and how its deadline with the code `rule` stands; Trouble unless somebody still has to keep it."""
    case = _case(case_id)
    found = Standing.load(turn.database, turn.at.astimezone(ZONE).date(), [case.id]).of(case.id, _told(case))
    for deadline in found:
        # Feedback is asked for by somebody, once or more often: it is moved by when she asked (`feedback`).
        if deadline.rule.code == rule != FEEDBACK and deadline.status != "done":
            return case, deadline
    raise Trouble(N_("Case {code} has no such deadline that is open. Look at the case again."), code=case.code)


def _start(case: Case, rule: Rule) -> date | None:
    """When the deadline began, by the feed or as it was noted here."""
    if rule.starts_from in OF_FEED:
        day: date | None = getattr(case, rule.starts_from)
        return day
    row = CaseDate.get_or_none((CaseDate.case_id == case.id) & (CaseDate.moment == rule.starts_from))
    return row.on_day if row else None


def _add(turn: Turn, case: int, rule: str, kind: Kind, first: date, last: date | None) -> None:
    values = {"case_id": case, "rule": rule, "kind": kind, "first_day": first, "last_day": last}
    decision = DeadlineDecision.insert(**values).execute()
    turn.created["decision"] = decision
    turn.undo = RemoveDecision(by=turn.by, decision=decision, version=1)
    _note(turn, case, f"deadline_{kind}", rule=rule)


def _meet(row: DeadlineDecision, pause: PauseDeadline) -> bool:
    return row.first_day <= (pause.last or date.max) and pause.first <= (row.last_day or date.max)


def _notable(rules: tuple[Rule, ...], told: dict[str, Any]) -> tuple[Noted, ...]:
    """The dates that begin or end a deadline which a case of this kind may have."""
    kind = (told["category"], told["type"], told["stage"])
    named = {moment for rule in rules if rule.is_for(*kind) for moment in rule.moments}
    return tuple(moment for moment in get_args(Noted) if moment in named)


def _told(row: Case) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OF_FEED}


def _case(case: int) -> Case:
    row = Case.get_or_none(Case.id == case)
    if row is None:
        raise Trouble(N_("This case is not in the case list any more."))
    return row


def _decisions(case: int, rule: str) -> list[DeadlineDecision]:
    return list(DeadlineDecision.select().where((DeadlineDecision.case_id == case) & (DeadlineDecision.rule == rule)))


def _decision_row(decision: int) -> DeadlineDecision:
    row = DeadlineDecision.get_or_none(DeadlineDecision.id == decision)
    if row is None:
        raise Trouble(N_("This note has been removed. Look at the case again."))
    return row


def _decision(row: DeadlineDecision) -> Decision:
    kind: Any = row.kind
    return Decision(id=row.id, rule=row.rule, kind=kind, first=row.first_day, last=row.last_day, version=row.version)


def _refuse_future(turn: Turn, day: date) -> None:
    if day > turn.at.astimezone(ZONE).date():
        raise Trouble(N_("That day has not come yet. Look at the date."))


def _note(turn: Turn, case: int, action: str, **facts: object) -> None:
    turn.audit(action, "case", case, **facts)
    turn.touch("case", case)
