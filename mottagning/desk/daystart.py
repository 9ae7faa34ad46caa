"""The start of the day: yesterday's baton, what is due when, who is here, and what is wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from mottagning.cases import freshness
from mottagning.cases.freshness import Freshness
from mottagning.contacts.answers.outgoing import AnswerView, unsent
from mottagning.contacts.mail import gauge
from mottagning.contacts.mail.gauge import WRONG, Gauge
from mottagning.contacts.model import OPEN
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.desk import baton, openwork, whoisin
from mottagning.desk.baton import Baton
from mottagning.desk.daystate import DayState, day_state, is_due
from mottagning.desk.openwork import Open
from mottagning.desk.tonight import Tonight, tonight
from mottagning.desk.whoisin import Presence
from mottagning.people import staff
from mottagning.people.staff import Person
from mottagning.rota import plans
from mottagning.rota import unit as rota_unit
from mottagning.rota.model import Post
from mottagning.worktime import ZONE

_NOON = time(12)
_LUNCH = (time(11), time(14))


@dataclass(frozen=True, slots=True)
class Sitting:
    """A post today, its hours, and who sits there: "" is nobody. `is_standby`: beside others at the same hours."""

    post: str
    start: time
    end: time
    person: str
    is_standby: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStart:
    """The start of the day at `at`. `done` and `new`: what has happened since the baton was handed over.

    `relief` are those who can take over at lunch: they sit neither just before nor just after, or stand by.
    `uncovered` are today's posts where nobody sits; `wrong` the sources that are silent or not whole.
    """

    at: datetime
    state: DayState
    baton: Baton
    tonight: Tonight
    done: int
    new: int
    due: tuple[Open, ...]
    sitting: tuple[Sitting, ...]
    relief: tuple[str, ...]
    away: tuple[Presence, ...]
    in_today: int
    uncovered: tuple[str, ...]
    feed: Freshness
    wrong: tuple[Gauge, ...]
    held: tuple[AnswerView, ...]
    people: dict[int, Person]


def day_start(database: Database, me: int | None, at: datetime) -> DayStart:
    """The whole picture at this moment (UTC)."""
    day = at.astimezone(ZONE).date()
    with database.reading():
        state = day_state(database, me, at)
        found = baton.baton(database, state.baton_day)
        done, new = _since(found.handed_at or openwork.end_of(state.baton_day))
        today = whoisin.today(database, at)
        sitting = _sitting(database, day)
        return DayStart(
            at=at,
            state=state,
            baton=found,
            tonight=tonight(database, state.baton_day),
            done=done,
            new=new,
            due=openwork.open_contacts(database, is_due(me, at)),
            sitting=sitting,
            relief=relief(sitting),
            away=today.away if today.is_open else (),
            in_today=len(today.here),
            uncovered=tuple(each.post for each in sitting if not each.person),
            feed=freshness.freshness(database, at),
            wrong=tuple(each for each in gauge.read(database, at) if each.level == WRONG),
            held=unsent(database),
            people={person.id: person for person in staff.everyone(database)},
        )


def relief(sitting: tuple[Sitting, ...]) -> tuple[str, ...]:
    """Who can take over while others have lunch: whoever stands by then, or sits only around noon. Names, each once."""
    found = [
        each.person
        for each in sitting
        if each.person
        and each.start <= _NOON < each.end
        and (each.is_standby or (each.start >= _LUNCH[0] and each.end <= _LUNCH[1]))
    ]
    return tuple(dict.fromkeys(found))


def _since(moment: datetime) -> tuple[int, int]:
    """How many of the contacts that were open then are done since, and how many have come that are open."""
    then = Contact.at.db_value(moment)
    done = Contact.select().where((Contact.closed_at >= then) & (Contact.at < then)).count()
    new = Contact.select().where(Contact.state.in_(OPEN) & (Contact.at >= then)).count()
    return int(done), int(new)


def _sitting(database: Database, day: date) -> tuple[Sitting, ...]:
    opening = rota_unit.opening(database)
    posts = opening.posts
    names = {person.key: person.name for person in staff.everyone(database)}
    published = plans.published(database, day, day)
    empty = {shift.post for shift in plans.uncovered(database, day, 1)} if published else set()
    todays = [posts[shift.post] for shift in published]
    return tuple(
        Sitting(
            post=posts[shift.post].name,
            start=opening.hours(posts[shift.post], day)[0],
            end=opening.hours(posts[shift.post], day)[1],
            person="" if shift.post in empty else names.get(shift.person or "", ""),
            is_standby=is_standby(posts[shift.post], todays),
        )
        for shift in published
    )


def is_standby(post: Post, others: list[Post]) -> bool:
    """Whether a post stands by: it is for that, or others, which come before it, have all of its hours."""
    if post.kind == "standby":
        return True
    before = sorted((each.start, each.end) for each in others[: others.index(post)])
    reached = post.start
    for start, end in before:
        if start <= reached:
            reached = max(reached, end)
    return reached >= post.end
