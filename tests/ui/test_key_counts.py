"""How many keys the five commonest tasks take besides the words, counted and held against the handbook's table."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.ui.desk.answerform import AnswerForm
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.desk.promiseform import PromiseForm
from tests.db import answers

from .conftest import NOW
from .reception import ALT, CTRL, ENTER, OTHER, Reception

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbok" / "tangenter.md"
MOST = 6
_ROW = re.compile(r"\| (?P<task>[^|]+) \| (?P<keys>[^|]+) \| (?P<count>\d+) \|")


class Fingers:
    """Presses keys as a person does, and counts them. What is written is words, and not counted."""

    def __init__(self, reception: Reception) -> None:
        self.reception = reception
        self.pressed: list[str] = []

    def press(self, name: str, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, or one with Ctrl or Alt held."""
        self.pressed.append(name)
        self.reception.key(key, modifier)

    def write(self, words: str) -> None:
        self.pressed.append("*")
        self.reception.write(words)

    @property
    def count(self) -> int:
        return len([name for name in self.pressed if name != "*"])

    def known_case(self) -> CallCard:
        """F2, a case, and on to the note."""
        self.press("F2", Qt.Key.Key_F2)
        card = self.reception.call_card()
        self.write("maja")
        self.reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        self.press("Enter", ENTER)
        return card


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def fingers(application: Application, qtbot: QtBot) -> Fingers:
    reception = Reception(application, qtbot)
    return Fingers(reception)


class Telephone(QObject):
    """Takes the place of the telephone program."""

    @Slot(QUrl)
    def take(self, _url: QUrl) -> None:
        """It rings."""


@pytest.fixture
def telephone() -> Iterator[None]:
    made = Telephone()
    QDesktopServices.setUrlHandler("tel", made, "take")  # type: ignore[arg-type]
    yield
    QDesktopServices.unsetUrlHandler("tel")


def table() -> dict[str, tuple[list[str], int]]:
    """The handbook's table: for each task its keys, words as *, and how many they are said to be."""
    found = {}
    for row in _ROW.finditer(HANDBOOK.read_text("utf-8")):
        keys = ["*" if key.startswith("*") else key for key in row["keys"].strip().split(", ")]
        found[row["task"]] = (keys, int(row["count"]))
    return found


def is_told(fingers: Fingers, number: int) -> None:
    """The row of this number tells the truth, and the task takes few keys."""
    keys, count = list(table().values())[number]
    assert fingers.pressed == keys
    assert fingers.count == count <= MOST


def test_the_table_has_the_five_commonest_tasks() -> None:
    assert len(table()) == 5


def test_a_call_about_a_known_case(fingers: Fingers) -> None:
    fingers.reception.sit_down()
    fingers.known_case()
    fingers.write("fick besked")
    fingers.press("Ctrl+Enter", ENTER, CTRL)
    fingers.reception.no_card()
    contact = fingers.reception.newest()
    assert fingers.reception.summary(contact).outcome == "solved"
    assert fingers.reception.tied(contact) == ["C-4000"]
    is_told(fingers, 0)


def test_a_missed_call_is_rung_back(fingers: Fingers, telephone: None) -> None:
    reception = fingers.reception
    contact = reception.call("missed", OTHER)
    reception.sit_down()
    reception.show(contact)
    reception.page.queue.setFocus()
    fingers.press("Alt+U", Qt.Key.Key_U, ALT)
    reception.qtbot.waitUntil(reception.page.contact.note.hasFocus)
    fingers.write("ville ha en blankett")
    fingers.press("Ctrl+Enter", ENTER, CTRL)
    reception.until(contact, state="closed", outcome="solved")
    assert [note.text for note in reception.whole(contact).notes] == ["ville ha en blankett"]
    assert "rung" in [step.step for step in reception.whole(contact).steps]
    is_told(fingers, 1)


def test_mail_is_tied_answered_and_done(fingers: Fingers) -> None:
    reception = fingers.reception
    answers.set_up(reception.database, phone="040-628 04 00", signature="Mottagningen")
    contact = reception.mail("Fråga", "Hur går det?")
    assert reception.offered(contact)
    reception.sit_down()
    reception.show(contact)
    reception.page.queue.setFocus()
    fingers.press("Enter", ENTER)
    reception.qtbot.waitUntil(lambda: bool(reception.tied(contact)))
    reception.wait_shown(contact)
    fingers.press("Ctrl+R", Qt.Key.Key_R, CTRL)
    form: AnswerForm = reception.card(AnswerForm)
    reception.qtbot.waitUntil(lambda: bool(form.to.text()))
    fingers.press("2", Qt.Key.Key_2)
    fingers.press("Enter", ENTER)
    reception.no_card()
    reception.qtbot.waitUntil(lambda: "answered" in [step.step for step in reception.whole(contact).steps])
    reception.wait_shown(contact)
    fingers.press("Ctrl+Enter", ENTER, CTRL)
    reception.until(contact, state="closed", outcome="solved")
    is_told(fingers, 2)


def test_a_call_is_passed_on_to_its_handler(fingers: Fingers) -> None:
    reception = fingers.reception
    reception.sit_down()
    card = fingers.known_case()
    fingers.write("vill tala med Karin")
    fingers.press("Ctrl+O", Qt.Key.Key_O, CTRL)
    karin = reception.person("kl")
    reception.qtbot.waitUntil(lambda: card.ends.sheet is not None and card.ends.sheet.list.selected_key() == karin)  # type: ignore[union-attr]
    fingers.press("Enter", ENTER)
    reception.no_card()
    reception.until(reception.newest(), state="passed_on", owner=karin)
    is_told(fingers, 3)


def test_a_callback_this_afternoon_is_promised(fingers: Fingers) -> None:
    reception = fingers.reception
    reception.sit_down()
    card = fingers.known_case()
    fingers.write("vill bli uppringd")
    fingers.press("Ctrl+L", Qt.Key.Key_L, CTRL)
    reception.qtbot.waitUntil(lambda: isinstance(card.ends.sheet, PromiseForm) and card.ends.sheet.times is not None)
    fingers.write("i eftermiddag")
    fingers.press("Enter", ENTER)
    reception.no_card()
    found = reception.until(reception.newest(), state="promised")
    assert found.due_at is not None
    assert NOW + timedelta(hours=3) < found.due_at < NOW + timedelta(hours=9)
    is_told(fingers, 4)
