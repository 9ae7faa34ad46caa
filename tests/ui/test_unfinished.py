"""Somebody rings in the middle of a sentence: its end does not become words of the call, nor a choice on its card."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.desk.noteparts import NoteEditor
from mottagning.ui.widgets import unfinished
from mottagning.ui.widgets.unfinished import Unfinished

from .reception import CALLER, ENTER, Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture(autouse=True)
def slow_fingers(quick_fingers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As people's are, however busy the machine is."""
    monkeypatch.setattr(unfinished, "PAUSE_MS", 60_000)


def rung(reception: Reception, begun: str) -> tuple[NoteEditor, CallCard]:
    """Somebody rings when `begun` stands in the note of a letter."""
    letter = reception.mail("Ett", "Hej")
    reception.sit_down()
    note = reception.wait_shown(letter).contact.note
    note.setFocus()
    reception.write(begun)
    reception.application.shell.ring(reception.call("ringing"), CALLER)
    card = reception.call_card()
    assert card.isAncestorOf(QApplication.focusWidget())
    return note, card


def test_a_sentence_is_finished_where_it_was_begun(reception: Reception) -> None:
    note, card = rung(reception, "Hen undrar om bes")
    reception.write("ked")
    reception.key(Qt.Key.Key_Return)
    reception.write("och tid")
    reception.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert note.toPlainText() == "Hen undrar om besked\noch tid"
    assert (card.field.text(), card.note.text(), card.isVisible()) == ("", "", True)
    shell = reception.application.shell
    (waits,) = shell.findChildren(Unfinished)
    waits._pause.start(0)  # she looks up
    reception.qtbot.waitUntil(lambda: not shell.findChildren(Unfinished))
    reception.write("C-4")
    assert card.field.text() == "C-4"


def test_where_nothing_was_begun_the_card_has_the_keys_at_once(reception: Reception) -> None:
    note, card = rung(reception, "")
    reception.write("C-4")
    assert (card.field.text(), note.toPlainText()) == ("C-4", "")


def test_a_key_that_was_meant_for_the_page_answers_nothing_on_the_card(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfinished, "STILL_MS", 60_000)
    letter = reception.mail("Ett", "Hej")
    reception.sit_down()
    reception.show(letter)
    contact = reception.call("ringing")
    reception.application.shell.ring(contact, CALLER)
    card = reception.call_card()
    reception.qtbot.waitUntil(lambda: len(card.field.list.rows.items()) == 2)
    field = QApplication.focusWidget()
    for key in (ENTER, Qt.Key.Key_Space):
        reception.key(key)
    assert QApplication.focusWidget() is field
    reception.write("C-2")
    assert card.field.text() == "C-2"
    for still in reception.application.shell.findChildren(unfinished.Still):
        still._end.setRemainingTime(0)  # she has seen the card
    reception.key(ENTER)
    reception.qtbot.waitUntil(lambda: QApplication.focusWidget() is card.note)
