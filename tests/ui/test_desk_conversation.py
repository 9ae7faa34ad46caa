"""The other messages of a conversation stand beneath the one that is read; of protected ones only their times."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from mottagning.contacts import intake, ledger
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.ties import TieCase
from mottagning.ui.desk.conversationpart import ConversationPart

from .conftest import NOW
from .reception import Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def mail(reception: Reception, number: int, subject: str, *fields: str) -> int:
    lines = ["From: Eva <eva@example.org>", f"Message-ID: <{number}@x>", f"Subject: {subject}", *fields, "", "Hej"]
    octets = "\n".join(lines).encode()
    item = RawItem(place=f"imap:test/INBOX/1/{number}", kind="imap", octets=octets, received_at=NOW)
    ledger.store_raw(reception.database, StoreRaw(by=None, at=NOW, items=(item,)))
    intake.understand_pending(reception.database, reception.application.workplace.publish)
    return reception.newest()


def lines(part: ConversationPart | None) -> list[QPushButton]:
    """Those that are seen: what was shown before is gone only after the next event."""
    return [each for each in part.findChildren(QPushButton) if each.isVisible()] if part is not None else []


def only_line(reception: Reception, contact: int) -> QPushButton:
    """The one line about another message that stands below this one, as soon as it is seen."""
    said = reception.wait_shown(contact).contact.said
    reception.qtbot.waitUntil(lambda: len(lines(said.conversation)) == 1)
    return lines(said.conversation)[0]


def test_one_press_goes_to_the_message_before(reception: Reception) -> None:
    first = mail(reception, 1, "Fråga om färdtjänst")
    alone = mail(reception, 2, "Annat")
    answer = mail(reception, 3, "Sv: Fråga", "In-Reply-To: <1@x>")
    reception.sit_down()
    assert lines(reception.show(alone).contact.said.conversation) == []
    reception.show(answer)
    line = only_line(reception, answer)
    assert line.text().endswith("· Fråga om färdtjänst")
    line.click()
    assert only_line(reception, first).text().endswith("· Sv: Fråga")
    assert lines(reception.show(alone).contact.said.conversation) == []


def test_what_is_about_somebody_protected_is_not_named(reception: Reception) -> None:
    first = mail(reception, 1, "Ylvali på Granvägen")
    answer = mail(reception, 2, "Sv: Fråga", "In-Reply-To: <1@x>")
    reception.command(TieCase(by=None, at=NOW, contact=first, case=reception.case("C-3000")))
    reception.sit_down()
    for each in (answer, first):
        reception.show(each)
        assert only_line(reception, each).text().endswith("· E-mail")
