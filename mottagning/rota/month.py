"""A month of the rota as it stands, draft over published, and what is wrong with it, most important first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from mottagning.db import Database
from mottagning.rota import plans, versions
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import Ledger, slots_of
from mottagning.rota.model import Shift, Unit, days_between
from mottagning.rota.plans import AWAY, Turnout
from mottagning.rota.reasons import Reason
from mottagning.rota.rules import violations

State = Literal["published", "draft", "unplanned"]
Kind = Literal["uncovered", "unqualified", "broken", "lapsed", "unplanned", "uneven"]
_ORDER: tuple[Kind, ...] = ("uncovered", "unqualified", "broken", "lapsed", "unplanned", "uneven")
UNEVEN = 1.5
"""Turns: nearer to her share nobody can always be, for turns are whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One shift as it stands. A draft that says what is published anyway is published; `was` is whom it replaces.

    `against` is the rule that speaks against whoever sits there; `uncovered` when nobody comes.
    """

    date: date
    post: str
    person: str | None
    state: State
    was: str | None = None
    uncovered: bool = False
    against: Reason | None = None

    @property
    def turnout(self) -> Turnout:
        """The shift alone, as commands take it."""
        return Turnout(self.date, self.post, self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Something to be mended. `count` is of days (unplanned) or people (uneven)."""

    kind: Kind
    date: date | None = None
    post: str | None = None
    person: str | None = None
    reason: Reason | None = None
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The weeks from `first` to `last` around the month that begins on `month`.

    `plan` is the draft shown, `plan_days` its first and last day. The unit's history is what is published outside
    those weeks, so that `shifts` and it together are the whole rota.
    """

    month: date
    first: date
    last: date
    today: date
    unit: Unit
    plan: int | None
    plan_days: tuple[date, date] | None
    slots: tuple[Slot, ...]
    wrong: tuple[Wrong, ...]

    @property
    def month_end(self) -> date:
        """The last day of the month."""
        return end_of_month(self.month)

    @property
    def shifts(self) -> list[Shift]:
        """The shifts that somebody has."""
        return plans.taken(slot.turnout for slot in self.slots)

    def plan_of(self, day: date) -> int | None:
        """The draft that decides of `day`; None where the published rota is changed itself."""
        return self.plan if self.plan_days and self.plan_days[0] <= day <= self.plan_days[1] else None

    def unplanned(self) -> list[date]:
        """The days of the month, from today on, of which nothing is decided."""
        return sorted(
            {
                slot.date
                for slot in self.slots
                if slot.state == "unplanned" and max(self.month, self.today) <= slot.date <= self.month_end
            }
        )


def look(database: Database, month: date, today: date, *, drafts: bool, version: int | None = None) -> Month:
    """The month that begins on `month` in whole weeks; with the newest draft of it, or the published rota alone.

    With `version` the published rota is as it was then, and nothing is said of what is wrong with it.
    """
    first = month - timedelta(days=month.weekday())
    end = end_of_month(month)
    last = end + timedelta(days=6 - end.weekday())
    with database.reading():
        unit = units.load(database)
        stands = (
            plans.published(database, first, last)
            if version is None
            else versions.rota_at(database, version, first, last)
        )
        published = {(shift.date, shift.post): shift for shift in stands}
        plan_id = plans.newest_draft(database, first, last) if drafts else None
        plan = None if plan_id is None else plans.draft(database, plan_id)
    inside = () if plan is None else tuple(shift for shift in plan.shifts if first <= shift.date <= last)
    days = None if plan is None else (plan.first, plan.last)
    outside = [shift for shift in unit.history if not first <= shift.date <= last]
    if plan is not None:  # a draft goes before what is published also in the weeks that are not shown
        outside = [shift for shift in outside if not plan.first <= shift.date <= plan.last]
        planned_for = {person.id for person in unit.people}
        drafted = [shift for shift in plans.taken(plan.shifts) if not first <= shift.date <= last]
        outside += [shift for shift in drafted if shift.person in planned_for]
    unit = replace(unit, history=tuple(sorted(outside)))
    availability = Availability(unit)
    slots = _slots(availability, published, inside, days, first, last)
    if version is None:
        slots = _checked(availability, slots, today)
    return Month(
        month=month,
        first=first,
        last=last,
        today=today,
        unit=unit,
        plan=plan_id,
        plan_days=days,
        slots=slots,
        wrong=tuple(_wrong(availability, slots, month, today)) if version is None else (),
    )


def owed(month: Month) -> dict[str, float]:
    """What each is owed, in turns, at the end of the month if it goes as it stands: above 0 she has had too few."""
    ledger, shifts = ledger_of(month)
    if not shifts:
        return ledger.carried
    planned = Counter(shift.person for shift in shifts)
    return {person: ledger.due(person, month.month_end) - planned[person] for person in ledger.people}


def ledger_of(month: Month) -> tuple[Ledger, list[Shift]]:
    """What each is due of the month's shifts, and those shifts."""
    planned_for = {person.id for person in month.unit.people}
    known = [shift for shift in month.shifts if shift.person in planned_for]
    before = tuple(shift for shift in (*month.unit.history, *known) if shift.date < month.month)
    availability = Availability(replace(month.unit, history=before))
    shifts = [shift for shift in known if month.month <= shift.date <= month.month_end]
    return Ledger(availability, month.month, month.month_end, slots_of(shifts)), shifts


def uneven(owing: dict[str, float]) -> list[Wrong]:
    """What is wrong with the balance: nothing, or one entry."""
    count = sum(abs(turns) >= UNEVEN for turns in owing.values())
    return [Wrong(kind="uneven", count=count)] if count else []


def end_of_month(month: date) -> date:
    """The last day of the month that begins on `month`."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _slots(
    availability: Availability,
    published: dict[tuple[date, str], Turnout],
    drafted: Iterable[Turnout],
    plan_days: tuple[date, date] | None,
    first: date,
    last: date,
) -> tuple[Slot, ...]:
    """Every shift of the days: the draft's on its days, else the published, else a place for one."""
    drafts = {(shift.date, shift.post): shift for shift in drafted}
    slots: list[Slot] = []
    for day in days_between(first, last):
        decided = plan_days is not None and plan_days[0] <= day <= plan_days[1]
        open_posts = {post.id for post in availability.open_posts(day)}
        for post in availability.posts:
            now, new = published.get((day, post)), drafts.get((day, post))
            if decided and new is not None:
                same = now is not None and now.person == new.person
                was = None if now is None or same else now.person
                state: State = "published" if same else "draft"
                slots.append(Slot(date=day, post=post, person=new.person, state=state, was=was))
            elif not decided and now is not None:
                slots.append(Slot(date=day, post=post, person=now.person, state="published"))
            elif not decided and post in open_posts:
                slots.append(Slot(date=day, post=post, person=None, state="unplanned"))
    return tuple(slots)


def _checked(availability: Availability, slots: tuple[Slot, ...], today: date) -> tuple[Slot, ...]:
    """The same with what is uncovered and what breaks a rule; of the past nothing is said."""
    shifts = plans.taken(slot.turnout for slot in slots)
    broken = {(found.date, found.post): found.reason for found in violations(availability.unit, shifts)}
    return tuple(
        slot
        if slot.date < today or slot.state == "unplanned"
        else replace(
            slot,
            uncovered=plans.is_uncovered(availability, slot.turnout),
            against=broken.get((slot.date, slot.post)),
        )
        for slot in slots
    )


def _wrong(availability: Availability, slots: tuple[Slot, ...], month: date, today: date) -> list[Wrong]:
    found: list[Wrong] = []
    for slot in slots:
        if slot.uncovered:
            found.append(Wrong(kind="uncovered", date=slot.date, post=slot.post, person=slot.person))
        elif slot.against is not None:
            found.append(Wrong(kind="broken", date=slot.date, post=slot.post, person=slot.person, reason=slot.against))
    found += _unqualified(availability, slots, today)
    sits = {(slot.date, slot.post): slot.person for slot in slots if slot.state != "unplanned"}
    for pin in availability.unit.pinned:
        slot_key = (pin.date, pin.post)
        if pin.date >= today and slot_key in sits and sits[slot_key] != pin.person:
            reason = availability.reason(pin.date, pin.post, pin.person)
            found.append(Wrong(kind="lapsed", date=pin.date, post=pin.post, person=pin.person, reason=reason))
    end = end_of_month(month)
    unplanned = {s.date for s in slots if s.state == "unplanned" and max(month, today) <= s.date <= end}
    if unplanned:
        found.append(Wrong(kind="unplanned", date=min(unplanned), count=len(unplanned)))
    return sorted(found, key=lambda wrong: (_ORDER.index(wrong.kind), wrong.date or date.max))


def _unqualified(availability: Availability, slots: tuple[Slot, ...], today: date) -> list[Wrong]:
    """Days on which nobody who comes has what the unit wants every day; where a shift is empty that is said first."""
    coming = [s.turnout for s in slots if s.date >= today and s.state != "unplanned" and not s.uncovered]
    return [
        Wrong(kind="unqualified", date=found.date, reason=found.reason)
        for found in violations(availability.unit, plans.taken(coming))
        if found.post is None and found.reason.code not in AWAY
    ]
