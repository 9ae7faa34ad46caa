"""The start of the day: yesterday's baton, what is due when, who is here, and what is wrong and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from mottagning.cases import freshness
from mottagning.cases.freshness import Freshness
from mottagning.contacts.answers.outgoing import AnswerView, unsent
from mottagning.contacts.mail import gauge
from mottagning.contacts.mail.gauge import WRONG, Gauge
from mottagning.contacts.model import OPEN
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.desk import baton, dayend, openwork, whoisin
from mottagning.desk.baton import Baton
from mottagning.desk.batontables import BatonRow
from mottagning.desk.openwork import Open
from mottagning.desk.tonight import Tonight, tonight
from mottagning.desk.whoisin import Presence
from mottagning.people import staff, unit
from mottagning.people.staff import Person
from mottagning.rota import onduty, plans
from mottagning.rota import unit as rota_unit
from mottagning.rota.model import Post
from mottagning.worktime import ZONE

_NOON, _AFTER_LUNCH = time(12), time(13)
_LUNCH = (time(11), time(14))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayState:
    """What the line over the queue says. `stands` of the last working day's baton: "signed", "unsigned", "missing"
    (nobody handed over, and nobody has said that she knows) or "none" (this unit has never handed over).

    `is_mine`: it is my turn to sign for it, and to sit here. `is_late`: the unit's hour for it has passed. `is_open`:
    today is a working day, `is_ending` that it is time to hand over, `is_handed` that it is done; the counts are of
    what I, or the desk, have promised and what else is due before the day ends.
    """

    at: datetime
    baton_day: date
    stands: str
    is_mine: bool
    is_late: bool
    is_open: bool
    is_ending: bool
    is_handed: bool
    before_lunch: int
    after_lunch: int
    due: int

    @property
    def is_to_sign(self) -> bool:
        """Whether the start of the day comes before anything else."""
        return self.is_open and self.is_mine and self.stands in ("unsigned", "missing")


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


def day_state(database: Database, me: int | None, at: datetime) -> DayState:
    """What is to be said in one line, in a few small queries."""
    with database.reading():
        settings = unit.load_unit(database)
        worktime = unit.worktime(settings)
        local = at.astimezone(ZONE)
        is_open = worktime.is_working_day(local.date())
        day = baton.day_before(worktime, at)
        rows = {row.day: row for row in BatonRow.select().where(BatonRow.day.in_((day, local.date())))}
        closing = worktime.end_of_day(datetime.combine(local.date(), time(), ZONE)) if is_open else at
        before, after, due = _promises(database, me, at)
        is_mine = me is not None and not onduty.sits_elsewhere(me, local.date())
        today = rows.get(local.date())
        return DayState(
            at=at,
            baton_day=day,
            stands=_stands(rows.get(day)),
            is_mine=is_mine,
            is_late=is_open and local.time() >= settings.baton_signed_by,
            is_open=is_open,
            is_ending=is_open and dayend.is_time(closing, at),
            is_handed=today is not None and today.handed_at is not None,
            before_lunch=before,
            after_lunch=after,
            due=due,
        )


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
            due=openwork.open_contacts(database, _due(me, at)),
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


def _stands(row: Any) -> str:
    if row is not None and row.signed_at is not None:
        return "signed"
    if row is not None and row.handed_at is not None:
        return "unsigned"
    return "missing" if BatonRow.select().exists() else "none"


def _promises(database: Database, me: int | None, at: datetime) -> tuple[int, int, int]:
    """Promises before lunch and after it, and what else is due before the day ends; mine and the desk's."""
    open_now = openwork.open_contacts(database, _due(me, at))
    lunch = datetime.combine(at.astimezone(ZONE).date(), _AFTER_LUNCH, ZONE)
    promised = [each.contact.due_at for each in open_now if each.why == "promised" and each.contact.due_at]
    before = sum(1 for due_at in promised if due_at < lunch)
    return before, len(promised) - before, len(open_now) - len(promised)


def _due(me: int | None, at: datetime) -> Any:
    """The condition on `Contact` that it is mine or the desk's, and due before the day ends."""
    ours = Contact.owner_id.is_null() | (Contact.owner_id == me)
    ends = Contact.at.db_value(openwork.end_of(at.astimezone(ZONE).date()))
    return ours & (Contact.due_at.is_null() | (Contact.due_at < ends)) & ~Contact.quiet


def _since(moment: datetime) -> tuple[int, int]:
    """How many of the contacts that were open then are done since, and how many have come that are open."""
    then = Contact.at.db_value(moment)
    done = Contact.select().where((Contact.closed_at >= then) & (Contact.at < then)).count()
    new = Contact.select().where(Contact.state.in_(OPEN) & (Contact.at >= then)).count()
    return int(done), int(new)


def _sitting(database: Database, day: date) -> tuple[Sitting, ...]:
    posts = {post.id: post for post in rota_unit.posts(database)}
    names = {person.key: person.name for person in staff.everyone(database)}
    published = plans.published(database, day, day)
    empty = {shift.post for shift in plans.uncovered(database, day, 1)} if published else set()
    todays = [posts[shift.post] for shift in published]
    return tuple(
        Sitting(
            post=posts[shift.post].name,
            start=posts[shift.post].start,
            end=posts[shift.post].end,
            person="" if shift.post in empty else names.get(shift.person or "", ""),
            is_standby=is_standby(posts[shift.post], todays),
        )
        for shift in published
    )


def is_standby(post: Post, others: list[Post]) -> bool:
    """Whether a post stands by: others, which come before it, have all of its hours between them."""
    before = sorted((each.start, each.end) for each in others[: others.index(post)])
    reached = post.start
    for start, end in before:
        if start <= reached:
            reached = max(reached, end)
    return reached >= post.end
