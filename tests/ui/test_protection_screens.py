"""A protected person is on no screen: no page, title, tip or hidden part of the window, and nothing read aloud."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QDir, QSizeF
from PySide6.QtGui import QAccessible, QGuiApplication, QPdfWriter
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.cases.list import show_case
from mottagning.changes import Changes
from mottagning.cli import logfile
from mottagning.contacts.ties import TieCase
from mottagning.desk.extract import extract
from mottagning.errors import Trouble
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.cases import casepaper
from mottagning.ui.widgets.rows import Row
from mottagning.ui.written import document, lay_out
from tests.db.test_protection_everywhere import HER_ROW, OTHER_ROW, PROTECTED_ROW, YLVALI, Unit
from tests.db.traces import files_with

from .conftest import NOW

_HEARD = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
_DEEPEST = 40
PAGES = ("desk", "cases", "board", "rota", "goals", "lead", "settings")


def read_aloud(widget: QWidget) -> Iterator[str]:
    """All that a screen reader can come by under a widget."""

    def below(found: Any, depth: int) -> Iterator[str]:
        if found is None or depth > _DEEPEST:
            return
        yield from (found.text(kind) for kind in _HEARD)
        for number in range(found.childCount()):
            yield from below(found.child(number), depth + 1)

    yield from below(QAccessible.queryAccessibleInterface(widget), 0)


def written(widget: QWidget) -> Iterator[str]:
    """What a single part of a window says, shown or hidden."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())


def everything_in(part: QWidget) -> str:
    """All that is in a part of the window, shown or hidden."""
    said = list(read_aloud(part))
    for widget in (part, *part.findChildren(QWidget)):
        said += written(widget)
    return "\n".join(said)


def everything(window: QWidget) -> str:
    """All that is on the screen, or behind it, or can be pasted somewhere."""
    said = [everything_in(window), QGuiApplication.clipboard().text()]
    for widget in QApplication.allWidgets():
        said += written(widget)
    return "\n".join(said)


class Screens:
    """The running program in which somebody goes through all pages."""

    def __init__(self, application: Application, qtbot: QtBot, folder: Path) -> None:
        self.window = application.window
        self.workplace = application.workplace
        self.unit = Unit(application.database, folder)
        self.qtbot = qtbot

    def sit_down(self, key: str) -> None:
        person = staff.by_key(self.workplace.database, key)
        assert person is not None
        self.workplace.sign_in(SignedIn(person, NOW))

    def told(self) -> None:
        """Every window hears that much has changed."""
        self.workplace.publish(Changes.of_everything(("contact", "case", "feed", "setting")))

    def open(self, name: str, contact: int) -> Any:
        """A page; at the desk with a contact about her, among the cases with hers."""
        page: Any = self.window.open_page(name)
        if name == "desk":
            page.show_item(contact)
            self.until(lambda: page.shown is not None and page.shown.whole.summary.id == contact)
        elif name == "cases":
            page.show_item(self.unit.case)
            self.until(lambda: page.story.case == self.unit.case)
        return page

    def without_her(self, contact: int) -> None:
        """Go through every page until she is on none of them, and nowhere behind them."""
        for name in PAGES:
            page = self.open(name, contact)
            self.until(lambda page=page: not YLVALI.found_in(everything_in(page)))
        self.until(lambda: not YLVALI.found_in(everything(self.window)))

    def until(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so)


@pytest.fixture
def screens(application: Application, qtbot: QtBot, tmp_path: Path) -> Screens:
    return Screens(application, qtbot, tmp_path)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for what the program and Qt leave for a while."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    assert Path(QDir.tempPath()) == folder
    return folder


def test_she_is_on_the_pages_before_and_on_none_after(
    screens: Screens, application: Application, temporary: Path, tmp_path: Path
) -> None:
    with logfile.kept_in(application.settings.data):
        contacts = screens.unit.live()
        screens.sit_down("kl")
        desk = screens.open("desk", contacts[-1])
        screens.until(lambda: {"Ylvali", "070-174 06 44", "Granvägen"} <= YLVALI.found_in(everything_in(desk)))
        cases = screens.open("cases", contacts[-1])
        screens.until(lambda: {"Törnskata", "Granvägen"} <= YLVALI.found_in(everything_in(cases)))
        assert YLVALI.found_in(screens.window.windowTitle()) == set()

        screens.unit.feed(PROTECTED_ROW, OTHER_ROW, days=2)
        later = screens.unit.live_on()
        screens.told()

        for contact in (contacts[-1], contacts[2], later[0]):
            screens.without_her(contact)
        screens.window.open_page("cases")
        cases.search("C-1")
        rows = cases.finder.list.rows
        screens.until(lambda: [row.key for row in rows.items() if isinstance(row, Row)] == [screens.unit.case])
        assert YLVALI.found_in(everything(screens.window)) == set()
        screens.sit_down("ab")
        screens.without_her(contacts[-1])
    assert files_with(YLVALI, tmp_path) == {}, "logs, drafts, what was left in the temporary folder"


def test_the_search_of_the_screen_can_find_her(screens: Screens, temporary: Path, tmp_path: Path) -> None:
    hidden = QLabel("Ylvali", screens.window)
    hidden.hide()
    assert YLVALI.found_in(everything(screens.window)) == {"Ylvali"}
    hidden.setText("")
    hidden.setAccessibleDescription("Granvägen")
    assert YLVALI.found_in("\n".join(read_aloud(hidden))) == {"Granvägen"}
    hidden.setAccessibleDescription("")
    QGuiApplication.clipboard().setText("070-174 06 44")
    assert YLVALI.found_in(everything(screens.window)) == {"070-174 06 44"}
    QGuiApplication.clipboard().clear()
    screens.window.setWindowTitle("Törnskata")
    assert YLVALI.found_in(everything(screens.window)) == {"Törnskata"}
    (temporary / "left over.txt").write_text("Blåsippebacken", "utf-8")
    assert files_with(YLVALI, tmp_path) == {"left over.txt": {"Blåsippebacken"}}


def test_lifted_again_she_is_back(screens: Screens) -> None:
    screens.unit.feed(PROTECTED_ROW, OTHER_ROW)
    contact = screens.unit.live_on()[0]
    screens.sit_down("kl")
    screens.without_her(contact)

    screens.unit.feed(HER_ROW, OTHER_ROW, days=1)
    screens.told()

    page: Any = screens.window.open_page("cases")
    page.show_item(screens.unit.case)
    screens.until(lambda: "Ylvali Törnskata" in everything(page))


def on_paper(screens: Screens, code: str) -> str:
    """What is printed of the contacts of a case."""
    database, lead = screens.workplace.database, screens.unit.people["kl"]
    taken = extract(database, show_case(database, code)[0].id, lead, "Lex Sarah", NOW)
    buffer = QBuffer()
    device = QPdfWriter(buffer)
    lay_out(device)
    return document(device, QSizeF(500, 700), casepaper.text(taken).write).toPlainText()


def test_she_is_printed_before_and_on_no_paper_after(screens: Screens) -> None:
    contacts = screens.unit.live()
    other = show_case(screens.workplace.database, "C-2")[0].id
    for contact in contacts[:2]:  # about her brother too
        screens.unit.do(TieCase, contact=contact, case=other)
    for code in ("C-1", "C-2"):
        assert YLVALI.found_in(on_paper(screens, code)) >= {"Blåsippebacken", "Granvägen"}

    screens.unit.feed(PROTECTED_ROW, OTHER_ROW, days=2)
    (mailed, *_) = screens.unit.live_on()
    screens.unit.do(TieCase, contact=mailed, case=other)

    with pytest.raises(Trouble, match="not printed"):
        on_paper(screens, "C-1")
    assert YLVALI.found_in(on_paper(screens, "C-2")) == set()
