"""The messages to colleagues in the settings: on and off, and whom they cannot reach."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.care import notices
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.settings.mailboxes import MailboxesSection
from mottagning.ui.settings.notices import NoticesSection
from mottagning.ui.settings.page import SettingsPage

from .conftest import NOW
from .reception import texts_of


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def test_the_lead_turns_them_off_and_sees_whom_they_do_not_reach(application: Application, qtbot: QtBot) -> None:
    lead = staff.by_key(application.database, "le")
    assert lead is not None
    application.workplace.sign_in(SignedIn(lead, NOW))
    page = application.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_item("messages")
    section = page.part
    assert isinstance(section, NoticesSection)
    qtbot.waitUntil(lambda: section.on.value() is True)
    qtbot.waitUntil(lambda: "Karin Lind" in texts_of(section))
    assert "No mailbox can be answered from yet" in texts_of(section)
    section.on.answers()[1].click()
    qtbot.waitUntil(lambda: not notices.are_on(application.database))
    qtbot.waitUntil(lambda: application.window.status.sentence == "No messages to colleagues go.")
    section.cannot.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: isinstance(page.part, MailboxesSection))
