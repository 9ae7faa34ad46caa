"""Fills what stayed empty by moving others around it: whoever stands in the way may have been placed weeks before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mottagning.rota.draft import Draft
from mottagning.rota.solver import Effort
from mottagning.rota.window import Weights

# So much of the rota around an empty shift is decided anew.
_REACH = timedelta(weeks=2)


def refill(draft: Draft, weights: Weights, effort: Effort) -> None:
    """Decide the weeks around each empty shift anew, with this `effort` in all; what fills no more is left as it was.

    Nothing is tried where nobody is there who could sit, and nothing left that breaks a rule.
    """
    groups = _groups(day for day in draft.days if any(_somebody_could(draft, day)))
    for group in groups:
        around = [day for day in draft.days if group[0] - _REACH <= day <= group[-1] + _REACH]
        empty = _empty(draft, around)
        stood = draft.release(around)
        first = draft.propose(around, stood)
        part = replace(effort, seconds=effort.seconds / len(groups))
        draft.accept(draft.improve(around, first, part, weights, last=True, posts_inside=True).shifts)
        if _empty(draft, around) >= empty and set(stood) <= set(first):
            draft.release(around)
            draft.accept(stood)


def _somebody_could(draft: Draft, day: date) -> Iterable[bool]:
    """For each empty post of a day whether anybody is there that day who sits at it."""
    able, people = draft.availability.reason, draft.availability.people
    return (any(able(day, post, person) is None for person in people) for post in draft.roster.empty_posts(day))


def _empty(draft: Draft, days: Iterable[date]) -> int:
    return sum(len(draft.roster.empty_posts(day)) for day in days)


def _groups(days: Iterable[date]) -> Sequence[Sequence[date]]:
    """Days that lie near each other, so that one search serves them."""
    groups: list[list[date]] = []
    for day in days:
        if groups and day - groups[-1][0] <= _REACH:
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups
