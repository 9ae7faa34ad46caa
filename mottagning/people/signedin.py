"""Who sits at the desk, and whether she still may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from mottagning.db import Database
from mottagning.errors import NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.roles import Role, role_at
from mottagning.people.staff import Person
from mottagning.people.tables import Credential
from mottagning.texts import N_


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at the desk now. A value: signing in again makes another one."""

    person: Person
    at: datetime
    is_deputy: bool = False
    """Whether she stands in for a team lead today."""

    @property
    def role(self) -> Role:
        """What she may do, as it was when she signed in."""
        return "lead" if self.is_deputy else self.person.role


def sat_down(database: Database, person: Person, at: datetime, since: datetime | None = None) -> SignedIn:
    """The session of somebody whose right to be here is proven; `since` when she signed in, if not now."""
    is_deputy = person.role != "lead" and role_at(database, person.id, at) == "lead"
    return SignedIn(person, since or at, is_deputy)


def demo_session(database: Database, key: str) -> SignedIn:
    """Sit down as somebody of the demo, without a password; NotAllowed where anybody has one, as in a real unit."""
    person = staff.by_key(database, key)
    with database.reading():
        is_real = Credential.select().exists()
    if person is None or is_real:
        raise not_known()
    return sat_down(database, person, datetime.now(UTC))


def acting(database: Database, key: str, at: datetime) -> Person:
    """The person in whose name a command is given; Trouble unless she has a role here and works here that day."""
    person = staff.by_key(database, key)
    if person is None:
        raise Trouble(N_("Nobody has the short name “{key}”. “people list” shows them."), key=key)
    if not may_sign_in(person, at):
        raise NotAllowed(N_("“{key}” does not work in Mottagning now, so nothing is done in her name."), key=key)
    return person


def still(database: Database, session: SignedIn, at: datetime) -> SignedIn | None:
    """The session as it is by now: with another role when she has been given one, None when she may be here no more."""
    person = staff.by_id(database, session.person.id)
    if person is None or not may_sign_in(person, at):
        return None
    now = sat_down(database, person, at, session.at)
    return session if now == session else now


def may_sign_in(person: Person, at: datetime) -> bool:
    """Whether she works here on that day and has a role."""
    return person.role != "none" and person.employed(staff.local_day(at))


def not_known() -> NotAllowed:
    """The refusal that does not say which part was wrong."""
    return NotAllowed(N_("Name and password do not belong together. Try again, or ask the team lead."))
