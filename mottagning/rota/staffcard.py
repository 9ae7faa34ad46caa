"""One person as a card of the staff keeps her: who she is, her share of full time and her password, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mottagning.changes import Changes
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.people import signin, staff
from mottagning.people.signin import KeepPassword
from mottagning.people.staff import SavePerson
from mottagning.rota import work
from mottagning.rota.work import KeepWork


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCard(Command):
    """Keep somebody, from `since` on with this share of full time, and this hash of a password; None says nothing."""

    person: SavePerson
    percent: float | None
    since: date
    hash: str | None = field(repr=False)


def save_card(database: Database, person: SavePerson, percent: float | None, since: date, password: str) -> Changes:
    """Keep all of it, a new `password` ("" for none) too, which is somebody else's than `person.by`'s.

    Raises Trouble for what cannot be so, or a password that is too easy; then nothing is kept.
    """
    hash_ = signin.hashed(password, person.name, person.key, *person.logins) if password else None
    command = KeepCard(by=person.by, at=person.at, person=person, percent=percent, since=since, hash=hash_)
    return keep_card(database, command)


@handles
def keep_card(turn: Turn, command: KeepCard) -> None:
    """Team leads only. What was added with more than a name is not taken back by one key."""
    person = staff.save_within(turn, command.person)
    if command.percent is not None:
        share = KeepWork(
            by=turn.by, at=turn.at, person=person, percent=command.percent, qualifications=(), since=command.since
        )
        work.keep_work.inside(turn, share)
    if command.hash is not None:
        signin.keep_password.inside(turn, KeepPassword(by=turn.by, at=turn.at, person=person, hash=command.hash))
    if command.percent is not None or command.hash is not None:
        turn.undo = None
