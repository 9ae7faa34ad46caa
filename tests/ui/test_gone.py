"""What is written for a card that is closed meanwhile comes to its end, and nothing of the card is called."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from mottagning.app import Application
from mottagning.changes import Changes
from mottagning.contacts.byhand import WriteDown
from mottagning.ui.workplace import Workplace
from tests.conftest import ExpectedLogs

from .reception import Reception
from .tour import PAGES, Tour


class Card(QObject):
    """Asks, in each way that the pages do."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.workplace = workplace
        self.heard: list[str] = []

    def do(self) -> None:
        self.workplace.do(WriteDown(by=None, channel="visit", text="Ett besök"), "", lambda _changes: self.hear("do"))

    def write(self) -> None:
        self.workplace.tasks.write(lambda: None, self.take)

    def read(self) -> None:
        self.workplace.tasks.read(lambda: None, lambda _none: self.hear("read"))

    def reach(self) -> None:
        self.workplace.tasks.network(lambda: 1 / 0, self.take, lambda _error: self.hear("network"))

    def take(self, _none: object) -> None:
        self.hear("method")

    def hear(self, how: str) -> None:
        self.objectName()  # fails in what has gone
        self.heard.append(how)


@pytest.mark.parametrize("ask", [Card.do, Card.write, Card.read, Card.reach])
@pytest.mark.parametrize("is_gone", [True, False])
def test_nothing_that_has_gone_is_called(
    application: Application, qtbot: QtBot, expected_logs: ExpectedLogs, ask: Callable[[Card], None], is_gone: bool
) -> None:
    if is_gone and ask is Card.reach:
        expected_logs("work failed: ZeroDivisionError")
    card, changes = Card(application.workplace), list[Changes]()
    application.workplace.changed.connect(changes.append)
    ask(card)
    if is_gone:
        delete(card)
    else:
        qtbot.waitUntil(lambda: bool(card.heard))
    qtbot.waitUntil(lambda: application.tasks.is_idle)
    qtbot.waitUntil(lambda: not is_gone or ask is not Card.reach or bool(expected_logs.records))
    assert len(card.heard) == (not is_gone)
    assert bool(changes) == (ask is Card.do)  # every view has heard of it


class Haste(Tour):
    """Goes through everything, and closes each card before anything that it asked for has come."""

    def _opened(self, name: str) -> Iterator[tuple[str, QWidget]]:
        while (card := self.card()) is not None:
            card.close_asked.emit()
            if card.isVisible():
                card.slide_out()
            self.closed += 1
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        yield from super()._opened(name)  # a card that comes only after something was read

    closed = 0


class TestInHaste:
    @pytest.fixture
    def unit(self, staffed_unit: Path) -> Path:
        return staffed_unit

    @pytest.fixture
    def haste(self, application: Application, qtbot: QtBot) -> Haste:
        made = Haste(application, Reception(application, qtbot))
        made.fill()
        return made

    @pytest.mark.long
    def test_every_card_is_closed_before_what_it_asked_for_comes(self, haste: Haste) -> None:
        for _name, _part in haste.places():
            pass
        assert haste.closed > 20

    def test_page_after_page_and_part_after_part_and_the_window_is_closed(self, haste: Haste) -> None:
        for name in PAGES:
            haste.window.open_page(name)
        settings: Any = haste.window.open_page("settings")
        for row in settings.list.rows.items():
            settings.show_item(row.key)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
