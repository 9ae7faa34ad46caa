"""The unit as the planner sees it, read from the tables; and the rota file brought into them."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, NoReturn, cast

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict
from mottagning.people import absence, staff
from mottagning.people import unit as unit_settings
from mottagning.people.roles import require_lead
from mottagning.rota import ruling
from mottagning.rota.availability import Availability
from mottagning.rota.edition import Edition
from mottagning.rota.model import Absence, DayHours, Kind, Off, Person, Post, Rate, Shift, ShortDay, Unit, Wish
from mottagning.rota.pins import pin_exactly
from mottagning.rota.tables import Pin, PostRow, RotaPerson, ShiftRow

CALENDAR = "calendar"
"""The setting that holds this unit's own name in the UIDs of its calendar events."""
_FAR = date(9999, 12, 31)
_LONG_AGO = date(1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUnit(Command):
    """Make posts, people, rules, absences, pins and past shifts what the rota file says."""

    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreUnit(Command):
    """The undo of `ImportUnit`: `was` is the unit before the file, `became` what it was after it, without their past.

    `version` holds the shifts that the file changed, `removed` the absences that it took away, `file` what it said.
    """

    was: Unit
    became: Unit
    version: int | None
    removed: tuple[absence.AddAbsence, ...]
    file: Unit


class _Ids(dict[str, int]):
    """Ids of rows by their keys; Conflict for one that was there when somebody looked, and is no more."""

    def __missing__(self, key: str) -> NoReturn:
        raise Conflict()


class Names:
    """Ids of rows by the words the planner uses, and back."""

    def __init__(self, people: dict[str, int], posts: dict[str, int]) -> None:
        self.people = _Ids(people)
        self.posts = _Ids(posts)
        self._person_of = {row: key for key, row in people.items()}
        self._post_of = {row: key for key, row in posts.items()}

    def person(self, person_id: int | None) -> str | None:
        """The key of a person's row; None for nobody."""
        return None if person_id is None else self._person_of[person_id]

    def post(self, post_id: int) -> str:
        """The key of a post's row."""
        return self._post_of[post_id]


def names(database: Database) -> Names:
    """The keys of people and posts."""
    with database.reading():
        return Names(
            {person.key: person.id for person in staff.everyone(database)},
            {row.key: row.id for row in PostRow.select(PostRow.key, PostRow.id)},
        )


def load(database: Database, *, history_from: date = _LONG_AGO, history_until: date = _FAR) -> Unit:
    """The unit of today; its history are the published shifts from the one day until before the other."""
    with database.reading():
        known = names(database)
        settings = unit_settings.load_unit(database)
        rows = {row.person_id: row for row in RotaPerson.select()}
        people = [person for person in staff.everyone(database) if person.id in rows]
        kept = ruling.load_ruling(database)
        return Unit(
            posts=posts(database),
            people=tuple(_person(person, rows[person.id], known) for person in people),
            absences=tuple(
                Absence(known.person(away.person) or "", away.first, away.last, away.half)
                for away in absence.absences(database, _LONG_AGO, _FAR)
                if away.person in rows
            ),
            closed=settings.closed,
            short=_short_days(settings),
            before_holidays=settings.before_holidays,
            meetings=ruling.meetings_of(kept, {person.id: person.key for person in people}),
            rules=kept.rules,
            wishes=tuple(
                Wish(person.key, wish["weekday"], wish["weight"])
                for person in people
                for wish in json.loads(rows[person.id].wishes)
            ),
            pinned=_shifts(Pin, known, rows),
            history=_shifts(ShiftRow, known, rows, ShiftRow.day >= history_from, ShiftRow.day < history_until),
        )


def opening(database: Database) -> Availability:
    """When posts are open, and from when to when on each day; of people it knows nothing."""
    with database.reading():
        settings = unit_settings.load_unit(database)
        return Availability(
            Unit(
                posts=posts(database),
                closed=settings.closed,
                short=_short_days(settings),
                before_holidays=settings.before_holidays,
            )
        )


def _short_days(settings: unit_settings.UnitSettings) -> tuple[ShortDay, ...]:
    return tuple(
        ShortDay(day, hours[0][0], hours[-1][1]) for day, hours in sorted(settings.other_hours.items()) if hours
    )


def present(database: Database) -> tuple[Unit, tuple[Person, ...]]:
    """The unit without its history, and everybody on the staff, planned for or not."""
    with database.reading():
        people = staff.everyone(database)
        return (
            load(database, history_until=_LONG_AGO),
            tuple(Person(id=each.key, name=each.name, joined=each.joined, left=each.left) for each in people),
        )


def _shifts(model: Any, known: Names, people: Container[int], *conditions: Any) -> tuple[Shift, ...]:
    """Who sits where by a table, as far as they are in the planning."""
    rows = model.select(model.day, model.post_id, model.person_id)
    rows = rows.where(model.person_id.is_null(False), *conditions).order_by(model.day, model.post_id)
    return tuple(
        Shift(day, known.post(post), known.person(person) or "")
        for day, post, person in rows.tuples()
        if person in people
    )


def posts(database: Database) -> tuple[Post, ...]:
    """The posts in the order of the file they came from."""
    with database.reading():
        return tuple(
            Post(
                id=row.key,
                name=row.name,
                weekdays=tuple(json.loads(row.weekdays)),
                start=time.fromisoformat(row.starts),
                end=time.fromisoformat(row.ends),
                needs=frozenset(json.loads(row.needs)),
                other_hours=tuple(
                    DayHours(weekday, time.fromisoformat(start), time.fromisoformat(end))
                    for weekday, start, end in json.loads(row.other_hours)
                ),
                kind=cast("Kind", row.kind),
            )
            for row in PostRow.select().order_by(PostRow.position, PostRow.id)
        )


@handles
def import_unit(turn: Turn, command: ImportUnit) -> None:
    """Take a rota file in. Team leads only. The same file twice changes nothing of what it says.

    Published shifts from the file's history replace what stood on those days and posts; everything else published
    stays. People and posts that the file does not name leave the planning, not the staff.
    """
    require_lead(turn)
    edition = Edition(turn, "imported")
    unit, before = command.unit, load(turn.database)
    people, removed = _bring_in(turn, unit)
    known = names(turn.database)
    name_calendar(turn)
    for shift in unit.history:
        edition.put(shift.date, known.posts[shift.post], people[shift.person])
    edition.close()
    if (now := load(turn.database)) != before:
        turn.touch("rota")
        turn.undo = RestoreUnit(
            by=turn.by,
            was=replace(before, history=()),
            became=replace(now, history=()),
            version=turn.created.get("version"),
            removed=removed,
            file=unit,
        )
        turn.audit("imported", "rota", None, posts=len(unit.posts), people=len(unit.people))


@handles
def restore_unit(turn: Turn, command: RestoreUnit) -> None:
    """Team leads only. Conflict when somebody has changed the unit, or a shift of the file, since.

    People and posts that were new stay, out of the planning.
    """
    require_lead(turn)
    edition = Edition(turn, "taken_back")
    if load(turn.database, history_until=_LONG_AGO) != command.became:
        raise Conflict()
    edition.take_back(command.version)
    edition.close()
    for each in command.removed:
        absence.add_absence.inside(turn, replace(each, by=turn.by, at=turn.at))
    _bring_in(turn, command.was)
    turn.touch("rota")
    turn.undo = ImportUnit(by=turn.by, unit=command.file)
    turn.audit("given_back", "rota", None, posts=len(command.was.posts), people=len(command.was.people))


def _bring_in(turn: Turn, unit: Unit) -> tuple[dict[str, int], tuple[absence.AddAbsence, ...]]:
    """All of a unit but its past; gives its people's ids, and the absences that went."""
    _save_posts(unit.posts)
    people = _save_people(turn, unit)
    removed = _save_absences(turn, unit, people)
    _save_rules(turn, unit, people)
    posts_by_key = names(turn.database).posts
    pinned = {(shift.date, posts_by_key[shift.post]): people[shift.person] for shift in unit.pinned}
    pin_exactly(turn, Pin.select(), pinned)
    return people, removed


def name_calendar(turn: Turn) -> None:
    """Inside a turn that publishes: give the unit a name of its own, so that two units' events never meet."""
    if unit_settings.value(turn.database, CALENDAR) is None:
        unit_settings.keep_value(turn, CALENDAR, turn.command.uuid.hex)


def _person(person: staff.Person, row: RotaPerson, known: Names) -> Person:
    return Person(
        id=person.key,
        name=person.name,
        rates=tuple(Rate(date.fromisoformat(rate["from"]), rate["percent"]) for rate in json.loads(row.rates)),
        joined=person.joined,
        left=person.left,
        off=tuple(Off(off["weekday"], off["half"]) for off in json.loads(row.off)),
        qualifications=frozenset(json.loads(row.qualifications)),
        novice_until=row.novice_until,
        mentor=known.person(row.mentor_id),
        posts=None if row.posts is None else frozenset(json.loads(row.posts)),
    )


def _save_posts(posts_of_file: tuple[Post, ...]) -> None:
    for position, post in enumerate(posts_of_file):
        values = post_columns(post) | {"position": position}
        if not PostRow.update(**values).where(PostRow.key == post.id).execute():
            PostRow.insert(key=post.id, **values).execute()
    # A post that the file no longer has keeps its past, but opens on no weekday.
    named = [post.id for post in posts_of_file]
    PostRow.update(weekdays="[]").where(PostRow.key.not_in(named)).execute()


def post_columns(post: Post) -> dict[str, Any]:
    """What its row says of a post."""
    return {
        "name": post.name,
        "weekdays": json.dumps(list(post.weekdays)),
        "starts": post.start.isoformat("minutes"),
        "ends": post.end.isoformat("minutes"),
        "needs": json.dumps(sorted(post.needs)),
        "kind": post.kind,
        "other_hours": json.dumps([(h.weekday, f"{h.start:%H:%M}", f"{h.end:%H:%M}") for h in post.other_hours]),
    }


def _save_people(turn: Turn, unit: Unit) -> dict[str, int]:
    by_key = {person.key: person for person in staff.everyone(turn.database)}
    ids: dict[str, int] = {}
    for person in unit.people:
        said: dict[str, Any] = {"name": person.name, "joined": person.joined, "left": person.left}
        known = by_key.get(person.id)
        wanted = (
            staff.SavePerson(by=turn.by, key=person.id, **said)
            if known is None
            else staff.SavePerson.of(known, by=turn.by, **said)
        )
        ids[person.id] = staff.save_within(turn, wanted)
    RotaPerson.delete().where(RotaPerson.person_id.not_in(list(ids.values()))).execute()
    for person in unit.people:
        values = _columns(person, ids, unit.wishes)
        if not RotaPerson.update(**values).where(RotaPerson.person_id == ids[person.id]).execute():
            RotaPerson.insert(person_id=ids[person.id], **values).execute()
    return ids


def _columns(person: Person, ids: dict[str, int], wishes: Iterable[Wish]) -> dict[str, Any]:
    return {
        "rates": json.dumps([{"from": rate.start.isoformat(), "percent": rate.percent} for rate in person.rates]),
        "off": json.dumps([{"weekday": off.weekday, "half": off.half} for off in person.off]),
        "qualifications": json.dumps(sorted(person.qualifications)),
        "novice_until": person.novice_until,
        "mentor_id": ids.get(person.mentor or ""),
        "posts": None if person.posts is None else json.dumps(sorted(person.posts)),
        "wishes": json.dumps([{"weekday": w.weekday, "weight": w.weight} for w in wishes if w.person == person.id]),
    }


def _save_absences(turn: Turn, unit: Unit, people: dict[str, int]) -> tuple[absence.AddAbsence, ...]:
    """Bring the absences of the file's people to what it says; gives the way back for those that go."""
    wanted = {(people[away.person], away.start, away.end, away.half) for away in unit.absences}
    known = {
        (away.person, away.first, away.last, away.half): away.id
        for away in absence.absences(turn.database, _LONG_AGO, _FAR)
        if away.person in people.values()
    }
    removed = []
    for key in known.keys() - wanted:
        absence.remove_absence.inside(turn, absence.RemoveAbsence(by=turn.by, absence=known[key]))
        removed.append(cast(absence.AddAbsence, turn.undo))
    for person, first, last, half in sorted(wanted - known.keys(), key=str):
        absence.add_absence.inside(
            turn, absence.AddAbsence(by=turn.by, person=person, first=first, last=last, half=half)
        )
    turn.undo = None
    return tuple(removed)


def _save_rules(turn: Turn, unit: Unit, people: dict[str, int]) -> None:
    """The file's rules and meetings; what it does not know (short days) stays as the unit's settings have it."""
    meetings = tuple(
        ruling.KeptMeeting.of(meeting, frozenset(people[person] for person in meeting.people))
        for meeting in unit.meetings
    )
    kept = ruling.load_ruling(turn.database)
    rules = replace(unit.rules, evenness=kept.rules.evenness)  # the file knows no slider
    ruling.keep(turn, replace(kept, rules=rules, meetings=meetings))
    settings = unit_settings.load_unit(turn.database)
    if settings.closed != unit.closed:
        changed = replace(settings, closed=unit.closed)
        unit_settings.save_unit.inside(turn, unit_settings.SaveUnit(by=turn.by, unit=changed))
        turn.undo = None
