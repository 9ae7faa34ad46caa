"""The gauge where people look: the top line, the lead's page, and the settings of the mailboxes."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.command import carry_out
from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import Account, NoteLook, SaveMailbox
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Row

from .conftest import NOW


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def said(widget: QWidget) -> str:
    """What a screen reader calls the widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_what_lacks_is_red_everywhere(application: Application, qtbot: QtBot) -> None:
    database, workplace, window = application.database, application.workplace, application.window
    lead = staff.by_key(database, "le")
    assert lead is not None
    workplace.sign_in(SignedIn(lead, NOW))
    account = Account(name="Mottagningen", host="localhost", port=9, username="m", password="x")
    mailbox.save_mailbox(database, SaveMailbox(by=None, account=account))
    (state,) = mailbox.folder_states(database)

    def look(ledger_count: int) -> None:
        found = NoteLook(
            by=None, at=NOW - timedelta(minutes=3), folder=state.id, server_count=7, ledger_count=ledger_count
        )
        workplace.publish(carry_out(database, found))

    def stands(page: str) -> list[tuple[str, Tone]]:
        shown = window.open_page(page)
        if page == "settings":
            shown.show_item("mailboxes")
            shown = shown.part
        items = shown.list.rows.items()
        return [(item.detail, item.tone) for item in items if isinstance(item, Row) and "INBOX" in item.title]

    for count, tone, sentence in ((6, Tone.BAD, "Only 6 of 7 messages fetched."), (7, Tone.GOOD, "7 of 7 messages")):
        look(count)
        top = "All fetched" if tone is Tone.GOOD else f"Mottagningen: {sentence.rstrip('.')}"
        qtbot.waitUntil(lambda top=top: top in said(window.topbar.gauge))
        for page in ("lead", "settings"):
            qtbot.waitUntil(lambda page=page, part=sentence: part in str(stands(page)))
            assert [found for _, found in stands(page)] == [tone]
