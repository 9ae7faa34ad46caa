"""What a mailbox keeps of what it sent: looks there for an answer by its Message-ID, and puts a copy there, once."""

from __future__ import annotations

from typing import Any

import imapclient

from mottagning.contacts.mail import mailserver, mailsync
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailsource import Missing
from mottagning.contacts.mail.mailwords import READING
from mottagning.db import Database

_NEW = "Sent"


def holds(database: Database, account: Account, message_id: str) -> bool:
    """Whether any folder of the mailbox has a message with this id. Trouble, one sentence, when it cannot be asked."""
    with mailsync.opened(account, database=database) as source:
        found = source.find(account.folders[0], [Missing("0/0", f"<{message_id}>")])
        return found.get("0/0") is not None


def keep_copy(database: Database, account: Account, message_id: str, octets: bytes) -> None:
    """Put a copy, read already, where the mailbox keeps what it sent, unless there is one. Trouble when it cannot."""
    tokens = None if account.auth == "password" else mailsync.tokens_of(account, database, READING)
    with mailserver.connection(account, READING, tokens and tokens()) as client:
        from mottagning.contacts.mail.imap import sent_folder

        folder = sent_folder(client) or _make(client)
        client.select_folder(folder, readonly=True)
        if not client.search(["HEADER", "MESSAGE-ID", f"<{message_id}>"]):
            client.append(folder, octets, [imapclient.SEEN])


def _make(client: Any) -> str:
    client.create_folder(_NEW)
    return _NEW
