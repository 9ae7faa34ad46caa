"""Opening hours of others, as people write them."""

from datetime import date, datetime, time

import pytest

from mottagning.people.openhours import opening, understood
from mottagning.worktime import ZONE


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week that begins on Monday 23 November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def holidays(_year: int) -> dict[date, str]:
    return {date(2026, 11, 26): "Helgdag"}


def said(text: str, moment: datetime) -> tuple[bool, datetime | None] | None:
    found = opening(text, moment, holidays)
    return None if found is None else (found.is_open, found.until)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Vardagar 8–16", {0, 1, 2, 3, 4}),
        ("Mån–tors 9-11", {0, 1, 2, 3}),
        ("måndag till torsdag kl. 9.00–11.00", {0, 1, 2, 3}),
        ("mån, ons och fre 8-12, 13-16", {0, 2, 4}),
        ("fre–mån 10–14", {4, 5, 6, 0}),
        ("Helger 10–14", {5, 6}),
        ("8–16", set(range(7))),
        ("Dygnet runt", set(range(7))),
        ("Vardagar 16–24, 0–8; lör–sön dygnet runt", set(range(7))),
        ("Mon–Fri 9–17", {0, 1, 2, 3, 4}),
        ("ring och fråga", set()),
        ("vid behov 8–10", set()),
        ("", set()),
        ("mån–", set()),
    ],
)
def test_days(text: str, days: set[int]) -> None:
    assert set(understood(text)) == days


def test_two_times_a_day() -> None:
    assert understood("mån 8-12, 13-16")[0] == ((time(8), time(12)), (time(13), time(16)))


def test_open_shut_and_what_comes_next() -> None:
    text = "Vardagar 9–12, 13–15"
    assert said(text, at(23, 9)) == (True, at(23, 12))
    assert said(text, at(23, 12)) == (False, at(23, 13))
    assert said(text, at(24, 16)) == (False, at(25, 9))
    assert said(text, at(25, 16)) == (False, at(27, 9))  # Thursday is a holiday
    assert said(text, at(27, 15)) == (False, datetime(2026, 11, 30, 9, tzinfo=ZONE))


def test_past_midnight_and_over_the_weekend_is_one_span() -> None:
    text = "Vardagar 16–24, 0–8; lör–sön dygnet runt"
    assert said(text, at(23, 20)) == (True, at(24, 8))
    assert said(text, at(24, 7, 59)) == (True, at(24, 8))
    assert said(text, at(24, 8)) == (False, at(24, 16))
    assert said(text, at(28, 12)) == (True, datetime(2026, 11, 30, 8, tzinfo=ZONE))


def test_always_is_always_and_a_holiday_is_anybodys_guess() -> None:
    assert said("dygnet runt", at(26, 12)) == (True, None)
    assert said("Vardagar 8–16", at(26, 12)) is None
    assert said("ring och fråga", at(23, 12)) is None
