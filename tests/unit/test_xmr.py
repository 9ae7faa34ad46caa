"""The XmR chart, against a textbook's figures and another way of counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.measures.xmr import FEWEST, Limits, chart

NIST = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""The batches of NIST/SEMATECH's e-Handbook of Statistical Methods, 6.3.2.2: mean 50.81, limits 55.8041 and 45.8159."""
CALM = (10.0, 12.0) * 6
WIDE = (10.0, 14.0) * 6


def test_the_textbooks_limits():
    (limits,) = chart(NIST).limits
    assert (limits.first, limits.last) == (0, 9)
    assert limits.centre == pytest.approx(50.81)
    # The book takes 3 / 1.128 where others take 2.66.
    assert (limits.upper, limits.lower) == pytest.approx((55.8041, 45.8159), abs=1e-3)
    assert chart(NIST).signals == ()


@given(st.lists(st.floats(-1e4, 1e4, allow_nan=False), min_size=FEWEST, max_size=60))
def test_as_numpy_counts_it(values):
    (found,) = chart(values).limits
    reach = 2.66 * np.abs(np.diff(values)).mean()
    assert found.centre == pytest.approx(np.mean(values), abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((np.mean(values) - reach, np.mean(values) + reach), abs=1e-6)
    outside = {place for place, signal in chart(values).signals if signal != "run"}
    clear = np.abs(np.abs(np.asarray(values) - np.mean(values)) - reach) > 1e-4
    expected = {int(place) for place in np.flatnonzero((np.abs(np.asarray(values) - np.mean(values)) > reach) & clear)}
    assert expected <= outside
    assert all(place in expected or not clear[place] for place in outside)


def test_fewer_than_eight_say_nothing():
    assert chart(CALM[:7]) == chart([]) == chart([None] * 20)
    assert chart([*CALM[:7], None]).limits == ()
    assert len(chart(CALM[:8]).limits) == 1


def test_a_point_outside():
    values = [*WIDE, 40.0, *WIDE]
    assert chart(values).signals == ((12, "above"),)
    assert chart([-value for value in values]).signals == ((12, "below"),)


def test_eight_on_one_side_of_the_centre_and_not_seven():
    low, high = [10.0, 11.0] * 10, [13.0, 14.0, 13.0, 14.0, 13.0, 14.0, 13.0, 14.0]
    assert [place for place, signal in chart([*low, *high]).signals if place >= 20] == list(range(20, 28))
    assert {signal for _, signal in chart([*low, *high]).signals} == {"run"}
    assert [place for place, _ in chart([*low, *high[:7]]).signals if place >= 20] == []


def test_a_value_on_the_centre_ends_a_run():
    values = [4.0, 8, 4, 8, 10, 4, 8, 4, 8, 12, 16, 12, 16, 10, 12, 16, 12, 16]
    assert [signal for _, signal in chart(values).signals] == []
    assert [signal for _, signal in chart([value for value in values if value != 10]).signals] == ["run"] * 16


def test_gaps_are_passed_over_and_no_range_is_taken_across_one():
    with_gaps = [10.0, 12.0, None, 90.0, 92.0, None, 10.0, 12.0, 10.0, 12.0]
    (limits,) = chart(with_gaps).limits
    assert (limits.first, limits.last) == (0, 9)
    assert limits.upper - limits.centre == pytest.approx(2.66 * 2)


def test_counted_anew_after_a_change():
    before, after = CALM[:10], [value + 50 for value in CALM[:8]]
    found = chart([*before, *after], anew=[10])
    assert [(limits.first, limits.last, limits.centre) for limits in found.limits] == [(0, 9, 11.0), (10, 17, 61.0)]
    assert found.signals == ()
    assert found.latest == found.limits[-1]


def test_too_soon_after_a_change_there_are_no_limits_for_what_came_after():
    found = chart([*CALM[:10], 99.0, 98.0], anew=[10, 0, 40])
    assert [(limits.first, limits.last) for limits in found.limits] == [(0, 9)]
    assert found.signals == ()


def test_a_share_cannot_be_more_than_all():
    shares = [100.0, 90.0] * 5
    (limits,) = chart(shares, least=0, most=100).limits
    assert limits.upper == 100
    assert limits.lower == pytest.approx(95 - 26.6)
    assert chart(shares, least=0, most=100).signals == ()


def test_the_same_every_week_is_no_signal():
    third = [200 / 3] * 11
    assert chart(third).signals == ()
    assert chart(third).limits == (Limits(0, 10, *(pytest.approx(200 / 3) for _ in range(3))),)
