"""One person's account of a month: what she is due and how that came about, what is done and what is to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mottagning.rota.availability import Availability
from mottagning.rota.model import Shift
from mottagning.rota.month import Month, ledger_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """In turns, if the month goes as it stands. `due` is `carried` (too few before: above 0) and her `part` of it.

    The part follows from her `rate` (percent, on the month's last day) and the days she is at work of the open ones.
    """

    rate: float
    at_work: int
    open_days: int
    carried: float
    due: float
    done: tuple[Shift, ...]
    to_come: tuple[Shift, ...]

    @property
    def part(self) -> float:
        """What falls to her of the month's shifts."""
        return self.due - self.carried

    @property
    def left(self) -> float:
        """What she still is owed when the month is over; below 0 she has had more than her part."""
        return self.due - len(self.done) - len(self.to_come)


def account(month: Month, person: str) -> Account | None:
    """Her account; None for somebody who is not planned for."""
    ledger, shifts = ledger_of(month)
    if person not in ledger.people:
        return None
    availability = Availability(month.unit)
    days = availability.open_days(month.month, month.month_end)
    hers = [shift for shift in shifts if shift.person == person]
    first, last = _employed(availability, person, month)
    return Account(
        rate=availability.people[person].rate(max(first, last)),
        at_work=sum(bool(availability.free(person, day)) for day in days),
        open_days=len(days),
        carried=ledger.carried[person],
        due=ledger.due(person, month.month_end) if shifts else ledger.carried[person],
        done=tuple(shift for shift in hers if shift.date < month.today),
        to_come=tuple(shift for shift in hers if shift.date >= month.today),
    )


def _employed(availability: Availability, person: str, month: Month) -> tuple[date, date]:
    """The first and the last day of the month on which she works in the unit, as far as she does."""
    found = availability.people[person]
    return max(found.joined or month.month, month.month), min(found.left or month.month_end, month.month_end)
