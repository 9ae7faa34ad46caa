"""The log of commands goes after a month, and no figure changes by that."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from mottagning.command import CommandLog, carry_out
from mottagning.contacts import chores
from mottagning.measures import figures
from mottagning.thinning import ThinLog, WrittenDay
from tests.db.people import hire

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)
MONDAY = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
"""Nine o'clock in Sweden."""
FIVE = ("ab", "bc", "cd", "de", "ef")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def people(database):
    known = hire(database, *FIVE)
    return [known[key] for key in FIVE]


def log(database, *rows):
    """(moment, who) of commands that were carried out."""
    with database.writing():
        for at, who in rows:
            CommandLog.insert(uuid=str(uuid4()), name="Close", actor_id=who, at=at, origin="x", changes="{}").execute()


def thin(database, now=NOW):
    """All that there is to thin; gives in how many turns."""
    for turns in range(20):
        commands = [each for each in chores.due(database, now) if isinstance(each, ThinLog)]
        if not commands:
            return turns
        carry_out(database, commands[0])
    raise AssertionError("without end")


def after_hours(database, days=OCTOBER):
    each = next(each for each in figures.measure(database, *days, NOW) if each.name == "after_hours")
    return each.value, each.n, each.is_withheld


def logged(database):
    with database.reading():
        return [row.at for row in CommandLog.select().where(CommandLog.name == "Close").order_by(CommandLog.at)]


def left(database):
    with database.reading():
        return list(WrittenDay.select(WrittenDay.day, WrittenDay.people).order_by(WrittenDay.day).tuples())


def test_the_figure_of_work_outside_opening_hours_stays(database, people):
    log(database, *((MONDAY + 10 * number * MINUTE, who) for number, who in enumerate(people)))
    log(database, (MONDAY, people[1]), (MONDAY + timedelta(seconds=20), people[0]))  # the same minute twice
    log(database, (MONDAY + 12 * 60 * MINUTE, people[0]), (MONDAY, None))
    assert thin(database, MONDAY + 2 * DAY) == 0
    before = after_hours(database)
    assert before == (100 / 7, 7, False)
    assert thin(database) == 1
    assert after_hours(database) == before
    assert (logged(database), left(database)) == ([], [(MONDAY.date(), 5)])


def test_who_wrote_is_not_known_any_more(database, people):
    log(database, (MONDAY, people[0]), (MONDAY + MINUTE, people[1]))
    thin(database)
    with database.reading():
        (kept,) = database.sql("SELECT * FROM written_day").fetchall()
    minute = int(MONDAY.timestamp()) // 60
    assert [str(kept[0]), *kept[1:]] == ["2026-10-05", 2, f"[[{minute}, {minute + 1}], [1, 1]]"]


def test_a_month_is_kept_and_days_are_those_in_sweden(database, people):
    first = datetime(2026, 10, 23, 22, 0, tzinfo=UTC)  # midnight in Sweden, thirty days before today
    log(database, (first, people[0]), (first - MINUTE, people[0]), (NOW, people[0]))
    thin(database)
    assert logged(database) == [first, NOW]
    assert left(database) == [(date(2026, 10, 23), 1)]


def test_a_day_goes_some_at_a_time_and_is_counted_once(database, people):
    log(database, *((MONDAY + number % 300 * MINUTE, people[number % 5]) for number in range(600)))
    log(database, (MONDAY + DAY, people[0]))
    before = after_hours(database)
    carry_out(database, ThinLog(by=None, at=NOW))
    assert len(logged(database)) == 301
    assert after_hours(database) == before
    assert thin(database) == 2
    assert after_hours(database) == before


def test_few_are_not_told_of_though_they_are_counted_on_several_days(database, people):
    for number, who in enumerate(people):
        log(database, (MONDAY + number * DAY, who))
    assert after_hours(database) == (0, 5, False)
    thin(database)
    assert after_hours(database) == (None, 5, True)


def test_of_a_period_that_is_partly_thinned_all_is_counted(database, people):
    days = OCTOBER[0], NOW.date()
    log(database, *((MONDAY, who) for who in people), (NOW - DAY, people[0]), (NOW - 3 * DAY, people[0]))
    before = after_hours(database, days)
    assert before[1:] == (7, False)
    thin(database)
    assert after_hours(database, days) == before


def test_nothing_is_thinned_twice(database, people):
    log(database, (MONDAY, people[0]))
    thin(database)
    for _ in range(2):
        carry_out(database, ThinLog(by=None, at=NOW))
    assert left(database) == [(MONDAY.date(), 1)]
