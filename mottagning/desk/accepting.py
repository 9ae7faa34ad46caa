"""Accepting at the desk: what was passed on, and a report of concern, which asks for somebody qualified."""

from dataclasses import dataclass

from mottagning.command import Turn, handles
from mottagning.contacts import handling
from mottagning.contacts.status import OnContact
from mottagning.contacts.tables import Contact
from mottagning.errors import NotAllowed
from mottagning.rota.work import is_qualified
from mottagning.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptContact(OnContact):
    """Take over what was passed on to me; a report of concern also straight from the desk."""


@handles
def accept_contact(turn: Turn, command: AcceptContact) -> None:
    """Accept. NotAllowed when it is a report of concern and the one who asks has no degree in social work (SoL 25:1).

    The report stays open until it is registered too (`handling.register`); then it is closed with the outcome
    `accepted`, and its 14 days go on in the case list.
    """
    contact = Contact.get_or_none(Contact.id == command.contact)
    if contact is not None and contact.concern == "marked":
        if command.by is None or not is_qualified(turn.database, command.by):
            raise NotAllowed(
                N_(
                    "A report of concern is accepted by somebody with a degree in social work. "
                    "Pass it on to a colleague who has one."
                )
            )
        turn.audit("concern_accepted", "contact", command.contact)
    asked = handling.Accept(by=command.by, at=command.at, contact=command.contact, version=command.version)
    handling.accept.inside(turn, asked)
