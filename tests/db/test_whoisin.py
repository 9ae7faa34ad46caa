"""Who is in today and who covers, as everybody at the desk may know it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.desk.whoisin import today
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.people.deputies import NameDeputy, name_deputy
from mottagning.people.staff import SavePerson, by_id, save_person
from mottagning.rota.importing import unit_from_json
from mottagning.rota.unit import ImportUnit, import_unit
from tests.db.people import hire

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def people(database) -> dict[str, int]:
    return hire(database, "ab", "oh", "me")


@pytest.fixture
def away(database, people):
    def away(key, first=MONDAY, last=MONDAY, half=None):
        add_absence(database, AddAbsence(by=None, person=people[key], first=first, last=last, half=half))

    return away


def found(database, key, at=NOON):
    return next(each for each in today(database, at).people if each.person.key == key)


def test_in_and_out_by_halves_and_by_the_unit_s_hours(database, people, away):
    away("ab")
    away("oh", half="am")
    states = {each.person.key: each.present for each in today(database, NOON).people}
    assert states == {"ab": "out", "kl": "in", "me": "in", "oh": "pm"}
    assert [each.person.key for each in today(database, NOON).away] == ["ab"]
    sunday = today(database, NOON - DAY)
    assert not sunday.is_open
    assert not sunday.here


def test_when_she_is_back_is_told_when_it_is_near_and_not_for_long_absences(database, people, away):
    away("ab", MONDAY, MONDAY + 4 * DAY)
    away("oh", MONDAY, MONDAY + 40 * DAY)
    assert found(database, "ab").back_on == MONDAY + 7 * DAY  # the weekend lies between
    assert found(database, "oh").back_on is None
    assert found(database, "kl").back_on is None


def test_who_covers_is_the_deputy_when_she_is_in_herself(database, people, away):
    name_deputy(database, NameDeputy(by=None, person=people["kl"], deputy=people["ab"], first=MONDAY))
    assert found(database, "kl").covered_by is None
    assert found(database, "ab").leads
    away("kl")
    assert found(database, "kl").covered_by == by_id(database, people["ab"])
    away("ab")
    assert found(database, "kl").covered_by is None
    assert not found(database, "oh").leads


def test_weekly_days_off_and_reception_duty(database, people):
    document = {
        "posts": [
            {"id": "am", "name": "Telefon fm", "weekdays": [0], "from": "08:00", "to": "12:00", "needs": []},
            {"id": "pm", "name": "Telefon em", "weekdays": [0], "from": "12:00", "to": "16:00", "needs": []},
        ],
        "people": [
            {"id": "ab", "name": "Person AB", "rate": [], "joined": None, "left": None,
             "off": [{"weekday": 0, "half": None}, {"weekday": 1, "half": "pm"}],
             "qualifications": [], "novice_until": None, "mentor": None, "posts": None},
            {"id": "oh", "name": "Person OH", "rate": [], "joined": None, "left": None, "off": [],
             "qualifications": [], "novice_until": None, "mentor": None, "posts": None},
        ],
        "absences": [], "closed": [],
        "rules": {"min_gap_days": 1, "max_per_week": 5, "one_post_a_day": False, "daily_qualifications": []},
        "wishes": [], "pinned": [],
        "history": [{"date": "2026-11-23", "post": "am", "person": "oh"},
                    {"date": "2026-11-23", "post": "pm", "person": "ab"}],
    }  # fmt: skip
    import_unit(database, ImportUnit(by=None, unit=unit_from_json(document)))
    assert found(database, "ab").present == "out"
    assert found(database, "ab").posts == ()
    assert found(database, "ab").back_on == MONDAY + DAY
    assert found(database, "ab", NOON + DAY).present == "am"
    assert found(database, "oh").posts == ("Telefon fm",)
    assert [each.person.key for each in today(database, NOON).here] == ["oh", "kl", "me"]


def test_who_has_left_or_has_no_role_is_not_there(database, people):
    save_person(database, SavePerson.of(by_id(database, people["ab"]), by=None, left=MONDAY - DAY))
    save_person(database, SavePerson.of(by_id(database, people["oh"]), by=None, role="none"))
    save_person(database, SavePerson.of(by_id(database, people["me"]), by=None, left=MONDAY))
    assert [each.person.key for each in today(database, NOON).people] == ["kl", "me"]
