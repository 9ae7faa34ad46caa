"""What a mailbox keeps of what it sent: looks there for an answer by its Message-ID, and puts a copy there, once."""

from __future__ import annotations

from typing import Any

import imapclient

from mottagning.contacts.mail import mailserver, mailsync
from mottagning.contacts.mail.mailbox import Account
from mottagning.contacts.mail.mailsource import Missing
from mottagning.contacts.mail.mailwords import READING
from mottagning.db import Database

_SENT = b"\\sent"
_NEW = "Sent"
_CALLED = (_NEW, "Sent Items", "Sent Messages", "Skickat", "Skickade", "Skickade objekt", "Skickade meddelanden")


def holds(database: Database, account: Account, message_id: str) -> bool:
    """Whether any folder of the mailbox has a message with this id. Trouble, one sentence, when it cannot be asked."""
    with mailsync.opened(account, database=database) as source:
        found = source.find(account.folders[0], [Missing("0/0", f"<{message_id}>")])
        return found.get("0/0") is not None


def keep_copy(database: Database, account: Account, message_id: str, octets: bytes) -> None:
    """Put a copy, read already, where the mailbox keeps what it sent, unless there is one. Trouble when it cannot."""
    tokens = None if account.auth == "password" else mailsync.tokens_of(account, database, READING)
    with mailserver.connection(account, READING, tokens and tokens()) as client:
        folder = find_folder(client) or _make(client)
        client.select_folder(folder, readonly=True)
        if not client.search(["HEADER", "MESSAGE-ID", f"<{message_id}>"]):
            client.append(folder, octets, [imapclient.SEEN])


def find_folder(client: Any) -> str | None:
    """The folder of what was sent: the one marked so (RFC 6154), or called so; None when there is none."""
    called: dict[str, str] = {}
    for flags, mark, name in client.list_folders():
        if _SENT in {flag.lower() for flag in flags}:
            return str(name)
        called[name.rpartition(mark.decode("ascii", "replace"))[2] if mark else name] = name
    return next((called[each] for each in _CALLED if each in called), None)


def _make(client: Any) -> str:
    client.create_folder(_NEW)
    return _NEW
