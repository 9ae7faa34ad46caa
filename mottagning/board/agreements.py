"""What is agreed at the board: who does what until when, carried from meeting to meeting until it is ticked off.

It is shown to a whole room, so that it speaks of cases by their codes and of colleagues, and of nobody else. Whoever
works at the desk may write it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mottagning.board.tables import AgreementRow
from mottagning.cases.pointing import has_address, has_personal_id, refuse_names
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Conflict, Trouble
from mottagning.people import staff
from mottagning.people.roles import require_desk
from mottagning.texts import N_
from mottagning.worktime import ZONE

LONGEST = 200
"""Letters that an agreement may have: it must be read from the other end of a room."""
_SHOWN_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`words` were agreed on a day: `person` does it (None: all of them) until `due`. `done_at`: ticked off then."""

    id: int
    agreed_on: date
    words: str
    person: int | None
    name: str | None
    due: date | None
    done_at: datetime | None
    version: int

    def is_late(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.done_at is None and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveAgreement(Command):
    """Write down what was agreed; `agreement` None: something new, else that one with the `version` looked at.

    `names_are_fine`: somebody has looked, and no word of it is a client's name.
    """

    agreement: int | None = None
    version: int = 0
    words: str
    person: int | None = None
    due: date | None = None
    names_are_fine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TickAgreement(Command):
    """It is done, or not done after all."""

    agreement: int
    version: int
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAgreement(Command):
    """It was never agreed."""

    agreement: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBackAgreement(Command):
    """What was removed stands there again, as it was."""

    was: Agreement


def agreements(database: Database, today: date) -> tuple[Agreement, ...]:
    """What is still to be done, the oldest first, and after that what was ticked off in the last week."""
    since = datetime.combine(today - _SHOWN_AFTER, datetime.min.time(), ZONE)
    with database.reading():
        names = {person.id: person.name for person in staff.everyone(database)}
        condition = AgreementRow.done_at.is_null() | (AgreementRow.done_at >= since)
        rows: Any = AgreementRow.select().where(condition).order_by(AgreementRow.agreed_on, AgreementRow.id)
        found = [_agreement(row, names) for row in rows]
    return tuple(sorted(found, key=lambda each: each.done_at is not None))


@handles
def save_agreement(turn: Turn, command: SaveAgreement) -> None:
    """Write it down or change it. NamesSomebody when it seems to name a client, Trouble when it says nothing or too
    much, Conflict when somebody else changed it."""
    require_desk(turn)
    words = " ".join(command.words.split())
    _check(turn.database, words, command)
    values = {"words": words, "person_id": command.person, "due_on": command.due}
    if command.agreement is None:
        row = AgreementRow.create(agreed_on=turn.at.astimezone(ZONE).date(), **values)
        turn.created["agreement"] = row.id
        turn.audit("agreed", "agreement", row.id)
        turn.undo = RemoveAgreement(by=turn.by, agreement=row.id, version=row.version)
    else:
        row = _present(command.agreement)
        was = (row.words, row.person_id, row.due_on)
        turn.update(row, command.version, **values)
        turn.forgets = True
        turn.audit("agreement_changed", "agreement", row.id)
        turn.undo = SaveAgreement(
            by=turn.by,
            agreement=row.id,
            version=row.version,
            words=was[0],
            person=was[1],
            due=was[2],
            names_are_fine=True,
        )
    turn.touch("agreement", row.id)


@handles
def tick_agreement(turn: Turn, command: TickAgreement) -> None:
    """Tick it off, or take the tick away; Conflict when somebody else did something with it meanwhile."""
    require_desk(turn)
    row = _present(command.agreement)
    values = {"done_at": turn.at, "done_by": turn.by} if command.done else {"done_at": None, "done_by": None}
    turn.update(row, command.version, **values)
    turn.touch("agreement", row.id)
    turn.audit("agreement_done" if command.done else "agreement_not_done", "agreement", row.id)
    turn.undo = TickAgreement(by=turn.by, agreement=row.id, version=row.version, done=not command.done)


@handles
def remove_agreement(turn: Turn, command: RemoveAgreement) -> None:
    """Take it away; Conflict when somebody else did something with it meanwhile."""
    require_desk(turn)
    row = _present(command.agreement)
    was = _agreement(row, {})
    turn.update(row, command.version)
    row.delete_instance()
    turn.forgets = True
    turn.touch("agreement", command.agreement)
    turn.audit("agreement_removed", "agreement", command.agreement)
    turn.undo = PutBackAgreement(by=turn.by, was=was)


@handles
def put_back_agreement(turn: Turn, command: PutBackAgreement) -> None:
    """Write down again what was removed; it is a new one to the database."""
    require_desk(turn)
    was = command.was
    row = AgreementRow.create(
        agreed_on=was.agreed_on, words=was.words, person_id=was.person, due_on=was.due, done_at=was.done_at
    )
    turn.created["agreement"] = row.id
    turn.touch("agreement", row.id)
    turn.audit("agreement_put_back", "agreement", row.id)
    turn.undo = RemoveAgreement(by=turn.by, agreement=row.id, version=row.version)


def _check(database: Database, words: str, command: SaveAgreement) -> None:
    if not words:
        raise Trouble(N_("Write what you have agreed, such as “C-2417: book a home visit”."))
    if len(words) > LONGEST:
        raise Trouble(
            N_("An agreement has at most {most} letters, so that everybody in the room can read it."), most=LONGEST
        )
    if has_personal_id(words):
        raise Trouble(N_("This looks like a personal identity number. Write the code of the case instead."))
    if has_address(words):
        raise Trouble(
            N_("This looks like a telephone number or an e-mail address. Write the code of the case instead.")
        )
    if not command.names_are_fine:
        named = N_("Word {number} is the name of somebody in the case list. Write the code of the case instead.")
        refuse_names(database, words, named)


def _present(agreement: int) -> Any:
    row = AgreementRow.get_or_none(AgreementRow.id == agreement)
    if row is None:
        raise Conflict(N_("Somebody else removed this agreement just now."))
    return row


def _agreement(row: Any, names: dict[int, str]) -> Agreement:
    return Agreement(
        id=row.id,
        agreed_on=row.agreed_on,
        words=row.words,
        person=row.person_id,
        name=names.get(row.person_id),
        due=row.due_on,
        done_at=row.done_at,
        version=row.version,
    )
