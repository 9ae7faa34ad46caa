"""What the page shows of a month, made ready off the window's thread; and who can take a shift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mottagning.db import Database
from mottagning.people import staff
from mottagning.rota import month as months
from mottagning.rota import swapping
from mottagning.rota.availability import Availability
from mottagning.rota.explaining import Explanation, explain
from mottagning.rota.month import Month, Slot, Wrong
from mottagning.rota.origin import Origin, origin
from mottagning.rota.reasons import Reason, Refused
from mottagning.rota.remedies import Remedy, remedy
from mottagning.rota.rules import Roster
from mottagning.rota.substitutes import Substitute, substitutes
from mottagning.rota.trial import Trial
from mottagning.ui.rota import cells
from mottagning.ui.rota.cells import Names, Place, Table

_BEST_FOR = 30
"""So many of the things that are wrong have their way out looked for: a few milliseconds each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A month with its tables. `ids` are the people's own by their short names; `version` is an earlier rota's.

    `swaps` are those that wait for an answer of whoever looks.
    """

    month: Month
    names: Names
    ids: dict[str, int]
    posts: Table
    people: Table
    sees_all: bool
    version: int | None = None
    swaps: int = 0
    trial: Trial | None = None
    """On which the lead's moves are tried before they are made; only the window's thread asks it."""

    def slot(self, day: date, post: str) -> Slot | None:
        """The shift of a post on a day."""
        return next((slot for slot in self.month.slots if (slot.date, slot.post) == (day, post)), None)

    def slot_at(self, place: Place | None) -> Slot | None:
        """The shift at a place: that of the post, or the first of the person's."""
        if place is None or place.person is None:
            return None if place is None or place.post is None else self.slot(place.date, place.post)
        return next(iter(self.slots_of(place.date, place.person)), None)

    def slots_of(self, day: date, person: str) -> list[Slot]:
        """The shifts of somebody on a day."""
        return [slot for slot in self.month.slots if (slot.date, slot.person) == (day, person)]

    def first_on(self, day: date) -> Slot | None:
        """The first shift of a day that nobody comes to, else its first."""
        slots = [slot for slot in self.month.slots if slot.date == day]
        return next((slot for slot in slots if slot.uncovered), slots[0] if slots else None)

    def first_for(self, me: int | None) -> Slot | None:
        """Where to begin: for the lead at what is uncovered, for others at their own next turn, else today."""
        month = self.month
        ahead = [s for s in month.slots if max(month.month, month.today) <= s.date <= month.month_end]
        own = self.key_of(me)
        wanted = (slot for slot in ahead if (slot.uncovered if self.sees_all else slot.person == own))
        return next(wanted, ahead[0] if ahead else None)

    def key_of(self, person: int | None) -> str | None:
        """The short name of the one with this id."""
        return next((key for key, number in self.ids.items() if number == person), None)

    def hours(self, post: str, day: date) -> str:
        """When one sits at a post on a day: "08:00–12:00"."""
        found = (Availability(self.month.unit).hours(p, day) for p in self.month.unit.posts if p.id == post)
        return next((f"{start:%H:%M}–{end:%H:%M}" for start, end in found), "")

    def is_at(self, month: date, version: int | None = None) -> bool:
        """Whether this is the month that begins on `month`, as it is or was in a `version`."""
        return (self.month.month, self.version) == (month, version)


@dataclass(frozen=True, slots=True)
class Slower:
    """What takes longer: what each is owed, what is wrong with that, and who would mend what is wrong."""

    owed: dict[str, float]
    wrong: tuple[Wrong, ...]
    mends: dict[tuple[date | None, str | None], tuple[str, str] | None]
    """By the day and post of what is wrong: at which post whom to put in; None when nobody can."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who can take a shift, best first, and why the others cannot."""

    slot: Slot
    able: tuple[Substitute, ...]
    blocked: tuple[Refused, ...]
    remedy: Remedy | None = None
    """What one change would fill it when nobody can."""


@dataclass(frozen=True, slots=True)
class Why:
    """How somebody came to a shift (None: the planner gave it to her), and what speaks for her there if she comes."""

    slot: Slot
    origin: Origin | None
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class Offers:
    """The shifts of a day on which somebody has none, and what speaks against her taking each."""

    day: date
    person: str
    slots: tuple[tuple[Slot, Reason | None], ...]


def read(
    database: Database, month: date, today: date, *, sees_all: bool, version: int | None = None, me: int | None = None
) -> Shown:
    """The month as the page shows it, or as it was in a `version`; the lead (`sees_all`) sees drafts and reasons."""
    with database.reading():
        found = months.look(database, month, today, drafts=sees_all, version=version)
        everybody = staff.everyone(database)
        waiting = 0 if version is not None else swapping.waiting_for(database, me, today)
    names = cells.names_of(found, {person.key: person.name for person in everybody})
    return Shown(
        month=found,
        names=names,
        ids={person.key: person.id for person in everybody},
        posts=cells.by_post(found, names, for_lead=sees_all),
        people=cells.by_person(found, names, for_lead=sees_all),
        sees_all=sees_all,
        version=version,
        swaps=waiting,
        trial=Trial(found.unit, found.shifts) if sees_all else None,
    )


def read_slower(shown: Shown) -> Slower:
    """The balance and the best substitutes; for the lead."""
    owed = months.owed(shown.month)
    mends: dict[tuple[date | None, str | None], tuple[str, str] | None] = {}
    for wrong in shown.month.wrong[:_BEST_FOR]:
        if wrong.kind in ("uncovered", "broken") and wrong.date is not None and wrong.post is not None:
            able, _ = substitutes(shown.month.unit, shown.month.shifts, wrong.date, wrong.post)
            mends[wrong.date, wrong.post] = (wrong.post, able[0].person) if able else None
        elif wrong.kind == "unqualified" and wrong.date is not None:
            mends[wrong.date, None] = _qualified(shown, wrong)
    return Slower(owed, (*shown.month.wrong, *months.uneven(owed)), mends)


def _qualified(shown: Shown, wrong: Wrong) -> tuple[str, str] | None:
    """Which shift of a day whom to give to, so that what the day lacks is there: the best of them all."""
    lacks = {str(value) for _, value in wrong.reason.values} if wrong.reason is not None else set()
    holders = {person.id for person in shown.month.unit.people if lacks <= person.qualifications}
    found = []
    for slot in shown.month.slots:
        if slot.date == wrong.date and slot.state != "unplanned":
            able, _ = substitutes(shown.month.unit, shown.month.shifts, slot.date, slot.post)
            found += [(each.score, slot.post, each.person) for each in able if each.person in holders]
    if not found:
        return None
    _, post, person = max(found)
    return post, person


def with_owed(shown: Shown, owed: dict[str, float]) -> Shown:
    """The same with what each is owed in the table of people."""
    return replace(shown, people=cells.with_owing(shown.people, shown.names, owed))


def candidates(shown: Shown, slot: Slot) -> Candidates:
    """Who can take a shift."""
    unit, shifts = shown.month.unit, shown.month.shifts
    able, blocked = substitutes(unit, shifts, slot.date, slot.post)
    lacks = slot.person is None and not able
    change = remedy(unit, shifts, slot.date, slot.post, today=shown.month.today) if lacks else None
    return Candidates(slot, able, blocked, change)


def why(database: Database, shown: Shown, slot: Slot) -> Why:
    """Why whoever it is sits there."""
    month = shown.month
    came = origin(database, month.plan_of(slot.date), slot.turnout)
    return Why(slot, came, None if slot.uncovered else explain(month.unit, month.shifts, slot.date, slot.post))


def offers(shown: Shown, day: date, person: str) -> Offers:
    """What somebody could take on a day."""
    roster = Roster(Availability(shown.month.unit), shown.month.shifts)
    slots = [slot for slot in shown.month.slots if slot.date == day]
    return Offers(day, person, tuple((slot, roster.why_not(day, slot.post, person)) for slot in slots))
