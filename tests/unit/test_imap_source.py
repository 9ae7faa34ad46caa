"""What an IMAP mailbox is asked, where no server of the tests answers so."""

from typing import Any

import pytest

from mottagning.contacts.mail.imap import ImapSource
from mottagning.contacts.mail.mailbox import Account

LISTED = [
    ((b"\\HasNoChildren",), b"/", "INBOX"),
    ((b"\\HasChildren", b"\\Noselect"), b"/", "Other Users"),
    ((b"\\HasNoChildren",), b"/", "Other Users/anna/INBOX"),
    ((b"\\HasNoChildren",), b"/", "Public/Anslag"),
    ((b"\\HasNoChildren", b"\\All"), b"/", "Alla meddelanden"),
    ((b"\\HasNoChildren", b"\\Trash"), b"/", "Borttaget"),
]


class Client:
    def __init__(self, namespace: Any) -> None:
        self._namespace = namespace

    def has_capability(self, name: str) -> bool:
        return name == "NAMESPACE" and self._namespace is not None

    def namespace(self) -> Any:
        return self._namespace

    def list_folders(self) -> Any:
        return LISTED


@pytest.mark.parametrize(
    ("namespace", "found"),
    [
        (((("", "/"),), (("Other Users/", "/"),), (("Public/", "/"),)), ["INBOX", "Borttaget"]),
        (((("", "/"),), None, None), ["INBOX", "Other Users/anna/INBOX", "Public/Anslag", "Borttaget"]),
        (None, ["INBOX", "Other Users/anna/INBOX", "Public/Anslag", "Borttaget"]),
    ],
)
def test_what_others_share_is_not_searched(namespace: Any, found: list[str]) -> None:
    account = Account(name="M", host="localhost", port=1, username="u", password="p")
    assert ImapSource(Client(namespace), account).folders() == found
