"""Who could take over a shift, best first and with reasons, and why each of the others cannot; within milliseconds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mottagning.rota import reasons
from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import charge, slots_of
from mottagning.rota.model import Shift, Unit
from mottagning.rota.reasons import Reason, Refused
from mottagning.rota.rules import Roster
from mottagning.texts import N_

# Days: fairness is judged over the weeks around, far enough to be fair and near enough to be quick.
_AROUND = 28
# A turn this many days away does not disturb.
_AT_EASE = 10
_NEXT_TO_NOTHING = 0.25
# Who stands by comes first, whatever others are owed.
_STANDS_BY = 100.0


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody who can take the shift.

    The `score` is in turns: what she is owed, less what it would cost her; who stands by is far above all others.
    """

    person: str
    score: float
    reasons: tuple[Reason, ...]


def substitutes(
    unit: Unit, shifts: Iterable[Shift], day: date, post: str, *, owed: Mapping[str, float] | None = None
) -> tuple[tuple[Substitute, ...], tuple[Refused, ...]]:
    """Those who can take `post` on `day` beside `shifts`, best first; and everybody else, with the reason.

    Whoever has the shift now is among the others. Who stands by that day comes first: she leaves that post for this
    one. Reasons that are `private` are for the lead. `owed` is what `owed_around` says; a page that asks often keeps
    it.
    """
    availability = Availability(unit)
    roster = _roster_around(availability, shifts, day)
    now = {shift.person for shift in roster.on(day) if shift.post == post}
    able, blocked = [], []
    for person in availability.people:
        reason = roster.why_not_called(day, post, person)
        if reason is None and person in now:
            reason = Reason("current", N_("has the shift already"), private=False)
        if reason is None:
            able.append(person)
        else:
            blocked.append(Refused(person, reason))
    due = owed_around(unit, shifts, day) if owed is None else owed
    ranked = sorted(
        (_weigh(roster, day, post, person, due.get(person, 0.0)) for person in able), key=lambda s: (-s.score, s.person)
    )
    return tuple(ranked), tuple(blocked)


def owed_around(unit: Unit, shifts: Iterable[Shift], day: date) -> dict[str, float]:
    """What each is due of the shifts of some weeks before and after `day` less what she has of them, in turns."""
    availability = Availability(unit)
    roster = _roster_around(availability, shifts, day)
    near = [shift for number in range(-_AROUND, _AROUND + 1) for shift in roster.on(day + timedelta(days=number))]
    charged = charge(availability, slots_of(near), {})
    done = Counter(shift.person for shift in near)
    return {person: sum(parts) - done[person] for person, parts in charged.items()}


def _roster_around(availability: Availability, shifts: Iterable[Shift], day: date) -> Roster:
    first, last = day - timedelta(days=_AROUND), day + timedelta(days=_AROUND)
    return Roster(availability, (shift for shift in shifts if first <= shift.date <= last))


def _weigh(roster: Roster, day: date, post: str, person: str, owed: float) -> Substitute:
    found = [_owed_reason(owed)]
    dates = roster.dates(person)
    before = max((other for other in dates if other < day), default=None)
    after = min((other for other in dates if other > day), default=None)
    near = [abs((day - other).days) for other in (before, after) if other is not None]
    score = owed - sum(map(_unease, near))
    found += reasons.neighbours(day, dates)
    wish = roster.availability.wish(person, day)
    if wish:
        score += max(-1.0, min(1.0, wish))
        found.append(reasons.wishes(wish))
    if novice := _novice_of(roster, day, person):
        score += 0.5
        found.append(reasons.mentor_of(novice))
    if roster.stands_by(day, post, person) is not None:
        score += _STANDS_BY
        found.insert(0, reasons.STANDS_BY)
    return Substitute(person, round(score, 2), tuple(found))


def _owed_reason(owed: float) -> Reason:
    amount = (("turns", round(abs(owed), 1)),)
    if abs(owed) < _NEXT_TO_NOTHING:
        return Reason("even", N_("has about a fair share of turns"))
    if owed > 0:
        return Reason("owes", N_("has {turns} turns less than a fair share"), amount)
    return Reason("ahead", N_("has {turns} turns more than a fair share"), amount)


def _unease(days: int) -> float:
    return max(0.0, (_AT_EASE - days) / _AT_EASE)


def _novice_of(roster: Roster, day: date, person: str) -> str | None:
    """The name of a novice who sits that day and has her as mentor."""
    people = roster.availability.people
    for shift in roster.on(day):
        other = people.get(shift.person)
        if other is not None and other.mentor == person and other.novice(day):
            return other.name
    return None
