"""Plans from and into the database: what a job needs is read, what came of it is kept as a draft and told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.rota import jobs, moving, plans
from mottagning.rota import unit as units
from mottagning.rota.availability import Availability
from mottagning.rota.jobs import Job, Outcome
from mottagning.rota.model import Shift, Unit
from mottagning.rota.plans import SaveDraft
from mottagning.rota.reasons import Lapsed
from mottagning.rota.replanning import Keep
from mottagning.rota.substitutes import substitutes as find_substitutes
from mottagning.texts import N_

KEEPS: dict[str, Keep] = {"few": "few", "some": "some", "balanced": "balanced"}
"""How much of a rota is kept when it is mended, by the word for it."""
_AROUND = timedelta(weeks=4)
"""So far after an absence shifts may change, for the turns to be shared fairly again."""
_MOST_DAYS = 2 * 366
_FIRST_YEAR, _LAST_YEAR = 1950, 2150


@dataclass(frozen=True, slots=True)
class Made:
    """A draft that was saved: its id, the document of `contracts.md`, and the pins that could not be kept."""

    document: dict[str, Any]
    plan_id: int
    lapsed: tuple[Lapsed, ...]


def plan(database: Database, first: date, last: date) -> Made:
    """Make a draft for the days from `first` to `last`, both included; in this process, in some seconds."""
    return _carry_out(database, prepare(database, first, last))


def replan(database: Database, plan_id: int | None, keep: Keep, today: date) -> Made:
    """Mend a plan, or (None) the published rota from `today` on, for the unit as it is now; the result is a draft."""
    job = prepare_again(database, plan_id, keep, today)
    return _carry_out(database, job)


def prepare(database: Database, first: date, last: date, *, after: int | None = None, keeping: bool = False) -> Job:
    """What is needed to plan these days. Trouble when there is nothing to plan.

    What was moved by hand in the draft `after` stays; `keeping` lets published shifts of the days stay if they can.
    """
    with database.reading():
        unit = units.load(database)
        _check(unit, first, last)
        inside = tuple(shift for shift in unit.history if first <= shift.date <= last)
        by_hand = _by_hand(database, after)
    outside = tuple(shift for shift in unit.history if not first <= shift.date <= last)
    slots = {(shift.date, shift.post) for shift in by_hand}
    pinned = (*by_hand, *(pin for pin in unit.pinned if (pin.date, pin.post) not in slots))
    return Job(
        unit=replace(unit, history=outside, pinned=pinned), first=first, last=last, wanted=inside if keeping else ()
    )


def prepare_again(database: Database, plan_id: int | None, keep: Keep, today: date, until: date | None = None) -> Job:
    """What is needed to mend a plan, or (None) the published rota from `today` on. Trouble when there is neither.

    `until` ends the published rota's part that is mended.
    """
    with database.reading():
        unit = units.load(database)
        if plan_id is None:
            stands = plans.published(database, today, until or date.max)
            last = until or max((shift.date for shift in stands), default=None)
            if last is None or not stands:
                raise Trouble(N_("No rota is published from {date} on. Plan and publish one first."), date=today)
            first = min(shift.date for shift in stands)  # what was never planned is no hole to mend
        else:
            plan = plans.draft(database, plan_id)
            first, last = plan.first, plan.last
            stands = plans.published(database, first, last) if plan.state == "published" else plan.shifts
        _check(unit, first, last)
    history = tuple(shift for shift in unit.history if not first <= shift.date <= last)
    return Job(
        unit=replace(unit, history=history), first=first, last=last, promised=tuple(plans.taken(stands)), keep=keep
    )


def prepare_around(database: Database, plan_id: int | None, first: date, last: date) -> Job:
    """What is needed to mend a plan, or (None) what is published of the days of an absence and some weeks after it."""
    with database.reading():
        stands = plans.published(database, first, last + _AROUND)
        until = max((shift.date for shift in stands), default=last)
        return prepare_again(database, plan_id, "few", first, until)


def to_save(job: Job, outcome: Outcome, by: int | None) -> SaveDraft:
    """The command that keeps what came of a job."""
    account = _account(outcome)
    return SaveDraft(
        by=by,
        first=job.first,
        last=job.last,
        shifts=plans.turnout(job.unit, outcome.plan, job.first, job.last),
        report=account
        | {
            "lapsed": [
                {"date": each.shift.date.isoformat(), "post": each.shift.post, "person": each.shift.person}
                for each in outcome.plan.lapsed
            ]
        },
    )


def substitutes(database: Database, day: date, post: str) -> dict[str, Any]:
    """The answer of ``rota substitutes``: who can take a shift of the rota, or of the newest draft of that day."""
    with database.reading():
        if post not in units.names(database).posts:
            raise Trouble(N_("There is no post “{post}”."), post=post)
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise Trouble(N_("No post is open from {first} to {last}. Choose other days."), first=day, last=day)
        is_published = any(shift.post == post for shift in plans.published(database, day, day))
        plan_id = None if is_published else plans.newest_draft(database, day, day)
        unit, shifts = moving.standing(database, plan_id, day)
    able, blocked = find_substitutes(unit, shifts, day, post)
    return {
        "substitutes": [
            {"person": each.person, "score": each.score, "reasons": [str(reason) for reason in each.reasons]}
            for each in able
        ],
        "blocked": [{"person": each.person, "reason": str(each.reason)} for each in blocked],
    }


def _carry_out(database: Database, job: Job) -> Made:
    outcome = jobs.run(job)
    saved = plans.save_draft(database, to_save(job, outcome, by=None))
    plan_id = saved.created["plan"]
    shifts = [
        {"date": shift.date.isoformat(), "post": shift.post, "person": shift.person} for shift in outcome.plan.shifts
    ]
    document: dict[str, Any] = {"plan": plan_id, "shifts": shifts} | _account(outcome)
    if job.promised is not None:
        document["changed"] = [
            {"date": each.date.isoformat(), "post": each.post, "from": each.before, "to": each.after}
            for each in outcome.changed
        ]
    return Made(document, plan_id, outcome.plan.lapsed)


def _account(outcome: Outcome) -> dict[str, Any]:
    """What could not be filled and why, and everybody's balance in turns, as the contract writes them."""
    return {
        "unfilled": [
            {
                "date": each.date.isoformat(),
                "post": each.post,
                "why": [{"person": why.person, "reason": str(why.reason)} for why in each.why],
            }
            for each in outcome.plan.unfilled
        ],
        "balance": [
            {
                "person": each.person,
                "entitled": round(each.entitled, 3),
                "planned": each.planned,
                "carried": round(each.carried, 3),
            }
            for each in outcome.plan.balance
        ],
    }


def _by_hand(database: Database, plan_id: int | None) -> tuple[Shift, ...]:
    if plan_id is None:
        return ()
    draft = plans.draft(database, plan_id)
    return tuple(shift for shift in plans.taken(draft.shifts) if (shift.date, shift.post) in draft.by_hand)


def _check(unit: Unit, first: date, last: date) -> None:
    if not unit.posts:
        raise Trouble(N_("There is nothing to plan: the rota has no posts. Read a rota file in first."))
    if not unit.people:
        raise Trouble(N_("There is nobody to plan for. Read a rota file or a list of staff in first."))
    if not _FIRST_YEAR <= first.year <= last.year <= _LAST_YEAR or (last - first).days > _MOST_DAYS:
        raise Trouble(N_("A plan covers at most two years. Choose other days."))
    if not Availability(unit).open_days(first, last):
        raise Trouble(N_("No post is open from {first} to {last}. Choose other days."), first=first, last=last)
