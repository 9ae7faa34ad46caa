"""The baton: a working day is handed over at its end, with words to tomorrow, and whoever sits there next signs for it.

What is open, and why, is not kept here: it is read from the contacts when somebody looks (`daystart`, `dayend`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import views
from mottagning.contacts.creation import add_step
from mottagning.contacts.model import Summary
from mottagning.contacts.notes import AddNote, RemoveNote, add_note, remove_note
from mottagning.contacts.status import Restore, restore
from mottagning.contacts.tables import Contact, Note
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.batontables import BatonLine, BatonRow
from mottagning.desk.daystate import day_before
from mottagning.desk.openwork import loose_ends
from mottagning.desk.protection import protected_among, without_person
from mottagning.errors import Trouble
from mottagning.people import roles, staff, unit
from mottagning.texts import N_
from mottagning.worktime import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word to tomorrow. `contact` is what it is about, with its `codes`; None: it stands for itself.

    With `is_protected` there is no text, and nothing in `contact` points at a person.
    """

    by: int | None
    at: datetime
    text: str
    contact: Summary | None = None
    codes: tuple[str, ...] = ()
    is_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Baton:
    """A working day as it was handed over: by whom (None: nobody did), and who signed for it (None: nobody yet)."""

    day: date
    by: int | None = None
    handed_at: datetime | None = None
    signed_by: int | None = None
    signed_at: datetime | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Command):
    """The day is handed over; `text` is what its writer wants to say beside the contacts, "" for nothing."""

    day: date
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackHandOver(Command):
    """The undo of `HandOver`: who had handed over before, when, and what she had written."""

    day: date
    before: int | None
    handed_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveForTomorrow(Command):
    """These contacts (id, version) are left to whoever sits there next, with a word why. Their times stay."""

    day: date
    contacts: tuple[tuple[int, int], ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackLeft(Command):
    """The undo of `LeaveForTomorrow`: the notes go, and what was given back to the desk is hers again."""

    notes: tuple[int, ...]
    before: tuple[tuple[int, int, dict[str, Any]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignBaton(Command):
    """Read and taken over."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackSign(Command):
    """The undo of `SignBaton`, for the one who signed."""

    day: date


def baton(database: Database, day: date) -> Baton:
    """What was handed over of a working day, and who has signed for it."""
    with database.reading():
        row = _row(day)
        lines = list(BatonLine.select().where(BatonLine.day == day).order_by(BatonLine.id))
        words = _words(database, lines)
    if row is None:
        return Baton(day=day, words=words)
    return Baton(
        day=day,
        by=row.by_id,
        handed_at=row.handed_at,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        words=words,
    )


def unsigned(database: Database, at: datetime) -> Baton | None:
    """The baton that nobody has signed for although the unit's hour for it has passed; None: nothing is wrong.

    A unit that has never handed a day over is not told that it should.
    """
    settings = unit.load_unit(database)
    local = at.astimezone(ZONE)
    worktime = unit.worktime(settings)
    if local.time() < settings.baton_signed_by or not worktime.is_working_day(local.date()):
        return None
    with database.reading():
        if not BatonRow.select().exists():
            return None
        found = baton(database, day_before(worktime, at))
    return found if found.signed_at is None else None


@handles
def hand_over(turn: Turn, command: HandOver) -> None:
    """Anybody at the desk may; again until it is signed for. Trouble while something of the day is left undone."""
    roles.require(roles.role_at(turn.database, turn.by, turn.at), "desk")
    row = _row(command.day)
    _still_open(turn, row)
    left = len(loose_ends(turn.database, turn.by, command.day))
    if left:
        raise Trouble(
            N_("Left of what should have been done today: {n}. Promise, pass on, or leave it with a word first."),
            n=left,
        )
    text = _put_text(turn, command.day, command.text)
    before = (None, None) if row is None else (row.by_id, row.handed_at)
    if row is None:
        BatonRow.create(day=command.day, by_id=turn.by, handed_at=turn.at)
    else:
        turn.update(row, by_id=turn.by, handed_at=turn.at)
    _dispose(turn)
    _tell(turn, "handed_over", command.day)
    turn.undo = TakeBackHandOver(by=turn.by, day=command.day, before=before[0], handed_at=before[1], text=text)


@handles
def take_back_hand_over(turn: Turn, command: TakeBackHandOver) -> None:
    """As it was before; Trouble when somebody has signed for it meanwhile."""
    row = _row(command.day)
    _still_open(turn, row)
    _put_text(turn, command.day, command.text)
    if row is not None:
        turn.update(row, by_id=command.before, handed_at=command.handed_at)
        _tell(turn, "hand_over_taken_back", command.day)


@handles
def leave_for_tomorrow(turn: Turn, command: LeaveForTomorrow) -> None:
    """Each gets the word as a note; what lies with the one who leaves it is the desk's again."""
    roles.require(roles.role_at(turn.database, turn.by, turn.at), "desk")
    assert turn.by is not None
    if not command.text.strip():
        raise Trouble(N_("Write a word to whoever sits here tomorrow: why it is left, or what to do next."))
    _still_open(turn, _row(command.day))
    notes: list[int] = []
    before: list[tuple[int, int, dict[str, Any]]] = []
    for contact, version in command.contacts:
        row = Contact.get(Contact.id == contact)
        if row.owner_id == turn.by:
            before.append(_give_back(turn, row, version))
        add_note.inside(turn, AddNote(by=turn.by, at=turn.at, contact=contact, text=command.text))
        notes.append(turn.created["note"])
        BatonLine.create(day=command.day, at=turn.at, by_id=turn.by, note_id=notes[-1])
        turn.audit("left_for_tomorrow", "contact", contact)
    turn.touch("baton")
    turn.undo = TakeBackLeft(by=turn.by, notes=tuple(notes), before=tuple(before))


@handles
def take_back_left(turn: Turn, command: TakeBackLeft) -> None:
    """Conflict when somebody has done something with one of them since."""
    for note in command.notes:
        remove_note.inside(turn, RemoveNote(by=turn.by, at=turn.at, note=note))
    restore.inside(turn, Restore(by=turn.by, at=turn.at, before=command.before))
    turn.touch("baton")


@handles
def sign_baton(turn: Turn, command: SignBaton) -> None:
    """One signs for the day, also for one that nobody handed over. Trouble for the second of two."""
    roles.require(roles.role_at(turn.database, turn.by, turn.at), "desk")
    row = _row(command.day)
    _still_open(turn, row)
    if row is None:
        BatonRow.create(day=command.day, signed_by=turn.by, signed_at=turn.at)
    else:
        turn.update(row, signed_by=turn.by, signed_at=turn.at)
    _tell(turn, "baton_signed", command.day)
    turn.undo = TakeBackSign(by=turn.by, day=command.day)


@handles
def take_back_sign(turn: Turn, command: TakeBackSign) -> None:
    """Nobody has read it after all."""
    row = _row(command.day)
    if row is None or row.signed_by != turn.by:
        raise Trouble(N_("Only the one who signed for it can take that back."))
    turn.update(row, signed_by=None, signed_at=None)
    _tell(turn, "sign_taken_back", command.day)


def _give_back(turn: Turn, contact: Any, version: int) -> tuple[int, int, dict[str, Any]]:
    """Hers no longer, but the desk's. A promise stays one: whoever was promised something waits for it."""
    old = {name: getattr(contact, name) for name in ("state", "owner_id", "returns_at")}
    state = "promised" if contact.state == "promised" else "waiting"
    turn.update(contact, version, state=state, owner_id=None, returns_at=None)
    add_step(turn, contact.id, "released")
    turn.audit("released", "contact", contact.id)
    turn.touch("contact", contact.id)
    return contact.id, contact.version, old


def _row(day: date) -> Any:
    return BatonRow.get_or_none(BatonRow.day == day)


def _still_open(turn: Turn, row: Any) -> None:
    """Trouble when it is signed for, by whom and when."""
    if row is None or row.signed_at is None:
        return
    person = staff.by_id(turn.database, row.signed_by)
    raise Trouble(
        N_("{name} has signed for it already, at {time}."),
        name=person.name if person else "–",
        time=f"{row.signed_at.astimezone(ZONE):%H:%M}",
    )


def _put_text(turn: Turn, day: date, text: str) -> str:
    """Keep what she has written of the day in place of what she wrote before, which is returned."""
    mine = (BatonLine.day == day) & (BatonLine.by_id == turn.by) & BatonLine.text.is_null(False)
    before = "\n".join(row.text or "" for row in BatonLine.select().where(mine))
    BatonLine.delete().where(mine).execute()
    if text.strip():
        BatonLine.create(day=day, at=turn.at, by_id=turn.by, text=text.strip())
    return before


def _dispose(turn: Turn) -> None:
    """Words of their own go when the unit's days for them are over; those about a contact go with the contact."""
    kept = timedelta(days=unit.load_unit(turn.database).baton_kept_days)
    old = BatonLine.text.is_null(False) & (BatonLine.day < turn.at.astimezone(ZONE).date() - kept)
    gone = BatonLine.delete().where(old).execute()
    if gone:
        turn.forgets = True
        turn.audit("disposed", "baton", None, lines=gone)


def _tell(turn: Turn, action: str, day: date) -> None:
    turn.audit(action, "baton", _row(day).id, day=day.isoformat())
    turn.touch("baton")


def _words(database: Database, lines: Iterable[Any]) -> tuple[Word, ...]:
    lines = list(lines)
    notes = {row.id: row for row in Note.select().where(Note.id.in_([line.note_id for line in lines if line.note_id]))}
    ids = sorted({note.contact_id for note in notes.values()})
    contacts = {each.id: each for each in views.summaries(database, Contact.id.in_(ids))} if ids else {}
    ties = {contact: [tie for tie in each if tie.tied] for contact, each in ties_of_contacts(ids).items()}
    hidden = protected_among(tie.case for each in ties.values() for tie in each)
    words = []
    for line in lines:
        if line.note_id is None:
            words.append(Word(by=line.by_id, at=line.at, text=line.text or ""))
            continue
        note = notes[line.note_id]
        contact, tied = contacts[note.contact_id], ties.get(note.contact_id, [])
        is_protected = any(tie.case in hidden for tie in tied)
        words.append(
            Word(
                by=line.by_id,
                at=line.at,
                text="" if is_protected else note.text,
                contact=without_person(contact) if is_protected else contact,
                codes=tuple(tie.code for tie in tied),
                is_protected=is_protected,
            )
        )
    return tuple(words)
