"""A routine that is followed with a contact: which wording, which steps are done, and who was asked; never content.

It stands in the contact's course, where each tick is a step with its time and who made it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mottagning.cases.tables import Case
from mottagning.command import Command, Turn, handles
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import Contact, ContactStep
from mottagning.contacts.whole import StepView, read_whole
from mottagning.db import Database
from mottagning.desk import routines
from mottagning.desk.oncard import OnCard
from mottagning.desk.routine import Fit, Occasion, Routine, carried, fitting
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_

if TYPE_CHECKING:
    from mottagning.desk.look import Look

FOLLOWED = "routine_followed"
ASKED, NOT_ASKED = "adviser_asked", "adviser_not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """A step of a routine is done, or is not after all; `version` is the wording that was looked at, `place` from 0."""

    contact: int
    routine: str
    version: int
    place: int
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew(Command):
    """Go on by a routine as it reads now: what was done of steps that read the same stays done."""

    contact: int
    routine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAsked(Command):
    """Somebody experienced was asked about a contact; or was not, after all."""

    contact: int
    person: int
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Followed:
    """A routine as it read when it was followed, what is done of it, and who did something with it last and when."""

    routine: Routine
    done: tuple[int, ...]
    at: datetime
    by: int | None

    @property
    def left(self) -> int:
        """How many required steps are not done."""
        return self.routine.left(self.done)


@dataclass(frozen=True, slots=True)
class AtHand:
    """The unit's routines, those that fit the contact (the likeliest first), and what is followed (the latest first).

    `asked` are those who were asked, each with the latest time.
    """

    routines: tuple[Routine, ...]
    fits: tuple[Fit, ...]
    followed: tuple[Followed, ...] = ()
    asked: tuple[tuple[int, datetime], ...] = ()

    def following(self, key: str) -> Followed | None:
        """How far one is with a routine."""
        return next((each for each in self.followed if each.routine.key == key), None)

    @property
    def first(self) -> Routine | None:
        """The one to show: what is followed before what fits best."""
        if self.followed:
            return self.followed[0].routine
        return self.fits[0].routine if self.fits else None


@handles
def tick(turn: Turn, command: Tick) -> None:
    """Write the step; the undo ticks the other way. Conflict when it is by another wording that one goes on."""
    _check(command.contact)
    before = _latest(command.contact, command.routine)
    done = set(before["done"]) if before is not None else set()
    if before is not None and done and before["version"] != command.version:
        raise Conflict(N_("A colleague follows another version of this routine. Look at it again, then tick."))
    if (command.place in done) == command.done:
        return
    changed = done | {command.place} if command.done else done - {command.place}
    wording = before["wording"] if before is not None and done else None  # else how it reads now
    _write(turn, command.contact, command.routine, command.version, wording, changed)
    turn.undo = Tick(
        by=turn.by,
        contact=command.contact,
        routine=command.routine,
        version=command.version,
        place=command.place,
        done=not command.done,
    )


@handles
def renew(turn: Turn, command: Renew) -> None:
    """Write the step by the new wording; nothing when the routine reads as it did, or has gone."""
    _check(command.contact)
    before = _latest(command.contact, command.routine)
    now = next((each for each in routines.load(turn.database) if each.key == command.routine), None)
    old = routines.wording(before["wording"]) if before is not None else None
    if before is None or old is None or now is None or replace(old, version=now.version) == now:
        return
    _write(turn, command.contact, now.key, now.version, None, carried(old, before["done"], now))


@handles
def note_asked(turn: Turn, command: NoteAsked) -> None:
    """A step in the contact's course: whom one asked; not a word of what."""
    _check(command.contact)
    step = ASKED if command.asked else NOT_ASKED
    add_step(turn, command.contact, step, person=command.person)
    turn.audit(step, "contact", command.contact, person=command.person)
    turn.touch("contact", command.contact)
    if command.asked:
        turn.undo = NoteAsked(by=turn.by, contact=command.contact, person=command.person, asked=False)


def keep_card(turn: Turn, contact: int, card: OnCard) -> None:
    """Inside a turn: keep with a new contact what was ticked on its card."""
    if card.done:
        _write(turn, contact, card.routine, card.version, None, card.done)
    for person in card.asked:
        note_asked.inside(turn, NoteAsked(by=turn.by, at=turn.at, contact=contact, person=person))


def at_hand(database: Database, occasion: Occasion, steps: Sequence[StepView] = ()) -> AtHand:
    """The routines for a contact of which this is known, with the course it has had."""
    with database.reading():
        every = routines.load(database)
        followed = followed_in(database, steps)
    return AtHand(every, fitting(every, occasion), followed, _asked(steps))


def occasion_of(look: Look) -> Occasion:
    """What is known of a contact that somebody looks at; of somebody protected nothing that was written."""
    contact = look.whole.summary
    signs = {"concern"} if contact.concern in ("possible", "marked") else set()
    if contact.call_status == "missed":
        signs.add("missed")
    said = () if look.is_protected else (contact.subject or "", look.written, *(note.text for note in look.whole.notes))
    return Occasion(
        channel=contact.channel,
        signs=frozenset(signs),
        caller=look.caller.role,
        categories=frozenset(each.view.category for each in look.tied if each.view and each.view.category),
        text="\n".join(said),
    )


def of_call(
    database: Database, contact: int | None, case: int | None, channel: str, caller: str | None, text: str
) -> AtHand:
    """The routines for a call that goes on: of the `case` it is about, and by the `text` that was typed so far."""
    with database.reading():
        whole = read_whole(database, contact) if contact is not None else None
        row = Case.get_or_none(Case.id == case) if case is not None else None
        signs = {"concern"} if whole is not None and whole.summary.concern in ("possible", "marked") else set()
        known = Occasion(
            channel=channel,
            signs=frozenset(signs),
            caller=caller,
            categories=frozenset({row.category} if row is not None and row.category else ()),
            text=text,
        )
        return at_hand(database, known, whole.steps if whole is not None else ())


def followed_in(database: Database, steps: Iterable[StepView]) -> tuple[Followed, ...]:
    """The routines that the course of a contact tells of, as they read then, the latest first."""
    found: dict[str, Followed] = {}
    with database.reading():
        for key, step in _steps(steps).items():
            facts: dict[str, Any] = step.facts
            read = routines.wording(facts["wording"])
            if facts["done"] and read is not None:
                found[key] = Followed(read, tuple(facts["done"]), step.at, step.actor)
    return tuple(reversed(found.values()))


def left_in(steps: Iterable[StepView]) -> int:
    """How many required steps are not done of the routine that was followed last; 0 when none was."""
    for step in reversed(_steps(steps).values()):
        facts: dict[str, Any] = step.facts
        if facts["done"]:
            return int(facts["left"])
    return 0


def _steps(steps: Iterable[StepView]) -> dict[str, StepView]:
    """The latest word on each routine, in the order of time."""
    found: dict[str, StepView] = {}
    for step in steps:
        if step.step == FOLLOWED:
            key = str(step.facts["routine"])
            found.pop(key, None)
            found[key] = step
    return found


def _asked(steps: Iterable[StepView]) -> tuple[tuple[int, datetime], ...]:
    found: dict[int, datetime] = {}
    for step in steps:
        person = step.facts.get("person")
        if step.step == ASKED and isinstance(person, int):
            found[person] = step.at
        elif step.step == NOT_ASKED and isinstance(person, int):
            found.pop(person, None)
    return tuple(found.items())


def _check(contact: int) -> None:
    if not Contact.select().where(Contact.id == contact).exists():
        raise Trouble(N_("There is no contact {id}."), id=contact)


def _latest(contact: int, key: str) -> dict[str, Any] | None:
    rows = ContactStep.select().where((ContactStep.contact_id == contact) & (ContactStep.step == FOLLOWED))
    for row in rows.order_by(ContactStep.id.desc()):
        facts: dict[str, Any] = json.loads(row.facts)
        if facts["routine"] == key:
            return facts
    return None


def _write(turn: Turn, contact: int, key: str, version: int, wording: int | None, done: Iterable[int]) -> None:
    wording = wording if wording is not None else routines.wording_id(turn, key, version)
    read = routines.wording(wording) if wording is not None else None
    if read is None:
        raise Trouble(N_("This routine reads otherwise now. Look at it again, then tick."))
    places = sorted(place for place in set(done) if 0 <= place < len(read.steps))
    facts = {"routine": key, "version": version, "wording": wording, "done": places, "left": read.left(places)}
    add_step(turn, contact, FOLLOWED, **facts)
    turn.audit(FOLLOWED, "contact", contact, routine=key, wording=wording, done=len(places))
    turn.touch("contact", contact)
