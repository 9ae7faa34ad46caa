"""A mail that somebody has moved or deleted in the mailbox: the contact says so, and stays."""

from pathlib import Path

import pytest

from mottagning.contacts.mail.places import NoteLeft
from tests.ui.conftest import NOW
from tests.ui.reception import Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def test_the_contact_says_where_its_mail_is_now(reception: Reception) -> None:
    reception.sit_down()
    contact = reception.mail("Fråga", "Hej")
    (source,) = reception.whole(contact).sources
    head = reception.show(contact).contact.head
    assert not head.left.isVisibleTo(head)
    for folder, said in (("Klart", "moved it to “Klart”"), (None, "taken it out of the mailbox")):
        reception.command(NoteLeft(by=None, at=NOW, left=((source.place, folder),)))
        reception.qtbot.waitUntil(lambda said=said: said in head.left.text())
        reception.command(NoteLeft(by=None, at=NOW, back=(source.place,)))
        reception.qtbot.waitUntil(lambda: not head.left.isVisibleTo(head))
