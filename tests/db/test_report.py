"""The report of a period: the board's goals, what was changed, what clients answered; nobody is named in it."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime

from mottagning.command import carry_out
from mottagning.measures.goals import DEFAULT_GOALS
from mottagning.measures.improvements import Improvement, KeepImprovement
from mottagning.measures.report import report
from mottagning.measures.surveys import CountAnswers, Response
from tests.db import feeds
from tests.db.people import hire

NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)


def change(database, title, made_on, follow_up=None, owner=None):
    kept = Improvement(title=title, made_on=made_on, follow_up=follow_up, owner=owner)
    carry_out(database, KeepImprovement(by=None, at=NOW, improvement=kept))


def answer(database, week, times, **answers):
    each = Response(week=week, way="form", channel="phone", category="sol", answers=tuple(answers.items()))
    carry_out(database, CountAnswers(by=None, at=NOW, responses=(each,) * times))


def test_it_is_of_a_period_with_the_one_before_beside_it(database):
    answer(database, date(2026, 10, 5), 6, kindness=5)
    answer(database, date(2026, 9, 7), 6, kindness=3)
    found = report(database, "month", date(2026, 10, 17), NOW)
    assert (found.first, found.last, found.is_part) == (date(2026, 10, 1), date(2026, 10, 31), False)
    now, before = (
        next(each.estimate.value for each in results.questions if each.key == "kindness")
        for results in (found.answers, found.answers_before)
    )
    assert (now, before) == (100, 50)
    assert report(database, "month", NOW.date(), NOW).is_part
    assert report(database, "week", date(2026, 11, 22), NOW).last == date(2026, 11, 22)


def test_every_goal_that_is_shown_is_in_it_in_the_boards_order(database, tmp_path):
    feeds.take(database, feeds.write(tmp_path / "cases.csv", [feeds.case("C-1")]))
    found = report(database, "month", date(2026, 10, 17), NOW)
    named = [each.goal.measure for figures in found.figures.values() for each in figures]
    assert set(named) == {
        goal.measure for goal in DEFAULT_GOALS if goal.is_shown and not goal.measure.startswith("survey")
    }
    assert list(found.figures) == ["phone", "promises", "cases", "children", "work"]
    answered = found.figures["phone"][0]
    assert (answered.goal.measure, answered.now.value, answered.now.n) == ("calls_answered", None, 0)
    assert [point.start for point in answered.trend][-1] == date(2026, 10, 26)
    assert len(answered.trend) == 26


def test_it_tells_what_was_changed_or_to_be_followed_up_in_the_period(database):
    change(database, "Before, and followed up later", date(2026, 9, 30), date(2026, 11, 2))
    change(database, "Before, and followed up in it", date(2026, 9, 1), date(2026, 10, 1))
    change(database, "On its last day", date(2026, 10, 31))
    change(database, "The day after", date(2026, 11, 1))
    found = report(database, "month", date(2026, 10, 17), NOW)
    assert [each.title for each in found.changes] == ["Before, and followed up in it", "On its last day"]


def test_nobody_can_be_found_in_it(database, tmp_path):
    people = hire(database, "ab")
    feeds.take(database, feeds.write(tmp_path / "cases.csv", [feeds.case("C-2417")]))
    change(database, "Phone hours are doubled", date(2026, 10, 3), owner=people["ab"])
    found = report(database, "month", date(2026, 10, 17), NOW)
    written = " ".join(words(found))
    for secret in ("Person AB", "Person KL", "Åsa", "Öberg", "C-2417", "Karin"):
        assert secret not in written


def words(found):
    """Every text in a value, however deep."""
    if isinstance(found, str):
        yield found
    elif is_dataclass(found):
        for each in fields(found):
            yield from words(getattr(found, each.name))
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from words(key)
            yield from words(value)
    elif isinstance(found, (list, tuple)):
        for each in found:
            yield from words(each)
