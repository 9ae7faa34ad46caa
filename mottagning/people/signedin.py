"""Who sits at the desk, and whether she still may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from mottagning.db import Database
from mottagning.errors import NotAllowed
from mottagning.people import staff
from mottagning.people.roles import Role
from mottagning.people.staff import Person
from mottagning.people.tables import Credential
from mottagning.texts import N_


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at the desk now. A value: signing in again makes another one."""

    person: Person
    at: datetime

    @property
    def role(self) -> Role:
        """What she may do, as it was when she signed in."""
        return self.person.role


def demo_session(database: Database, key: str) -> SignedIn:
    """Sit down as somebody of the demo, without a password; NotAllowed where anybody has one, as in a real unit."""
    person = staff.by_key(database, key)
    with database.reading():
        is_real = Credential.select().exists()
    if person is None or is_real:
        raise not_known()
    return SignedIn(person, datetime.now(UTC))


def still(database: Database, session: SignedIn, at: datetime) -> SignedIn | None:
    """The session as it is by now: with another role when she has been given one, None when she may be here no more."""
    person = staff.by_id(database, session.person.id)
    if person is None or not may_sign_in(person, at):
        return None
    return session if person == session.person else SignedIn(person, session.at)


def may_sign_in(person: Person, at: datetime) -> bool:
    """Whether she works here on that day and has a role."""
    return person.role != "none" and person.employed(staff.local_day(at))


def not_known() -> NotAllowed:
    """The refusal that does not say which part was wrong."""
    return NotAllowed(N_("Name and password do not belong together. Try again, or ask the team lead."))
