"""What a switchboard told and nobody understood: a contact with the words as they came, so that no call is lost."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from mottagning.command import Command, Turn, handles
from mottagning.contacts import ledger
from mottagning.contacts.creation import Arrival, create
from mottagning.contacts.dues import Dues
from mottagning.contacts.ledger import RawItem
from mottagning.contacts.tables import Call, Ledger
from mottagning.texts import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepUnheard(Command):
    """Keep what the switchboard `source` said. `call_id` is the call that it seems to be about, if any."""

    source: str
    body: str
    call_id: str | None
    occurred_at: datetime


@handles
def keep_unheard(turn: Turn, command: KeepUnheard) -> None:
    """Once for the same words; and not when they are about a call that is known by other events."""
    if command.call_id and _is_known(command):
        return
    place = f"call:{command.source}/unheard-{hashlib.sha256(command.body.encode()).hexdigest()[:32]}"
    if Ledger.select().where(Ledger.place == place).exists():
        return
    said = tr("The switchboard told of something that could not be understood:")
    contact = create(
        turn,
        Arrival(
            channel="phone",
            at=command.occurred_at,
            due_at=Dues.of(turn.database).missed_call(command.occurred_at),
            text=f"{said}\n\n{command.body}",
        ),
        "rang",
    )
    told = [{"event": "unknown", "body": command.body, "at": command.occurred_at.isoformat()}]
    octets = json.dumps(told, ensure_ascii=False).encode()
    item = RawItem(place=place, kind="call", octets=octets, received_at=command.occurred_at)
    ledger_id = ledger.keep_raw(turn, item)
    if ledger_id is not None:
        ledger.mark(ledger_id, "unreadable", contact.id)
    turn.touch("ledger")


def _is_known(command: KeepUnheard) -> bool:
    known = (Call.source == command.source) & (Call.call_id == command.call_id)
    return bool(Call.select().where(known).exists())
