"""Employment rates by date: each holds from its day, and a list that says what is known already changes none."""

from datetime import date

import pytest

from mottagning.errors import NotAllowed
from mottagning.rota.work import KeepWork, keep_work, rates
from tests.db.people import hire

JANUARY, JUNE, OCTOBER, DECEMBER = (date(2026, month, 1) for month in (1, 6, 10, 12))


@pytest.fixture
def people(database) -> dict[str, int]:
    return hire(database, "ab")


@pytest.fixture
def keep(database, people):
    def keep(percent, since, by=None):
        command = KeepWork(by=by, person=people["ab"], percent=percent, qualifications=(), since=since)
        return keep_work(database, command)

    return keep


def test_each_holds_from_its_day(database, people, keep):
    assert rates(database, people["ab"]) == ()
    keep(100, JANUARY)
    keep(80, DECEMBER)
    assert rates(database, people["ab"]) == ((JANUARY, 100), (DECEMBER, 80))


def test_what_holds_already_leaves_what_is_to_come(database, people, keep):
    keep(100, JANUARY)
    keep(80, DECEMBER)
    assert keep(100, JUNE).touched == {}
    assert rates(database, people["ab"]) == ((JANUARY, 100), (DECEMBER, 80))


def test_what_is_to_come_may_come_earlier(database, people, keep):
    keep(100, JANUARY)
    keep(80, DECEMBER)
    keep(80, OCTOBER)
    assert rates(database, people["ab"]) == ((JANUARY, 100), (OCTOBER, 80))


def test_only_leads_set_them(people, keep):
    with pytest.raises(NotAllowed):
        keep(100, JANUARY, by=people["ab"])
