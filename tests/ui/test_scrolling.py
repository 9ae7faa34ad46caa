"""What has the focus is brought into view; what is larger than the room begins where it begins."""

from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mottagning.ui.theme import Theme
from mottagning.ui.widgets.scrolling import Room


class Placed(NamedTuple):
    room: Room
    head: QPushButton
    wide: QPushButton
    far: QPushButton

    @property
    def at(self) -> tuple[int, int]:
        return self.room.horizontalScrollBar().value(), self.room.verticalScrollBar().value()


@pytest.fixture
def placed(theme: Theme, qtbot: QtBot) -> Placed:
    """A part of 1,000 by 800 in a room of 400 by 300: a button at the top, one across all of it, one far away."""
    part = QWidget()
    head, wide, far = (QPushButton(text, part) for text in ("head", "wide", "far"))
    head.setGeometry(20, 10, 100, 30)
    wide.setGeometry(20, 60, 960, 500)
    far.setGeometry(880, 740, 100, 30)
    room = Room(part, (1000, 800))
    qtbot.addWidget(room)
    room.resize(400, 300)
    with qtbot.waitExposed(room):
        room.show()
    room.activateWindow()
    head.setFocus()
    qtbot.waitUntil(head.hasFocus)
    return Placed(room, head, wide, far)


def test_what_fills_the_room_does_not_move_it(placed: Placed) -> None:
    placed.wide.setFocus()
    assert placed.at == (0, 0)


def test_tab_does_not_move_it_either(placed: Placed) -> None:
    QTest.keyClick(placed.head, Qt.Key.Key_Tab)
    assert placed.wide.hasFocus()
    assert placed.at == (0, 0)


def test_what_is_outside_is_brought_in_whole_and_no_further(placed: Placed) -> None:
    placed.far.setFocus()
    seen = placed.room.viewport().size()
    place = placed.far.geometry()
    assert placed.at == (place.right() + 1 - seen.width(), place.bottom() + 1 - seen.height())
    placed.head.setFocus()
    assert placed.at == (placed.head.x(), placed.head.y())


def test_what_is_too_large_is_shown_from_its_beginning(placed: Placed) -> None:
    placed.far.setFocus()
    placed.room.horizontalScrollBar().setValue(600)
    placed.wide.setFocus()
    assert placed.at == (600, 60)  # enough of it is seen across, as somebody has scrolled; too little of it down


def test_where_somebody_has_scrolled_to_stays(placed: Placed) -> None:
    placed.room.horizontalScrollBar().setValue(300)
    placed.room.verticalScrollBar().setValue(200)
    placed.wide.setFocus()
    assert placed.at == (300, 200)
