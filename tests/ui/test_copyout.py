"""Into the case system by keys: copied at once, pasted there, noted as registered, and then the next one."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mottagning.desk import copyout
from mottagning.ui import clipboard
from mottagning.ui.desk.copyoutform import CopyOutForm

from .reception import CTRL, ENTER, ESCAPE, Reception

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def done(reception: Reception, subject: str) -> int:
    contact = reception.mail(subject, f"Hur går det med {subject}?")
    page = reception.show(contact)
    with reception.qtbot.waitSignal(page.acts.left):  # it goes on to the next by itself
        reception.key(ENTER, CTRL)
    return contact


def card(reception: Reception) -> CopyOutForm:
    form: CopyOutForm = reception.card(CopyOutForm)
    return form


def test_one_key_copies_enter_says_where_it_is_and_the_next_one_comes(reception: Reception) -> None:
    reception.sit_down()
    first, second = done(reception, "boende"), done(reception, "bidrag")
    me = reception.person("ab")
    assert copyout.not_entered(reception.database, me) == (first, second)
    reception.show(second)
    reception.key(Qt.Key.Key_C, CTRL | SHIFT)
    form = card(reception)
    reception.qtbot.waitUntil(lambda: form.places["case_file"].isVisible())
    assert "Hur går det med bidrag?" in QGuiApplication.clipboard().text()
    assert "copied_out" in [step.step for step in reception.whole(second).steps]
    reception.key(ENTER)
    reception.qtbot.waitUntil(lambda: "boende" in form.text.toPlainText() and form.copy.isVisible())
    assert reception.whole(second).summary.registered == "case_file"
    assert "bidrag" in QGuiApplication.clipboard().text()
    reception.key(ENTER)
    reception.qtbot.waitUntil(lambda: form.places["case_file"].isVisible())
    assert "boende" in QGuiApplication.clipboard().text()
    reception.key(Qt.Key.Key_2)
    reception.no_card()
    assert reception.whole(first).summary.registered == "register"
    assert copyout.not_entered(reception.database, me) == ()


def test_not_yet_leaves_it_in_the_list(reception: Reception) -> None:
    reception.sit_down()
    contact = done(reception, "boende")
    reception.show(contact)
    reception.key(Qt.Key.Key_C, CTRL | SHIFT)
    form = card(reception)
    reception.qtbot.waitUntil(lambda: form.places["case_file"].isVisible())
    reception.key(ESCAPE)
    reception.no_card()
    assert copyout.not_entered(reception.database) == (contact,)


def test_the_clipboard_is_emptied_unless_something_else_was_copied(qapp: object) -> None:
    clipboard.put_secret("Hemligt")
    assert QGuiApplication.clipboard().text() == "Hemligt"
    formats = " ".join(QGuiApplication.clipboard().mimeData().formats())
    assert "ExcludeClipboardContentFromMonitorProcessing" in formats
    clipboard.take_back("Hemligt")
    assert QGuiApplication.clipboard().text() == ""
    QGuiApplication.clipboard().setText("Annat")
    clipboard.take_back("Hemligt")
    assert QGuiApplication.clipboard().text() == "Annat"
