"""The unit's settings: kept as they were said, by team leads, one at a time."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import unit
from mottagning.people.staff import SavePerson, save_person
from mottagning.people.unit import SaveUnit, Targets, UnitSettings, load_unit, save_unit

ANOTHER = UnitSettings(
    name="Mottagningen Öster",
    opening={0: ((time(8), time(12)), (time(13), time(17, 30))), 5: ((time(10), time(0)),)},
    closed=frozenset({date(2026, 12, 23)}),
    other_hours={date(2026, 4, 2): ((time(8), time(12)),)},
    targets=Targets(answer_minutes=2.5, mail_days=2),
    languages=("Arabic", "meänkieli"),
    colours={"sol": "blue", "hemtjänst": "pink"},
    mail_reply_days=2,
    callback_hours=1.5,
    passed_on_hours=4,
    stale_feed_hours=20,
    protection_late_from=time(14, 30),
)


def test_before_anybody_said_anything_the_defaults_hold(database):
    assert load_unit(database) == UnitSettings()


def test_every_setting_comes_back_as_it_was_saved(database):
    save_unit(database, SaveUnit(by=None, unit=ANOTHER))
    assert load_unit(database) == replace(ANOTHER, version=1)


def test_saving_tells_the_views_and_can_be_undone(database):
    save_unit(database, SaveUnit(by=None, unit=ANOTHER))
    changes = save_unit(database, SaveUnit(by=None, unit=replace(load_unit(database), name="Väster")))
    assert changes.concerns("setting")
    carry_out(database, changes.undo)
    assert load_unit(database) == replace(ANOTHER, version=3)


def test_the_first_saving_can_be_undone_too(database):
    changes = save_unit(database, SaveUnit(by=None, unit=ANOTHER))
    carry_out(database, changes.undo)
    assert load_unit(database) == UnitSettings(version=2)


def test_two_leads_at_once_the_second_is_told(database):
    save_unit(database, SaveUnit(by=None, unit=ANOTHER))
    with pytest.raises(Conflict):
        save_unit(database, SaveUnit(by=None, unit=replace(ANOTHER, name="Väster")))
    with pytest.raises(Conflict):
        save_unit(database, SaveUnit(by=None, unit=replace(ANOTHER, version=7)))
    assert load_unit(database).name == "Mottagningen Öster"


def test_only_a_lead_keeps_them(database):
    desk = save_person(database, SavePerson(by=None, key="ab", name="Anna Berg")).created["person"]
    with pytest.raises(NotAllowed):
        save_unit(database, SaveUnit(by=desk, unit=ANOTHER))


WRONG = [
    {"opening": {}},
    {"opening": {0: ((time(12), time(8)),)}},
    {"opening": {0: ((time(8), time(12)), (time(11), time(15)))}},
    {"opening": {7: ((time(8), time(12)),)}},
    {"other_hours": {date(2026, 4, 2): ((time(12), time(8)),)}},
    {"callback_hours": 0},
    {"mail_reply_days": -1},
    {"targets": Targets(abandoned_percent=101)},
    {"targets": Targets(mail_days=0)},
    {"colours": {"sol": "#0000ff"}},
]


def test_a_wrong_value_is_refused(database):
    for wrong in WRONG:
        with pytest.raises(Trouble):
            save_unit(database, SaveUnit(by=None, unit=replace(ANOTHER, **wrong)))
    assert load_unit(database) == UnitSettings()


def test_the_clock_follows_the_opening_hours(database):
    clock = unit.worktime(ANOTHER)
    assert clock.is_open(datetime(2026, 11, 23, 12, 30, tzinfo=UTC))  # Monday 13:30
    assert not clock.is_open(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))  # lunch
    assert not clock.is_working_day(date(2026, 11, 24))
    assert clock.is_working_day(date(2026, 4, 2))


def test_what_an_older_or_newer_program_wrote_is_read(database):
    save_unit(database, SaveUnit(by=None, unit=ANOTHER))
    with database.writing():
        text = json.dumps({"name": "Norr", "targets": {"mail_days": 3, "unheard_of": 1}, "unheard_of": [1]})
        database.sql("UPDATE setting SET value = ? WHERE name = 'unit'", (text,))
    assert load_unit(database) == UnitSettings(name="Norr", targets=Targets(mail_days=3), version=1)
