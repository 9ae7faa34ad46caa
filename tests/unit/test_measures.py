"""The measures: each share with its number, nothing of none, and nothing guessed."""

from datetime import UTC, date, datetime, time, timedelta

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.cases.deadlines import DEFAULT_RULES, CaseDates, Clock, Deadline
from mottagning.measures import counting
from mottagning.measures.arrays import NONE, SECOND, Words, as_date, cut, day_number, joined, moment
from mottagning.measures.counting import Calls, Measure, judged, median, percentile
from mottagning.measures.deadlinefigures import Told, judged_together
from mottagning.measures.goals import FEWEST, judge
from mottagning.measures.opentime import OpenTime, local_days
from mottagning.worktime import ZONE, WorkTime

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
UNKNOWN = -1.0


def words(*each: str) -> Words:
    known = tuple(dict.fromkeys(each))
    return Words(numpy.array([known.index(word) for word in each], numpy.int64), known)


def moments(*each: datetime | None) -> numpy.ndarray:
    return numpy.array([NONE if at is None else moment(at) for at in each], numpy.int64)


def figures(*happened: tuple[str, float, bool]) -> dict[str, Measure]:
    status, waited, while_open = zip(*happened, strict=True) if happened else ((), (), ())
    calls = Calls(words(*status), numpy.array(waited, float), numpy.array(while_open, bool))
    return {each.name: each for each in counting.calls(calls)}


class TestCalls:
    def test_shares_of_what_is_known(self):
        found = figures(
            ("ended", 20, True), ("answered", 40, True), ("elsewhere", UNKNOWN, True), ("missed", UNKNOWN, True)
        )
        answered, abandoned = found["calls_answered"], found["calls_abandoned"]
        assert (answered.value, answered.n, answered.excluded) == (75, 4, 0)
        assert (abandoned.value, abandoned.n) == (25, 4)

    def test_what_nobody_knows_and_what_came_at_night_is_left_out_and_counted(self):
        answered = figures(
            ("ended", 20, True), ("unknown", 20, True), ("ringing", UNKNOWN, True), ("missed", UNKNOWN, False)
        )["calls_answered"]
        assert (answered.value, answered.n, answered.excluded) == (100, 1, 3)

    def test_waits_are_of_answered_calls_whose_ringing_is_known(self):
        waits = [("ended", second, True) for second in (10, 20, 30, 40, 50, 60, 70, 80, 90, 300)]
        found = figures(*waits, ("elsewhere", UNKNOWN, True), ("ended", UNKNOWN, True), ("missed", 999, True))
        assert (found["wait_median"].value, found["wait_median"].n, found["wait_median"].excluded) == (55, 10, 2)
        assert [found[f"wait_p{share}"].value for share in (80, 90, 95)] == [80, 90, 300]

    def test_of_nothing_there_is_no_figure(self):
        nothing = moments()
        none = (counting.solved(words(), numpy.array([], bool)), counting.kept("x", nothing, nothing, 0, NONE))
        for found in (*figures().values(), *none, counting.share("x", numpy.array([], bool))):
            assert (found.value, found.n, found.excluded) == (None, 0, 0)


class TestPromises:
    def kept(self, *promises: tuple[datetime | None, datetime | None]) -> tuple[float | None, int, int]:
        due, done = (moments(*each) for each in zip(*promises, strict=True))
        found = counting.kept("mail_in_time", due, done, moment(NOON), NONE)
        return found.value, found.n, found.excluded

    def test_in_time_is_at_the_latest_when_it_is_due(self):
        promises = [(NOON - HOUR, NOON - HOUR), (NOON - HOUR, NOON), (NOON - HOUR, None), (NOON + HOUR, NOON)]
        assert self.kept(*promises) == (50, 4, 0)

    def test_what_may_still_be_done_or_never_could_is_left_out(self):
        assert self.kept((NOON + HOUR, None), (NOON, None), (None, NOON)) == (None, 0, 3)


def test_solved_is_of_what_needed_anything():
    outcomes = words("solved", "accepted", "referred", "no_action", "solved")
    found = counting.solved(outcomes, numpy.array([True, True, True, True, False]))
    assert (round(found.value or 0, 1), found.n, found.excluded) == (33.3, 3, 2)


def test_days_in_each_stage():
    days = numpy.array([3, 13, NONE, -2], numpy.int64)
    measures = counting.stages(words("received", "received", "received", "own"), days, NONE, ("received", "decision"))
    found = {each.name: each for each in measures}
    assert list(found) == ["stage_days_received", "stage_days_decision", "stage_days_own"]
    received = found["stage_days_received"]
    assert (received.value, received.n, received.excluded, received.unit) == (8, 2, 1, "days")
    assert (found["stage_days_decision"].value, found["stage_days_decision"].n) == (None, 0)
    assert found["stage_days_own"].value == 0


DAYS = st.none() | st.dates(date(2026, 5, 1), date(2026, 11, 30))
CASES = st.builds(
    CaseDates,
    category=st.sampled_from(("child", "sol", "transport", None)),
    type=st.sampled_from(("orosanmälan", "hemtjänst", None)),
    stage=st.sampled_from(("received", "investigation", "decision")),
    **dict.fromkeys(("received", "opened", "decided", "executed", "closed"), DAYS),
)


def told(cases: list[CaseDates]) -> Told:
    dates = ("received", "opened", "decided", "executed", "closed")
    return Told(
        id=numpy.arange(len(cases)),
        **{name: words(*(getattr(case, name) or "" for case in cases)) for name in ("category", "type", "stage")},
        dates={
            name: numpy.array(
                [NONE if getattr(case, name) is None else day_number(getattr(case, name)) for case in cases]
            )
            for name in dates
        },
    )


class TestDeadlines:
    TODAY = date(2026, 11, 23)

    @given(st.lists(CASES, min_size=1, max_size=30), st.dates(date(2026, 5, 1), date(2026, 12, 31)))
    def test_of_many_cases_at_once_they_are_as_the_clock_tells_them_one_by_one(self, cases, since):
        clock = Clock(DEFAULT_RULES, WorkTime(), self.TODAY)
        expected = sorted(
            (deadline.rule.code, *decided)
            for case in cases
            for deadline in clock.standing(case)
            if (decided := judged(deadline)) is not None
        )
        every = numpy.ones(len(cases), bool)
        for first in (date.min, since):
            found = judged_together(told(cases), every, DEFAULT_RULES, WorkTime(), self.TODAY, first)
            rows = [
                (each.rule.code, as_date(day), bool(kept))
                for each in found
                for day, kept in zip(each.day, each.is_kept, strict=True)
            ]
            assert sorted(row for row in rows if row[1] >= first) == [row for row in expected if row[1] >= first]

    def test_one_that_stands_still_is_neither_kept_nor_missed(self):
        rule = next(rule for rule in DEFAULT_RULES if rule.code == "child_investigation")
        due = date(2026, 11, 10)
        assert judged(Deadline(rule, due, "paused")) is None
        assert judged(Deadline(rule, due, "on_time")) is None
        assert judged(Deadline(rule, due, "late")) == (due, False)
        assert judged(Deadline(rule, due, "done", due)) == (due, True)
        assert judged(Deadline(rule, due, "done", date(2026, 11, 2))) == (date(2026, 11, 2), True)
        assert judged(Deadline(rule, due, "done", date(2026, 11, 11))) == (due, False)

    def test_which_deadlines_are_about_opening_and_finishing(self):
        opening = [rule.code for rule in DEFAULT_RULES if counting.is_of_opening(rule)]
        finishing = [rule.code for rule in DEFAULT_RULES if counting.is_of_finishing(rule)]
        assert (opening, finishing) == (["preliminary"], ["child_investigation"])
        assert not [rule.code for rule in DEFAULT_RULES if rule.code == "protection" and counting.can_be_judged(rule)]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_covers_what_it_says(values, percent):
    values.sort()
    found = percentile(numpy.array(values), percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100
    below = [value for value in values if value < found]
    assert len(below) < len(values) * percent / 100


def test_the_median_is_in_the_middle():
    assert median(numpy.array([1.0, 2.0, 10.0])) == 2
    assert median(numpy.array([1.0, 2.0, 3.0, 10.0])) == 2.5
    assert median(numpy.array([])) is percentile(numpy.array([]), 80) is None


STOCKHOLM = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-12-31"), timezones=st.just(ZONE)
)
CLOCK = WorkTime(other_hours={date(2026, 3, 29): ((time(1), time(5)),)})
LAID_OUT = OpenTime(CLOCK, date(2026, 1, 1), date(2026, 12, 31))


@given(STOCKHOLM, STOCKHOLM)
def test_working_time_is_that_of_the_clock(one, other):
    earlier, later = sorted((one, other))
    minutes = LAID_OUT.minutes(moments(earlier), moments(later))
    assert minutes[0] == pytest.approx(CLOCK.hours_between(earlier, later) * 60, abs=1e-6)
    assert LAID_OUT.is_open(moments(one))[0] == CLOCK.is_open(one)
    day = day_number(one.date())
    assert local_days(moments(one))[0] == day
    assert LAID_OUT.closes(numpy.array([day]), 1)[0] == moment(CLOCK.reply_due(one))


def test_rows_of_a_period_and_what_stands_beside_a_key():
    days = numpy.array([day_number(date(2026, 11, day)) for day in (9, 1, 30, 2)] + [NONE])
    whole, end = (date(2026, 11, 1), date(2026, 11, 9)), (date(2026, 11, 30), date(2026, 12, 31))
    assert [sorted(rows.tolist()) for rows in cut(days, [whole, end])] == [[0, 1, 3], [2]]
    keys, values = numpy.array([2, 5, 5, 9]), numpy.array([20, 50, 51, 90])
    assert joined(keys, values, numpy.array([9, 3, 5, 11])).tolist() == [90, NONE, 50, NONE]
    assert joined(keys[:0], values[:0], keys).tolist() == [NONE] * 4
    assert moment(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == SECOND


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
        assert judge(self.measure(None, n=0), None) == "nothing"
        assert judge(self.measure(80), self.measure(10, n=FEWEST - 1)) == "missed"
        assert judge(self.measure(80, target=None), None) == ""
