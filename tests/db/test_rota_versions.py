"""Versions of the published rota: who, when, why, what changed, and the rota as it was."""

from datetime import UTC, datetime

import pytest

from mottagning.command import Command, carry_out
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people import staff
from mottagning.rota import moving, plans, versions
from mottagning.rota.moving import Assign, Swap
from mottagning.rota.plans import Discard, Publish, Turnout
from mottagning.rota.replanning import Change

from .rota_desk import FRIDAY, MONDAY, published, saved, shift, take, who

AT = datetime(2026, 11, 27, 8, 15, tzinfo=UTC)


def put(database: Database, person: str | None, post: str = "am") -> Command:
    command = Assign(by=None, plan=None, date=MONDAY, post=post, person=person, despite=True)
    undo = moving.assign(database, command).undo
    assert undo is not None
    return undo


def other_than(person: str | None) -> str:
    return "pn" if person != "pn" else "kl"


def test_a_version_says_who_when_and_why(database: Database) -> None:
    plan = saved(database, take(database))
    lead = staff.save_person(database, staff.SavePerson(by=None, key="le", name="Leyla Ek", role="lead"))
    plans.publish(database, Publish(by=lead.created["person"], at=AT, plan=plan, why="  Julen är klar "))
    (version,) = versions.versions(database)
    assert (version.by, version.at, version.kind) == (lead.created["person"], AT, "published")
    assert (version.why, version.changes, version.first, version.last) == ("Julen är klar", 20, MONDAY, FRIDAY)


def test_a_version_tells_its_difference(database: Database) -> None:
    published(database)
    had = who(database, MONDAY, "am")
    put(database, other_than(had))
    newest, first = versions.versions(database)
    assert newest.kind == "moved"
    assert versions.difference(database, newest.id) == (Change(MONDAY, "am", had, other_than(had)),)
    assert len(versions.difference(database, first.id)) == 20
    assert {change.before for change in versions.difference(database, first.id)} == {None}


def test_what_changes_nothing_is_no_version(database: Database) -> None:
    published(database)
    put(database, who(database, MONDAY, "am"))
    assert len(versions.versions(database)) == 1


def test_the_rota_of_every_version_can_be_seen(database: Database) -> None:
    take(database, history=[shift("2026-12-01", "am", "pn")])
    seen = []

    def look() -> None:
        seen.append(plans.published(database, MONDAY, FRIDAY))

    look()
    plan = saved(database, take(database))
    undo = plans.publish(database, Publish(by=None, plan=plan)).undo
    look()
    back = put(database, other_than(who(database, MONDAY, "am")))
    look()
    one, other = (Turnout(day, "pm", who(database, day, "pm")) for day in (MONDAY, FRIDAY))
    moving.swap(database, Swap(by=None, plan=None, one=one, other=other, despite=True))
    look()
    closed = take(database, closed=["2026-12-08"])
    plans.publish(database, Publish(by=None, plan=saved(database, closed)))
    look()
    assert undo is not None
    assert back is not None
    kept = versions.versions(database)
    assert len(kept) == len(seen) == 5
    for version, shifts in zip(reversed(kept), seen, strict=True):
        assert versions.rota_at(database, version.id, MONDAY, FRIDAY) == shifts
    assert len(set(seen)) == 5
    with pytest.raises(Trouble, match="no version 999"):
        versions.rota_at(database, 999, MONDAY, FRIDAY)


def test_publishing_is_undone_and_done_again_as_versions(database: Database) -> None:
    plan = saved(database, take(database))
    undo = plans.publish(database, Publish(by=None, plan=plan, why="Först")).undo
    assert undo is not None
    stood = plans.published(database, MONDAY, FRIDAY)
    redo = carry_out(database, undo).undo
    assert plans.published(database, MONDAY, FRIDAY) == ()
    assert redo is not None
    undo = carry_out(database, redo).undo
    assert plans.published(database, MONDAY, FRIDAY) == stood
    assert undo is not None
    carry_out(database, undo)
    assert [(each.kind, each.why) for each in versions.versions(database)] == [
        ("taken_back", ""),
        ("published", "Först"),
        ("taken_back", ""),
        ("published", "Först"),
    ]


def test_publishing_is_not_taken_back_over_what_somebody_changed_since(database: Database) -> None:
    plan = saved(database, take(database))
    undo = plans.publish(database, Publish(by=None, plan=plan)).undo
    assert undo is not None
    other = other_than(who(database, MONDAY, "am"))
    back = put(database, other)
    with pytest.raises(Conflict, match="2026-11-30 has changed since"):
        carry_out(database, undo)
    assert who(database, MONDAY, "am") == other
    carry_out(database, back)
    carry_out(database, undo)
    assert plans.published(database, MONDAY, FRIDAY) == ()


def test_a_draft_comes_back_under_its_number(database: Database) -> None:
    """What was done in it before it was thrown away can be undone after that."""
    plan = saved(database, take(database))
    had = plans.draft(database, plan).shifts[0].person
    assign = Assign(by=None, plan=plan, date=MONDAY, post="am", person=other_than(had), despite=True)
    undo = moving.assign(database, assign).undo
    bring_back = plans.discard(database, Discard(by=None, plan=plan)).undo
    assert undo is not None
    assert bring_back is not None
    away = carry_out(database, bring_back).undo
    carry_out(database, undo)
    assert plans.draft(database, plan).shifts[0].person == had
    assert away is not None
    carry_out(database, away)
    assert saved(database, take(database)) > plan
