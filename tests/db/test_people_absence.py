"""Who is away and who is in, by day and by half."""

from datetime import date

import pytest

from mottagning import audit
from mottagning.command import carry_out
from mottagning.errors import Conflict, Trouble
from mottagning.people.absence import (
    AddAbsence,
    RemoveAbsence,
    absences,
    add_absence,
    is_in,
    remove_absence,
    who_is_in,
)
from mottagning.people.staff import SavePerson, save_person
from mottagning.people.tables import AbsenceRow
from mottagning.worktime import WorkTime

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)


@pytest.fixture
def anna(database) -> int:
    return save_person(database, SavePerson(by=None, key="ab", name="Anna Berg")).created["person"]


@pytest.fixture
def omar(database) -> int:
    return save_person(database, SavePerson(by=None, key="oh", name="Omar Hauge")).created["person"]


def away(database, person, first, last, half=None):
    return add_absence(database, AddAbsence(by=None, person=person, first=first, last=last, half=half))


def present(database, day, worktime=None) -> dict[str, str]:
    return {each.person.key: each.present for each in who_is_in(database, day, worktime)}


def test_whole_days_both_ends_included(database, anna, omar):
    away(database, anna, MONDAY, TUESDAY)
    assert present(database, date(2026, 11, 22)) == {"ab": "in", "oh": "in"}
    assert present(database, MONDAY) == present(database, TUESDAY) == {"ab": "out", "oh": "in"}
    assert present(database, date(2026, 11, 25)) == {"ab": "in", "oh": "in"}
    assert not is_in(database, anna, MONDAY)
    assert is_in(database, omar, MONDAY)
    assert not is_in(database, 999, MONDAY)


def test_away_half_the_day_is_in_the_other_half(database, anna, omar):
    away(database, anna, MONDAY, MONDAY, "am")
    away(database, omar, MONDAY, MONDAY, "pm")
    assert present(database, MONDAY) == {"ab": "pm", "oh": "am"}
    assert is_in(database, anna, MONDAY)
    away(database, anna, MONDAY, MONDAY, "pm")
    assert present(database, MONDAY)["ab"] == "out"


def test_nobody_is_in_when_the_reception_is_closed(database, anna):
    assert present(database, SATURDAY) == {"ab": "in"}
    assert present(database, SATURDAY, WorkTime()) == {"ab": "out"}
    assert not is_in(database, anna, SATURDAY, WorkTime())


def test_who_has_left_is_not_among_them(database, omar):
    save_person(database, SavePerson(by=None, key="cd", name="Cilla Dahl", left=MONDAY))
    assert present(database, MONDAY) == {"cd": "in", "oh": "in"}
    assert present(database, TUESDAY) == {"oh": "in"}


def test_adding_and_removing_undo_each_other(database, anna):
    added = away(database, anna, MONDAY, TUESDAY, "am")
    assert added.ids("absence") == {added.created["absence"]}
    removed = carry_out(database, added.undo)
    assert absences(database, MONDAY, TUESDAY) == ()
    carry_out(database, removed.undo)
    (again,) = absences(database, TUESDAY, TUESDAY)
    assert (again.person, again.first, again.last, again.half) == (anna, MONDAY, TUESDAY, "am")
    actions = [action for _, _, action in audit.entries(database, "person", anna)]
    assert actions == ["added", "absence_added", "absence_removed", "absence_added"]


def test_the_same_absence_twice_is_one(database, anna):
    first = away(database, anna, MONDAY, TUESDAY)
    second = away(database, anna, MONDAY, TUESDAY)
    assert second.created == first.created
    assert (second.touched, second.undo) == ({}, None)
    assert len(absences(database, MONDAY, MONDAY)) == 1


def test_noted_in_two_windows_in_the_same_moment_it_is_one(database, anna, meanwhile):
    other = meanwhile(AbsenceRow, "create", lambda: away(database, anna, MONDAY, MONDAY))
    noted = away(database, anna, MONDAY, MONDAY).created["absence"]
    assert other[0].result().created["absence"] == noted
    assert [each.id for each in absences(database, MONDAY, MONDAY)] == [noted]


def test_absences_that_touch_the_days_asked_for(database, anna, omar):
    away(database, omar, TUESDAY, SATURDAY)
    away(database, anna, MONDAY, TUESDAY)
    assert [each.person for each in absences(database, TUESDAY, TUESDAY)] == [anna, omar]
    assert [each.person for each in absences(database, date(2026, 11, 25), date(2026, 12, 1))] == [omar]
    assert [each.person for each in absences(database, MONDAY, SATURDAY, anna)] == [anna]


def test_what_cannot_be(database, anna):
    with pytest.raises(Trouble, match="is before the first"):
        away(database, anna, TUESDAY, MONDAY)
    with pytest.raises(Conflict):
        away(database, 999, MONDAY, MONDAY)
    added = away(database, anna, MONDAY, MONDAY)
    remove_absence(database, added.undo)
    with pytest.raises(Conflict):
        remove_absence(database, RemoveAbsence(by=None, absence=added.created["absence"]))
