"""What becomes of an answer on its way: each step is a command of its own, so that every crash leaves one of them.

waiting → sending, committed as the last thing before the message goes → sent. One that still is "sending" when nobody
sends is unsure: the server may have taken it. It goes again only when it is known that it did not, or when somebody
who has looked says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts.answers.outgoing import FAILED, SENDING, SENT, UNSURE, WAITING
from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw
from mottagning.contacts.creation import add_step
from mottagning.contacts.dues import Dues
from mottagning.contacts.tables import Contact
from mottagning.errors import Conflict, Trouble
from mottagning.texts import N_

GIVEN_UP = timedelta(days=1)
"""What has been put off for so long is told to somebody, and not tried again by itself."""
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
SETTLED = timedelta(minutes=5)
"""Longer than a sender waits for the server: before that nobody can know that nothing goes any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAnswer(Command):
    """A command about one answer."""

    answer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSending(OnAnswer):
    """It goes now: the last thing that is written before it does. `draft`: as what, where there is one."""

    draft: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSent(OnAnswer):
    """The mail server has it. `filed`: a copy lies in the mailbox."""

    filed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFiled(OnAnswer):
    """A copy lies where the mailbox keeps what it sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteNotTaken(OnAnswer):
    """The server has not taken it. `for_good`: it must not be tried again as it is. `pause`: it wants to be left
    alone for so long. `begun` false: it may be so only of one whose sending had not begun."""

    error: str
    for_good: bool
    pause: timedelta = timedelta()
    begun: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLater(OnAnswer):
    """Nobody can know yet what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUnsure(OnAnswer):
    """It may have gone, and it may not."""

    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain(OnAnswer):
    """Somebody says that it has not gone, and shall go; of one that failed: that it shall be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayItWent(OnAnswer):
    """Somebody has looked: it has gone, or shall not go again."""


@handles
def begin_sending(turn: Turn, command: BeginSending) -> None:
    """Conflict when it does not wait any more: it was taken back, or somebody else sends it."""
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is None or row.state != WAITING:
        raise Conflict(N_("The answer does not wait any more."))
    values = {"handed_at": turn.at, "tries": row.tries + 1, "draft": command.draft, "look_at": None}
    _set(turn, row, state=SENDING, next_at=None, error=None, **values)


@handles
def note_sent(turn: Turn, command: NoteSent) -> None:
    """Also of one that was unsure or was believed to have failed: it is known better now."""
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is None or row.state == SENT:
        return
    filed = command.filed or row.filed
    _set(turn, row, state=SENT, next_at=None, sent_at=row.handed_at or turn.at, error=None, filed=filed)
    if filed:
        _drop_octets(row)
    add_step(turn, row.contact_id, "answer_sent", answer=row.id)
    turn.audit("answer_sent", "contact", row.contact_id, answer=row.id)


@handles
def note_filed(turn: Turn, command: NoteFiled) -> None:
    """What it said lies in the note, and in the mailbox: its octets are needed no more."""
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is not None:
        _set(turn, row, filed=True)
        _drop_octets(row)


@handles
def note_not_taken(turn: Turn, command: NoteNotTaken) -> None:
    """It waits for a while, longer each time; after a day, or when the server will never take it, it has failed."""
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is None or row.state not in (WAITING, SENDING) or (row.state == SENDING and not command.begun):
        return
    if command.for_good or turn.at - row.made_at > GIVEN_UP:
        _set(turn, row, state=FAILED, next_at=None, error=command.error)
        _give_back(turn, row, "answer_failed")
        return
    tries = row.tries + (row.state == WAITING)
    pause = max(_PAUSES[min(max(tries, 1), len(_PAUSES)) - 1], command.pause)
    _set(turn, row, state=WAITING, next_at=turn.at + pause, tries=tries, error=command.error)


@handles
def look_later(turn: Turn, command: LookLater) -> None:
    """In a minute; it is still on its way."""
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is not None and row.state == SENDING:
        turn.update(row, look_at=turn.at + _PAUSES[0])


@handles
def note_unsure(turn: Turn, command: NoteUnsure) -> None:
    """Nothing goes by itself any more; somebody is told."""
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is not None and row.state == SENDING:
        _set(turn, row, state=UNSURE, error=command.error)
        _give_back(turn, row, "answer_unsure")


@handles
def send_again(turn: Turn, command: SendAgain) -> None:
    """It waits to go at once. Trouble while it may still be going."""
    row = _decided(command, FAILED, UNSURE)
    if row.state == UNSURE and row.handed_at is not None and turn.at - row.handed_at < SETTLED:
        raise Trouble(N_("It may still be on its way. Look in the mailbox, and decide in five minutes."))
    if OutgoingRaw.get_or_none(OutgoingRaw.outgoing_id == row.id) is None:
        raise Trouble(N_("What the answer said is no longer here. Write a new one."))
    _set(turn, row, state=WAITING, next_at=turn.at, made_at=turn.at, tries=0, error=None)
    add_step(turn, row.contact_id, "answer_again", answer=row.id)
    turn.audit("answer_again", "contact", row.contact_id, answer=row.id)


@handles
def say_it_went(turn: Turn, command: SayItWent) -> None:
    """Nothing more becomes of one that was unsure; one that failed is taken back instead."""
    row = _decided(command, UNSURE)
    _set(turn, row, state=SENT, sent_at=row.handed_at, error=None)
    _drop_octets(row)
    add_step(turn, row.contact_id, "answer_said_sent", answer=row.id)
    turn.audit("answer_said_sent", "contact", row.contact_id, answer=row.id)


def _decided(command: OnAnswer, *states: str) -> Outgoing:
    row = Outgoing.get_or_none(Outgoing.id == command.answer)
    if row is None or row.state not in states:
        raise Trouble(N_("Nobody has to decide about this answer any more."))
    return row


def _set(turn: Turn, row: Outgoing, **values: Any) -> None:
    turn.update(row, **values)
    turn.touch("answer", row.id)
    turn.touch("contact", row.contact_id)


def _drop_octets(row: Outgoing) -> None:
    OutgoingRaw.delete().where(OutgoingRaw.outgoing_id == row.id).execute()


def _give_back(turn: Turn, row: Outgoing, step: str) -> None:
    """Whoever wrote may wait still: the contact is on the desk again, to be looked at today."""
    contact = Contact.get(Contact.id == row.contact_id)
    due_at: datetime = Dues.of(turn.database).to_note(turn.at)
    if contact.redacted_at is None and contact.state == "closed":
        turn.update(contact, state="waiting", outcome=None, owner_id=None, due_at=due_at, closed_at=None)
    elif contact.state in ("waiting", "taken"):
        turn.update(contact, due_at=min(contact.due_at, due_at))
    add_step(turn, contact.id, step, answer=row.id)
    turn.audit(step, "contact", contact.id, answer=row.id)
