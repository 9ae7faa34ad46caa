"""Drafts of the rota and what is published: made by the planner, compared, published, thrown away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mottagning.command import Command, Turn, handles
from mottagning.db import Database, peewee
from mottagning.errors import Conflict, Trouble
from mottagning.people.roles import require_lead
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.draft import Plan
from mottagning.rota.edition import Edition
from mottagning.rota.model import Shift, Unit
from mottagning.rota.tables import PlanRow, PlanShift, ShiftRow
from mottagning.texts import N_

_AT_ONCE = 200
AWAY = frozenset(("absent", "off", "not_employed"))
"""Reasons for which a shift is uncovered although somebody is named for it."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """One shift as it stands: `person` None is uncovered."""

    date: date
    post: str
    person: str | None


Moved = tuple[date, str, str | None, str | None]
"""A shift (date, post) that goes from one person to another; None is nobody."""
Sits = Mapping[tuple[date, str], str | None]
"""Who sits on the shifts that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A plan with its shifts. `state` is draft, published or replaced; `report` is the planner's account.

    `by_hand` are the shifts (date and post) that somebody has moved since.
    """

    id: int
    state: str
    first: date
    last: date
    made_at: datetime
    version: int
    shifts: tuple[Turnout, ...]
    by_hand: frozenset[tuple[date, str]]
    report: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft(Command):
    """Keep what the planner made for the days from `first` to `last`, and what was moved `by_hand` (date and post).

    With `plan` a draft that was thrown away comes back under its old number, by which undoing knows it.
    """

    first: date
    last: date
    shifts: tuple[Turnout, ...]
    report: dict[str, object]
    by_hand: frozenset[tuple[date, str]] = frozenset()
    plan: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish(Command):
    """Make a draft the rota that everybody sees; `why` is a line that its version carries.

    With `seen`, what `versions.to_come` said of it, nothing is published if it would change anything else by now.
    """

    plan: int
    why: str = ""
    seen: frozenset[Moved] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Command):
    """Make a published plan a draft again: these shifts as they were, `new` ones gone, `replaced` plans back.

    `why` is what was said when it was published.
    """

    plan: int
    shifts: tuple[Turnout, ...]
    new: tuple[Turnout, ...]
    replaced: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard(Command):
    """Throw a draft away; the `older` drafts that it replaced are drafts again."""

    plan: int
    older: tuple[int, ...] = ()


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
    """Keep a draft; nobody but the lead makes one. Older drafts of the same days give way to it."""
    require_lead(turn)
    known = units.names(turn.database)
    older = [row.id for row in _within(PlanRow.state == "draft", command.first, command.last)]
    PlanRow.update(state="replaced").where(PlanRow.id.in_(older)).execute()
    number = {} if command.plan is None else {"id": command.plan}
    row = PlanRow.create(
        **number,
        state="draft",
        first_day=command.first,
        last_day=command.last,
        made_at=turn.at,
        made_by=turn.by,
        report=json.dumps(command.report, ensure_ascii=False),
    )
    for part in peewee.chunked(command.shifts, _AT_ONCE):
        PlanShift.insert_many(
            [
                {
                    "plan_id": row.id,
                    "day": shift.date,
                    "post_id": known.posts[shift.post],
                    "person_id": None if shift.person is None else known.people[shift.person],
                    "pinned": (shift.date, shift.post) in command.by_hand,
                }
                for shift in part
            ]
        ).execute()
    turn.created["plan"] = row.id
    turn.undo = Discard(by=turn.by, plan=row.id, older=tuple(older))
    turn.touch("rota")
    turn.audit("drafted", "plan", row.id)


@handles
def publish(turn: Turn, command: Publish) -> None:
    """What the draft says of its days becomes the rota; earlier plans of the same days are replaced.

    Conflict when somebody has changed the draft or the rota since the difference was looked at.
    """
    require_lead(turn)
    edition = Edition(turn, "published", why=command.why.strip(), plan=command.plan)
    row = draft_row(command.plan)
    known = units.names(turn.database)
    units.name_calendar(turn)
    days = (ShiftRow.day >= row.first_day) & (ShiftRow.day <= row.last_day)
    before = {(shift.day, shift.post_id): shift for shift in ShiftRow.select().where(days)}
    wanted = {
        (shift.day, shift.post_id): shift.person_id
        for shift in PlanShift.select().where(PlanShift.plan_id == row.id).order_by(PlanShift.id)
    }
    gone = [shift for slot, shift in before.items() if slot not in wanted]
    changed = [shift for slot, shift in before.items() if slot in wanted and shift.person_id != wanted[slot]]
    new = [slot for slot in wanted if slot not in before]
    now = {(day, known.post(post)): known.person(row.person_id) for (day, post), row in before.items()}
    then = {(day, known.post(post)): known.person(person) for (day, post), person in wanted.items()}
    if command.seen is not None and command.seen != moves(now, then):
        raise Conflict(N_("Somebody has changed the draft or the rota since. Look again at what will be changed."))
    for shift in gone:
        edition.remove(shift)
    for shift in changed:
        edition.put(shift.day, shift.post_id, wanted[shift.day, shift.post_id])
    edition.open({slot: wanted[slot] for slot in new})
    edition.close()
    replaced = [earlier.id for earlier in _within(PlanRow.state == "published", row.first_day, row.last_day)]
    PlanRow.update(state="replaced").where(PlanRow.id.in_(replaced)).execute()
    turn.update(row, state="published", published_at=turn.at, published_by=turn.by)
    turn.undo = TakeBack(
        by=turn.by,
        plan=row.id,
        shifts=tuple(
            Turnout(shift.day, known.post(shift.post_id), known.person(shift.person_id)) for shift in [*gone, *changed]
        ),
        new=tuple(Turnout(day, known.post(post), known.person(wanted[day, post])) for day, post in new),
        replaced=tuple(replaced),
        why=command.why,
    )
    turn.touch("rota")
    turn.audit("published", "plan", row.id, changed=len(gone) + len(changed) + len(new))


@handles
def take_back(turn: Turn, command: TakeBack) -> None:
    """The undo of publishing; Conflict when a shift that it changed has changed again since."""
    require_lead(turn)
    edition = Edition(turn, "taken_back", plan=command.plan)
    row = PlanRow.get_or_none((PlanRow.id == command.plan) & (PlanRow.state == "published"))
    if row is None:
        raise Conflict(N_("Plan {id} is not the published one any more."), id=command.plan)
    known = units.names(turn.database)
    days = (ShiftRow.day >= row.first_day) & (ShiftRow.day <= row.last_day)
    now = {(shift.day, shift.post_id): shift for shift in ShiftRow.select().where(days)}
    said = PlanShift.select().where(PlanShift.plan_id == row.id)
    planned = {(shift.day, shift.post_id): shift.person_id for shift in said}
    for shift in (*command.new, *command.shifts):
        slot = shift.date, known.posts[shift.post]
        stands = now.get(slot)
        if (stands is not None) != (slot in planned) or (stands and stands.person_id != planned[slot]):
            raise Conflict(
                N_("The shift of {date} has changed since the rota was published, so that is not taken back."),
                date=shift.date,
            )
    for shift in command.new:
        edition.remove(now[shift.date, known.posts[shift.post]])
    for shift in command.shifts:
        edition.put(shift.date, known.posts[shift.post], None if shift.person is None else known.people[shift.person])
    edition.close()
    PlanRow.update(state="published").where(PlanRow.id.in_(command.replaced)).execute()
    turn.update(row, state="draft", published_at=None, published_by=None)
    turn.undo = Publish(by=turn.by, plan=row.id, why=command.why)
    turn.touch("rota")
    turn.audit("taken_back", "plan", row.id)


@handles
def discard(turn: Turn, command: Discard) -> None:
    """Throw a draft away; a published plan stays."""
    require_lead(turn)
    row = draft_row(command.plan)
    kept = draft(turn.database, command.plan)
    row.delete_instance()
    PlanRow.update(state="draft").where(PlanRow.id.in_(command.older)).execute()
    turn.undo = SaveDraft(
        by=turn.by,
        first=kept.first,
        last=kept.last,
        shifts=kept.shifts,
        report=kept.report,
        by_hand=kept.by_hand,
        plan=kept.id,
    )
    turn.touch("rota")
    turn.audit("discarded", "plan", command.plan)


def draft(database: Database, plan_id: int) -> Draft:
    """One plan. Trouble when there is none with this id."""
    with database.reading():
        row = plan_row(plan_id)
        known = units.names(database)
        order = {post.id: place for place, post in enumerate(units.posts(database))}
        rows = list(PlanShift.select().where(PlanShift.plan_id == plan_id))
        shifts = [Turnout(each.day, known.post(each.post_id), known.person(each.person_id)) for each in rows]
        return Draft(
            id=row.id,
            state=row.state,
            first=row.first_day,
            last=row.last_day,
            made_at=row.made_at,
            version=row.version,
            shifts=tuple(sorted(shifts, key=lambda shift: (shift.date, order[shift.post]))),
            by_hand=frozenset((each.day, known.post(each.post_id)) for each in rows if each.pinned),
            report=json.loads(row.report),
        )


def moves(now: Sits, then: Sits) -> frozenset[Moved]:
    """What has to be changed of a rota for it to become another."""
    return frozenset(
        (*slot, now.get(slot), then.get(slot))
        for slot in now.keys() | then.keys()
        if now.get(slot) != then.get(slot) or (slot in now) != (slot in then)
    )


def newest_draft(database: Database, first: date = date.min, last: date = date.max) -> int | None:
    """The id of the draft made last that touches the days from `first` to `last`, None when there is none."""
    with database.reading():
        touches = (PlanRow.first_day <= last) & (PlanRow.last_day >= first)
        rows = PlanRow.select(PlanRow.id).where((PlanRow.state == "draft") & touches)
        row = rows.order_by(PlanRow.id.desc()).first()
        return None if row is None else int(row.id)


def newest_plan(database: Database) -> int | None:
    """The id of the plan published last, None when there is none."""
    with database.reading():
        rows = PlanRow.select(PlanRow.id).where(PlanRow.state == "published")
        row = rows.order_by(PlanRow.published_at.desc(), PlanRow.id.desc()).first()
        return None if row is None else int(row.id)


def published(database: Database, first: date, last: date) -> tuple[Turnout, ...]:
    """The published shifts from `first` to `last`, both included, in the order of days and posts."""
    with database.reading():
        known = units.names(database)
        order = {post.id: place for place, post in enumerate(units.posts(database))}
        rows = ShiftRow.select().where((ShiftRow.day >= first) & (ShiftRow.day <= last))
        found = [Turnout(row.day, known.post(row.post_id), known.person(row.person_id)) for row in rows]
        return tuple(sorted(found, key=lambda shift: (shift.date, order[shift.post])))


def uncovered(database: Database, first: date, days: int = 14) -> tuple[Turnout, ...]:
    """Shifts of the coming days where nobody sits, or where the one who should is away or gone.

    Days for which nothing is published yet are left out: they are not planned, which is another thing.
    """
    last = first + timedelta(days=days - 1)
    with database.reading():
        availability = Availability(units.load(database, history_until=date.min))
        return tuple(shift for shift in published(database, first, last) if is_uncovered(availability, shift))


def is_uncovered(availability: Availability, shift: Turnout) -> bool:
    """Whether nobody sits there, or somebody who is not at work then; not when the unit is closed."""
    post = availability.posts.get(shift.post)
    if post is not None and availability.is_shut(post, shift.date):
        return False
    if shift.person is None:
        return True
    reason = availability.reason(shift.date, shift.post, shift.person)
    return reason is not None and reason.code in AWAY


def taken(shifts: Iterable[Turnout]) -> list[Shift]:
    """The covered ones, as the rules take them."""
    return [Shift(shift.date, shift.post, shift.person) for shift in shifts if shift.person is not None]


def plan_row(plan_id: int) -> PlanRow:
    """Inside a transaction: the row of a plan. Trouble when there is none."""
    row = PlanRow.get_or_none(PlanRow.id == plan_id)
    if row is None:
        raise Trouble(N_("There is no plan {id}."), id=plan_id)
    return row


def draft_row(plan_id: int) -> PlanRow:
    """Inside a transaction: the row of a plan that was never published. Trouble when it is none."""
    row = plan_row(plan_id)
    if row.state == "published" or row.published_at is not None:
        raise Trouble(N_("Plan {id} is published already. Make a new draft."), id=plan_id)
    return row


def _within(condition: peewee.Expression, first: date, last: date) -> Iterable[PlanRow]:
    return PlanRow.select().where(condition & (PlanRow.first_day >= first) & (PlanRow.last_day <= last))
