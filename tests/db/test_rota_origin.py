"""How somebody came to her shift: who pinned it and when, who moved it, whom she stood in for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mottagning.db import Database
from mottagning.people import staff
from mottagning.rota import facts, moving, plans
from mottagning.rota.moving import Assign, KeepPin, Swap, Unpin
from mottagning.rota.origin import Origin, origin
from mottagning.rota.plans import Publish, Turnout

from .rota_desk import MONDAY, published, saved, shift, take, who

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
LATER = AT + timedelta(days=5)


@pytest.fixture
def lead(database: Database) -> int:
    command = staff.SavePerson(by=None, key="le", name="Leyla Ek", role="lead")
    return staff.save_person(database, command).created["person"]


def now(database: Database, post: str = "am") -> Origin | None:
    return origin(database, None, Turnout(MONDAY, post, who(database, MONDAY, post)))


def test_what_the_planner_gave_has_no_other_origin(database: Database) -> None:
    published(database)
    assert now(database) is None
    assert origin(database, None, Turnout(MONDAY, "am", None)) is None


def test_a_pin_says_who_set_it_and_when(database: Database, lead: int) -> None:
    published(database)
    person = who(database, MONDAY, "am") or ""
    moving.keep_pin(database, KeepPin(by=lead, at=AT, date=MONDAY, post="am", person=person))
    assert now(database) == Origin(way="pinned", by="Leyla Ek", at=AT)
    moving.keep_pin(database, KeepPin(by=None, at=LATER, date=MONDAY, post="am", person=person))
    assert now(database) == Origin(way="pinned", by="Leyla Ek", at=AT)
    moving.unpin(database, Unpin(by=None, date=MONDAY, post="am"))
    assert now(database) is None


def test_a_pin_stays_as_it_was_when_other_facts_are_kept_or_the_file_is_read_again(
    database: Database, lead: int
) -> None:
    document = {"pinned": [shift(MONDAY.isoformat(), "am", "ab")]}
    published(database, **document)
    moving.unpin(database, Unpin(by=None, date=MONDAY, post="am"))
    moving.keep_pin(database, KeepPin(by=lead, at=AT, date=MONDAY, post="am", person="ab"))
    found = next(each for each in facts.everybody(database) if each.person.key == "ab")
    wanted = replace(found.facts, wishes=((0, 1.0),), pins=(*found.facts.pins, (MONDAY + timedelta(days=3), "pm")))
    facts.keep_facts(database, facts.KeepFacts(by=None, at=LATER, person=found.person.id, facts=wanted))
    assert now(database) == Origin(way="pinned", by="Leyla Ek", at=AT)
    take(database, **document)
    assert now(database) == Origin(way="pinned", by="Leyla Ek", at=AT)


def test_what_was_moved_or_swapped_by_hand_says_so_until_it_is_planned_anew(database: Database, lead: int) -> None:
    found = published(database)
    had = who(database, MONDAY, "am")
    other = "pn" if "pn" not in (had, who(database, MONDAY, "pm")) else "lö"
    moving.assign(database, Assign(by=lead, at=AT, plan=None, date=MONDAY, post="am", person=other, despite=True))
    assert now(database) == Origin(way="moved", by="Leyla Ek", at=AT, before=had)
    plans.publish(database, Publish(by=None, plan=saved(database, found)))
    assert now(database) is None
    one, two = (Turnout(MONDAY, post, who(database, MONDAY, post)) for post in ("am", "pm"))
    moving.swap(database, Swap(by=lead, at=AT, plan=None, one=one, other=two, despite=True))
    assert now(database, "pm") == Origin(way="swapped", by="Leyla Ek", at=AT, before=two.person)


def test_what_was_set_by_hand_in_a_draft_says_so_there_and_when_it_is_published(database: Database) -> None:
    found = take(database)
    plan = saved(database, found)
    moving.assign(database, Assign(by=None, plan=plan, date=MONDAY, post="am", person="pn", despite=True))
    turn = Turnout(MONDAY, "am", "pn")
    assert origin(database, plan, turn) == Origin(way="by_hand")
    assert origin(database, plan, plans.draft(database, plan).shifts[-1]) is None
    plans.publish(database, Publish(by=None, plan=plan))
    assert now(database) == Origin(way="by_hand")
    moving.assign(database, Assign(by=None, at=AT, plan=None, date=MONDAY, post="am", person="lö", despite=True))
    assert now(database) == Origin(way="moved", at=AT, before="pn")
