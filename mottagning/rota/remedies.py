"""What would fill a shift that nobody can take: a colleague relieved of another turn, or a rule of the unit eased."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from mottagning.rota.availability import Availability
from mottagning.rota.model import Rules, Shift, Unit
from mottagning.rota.rules import Roster, week_of

_NEAR = ("gap", "week_full", "same_day")
"""Reasons that another turn of hers gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """`person` could take the shift if `other` took her turn `instead`, or if one `rule` were eased."""

    person: str
    instead: Shift | None = None
    other: str | None = None
    rule: str | None = None
    """The rule that is eased, by its name in `Rules`, and what it then would be."""
    eased: int = 0


def remedy(unit: Unit, shifts: Iterable[Shift], day: date, post: str, *, today: date = date.min) -> Remedy | None:
    """The one change that would fill an empty shift; None when one is not enough.

    An exchange goes before an eased rule; among people those first who have fewest turns near. Nobody can take a turn
    from before `today`.
    """
    availability = Availability(unit)
    roster = Roster(availability, shifts)
    reasons = {person: roster.why_not(day, post, person) for person in availability.people}
    near = [person for person, reason in reasons.items() if reason is not None and reason.code in _NEAR]
    for person in sorted(near, key=lambda each: (len(_disturbing(roster, day, each)), each)):
        found = _exchange(roster, day, post, person, today)
        if found is not None:
            return found
    for rule, value, rules in _eased(unit.rules):
        eased = Roster(Availability(replace(unit, rules=rules)), shifts)
        able = [person for person in near if eased.why_not(day, post, person) is None]
        if able:
            return Remedy(person=min(able), rule=rule, eased=value)
    return None


def _exchange(roster: Roster, day: date, post: str, person: str, today: date) -> Remedy | None:
    """Who could take the one turn of hers that stands in the way."""
    for turn in _disturbing(roster, day, person):
        if turn.date < today:
            continue
        roster.remove(turn)
        taken = Shift(day, post, person)
        if roster.why_not(day, post, person) is None:
            roster.add(taken)
            able = [
                other
                for other in roster.availability.people
                if other != person and roster.why_not(turn.date, turn.post, other) is None
            ]
            roster.remove(taken)
            if able:
                roster.add(turn)
                fewest = min(able, key=lambda other: (len(_disturbing(roster, turn.date, other)), other))
                return Remedy(person=person, instead=turn, other=fewest)
        roster.add(turn)
    return None


def _disturbing(roster: Roster, day: date, person: str) -> list[Shift]:
    """Her turns of that week and within the least gap, nearest first."""
    least = roster.rules.min_gap_days or 0
    dates = [
        other
        for other in roster.dates(person)
        if abs((other - day).days) < max(1, least) or week_of(other) == week_of(day)
    ]
    ordered = sorted(dates, key=lambda other: (abs((other - day).days), other))
    return [shift for other in ordered for shift in roster.on(other) if shift.person == person]


def _eased(rules: Rules) -> list[tuple[str, int, Rules]]:
    """Each rule that can be a step easier, what it then would be, and the rules with it."""
    found = []
    if rules.min_gap_days and rules.min_gap_days > 1:
        gap = rules.min_gap_days - 1
        found.append(("min_gap_days", gap, replace(rules, min_gap_days=gap)))
    if rules.max_per_week is not None:
        most = rules.max_per_week + 1
        found.append(("max_per_week", most, replace(rules, max_per_week=most)))
    if rules.one_post_a_day:
        found.append(("one_post_a_day", 0, replace(rules, one_post_a_day=False)))
    return found
