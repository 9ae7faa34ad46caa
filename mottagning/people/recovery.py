"""The recovery key of an encrypted database: shown until a team lead says that it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.people.roles import require, require_lead
from mottagning.people.signedin import SignedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRecoveryKey(Command):
    """The recovery key is written down and kept somewhere else."""


def unseen_key(database: Database, session: SignedIn) -> str | None:
    """The recovery key that nobody has written down yet; None when somebody has. NotAllowed unless a team lead asks."""
    require(session.role, "lead")
    return database.recovery_key()


@handles
def confirm_recovery_key(turn: Turn, _command: ConfirmRecoveryKey) -> None:
    """Remove the key from the data it opens. Team leads only; there is no way back."""
    require_lead(turn)
    turn.database.keep_recovery_key(None)
    turn.touch("setting")
    turn.audit("recovery_key_confirmed", "setting", None)
