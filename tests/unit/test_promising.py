"""The times one promises most."""

from datetime import UTC, date, datetime

from mottagning.desk.promising import suggestions
from mottagning.worktime import ZONE, WorkTime


def said(now: datetime) -> list[tuple[str, str]]:
    found = suggestions(WorkTime(holidays=lambda _year: {}), now)
    return [(each.kind, each.due_at.astimezone(ZONE).strftime("%a %H:%M")) for each in found]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def test_a_monday_morning() -> None:
    assert said(at(23, 9)) == [
        ("before_three", "Mon 15:00"),
        ("afternoon", "Mon 16:00"),
        ("tomorrow", "Tue 16:00"),
        ("day", "Wed 16:00"),
        ("day", "Thu 16:00"),
    ]


def test_in_the_afternoon_it_is_the_rest_of_the_day() -> None:
    assert said(at(23, 14, 45))[:2] == [("today", "Mon 16:00"), ("tomorrow", "Tue 16:00")]


def test_nothing_shorter_than_half_an_hour() -> None:
    assert said(at(23, 15, 40))[0] == ("tomorrow", "Tue 16:00")
    assert said(at(23, 14, 30))[0] == ("before_three", "Mon 15:00")


def test_after_a_friday_comes_monday() -> None:
    assert said(at(27, 17)) == [("day", "Mon 16:00"), ("day", "Tue 16:00"), ("day", "Wed 16:00")]


def test_closed_days_are_left_out() -> None:
    clock = WorkTime(closed=[date(2026, 11, 23), date(2026, 11, 24)], holidays=lambda _year: {})
    found = suggestions(clock, at(23, 9))
    assert [each.kind for each in found] == ["day", "day", "day"]
    assert found[0].due_at == at(25, 16)
