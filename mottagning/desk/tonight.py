"""What the social emergency service must know tonight: contacts that somebody has marked, and who told them of it.

After hours a child in danger or somebody who has threatened is theirs; a mark is set by a person, never by the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mottagning.command import Command, Turn, handles
from mottagning.contacts import views
from mottagning.contacts.model import OPEN, Summary
from mottagning.contacts.tables import Contact
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.batontables import TonightRow
from mottagning.desk.protection import protected_among, without_person
from mottagning.errors import Trouble
from mottagning.people import roles
from mottagning.texts import N_

REASONS = ("threat", "child", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A contact that they must know of, why (one of `REASONS`), who marked it, and who told them when.

    `line` is the latest note. With `is_protected` there is none, and nothing points at a person.
    """

    contact: Summary
    why: str
    codes: tuple[str, ...]
    line: str
    by: int | None
    at: datetime
    told_by: int | None
    told_at: datetime | None
    is_protected: bool


@dataclass(frozen=True, slots=True)
class Tonight:
    """The marks of a working day, in the order in which they were set, and open reports of concern without one."""

    day: date
    known: tuple[Known, ...]
    unmarked: tuple[int, ...]

    @property
    def untold(self) -> int:
        """How many of them nobody has told."""
        return sum(1 for each in self.known if each.told_at is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTonight(Command):
    """They must know of this contact; `why` None: by what is known of it."""

    day: date
    contact: int
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmarkTonight(Command):
    """They need not know of it."""

    day: date
    contact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTold(Command):
    """I have told them of these contacts."""

    day: date
    contacts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackTold(Command):
    """They have not been told of these after all."""

    day: date
    contacts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteShown(Command):
    """The page for them was opened or printed; it is about people, so it is written down."""

    day: date
    is_printed: bool = False


def tonight(database: Database, day: date) -> Tonight:
    """What is marked for the night after a working day."""
    with database.reading():
        rows = list(TonightRow.select().where(TonightRow.day == day).order_by(TonightRow.id))
        ids = [row.contact_id for row in rows]
        contacts = {each.id: each for each in views.summaries(database, Contact.id.in_(ids))} if ids else {}
        notes = views.notes_of(database, ids)
        ties = {contact: [tie for tie in each if tie.tied] for contact, each in ties_of_contacts(ids).items()}
        hidden = protected_among(tie.case for each in ties.values() for tie in each)
        concerns = (Contact.state.in_(OPEN)) & Contact.concern.in_(("possible", "marked"))
        is_new = concerns & Contact.id.not_in(ids)
        waiting = [row.id for row in Contact.select(Contact.id).where(is_new).order_by(Contact.at, Contact.id)]
    known = []
    for row in rows:
        tied = ties.get(row.contact_id, [])
        is_protected = any(tie.case in hidden for tie in tied)
        contact, said = contacts[row.contact_id], notes.get(row.contact_id, ())
        known.append(
            Known(
                contact=without_person(contact) if is_protected else contact,
                why=row.why,
                codes=tuple(tie.code for tie in tied),
                line=said[-1].text if said and not is_protected else "",
                by=row.by_id,
                at=row.at,
                told_by=row.told_by,
                told_at=row.told_at,
                is_protected=is_protected,
            )
        )
    return Tonight(day, tuple(known), tuple(waiting))


@handles
def mark_tonight(turn: Turn, command: MarkTonight) -> None:
    """Marked twice, the latest reason counts; that they were told of it stays."""
    roles.require(roles.role_at(turn.database, turn.by, turn.at), "desk")
    contact = Contact.get_or_none(Contact.id == command.contact)
    if contact is None:
        raise Trouble(N_("There is no contact {id}."), id=command.contact)
    is_concern = contact.concern in ("possible", "marked")
    why = command.why or ("child" if is_concern else "other")
    if why not in REASONS:
        raise ValueError(why)
    row = _row(command.day, command.contact)
    if row is None:
        TonightRow.create(day=command.day, contact_id=command.contact, why=why, by_id=turn.by, at=turn.at)
        turn.undo = UnmarkTonight(by=turn.by, day=command.day, contact=command.contact)
    else:
        turn.undo = MarkTonight(by=turn.by, day=command.day, contact=command.contact, why=row.why)
        TonightRow.update(why=why).where(TonightRow.id == row.id).execute()
    turn.audit("marked_for_night", "contact", command.contact, why=why)
    turn.touch("baton")
    turn.touch("contact", command.contact)


@handles
def unmark_tonight(turn: Turn, command: UnmarkTonight) -> None:
    """The mark goes. Trouble when they have been told already: then it is part of what happened."""
    row = _row(command.day, command.contact)
    if row is None:
        return
    if row.told_at is not None:
        raise Trouble(N_("The social emergency service has been told of it already."))
    row.delete_instance()
    turn.audit("unmarked_for_night", "contact", command.contact)
    turn.touch("baton")
    turn.touch("contact", command.contact)
    turn.undo = MarkTonight(by=turn.by, day=command.day, contact=command.contact, why=row.why)


@handles
def note_told(turn: Turn, command: NoteTold) -> None:
    """Who told them, and when; what they know already keeps who told it first."""
    roles.require(roles.role_at(turn.database, turn.by, turn.at), "desk")
    rows = [row for row in _rows(command.day, command.contacts) if row.told_at is None]
    for row in rows:
        TonightRow.update(told_by=turn.by, told_at=turn.at).where(TonightRow.id == row.id).execute()
        turn.audit("night_told", "contact", row.contact_id)
    turn.touch("baton")
    told = tuple(row.contact_id for row in rows)
    turn.undo = TakeBackTold(by=turn.by, day=command.day, contacts=told) if told else None


@handles
def take_back_told(turn: Turn, command: TakeBackTold) -> None:
    """They have not been told after all."""
    for row in _rows(command.day, command.contacts):
        TonightRow.update(told_by=None, told_at=None).where(TonightRow.id == row.id).execute()
        turn.audit("night_told_taken_back", "contact", row.contact_id)
    turn.touch("baton")


@handles
def note_shown(turn: Turn, command: NoteShown) -> None:
    """One line in the audit for each contact on the page."""
    for row in TonightRow.select().where(TonightRow.day == command.day).order_by(TonightRow.id):
        turn.audit("night_printed" if command.is_printed else "night_shown", "contact", row.contact_id)


def _row(day: date, contact: int) -> TonightRow | None:
    found: TonightRow | None = TonightRow.get_or_none((TonightRow.day == day) & (TonightRow.contact_id == contact))
    return found


def _rows(day: date, contacts: tuple[int, ...]) -> list[TonightRow]:
    return list(TonightRow.select().where((TonightRow.day == day) & TonightRow.contact_id.in_(contacts)))
