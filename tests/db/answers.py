"""A mailbox that can be answered from, and a letter in it, for the tests of answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mottagning.changes import Changes
from mottagning.contacts import intake, ledger
from mottagning.contacts.answers import answering, outbox, senders
from mottagning.contacts.answers.answering import SendAnswer
from mottagning.contacts.answers.outgoing import AnswerView, answers_of
from mottagning.contacts.answers.senders import SaveSender, Sender
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.tables import Ledger, MailFolder
from mottagning.contacts.whole import read_whole
from mottagning.db import Database
from tests.db import mailboxes

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
ADDRESS = "mottagningen@example.se"


def set_up(database: Database, account: Account | None = None, **sender: Any) -> Account:
    """The mailbox as it is kept, with how answers leave it."""
    wanted = account or Account(
        name="Mottagningen", host="127.0.0.1", port=1, username=ADDRESS, password="hemligt ord å", security="none"
    )
    kept = mailboxes.keep(database, wanted)
    reach = {"address": ADDRESS, "host": "127.0.0.1", "port": 1, "security": "none"} | sender
    senders.save_sender(database, SaveSender(by=None, name=kept.name, sender=Sender(mailbox=kept.id, **reach)))
    return kept


def letter(
    database: Database,
    number: int = 1,
    *fields: str,
    sender: str = "alva@example.se",
    subject: str = "Min sjuka mamma",
    text: str = "Hur går det med min ansökan?",
) -> int:
    """The contact of a message that came to the mailbox."""
    head = "".join(f"{field}\r\n" for field in fields)
    octets = (
        f"From: {sender}\r\nTo: {ADDRESS}\r\nSubject: {subject}\r\nMessage-ID: <{number}@example.org>\r\n{head}"
        f"Content-Type: text/plain; charset=utf-8\r\nDate: Mon, 23 Nov 2026 08:55:00 +0100\r\n\r\n{text}\r\n"
    ).encode()
    with database.reading():
        folder = MailFolder.select().order_by(MailFolder.id).first()
    place = f"imap:Mottagningen/INBOX/7/{number}"
    item = RawItem(place=place, kind="imap", octets=octets, received_at=NOON, folder_id=folder and folder.id)
    ledger.store_raw(database, StoreRaw(by=None, items=(item,)))
    intake.understand_pending(database)
    with database.reading():
        return int(Ledger.get(Ledger.place == place).contact_id)


def write(database: Database, contact: int, account: Account, by: int | None = None, **values: Any) -> Changes:
    """Answer it."""
    said = {"to": "alva@example.se", "text": "Hej! Vi har tagit emot ditt meddelande.", "at": NOON} | values
    version = read_whole(database, contact).summary.version
    return answering.send_answer(
        database, SendAnswer(by=by, contact=contact, version=version, mailbox=account.id, **said)
    )


def only(database: Database, contact: int) -> AnswerView:
    """The only answer to a contact."""
    (found,) = answers_of(database, contact)
    return found


def send(database: Database, at: datetime = NOON + timedelta(seconds=13)) -> None:
    """One round of the outbox at this time."""
    outbox.send_due(database, lambda: at)
