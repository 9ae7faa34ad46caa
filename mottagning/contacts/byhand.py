"""What is written down at the desk: a call that no switchboard told of, a visit, a letter."""

import json
from dataclasses import dataclass
from datetime import datetime

from mottagning.command import Command, Turn, handles
from mottagning.contacts import cards, concern, ledger, nameless, search, ties
from mottagning.contacts.creation import Arrival, create
from mottagning.contacts.dues import Dues
from mottagning.contacts.ledger import RawItem
from mottagning.contacts.model import CHANNELS
from mottagning.contacts.phone import attempts
from mottagning.contacts.tables import Contact, ContactText
from mottagning.contacts.tied import is_about_protected
from mottagning.errors import Trouble
from mottagning.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDown(Command):
    """A new contact as the desk tells it; it is the writer's own until she says something else.

    `case` is tied at once, since a person chose it. `phone` is E.164 or None.
    """

    channel: str
    direction: str = "in"
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    text: str = ""
    case: int | None = None
    came_at: datetime | None = None
    """When it came, if it is written down later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCaller(Command):
    """Who it was, when the desk has found out."""

    contact: int
    name: str | None


@handles
def write_down(turn: Turn, command: WriteDown) -> None:
    """Make the contact, with what was written as its raw source."""
    if command.channel not in CHANNELS:
        raise Trouble(N_("“{channel}” is not a way to reach us."), channel=command.channel)
    worrying = concern.possible(command.text)
    dues = Dues.of(turn.database)
    came_at = command.came_at or turn.at
    contact = create(
        turn,
        Arrival(
            channel=command.channel,
            direction=command.direction,
            at=came_at,
            due_at=dues.concern(turn.at) if worrying else dues.to_note(turn.at),
            state="taken",
            owner=command.by,
            urgent=worrying,
            concern="possible" if worrying else "no",
            name=command.name,
            phone=command.phone,
            address=command.address,
            text=command.text or None,
        ),
        "written_down",
    )
    document = {"channel": command.channel, "name": command.name, "phone": command.phone, "text": command.text}
    octets = json.dumps(document, ensure_ascii=False).encode()
    place = cards.place_of(command.uuid)
    row = ledger.keep_raw(turn, RawItem(place=place, kind="desk", octets=octets, received_at=came_at))
    if row is not None:
        ledger.mark(row, "understood", contact.id)
    ties.match(turn, contact)
    if command.channel == "phone" and command.phone is not None:
        attempts.reached(turn, command.phone, contact.id, came_at)
    if command.case is not None:
        ties.tie_by_hand(turn, contact.id, command.case)


@handles
def name_caller(turn: Turn, command: NameCaller) -> None:
    """Keep the caller's name and look for her cases anew. Not for an anonymous or redacted contact."""
    contact = Contact.get_or_none(Contact.id == command.contact)
    if contact is None or contact.redacted_at is not None:
        raise Trouble(N_("There is no contact {id}."), id=command.contact)
    if nameless.is_nobody(command.contact):
        raise Trouble(N_("The caller wants to be nobody, so no name is kept."))
    if is_about_protected(command.contact):
        raise Trouble(N_("The case has a protected identity, so no name is kept."))
    name = (command.name or "").strip() or None
    ContactText.update(name=name).where(ContactText.contact_id == command.contact).execute()
    search.index(turn.database, command.contact)
    ties.match(turn, contact)
    turn.audit("named", "contact", command.contact)
    turn.touch("contact", command.contact)
