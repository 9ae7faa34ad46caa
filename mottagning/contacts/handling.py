"""What can be done with a contact: take it, promise, pass on, accept, close, register, mark as a concern.

Answered is not handled and passed on is not accepted: a contact is closed with an outcome, or it has an owner and a
time (the table says so too). Each command names the version of the contact that its maker looked at.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mottagning.command import Command, Turn, handles
from mottagning.contacts import booking, notes, registering
from mottagning.contacts.model import OUTCOMES, REGISTERED
from mottagning.contacts.status import OnContact, change, get, get_open
from mottagning.contacts.tables import Call, Contact
from mottagning.errors import Trouble
from mottagning.texts import N_

_KEPT = ("case_file", "register")
"""Where a report of concern counts as registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(OnContact):
    """Take it: it is mine until I say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(OnContact):
    """Put it back on the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(OnContact):
    """It is done, with this outcome; `note` is added first when there is one."""

    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise(OnContact):
    """Somebody will be back before `due_at`; `owner` None: whoever sits at the desk then.

    `booked`: it is a time with `owner`, which begins at `due_at`.
    """

    due_at: datetime
    owner: int | None = None
    note: str = ""
    booked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(OnContact):
    """Ask `to` to take it. It stays open, and comes back to the desk at `returns_at` unless she accepts."""

    to: int
    returns_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(OnContact):
    """The receiver takes what was passed on to her."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(OnContact):
    """The receiver gives it back to the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(OnContact):
    """A closed contact is not done after all; due at `due_at`."""

    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(OnContact):
    """Where it is registered (OSL 5:1–2): case_file, register, minor or not_yet."""

    registered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAnswered(OnContact):
    """It was answered: nobody waits any more, and `due_at` is when somebody must have said that it is done. None: a
    mere receipt went, and whoever wrote waits still."""

    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkConcern(OnContact):
    """A report of concern ("marked"), or looked at and found not to be one ("dismissed")."""

    concern: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnUnaccepted(Command):
    """What was passed on and not accepted in time comes back to the desk."""


@handles
def claim(turn: Turn, command: Claim) -> None:
    """Anybody may take an open contact, also from a colleague; only the first of two at once gets it."""
    change(turn, get_open(command), "claimed", state="taken", owner_id=command.by, returns_at=None)


@handles
def release(turn: Turn, command: Release) -> None:
    """Back to the desk, waiting; its time stays."""
    change(turn, get_open(command), "released", state="waiting", owner_id=None, returns_at=None)


@handles
def close(turn: Turn, command: Close) -> None:
    """Close with an outcome. Raises Trouble for a report of concern that is not accepted and registered (SoL 20:1)."""
    if command.outcome not in OUTCOMES:
        raise Trouble(N_("“{outcome}” is not an outcome."), outcome=command.outcome)
    contact = get_open(command)
    if contact.concern == "marked" and (contact.concern_accepted_by is None or contact.registered not in _KEPT):
        raise Trouble(
            N_(
                "A report of concern stays open until somebody qualified has accepted it and it is noted as "
                "registered. Pass it on, or note where it is registered."
            )
        )
    notes.write(turn, command.contact, command.note)
    values = _closed(turn, command.outcome)
    if (place := registering.when_done(turn.database, contact, command.outcome)) != contact.registered:
        values["registered"] = place
    change(turn, [contact, *_attempts(contact)], "closed", **values)


@handles
def promise(turn: Turn, command: Promise) -> None:
    """Promise an answer by a time, or book one. Trouble when it has passed, or when she is not available then."""
    if command.due_at <= turn.at:
        raise Trouble(N_("The promised time has passed already. Choose a later one."))
    if command.booked:
        booking.check_available(turn.database, command.owner, command.due_at)
    notes.write(turn, command.contact, command.note)
    change(
        turn,
        get_open(command),
        "promised",
        state="promised",
        owner_id=command.owner,
        due_at=command.due_at,
        booked=command.booked,
        returns_at=None,
    )


@handles
def pass_on(turn: Turn, command: PassOn) -> None:
    """Ask somebody to take it; passing on does not close."""
    contact = get_open(command)
    notes.write(turn, command.contact, command.note)
    due_at = max(contact.due_at, command.returns_at) if contact.due_at else command.returns_at
    change(
        turn, contact, "passed_on", state="passed_on", owner_id=command.to, returns_at=command.returns_at, due_at=due_at
    )


@handles
def accept(turn: Turn, command: Accept) -> None:
    """The receiver accepts: it is hers from now on, outside the desk, and closed here with the outcome `accepted`.

    A report of concern may be accepted straight from the desk too. It is closed only when it is registered as well;
    until then it stays open with the one who accepted. Whether she is qualified is asked by `desk.accepting`.
    """
    contact = get_open(command)
    is_given = contact.state == "passed_on" and contact.owner_id == command.by
    is_free = contact.concern == "marked" and contact.state != "passed_on" and contact.owner_id in (None, command.by)
    if not (is_given or is_free):
        raise Trouble(N_("Only the one it was passed on to can accept it."))
    if contact.concern != "marked":
        change(turn, contact, "accepted", **_closed(turn, "accepted"))
        return
    mine: dict[str, Any] = {"owner_id": command.by, "concern_accepted_by": command.by}
    if contact.registered in _KEPT:
        change(turn, contact, "accepted", **mine, **_closed(turn, "accepted"))
    else:
        change(turn, contact, "accepted", **mine, state="taken", returns_at=None)


@handles
def decline(turn: Turn, command: Decline) -> None:
    """The receiver cannot take it: back to the desk at once."""
    contact = get_open(command)
    if contact.state != "passed_on":
        raise Trouble(N_("Only what was passed on can be declined."))
    change(turn, contact, "declined", state="waiting", owner_id=None, returns_at=None)


@handles
def reopen(turn: Turn, command: Reopen) -> None:
    """Open a closed contact again, on the desk."""
    contact = get(command.contact)
    contact.version = command.version
    change(
        turn,
        contact,
        "reopened",
        state="waiting",
        outcome=None,
        owner_id=None,
        due_at=command.due_at,
        returns_at=None,
        closed_at=None,
    )


@handles
def register(turn: Turn, command: Register) -> None:
    """Note where it is registered. A report of concern that is accepted already is closed with that."""
    if command.registered not in REGISTERED:
        raise Trouble(N_("“{value}” is not a place where a contact can be registered."), value=command.registered)
    contact = get(command.contact)
    contact.version = command.version
    values: dict[str, Any] = {"registered": command.registered}
    is_whole = contact.concern == "marked" and contact.concern_accepted_by is not None
    if is_whole and contact.state != "closed" and command.registered in _KEPT:
        values |= _closed(turn, "accepted")
    change(turn, contact, "registered", **values)


@handles
def note_answered(turn: Turn, command: NoteAnswered) -> None:
    """The clock starts anew, but for what was promised by a time, and what may be a report of concern."""
    contact = get_open(command)
    values: dict[str, Any] = {}
    is_free = contact.state in ("waiting", "taken") and contact.concern in ("no", "dismissed")
    if command.due_at is not None and is_free:
        values["due_at"] = max(contact.due_at, command.due_at)
    change(turn, contact, "receipt_sent" if command.due_at is None else "answered", **values)


@handles
def mark_concern(turn: Turn, command: MarkConcern) -> None:
    """Mark a report of concern: it jumps the queue, and `due_at` is when protection must have been assessed."""
    contact = get_open(command)
    if command.concern == "marked":
        due_at = min(contact.due_at, command.due_at) if command.due_at else contact.due_at
        change(turn, contact, "concern_marked", concern="marked", urgent=True, due_at=due_at)
    else:
        change(turn, contact, "concern_dismissed", concern="dismissed", urgent=False)


@handles
def return_unaccepted(turn: Turn, _command: ReturnUnaccepted) -> None:
    """Nothing waits for somebody who does not come: what is past its time is on the desk again."""
    rows = list(Contact.select().where(is_unaccepted(turn.at)))
    if rows:
        change(turn, rows, "returned", state="waiting", owner_id=None, returns_at=None)
        turn.undo = None


def is_unaccepted(at: datetime) -> Any:
    """The condition on `Contact` that it was passed on and not accepted in time."""
    return (Contact.state == "passed_on") & (Contact.returns_at <= at)


def _closed(turn: Turn, outcome: str) -> dict[str, Any]:
    return {"state": "closed", "outcome": outcome, "closed_at": turn.at, "returns_at": None, "due_at": None}


def _attempts(contact: Contact) -> list[Contact]:
    """The other open missed calls from the same number: they are one thing to do."""
    if contact.thread_id is None or contact.channel != "phone":
        return []
    return list(
        Contact.select()
        .join(Call, on=(Call.contact_id == Contact.id))
        .where(
            (Contact.thread_id == contact.thread_id)
            & (Contact.id != contact.id)
            & (Contact.state != "closed")
            & (Call.status == "missed")
        )
    )
