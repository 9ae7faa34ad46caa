"""What the law gives how long for, and how it stands with it on a given day."""

import calendar
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mottagning.cases.deadlines import (
    DEFAULT_RULES,
    CaseDates,
    Clock,
    Course,
    Deadline,
    Moment,
    Pause,
    Rule,
    Status,
    Unit,
    add_months,
    deadlines,
    due_date,
    most_pressing,
)
from mottagning.worktime import WorkTime

CLOCK = WorkTime()
TODAY = date(2026, 11, 23)


def standing(case: CaseDates, today: date = TODAY) -> dict[str, tuple[str, str]]:
    return {each.rule.code: (str(each.due), each.status) for each in deadlines(case, DEFAULT_RULES, CLOCK, today)}


def rule(amount: int, unit: Unit, starts_from: Moment = "received", soon_days: int = 3) -> Rule:
    return Rule(
        code="own",
        name="Egen frist",
        starts_from=starts_from,
        amount=amount,
        unit=unit,
        stops_with=("decided",),
        soon_days=soon_days,
    )


def test_a_report_of_concern_has_its_assessment_and_its_14_days() -> None:
    case = CaseDates(category="child", type="Orosanmälan barn", stage="received", received=date(2026, 11, 23))
    assert standing(case) == {"protection": ("2026-11-24", "soon"), "preliminary": ("2026-12-07", "on_time")}
    assert standing(case, date(2026, 12, 3))["preliminary"] == ("2026-12-07", "soon")
    assert standing(case, date(2026, 12, 7))["preliminary"] == ("2026-12-07", "soon")
    assert standing(case, date(2026, 12, 8)) == {
        "protection": ("2026-11-24", "late"),
        "preliminary": ("2026-12-07", "late"),
    }


def test_the_investigation_that_follows_has_four_months() -> None:
    case = CaseDates(
        category="child",
        type="OROSANMÄLAN",
        received=date(2026, 10, 25),
        opened=date(2026, 10, 31),
        stage="investigation",
    )
    assert standing(case) == {
        "child_investigation": ("2027-02-28", "on_time"),
        "protection": ("2026-10-26", "done"),
        "preliminary": ("2026-11-08", "done"),
    }
    assert standing(case, date(2027, 2, 7))["child_investigation"][1] == "soon"
    assert standing(case, date(2027, 3, 1))["child_investigation"][1] == "late"


def test_no_14_days_when_an_investigation_is_open_already() -> None:
    case = CaseDates(type="orosanmälan", received=date(2026, 11, 20), opened=date(2026, 9, 1))
    assert list(standing(case)) == ["protection"]


def test_an_investigation_opened_the_same_day_ends_the_14_days_at_once() -> None:
    case = CaseDates(type="orosanmälan", received=date(2026, 11, 20), opened=date(2026, 11, 20))
    assert standing(case)["preliminary"] == ("2026-12-04", "done")


def test_a_decision_before_the_investigation_opened_does_not_end_it() -> None:
    case = CaseDates(category="child", opened=date(2026, 11, 1), decided=date(2026, 10, 1))
    assert standing(case) == {"child_investigation": ("2027-03-01", "on_time")}


def test_feedback_only_when_the_notifier_asked_for_it() -> None:
    asked = CaseDates(type="Orosanmälan", decided=date(2026, 11, 18), feedback_requested=date(2026, 11, 10))
    assert standing(asked) == {"notifier_feedback": ("2026-11-25", "soon")}
    assert standing(CaseDates(type="Orosanmälan", decided=date(2026, 11, 18))) == {}


@pytest.mark.parametrize(
    ("category", "stage", "codes"),
    [
        ("sol", "execution", ["execution"]),
        ("lss", "decision", ["execution"]),
        ("sol", "follow_up", []),
        ("transport", "execution", []),
        ("child", "execution", ["execution"]),
    ],
)
def test_a_decision_is_carried_out_within_three_months(category: str, stage: str, codes: list[str]) -> None:
    case = CaseDates(category=category, stage=stage, decided=date(2026, 11, 30))
    assert list(standing(case)) == codes
    if codes:
        assert standing(case, date(2027, 2, 28))["execution"] == ("2027-02-28", "soon")


def test_an_application_may_be_hurried_after_six_months_and_answered_in_four_weeks() -> None:
    case = CaseDates(category="lss", received=date(2026, 4, 1), decision_requested=date(2026, 11, 2))
    assert standing(case) == {
        "may_ask_for_decision": ("2026-10-01", "late"),
        "decision_asked_for": ("2026-11-30", "soon"),
    }


def test_what_is_done_says_since_when_and_stands_last() -> None:
    case = CaseDates(
        category="sol",
        stage="execution",
        received=date(2026, 1, 7),
        decided=date(2026, 11, 1),
        closed=date(2026, 11, 2),
    )
    first, second = deadlines(case, [DEFAULT_RULES[5], DEFAULT_RULES[4]], CLOCK, TODAY)
    assert (first.rule.code, first.status, first.stopped) == ("may_ask_for_decision", "done", date(2026, 11, 1))
    assert (second.rule.code, second.status, second.stopped) == ("execution", "done", date(2026, 11, 2))
    late_first = deadlines(CaseDates(received=date(2026, 11, 1)), [rule(40, "days"), rule(1, "days")], CLOCK, TODAY)
    assert [each.status for each in late_first] == ["late", "on_time"]


def test_a_case_without_dates_has_no_deadlines() -> None:
    assert standing(CaseDates(category="child", type="Orosanmälan")) == {}


@pytest.mark.parametrize(
    ("amount", "unit", "start", "due"),
    [
        (14, "days", date(2026, 12, 20), date(2027, 1, 3)),
        (0, "days", date(2026, 12, 20), date(2026, 12, 20)),
        (2, "weeks", date(2026, 2, 20), date(2026, 3, 6)),
        (10, "working_days", date(2026, 12, 22), date(2027, 1, 12)),
        (0, "working_days", date(2026, 12, 24), date(2026, 12, 28)),
        (4, "months", date(2026, 10, 31), date(2027, 2, 28)),
        (4, "months", date(2027, 10, 31), date(2028, 2, 29)),
        (1, "months", date(2026, 8, 31), date(2026, 9, 30)),
        (12, "months", date(2028, 2, 29), date(2029, 2, 28)),
        (6, "months", date(2026, 7, 1), date(2027, 1, 1)),
        (4, "months", date(9999, 10, 1), date.max),
        (14, "days", date(9999, 12, 30), date.max),
    ],
)
def test_days_weeks_working_days_and_months(amount: int, unit: Unit, start: date, due: date) -> None:
    assert due_date(rule(amount, unit), start, CLOCK) == due


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 12, 3), "on_time"),
        (date(2026, 12, 4), "soon"),
        (date(2026, 12, 7), "soon"),
        (date(2026, 12, 8), "late"),
    ],
)
def test_soon_begins_as_many_days_before_as_the_rule_says(day: date, status: Status) -> None:
    own = rule(14, "days", soon_days=3)
    found = deadlines(CaseDates(received=date(2026, 11, 23)), [own], CLOCK, day)
    assert found == (Deadline(own, date(2026, 12, 7), status),)


def test_rules_that_make_no_sense_are_refused() -> None:
    for wrong in (
        {"starts_from": "weather"},
        {"stops_with": ("weather",)},
        {"stops_with": ()},
        {"unit": "years"},
        {"amount": -1},
        {"soon_days": -1},
    ):
        sound = {
            "code": "x",
            "name": "x",
            "starts_from": "received",
            "amount": 1,
            "unit": "days",
            "stops_with": ("closed",),
        }
        with pytest.raises(ValueError):
            Rule(**{**sound, **wrong})  # type: ignore[arg-type]


def test_each_rule_has_a_code_of_its_own_and_its_law() -> None:
    assert len({each.code for each in DEFAULT_RULES}) == len(DEFAULT_RULES)
    assert all(each.law for each in DEFAULT_RULES)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == min(day.day, last)
    assert add_months(later, -months) <= day


@settings(deadline=None)  # the first one loads the holidays
@given(
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.integers(0, 40),
    st.sampled_from(["days", "working_days", "months"]),
)
def test_a_deadline_goes_from_on_time_by_soon_to_late(start: date, amount: int, unit: Unit) -> None:
    own = rule(amount, unit)
    case = CaseDates(received=start)
    due = due_date(own, start, CLOCK)
    order = ["on_time", "soon", "late"]
    days = [deadlines(case, [own], CLOCK, due + timedelta(days=n))[0].status for n in range(-5, 3)]
    assert days == sorted(days, key=order.index)
    assert days[4:] == ["soon", "soon", "late", "late"]


# What was decided in a single case ------------------------------------------------------------------------------------


def course_of(own: Rule, today: date, **decided: object) -> tuple[str, str, str | None]:
    clock = Clock([own], CLOCK, today)
    found = clock.standing(CaseDates(received=date(2026, 11, 2)), {own.code: Course(**decided)})[0]  # type: ignore[arg-type]
    return str(found.due), found.status, str(found.original) if found.original else None


def test_a_prolonged_deadline_is_due_on_the_day_decided_and_says_when_it_was() -> None:
    own = replace(rule(14, "days"), may_prolong=True)
    decided = {"prolonged_on": date(2026, 11, 10), "until": date(2026, 12, 1)}
    assert course_of(own, date(2026, 11, 20), **decided) == ("2026-12-01", "on_time", "2026-11-16")
    assert course_of(own, date(2026, 11, 30), **decided) == ("2026-12-01", "soon", "2026-11-16")
    assert course_of(own, date(2026, 12, 2), **decided) == ("2026-12-01", "late", "2026-11-16")


def test_a_deadline_that_stood_still_is_due_as_many_days_later() -> None:
    own = rule(14, "days")  # 2026-11-16
    closed = {"pauses": (Pause(date(2026, 11, 5), date(2026, 11, 9)),)}
    assert course_of(own, date(2026, 11, 4), **closed) == ("2026-11-16", "on_time", None)
    assert course_of(own, date(2026, 11, 6), **closed) == ("2026-11-18", "paused", "2026-11-16")
    assert course_of(own, date(2026, 11, 12), **closed) == ("2026-11-21", "on_time", "2026-11-16")
    assert course_of(own, date(2026, 11, 22), **closed) == ("2026-11-21", "late", "2026-11-16")


def test_as_long_as_it_stands_still_it_never_becomes_late() -> None:
    own, going_on = rule(14, "days"), {"pauses": (Pause(date(2026, 11, 16)),)}
    assert course_of(own, date(2027, 3, 1), **going_on)[1] == "paused"
    assert course_of(own, date(2027, 3, 1), pauses=(Pause(date(2026, 11, 17)),)) == ("2026-11-16", "late", None)


def test_working_days_stand_still_on_working_days_alone() -> None:
    own = rule(10, "working_days")  # 2026-11-16
    weekend = {"pauses": (Pause(date(2026, 11, 6), date(2026, 11, 9)),)}
    assert course_of(own, date(2026, 11, 12), **weekend)[0] == "2026-11-18"


def test_a_pause_from_before_it_was_prolonged_counts_no_more() -> None:
    decided = {
        "prolonged_on": date(2026, 11, 10),
        "until": date(2026, 12, 1),
        "pauses": (Pause(date(2026, 11, 4), date(2026, 11, 6)), Pause(date(2026, 11, 11), date(2026, 11, 11))),
    }
    assert course_of(rule(14, "days"), date(2026, 11, 20), **decided)[0] == "2026-12-02"


def test_what_is_done_stays_done_whatever_was_decided() -> None:
    own = rule(14, "days")
    case = CaseDates(received=date(2026, 11, 2), decided=date(2026, 11, 12))
    found = Clock([own], CLOCK, TODAY).standing(case, {"own": Course(pauses=(Pause(date(2026, 11, 5)),))})
    assert [each.status for each in found] == ["done"]


def test_a_pause_that_nobody_ended_ends_with_the_deadline() -> None:
    own = rule(14, "days")
    case = CaseDates(received=date(2026, 11, 2), decided=date(2026, 11, 12))
    for today in (date(2026, 11, 23), date(2027, 5, 1)):
        found = Clock([own], CLOCK, today).standing(case, {"own": Course(pauses=(Pause(date(2026, 11, 10)),))})
        assert (found[0].due, found[0].stopped) == (date(2026, 11, 19), date(2026, 11, 12))


@pytest.mark.parametrize(
    ("prolonged_on", "until"),
    [(date(2026, 10, 30), date(2026, 12, 24)), (date(2026, 11, 5), date(2026, 11, 10))],
)
def test_an_earlier_prolongation_or_a_shorter_one_moves_nothing(prolonged_on: date, until: date) -> None:
    found = course_of(rule(14, "days"), TODAY, prolonged_on=prolonged_on, until=until)
    assert found == ("2026-11-16", "late", None)


@settings(deadline=None)
@given(
    st.integers(0, 20),
    st.integers(0, 30),
    st.integers(0, 60),
    st.sampled_from(["days", "weeks", "months"]),
)
def test_standing_still_moves_a_deadline_by_its_days_and_no_further(
    after: int, length: int, passed: int, unit: Unit
) -> None:
    own, start = rule(3, unit), date(2026, 11, 2)
    due, first = due_date(own, start, CLOCK), start + timedelta(days=after)
    last = first + timedelta(days=length)
    today = last + timedelta(days=passed)
    found = Clock([own], CLOCK, today).standing(
        CaseDates(received=start), {"own": Course(pauses=(Pause(first, last),))}
    )[0]
    moved = 0 if first > due else length + 1
    assert found.due == due + timedelta(days=moved)
    assert (found.status == "late") == (today > found.due)


def test_the_most_pressing_is_late_then_soon_then_the_next() -> None:
    def one(due: int, status: Status) -> Deadline:
        return Deadline(rule(1, "days"), date(2026, 11, due), status)

    soon, later, late = one(28, "soon"), one(25, "on_time"), one(20, "late")
    still, done = one(1, "paused"), one(2, "done")
    assert most_pressing([done, still, later, soon, late]) == late
    assert most_pressing([done, still, later, soon]) == soon
    assert most_pressing([done, still, later]) == later
    assert most_pressing([done, still]) is None


def test_one_clock_tells_many_cases_apart() -> None:
    clock = Clock(DEFAULT_RULES, CLOCK, TODAY)
    cases = [
        CaseDates(category=category, type=kind, stage=stage, received=received, opened=opened)
        for category in ("child", "sol", None)
        for kind in ("Orosanmälan", "Hemtjänst")
        for stage in ("received", "execution")
        for received in (date(2026, 11, 1), date(2026, 5, 1))
        for opened in (None, date(2026, 6, 1))
    ]
    assert [clock.standing(case) for case in cases] == [deadlines(case, DEFAULT_RULES, CLOCK, TODAY) for case in cases]
