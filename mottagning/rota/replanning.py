"""Plans a published rota again after something changed: as few changes as possible, or some more for a fair rest."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from mottagning.rota.draft import Draft, Plan
from mottagning.rota.model import Shift, Unit
from mottagning.rota.planner import blocks
from mottagning.rota.refilling import refill
from mottagning.rota.solver import Effort
from mottagning.rota.window import Weights

Keep = Literal["few", "some", "balanced"]
"""How much of what is published may change for a fair rest, from as little as possible to all that evens it out."""

# What a change costs in parts of what a turn too many costs: the dearer, the fewer are worth it. Below one, two changes
# after one another may bring one turn where it is due; above one, only a change that does so alone.
_DEAR: dict[Keep, float] = {"some": 1.25, "balanced": 0.5}
# The parts of the time: for the holes, and for what could not be filled without moving others.
_FOR_HOLES, _FOR_CHAINS = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Change:
    """A shift that goes from one person to another; None is nobody."""

    date: date
    post: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Replan:
    """The new plan, and what it changes in the published one."""

    plan: Plan
    changed: tuple[Change, ...]


def replan(
    unit: Unit,
    published: Iterable[Shift],
    start: date,
    end: date,
    *,
    keep: Keep = "few",
    seconds: float = 8.0,
    workers: int = 1,
    seed: int = 0,
    report: Callable[[float], None] | None = None,
    weights: Weights | None = None,
) -> Replan:
    """Repair what is published from `start` to `end` (both included) for the `unit` as it is now.

    "few" moves nobody who can stay, unless a shift would otherwise stay empty; "balanced" also changes shifts until
    everybody has her whole turns again, and "some" those of them that bring most. Published shifts outside the period
    count as history and as neighbours. Other arguments as for `planner.plan`.
    """
    promised = list(published)
    draft = Draft(_with_neighbours(unit, promised, start, end), start, end, wanted=promised)
    draft.keep_wanted()
    given = weights or Weights.at(unit.rules.evenness)
    part = seconds if keep == "few" else seconds / 2
    _fill(draft, given, part, workers, seed)
    if keep != "few":
        dear = replace(given, change=round(given.target * _DEAR[keep]))
        windows = [block for block, _ in blocks(draft.days)]
        for number, days in enumerate(windows):
            _redo(draft, days, dear, Effort(seconds=part / len(windows), workers=workers, seed=seed))
            if report is not None:
                report((number + 1) / len(windows))
    plan = draft.finish()
    if report is not None:
        report(1.0)
    return Replan(plan, tuple(_changes(promised, plan.shifts, start, end)))


def _with_neighbours(unit: Unit, published: Sequence[Shift], start: date, end: date) -> Unit:
    outside = [shift for shift in published if not start <= shift.date <= end]
    known = {(shift.date, shift.post) for shift in outside}
    history = [shift for shift in unit.history if (shift.date, shift.post) not in known]
    return replace(unit, history=(*history, *outside))


def _fill(draft: Draft, weights: Weights, seconds: float, workers: int, seed: int) -> None:
    """Give the empty shifts away while everything else stands; then move others for those that are left."""
    effort = Effort(seconds=seconds * _FOR_HOLES, workers=workers, seed=seed)
    holes = [day for day in draft.days if draft.roster.empty_posts(day)]
    if holes:
        first = draft.propose(holes)
        draft.accept(draft.improve(holes, first, effort, weights, last=True, posts_inside=True).shifts)
    refill(draft, weights, Effort(seconds=seconds * _FOR_CHAINS, workers=workers, seed=seed))


def _redo(draft: Draft, days: Sequence[date], weights: Weights, effort: Effort) -> None:
    """Decide `days` anew, beginning from what stands there."""
    first = draft.propose(days, draft.release(days))
    draft.accept(draft.improve(days, first, effort, weights, last=True).shifts)


def _changes(before: Iterable[Shift], after: Iterable[Shift], start: date, end: date) -> list[Change]:
    had = {(shift.date, shift.post): shift.person for shift in before if start <= shift.date <= end}
    has = {(shift.date, shift.post): shift.person for shift in after}
    return [
        Change(*slot, had.get(slot), has.get(slot))
        for slot in sorted(had.keys() | has.keys())
        if had.get(slot) != has.get(slot)
    ]
