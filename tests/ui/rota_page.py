"""The rota page as a test works it: the running program, somebody signed in, and keys, clicks and drags."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.command import Command, carry_out
from mottagning.people import absence, staff
from mottagning.people.signedin import SignedIn
from mottagning.rota import plans
from mottagning.rota.model import Unit
from mottagning.ui.rota.cells import Cell, Place
from mottagning.ui.rota.grid import Grid
from mottagning.ui.rota.page import RotaPage
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from tests.db import rota_desk

from .conftest import NOW

W = TypeVar("W", bound=QWidget)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
TODAY = NOW.date()
FRIDAY = date(2026, 11, 27)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, 23) + timedelta(days=number) for number in range(3))


class Rota:
    """The running program with the rota page open, and the unit of `rota_desk` in its database."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self.application = application
        self.database = application.database
        self.qtbot = qtbot
        lead = staff.SavePerson(by=None, key="le", name="Lena Ek", role="lead")
        self.lead = staff.save_person(self.database, lead).created["person"]

    def publish(self, last: date = FRIDAY, **other: object) -> Unit:
        """A rota for this week (or longer), published."""
        found = rota_desk.take(self.database, **other)
        plan = rota_desk.saved(self.database, found, MONDAY, last)
        plans.publish(self.database, plans.Publish(by=None, plan=plan))
        return found

    def open(self, key: str = "le") -> RotaPage:
        """Somebody signs in and looks at the rota."""
        who = staff.by_key(self.database, key)
        assert who is not None
        self.application.workplace.sign_in(SignedIn(who, NOW))
        page = self.application.window.open_page("rota")
        assert isinstance(page, RotaPage)
        self.page = page
        self.qtbot.waitUntil(lambda: page.shown is not None and self.idle())
        return page

    def idle(self) -> bool:
        """Whether nothing is being read or written, and no refresh waits."""
        waiting = self.page.refreshing.is_due or self.page.chosen._soon.isActive()
        return self.application.tasks.is_idle and not waiting

    def settle(self) -> None:
        self.qtbot.waitUntil(self.idle)

    def settle_tasks(self) -> None:
        """Wait until nothing is read or written, whatever page is in front."""
        self.qtbot.waitUntil(lambda: self.application.tasks.is_idle)

    def click_now(self, widget: QWidget) -> None:
        """Click, and wait for nothing but what is read and written."""
        assert widget.isVisible()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle_tasks()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        widget = QApplication.focusWidget()
        assert widget is not None
        self.qtbot.keyClick(widget, key, modifiers)
        self.settle()

    def click(self, button: QPushButton) -> None:
        assert button.isVisible()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def command(self, command: Command) -> None:
        """Somebody else does something."""
        self.application.workplace.publish(carry_out(self.database, command))
        self.settle()

    def who(self, day: date, post: str) -> str | None:
        return rota_desk.who(self.database, day, post)

    def cell(self, day: date, post: str | None = None, person: str | None = None) -> Cell:
        grid = self.page.posts if post else self.page.people
        return grid.cells.cell(grid.cells.index_of(Place(day, post, person)))

    def choose(self, day: date, post: str | None = None, person: str | None = None) -> None:
        """Click a cell of the view in front."""
        self.qtbot.mouseClick(
            self.page.grid.viewport(),
            Qt.MouseButton.LeftButton,
            pos=self.spot(self.page.grid, Place(day, post, person)),
        )
        self.settle()

    def spot(self, grid: Grid, place: Place) -> QPoint:
        index = grid.cells.index_of(place)
        assert index.isValid(), place
        grid.scrollTo(index)
        return grid.visualRect(index).center()

    def drag(self, source: Place, target: Place) -> None:
        grid = self.page.grid
        view, left = grid.viewport(), Qt.MouseButton.LeftButton
        start, end = self.spot(grid, source), self.spot(grid, target)
        self.qtbot.mousePress(view, left, pos=start)
        self.qtbot.mouseMove(view, pos=start + QPoint(30, 4))
        self.qtbot.mouseMove(view, pos=end)
        self.qtbot.mouseRelease(view, left, pos=end)
        self.settle()

    def content(self, kind: type[W]) -> W:
        """What the open card holds."""
        (card,) = [each for each in self.application.window.findChildren(Card) if each.isVisible()]
        assert isinstance(card.content, kind)
        return card.content

    def status(self) -> str:
        return self.application.window.status.sentence

    def undo(self) -> None:
        self.qtbot.mouseClick(self.application.window.status.undo_button, Qt.MouseButton.LeftButton)
        self.settle()

    def rows(self, list_: RowList) -> list[Row]:
        return [item for item in list_.rows.items() if isinstance(item, Row)]

    def wrongs(self) -> list[tuple[str, str]]:
        """What is wrong: title and word of each line."""
        return [(row.title, row.tone_word) for row in self.rows(self.page.wrongs.list)]

    def absent(self, key: str, day: date) -> None:
        found = staff.by_key(self.database, key)
        assert found is not None
        self.command(absence.AddAbsence(by=None, person=found.id, first=day, last=day))

    def free(self, day: date, post: str) -> str:
        """Somebody who can take a shift."""
        self.choose(day, post)
        return self.page.panel.able[0]
