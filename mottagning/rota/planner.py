"""Plans a rota: greedy start, then the solver in blocks of weeks; always gives an answer, and says why it is so."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from mottagning.rota.draft import Draft, Plan
from mottagning.rota.model import Shift, Unit
from mottagning.rota.refilling import refill
from mottagning.rota.solver import Effort
from mottagning.rota.weekdays import even_weekdays
from mottagning.rota.window import Weights

# Longer blocks are no better and much slower; without looking ahead a block leaves the next one in a corner. The last
# may be twice as long, for it has to make everybody's turns whole.
BLOCK = timedelta(weeks=4)
LOOK_AHEAD = timedelta(weeks=2)
# At least such a part of the time is for what stayed empty.
_FOR_CHAINS = 0.25


def plan(
    unit: Unit,
    start: date,
    end: date,
    *,
    seconds: float = 20.0,
    workers: int = 1,
    keep: Iterable[Shift] = (),
    seed: int = 0,
    report: Callable[[float], None] | None = None,
    weights: Weights | None = None,
) -> Plan:
    """Fill every shift from `start` to `end`, both included, by the rules and as fairly as time allows.

    No hard rule is broken except by what is pinned: what nobody can take stays unfilled with a reason for each person.
    A pin for somebody who is not at work then lapses. `keep` are shifts that should stay if they can.

    `seconds` is about the most that the solver takes, counted by its work, so that the same `seed` and `workers`
    (threads; one is best) give the same plan; in a small rota where gaps come first it may take as long again for them.
    `report` hears the part done, from 0 to 1. The solver takes memory and a second to load: call this in a worker
    process. Without it, or when it finds nothing, the greedy rota stands.
    """
    draft = Draft(unit, start, end, wanted=keep)
    windows = list(blocks(draft.days))
    wanted = weights or Weights.at(unit.rules.evenness)
    searches_gaps = wanted.gaps_first and draft.is_small
    left = seconds
    hint: list[Shift] = []
    for number, (block, ahead) in enumerate(windows):
        part = len(block) / sum(len(rest) for rest, _ in windows[number:])
        effort = Effort(seconds=left * part, workers=workers, seed=seed)
        first = draft.propose([*block, *ahead], hint)
        answer = draft.improve([*block, *ahead], first, effort, wanted, last=not ahead)
        left -= answer.spent
        draft.accept(shift for shift in answer.shifts if shift.date <= block[-1])
        hint = [shift for shift in answer.shifts if shift.date > block[-1]]
        if report is not None:
            report((number + 1) / (len(windows) + searches_gaps))
    refill(draft, wanted, Effort(seconds=max(left, seconds * _FOR_CHAINS), workers=workers, seed=seed))
    draft.settle()
    if searches_gaps:
        draft.even_gaps(Effort(seconds=seconds, workers=workers, seed=seed), wanted)
        if report is not None:
            report(1.0)
    elif not wanted.gaps_first:
        even_weekdays(draft)
    draft.balance_posts()
    return draft.finish()


def blocks(days: Sequence[date]) -> Iterator[tuple[list[date], list[date]]]:
    """The open days in blocks, each with the days it looks ahead to; the last takes a short rest with it."""
    rest = list(days)
    while rest:
        until = rest[0] + BLOCK
        if rest[-1] < until + BLOCK:
            yield rest, []
            return
        block = [day for day in rest if day < until]
        yield block, [day for day in rest if until <= day < until + LOOK_AHEAD]
        rest = rest[len(block) :]
