"""What is answered while somebody practises: the invented reception has a mailbox, whose letters stand as sent and go
nowhere."""

from __future__ import annotations

from datetime import datetime

from mottagning.changes import Changes
from mottagning.contacts.answers import senders, standing
from mottagning.contacts.answers.outgoing import WAITING
from mottagning.contacts.answers.senders import SaveSender, Sender
from mottagning.contacts.answers.standing import BeginSending, NoteSent
from mottagning.contacts.answers.tables import Outgoing
from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import Account, SaveMailbox
from mottagning.contacts.tables import Mailbox
from mottagning.db import Database
from mottagning.demo.mark import is_demo
from mottagning.demo.specimens import ADDRESS
from mottagning.errors import Conflict

_NAME = "Mottagningen"
_NOWHERE = "mail.invalid"
"""A server that nobody can reach (RFC 6761): should something else try to send, it stays here all the same."""
_PHONE = "08-465 004 00"


def open_mailbox(database: Database) -> None:
    """Let invented people be answered. What can be answered from a mailbox already, or is no demo, is left alone."""
    if not is_demo(database) or senders.senders(database):
        return
    account = Account(name=_NAME, host=_NOWHERE, port=993, username=ADDRESS, password=_NOWHERE, folders=())
    made = mailbox.save_mailbox(database, SaveMailbox(by=None, account=account)).created["mailbox"]
    sender = Sender(mailbox=made, address=ADDRESS, host=_NOWHERE, port=587, phone=_PHONE, signature=_NAME)
    senders.save_sender(database, SaveSender(by=None, name=_NAME, sender=sender))


def take_away(database: Database, now: datetime) -> list[Changes]:
    """Let what was written from that mailbox and has been held long enough stand as sent; what changed by that."""
    with database.reading():
        invented = Mailbox.select(Mailbox.id).where(Mailbox.host == _NOWHERE)
        due = (Outgoing.state == WAITING) & (Outgoing.next_at <= now) & Outgoing.mailbox_id.in_(invented)
        answers = [row.id for row in Outgoing.select(Outgoing.id).where(due).order_by(Outgoing.id)]
    changes = []
    for answer in answers:
        try:
            standing.begin_sending(database, BeginSending(by=None, at=now, answer=answer))
        except Conflict:  # taken back in the last moment
            continue
        changes.append(standing.note_sent(database, NoteSent(by=None, at=now, answer=answer, filed=True)))
    return changes
