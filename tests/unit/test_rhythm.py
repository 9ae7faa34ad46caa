"""What a source used to give, and when its silence is longer than normal."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from mottagning.contacts.mail import rhythm
from mottagning.worktime import OFFICE_HOURS, ZONE, WorkTime

WORKTIME = WorkTime(OFFICE_HOURS)
MONDAY = date(2026, 11, 23)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def mails(per_day: int = 12, until: datetime | None = None, seed: int = 1) -> Iterator[datetime]:
    """Some a day of eight weeks, at any time from eight to four."""
    chance = random.Random(seed)
    for number in range(1, 8 * 7 + 1):
        day = MONDAY - timedelta(days=number)
        if WORKTIME.is_working_day(day):
            yield from (local(day, 8) + timedelta(hours=8 * chance.random()) for _ in range(per_day))


def test_a_morning_without_mail_is_long_and_a_quiet_hour_is_not():
    came = list(mails())
    for hour, is_long in ((8, False), (10, False), (12, False), (14, True), (15, True)):
        found = rhythm.silence(came, local(MONDAY, hour), WORKTIME)
        assert found is not None
        assert (hour, found.is_long) == (hour, is_long)
        assert found.expected == pytest.approx(1.5 * (hour - 8), abs=2)


def test_nothing_is_expected_while_the_reception_is_shut():
    came = list(mails())
    last = max(came)
    at_opening = rhythm.silence(came, local(MONDAY, 8), WORKTIME)
    in_the_evening = rhythm.silence(came, local(last.astimezone(ZONE).date(), 23), WORKTIME)
    assert at_opening is not None
    assert in_the_evening is not None
    assert at_opening.expected == in_the_evening.expected < 2


def test_each_hour_of_the_week_has_its_own_measure():
    days = [MONDAY - timedelta(weeks=week) for week in range(1, 9)]
    came = [local(day, 9, minute) for day in days for minute in range(0, 60, 5)]  # a dozen, Mondays from nine to ten
    learnt = rhythm.learn(sorted(came), WORKTIME)
    assert learnt is not None
    tuesday = MONDAY + timedelta(days=1)
    assert learnt.expected(local(MONDAY, 9), local(MONDAY, 10), WORKTIME) == pytest.approx(12, rel=0.02)
    assert learnt.expected(local(MONDAY, 9, 30), local(MONDAY, 10), WORKTIME) == pytest.approx(6, rel=0.02)
    assert learnt.expected(local(MONDAY, 10), local(tuesday, 16), WORKTIME) == 0


def test_a_source_that_gives_all_at_once_is_used_to_silence():
    """Fifty come together on Mondays, some time between eight and nine."""
    days = [MONDAY - timedelta(weeks=week) for week in range(1, 9)]
    came = [
        local(day, 8, minute)
        for day, minute in zip(days, (5, 40, 10, 35, 20, 30, 5, 45), strict=True)
        for _ in range(50)
    ]
    found = rhythm.silence(came, local(MONDAY, 8, 40), WORKTIME)
    assert found is not None
    assert found.expected > rhythm.SILENT
    assert not found.is_long
    missing = rhythm.silence(came, local(MONDAY + timedelta(weeks=1), 9), WORKTIME)
    assert missing is not None
    assert missing.is_long


def test_one_long_silence_does_not_make_the_next_normal():
    off = (local(MONDAY - timedelta(days=20), 8), local(MONDAY - timedelta(days=18), 16))
    came = [at for at in mails() if not off[0] < at < off[1]]
    found = rhythm.silence(came, local(MONDAY, 16), WORKTIME)
    assert found is not None
    assert found.is_long


def test_two_weeks_are_the_least_that_tells_anything():
    assert rhythm.silence([], local(MONDAY, 12), WORKTIME) is None
    assert rhythm.silence([local(MONDAY, 8), local(MONDAY, 9)], local(MONDAY, 12), WORKTIME) is None


def test_false_alarms_are_rare():
    """Sources as they should be, looked at after each pause: of 20,000 pauses hardly any is told of."""
    alarms = pauses = 0
    for seed in range(4):
        came = sorted(mails(per_day=40, seed=seed))
        learnt = rhythm.learn(came, WORKTIME)
        assert learnt is not None
        gaps = [learnt.expected(one, other, WORKTIME) for one, other in pairwise(came)]
        alarms += sum(gap >= rhythm.SILENT for gap in gaps)
        pauses += len(gaps)
    assert pauses > 6000
    assert alarms <= pauses / 1000


def test_the_open_hours_between_two_moments():
    friday = MONDAY - timedelta(days=3)
    found = list(WORKTIME.open_between(local(friday, 15), local(MONDAY, 9)))
    assert found == [(local(friday, 15), local(friday, 16)), (local(MONDAY, 8), local(MONDAY, 9))]
    assert list(WORKTIME.open_between(local(friday, 17), local(friday, 18))) == []
