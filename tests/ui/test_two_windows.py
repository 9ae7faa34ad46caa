"""Two windows of one data file: whoever comes second is told, loses no text, and can go on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning import command, live
from mottagning.app import Application

from .conftest import NOW
from .reception import CTRL, Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def here(application: Application, qtbot: QtBot) -> Reception:
    return Reception(application, qtbot)


@pytest.fixture
def there(here: Reception, qtbot: QtBot) -> Iterator[Reception]:
    """The other window."""
    made = Application(here.application.settings, listen=False, scheme="light")
    made.workplace.now = lambda: NOW
    qtbot.addWidget(made.window)
    with qtbot.waitExposed(made.window):
        made.window.show()
    yield Reception(made, qtbot)
    made.close()
    made.theme.setParent(None)


def close_with_note(reception: Reception, text: str) -> None:
    window = reception.application.window
    window.activateWindow()
    reception.qtbot.waitUntil(window.isActiveWindow)
    note = reception.page.contact.note
    note.setFocus()
    note.setPlainText(text)
    reception.qtbot.keyClick(note, Qt.Key.Key_Return, CTRL)


def test_who_comes_second_is_told_and_keeps_what_she_wrote(here: Reception, there: Reception) -> None:
    contact = here.mail("Fråga", "Hej")
    here.sit_down("ab")
    there.sit_down("oh")
    here.show(contact)
    page = there.show(contact)
    close_with_note(here, "Klart.")
    here.until(contact, state="closed")
    close_with_note(there, "Ringde upp henne.")
    there.qtbot.waitUntil(lambda: bool(page.contact.notice.sentence))
    assert "A colleague changed this contact just now" in page.contact.notice.sentence
    assert page.contact.note.toPlainText() == "Ringde upp henne."
    assert [note.text for note in there.whole(contact).notes] == ["Klart."]


def test_what_the_other_did_is_seen_at_once_and_half_a_note_stays(
    here: Reception, there: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_LOOK_S", 0.01)
    contact = here.mail("Fråga", "Hej")
    here.sit_down("ab")
    there.sit_down("oh")
    here.show(contact)
    page = there.show(contact)
    there.application._begin_hearing(None, command.last_sequence(there.database))
    page.contact.note.setPlainText("Halv")
    close_with_note(here, "Klart.")
    there.qtbot.waitUntil(lambda: there.groups().get("Done today") is not None)
    assert page.contact.note.toPlainText() == "Halv"
