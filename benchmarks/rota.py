"""How fair, covered and quick the planned rota is, beside round-robin and the plain stride: the `rota.*` figures."""

import argparse
import json
import multiprocessing
import random
import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import Ledger
from mottagning.rota.evaluation import Figures, measure
from mottagning.rota.model import Absence, Off, Person, Post, Rate, Rules, Shift, Unit
from mottagning.rota.planner import plan
from mottagning.rota.replanning import replan
from mottagning.rota.rules import Roster, violations, week_of
from mottagning.rota.stride import stride
from mottagning.rota.substitutes import owed_around, substitutes

START = date(2026, 1, 5)
FULL = ((10, 1, 26), (20, 2, 26), (40, 3, 52), (60, 4, 52))
QUICK = ((10, 1, 26), (20, 2, 26))
SECONDS = {(10, 1, 26): 10.0, (20, 2, 26): 3.0, (40, 3, 52): 14.0, (60, 4, 52): 14.0}
UNITS = {
    "unfilled": "shifts",
    **dict.fromkeys(("spread", "weekday", "post"), "turns"),
    **dict.fromkeys(("gap_cv", "replan_ratio"), "ratio"),
    **dict.fromkeys(("plan_s", "replan_s"), "s"),
    "rss_mb": "MB",
    "substitute_ms": "ms",
}


def make_unit(staff: int, posts: int, weeks: int, seed: int) -> Unit:
    """An invented unit: rates from 50 to 100 %, fixed days off, vacations, a long leave, qualifications, novices."""
    rng = random.Random(seed)
    end = START + timedelta(weeks=weeks)
    people, absences = [], []
    for number in range(staff):
        name = f"p{number:02}"
        rate = rng.choice((100, 100, 100, 80, 80, 75, 50))
        days_off = rng.sample(range(5), {100: 0, 80: 1, 75: 1, 50: 2}[rate]) if rng.random() < 0.8 else []
        off = [Off(weekday) for weekday in days_off]
        if rng.random() < 0.1:
            off.append(Off((0, 3)[number % 2], "am"))
        novice = START + timedelta(weeks=rng.randrange(4, 12)) if posts > 1 and rng.random() < 0.08 else None
        people.append(
            Person(
                id=name,
                name=name,
                rates=(Rate(START, rate),),
                joined=START + timedelta(weeks=weeks // 3) if number == staff - 1 else None,
                off=tuple(off),
                qualifications=frozenset(("child",) if number % 5 < 3 else ()),
                novice_until=novice,
            )
        )
        for length in (28, 7, 7, 2, 1):
            first = START + timedelta(days=rng.randrange(weeks * 7))
            absences.append(Absence(name, first, first + timedelta(days=length - 1)))
    for person in rng.sample(people, max(1, staff // 20)):
        first = START + timedelta(days=rng.randrange(weeks * 4))
        absences.append(Absence(person.id, first, min(end, first + timedelta(weeks=weeks // 3))))
    return Unit(
        posts=tuple(
            Post(id=f"post{n}", name=f"Post {n}", needs=frozenset(("child",) if n == 2 else ())) for n in range(posts)
        ),
        people=tuple(people),
        absences=tuple(absences),
        rules=Rules(min_gap_days=3, max_per_week=2, daily_qualifications=("child",)),
    )


def round_robin(unit: Unit, start: date, end: date) -> list[Shift]:
    """What most programs do: the next in the list who is at work and may sit there; no other rule is known."""
    availability = Availability(unit)
    queue = [person.id for person in unit.people]
    shifts = []
    for day in availability.open_days(start, end):
        sitting: set[str] = set()
        for post in availability.open_posts(day):
            able = [p for p in queue if p not in sitting and availability.reason(day, post.id, p) is None]
            if able:
                queue.remove(able[0])
                queue.append(able[0])
                sitting.add(able[0])
                shifts.append(Shift(day, post.id, able[0]))
    return shifts


def plain_stride(unit: Unit, start: date, end: date) -> list[Shift]:
    """The greedy start alone."""
    availability = Availability(unit)
    return stride(Roster(availability), Ledger(availability, start, end), availability.open_days(start, end))


def least_unfilled(unit: Unit, start: date, end: date) -> int:
    """How many shifts must stay empty even if only absence, days off, skills, gaps and weeks counted: a lower bound."""
    from ortools.sat.python import cp_model

    availability, rules = Availability(unit), unit.rules
    days = availability.open_days(start, end)
    model = cp_model.CpModel()
    sits = {(p.id, day): model.new_bool_var("") for p in unit.people for day in days if availability.seats(p.id, day)}
    for person in unit.people:
        for number, day in enumerate(days):
            near = [d for d in days[number:] if (d - day).days < (rules.min_gap_days or 1)]
            model.add_at_most_one(sits[person.id, d] for d in near if (person.id, d) in sits)
        for week in {week_of(day) for day in days}:
            turns = [sits[person.id, d] for d in days if week_of(d) == week and (person.id, d) in sits]
            model.add(sum(turns) <= (rules.max_per_week or len(turns)))
    empty = []
    for day in days:
        posts = len(availability.open_posts(day))
        empty.append(model.new_int_var(0, posts, ""))
        model.add(sum(sits[p.id, day] for p in unit.people if (p.id, day) in sits) + empty[-1] == posts)
    model.minimize(sum(empty))
    solver = cp_model.CpSolver()
    solver.parameters.linearization_level = 2
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 60
    solver.solve(model)
    return max(0, round(solver.best_objective_bound))


def disturbed(unit: Unit, shifts: Sequence[Shift], seed: int) -> Unit:
    """The unit after a three-week sick leave, somebody leaving, a new vacation week and two sick days."""
    rng = random.Random(seed)
    first = shifts[len(shifts) // 3].date
    sick, leaver, away, cold, flu = rng.sample(sorted({shift.person for shift in shifts}), 5)
    more = [
        Absence(sick, first, first + timedelta(days=20)),
        Absence(away, first + timedelta(days=14), first + timedelta(days=20)),
        *(Absence(p, d, d) for p in (cold, flu) for d in [next(s.date for s in shifts if s.person == p)]),
    ]
    leaves = shifts[len(shifts) * 3 // 4].date
    people = tuple(replace(p, left=leaves) if p.id == leaver else p for p in unit.people)
    return replace(unit, people=people, absences=(*unit.absences, *more))


def planned(unit: Unit, start: date, end: date, seconds: float) -> tuple[list[Shift], float, float]:
    """A plan made in a process of its own, as the program does it: shifts, seconds with start-up, peak memory in MB."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    began = time.perf_counter()
    worker = context.Process(target=_plan_there, args=(theirs, unit, start, end, seconds))
    worker.start()
    shifts, peak = mine.recv()
    worker.join()
    return shifts, time.perf_counter() - began, peak


def _plan_there(pipe: Connection, unit: Unit, start: date, end: date, seconds: float) -> None:
    shifts = list(plan(unit, start, end, seconds=seconds).shifts)
    # Kilobytes on Linux.
    pipe.send((shifts, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def replanned(unit: Unit, shifts: Sequence[Shift], start: date, end: date, seed: int) -> tuple[float, float]:
    """How many changes for each that cannot be avoided, and the seconds that re-planning took."""
    after = disturbed(unit, shifts, seed)
    availability = Availability(after)
    lost = sum(availability.reason(shift.date, shift.post, shift.person) is not None for shift in shifts)
    began = time.perf_counter()
    answer = replan(after, shifts, start, end, seconds=5)
    return len(answer.changed) / lost, time.perf_counter() - began


def substitute_ms(unit: Unit, shifts: Sequence[Shift]) -> float:
    """The median time to rank the substitutes of a shift, in milliseconds; what is owed is kept, as a page keeps it."""
    taken = []
    for shift in shifts[:: max(1, len(shifts) // 40)]:
        owed = owed_around(unit, shifts, shift.date)
        began = time.perf_counter()
        substitutes(unit, shifts, shift.date, shift.post, owed=owed)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def measure_size(
    staff: int, posts: int, weeks: int, seeds: Sequence[int], evenness: float
) -> Iterator[dict[str, object]]:
    """The lines for one size at one place of the slider; the worst of the seeds."""
    end = START + timedelta(weeks=weeks, days=-1)
    own: dict[str, list[float]] = defaultdict(list)
    rivals: dict[str, dict[str, list[float]]] = {"round-robin": defaultdict(list), "stride": defaultdict(list)}
    for seed in seeds:
        unit = make_unit(staff, posts, weeks, seed)
        unit = replace(unit, rules=replace(unit.rules, evenness=evenness))
        shifts, seconds, peak = planned(unit, START, end, SECONDS[staff, posts, weeks])
        ratio, again = replanned(unit, shifts, START, end, seed)
        own["plan_s"].append(seconds)
        own["rss_mb"].append(peak)
        own["replan_ratio"].append(ratio)
        own["replan_s"].append(again)
        own["substitute_ms"].append(substitute_ms(unit, shifts))
        figures = measure(unit, shifts, START, end)
        broken = sum(violation.person is not None for violation in violations(unit, shifts))
        if broken:
            raise SystemExit(f"{broken} broken rules in {staff}x{posts}x{weeks}, seed {seed}")
        if figures.unfilled and figures.unfilled > least_unfilled(unit, START, end):
            raise SystemExit(f"{figures.unfilled} shifts are empty in {staff}x{posts}x{weeks}, seed {seed}: too many")
        _collect(own, figures)
        for rival, make in (("round-robin", round_robin), ("stride", plain_stride)):
            _collect(rivals[rival], measure(unit, make(unit, START, end), START, end))
    size = f"{staff}x{posts}x{weeks}"
    for figure, values in own.items():
        line = {"figure": f"rota.{figure}", "value": round(max(values), 3), "unit": UNITS[figure], "size": size}
        compared = [name for name in rivals if figure in rivals[name]] or [None]
        for rival in compared:
            worst = round(max(rivals[rival][figure]), 3) if rival else None
            yield {**line, "rival": rival, "rival_value": worst}


def _collect(into: dict[str, list[float]], figures: Figures) -> None:
    for figure in ("unfilled", "spread", "weekday", "post", "gap_cv"):
        into[figure].append(getattr(figures, figure))


def main() -> None:
    """Print the figures, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--quick", action="store_true", help="small sizes and one seed, within 50 s")
    parser.add_argument("--evenness", type=float, default=Rules().evenness, help="the slider: 0 regular gaps, 1 even")
    options = parser.parse_args()
    for size in QUICK if options.quick else FULL:
        for line in measure_size(*size, seeds=(0,) if options.quick else (0, 1, 2), evenness=options.evenness):
            if options.json:
                print(json.dumps(line), flush=True)
            else:
                beside = f"   ({line['rival']}: {line['rival_value']})" if line["rival"] else ""
                print(f"{line['size']:>8}  {line['figure']:<20} {line['value']:>9} {line['unit']}{beside}", flush=True)


if __name__ == "__main__":
    main()
