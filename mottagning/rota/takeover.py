"""Takes the rota that a unit has in Excel: looked into, mapped once, then kept as past and published shifts."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.folding import fold
from mottagning.people import staff
from mottagning.people import unit as unit_settings
from mottagning.people.roles import require_lead
from mottagning.rota import plans
from mottagning.rota import unit as units
from mottagning.rota.edition import Edition
from mottagning.rota.model import Person, Post, Shift, Unit
from mottagning.rota.sheetchoice import NEW, Choice, Outcome, choose, outcome, post_name
from mottagning.rota.sheetnames import Known
from mottagning.rota.tables import Pin, PostRow, RotaChange, RotaPerson, RotaVersion, ShiftRow
from mottagning.rota.workbook import Manner, Reading, Unread, read_workbook
from mottagning.texts import N_

MANNER = "rota_workbook"
"""The setting that holds how this unit's workbook is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A workbook as it is understood by a manner, and what there is to take its headings and names for."""

    file: str
    manner: Manner
    reading: Reading
    choice: Choice
    posts: tuple[Post, ...]
    people: tuple[Known, ...]
    stands: plans.Sits
    """Who sits by the published rota on the days of the file, and from today on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver(Command):
    """Keep shifts as the published rota (past ones are history), with the posts and people that are new.

    `manner` is how the file was read, kept for the next time; None keeps the one there is. With `seen`, who sat there
    when the file was looked at, nothing is kept if somebody else sits on one of these shifts by now.
    """

    shifts: tuple[Shift, ...]
    posts: tuple[Post, ...] = ()
    people: tuple[Person, ...] = ()
    manner: Manner | None = None
    file: str = ""
    seen: plans.Sits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack(Command):
    """The undo of `TakeOver`: what the version `version` changed is as it was; new posts are out of use.

    `added` are the people who were new.
    """

    taken: TakeOver
    version: int | None
    added: tuple[int, ...]
    planned: tuple[int, ...]
    manner: dict[str, Any] | None


def look(database: Database, path: Path, today: date, manner: Manner | None = None) -> Looked:
    """How a workbook is understood by `manner`, or (None) by the one that is kept. Trouble when no rota is in it."""
    with database.reading():
        kept = kept_manner(database)
        people = tuple(
            Known(key=each.key, name=each.name, aliases=(each.initials, *each.handler_names, *each.logins))
            for each in staff.everyone(database)
        )
        posts = units.posts(database)
    manner = manner or kept
    reading = read_workbook(path, manner, today, {fold(each.name) for each in people})
    if not reading.sheets:
        raise Trouble(
            N_(
                "“{file}” is not understood as a rota. It needs days (dates, or weeks with weekdays) in a column or a "
                "row, and a name at each of them."
            ),
            file=path.name,
        )
    first = min((seat.day for seat in reading.seats), default=today)
    stands = plans.published(database, min(first, today), date.max)
    return Looked(
        file=path.name,
        manner=manner,
        reading=reading,
        choice=choose(reading, manner, posts, people),
        posts=posts,
        people=people,
        stands={(shift.date, shift.post): shift.person for shift in stands},
    )


def take(looked: Looked, choice: Choice, *, before: date | None = None) -> Outcome:
    """What comes of a choice; with `before` only the days before that one."""
    found = outcome(looked.reading, choice, looked.posts, {person.key for person in looked.people})
    if before is None:
        return found
    shifts = tuple(shift for shift in found.shifts if shift.date < before)
    return _used(replace(found, shifts=shifts))


def _used(found: Outcome) -> Outcome:
    posts, people = ({getattr(shift, name) for shift in found.shifts} for name in ("post", "person"))
    return replace(
        found,
        posts=tuple(post for post in found.posts if post.id in posts),
        people=tuple(person for person in found.people if person.id in people),
    )


def manner_of(looked: Looked, choice: Choice, found: Outcome) -> Manner:
    """How the file was read, with the new posts and people under the keys that they get.

    The year is no part of it: the next file is of another one.
    """
    posts = {fold(post.name): post.id for post in found.posts}
    people = {fold(person.name): person.id for person in found.people}
    kept_posts = {
        heading: posts.get(fold(post_name(heading))) if key == NEW else key for heading, key in choice.posts.items()
    }
    kept_people = {name: people.get(fold(name)) if key == NEW else key for name, key in choice.people.items()}
    return replace(
        looked.manner,
        year=None,
        posts={**looked.manner.posts, **{said: key for said, key in kept_posts.items() if key is not None}},
        people={**looked.manner.people, **{said: key for said, key in kept_people.items() if key is not None}},
    )


def unit_from_workbook(database: Database, path: Path, today: date) -> tuple[Unit, tuple[Unread, ...]]:
    """For a command without a page: the unit with the posts, people and shifts (as history) of a workbook.

    By the manner that is kept what cannot be read is told; without one, the first cell that cannot be is refused with
    Trouble, and so is whatever has to be guessed.
    """
    with database.reading():
        has_manner = unit_settings.value(database, MANNER) is not None
        present, everybody = units.present(database)
    looked = look(database, path, today)
    choice = looked.choice
    if not has_manner:
        choice = _certain(looked)
    elif choice.open:
        raise Trouble(
            N_("“{name}” in {file} is not mapped yet. Read the file in on the rota page once."),
            name=choice.open[0],
            file=looked.file,
        )
    found = _used(take(looked, choice))
    unread = (*looked.reading.unread, *found.unread)
    if unread and not has_manner:
        raise Trouble(N_("{place} (“{text}”): {reason}"), place=unread[0].place, text=unread[0].text, reason=unread[0])
    used = {shift.person for shift in found.shifts} - {person.id for person in present.people}
    return (
        replace(
            present,
            posts=(*present.posts, *found.posts),
            people=(*present.people, *(each for each in (*everybody, *found.people) if each.id in used)),
            history=found.shifts,
        ),
        unread,
    )


def _certain(looked: Looked) -> Choice:
    """Everything that nobody has said anything of, without guessing: names and headings like no other are new."""
    reading, choice = looked.reading, looked.choice
    if reading.year is not None:
        raise Trouble(
            N_("The days in “{file}” do not say their year. Read the file in on the rota page, where it is asked for."),
            file=looked.file,
        )
    for name, match in choice.matches.items():
        if choice.people[name] is None and match.several:
            seat = next(seat for seat in reading.seats if seat.name == name)
            raise Trouble(
                N_("“{name}” in {place} could be {people}. Write the whole name."),
                name=name,
                place=seat.place,
                people=", ".join(sorted(each.name for each in looked.people if each.key in match.like)),
            )
    if reading.holds == "marks" and choice.open:
        raise Trouble(
            N_("It is not known what “{mark}” stands for. Read the file in on the rota page, where it is asked for."),
            mark=choice.open[0],
        )
    return replace(
        choice,
        posts={heading: NEW if key is None else key for heading, key in choice.posts.items()},
        people={name: NEW if key is None else key for name, key in choice.people.items()},
    )


def kept_manner(database: Database) -> Manner:
    """How the unit's workbook is read."""
    kept = unit_settings.value(database, MANNER)
    if kept is None:
        return Manner()
    sheets = kept.get("sheets")
    return Manner(**(kept | {"sheets": None if sheets is None else tuple(sheets)}))


@handles
def take_over(turn: Turn, command: TakeOver) -> None:
    """Team leads only. Shifts that stand there already stay as they are; others on the same post and day are replaced.

    What was published and is not in the file stays. Conflict when a post, person or shift that was looked at is gone,
    or is another by now.
    """
    require_lead(turn)
    edition = Edition(turn, "imported", why=command.file)
    _keep_posts(turn, command.posts)
    known = units.names(turn.database)
    people = known.people | {person.id: _keep_person(turn, person) for person in command.people}
    if any(shift.post not in known.posts or shift.person not in people for shift in command.shifts):
        raise Conflict()
    added = tuple(people[person.id] for person in command.people if person.id not in known.people)
    planned = _plan_for({people[shift.person] for shift in command.shifts})
    units.name_calendar(turn)
    before = unit_settings.value(turn.database, MANNER)
    if command.manner is not None:
        unit_settings.keep_value(turn, MANNER, asdict(command.manner))
    wanted = {(shift.date, known.posts[shift.post]): people[shift.person] for shift in command.shifts}
    there = _standing(wanted)
    seen = command.seen
    if seen is not None and any(
        seen.get((shift.date, shift.post)) != known.person(there.get((shift.date, known.posts[shift.post])))
        for shift in command.shifts
    ):
        raise Conflict()
    for day, post in sorted(wanted.keys() & there.keys()):
        edition.put(day, post, wanted[day, post])
    edition.open({slot: who for slot, who in wanted.items() if slot not in there})
    edition.close()
    turn.touch("rota")
    turn.undo = GiveBack(
        by=turn.by,
        taken=command,
        version=turn.created.get("version"),
        added=added,
        planned=planned,
        manner=before,
    )
    turn.audit("taken_over", "rota", None, shifts=len(wanted), posts=len(command.posts), people=len(command.people))


@handles
def give_back(turn: Turn, command: GiveBack) -> None:
    """Team leads only. Conflict when somebody has changed one of the shifts, posts or people since.

    People who were new are taken away again, unless something else points to them by now; posts that were new stay
    without weekdays.
    """
    require_lead(turn)
    edition = Edition(turn, "taken_back")
    stands = {post.id: post for post in units.posts(turn.database)}
    planned = RotaPerson.person_id.in_(command.planned)
    if any(stands.get(post.id) != post for post in command.taken.posts):
        raise Conflict()
    if RotaPerson.select().where(planned & (RotaPerson.version > 1)).exists():
        raise Conflict()
    edition.take_back(command.version)
    edition.close()
    PostRow.update(weekdays="[]").where(PostRow.key.in_([post.id for post in command.taken.posts])).execute()
    RotaPerson.delete().where(planned).execute()
    for person in command.added:
        _take_away(turn, person, {command.version, turn.created.get("version")})
    if command.taken.manner is not None:
        unit_settings.keep_value(turn, MANNER, command.manner)
    turn.touch("rota")
    turn.undo = replace(command.taken, by=turn.by, uuid=uuid4(), at=turn.at)
    turn.audit("given_back", "rota", None, shifts=len(command.taken.shifts))


def _standing(slots: Collection[tuple[date, int]]) -> dict[tuple[date, int], int | None]:
    """The shifts that there are on these days, and who sits there."""
    if not slots:
        return {}
    days = [day for day, _ in slots]
    rows = ShiftRow.select().where(ShiftRow.day.between(min(days), max(days)))
    return {(row.day, row.post_id): row.person_id for row in rows}


def _keep_posts(turn: Turn, posts: tuple[Post, ...]) -> None:
    """Make them; after an undo they are there already, out of use."""
    stands = {post.id: post for post in units.posts(turn.database)}
    for number, post in enumerate(posts, len(stands)):
        values = units.post_columns(post)
        if post.id not in stands:
            PostRow.insert(key=post.id, position=number, **values).execute()
        elif stands[post.id] == replace(post, weekdays=()):
            PostRow.update(**values).where(PostRow.key == post.id).execute()
        else:
            raise Conflict()


def _keep_person(turn: Turn, person: Person) -> int:
    known = staff.by_key(turn.database, person.id)
    if known is None:
        return staff.save_within(turn, staff.SavePerson(by=turn.by, key=person.id, name=person.name))
    if fold(known.name) != fold(person.name):
        raise Conflict()
    return known.id


def _take_away(turn: Turn, person: int, versions: Collection[int | None]) -> None:
    """Take somebody off the staff who came with the file alone, and what these versions tell of her.

    She stays when there is more: a pin, an absence, a login, a turn in a draft or in another version.
    """
    hers = (RotaChange.before_id == person) | (RotaChange.after_id == person)
    with contextlib.suppress(Trouble), turn.database.writing():  # all of it, or nothing
        if Pin.select().where(Pin.person_id == person).exists():
            return
        RotaChange.delete().where(hers & RotaChange.version_id.in_(list(versions))).execute()
        told = RotaChange.select(RotaChange.version_id)
        RotaVersion.delete().where(RotaVersion.id.in_(list(versions)) & RotaVersion.id.not_in(told)).execute()
        staff.remove_person.inside(turn, staff.RemovePerson(by=turn.by, person=person, version=1))


def _plan_for(people: Collection[int]) -> tuple[int, ...]:
    """Take people into the planning; returns those who were not in it."""
    known = {row.person_id for row in RotaPerson.select(RotaPerson.person_id)}
    new = tuple(sorted(set(people) - known))
    for person in new:
        RotaPerson.insert(person_id=person).execute()
    return new
