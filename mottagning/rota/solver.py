"""Asks CP-SAT for the best rota of a window, in a time that is counted by work, so that answers can be repeated."""

from dataclasses import dataclass

from mottagning.rota.constraints import Model
from mottagning.rota.model import Shift
from mottagning.rota.window import Weights, Window

# The solver's deterministic units in a second of an office computer.
_DETERMINISTIC = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to try: about `seconds`, counted by the solver's work so that the same seed gives the same rota."""

    seconds: float
    workers: int
    seed: int


@dataclass(frozen=True, slots=True)
class Solution:
    """The turns found, or None when there is nothing better than the hint; and how much of the `Effort` was spent.

    Where posts are given out afterwards a turn is a shift whose post is empty.
    """

    turns: list[Shift] | None
    spent: float = 0.0


def solve(window: Window, weights: Weights, effort: Effort) -> Solution:
    """Who has turns in the window. Without the solver's library, or in too short a time, there is no answer."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return Solution(None)
    model = Model(cp_model.CpModel(), window, weights)
    model.build()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    # Searching neighbourhoods of the hint finds in a tenth of the time what a search of everything finds; taking turns
    # makes it repeatable.
    solver.parameters.use_lns_only = True
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = effort.seconds * _DETERMINISTIC
    # On a machine so busy that this is reached the answer may differ from run to run, but it comes.
    solver.parameters.max_time_in_seconds = effort.seconds * 3 + 5
    status = solver.solve(model.cp)
    spent = solver.response_proto.deterministic_time / _DETERMINISTIC
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solution(None, spent)
    return Solution([turn for turn, variable in model.turns.items() if solver.boolean_value(variable)], spent)
