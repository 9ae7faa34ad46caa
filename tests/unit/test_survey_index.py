"""What answers come to: SKR's index, and intervals that hold what is true as often as they say."""

import random

import pytest

from mottagning.measures.surveyindex import SCALE, index, share


def test_answers_become_the_index_of_skr() -> None:
    found = index({5: 3, 4: 1, 1: 1})
    assert found is not None
    assert (found.value, found.n) == ((3 * 100 + 75 + 0) / 5, 5)
    assert index({}) is None


def test_a_share_has_wilsons_interval() -> None:
    # Wilson's own formula with 8 of 10, as any table of it has it.
    found = share(8, 10)
    assert found is not None
    assert (found.value, round(found.low, 1), round(found.high, 1)) == (80, 49.0, 94.3)


def test_a_handful_of_fives_is_not_certain() -> None:
    few, many = index({5: 6}), index({5: 200})
    assert few is not None
    assert many is not None
    assert few.high == many.high == 100
    assert few.low < 75 < 97 < many.low


@pytest.mark.parametrize("weights", [(2, 4, 12, 35, 47), (1, 1, 4, 18, 76), (1, 1, 1, 1, 1), (25, 10, 5, 15, 45)])
@pytest.mark.parametrize("n", [8, 40])
def test_the_interval_holds_what_is_true_nineteen_times_in_twenty(weights: tuple[int, ...], n: int) -> None:
    """Student's t holds it 86 times in 100 where most answers are fives; this one never less than 90."""
    rng = random.Random(7)
    truth = sum(25 * place * weight for place, weight in enumerate(weights)) / sum(weights)
    held = 0
    for _ in range(600):
        given = rng.choices(SCALE, weights, k=n)
        found = index({answer: given.count(answer) for answer in SCALE})
        assert found is not None
        held += found.low <= truth <= found.high
    assert held / 600 > 0.9
