"""The clock of the reception, across weekends, holidays and the change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mottagning.errors import Trouble
from mottagning.worktime import OFFICE_HOURS, WorkTime, holidays_by_library, swedish_holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = WorkTime()
ALWAYS = WorkTime(dict.fromkeys(range(7), ((time(0), time(0)),)), holidays=lambda year: {})

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(STOCKHOLM))  # noqa: DTZ001
HOURS = st.integers(0, 60 * 300).map(lambda minutes: minutes / 60)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def test_the_day_before_a_holiday_may_be_short_by_agreement() -> None:
    clock = WorkTime(before_holidays=time(12))
    thursday, twelfth_night_eve = datetime(2026, 4, 2, 8, tzinfo=UTC), datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert clock.end_of_day(thursday) == datetime(2026, 4, 2, 10, tzinfo=UTC)
    assert clock.end_of_day(twelfth_night_eve) == datetime(2026, 1, 5, 11, tzinfo=UTC)
    # The day before an eve is as others; an eve is shut as ever; hours of a single day go before.
    assert clock.end_of_day(datetime(2026, 12, 23, 8, tzinfo=UTC)) == datetime(2026, 12, 23, 15, tzinfo=UTC)
    own = WorkTime(before_holidays=time(12), other_hours={date(2026, 4, 2): ((time(8), time(14)),)})
    assert own.end_of_day(thursday) == datetime(2026, 4, 2, 12, tzinfo=UTC)


def test_eves_count_as_holidays_and_ordinary_sundays_do_not() -> None:
    names = swedish_holidays(2026)
    assert names[date(2026, 6, 19)] == "Midsommarafton"
    assert names[date(2026, 12, 24)] == "Julafton"
    assert names[date(2026, 12, 31)] == "Nyårsafton"
    assert date(2026, 11, 22) not in names
    assert OFFICE.holiday_name(date(2026, 5, 14)) == "Kristi himmelsfärdsdag"
    assert OFFICE.holiday_name(date(2026, 5, 15)) is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00", True),
        ("2026-11-23T15:59:59", True),
        ("2026-11-23T16:00", False),
        ("2026-11-22T10:00", False),
        ("2026-06-19T10:00", False),
        ("2026-01-06T10:00", False),
        ("2026-12-23T10:00", True),
    ],
)
def test_open_from_eight_to_four_on_working_days(moment: str, is_open: bool) -> None:
    assert OFFICE.is_open(local(moment)) is is_open


def test_the_next_opening_is_after_the_weekend() -> None:
    assert OFFICE.next_open(local("2026-11-20T16:00")) == local("2026-11-23T08:00")
    assert OFFICE.next_open(local("2026-11-20T15:59")) == local("2026-11-20T15:59")
    assert OFFICE.next_open(local("2026-12-23T18:00")) == local("2026-12-28T08:00")
    assert OFFICE.next_open(local("2026-11-20T12:00")).tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23T08:31", 2, "2026-11-23T10:31"),
        ("2026-11-23T14:00", 2, "2026-11-23T16:00"),
        ("2026-11-23T14:00", 2.5, "2026-11-24T08:30"),
        ("2026-11-20T15:00", 24, "2026-11-25T15:00"),
        ("2026-11-21T12:00", 1, "2026-11-23T09:00"),
        ("2026-11-23T16:00", 0, "2026-11-24T08:00"),
        # Friday before the clocks go forward, and back: opening hours are hours on the wall.
        ("2026-03-27T15:00", 2, "2026-03-30T09:00"),
        ("2026-10-23T15:00", 2, "2026-10-26T09:00"),
    ],
)
def test_working_hours_are_added(start: str, hours: float, due: str) -> None:
    assert OFFICE.add_hours(local(start), hours) == local(due)


def test_hours_may_be_given_as_a_timedelta_but_not_negative() -> None:
    assert OFFICE.add_hours(local("2026-11-23T15:50"), timedelta(minutes=20)) == local("2026-11-24T08:10")
    with pytest.raises(ValueError, match="-1"):
        OFFICE.add_hours(local("2026-11-23T15:50"), -1)


def test_hours_between_count_opening_time_only() -> None:
    friday, monday = local("2026-11-20T15:00"), local("2026-11-23T09:30")
    assert OFFICE.hours_between(friday, monday) == 2.5
    assert OFFICE.hours_between(monday, friday) == -2.5
    assert OFFICE.hours_between(local("2026-12-24T00:00"), local("2026-12-27T23:00")) == 0
    assert OFFICE.hours_between(local("2026-11-02T00:00"), local("2026-12-01T00:00")) == 21 * 8


def test_a_reception_that_never_closes_counts_real_hours_when_the_clocks_change() -> None:
    assert ALWAYS.hours_between(local("2026-03-29T00:00"), local("2026-03-30T00:00")) == 23
    assert ALWAYS.hours_between(local("2026-10-25T00:00"), local("2026-10-26T00:00")) == 25
    assert ALWAYS.add_hours(local("2026-03-28T12:00"), 24) == local("2026-03-29T13:00")


def test_working_days_jump_over_weekends_and_holidays() -> None:
    assert OFFICE.is_working_day(date(2026, 5, 15))
    assert not OFFICE.is_working_day(date(2026, 5, 14))
    assert OFFICE.next_working_day(date(2026, 12, 30)) == date(2027, 1, 4)
    assert OFFICE.add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert OFFICE.add_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert OFFICE.add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert OFFICE.add_working_days(date(2026, 11, 23), 0) == date(2026, 11, 23)
    assert OFFICE.add_working_days(date(2026, 11, 23), -1) == date(2026, 11, 20)
    assert OFFICE.add_working_days(date(2026, 12, 22), 10) == date(2027, 1, 12)


def test_a_moment_keeps_its_time_on_the_wall_when_working_days_are_added() -> None:
    before_the_change = local("2026-10-23T09:15")
    assert OFFICE.add_working_days(before_the_change, 1) == local("2026-10-26T09:15")
    assert OFFICE.add_working_days(before_the_change, 1).tzinfo is UTC


def test_the_day_ends_at_closing_time_or_on_the_next_working_day() -> None:
    assert OFFICE.end_of_day(local("2026-11-23T07:00")) == local("2026-11-23T16:00")
    assert OFFICE.end_of_day(local("2026-11-23T16:00")) == local("2026-11-23T16:00")
    assert OFFICE.end_of_day(local("2026-11-23T16:01")) == local("2026-11-24T16:00")
    assert OFFICE.end_of_day(local("2026-11-21T12:00")) == local("2026-11-23T16:00")


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2026-11-23T07:00", "2026-11-24T16:00"),
        ("2026-11-23T17:00", "2026-11-24T16:00"),
        ("2026-11-20T10:00", "2026-11-23T16:00"),
        ("2026-11-21T10:00", "2026-11-23T16:00"),
        ("2026-12-23T10:00", "2026-12-28T16:00"),
        # 23:30 UTC on Sunday is already Monday in Stockholm.
        ("2026-11-23T00:30", "2026-11-24T16:00"),
    ],
)
def test_mail_is_answered_by_the_end_of_the_next_working_day(came: str, due: str) -> None:
    assert OFFICE.reply_due(local(came).astimezone(UTC)) == local(due)


def test_lunch_closed_days_and_half_days() -> None:
    lunch = ((time(8), time(12)), (time(13), time(16)))
    clock = WorkTime(
        dict.fromkeys(range(5), lunch),
        closed=[date(2026, 11, 25)],
        other_hours={date(2026, 12, 23): ((time(8), time(12)),), date(2026, 11, 28): ((time(10), time(12)),)},
    )
    assert not clock.is_open(local("2026-11-23T12:30"))
    assert clock.add_hours(local("2026-11-23T11:30"), 1) == local("2026-11-23T13:30")
    assert clock.next_open(local("2026-11-24T16:00")) == local("2026-11-26T08:00")
    assert clock.end_of_day(local("2026-12-23T09:00")) == local("2026-12-23T12:00")
    assert clock.is_working_day(date(2026, 11, 28))
    assert clock.add_working_days(date(2026, 11, 27), 1) == date(2026, 11, 28)


def test_opening_hours_that_the_clocks_skip_altogether_are_no_opening() -> None:
    nights = WorkTime({6: ((time(2), time(3)),)})
    assert not nights.is_working_day(date(2026, 3, 29))
    assert nights.is_working_day(date(2026, 3, 22))


def test_a_reception_that_never_opens_says_so_instead_of_searching_for_ever() -> None:
    with pytest.raises(Trouble, match="no opening hours"):
        WorkTime({}).next_open(local("2026-11-23T08:00"))
    with pytest.raises(Trouble):
        WorkTime({}).add_working_days(date(2026, 11, 23), -1)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        OFFICE.is_open(datetime(2026, 11, 23, 10))  # noqa: DTZ001
    for hours in (((time(16), time(8)),), ((time(8), time(12)), (time(11), time(16)))):
        with pytest.raises(ValueError):
            WorkTime({0: hours})


@settings(deadline=None)
@given(MOMENTS, HOURS)
def test_hours_added_are_the_hours_between(start: datetime, hours: float) -> None:
    for clock in (OFFICE, ALWAYS):
        due = clock.add_hours(start, hours)
        assert due >= start
        assert clock.hours_between(start, due) == pytest.approx(hours, abs=1e-6)


@settings(deadline=None)
@given(MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(at: datetime) -> None:
    opening = OFFICE.next_open(at)
    assert OFFICE.is_open(opening)
    assert OFFICE.hours_between(at, opening) == 0
    assert OFFICE.is_open(at) == (opening == at)
    assert opening.astimezone(STOCKHOLM).hour in range(8, 16)


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(1, 60))
def test_working_days_there_and_back(day: date, count: int) -> None:
    there = OFFICE.add_working_days(day, count)
    assert sum(OFFICE.is_working_day(day + timedelta(days=n)) for n in range(1, (there - day).days + 1)) == count
    assert there.weekday() in OFFICE_HOURS
    back = OFFICE.add_working_days(there, -count)
    assert back <= day
    assert not OFFICE.is_working_day(day) or back == day


@settings(deadline=None)
@given(MOMENTS)
def test_the_reply_is_due_at_a_closing_time_on_a_later_day(at: datetime) -> None:
    due = OFFICE.reply_due(at)
    assert due == OFFICE.end_of_day(due)
    assert due.astimezone(STOCKHOLM).date() == OFFICE.next_working_day(at.astimezone(STOCKHOLM).date())


@pytest.mark.parametrize("year", [*range(2020, 2041), 2019, 2041])
def test_the_holidays_that_are_written_down_are_the_librarys(year: int) -> None:
    """When this fails, the library has learnt something new: write resources/holidays.txt anew from it."""
    assert dict(swedish_holidays(year)) == holidays_by_library(year)
