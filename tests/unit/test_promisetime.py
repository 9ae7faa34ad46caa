"""What somebody types when she promises, in Swedish and English, and the exact time that comes of it."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mottagning.desk.promisetime import Understood, understand
from mottagning.errors import Trouble
from mottagning.worktime import ZONE, WorkTime

CLOCK = WorkTime()


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


MONDAY = at(23, 9, 41)


def heard(text: str, now: datetime = MONDAY, clock: WorkTime = CLOCK) -> str:
    return understand(text, clock, now).due_at.astimezone(ZONE).strftime("%a %d %b %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i eftermiddag", "Mon 23 Nov 16:00"),
        ("Före 15.", "Mon 23 Nov 15:00"),
        ("före kl. 15", "Mon 23 Nov 15:00"),
        ("innan tre", "Mon 23 Nov 15:00"),
        ("före 3", "Mon 23 Nov 15:00"),
        ("halv tre", "Mon 23 Nov 14:30"),
        ("kvart i tre", "Mon 23 Nov 14:45"),
        ("1530", "Mon 23 Nov 15:30"),
        ("före lunch", "Mon 23 Nov 12:00"),
        ("om en timme", "Mon 23 Nov 10:41"),
        ("om en halvtimme", "Mon 23 Nov 10:11"),
        ("om en kvart", "Mon 23 Nov 09:56"),
        ("inom 30 min", "Mon 23 Nov 10:11"),
        ("om 8 timmar", "Tue 24 Nov 09:41"),
        ("imorgon fm", "Tue 24 Nov 12:00"),
        ("i morgon bitti", "Tue 24 Nov 12:00"),
        ("imorgon kl 10", "Tue 24 Nov 10:00"),
        ("i övermorgon", "Wed 25 Nov 16:00"),
        ("på torsdag", "Thu 26 Nov 16:00"),
        ("tors 14", "Thu 26 Nov 14:00"),
        ("torsdag em", "Thu 26 Nov 16:00"),
        ("torsdag förmiddag", "Thu 26 Nov 12:00"),
        ("torsdag 26/11", "Thu 26 Nov 16:00"),
        ("torsdag nästa vecka kl 9", "Thu 03 Dec 09:00"),
        ("nästa torsdag", "Thu 03 Dec 16:00"),
        ("på måndag", "Mon 30 Nov 16:00"),
        ("26/11 kl 10", "Thu 26 Nov 10:00"),
        ("26 nov 10.30", "Thu 26 Nov 10:30"),
        ("den 26:e kl 13", "Thu 26 Nov 13:00"),
        ("2026-12-01 09:00", "Tue 01 Dec 09:00"),
        ("inom två dagar", "Wed 25 Nov 16:00"),
        ("om 3 arbetsdagar", "Thu 26 Nov 16:00"),
        ("om en vecka", "Mon 30 Nov 16:00"),
        ("i veckan", "Fri 27 Nov 16:00"),
        ("nästa vecka", "Fri 04 Dec 16:00"),
        ("i början av nästa vecka", "Tue 01 Dec 16:00"),
        ("om en månad", "Wed 23 Dec 16:00"),
        ("this afternoon", "Mon 23 Nov 16:00"),
        ("before 3 pm", "Mon 23 Nov 15:00"),
        ("tomorrow at 10", "Tue 24 Nov 10:00"),
        ("on Thursday morning", "Thu 26 Nov 12:00"),
        ("next monday 10am", "Mon 30 Nov 10:00"),
        ("in two hours", "Mon 23 Nov 11:41"),
        ("within 2 days", "Wed 25 Nov 16:00"),
        ("Nov 26th", "Thu 26 Nov 16:00"),
    ],
)
def test_what_is_typed_becomes_a_time(text: str, expected: str) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "snart",
        "😀",
        "igår",
        "förra veckan",
        "före 9",  # it is 09:41
        "23/11/2025",
        "31/2",
        "den 99",
        "kl 25",
        "10:75",
        "om 0 dagar",
        "om 900 dagar",
        "om 100 år",
        "24/12/2029",
        "imorgon på torsdag",  # tomorrow is a Tuesday
        "imorgon eller övermorgon",
        "10 eller 11",
        "torsdag 27/11",  # a Friday
        "före 6",  # nobody sits there then, neither at 18
        "x" * 5000,
    ],
)
def test_what_makes_no_sense_gives_a_sentence(text: str) -> None:
    with pytest.raises(Trouble) as found:
        heard(text)
    assert str(found.value).endswith(".")
    assert len(str(found.value)) < 250


def test_a_closed_day_becomes_the_next_one_and_is_said() -> None:
    found = understand("på lördag", CLOCK, MONDAY)
    assert found == Understood(due_at=at(30, 16), closed=date(2026, 11, 28))
    eve = understand("24/12 kl 10", CLOCK, MONDAY)
    assert (eve.closed, eve.holiday, eve.due_at) == (date(2026, 12, 24), "Julafton", at(28, 10, month=12))


def test_a_day_that_the_unit_keeps_closed_is_said_too() -> None:
    clock = WorkTime(closed=[date(2026, 11, 24)])
    assert understand("imorgon", clock, MONDAY).closed == date(2026, 11, 24)
    assert heard("om två dagar", clock=clock) == "Thu 26 Nov 16:00"


def test_after_closing_means_at_closing_and_is_said() -> None:
    found = understand("kl 18", CLOCK, MONDAY)
    assert (found.due_at, found.asked) == (at(23, 16), time(18))


def test_an_hour_before_closing_goes_on_the_next_morning() -> None:
    assert heard("om en timme", at(27, 15, 30)) == "Mon 30 Nov 08:30"


def test_lunch_is_closed_where_it_is() -> None:
    clock = WorkTime({day: ((time(8), time(12)), (time(13), time(16))) for day in range(5)})
    assert heard("12:30", clock=clock) == "Mon 23 Nov 12:00"
    assert heard("13:30", clock=clock) == "Mon 23 Nov 13:30"


def test_the_afternoon_after_closing_is_over() -> None:
    with pytest.raises(Trouble, match="passed"):
        heard("i eftermiddag", at(23, 17))


def test_a_date_that_has_been_is_next_year() -> None:
    assert understand("7/1", CLOCK, MONDAY).due_at == datetime(2027, 1, 7, 15, tzinfo=UTC)


WORDS = """i på om en två dag timme 15 26/11 torsdag imorgon nästa vecka före efter lunch kl halv 3 pm fm 31 2027 ."""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=6).map(" ".join), st.integers(0, 365 * 24 * 60))
def test_whatever_is_typed_lies_ahead_in_opening_hours_or_is_refused(text: str, minutes: int) -> None:
    now = datetime.fromtimestamp(MONDAY.timestamp() + 60 * minutes, UTC)
    try:
        found = understand(text, CLOCK, now)
    except Trouble:
        return
    assert found.due_at > now
    assert CLOCK.is_open(found.due_at) or CLOCK.end_of_day(found.due_at) == found.due_at
