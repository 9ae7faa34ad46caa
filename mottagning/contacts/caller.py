"""Who is calling, and how that was checked: facts about a contact, without a word of what was said."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from mottagning.command import Command, Turn, handles
from mottagning.contacts.creation import add_step
from mottagning.contacts.tables import Contact, ContactStep
from mottagning.contacts.whole import StepView
from mottagning.errors import Trouble
from mottagning.texts import N_

ROLES = ("client", "guardian", "relative", "god_man", "notifier", "authority", "unknown")
WAYS = ("called_back", "questions", "eid", "document", "no")
_STEP = "caller_noted"


@dataclass(frozen=True, slots=True)
class Caller:
    """`role` is one of `ROLES` and `way` one of `WAYS`; None where nobody has said."""

    role: str | None = None
    way: str | None = None

    @property
    def is_identified(self) -> bool:
        """Whether somebody has noted who it is, and has checked it."""
        return self.role not in (None, "unknown") and self.way not in (None, "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCaller(Command):
    """What the desk has found out; the latest one counts, the earlier ones stay as a trail."""

    contact: int
    role: str | None
    way: str | None


@handles
def note_caller(turn: Turn, command: NoteCaller) -> None:
    """Write the step; the undo notes what was known before."""
    if command.role not in (None, *ROLES) or command.way not in (None, *WAYS):
        raise Trouble(N_("“{value}” says nothing about a caller."), value=command.role or command.way)
    if not Contact.select().where(Contact.id == command.contact).exists():
        raise Trouble(N_("There is no contact {id}."), id=command.contact)
    before = _latest(command.contact)
    facts = {"role": command.role, "way": command.way}
    add_step(turn, command.contact, _STEP, **facts)
    turn.audit(_STEP, "contact", command.contact, **facts)
    turn.touch("contact", command.contact)
    turn.undo = NoteCaller(by=turn.by, contact=command.contact, role=before.role, way=before.way)


def caller_of(steps: Iterable[StepView]) -> Caller:
    """Who called, as the steps of a contact tell it."""
    found = Caller()
    for step in steps:
        if step.step == _STEP:
            found = Caller(_text(step.facts.get("role")), _text(step.facts.get("way")))
    return found


def _latest(contact_id: int) -> Caller:
    row = (
        ContactStep.select()
        .where((ContactStep.contact_id == contact_id) & (ContactStep.step == _STEP))
        .order_by(ContactStep.id.desc())
        .first()
    )
    if row is None:
        return Caller()
    facts = json.loads(row.facts)
    return Caller(facts.get("role"), facts.get("way"))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
