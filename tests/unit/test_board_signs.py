"""What is normal for a stay, and which stages are marked before they are full."""

from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.board.ageing import ENOUGH, Ageing, Normal
from mottagning.board.pressure import RECENT, WEEKS, Flow, Sign, flows, sign

TODAY = date(2026, 11, 23)


def test_normal_is_by_stage_and_category() -> None:
    slow, quick = [("investigation", "sol", days) for days in range(1, 101)], [("investigation", "lss", 7)] * 20
    ageing = Ageing([*slow, *quick])
    assert ageing.normal("investigation", "sol") == Normal(50, 80, 100, is_of_category=True)
    assert ageing.normal("investigation", "lss") == Normal(7, 7, 20, is_of_category=True)


def test_a_category_with_few_stays_is_held_against_its_stage_and_a_stage_with_few_against_nothing() -> None:
    many, few = [("decision", "sol", 10)] * ENOUGH, [("decision", "lss", 90)] * (ENOUGH - 1)
    ageing = Ageing([*many, *few, ("received", None, 3)])
    assert ageing.normal("decision", "lss") == Normal(10, 90, 2 * ENOUGH - 1, is_of_category=False)
    assert ageing.normal("decision", "transport") == ageing.normal("decision", None) == ageing.normal("decision", "lss")
    assert ageing.normal("received", None) is None
    assert Ageing([]).normal("received", "sol") is None


@given(st.lists(st.integers(0, 400), min_size=ENOUGH, max_size=60))
def test_four_in_five_have_been_there_for_no_longer_than_usual(days: list[int]) -> None:
    found = Ageing([("decision", "sol", each) for each in days]).normal("decision", "sol")
    assert found is not None
    assert sum(each <= found.usual for each in days) >= 0.8 * len(days)
    assert sum(each < found.usual for each in days) < 0.8 * len(days)
    assert found.median <= median(days) <= max(days)


def test_weeks_are_the_seven_days_up_to_today() -> None:
    ago = [TODAY - timedelta(days=days) for days in (0, 6, 7, 7 * WEEKS - 1, 7 * WEEKS)]
    found = flows([("decision", day, None) for day in ago] + [("received", ago[4], ago[1])], TODAY)
    assert (found["decision"].came[:2], found["decision"].came[-1], sum(found["decision"].came)) == ([2, 1], 1, 4)
    assert (sum(found["received"].came), found["received"].went[0]) == (0, 1)
    assert not flows([("decision", TODAY + timedelta(days=3), None)], TODAY)


def flow(came: list[int], went: list[int]) -> Flow:
    return Flow(came + [0] * (WEEKS - len(came)), went + [0] * (WEEKS - len(went)))


@pytest.mark.parametrize(
    ("count", "limit", "came", "went", "expected"),
    [
        (31, 30, [], [], Sign(what="full", count=31, limit=30)),
        (30, 30, [], [], Sign(what="near", count=30, limit=30)),
        (27, 30, [], [], Sign(what="near", count=27, limit=30)),
        (26, 30, [1, 1, 1, 1], [], Sign(what="reaches", count=26, limit=30, weeks=4, came=4, went=0)),
        (20, 30, [4, 4, 4, 4], [], Sign(what="reaches", count=20, limit=30, weeks=3, came=16, went=0)),
        (20, None, [4, 4, 4, 4], [1, 1, 1, 1], Sign(what="grows", count=20, came=16, went=4)),
        (20, None, [4, 4, 4, 4], [4, 4, 4, 4], None),
        (20, None, [16, 0, 0, 0], [1, 1, 1, 1], None),  # one week alone
        (200, None, [6, 6, 6, 6], [1, 1, 1, 1], None),  # a tenth more is no queue yet
        (20, None, [9] + [3] * 11, [9] + [3] * 11, Sign(what="peak", count=20, came=9, usual=3)),
        (20, None, [4] + [3] * 11, [4] + [3] * 11, None),
        (20, None, [9], [9], None),  # nobody knows what is usual
    ],
)
def test_a_stage_says_the_most_pressing_thing(
    count: int, limit: int | None, came: list[int], went: list[int], expected: Sign | None
) -> None:
    assert sign(count, limit, flow(came, went)) == expected


@given(
    st.integers(0, 50),
    st.lists(st.integers(0, 9), min_size=WEEKS, max_size=WEEKS),
    st.lists(st.integers(0, 9), min_size=WEEKS, max_size=WEEKS),
)
def test_without_a_limit_nothing_is_said_of_one(count: int, came: list[int], went: list[int]) -> None:
    found = sign(count, None, Flow(came, went))
    assert found is None or found.what in ("grows", "peak")
    if found is not None and found.what == "grows":
        assert sum(came[:RECENT]) > sum(went[:RECENT])
        assert not found.hurts
