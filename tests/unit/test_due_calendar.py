"""What is due on which day: weeks, filters, and the file for a calendar."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from mottagning.cases.deadlines import DEFAULT_RULES
from mottagning.cases.duecalendar import NOBODY, DueCase, DueList, Filter, icalendar, week_of, weeks_of_month

TODAY = date(2026, 11, 25)


def due(code: str, day: date, rule: int = 0, **other) -> DueCase:
    values = {
        "case": int(code[2:]),
        "code": code,
        "category": "sol",
        "stage": "investigation",
        "handler": None,
        "person": None,
        "protected": False,
        "status": "late" if day < TODAY else "on_time",
    }
    return DueCase(rule=DEFAULT_RULES[rule], due=day, **{**values, **other})


LIST = DueList(
    (
        due("C-1", date(2026, 11, 20), person=1),
        due("C-2", date(2026, 11, 25), 2, category="child", person=2),
        due("C-3", date(2026, 11, 25), protected=True),
    ),
    DEFAULT_RULES,
    TODAY,
)


def codes(items) -> list[str]:
    return [item.code for item in items]


def test_what_is_late_stands_apart_from_the_days() -> None:
    assert codes(LIST.late(Filter())) == ["C-1"]
    days = LIST.by_day(date(2026, 11, 23), date(2026, 11, 29), Filter())
    assert {day: codes(items) for day, items in days.items()} == {TODAY: ["C-2", "C-3"]}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["C-1", "C-2", "C-3"]),
        (Filter(person=2), ["C-2"]),
        (Filter(person=NOBODY), ["C-3"]),
        (Filter(rule="child_investigation"), ["C-2"]),
        (Filter(category="sol"), ["C-1", "C-3"]),
        (Filter(category="sol", person=1, rule="protection"), ["C-1"]),
        (Filter(category="child", person=1), []),
    ],
)
def test_it_is_narrowed_by_handler_deadline_and_category(wanted: Filter, found: list[str]) -> None:
    assert codes(item for item in LIST.items if wanted.takes(item)) == found


@pytest.mark.parametrize(
    ("day", "first", "weeks"),
    [
        (date(2026, 11, 25), date(2026, 10, 26), 6),
        (date(2027, 2, 28), date(2027, 2, 1), 4),
        (date(2026, 6, 1), date(2026, 6, 1), 5),
    ],
)
def test_a_month_has_the_weeks_it_touches(day: date, first: date, weeks: int) -> None:
    found = weeks_of_month(day)
    assert (found[0], len(found)) == (first, weeks)
    assert all(each == week_of(each) for each in found)


def test_the_file_for_a_calendar_has_codes_and_no_protected_case() -> None:
    text = icalendar(LIST.items, datetime(2026, 11, 25, 8, tzinfo=UTC)).decode()
    events = Calendar.from_ical(text).walk("VEVENT")
    assert [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in events] == [
        ("C-1: Protection assessment", date(2026, 11, 20)),
        ("C-2: Child investigation finished", date(2026, 11, 25)),
    ]
    assert "C-3" not in text
    again = icalendar(LIST.items[1:], datetime(2026, 11, 26, 8, tzinfo=UTC)).decode()
    assert [event["UID"] for event in Calendar.from_ical(again).walk("VEVENT")] == [events[1]["UID"]]
