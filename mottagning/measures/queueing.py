"""What callers meet when so many sit by the phone: the queue M/M/c with and without people who give up, in closed form.

Erlang C (A. K. Erlang 1917) has callers who wait for ever; Erlang A (C. Palm 1957) lets each give up after a patience
that is exponential. Calls come at random at an even rate within the hour, and each takes a random time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf

_NEGLIGIBLE = 1e-12
_MOST_STATES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """`calls` an hour, each taking `handling` minutes of somebody's time (talk and notes); callers have `patience`
    minutes on average, `inf` for callers who never give up."""

    calls: float
    handling: float
    patience: float = inf

    @property
    def load(self) -> float:
        """How many people are busy on average, if nobody gives up (erlang)."""
        return self.calls * self.handling / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """What callers meet: shares between 0 and 1, times in minutes.

    `waits`: the share that is not answered at once. `mean_wait`: of all callers, those who give up included; `inf` when
    the queue grows for ever. `answered_within`: the share answered within the target time. `busy`: how much of their
    time those who answer are busy.
    """

    waits: float
    mean_wait: float
    abandoned: float
    answered_within: float
    busy: float


_NOBODY_CALLS = Experience(waits=0, mean_wait=0, abandoned=0, answered_within=1, busy=0)


def experience(traffic: Traffic, posts: int, within: float) -> Experience:
    """What callers meet in the long run with `posts` people answering; `within` is the target in minutes.

    Raises ValueError for less than one post, or times that are not more than nothing.
    """
    if posts < 1 or traffic.handling <= 0 or traffic.patience <= 0 or within < 0 or traffic.calls < 0:
        raise ValueError(traffic, posts, within)
    if traffic.calls == 0:
        return _NOBODY_CALLS
    leaving = 0.0 if traffic.patience == inf else 60 / traffic.patience
    serving = 60 / traffic.handling
    if not leaving and traffic.load >= posts:
        return Experience(waits=1, mean_wait=inf, abandoned=0, answered_within=0, busy=1)
    states = _steady(traffic.calls, serving, leaving, posts)
    queue = states[posts:]
    length = sum(place * share for place, share in enumerate(queue))
    abandoned = leaving * length / traffic.calls
    at_once = sum(states[:posts])
    return Experience(
        waits=1 - at_once,
        mean_wait=60 * length / traffic.calls,
        abandoned=abandoned,
        answered_within=min(1.0, at_once + _answered_in_time(queue, serving * posts, leaving, within / 60)),
        busy=traffic.load * (1 - abandoned) / posts,
    )


def _steady(calls: float, serving: float, leaving: float, posts: int) -> list[float]:
    """The share of time with n callers in the system, n from 0, as far as it matters: a birth-death chain."""
    weights, total = [1.0], 1.0
    for n in range(1, _MOST_STATES):
        weight = weights[-1] * calls / (min(n, posts) * serving + max(0, n - posts) * leaving)
        weights.append(weight)
        total += weight
        if total > 1e200:
            weights, total = [each / total for each in weights], 1.0
        if n > posts and weight < _NEGLIGIBLE * total and weight < weights[-2]:
            break
    return [weight / total for weight in weights]


def _answered_in_time(queue: Sequence[float], rate: float, leaving: float, hours: float) -> float:
    """The share of all callers who find everybody busy and are answered within `hours`.

    A caller with k before her moves up at the rate of those who are answered or give up before her, until she is
    answered or gives up herself: a pure death chain, solved by uniformisation (A. Jensen 1953).
    """
    if hours <= 0:
        return 0.0
    pace = rate + len(queue) * leaving
    waiting, answered = list(queue), 0.0
    poisson, told, total, step = exp(-pace * hours), 0.0, 0.0, 0
    shift = pace * hours
    if poisson == 0.0:  # so many steps that all who will be answered have been
        return _answered_at_all(queue, rate, leaving)
    while told < 1 - _NEGLIGIBLE and step < shift + 40 * (1 + shift**0.5):
        total += poisson * answered
        told += poisson
        step += 1
        poisson *= shift / step
        answered += waiting[0] * rate / pace
        moved = [
            share * (1 - (rate + (place + 1) * leaving) / pace)
            + (waiting[place + 1] * (rate + (place + 1) * leaving) / pace if place + 1 < len(waiting) else 0.0)
            for place, share in enumerate(waiting)
        ]
        waiting = moved
    return total


def _answered_at_all(queue: Sequence[float], rate: float, leaving: float) -> float:
    found, chance = 0.0, 1.0
    for place, share in enumerate(queue):
        chance *= (rate + place * leaving) / (rate + (place + 1) * leaving)
        found += share * chance
    return found
