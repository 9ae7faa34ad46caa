"""Logged calls and told ones of one number, paired: as many as can be, in order, the likeliest."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.phone.calllog import LoggedCall
from mottagning.contacts.phone.callpairs import Told, pairs, skew_of

NINE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ZERO = timedelta()


def logged(*seconds: int, answered: bool = False) -> list[LoggedCall]:
    moments = [NINE + timedelta(seconds=each) for each in seconds]
    return [
        LoggedCall(
            line=n,
            start=at,
            answered=at if answered else None,
            ended=at + timedelta(seconds=20),
            number="1",
            direction="in",
        )
        for n, at in enumerate(moments)
    ]


def told(*seconds: int, spoken: bool = False) -> list[Told]:
    status = "ended" if spoken else "missed"
    return [Told(n, NINE + timedelta(seconds=each), status, spoken) for n, each in enumerate(seconds)]


@pytest.mark.parametrize(
    ("rows", "calls", "expected"),
    [
        ((0, 240), (240, 480), [(0, 0), (1, 1)]),  # two clocks: both can be paired, though one would fit better
        ((0, 120, 240), (121,), [(1, 0)]),
        ((0,), (2, 100), [(0, 0)]),
        ((0, 60), (60, 70), [(0, 0), (1, 1)]),
        ((0,), (301,), []),
        ((), (0,), []),
    ],
)
def test_as_many_as_can_be_and_the_likeliest(
    rows: tuple[int, ...], calls: tuple[int, ...], expected: list[tuple[int, int]]
) -> None:
    found = pairs(logged(*rows), told(*calls), ZERO)
    assert [(row.line, call.contact) for row, call in found] == expected


def test_what_was_spoken_on_is_not_taken_for_a_missed_call() -> None:
    rows = sorted([*logged(0), *logged(90, answered=True)], key=lambda each: each.start)
    ((row, _),) = pairs(rows, told(10, spoken=True), ZERO)
    assert row.answered is not None


def test_a_call_whose_beginning_was_not_told_is_known_by_any_moment_of_it() -> None:
    ((row, _),) = pairs(logged(0, 25), [Told(0, NINE + timedelta(seconds=18), "missed", False, has_begun=False)], ZERO)
    assert row.line == 0


def test_the_clocks_are_known_by_those_that_can_only_be_each_other() -> None:
    ahead = [(logged(0), told(120)), (logged(500), told(622)), (logged(900), told(1019)), (logged(0, 60), told(400))]
    assert skew_of(ahead) == timedelta(seconds=120)
    assert skew_of(ahead[:2]) == ZERO


@given(st.lists(st.integers(0, 900), max_size=8), st.lists(st.integers(0, 900), max_size=8))
def test_no_call_is_paired_twice_nor_one_that_could_be_left_out(rows: list[int], calls: list[int]) -> None:
    found = pairs(logged(*sorted(rows)), told(*sorted(calls)), ZERO)
    assert len({row.line for row, _ in found}) == len({call.contact for _, call in found}) == len(found)
    lines, contacts = {row.line for row, _ in found}, {call.contact for _, call in found}
    left = [row for row in logged(*sorted(rows)) if row.line not in lines]
    free = [call for call in told(*sorted(calls)) if call.contact not in contacts]
    near = timedelta(minutes=5)
    crossing = [(row, call) for row in left for call in free if abs(row.start - call.at) <= near]
    assert not crossing
