"""Where answers stand on their way: what desk and overview show of them, and what becomes of one whose contact goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from mottagning.contacts.answers.tables import Outgoing, OutgoingRaw
from mottagning.contacts.tables import Mailbox
from mottagning.db import Database

WAITING, SENDING, SENT, FAILED, UNSURE = "waiting", "sending", "sent", "failed", "unsure"


class AnswerView(NamedTuple):
    """An answer to a contact. `error` is a sentence; `next_at`: a waiting one does not go before. `elsewhere`: it was
    written in a mail program, and nobody knows by whom."""

    id: int
    contact: int
    mailbox: str
    state: str
    by: int | None
    made_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    error: str | None
    version: int
    elsewhere: bool = False

    @property
    def needs_somebody(self) -> bool:
        """Whether it will not go by itself: somebody has to say what becomes of it."""
        return self.state in (FAILED, UNSURE)


def answers_of(database: Database, contact_id: int) -> tuple[AnswerView, ...]:
    """The answers to a contact, the first one first."""
    return _views(database, Outgoing.contact_id == contact_id)


def unsent(database: Database) -> tuple[AnswerView, ...]:
    """What could not be sent, what may not have been, and what has been tried in vain so far; the oldest first."""
    in_vain = (Outgoing.state == WAITING) & (Outgoing.tries > 0)
    return _views(database, Outgoing.state.in_((FAILED, UNSURE)) | in_vain)


def forget(contact_id: int) -> None:
    """Inside a turn: what was written to somebody goes with all else of a contact, also before it was sent."""
    ids = [row.id for row in Outgoing.select(Outgoing.id).where(Outgoing.contact_id == contact_id)]
    OutgoingRaw.delete().where(OutgoingRaw.outgoing_id.in_(ids)).execute()
    left = Outgoing.id.in_(ids) & Outgoing.state.in_((WAITING, FAILED, UNSURE))
    Outgoing.delete().where(left).execute()


def _views(database: Database, which: Any) -> tuple[AnswerView, ...]:
    with database.reading():
        names = {row.id: row.name for row in Mailbox.select(Mailbox.id, Mailbox.name)}
        return tuple(
            AnswerView(
                id=row.id,
                contact=row.contact_id,
                mailbox=names[row.mailbox_id],
                state=row.state,
                by=row.by_id,
                made_at=row.made_at,
                next_at=row.next_at,
                sent_at=row.sent_at,
                error=row.error,
                version=row.version,
                elsewhere=bool(row.elsewhere),
            )
            for row in Outgoing.select().where(which).order_by(Outgoing.id)
        )
