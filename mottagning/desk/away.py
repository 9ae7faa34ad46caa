"""Somebody is away today: her absence, what she would have done today back on the desk, and who can take her shifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mottagning.command import Command, Turn, handles
from mottagning.contacts import leaving
from mottagning.contacts.leaving import GiveBack, ReturnFromAbsent
from mottagning.db import Database
from mottagning.desk.daystate import day_state
from mottagning.errors import Trouble
from mottagning.people import absence, staff
from mottagning.people.absence import AddAbsence, RemoveAbsence
from mottagning.people.staff import Person
from mottagning.rota import moving, plans, today
from mottagning.rota import unit as rota_unit
from mottagning.rota.model import Post
from mottagning.rota.plans import Turnout
from mottagning.rota.reasons import Refused
from mottagning.rota.substitutes import Substitute, substitutes
from mottagning.texts import N_

_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAway(Command):
    """Somebody is away all of `day`, which is today."""

    person: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BackAfterAll(Command):
    """The undo of `NoteAway`: the absence goes, and what the desk got and nobody has touched is hers again."""

    person: int
    day: date
    absence: int


@dataclass(frozen=True, slots=True)
class Left:
    """A shift of today that she does not come to, who could, best first, and why the others cannot."""

    shift: Turnout
    able: tuple[Substitute, ...]
    blocked: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What is missing when somebody is away on `day`.

    `is_noted`: her absence is known. `today` are her shifts of the day, `later` those of the next two weeks, which are
    hers unless she is away then too. `promised` and `others` count what she would have done today with contacts: it
    is the desk's as soon as her absence is noted. `signs`: the baton of the day before waits for whoever sits there.
    `names` are people's by their keys, `posts` by theirs.
    """

    person: Person
    day: date
    is_noted: bool
    today: tuple[Left, ...]
    later: tuple[Turnout, ...]
    promised: tuple[datetime, ...]
    others: int
    signs: bool
    names: dict[str, str]
    posts: dict[str, Post]


@handles
def note_away(turn: Turn, command: NoteAway) -> None:
    """Her absence, and her contacts of the day to the desk, in one go. Everybody may, as with any absence.

    Of one that was noted before there is nothing to take back. Trouble when `day` is over: a card that was left open in
    the evening would note her as away yesterday.
    """
    if command.day != staff.local_day(turn.at):
        raise Trouble(N_("It is another day by now. Open the card again, and say who is away today."))
    noted = AddAbsence(by=turn.by, at=turn.at, person=command.person, first=command.day, last=command.day)
    if not _is_noted(turn.database, command.person, command.day):
        absence.add_absence.inside(turn, noted)
        turn.undo = BackAfterAll(by=turn.by, person=command.person, day=command.day, absence=turn.created["absence"])
    leaving.return_from_absent.inside(turn, ReturnFromAbsent(by=turn.by, at=turn.at, person=command.person))


@handles
def back_after_all(turn: Turn, command: BackAfterAll) -> None:
    """She comes."""
    absence.remove_absence.inside(turn, RemoveAbsence(by=turn.by, at=turn.at, absence=command.absence))
    leaving.give_back.inside(turn, GiveBack(by=turn.by, at=turn.at, person=command.person))
    turn.undo = NoteAway(by=turn.by, person=command.person, day=command.day)


def missing(database: Database, person: int, at: datetime) -> Missing:
    """What is missing without her on the day of `at` (UTC), whether or not her absence is noted yet."""
    day = staff.local_day(at)
    with database.reading():
        people = {each.id: each for each in staff.everyone(database)}
        who = people[person]
        left = today.turns_left(database, who.key, day, day + _AHEAD, None, drafts=False)
        unit, shifts = moving.standing(database, None, day)
        contacts = leaving.would_come_back(database, person, day, at)
        state = day_state(database, None, at)
        posts = {post.id: post for post in rota_unit.posts(database)}
        is_noted = _is_noted(database, person, day)
    todays = tuple(Left(shift, *substitutes(unit, shifts, day, shift.post)) for shift in left if shift.date == day)
    return Missing(
        person=who,
        day=day,
        is_noted=is_noted,
        today=todays,
        later=tuple(shift for shift in left if shift.date > day),
        promised=tuple(each.due_at for each in contacts if each.state == "promised" and each.due_at),
        others=sum(1 for each in contacts if each.state != "promised"),
        signs=bool(todays) and state.is_open and state.stands in ("unsigned", "missing"),
        names={each.key: each.name for each in people.values()},
        posts=posts,
    )


def expected(database: Database, at: datetime) -> tuple[tuple[Person, tuple[str, ...]], ...]:
    """Whom one can miss today: who should sit in reception first, with her posts, then everybody else employed."""
    day = staff.local_day(at)
    with database.reading():
        posts = {post.id: post.name for post in rota_unit.posts(database)}
        sits: dict[str, list[str]] = {}
        for shift in plans.published(database, day, day):
            sits.setdefault(shift.person or "", []).append(posts[shift.post])
        everybody = [person for person in staff.everyone(database, day) if person.role != "none"]
    found = [(person, tuple(sits.get(person.key, ()))) for person in everybody]
    return tuple(sorted(found, key=lambda each: not each[1]))


def _is_noted(database: Database, person: int, day: date) -> bool:
    return any(each.half is None for each in absence.absences(database, day, day, person))
