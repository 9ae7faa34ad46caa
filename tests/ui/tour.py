"""Goes through the whole window as somebody would: every page, every part of the settings, every card they open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QTableView, QWidget
from shiboken6 import isValid

from mottagning.app import Application
from mottagning.ui.pictures import settle
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.rowlist import RowList

from .conftest import NOW
from .reception import CALLER, OTHER, Reception

PAGES = ("desk", "cases", "board", "rota", "goals", "lead")
_KEYS = (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F6, Qt.Key.Key_F12)
_NO_CARD = ("Export", "Read the case list in")
"""These open a dialog of the system."""


class Tour:
    """Gives (name, part of the window) for each thing that one can come to; the part is on the screen just then."""

    def __init__(self, application: Application, reception: Reception) -> None:
        self.application = application
        self.window = application.window
        self.reception = reception
        self.seen: set[str] = set()
        """The names of the places that one has come to."""

    def fill(self) -> None:
        """Mail, calls, a possible concern: something in each part of the desk. The lead sits down."""
        reception = self.reception
        reception.mail("Hemtjänst i C-2417", "Hej!\n\nNär kommer ni?\n\n> Vi kommer snart.\n\n-- \nÅsa Öberg")
        reception.mail("Oro för ett barn", "Jag är orolig för en elev som har blåmärken.", "Skolan <skola@example.se>")
        for number in (CALLER, OTHER):
            reception.call("ringing", number, NOW - timedelta(minutes=20))
            reception.call("missed", number, NOW - timedelta(minutes=19))
        reception.sit_down("le")
        self.settle()

    def settle(self) -> None:
        """Until everything that was asked for is shown."""
        settle(self.application.tasks)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def places(self) -> Iterator[tuple[str, QWidget]]:
        """Every place, one after another."""
        for name, part in self._places():
            self.seen.add(name)
            yield name, part

    def _places(self) -> Iterator[tuple[str, QWidget]]:
        for name in PAGES:
            page = self.window.open_page(name)
            if name == "cases":
                page.show_item(self.reception.case("C-2417"))  # type: ignore[attr-defined]
            self.settle()
            yield name, page
            yield from self._cards(name, page)
            if name == "board":
                yield from self._meeting(page)
        settings: Any = self.window.open_page("settings")
        for row in settings.list.rows.items():
            settings.show_item(row.key)
            self.settle()
            yield f"settings: {row.key}", settings
            yield from self._cards(f"settings: {row.key}", settings.part)
        self.window.open_page("desk")
        yield from self._routine()
        for key in _KEYS:
            self.reception.key(key)
            yield from self._opened(f"key {key.name}")

    def _meeting(self, page: Any) -> Iterator[tuple[str, QWidget]]:
        """The points of a meeting at the board, in the window as large as it was."""
        size = self.window.size()
        page.turn_meeting()
        self.window.showNormal()
        self.window.resize(size)
        self.settle()
        for _ in range(5):
            yield f"board: meeting: {page.talk.point.kind}", page
            page.talk.go(1)
            self.settle()
        page.turn_meeting()
        self.settle()

    def _routine(self) -> Iterator[tuple[str, QWidget]]:
        """The sheet of a routine beside the contact, and the routines to choose from."""
        routine: Any = self.window.page("desk").contact.routine  # type: ignore[attr-defined]
        routine.toggle()
        self.settle()
        yield "desk: a routine", routine.sheet
        routine.sheet.choose()
        yield "desk: the routines", routine.sheet
        routine.sheet.close_sheet()

    def _cards(self, place: str, page: QWidget) -> Iterator[tuple[str, QWidget]]:
        """The cards that buttons, menus and lines of a page lead to."""
        for text in [made.text() for made in page.findChildren(QPushButton) if _leads_on(made)]:
            found = [made for made in page.findChildren(QPushButton) if made.text() == text and _leads_on(made)]
            if found:
                found[0].click()
                yield from self._opened(f"{place}: {text}")
        for menu in [made.menu() for made in page.findChildren(QPushButton) if made.isVisible() and made.menu()]:
            if isValid(menu):  # else the page has made its parts anew after the last card
                yield from self._from_menu(place, menu)
        for view in page.findChildren(QTableView) + page.findChildren(RowList):
            if place.startswith("settings: ") and view.isVisible() and view.model().rowCount():
                view.setFocus()
                view.setCurrentIndex(view.model().index(0, 0))
                self.reception.qtbot.keyClick(view, Qt.Key.Key_Return)
                yield from self._opened(f"{place}: first line of {view.accessibleName()}")

    def _from_menu(self, place: str, menu: QMenu) -> Iterator[tuple[str, QWidget]]:
        menu.aboutToShow.emit()
        for text in [action.text() for action in menu.actions() if action.text().endswith("…") and action.isEnabled()]:
            if not text.startswith(_NO_CARD):
                next(action for action in menu.actions() if action.text() == text).trigger()
                yield from self._opened(f"{place}: {text}")

    def _opened(self, name: str) -> Iterator[tuple[str, QWidget]]:
        """The card that came, until it is closed again; nothing for a dialog of the system."""
        self.settle()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.reject()
                self.window.activateWindow()
        card = self.card()
        if card is not None:
            yield name, card
            while (card := self.card()) is not None:
                card.close_asked.emit()
                if card.isVisible():
                    card.slide_out()
            self.settle()

    def card(self) -> Card | None:
        """The card on top."""
        return next((card for card in reversed(self.window.findChildren(Card)) if card.isVisible()), None)


def _leads_on(made: QPushButton) -> bool:
    opens = made.text().endswith("…") and not made.text().startswith(_NO_CARD)
    return opens and made.isVisible() and made.isEnabled() and made.menu() is None
