"""The running program with the page of the cases open, for its tests: three colleagues, four cases, calls."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mottagning import audit
from mottagning.app import Application
from mottagning.cases.list import list_cases, show_case
from mottagning.changes import Changes
from mottagning.command import Command, carry_out
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.ties import TieCase
from mottagning.db import Database
from mottagning.desk.todays import OpenBeyond
from mottagning.people.signedin import SignedIn
from mottagning.people.staff import SavePerson, by_key
from mottagning.ui.cases.page import CasesPage
from mottagning.ui.widgets.rows import Heading, Row
from tests.db import feeds

from .conftest import NOW

ENTER, ESCAPE, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down
CTRL, NO_MODIFIER = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
HEADER = (*feeds.HEADER, "Nästa steg", "Nästa datum")
PHONE = "+46701740605"
_STAFF = (("ab", "Anna Berg", "desk"), ("kl", "Karin Lind", "lead"), ("oh", "Omar Hauge", "desk"))
ROWS = (
    feeds.case("C-1", Inkom="2026-05-01", God_man="Bo Ek", Telefon_god_man="08-465 004 10")
    | {"Nästa steg": "Hembesök", "Nästa datum": "2026-11-26"},
    feeds.case("C-2", Kategori="LSS", Namn="Leo Öberg", Handläggare="Omar Hauge", Inkom="2026-11-18", Telefon=""),
    feeds.case("C-3", Skyddade_personuppgifter="ja", Namn="Eva Hemlig", Inkom="2026-11-10")
    | {"Nästa steg": "Ring Eva på jobbet"},
    feeds.case("C-4", Namn="Maja Falk", Steg="Avslutat", Avslutad="2026-11-20", Inkom="2026-10-01"),
)


def state_why(database: Database, person: int) -> None:
    """Somebody has said why she opens each of the cases: what asks for that is tested in test_search.py."""
    for case in list_cases(database).cases:
        carry_out(database, OpenBeyond(by=person, at=NOW, kind="case", ref=case.id, why="review"))


class Cases:
    """The running program with the page of the cases."""

    def __init__(self, application: Application, qtbot: QtBot, folder: Path) -> None:
        self.application = application
        self.database = application.database
        self.window = application.window
        self.qtbot = qtbot
        self.folder = folder
        for key, name, role in _STAFF:
            self.command(SavePerson(by=None, key=key, name=name, role=role))  # type: ignore[arg-type]

    def command(self, command: Command) -> Changes:
        changes = carry_out(self.database, command)
        self.application.workplace.publish(changes)
        return changes

    def person(self, key: str) -> int:
        found = by_key(self.database, key)
        assert found is not None
        return found.id

    def sit_down(self, key: str) -> None:
        person = by_key(self.database, key)
        assert person is not None
        state_why(self.database, person.id)
        self.application.workplace.sign_in(SignedIn(person, NOW))

    def file(self, *rows: dict[str, str], name: str = "cases.csv") -> Path:
        return feeds.write(self.folder / name, rows or ROWS, HEADER)

    def open(self, who: str = "ab") -> CasesPage:
        """The page, with the list read in."""
        feeds.take(self.database, self.file())
        self.sit_down(who)
        page = self.window.open_page("cases")
        assert isinstance(page, CasesPage)
        self.qtbot.waitUntil(lambda: self.codes() == ["C-2", "C-3", "C-1"])
        return page

    @property
    def page(self) -> CasesPage:
        page = self.window.page("cases")
        assert isinstance(page, CasesPage)
        return page

    def case(self, code: str) -> int:
        return show_case(self.database, code)[0].id

    def rows(self) -> list[Row]:
        return [row for row in self.page.finder.list.rows.items() if isinstance(row, Row)]

    def headings(self) -> list[str]:
        return [item.title for item in self.page.finder.list.rows.items() if isinstance(item, Heading)]

    def codes(self) -> list[str]:
        return [row.title.split(" ")[0] for row in self.rows()]

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def write(self, text: str) -> None:
        for sign in text:  # Qt's own test keys know ASCII alone
            QApplication.sendEvent(QApplication.focusWidget(), QKeyEvent(QEvent.Type.KeyPress, 0, NO_MODIFIER, sign))

    def wait_story(self, code: str) -> str:
        """Until the story of a case is shown; everything that is written in it."""
        page = self.page
        self.qtbot.waitUntil(lambda: page.story.isVisible() and page.story.case == self.case(code))
        return words_of(page.story)

    def timeline(self) -> list[tuple[str, str]]:
        items = self.page.story.timeline.rows.items()
        return [(row.title, row.detail) for row in items if isinstance(row, Row)]

    def call(self, *codes: str, text: str = "Undrar över beslutet.", minutes: int = 0) -> int:
        at = NOW - timedelta(minutes=minutes)
        me = self.person("ab")
        said = WriteDown(by=me, at=at, channel="phone", phone=PHONE, name="Åsa Öberg", text=text, case=None)
        contact = self.command(said).created["contact"]
        for code in codes:
            self.command(TieCase(by=me, at=at, contact=contact, case=self.case(code)))
        return contact

    def seen(self, code: str) -> list[int | None]:
        """Who has looked at a case, in order."""
        return [by for _, by, action in audit.entries(self.database, "case", self.case(code)) if action == "seen"]

    def until(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so)


def words_of(widget: QWidget) -> str:
    """What is written in a part of the window and can be seen."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(text for text in labels if text)
