"""What the planner knows of each person, as the team lead keeps it: rate, days off, skills, wishes, pins."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people import staff
from mottagning.people.roles import require_lead
from mottagning.rota import unit as units
from mottagning.rota.model import Off, Rate, Rules
from mottagning.rota.pins import pin_exactly
from mottagning.rota.ruling import load_ruling
from mottagning.rota.tables import Pin, PostRow, RotaPerson
from mottagning.texts import N_

_MOST_WEIGHT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One person's, by posts' ids and people's rows. `posts` None is all of them; `wishes` are by weekday.

    First and last day are the staff's to know. `version` is 0 for somebody who is not planned for (`is_planned`).
    """

    is_planned: bool = False
    rates: tuple[Rate, ...] = ()
    off: tuple[Off, ...] = ()
    qualifications: frozenset[str] = frozenset()
    novice_until: date | None = None
    mentor: int | None = None
    posts: frozenset[str] | None = None
    wishes: tuple[tuple[int, float], ...] = ()
    pins: tuple[tuple[date, str], ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the staff, and what the planner knows of her."""

    person: staff.Person
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFacts(Command):
    """Keep these of somebody; `facts.version` is that of the ones looked at."""

    person: int
    facts: Facts


def everybody(database: Database) -> tuple[Known, ...]:
    """The whole staff, those who left too, in the order of their names."""
    with database.reading():
        rows = {row.person_id: row for row in RotaPerson.select()}
        pins = _pins()
        return tuple(
            Known(person, _facts(rows.get(person.id), pins.get(person.id, ()))) for person in staff.everyone(database)
        )


def qualifications(database: Database) -> tuple[str, ...]:
    """Every qualification that a person has, a post needs or the rules want, in alphabetical order."""
    with database.reading():
        named = {name for row in RotaPerson.select() for name in json.loads(row.qualifications)}
        named |= {name for post in units.posts(database) for name in post.needs}
        rules: Rules = load_ruling(database).rules
        return tuple(sorted(named | set(rules.daily_qualifications)))


@handles
def keep_facts(turn: Turn, command: KeepFacts) -> None:
    """Team leads only; Conflict when somebody changed it in between, Trouble on what cannot be.

    Somebody who is not to be planned for any more loses what was known, and keeps her past turns.
    """
    require_lead(turn)
    known = {each.person.id: each for each in everybody(turn.database)}
    if command.person not in known:
        raise Conflict(N_("Somebody else removed this just now."))
    before, facts = known[command.person].facts, command.facts
    if before.version != facts.version:
        raise Conflict()
    posts = units.names(turn.database).posts
    pinned: dict[tuple[date, int], int] = {}
    if facts.is_planned:
        _check(turn, command, known)
        values = _columns(facts)
        row = RotaPerson.get_or_none(RotaPerson.person_id == command.person)
        if row is None:
            RotaPerson.insert(person_id=command.person, **values).execute()
        else:
            turn.update(row, facts.version, **values)
        pinned = {(day, posts[post]): command.person for day, post in facts.pins}
        version = facts.version + 1
    else:
        RotaPerson.delete().where(RotaPerson.person_id == command.person).execute()
        version = 0
    pin_exactly(turn, Pin.select().where(Pin.person_id == command.person), pinned)
    turn.undo = KeepFacts(by=turn.by, person=command.person, facts=replace(before, version=version))
    turn.touch("rota")
    turn.touch("person", command.person)
    turn.audit("facts_kept", "person", command.person)


def _facts(row: RotaPerson | None, pins: tuple[tuple[date, str], ...]) -> Facts:
    if row is None:
        return Facts()
    return Facts(
        is_planned=True,
        rates=tuple(Rate(date.fromisoformat(each["from"]), each["percent"]) for each in json.loads(row.rates)),
        off=tuple(Off(each["weekday"], each["half"]) for each in json.loads(row.off)),
        qualifications=frozenset(json.loads(row.qualifications)),
        novice_until=row.novice_until,
        mentor=row.mentor_id,
        posts=None if row.posts is None else frozenset(json.loads(row.posts)),
        wishes=tuple((each["weekday"], each["weight"]) for each in json.loads(row.wishes)),
        pins=pins,
        version=row.version,
    )


def _pins() -> dict[int, tuple[tuple[date, str], ...]]:
    keys = {row.id: row.key for row in PostRow.select(PostRow.id, PostRow.key)}
    found: dict[int, tuple[tuple[date, str], ...]] = {}
    for pin in Pin.select().order_by(Pin.day, Pin.post_id):
        found[pin.person_id] = (*found.get(pin.person_id, ()), (pin.day, keys[pin.post_id]))
    return found


def _check(turn: Turn, command: KeepFacts, known: dict[int, Known]) -> None:
    facts = command.facts
    dates = [rate.start for rate in facts.rates]
    if len(set(dates)) < len(dates):
        raise Trouble(N_("Two shares of full time hold from the same day. Keep one of them."))
    if any(not 0 <= rate.percent <= 100 for rate in facts.rates):
        raise Trouble(N_("A share of full time is from 0 to 100 percent."))
    if facts.posts is not None and not facts.posts:
        raise Trouble(N_("Choose at least one post, or all of them."))
    if facts.mentor is not None:
        if facts.mentor == command.person:
            raise Trouble(N_("Nobody can be her own mentor. Choose a colleague."))
        if facts.mentor not in known or not known[facts.mentor].facts.is_planned:
            raise Trouble(N_("The mentor is not in the rota. Choose a colleague who is."))
    if any(abs(weight) > _MOST_WEIGHT for _, weight in facts.wishes):
        raise Trouble(N_("A wish weighs from -{most} to {most}."), most=_MOST_WEIGHT)
    if len(set(facts.pins)) < len(facts.pins):
        raise Trouble(N_("The same shift is set twice. Keep one of them."))
    others = {pin: each.person.name for each in known.values() for pin in each.facts.pins}
    names = {post.id: post.name for post in units.posts(turn.database)}
    for day, post in set(facts.pins) - set(known[command.person].facts.pins):
        if (day, post) in others:
            raise Trouble(
                N_("{post} on {date} is already set for {name}. Change it there first."),
                post=names[post],
                date=day,
                name=others[day, post],
            )


def _columns(facts: Facts) -> dict[str, Any]:
    rates = sorted(facts.rates, key=lambda rate: rate.start)
    return {
        "rates": json.dumps([{"from": rate.start.isoformat(), "percent": rate.percent} for rate in rates]),
        "off": json.dumps([{"weekday": off.weekday, "half": off.half} for off in facts.off]),
        "qualifications": json.dumps(sorted(facts.qualifications)),
        "novice_until": facts.novice_until,
        "mentor_id": facts.mentor,
        "posts": None if facts.posts is None else json.dumps(sorted(facts.posts)),
        "wishes": json.dumps([{"weekday": weekday, "weight": weight} for weekday, weight in facts.wishes if weight]),
    }
