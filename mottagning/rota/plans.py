"""Drafts of the rota and what is published: made by the planner, moved by hand, compared, published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.draft import Plan
from mottagning.rota.model import Shift, Unit
from mottagning.rota.reasons import Reason
from mottagning.rota.rules import why_not
from mottagning.rota.tables import PlanRow, PlanShift, ShiftRow
from mottagning.texts import N_


@dataclass(frozen=True, slots=True)
class Turnout:
    """One shift as it stands: `person` None is uncovered."""

    date: date
    post: str
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan with its shifts. `state` is draft, published or replaced; `report` is the planner's account."""

    id: int
    state: str
    first: date
    last: date
    made_at: datetime
    version: int
    shifts: tuple[Turnout, ...]
    report: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft(Command):
    """Keep what the planner made for the days from `first` to `last`."""

    first: date
    last: date
    shifts: tuple[Turnout, ...]
    report: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    """Put somebody (None: nobody) on a shift of a draft, or of the published rota when `plan` is None.

    `despite` takes the lead's word over a rule that is broken.
    """

    plan: int | None
    date: date
    post: str
    person: str | None
    despite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish(Command):
    """Make a draft the rota that everybody sees."""

    plan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard(Command):
    """Throw a draft away."""

    plan: int


def turnout(unit: Unit, plan: Plan, first: date, last: date) -> tuple[Turnout, ...]:
    """Every shift of the days, with who sits there, in the order of days and posts."""
    taken = {(shift.date, shift.post): shift.person for shift in plan.shifts}
    availability = Availability(unit)
    return tuple(
        Turnout(day, post.id, taken.get((day, post.id)))
        for day in availability.open_days(first, last)
        for post in availability.open_posts(day)
    )


@handles
def save_draft(turn: Turn, command: SaveDraft) -> None:
    """Keep a draft; nobody but the lead makes one."""
    require_lead(turn)
    known = units.names(turn.database)
    row = PlanRow.create(
        state="draft",
        first_day=command.first,
        last_day=command.last,
        made_at=turn.at,
        made_by=turn.by,
        report=json.dumps(command.report, ensure_ascii=False),
    )
    for shift in command.shifts:
        PlanShift.insert(
            plan_id=row.id,
            day=shift.date,
            post_id=known.posts[shift.post],
            person_id=None if shift.person is None else known.people[shift.person],
        ).execute()
    turn.created["plan"] = row.id
    turn.touch("rota")
    turn.audit("drafted", "plan", row.id)


@handles
def assign(turn: Turn, command: Assign) -> None:
    """Move somebody, with the rules checked; Trouble says which rule speaks against it."""
    require_lead(turn)
    known = units.names(turn.database)
    if command.post not in known.posts:
        raise Trouble(N_("There is no post “{post}”."), post=command.post)
    if command.person is not None and command.person not in known.people:
        raise Trouble(N_("There is nobody called “{person}” in the rota."), person=command.person)
    if not command.despite and command.person is not None:
        reason = reason_against(turn.database, command.plan, command.date, command.post, command.person)
        if reason is not None:
            raise Trouble(N_("{person} cannot sit there: {reason}."), person=command.person, reason=str(reason))
    post_id = known.posts[command.post]
    person_id = None if command.person is None else known.people[command.person]
    before = _assign_row(command, post_id, person_id)
    turn.undo = Assign(
        by=turn.by,
        plan=command.plan,
        date=command.date,
        post=command.post,
        person=known.person(before),
        despite=True,
    )
    turn.touch("rota")
    turn.audit("assigned", "plan", command.plan, date=command.date, post=command.post, person=person_id)


def _assign_row(command: Assign, post_id: int, person_id: int | None) -> int | None:
    """Write who sits there; returns who sat there before."""
    if command.plan is None:
        row = ShiftRow.get_or_none((ShiftRow.day == command.date) & (ShiftRow.post_id == post_id))
        units.keep_shift(post_id, person_id, command.date, row.plan_id if row else None)
        return row.person_id if row else None
    plan = _draft_row(command.plan)
    where = (PlanShift.plan_id == plan.id) & (PlanShift.day == command.date) & (PlanShift.post_id == post_id)
    shift = PlanShift.get_or_none(where)
    if shift is None:
        raise Trouble(N_("The draft has no shift {post} on {date}."), post=command.post, date=command.date)
    PlanShift.update(person_id=person_id, pinned=person_id is not None).where(where).execute()
    before: int | None = shift.person_id
    return before


@handles
def publish(turn: Turn, command: Publish) -> None:
    """Every shift of the draft becomes the published one; earlier plans of the same days are replaced."""
    require_lead(turn)
    row = _draft_row(command.plan)
    changed = 0
    for shift in list(PlanShift.select().where(PlanShift.plan_id == row.id)):
        changed += units.keep_shift(shift.post_id, shift.person_id, shift.day, row.id)
    earlier = (PlanRow.state == "published") & (PlanRow.first_day >= row.first_day) & (PlanRow.last_day <= row.last_day)
    PlanRow.update(state="replaced").where(earlier).execute()
    turn.update(row, state="published", published_at=turn.at, published_by=turn.by)
    turn.touch("rota")
    turn.audit("published", "plan", row.id, changed=changed)


@handles
def discard(turn: Turn, command: Discard) -> None:
    """Throw a draft away; a published plan stays."""
    require_lead(turn)
    row = _draft_row(command.plan)
    row.delete_instance()
    turn.touch("rota")
    turn.audit("discarded", "plan", command.plan)


def draft(database: Database, plan_id: int) -> Draft:
    """One plan. Trouble when there is none with this id."""
    with database.reading():
        row = PlanRow.get_or_none(PlanRow.id == plan_id)
        if row is None:
            raise Trouble(N_("There is no plan {id}."), id=plan_id)
        known = units.names(database)
        shifts = PlanShift.select().where(PlanShift.plan_id == plan_id).order_by(PlanShift.day, PlanShift.post_id)
        return Draft(
            id=row.id,
            state=row.state,
            first=row.first_day,
            last=row.last_day,
            made_at=row.made_at,
            version=row.version,
            shifts=tuple(Turnout(s.day, known.post(s.post_id), known.person(s.person_id)) for s in shifts),
            report=json.loads(row.report),
        )


def newest_draft(database: Database) -> int | None:
    """The id of the draft made last, None when there is none."""
    with database.reading():
        row = PlanRow.select(PlanRow.id).where(PlanRow.state == "draft").order_by(PlanRow.id.desc()).first()
        return None if row is None else int(row.id)


def newest_plan(database: Database) -> int | None:
    """The id of the plan published last, None when there is none."""
    with database.reading():
        row = PlanRow.select(PlanRow.id).where(PlanRow.state == "published").order_by(PlanRow.id.desc()).first()
        return None if row is None else int(row.id)


def published(database: Database, first: date, last: date) -> tuple[Turnout, ...]:
    """The published shifts from `first` to `last`, both included, in the order of days and posts."""
    with database.reading():
        known = units.names(database)
        order = {post.id: place for place, post in enumerate(units.posts(database))}
        rows = ShiftRow.select().where((ShiftRow.day >= first) & (ShiftRow.day <= last))
        found = [Turnout(row.day, known.post(row.post_id), known.person(row.person_id)) for row in rows]
        return tuple(sorted(found, key=lambda shift: (shift.date, order.get(shift.post, 99))))


def uncovered(database: Database, first: date, days: int = 14) -> tuple[Turnout, ...]:
    """Shifts of the coming days where nobody sits, or where the one who should is away or gone.

    Days for which nothing is published yet are left out: they are not planned, which is another thing.
    """
    last = first + timedelta(days=days - 1)
    with database.reading():
        unit = units.load(database, history_until=first)
        availability = Availability(unit)
        return tuple(
            shift
            for shift in published(database, first, last)
            if shift.person is None or _is_away(availability, shift.date, shift.post, shift.person)
        )


def _is_away(availability: Availability, day: date, post: str, person: str) -> bool:
    reason = availability.reason(day, post, person)
    return reason is not None and reason.code in ("absent", "off", "not_employed")


def reason_against(database: Database, plan_id: int | None, day: date, post: str, person: str) -> Reason | None:
    """The rule that speaks against somebody on a shift of a draft (None: of the published rota)."""
    with database.reading():
        shifts = draft(database, plan_id).shifts if plan_id is not None else _around(database, day)
        first = min((shift.date for shift in shifts), default=day)
        unit = units.load(database, history_until=first)
        return why_not(unit, taken(shifts), day, post, person)


def taken(shifts: Sequence[Turnout]) -> list[Shift]:
    """The covered ones, as the rules take them."""
    return [Shift(shift.date, shift.post, shift.person) for shift in shifts if shift.person is not None]


def _around(database: Database, day: date) -> tuple[Turnout, ...]:
    return published(database, day - timedelta(days=35), day + timedelta(days=35))


def _draft_row(plan_id: int) -> PlanRow:
    row = PlanRow.get_or_none(PlanRow.id == plan_id)
    if row is None:
        raise Trouble(N_("There is no plan {id}."), id=plan_id)
    if row.state != "draft":
        raise Trouble(N_("Plan {id} is published already. Make a new draft."), id=plan_id)
    return row
