"""The rota file in the database: what goes in comes out, twice is once, and what is published stays."""

from dataclasses import replace
from datetime import date

import pytest

from mottagning.command import carry_out
from mottagning.db import Database
from mottagning.errors import Conflict, NotAllowed
from mottagning.people import absence, staff
from mottagning.people import unit as unit_settings
from mottagning.rota import facts, plans, unit
from mottagning.rota.filing import unit_to_json
from mottagning.rota.importing import unit_from_json

from .rota_desk import document, person, shift, take

WHOLE = {
    "people": [
        person("ab", "Anna Berg", joined="2025-01-01", left="2027-05-31", qualifications=["child", "sign"]),
        person("kl", "Karin Lind", percent=80, off=[{"weekday": 4, "half": None}, {"weekday": 0, "half": "am"}]),
        person("oh", "Omar Haddad", novice_until="2027-01-31", mentor="ab", posts=["pm"]),
    ],
    "absences": [
        {"person": "oh", "from": "2026-12-01", "to": "2026-12-01", "half": "pm"},
        {"person": "kl", "from": "2026-12-21", "to": "2027-01-06", "half": None},
    ],
    "closed": ["2026-12-23"],
    "rules": {"min_gap_days": 3, "max_per_week": 2, "one_post_a_day": False, "daily_qualifications": ["child"]},
    "wishes": [{"person": "ab", "weekday": 0, "weight": -1}],
    "pinned": [shift("2026-12-01", "am", "ab")],
    "history": [shift("2026-11-02", "am", "ab"), shift("2026-11-03", "pm", "kl")],
}


def test_what_the_file_says_comes_out_again(database: Database) -> None:
    given = take(database, **WHOLE)
    assert unit_to_json(unit.load(database)) == unit_to_json(given)


def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    take(database, **WHOLE)
    before = _everything(database)
    take(database, **WHOLE)
    assert _everything(database) == before


def _everything(database: Database) -> object:
    with database.reading():
        tables = ("person", "absence", "post", "pin", "plan", "shift")
        rows = [database.sql(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables]
        return rows, database.sql("SELECT * FROM rota_person ORDER BY person_id").fetchall(), unit.load(database)


def test_a_later_file_takes_people_and_posts_out_of_the_planning_but_not_out_of_the_past(database: Database) -> None:
    take(database, history=[shift("2026-11-02", "pm", "pn"), shift("2026-11-02", "am", "ab")])
    fewer = document()
    take(database, people=fewer["people"][:5], posts=fewer["posts"][:1])
    found = unit.load(database)
    assert [each.id for each in found.people] == ["ab", "es", "kl", "lö", "oh"]
    assert [(post.id, post.weekdays) for post in found.posts] == [("am", (0, 1, 2, 3, 4)), ("pm", ())]
    day = date(2026, 11, 2)
    assert [(s.post, s.person) for s in plans.published(database, day, day)] == [("am", "ab"), ("pm", "pn")]
    assert staff.by_key(database, "pn") is not None


def test_absences_and_closed_days_follow_the_file(database: Database) -> None:
    away = {"person": "ab", "from": "2026-12-07", "to": "2026-12-09", "half": None}
    take(database, absences=[away], closed=["2026-12-04"])
    take(database, absences=[away | {"to": "2026-12-08"}], closed=[])
    found = absence.absences(database, date(2026, 12, 1), date(2026, 12, 31))
    assert [(each.first, each.last) for each in found] == [(date(2026, 12, 7), date(2026, 12, 8))]
    assert unit_settings.load_unit(database).closed == frozenset()


def test_what_staff_know_of_a_person_stays(database: Database) -> None:
    staff.save_person(database, staff.SavePerson(by=None, key="ab", name="Anna B", email="ab@example.se"))
    take(database)
    found = staff.by_key(database, "ab")
    assert found is not None
    assert (found.name, found.email) == ("Anna Berg", "ab@example.se")


def test_the_history_can_be_cut_out(database: Database) -> None:
    take(database, history=[shift(f"2026-11-0{day}", "am", "ab") for day in (2, 4, 6)])
    found = unit.load(database, history_from=date(2026, 11, 3), history_until=date(2026, 11, 6))
    assert [each.date.day for each in found.history] == [4]


def test_only_leads_bring_a_file_in(database: Database) -> None:
    take(database)
    desk = staff.by_key(database, "ab")
    assert desk is not None
    with pytest.raises(NotAllowed):
        unit.import_unit(database, unit.ImportUnit(by=desk.id, unit=unit_from_json(document())))


OTHER = {
    "people": [person("ab", "Anna Berg", percent=50), person("ny", "Nora Nyman")],
    "posts": [document()["posts"][0] | {"to": "11:00"}],
    "closed": [],
    "history": [shift("2026-11-02", "am", "ny"), shift("2026-11-04", "am", "ab")],
}


def test_a_file_is_taken_back_and_read_in_again(database: Database) -> None:
    take(database, **WHOLE)
    anna = staff.by_key(database, "ab")
    assert anna is not None
    listed = absence.AddAbsence(by=None, person=anna.id, first=date(2026, 12, 7), last=date(2026, 12, 8), source="list")
    absence.add_absence(database, listed)
    before, away = unit.load(database), _absences(database)
    done = unit.import_unit(database, unit.ImportUnit(by=None, unit=unit_from_json(document(**OTHER))))
    after = unit.load(database)
    assert [each.id for each in after.people] == ["ab", "ny"]
    undone = carry_out(database, done.undo)
    found = unit.load(database)
    assert replace(found, posts=()) == replace(before, posts=())
    assert [post for post in found.posts if post.weekdays] == list(before.posts)
    assert _absences(database) == away
    carry_out(database, undone.undo)
    assert unit.load(database) == after


def _absences(database: Database) -> list[tuple[object, ...]]:
    found = absence.absences(database, date(2026, 1, 1), date(2027, 12, 31))
    return sorted((each.person, each.first, each.last, each.half, each.source) for each in found)


def test_a_file_is_not_taken_back_over_what_somebody_has_changed_since(database: Database) -> None:
    take(database, **WHOLE)
    done = unit.import_unit(database, unit.ImportUnit(by=None, unit=unit_from_json(document(**OTHER))))
    (nora,) = (each for each in facts.everybody(database) if each.person.key == "ny")
    changed = replace(nora.facts, posts=frozenset({"am"}))
    facts.keep_facts(database, facts.KeepFacts(by=None, person=nora.person.id, facts=changed))
    with pytest.raises(Conflict):
        carry_out(database, done.undo)
    assert [each.id for each in unit.load(database).people] == ["ab", "ny"]
