"""How good a rota is, in figures, however it was made; and what each place on the slider makes of the next weeks."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import Ledger, slots_of
from mottagning.rota.model import Shift, Unit
from mottagning.rota.planner import plan
from mottagning.rota.seating import post_targets, remembered

STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The places on the slider, from regular gaps to even weekdays and posts."""
_SECONDS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is measured of one rota.

    `unfilled` are shifts; `spread`, `weekday` and `post` turns: between those furthest above and below what they are
    due, and the furthest that anybody is from her part of a weekday or a post. `gap_cv` is how much the gaps between
    somebody's turns vary, as a part of the usual gap (standard deviation by mean; the mean of all people).
    """

    unfilled: int
    spread: float
    weekday: float
    post: float
    gap_cv: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Days to be planned on trial, once for each of `STEPS`."""

    unit: Unit
    first: date
    last: date

    @property
    def seconds(self) -> float:
        """About how long it takes."""
        return _SECONDS * len(STEPS)


def compare(trial: Trial, report: Callable[[float], None] | None = None) -> tuple[Figures, ...]:
    """The figures at each of `STEPS`; for a worker process. `report` hears the part done, from 0 to 1."""
    found = []
    for number, evenness in enumerate(STEPS):
        unit = replace(trial.unit, rules=replace(trial.unit.rules, evenness=evenness))
        heard = None if report is None else partial(_report, report, number)
        made = plan(unit, trial.first, trial.last, seconds=_SECONDS, report=heard)
        found.append(measure(unit, made.shifts, trial.first, trial.last))
    return tuple(found)


def measure(unit: Unit, shifts: Sequence[Shift], start: date, end: date) -> Figures:
    """The figures of a rota. A gap is measured in what one is due meanwhile (ideal: 1).

    The weekdays of whoever wishes for some, or against, are not measured: what she has less of one is more of others.
    """
    availability = Availability(unit)
    days = availability.open_days(start, end)
    slots = sum(len(availability.open_posts(day)) for day in days)
    ledger = Ledger(availability, start, end, slots_of(shifts))
    off_by = [row.planned - row.entitled for row in ledger.balance(shifts)]
    by_weekday = Counter((shift.person, shift.date.weekday()) for shift in shifts)
    people = set(ledger.people) - {wish.person for wish in unit.wishes}
    weekdays = {(person, day.weekday()) for person in people for day in days}
    off_weekday = (abs(by_weekday[key] - ledger.weekday_due(*key, end)) for key in weekdays)
    able: dict[str, Counter[str]] = defaultdict(Counter)
    for person in ledger.people:
        for day in days:
            able[person].update(availability.seats(person, day))
    # Whoever had more of a post before has less of it now.
    seated = [shift for shift in (*remembered(availability, start), *shifts) if shift.person in availability.people]
    goals = post_targets(able, Counter(s.person for s in seated), Counter(s.post for s in seated))
    by_post = Counter((shift.person, shift.post) for shift in seated)
    return Figures(
        unfilled=slots - len(shifts),
        spread=max(off_by, default=0.0) - min(off_by, default=0.0),
        weekday=max(off_weekday, default=0.0),
        post=max((abs(by_post[key] - goal) for key, goal in goals.items()), default=0.0),
        gap_cv=_gap_cv(ledger, shifts),
    )


def _gap_cv(ledger: Ledger, shifts: Iterable[Shift]) -> float:
    dates: dict[str, list[date]] = defaultdict(list)
    for shift in sorted(shifts):
        dates[shift.person].append(shift.date)
    found = []
    for person, turns in dates.items():
        gaps = [ledger.pace(person, a + timedelta(days=1), b) for a, b in pairwise(turns)]
        if len(gaps) > 2 and statistics.mean(gaps):
            found.append(statistics.pstdev(gaps) / statistics.mean(gaps))
    return statistics.mean(found) if found else 0.0


def _report(report: Callable[[float], None], number: int, part: float) -> None:
    report((number + part) / len(STEPS))
