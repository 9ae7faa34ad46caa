"""What is handed to a worker process that plans, and what it hands back: plain values, no database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mottagning.rota import planner, replanning
from mottagning.rota.draft import Plan
from mottagning.rota.model import Shift, Unit
from mottagning.rota.replanning import Change, Keep

# A month is done in some seconds; a year gets no more than this.
_LEAST, _A_WEEK, _MOST = 3.0, 1.0, 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Days to be planned for a unit: anew, or beginning from what is `promised` with as few changes as `keep` says.

    `wanted` are shifts that should stay if they can in a plan made anew.
    """

    unit: Unit
    first: date
    last: date
    wanted: tuple[Shift, ...] = ()
    promised: tuple[Shift, ...] | None = None
    keep: Keep = "few"

    @property
    def seconds(self) -> float:
        """How long the planner may look for something better."""
        return min(_MOST, _LEAST + _A_WEEK * ((self.last - self.first).days + 1) / 7)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The plan, and what it changes of what was promised."""

    plan: Plan
    changed: tuple[Change, ...] = ()


def run(job: Job, report: Callable[[float], None] | None = None) -> Outcome:
    """Do it, in some seconds; `report` hears the part done, from 0 to 1."""
    if job.promised is None:
        made = planner.plan(job.unit, job.first, job.last, seconds=job.seconds, keep=job.wanted, report=report)
        return Outcome(made)
    again = replanning.replan(
        job.unit, job.promised, job.first, job.last, keep=job.keep, seconds=job.seconds, report=report
    )
    return Outcome(again.plan, again.changed)
