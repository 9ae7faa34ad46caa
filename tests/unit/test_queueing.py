"""The queue of the telephone against the textbook, a library for call centres, and a simulation of its own."""

import heapq
from math import factorial, inf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyworkforce.queuing import ErlangC

from mottagning.measures.queueing import Traffic, experience


def erlang_c(load: float, posts: int) -> float:
    """The share that waits, as the textbook writes it."""
    last = load**posts / factorial(posts) * posts / (posts - load)
    return last / (sum(load**n / factorial(n) for n in range(posts)) + last)


def simulated(traffic: Traffic, posts: int, within: float, callers: int = 150_000) -> tuple[float, ...]:
    """Shares that wait, give up and are answered in time, and the mean wait in minutes: first come, first served."""
    chance, now, free = Random(posts), 0.0, [0.0] * posts
    waiting = gone = in_time = 0
    waited = 0.0
    for _ in range(callers):
        now += chance.expovariate(traffic.calls / 60)
        patience = inf if traffic.patience == inf else chance.expovariate(1 / traffic.patience)
        wait = max(0.0, free[0] - now)
        waiting += wait > 0
        waited += min(wait, patience)
        if wait > patience:
            gone += 1
            continue
        in_time += wait <= within
        heapq.heapreplace(free, now + wait + chance.expovariate(1 / traffic.handling))
    return waiting / callers, gone / callers, in_time / callers, waited / callers


@pytest.mark.parametrize(("calls", "handling", "posts"), [(4, 10, 1), (12, 9.5, 3), (30, 6, 5), (90, 10, 17)])
def test_without_impatience_it_is_erlang_c(calls: float, handling: float, posts: int) -> None:
    found = experience(Traffic(calls=calls, handling=handling), posts, 3)
    load = calls * handling / 60
    waits = erlang_c(load, posts)
    mean = waits * handling / (posts - load)
    assert found.waits == pytest.approx(waits, rel=1e-6)
    assert found.mean_wait == pytest.approx(mean, rel=1e-6)
    rest = waits * 2.718281828459045 ** (-(posts - load) * 3 / handling)
    assert found.answered_within == pytest.approx(1 - rest, rel=1e-6)
    assert (found.abandoned, found.busy) == (0, pytest.approx(load / posts))


@pytest.mark.parametrize(("calls", "handling", "posts"), [(4, 10, 1), (12, 9.5, 3), (30, 6, 5), (90, 10, 17)])
def test_without_impatience_it_is_what_a_library_for_call_centres_says(
    calls: float, handling: float, posts: int
) -> None:
    found = experience(Traffic(calls=calls, handling=handling), posts, 3)
    library = ErlangC(transactions=calls, aht=handling, asa=3, interval=60)
    assert found.waits == pytest.approx(library.waiting_probability(posts), rel=1e-6)
    assert found.answered_within == pytest.approx(library.service_level(posts), rel=1e-6)
    assert found.busy == pytest.approx(library.achieved_occupancy(posts), rel=1e-6)


@pytest.mark.parametrize(
    ("traffic", "posts"),
    [
        (Traffic(calls=12, handling=9.5, patience=4), 2),
        (Traffic(calls=20, handling=9.5, patience=2), 2),
        (Traffic(calls=6, handling=9.5, patience=5), 1),
        (Traffic(calls=60, handling=10, patience=3), 10),
    ],
)
def test_with_impatience_it_is_what_a_simulation_gives(traffic: Traffic, posts: int) -> None:
    found = experience(traffic, posts, 3)
    waits, abandoned, in_time, mean = simulated(traffic, posts, 3)
    assert found.waits == pytest.approx(waits, abs=0.012)
    assert found.abandoned == pytest.approx(abandoned, abs=0.012)
    assert found.answered_within == pytest.approx(in_time, abs=0.012)
    assert found.mean_wait == pytest.approx(mean, rel=0.05)


def test_a_queue_that_nobody_leaves_grows_for_ever_when_there_are_too_few() -> None:
    assert experience(Traffic(calls=12, handling=10), 2, 3).mean_wait == inf
    assert experience(Traffic(calls=0, handling=10), 1, 3).answered_within == 1
    with pytest.raises(ValueError, match="Traffic"):
        experience(Traffic(calls=1, handling=0), 1, 3)


@settings(max_examples=60, deadline=None)
@given(
    calls=st.floats(0.1, 200),
    handling=st.floats(0.5, 40),
    patience=st.floats(0.2, 60),
    posts=st.integers(1, 20),
    within=st.floats(0, 30),
)
def test_more_people_never_make_it_worse(
    calls: float, handling: float, patience: float, posts: int, within: float
) -> None:
    traffic = Traffic(calls=calls, handling=handling, patience=patience)
    fewer, more = experience(traffic, posts, within), experience(traffic, posts + 1, within)
    for share in (fewer.waits, fewer.abandoned, fewer.answered_within, fewer.busy):
        assert -1e-9 <= share <= 1 + 1e-9
    assert more.abandoned <= fewer.abandoned + 1e-9
    assert more.answered_within >= fewer.answered_within - 1e-9
    assert fewer.answered_within <= 1 - fewer.abandoned + 1e-6 or within == 0
