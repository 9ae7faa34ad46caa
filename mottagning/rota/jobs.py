"""What is handed to a worker process that plans, and what it hands back: plain values, no database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from mottagning.rota import planner, replanning
from mottagning.rota.availability import Availability
from mottagning.rota.draft import Plan
from mottagning.rota.entitlement import Balance, Ledger, slots_of
from mottagning.rota.model import Shift, Unit
from mottagning.rota.replanning import Change, Keep

# A month is done in some seconds; a year gets no more than this.
_LEAST, _A_WEEK, _MOST = 3.0, 1.0, 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Days to be planned for a unit: anew, or beginning from what is `promised` with as few changes as `keep` says.

    `wanted` are shifts that should stay if they can in a plan made anew; `most` is a limit in seconds.
    """

    unit: Unit
    first: date
    last: date
    wanted: tuple[Shift, ...] = ()
    promised: tuple[Shift, ...] | None = None
    keep: Keep = "few"
    most: float = _MOST

    @property
    def seconds(self) -> float:
        """How long the planner may look for something better."""
        return min(self.most, _LEAST + _A_WEEK * ((self.last - self.first).days + 1) / 7)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The plan, and what it changes of what was promised."""

    plan: Plan
    changed: tuple[Change, ...] = ()

    @property
    def spread(self) -> float:
        """How many turns lie between the one who has most beyond her share and the one who has least."""
        return _spread(self.plan.balance)


def run(job: Job, report: Callable[[float], None] | None = None) -> Outcome:
    """Do it, in some seconds; `report` hears the part done, from 0 to 1."""
    if job.promised is None:
        made = planner.plan(job.unit, job.first, job.last, seconds=job.seconds, keep=job.wanted, report=report)
        return Outcome(made)
    again = replanning.replan(
        job.unit, job.promised, job.first, job.last, keep=job.keep, seconds=job.seconds, report=report
    )
    return Outcome(again.plan, again.changed)


def spread_before(job: Job) -> float:
    """The same of what is promised, as far as those who sit there still can."""
    availability = Availability(job.unit)
    stands = [
        shift for shift in job.promised or () if availability.reason(shift.date, shift.post, shift.person) is None
    ]
    return _spread(Ledger(availability, job.first, job.last, slots_of(stands)).balance(stands))


def _spread(balance: Iterable[Balance]) -> float:
    off_by = [each.planned - each.entitled for each in balance]
    return max(off_by) - min(off_by) if off_by else 0.0
