"""The greedy start: day by day, each shift goes to whoever may take it and is owed most of what she is due."""

from collections.abc import Iterable
from datetime import date

from mottagning.rota.entitlement import Ledger
from mottagning.rota.model import Shift
from mottagning.rota.rules import Roster


def stride(roster: Roster, ledger: Ledger, days: Iterable[date]) -> list[Shift]:
    """Fill the empty posts of `days` (in order of date) by the rules, add them to `roster`, and return what was added.

    The hardest post of a day goes first, and while a daily qualification is missing those who bring it. What nobody
    can take stays empty.
    """
    served = {
        person: sorted(d for d, n in roster.dates(person).items() for _ in range(n) if d >= ledger.start)
        for person in ledger.people
    }
    added: list[Shift] = []
    for day in days:
        owed = {p: ledger.due(p, day) - sum(d <= day for d in dates) for p, dates in served.items()}
        order = sorted(ledger.people, key=lambda person: (-owed[person], person))
        while (shift := _next(roster, day, order)) is not None:
            roster.add(shift)
            served[shift.person].append(day)
            order.remove(shift.person)
            order.append(shift.person)  # a second shift on one day only when nobody else can
            added.append(shift)
    return added


def _next(roster: Roster, day: date, order: list[str]) -> Shift | None:
    """The next shift of the day to be given away, and to whom."""
    best: list[str] = []
    hardest = ""
    for post in roster.empty_posts(day):
        able = [person for person in order if roster.why_not(day, post, person) is None]
        able = [person for person in able if roster.brings_missing(day, person)] or able
        if able and (not best or len(able) < len(best)):
            best, hardest = able, post
    return Shift(day, hardest, best[0]) if best else None
