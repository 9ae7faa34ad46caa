"""The measures: each share with its number, nothing of none, and nothing guessed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.cases.deadlines import DEFAULT_RULES, CaseDates, Deadline, deadlines
from mottagning.measures import counting
from mottagning.measures.counting import Call, Ended, Measure, Promised, percentile
from mottagning.measures.goals import FEWEST, judge
from mottagning.worktime import WorkTime

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def figures(*happened: Call) -> dict[str, Measure]:
    return {each.name: each for each in counting.calls(happened)}


class TestCalls:
    def test_shares_of_what_is_known(self):
        found = figures(
            Call("ended", 20, True),
            Call("answered", 40, True),
            Call("elsewhere", None, True),
            Call("missed", None, True),
        )
        answered, abandoned = found["calls_answered"], found["calls_abandoned"]
        assert (answered.value, answered.n, answered.excluded) == (75, 4, 0)
        assert (abandoned.value, abandoned.n) == (25, 4)

    def test_what_nobody_knows_and_what_came_at_night_is_left_out_and_counted(self):
        found = figures(
            Call("ended", 20, True), Call("unknown", 20, True), Call("ringing", None, True), Call("missed", None, False)
        )
        assert (found["calls_answered"].value, found["calls_answered"].n, found["calls_answered"].excluded) == (
            100,
            1,
            3,
        )

    def test_waits_are_of_answered_calls_whose_ringing_is_known(self):
        waits = [Call("ended", second, True) for second in (10, 20, 30, 40, 50, 60, 70, 80, 90, 300)]
        found = figures(*waits, Call("elsewhere", None, True), Call("ended", None, True), Call("missed", 999, True))
        assert (found["wait_median"].value, found["wait_median"].n, found["wait_median"].excluded) == (55, 10, 2)
        assert found["wait_p90"].value == 90

    def test_of_nothing_there_is_no_figure(self):
        for found in (*counting.calls([]), counting.solved([]), counting.kept("x", [], NOON)):
            assert (found.value, found.n) == (None, 0)


class TestPromises:
    def test_in_time_is_at_the_latest_when_it_is_due(self):
        promises = [
            Promised(NOON - HOUR, NOON - HOUR),
            Promised(NOON - HOUR, NOON),
            Promised(NOON - HOUR, None),
            Promised(NOON + HOUR, NOON),
        ]
        found = counting.kept("mail_in_time", promises, NOON)
        assert (found.value, found.n, found.excluded) == (50, 4, 0)

    def test_what_may_still_be_done_or_never_could_is_left_out(self):
        found = counting.kept("x", [Promised(NOON + HOUR, None), Promised(NOON, None), Promised(None, NOON)], NOON)
        assert (found.value, found.n, found.excluded) == (None, 0, 3)


def test_solved_is_of_what_needed_anything():
    ended = [Ended("solved"), Ended("accepted"), Ended("referred"), Ended("no_action"), Ended("solved", is_known=False)]
    found = counting.solved(ended)
    assert (round(found.value or 0, 1), found.n, found.excluded) == (33.3, 3, 2)


def test_days_in_each_stage():
    day = date(2026, 11, 23)
    cases = [("received", date(2026, 11, 20)), ("received", date(2026, 11, 10)), ("received", None), ("own", day)]
    found = {each.name: each for each in counting.stages(cases, day, ("received", "decision"))}
    assert list(found) == ["stage_days_received", "stage_days_decision", "stage_days_own"]
    received = found["stage_days_received"]
    assert (received.value, received.n, received.excluded, received.unit) == (8, 2, 1, "days")
    assert (found["stage_days_decision"].value, found["stage_days_decision"].n) == (None, 0)


class TestDeadlines:
    FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)

    def found(self, *cases: CaseDates) -> Measure:
        every: list[Deadline] = []
        for case in cases:
            every += deadlines(case, DEFAULT_RULES, WorkTime(), self.LAST)
        return counting.deadlines_kept(every, self.FIRST, self.LAST)

    def test_kept_and_missed_in_the_period(self):
        opened = date(2026, 7, 10)  # four months: 10 November
        found = self.found(
            CaseDates(category="child", opened=opened, decided=date(2026, 11, 10)),
            CaseDates(category="child", opened=opened, decided=date(2026, 11, 11)),
            CaseDates(category="child", opened=opened),
        )
        assert (round(found.value or 0, 1), found.n) == (33.3, 3)

    def test_another_months_and_those_that_run_are_not_the_periods(self):
        found = self.found(
            CaseDates(category="child", opened=date(2026, 6, 10), decided=date(2026, 10, 9)),
            CaseDates(category="child", opened=date(2026, 6, 10), decided=date(2026, 11, 9)),  # missed in October
            CaseDates(category="child", opened=date(2026, 8, 10)),
        )
        assert (found.value, found.n, found.excluded) == (None, 0, 0)

    def test_one_that_stands_still_is_neither_kept_nor_missed(self):
        due = date(2026, 11, 10)
        rule = next(rule for rule in DEFAULT_RULES if rule.code == "child_investigation")
        found = counting.deadlines_kept(
            [Deadline(rule, due, "paused"), Deadline(rule, due, "late")], self.FIRST, self.LAST
        )
        assert (found.value, found.n) == (0, 1)

    def test_what_the_case_list_does_not_tell_is_left_out(self):
        report = CaseDates(type="Orosanmälan", received=date(2026, 11, 2), opened=date(2026, 11, 9))
        found = self.found(report)  # the 14 days are kept; when protection was assessed nobody knows
        assert (found.value, found.n, found.excluded) == (100, 1, 1)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_covers_what_it_says(values, percent):
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100
    below = [value for value in values if value < found]
    assert len(below) < len(values) * percent / 100


def test_a_wait_that_cannot_be_is_unknown():
    assert counting.seconds(NOON + HOUR, NOON) == 3600
    assert counting.seconds(NOON, NOON + HOUR) is counting.seconds(None, NOON) is None


class TestJudging:
    def measure(
        self, value: float | None, n: int = 50, name: str = "mail_in_time", target: float | None = 90
    ) -> Measure:
        return Measure(name=name, value=value, unit="percent", n=n, target=target)

    @pytest.mark.parametrize(
        ("now", "before", "said"),
        [(90, 10, "reached"), (80, 70, "nearer"), (70, 80, "further"), (80, 80, "missed"), (80, None, "missed")],
    )
    def test_more_is_better(self, now, before, said):
        assert judge(self.measure(now), None if before is None else self.measure(before)) == said

    @pytest.mark.parametrize(("now", "before", "said"), [(10, 40, "reached"), (20, 30, "nearer"), (30, 20, "further")])
    def test_less_is_better_where_it_is(self, now, before, said):
        name = "calls_abandoned"
        assert judge(self.measure(now, name=name, target=10), self.measure(before, name=name, target=10)) == said

    def test_few_say_nothing(self):
        assert judge(self.measure(100, n=FEWEST - 1), None) == "few"
        assert judge(self.measure(None, n=0), None) == "few"
        assert judge(self.measure(80), self.measure(10, n=FEWEST - 1)) == "missed"
        assert judge(self.measure(80, target=None), None) == ""
