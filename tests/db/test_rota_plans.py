"""A draft's way: made, thrown away, published, taken back; what is uncovered; who sits today."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from mottagning.command import Command, carry_out
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import absence, importing, staff
from mottagning.rota import moving, plans, today, unit, work
from mottagning.rota.plans import Discard, Publish, SaveDraft, Turnout

from .rota_desk import FRIDAY, MONDAY, published, saved, shift, take, who


def test_a_published_draft_is_the_rota(database: Database) -> None:
    found = take(database)
    plan = saved(database, found)
    assert plans.published(database, MONDAY, FRIDAY) == ()
    plans.publish(database, Publish(by=None, plan=plan))
    shifts = plans.published(database, MONDAY, FRIDAY)
    assert shifts == plans.draft(database, plan).shifts
    assert [each.post for each in shifts[:2]] == ["am", "pm"]
    assert len(shifts) == 20
    assert all(each.person for each in shifts)
    assert plans.newest_plan(database) == plan
    assert plans.newest_draft(database) is None


def test_publishing_can_be_taken_back(database: Database) -> None:
    found = take(database, history=[shift("2026-12-01", "am", "pn")])
    plan = saved(database, found)
    changes = plans.publish(database, Publish(by=None, plan=plan))
    assert isinstance(changes.undo, Command)
    carry_out(database, changes.undo)
    assert plans.published(database, MONDAY, FRIDAY) == (Turnout(date(2026, 12, 1), "am", "pn"),)
    assert plans.newest_draft(database) == plan
    plans.publish(database, Publish(by=None, plan=plan))
    assert len(plans.published(database, MONDAY, FRIDAY)) == 20


@pytest.mark.parametrize("what", ["draft", "rota"])
def test_nothing_is_published_but_what_was_seen(database: Database, what: str) -> None:
    found = published(database)
    sits = {post: who(database, MONDAY, post) for post in ("am", "pm")}
    again = [replace(each, person=None if each.date == MONDAY else each.person) for each in of(database)]
    command = SaveDraft(by=None, first=MONDAY, last=FRIDAY, shifts=tuple(again), report={})
    plan = plans.save_draft(database, command).created["plan"]
    publish = Publish(by=None, plan=plan, seen=frozenset((MONDAY, post, sits[post], None) for post in sits))
    free = next(each.id for each in found.people if each.id not in sits.values())
    there = None if what == "rota" else plan
    moved = moving.assign(
        database, moving.Assign(by=None, plan=there, date=MONDAY, post="am", person=free, despite=True)
    )
    with pytest.raises(Conflict, match="since"):
        plans.publish(database, publish)
    assert who(database, MONDAY, "pm") == sits["pm"]
    carry_out(database, moved.undo)
    plans.publish(database, replace(publish, uuid=uuid4()))
    assert who(database, MONDAY, "pm") is None


def of(database: Database) -> tuple[Turnout, ...]:
    return plans.published(database, MONDAY, FRIDAY)


def test_a_later_plan_replaces_the_earlier_one_and_only_its_days(database: Database) -> None:
    found = published(database)
    first = plans.newest_plan(database)
    second_week = date(2026, 12, 7)
    again = saved(database, found, second_week, FRIDAY + timedelta(days=7))
    before = plans.published(database, MONDAY, second_week - timedelta(days=1))
    plans.publish(database, Publish(by=None, plan=again))
    assert plans.published(database, MONDAY, second_week - timedelta(days=1)) == before
    assert plans.newest_plan(database) == again
    assert first is not None
    assert plans.draft(database, first).state == "published"  # its first week still is
    third = saved(database, found, second_week, FRIDAY + timedelta(days=7))
    plans.publish(database, Publish(by=None, plan=third))
    assert plans.draft(database, again).state == "replaced"
    with pytest.raises(Trouble, match="published already"):
        plans.publish(database, Publish(by=None, plan=again))


def test_a_day_that_is_closed_now_leaves_the_rota_when_it_is_planned_again(database: Database) -> None:
    published(database)
    closed = take(database, closed=["2026-12-08"])
    plans.publish(database, Publish(by=None, plan=saved(database, closed)))
    assert date(2026, 12, 8) not in {each.date for each in plans.published(database, MONDAY, FRIDAY)}


def test_a_draft_is_thrown_away_and_brought_back(database: Database) -> None:
    found = take(database)
    plan = saved(database, found)
    shifts = plans.draft(database, plan).shifts
    changes = plans.discard(database, Discard(by=None, plan=plan))
    with pytest.raises(Trouble, match="no plan"):
        plans.draft(database, plan)
    again = carry_out(database, changes.undo)
    assert plans.draft(database, again.created["plan"]).shifts == shifts


def test_a_new_draft_takes_the_place_of_the_old_one(database: Database) -> None:
    found = take(database)
    old, new = saved(database, found), saved(database, found)
    assert plans.newest_draft(database) == new
    plans.discard(database, Discard(by=None, plan=new))
    assert plans.newest_draft(database) is None
    plans.publish(database, Publish(by=None, plan=old))  # whoever knows its number may still want it
    assert plans.newest_plan(database) == old


def test_undoing_a_plan_brings_the_older_draft_back(database: Database) -> None:
    found = take(database)
    old = saved(database, found)
    shifts = plans.draft(database, old).shifts
    changes = plans.save_draft(database, SaveDraft(by=None, first=MONDAY, last=FRIDAY, shifts=shifts, report={}))
    carry_out(database, changes.undo)
    assert plans.newest_draft(database) == old


def test_drafts_are_found_by_their_days(database: Database) -> None:
    plan = saved(database, take(database))
    assert plans.newest_draft(database, FRIDAY, FRIDAY + timedelta(days=30)) == plan
    assert plans.newest_draft(database, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=30)) is None


def test_only_leads_make_and_publish_drafts(database: Database) -> None:
    plan = saved(database, take(database))
    desk = staff.by_key(database, "ab")
    assert desk is not None
    with pytest.raises(NotAllowed):
        plans.publish(database, Publish(by=desk.id, plan=plan))
    with pytest.raises(NotAllowed):
        plans.discard(database, Discard(by=desk.id, plan=plan))
    with pytest.raises(NotAllowed):
        plans.save_draft(database, SaveDraft(by=desk.id, first=MONDAY, last=FRIDAY, shifts=(), report={}))


def test_who_is_away_leaves_her_shift_uncovered(database: Database) -> None:
    published(database)
    day = date(2026, 12, 2)
    assert plans.uncovered(database, MONDAY) == ()
    away = _ill(database, who(database, day, "am"), day)
    assert [(each.date, each.post) for each in plans.uncovered(database, MONDAY)] == [(day, "am")]
    assert plans.uncovered(database, MONDAY, days=2) == ()
    absence.remove_absence(database, absence.RemoveAbsence(by=None, absence=away))
    assert plans.uncovered(database, MONDAY) == ()


def test_who_is_away_in_the_afternoon_still_sits_in_the_morning(database: Database) -> None:
    published(database)
    day = date(2026, 12, 2)
    person = staff.by_key(database, who(database, day, "am") or "")
    assert person is not None
    absence.add_absence(database, absence.AddAbsence(by=None, person=person.id, first=day, last=day, half="pm"))
    assert plans.uncovered(database, MONDAY) == ()


def test_who_left_leaves_her_shifts_uncovered(database: Database) -> None:
    published(database)
    left = staff.by_key(database, "ab")
    assert left is not None
    staff.save_person(database, staff.SavePerson.of(left, by=None, left=MONDAY - timedelta(days=1)))
    hers = [each for each in plans.published(database, MONDAY, FRIDAY) if each.person == "ab"]
    assert hers
    assert list(plans.uncovered(database, MONDAY)) == hers


def test_who_sits_today(database: Database) -> None:
    found = published(database)
    names = {person.id: person.name for person in found.people}
    day = date(2026, 12, 2)
    am, pm = who(database, day, "am"), who(database, day, "pm")
    at = datetime(2026, 12, 2, 7, 30, tzinfo=UTC)
    assert today.sitting(database, at) == [
        ("Telefon förmiddag", names[am or ""]),
        ("Telefon eftermiddag", names[pm or ""]),
    ]
    _ill(database, am, day)
    assert today.sitting(database, at)[0] == ("Telefon förmiddag", "")
    assert today.sitting(database, at + timedelta(days=60)) == []


def test_a_list_of_staff_says_who_works_how_much(database: Database) -> None:
    take(database)
    new = staff.save_person(database, staff.SavePerson(by=None, key="nn", name="Nora Nyman")).created["person"]
    said = importing.Work(80, ("child",), date(2026, 12, 1))
    assert work.take_work(database, None, new, importing.Work(None, (), date(2026, 12, 1))).touched == {}
    assert work.take_work(database, None, new, said).concerns("rota")
    assert not work.take_work(database, None, new, said).concerns("rota")
    person = next(each for each in unit.load(database).people if each.id == "nn")
    assert (person.rate(MONDAY), person.qualifications) == (80, frozenset(("child",)))
    assert work.is_qualified(database, new)
    work.take_work(database, None, new, importing.Work(50, (), date(2027, 1, 1)))
    person = next(each for each in unit.load(database).people if each.id == "nn")
    assert [(rate.start, rate.percent) for rate in person.rates] == [(date(2026, 12, 1), 80), (date(2027, 1, 1), 50)]
    assert person.qualifications == frozenset(("child",))


def _ill(database: Database, key: str | None, day: date) -> int:
    person = staff.by_key(database, key or "")
    assert person is not None
    command = absence.AddAbsence(by=None, person=person.id, first=day, last=day)
    return absence.add_absence(database, command).created["absence"]
