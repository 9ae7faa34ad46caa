"""Why somebody sits where she sits, told from the rota as it stands, whoever or whatever put her there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mottagning.rota import reasons
from mottagning.rota.availability import Availability
from mottagning.rota.entitlement import charge, slots_of
from mottagning.rota.model import Shift, Unit
from mottagning.rota.reasons import Reason, Refused
from mottagning.rota.rules import Roster

# Days: what somebody was owed is judged over the weeks before, and what comes next is looked for in those after.
_BEFORE, _AFTER = 56, 28
_NEXT_TO_NOTHING = 0.25


@dataclass(frozen=True, slots=True)
class Explanation:
    """`reasons` are hers, what counts most first; `able` are others who could sit there too, `refused` could not."""

    person: str
    reasons: tuple[Reason, ...]
    able: tuple[str, ...]
    refused: tuple[Refused, ...]


def explain(unit: Unit, shifts: Iterable[Shift], day: date, post: str) -> Explanation | None:
    """Why whoever has a shift has it, beside all other `shifts`; None where nobody sits whom the planner knows."""
    availability = Availability(unit)
    first, last = day - timedelta(days=_BEFORE), day + timedelta(days=_AFTER)
    roster = Roster(availability, (shift for shift in shifts if first <= shift.date <= last))
    hers = next((shift for shift in roster.on(day) if shift.post == post), None)
    if hers is None or hers.person not in availability.people:
        return None
    owed = _owed(roster, day)
    roster.remove(hers)
    able, refused = [], []
    for person in availability.people:
        if person == hers.person:
            continue
        reason = roster.why_not(day, post, person)
        if reason is None:
            able.append(person)
        else:
            refused.append(Refused(person, reason))
    found = [_turn_came(roster, hers, able, owed), *reasons.neighbours(day, roster.dates(hers.person))]
    return Explanation(hers.person, (*found, *_suits(roster, hers)), tuple(able), tuple(refused))


def _owed(roster: Roster, day: date) -> dict[str, float]:
    """What each was due of the weeks before and this day, less what she had done when it came."""
    near = [shift for number in range(_BEFORE + 1) for shift in roster.on(day - timedelta(days=number))]
    charged = charge(roster.availability, slots_of(near), {})
    done = Counter(shift.person for shift in near if shift.date < day)
    return {person: sum(parts) - done[person] for person, parts in charged.items()}


def _turn_came(roster: Roster, hers: Shift, able: Sequence[str], owed: Mapping[str, float]) -> Reason:
    """Why it was her turn rather than that of the others who could."""
    if not able:
        return reasons.NOBODY_ELSE
    mine = owed[hers.person]
    ahead = [person for person in able if owed[person] > mine + _NEXT_TO_NOTHING]
    if not ahead:
        return reasons.most_owed(mine) if mine >= _NEXT_TO_NOTHING else reasons.NOBODY_OWED_MORE
    distance = _nearest(roster, hers.date, hers.person)
    if all(_nearest(roster, hers.date, person) < distance for person in ahead):
        return reasons.others_nearer(len(ahead))
    return reasons.others_elsewhere(len(ahead))


def _nearest(roster: Roster, day: date, person: str) -> int:
    """Days to her nearest other turn; far away when there is none."""
    return min((abs((other - day).days) for other in roster.dates(person)), default=_BEFORE)


def _suits(roster: Roster, hers: Shift) -> list[Reason]:
    """What besides speaks for her there, or against: qualifications, whom she sits beside, what she wishes."""
    availability = roster.availability
    person = availability.people[hers.person]
    others = [availability.people[s.person] for s in roster.on(hers.date) if s.person in availability.people]
    found = [reasons.brings(what) for what in sorted(availability.posts[hers.post].needs & person.qualifications)]
    for what in roster.rules.daily_qualifications:
        if what in person.qualifications and not any(what in other.qualifications for other in others):
            found.append(reasons.day_has_her(what))
    found += [reasons.mentor_of(o.name) for o in others if o.mentor == person.id and o.novice(hers.date)]
    if person.novice(hers.date) and others:
        found.append(reasons.beside(", ".join(sorted(other.name for other in others))))
    wish = availability.wish(person.id, hers.date)
    return [*found, reasons.wishes(wish)] if wish else found
