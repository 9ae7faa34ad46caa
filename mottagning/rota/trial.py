"""Moves tried on a rota without being made: what speaks against one, and whether the team lead's word is enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mottagning.rota.availability import Availability
from mottagning.rota.model import Shift, Unit
from mottagning.rota.plans import Turnout, taken
from mottagning.rota.reasons import Reason
from mottagning.rota.rules import Roster


@dataclass(frozen=True, slots=True)
class Objection:
    """The rule that speaks against somebody on a shift.

    A soft one (turns too near each other, too many a week) is the unit's own: who knows of it may pass it over.
    """

    person: str
    reason: Reason
    is_soft: bool


class Trial:
    """The rota as it stands. Each question leaves it as it was, and is a matter of microseconds."""

    def __init__(self, unit: Unit, shifts: Iterable[Shift]) -> None:
        self._roster = Roster(Availability(unit), shifts)

    def putting(self, wanted: Turnout) -> Objection | None:
        """What speaks against somebody on a shift in place of whoever has it; she leaves what she stands by for."""
        if wanted.person is None:
            return None
        leaves = self.leaves(wanted)
        return self._tried(taken(() if leaves is None else (leaves,)), (), (wanted,))

    def leaves(self, wanted: Turnout) -> Turnout | None:
        """What somebody stands by for that day and leaves for the shift."""
        if wanted.person is None:
            return None
        found = self._roster.stands_by(wanted.date, wanted.post, wanted.person)
        return None if found is None else Turnout(found.date, found.post, found.person)

    def exchanging(self, one: Turnout, other: Turnout) -> Objection | None:
        """What speaks against two shifts, as they stand, changing places; one of them may be empty."""
        swapped = (replace(one, person=other.person), replace(other, person=one.person))
        return self._tried(taken((one, other)), taken(swapped), swapped)

    def _tried(self, gone: Iterable[Shift], come: Iterable[Shift], asked: Iterable[Turnout]) -> Objection | None:
        roster, gone, come = self._roster, tuple(gone), tuple(come)
        for shift in gone:
            roster.remove(shift)
        for shift in come:
            roster.add(shift)
        try:
            return self._firm(asked) or self._soft(asked)
        finally:
            for shift in come:
                roster.remove(shift)
            for shift in gone:
                roster.add(shift)

    def _firm(self, asked: Iterable[Turnout]) -> Objection | None:
        for shift in asked:
            if shift.person is not None:
                reason = self._roster.firmly_not(shift.date, shift.post, shift.person)
                if reason is not None:
                    return Objection(shift.person, reason, is_soft=False)
        return None

    def _soft(self, asked: Iterable[Turnout]) -> Objection | None:
        for shift in asked:
            if shift.person is not None:
                reason = self._roster.why_not(shift.date, shift.post, shift.person)
                if reason is not None:
                    return Objection(shift.person, reason, is_soft=True)
        return None
