"""How a contact comes to be: one function for mail, phone and what is written at the desk, inside an open turn."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from mottagning.command import Turn
from mottagning.contacts import search
from mottagning.contacts.tables import Contact, ContactStep, ContactText
from mottagning.insertion import add


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A contact about to be made. `due_at` is when somebody must have dealt with it; `owner` None is the desk.

    `may_be_answered`: by a program. `quiet`: a machine's, shown apart from what waits.
    """

    channel: str
    at: datetime
    due_at: datetime
    state: str = "waiting"
    direction: str = "in"
    kind: str = "person"
    owner: int | None = None
    urgent: bool = False
    concern: str = "no"
    thread: int | None = None
    same_id: bool = False
    may_be_answered: bool = False
    quiet: bool = False
    name: str | None = None
    address: str | None = None
    phone: str | None = None
    subject: str | None = None
    text: str | None = None
    notes: tuple[str, ...] = field(default=())


def create(turn: Turn, arrival: Arrival, step: str) -> Contact:
    """Insert the contact, its content, its first step and its search terms; returns the row."""
    contact: Contact = add(
        Contact,
        channel=arrival.channel,
        direction=arrival.direction,
        kind=arrival.kind,
        at=arrival.at,
        state=arrival.state,
        owner_id=arrival.owner,
        due_at=arrival.due_at,
        urgent=arrival.urgent,
        concern=arrival.concern,
        thread_id=arrival.thread,
        same_id=arrival.same_id,
        may_be_answered=arrival.may_be_answered,
        quiet=arrival.quiet,
    )
    add(
        ContactText,
        contact_id=contact.id,
        name=arrival.name,
        address=arrival.address,
        phone=arrival.phone,
        subject=arrival.subject,
        text=arrival.text,
        notes=json.dumps(arrival.notes),
    )
    add_step(turn, contact.id, step)
    said = (arrival.name, arrival.address, arrival.phone, arrival.subject, arrival.text)
    search.index_new(turn.database, contact.id, *said)
    turn.touch("contact", contact.id)
    turn.created["contact"] = contact.id
    turn.audit("created", "contact", contact.id, channel=arrival.channel)
    return contact


def add_step(turn: Turn, contact_id: int, step: str, **facts: object) -> None:
    """Write the next step in a contact's course; `facts` are codes and ids, never content."""
    add(
        ContactStep,
        contact_id=contact_id,
        at=turn.at,
        actor_id=turn.by,
        step=step,
        facts=json.dumps(facts, default=str),
    )
