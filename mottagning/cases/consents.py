"""Consents: the one it is about has agreed that a party is told something (OSL 10:1, 12:2); noted and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mottagning.cases.entries import entry_of, require_open_to_people
from mottagning.cases.partytables import PartyConsent
from mottagning.command import Command, Turn, handles
from mottagning.errors import Trouble
from mottagning.texts import N_

_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteConsent(Command):
    """On `given_on` the one it is about agreed that the party `entry` is told `what`, to the end of `until`."""

    entry: int
    given_on: date
    what: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent(Command):
    """It does not hold any more from `on`; None takes a withdrawal back."""

    consent: int
    version: int
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveConsent(Command):
    """It was never given: takes a note back."""

    consent: int
    version: int


@handles
def note_consent(turn: Turn, command: NoteConsent) -> None:
    """Keep it. Trouble without words, or when it ends before it begins."""
    entry = entry_of(command.entry)
    require_open_to_people(turn, entry.case_id)
    what = command.what.strip()[:_LONGEST]
    if not what:
        raise Trouble(N_("Write what may be told by this consent."))
    if command.until is not None and command.until < command.given_on:
        raise Trouble(N_("The consent ends before it was given. Look at the dates."))
    row = PartyConsent.create(entry_id=entry.id, given_on=command.given_on, what=what, until=command.until)
    turn.created["consent"] = int(row.id)
    turn.undo = RemoveConsent(by=turn.by, consent=row.id, version=1)
    _note(turn, entry.case_id, "consent_noted", row.id)


@handles
def withdraw_consent(turn: Turn, command: WithdrawConsent) -> None:
    """Note from when it does not hold any more. Conflict on another version."""
    row = _consent(command.consent)
    before = row.withdrawn_on
    turn.update(row, command.version, withdrawn_on=command.on)
    turn.undo = WithdrawConsent(by=turn.by, consent=row.id, version=row.version, on=before)
    action = "consent_withdrawn" if command.on is not None else "consent_withdrawal_undone"
    _note(turn, entry_of(row.entry_id).case_id, action, row.id)


@handles
def remove_consent(turn: Turn, command: RemoveConsent) -> None:
    """Remove it. Conflict on another version."""
    row = _consent(command.consent)
    turn.update(row, command.version)
    PartyConsent.delete().where(PartyConsent.id == row.id).execute()
    turn.undo = NoteConsent(by=turn.by, entry=row.entry_id, given_on=row.given_on, what=row.what, until=row.until)
    turn.forgets = True
    _note(turn, entry_of(row.entry_id).case_id, "consent_removed", row.id)


def _consent(consent: int) -> PartyConsent:
    row = PartyConsent.get_or_none(PartyConsent.id == consent)
    if row is None:
        raise Trouble(N_("This consent has been removed. Look at the case again."))
    return row


def _note(turn: Turn, case_id: int, action: str, consent: int) -> None:
    turn.audit(action, "case", case_id, consent=consent)
    turn.touch("case", case_id)
