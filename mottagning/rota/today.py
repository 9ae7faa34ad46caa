"""Who sits where on a day, for the top line and the desk."""

from datetime import date, datetime

from mottagning.db import Database
from mottagning.people import staff
from mottagning.rota import plans, unit
from mottagning.rota.availability import Availability
from mottagning.rota.model import Half, Post, halves, touched
from mottagning.rota.plans import Turnout
from mottagning.worktime import ZONE


def sitting(database: Database, now: datetime) -> list[tuple[str, str]]:
    """(post, person's name) for the local day of `now`, in the order of the posts; "" where nobody sits."""
    day = now.astimezone(ZONE).date()
    with database.reading():
        names = {person.key: person.name for person in staff.everyone(database)}
        posts = {post.id: post.name for post in unit.posts(database)}
        absent = {(shift.date, shift.post) for shift in plans.uncovered(database, day, 1)}
        return [
            (posts[shift.post], "" if (day, shift.post) in absent else names.get(shift.person or "", ""))
            for shift in plans.published(database, day, day)
        ]


def answering(database: Database, now: datetime) -> frozenset[str]:
    """Whose turn it is to answer at this moment (keys of persons): who sits now, else who sits at all today.

    Empty when nobody is planned for the day, or all who are have become absent.
    """
    local = now.astimezone(ZONE)
    with database.reading():
        opening = unit.opening(database)
        absent = {shift.post for shift in plans.uncovered(database, local.date(), 1)}
        shifts = plans.published(database, local.date(), local.date())
    sitting = [
        (opening.posts[shift.post], shift.person) for shift in shifts if shift.person and shift.post not in absent
    ]
    at_this_hour = frozenset(person for post, person in sitting if _is_open(opening, post, local))
    return at_this_hour or frozenset(person for _, person in sitting)


def turns_left(
    database: Database, person: str, first: date, last: date, half: Half | None, *, drafts: bool
) -> tuple[Turnout, ...]:
    """The turns that somebody has, published or (`drafts`) in the newest draft, while she is away.

    With `half` she is away for that half of each day.
    """
    with database.reading():
        opening = unit.opening(database)
        shifts = plans.published(database, first, last)
        plan_id = plans.newest_draft(database, first, last) if drafts else None
        if plan_id is not None:
            draft = plans.draft(database, plan_id)
            shifts = tuple(shift for shift in shifts if not draft.first <= shift.date <= draft.last)
            shifts += tuple(shift for shift in draft.shifts if first <= shift.date <= last)
    return tuple(
        shift
        for shift in sorted(shifts, key=lambda shift: shift.date)
        if shift.person == person and touched(*opening.hours(opening.posts[shift.post], shift.date)) & halves(half)
    )


def _is_open(opening: Availability, post: Post, at: datetime) -> bool:
    start, end = opening.hours(post, at.date())
    return start <= at.time() < end
