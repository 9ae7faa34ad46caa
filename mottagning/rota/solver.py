"""Asks CP-SAT for the best rota of a window, in a time that is counted by work, so that answers can be repeated."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from mottagning.rota.constraints import Model
from mottagning.rota.model import Shift
from mottagning.rota.rhythm import RhythmModel
from mottagning.rota.window import Weights, Window

# Work that takes about a second of an office computer: the solver's own deterministic units, and, as those hardly count
# fruitless searches of neighbourhoods, such searches times variables of the model.
_UNITS = 0.2
_UNITS_OF_PATHS = 0.35
_SEARCHES = 40_000.0
_BATCH = 4
_SLICES = 3
_SHORTEST_SLICE = 0.5


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
    """Who has turns in the window. Without the solver's library, or in too short a time, there is no answer.

    Goes on in slices of the effort, with two ways to search by turns, until neither betters the rota: where something
    must remain imperfect, nothing else would tell that it is done.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return Solution(None)
    model = Model(cp_model.CpModel(), window, weights)
    model.build()
    if not model.turns:
        return Solution([])
    slice_ = max(min(_SHORTEST_SLICE, effort.seconds), effort.seconds / _SLICES)
    found: list[Shift] | None = None
    spent, cost, number, in_vain = 0.0, float("inf"), 0, 0
    while spent < effort.seconds and in_vain < 2:
        batches = ceil(slice_ * _SEARCHES / model.size / _BATCH) if number % 2 == 0 else 0
        solver = _solver(cp_model, effort, slice_, batches)
        status = solver.solve(model.cp)
        number += 1
        in_vain += 1
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) and solver.objective_value < cost:
            cost, in_vain = solver.objective_value, 0
            found = [turn for turn, variable in model.turns.items() if solver.boolean_value(variable)]
            model.hint_again(solver)
        spent += solver.response_proto.deterministic_time / _UNITS
        if status == cp_model.OPTIMAL:
            break
        spent += batches * _BATCH * model.size / _SEARCHES
    return Solution(found, spent)


def solve_rhythm(window: Window, weights: Weights, effort: Effort) -> Solution:
    """Who has turns in the window so that gaps are as regular as can be: as many for each person and day as the hint
    has, in one search that knows when there is nothing better. Otherwise as `solve`."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return Solution(None)
    model = RhythmModel(cp_model.CpModel(), window, weights)
    model.build()
    solver = _solver(cp_model, effort, effort.seconds, 0)
    solver.parameters.max_deterministic_time = effort.seconds * _UNITS_OF_PATHS
    # The linear relaxation leads the search; what else makes a model smaller first would take longer than it saves.
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    status = solver.solve(model.cp)
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    found = [turn for turn, variable in model.turns.items() if is_found and solver.boolean_value(variable)]
    return Solution(found or None, solver.response_proto.deterministic_time / _UNITS_OF_PATHS)


def _solver(cp_model: Any, effort: Effort, seconds: float, batches: int) -> Any:
    """One that searches so many `batches` of neighbourhoods of the hint, which is quick to better a rota; with none,
    one that searches everything, which knows when there is nothing better."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    # Taking turns instead of racing makes the answer repeatable.
    solver.parameters.interleave_search = batches > 0 or effort.workers > 1
    if batches:
        solver.parameters.use_lns_only = True
        solver.parameters.interleave_batch_size = _BATCH
        solver.parameters.max_num_deterministic_batches = batches
    else:
        solver.parameters.linearization_level = 0
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = seconds * _UNITS
    # Only a machine that is very busy reaches this; the answer then differs from run to run, but it comes.
    solver.parameters.max_time_in_seconds = seconds * 10 + 10
    return solver
