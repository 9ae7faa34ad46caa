"""The window for one who hears it, one who has no mouse, and one who reads large text: page by page, card by card."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.cases.partytables import Party
from mottagning.errors import Trouble
from mottagning.settings import Settings
from mottagning.ui.guide.emergency import EmergencyView
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import Theme
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.scrolling import Room

from .conftest import NOW
from .reception import CALLER, Reception
from .test_protection_screens import read_aloud
from .tour import PAGES, Tour

_ROLE, _TEXT = QAccessible.Role, QAccessible.Text
_SAYS_NOTHING = {_ROLE.Client, _ROLE.Pane, _ROLE.NoRole, _ROLE.StaticText, _ROLE.Grouping, _ROLE.Graphic}
_READ_WHOLE = (QScrollArea, EmergencyView)
"""They have the focus to be scrolled, or to be read out."""
_MOST_TABS = 200
_SECTIONS = 4
"""A field for a day has a place for each part of it, and Tab goes through them."""


_ALONE = "WALKED_ALONE"
alone = pytest.mark.skipif(_ALONE not in os.environ, reason="walked in a process of its own, below")
"""A process that had run thousands of tests was lost once in the middle of it, without a word and with no fault in the
kernel's log; after all other tests of the window it has never failed. By itself it takes no others with it."""


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def tour(application: Application, reception: Reception) -> Tour:
    made = Tour(application, reception)
    made.fill()
    return made


@pytest.fixture
def large(qtbot: QtBot, tmp_path: Path, unit: Path, quick_hashing: None) -> Iterator[Tour]:
    """The same where the text is twice as large, in the window of a small screen."""
    data = shutil.copytree(unit, tmp_path / "data")
    settings = Settings(data=data, database=str(data / "mottagning.db"), text_size="200")
    application = Application(settings, listen=False, scheme="light")
    application.workplace.now = lambda: NOW
    qtbot.addWidget(application.window)
    with qtbot.waitExposed(application.window):
        application.window.show()
    made = Tour(application, Reception(application, qtbot))
    made.fill()
    yield made
    application.close()
    application.theme.setParent(None)
    Theme(application.qt, "light").setParent(None)


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What is said to a screen reader by itself: the sentence, and whether it breaks into what is being said."""
    said: list[tuple[str, bool]] = []

    def note(event: Any) -> None:
        if event.type() == QAccessible.Event.Announcement:
            said.append((event.message(), event.politeness() == QAccessible.AnnouncementPoliteness.Assertive))

    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(note))
    return said


# --- names, roles, Tab ------------------------------------------------------------------------------------------------


def focusable(part: QWidget) -> Iterator[QWidget]:
    """What Tab can come to in a part of the window."""
    for widget in (part, *part.findChildren(QWidget)):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            yield widget


def heard(widget: QWidget) -> tuple[QAccessible.Role, str]:
    """The role of a widget, and its name, as a screen reader is given them."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.role(), found.text(_TEXT.Name)


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {heard(widget)[1]!r} in {type(widget.parentWidget()).__name__}"


def mute(part: QWidget) -> list[str]:
    """What can have the focus and has no name, or no role that says what it is."""
    found = []
    for widget in focusable(part):
        role, name = heard(widget)
        if not name.strip() or (role in _SAYS_NOTHING and not isinstance(widget, _READ_WHOLE)):
            found.append(f"{called(widget)} is {role.name}")
    return found


def step(qtbot: QtBot, here: QWidget, key: Qt.Key) -> QWidget | None:
    """Where Tab or Shift+Tab leads from `here`."""
    for _ in range(_SECTIONS):
        qtbot.keyClick(here, key)
        if QApplication.focusWidget() is not here:
            break
    return QApplication.focusWidget()


def left_out(qtbot: QtBot, part: QWidget) -> list[str]:
    """What Tab does not come to or cannot leave again; and where the focus is lost or under a card."""
    wanted = list(focusable(part))
    if not wanted:
        return []
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    way = [wanted[0]]
    while len(way) < _MOST_TABS:
        here = step(qtbot, way[-1], Qt.Key.Key_Tab)
        if here is None or (isinstance(part, Card) and not part.isAncestorOf(here)):
            return [f"the focus is lost after {called(way[-1])}"]
        if here in way:
            break
        way.append(here)
    found = [f"Tab never comes to {called(widget)}" for widget in wanted if widget not in way]
    if here is not way[0]:
        found.append(f"Tab goes round from {called(way[-1])}")
    elif len(way) > 1 and step(qtbot, here, Qt.Key.Key_Backtab) is not way[-1]:
        found.append(f"Shift+Tab does not go back from {called(way[0])}")
    return found


@pytest.mark.parametrize(
    "walk",
    [
        "test_everything_has_a_name_and_a_role_and_tab_comes_to_it_and_goes_on",
        "test_no_text_is_cut_when_it_is_twice_as_large",
    ],
)
def test_the_walk_through_everything(walk: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{__file__}::{walk}"],
        env=environment | {_ALONE: "1"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


@alone
def test_everything_has_a_name_and_a_role_and_tab_comes_to_it_and_goes_on(tour: Tour) -> None:
    found = {
        name: wrong for name, part in tour.places() if (wrong := mute(part) + left_out(tour.reception.qtbot, part))
    }
    assert tour.seen >= {"desk", "desk: Promise…", "settings: staff: Add a person…", "key Key_F2", "key Key_F12"}
    assert tour.seen >= {"board: meeting: agreed", "board: meeting: share"}
    assert tour.seen >= {"desk: a routine", "desk: the routines", "settings: routines: Add a routine…"}
    assert found == {}


# --- large text -------------------------------------------------------------------------------------------------------


def cut(part: QWidget) -> list[str]:
    """Text that is not there as a whole: it has too little room, or stands beyond the edge of what it is in."""
    return [
        f"{type(widget).__name__} {written(widget)!r} in {widget.width()}x{widget.height()}"
        for widget in part.findChildren(QWidget)
        if widget.isVisible() and written(widget).strip() and (not has_room(widget) or sticks_out(widget))
    ]


def written(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton | QAbstractSpinBox):
        return widget.text()
    return widget.currentText() if isinstance(widget, QComboBox) else ""


def has_room(widget: QWidget) -> bool:
    if isinstance(widget, ElidedLabel):
        needed = widget.fontMetrics().horizontalAdvance(widget.text())
        return needed <= widget.contentsRect().width() or widget.text() in widget.toolTip()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) <= widget.height() + 1
    wanted = (widget.sizeHint() if isinstance(widget, QLabel) else widget.minimumSizeHint()).width()
    return wanted <= widget.width() + 1 and widget.fontMetrics().height() <= widget.height()


def sticks_out(widget: QWidget) -> bool:
    """Whether a part of it is outside of what it stands in, where nothing can be scrolled."""
    while not isinstance(widget, Card) and (parent := widget.parentWidget()) is not None:
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and parent is area.viewport():
            scrolls = area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            return not scrolls and widget.width() > parent.width() + 1
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
            return True
        widget = parent
    return False


@alone
def test_no_text_is_cut_when_it_is_twice_as_large(large: Tour) -> None:
    assert (large.window.width(), large.window.height()) == (1366, 768)
    found = {name: wrong for name, part in large.places() if (wrong := cut(part))}
    assert {"desk", "rota", "settings: weights", "settings: staff: Add a person…"} <= large.seen
    assert found == {}
    assert cut(large.window.topbar) + cut(large.window.status) == []


def test_a_key_of_the_page_brings_its_field_into_sight_where_the_page_scrolls(large: Tour) -> None:
    page = large.window.open_page("desk")
    large.settle()
    page.contact.caller.setFocus()  # type: ignore[attr-defined]
    here = QApplication.focusWidget()
    assert here is not None
    assert here.visibleRegion().boundingRect().size() == here.size()


def test_the_overview_is_as_wide_as_the_window(large: Tour) -> None:
    page = large.window.open_page("lead")
    large.settle()
    room = large.window.stack.currentWidget()
    assert isinstance(room, Room)
    assert page.list.isVisible()  # type: ignore[attr-defined]
    assert room.horizontalScrollBar().maximum() == 0


# --- what is read and what is said ------------------------------------------------------------------------------------


def test_rows_are_items_with_their_words_and_say_which_is_chosen(tour: Tour) -> None:
    queue: RowList = tour.window.page("desk").queue.list  # type: ignore[attr-defined]
    found = QAccessible.queryAccessibleInterface(queue)
    items = [found.child(number) for number in range(found.childCount())]
    assert len(items) == queue.rows.rowCount() > 3
    assert all(item.role() == _ROLE.ListItem and item.text(_TEXT.Name) for item in items)
    chosen = [item.text(_TEXT.Name) for item in items if item.state().selected]
    assert chosen == [queue.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)]
    tour.reception.qtbot.keyClick(queue, Qt.Key.Key_Down)
    assert [item.text(_TEXT.Name) for item in items if item.state().selected] != chosen


def test_the_shifts_of_the_rota_are_cells_under_their_headings(tour: Tour) -> None:
    grid = tour.window.open_page("rota").posts  # type: ignore[attr-defined]
    tour.settle()
    table = QAccessible.queryAccessibleInterface(grid)
    assert table.role() == _ROLE.Table
    cells = [table.child(number) for number in range(table.childCount())]
    assert {cell.role() for cell in cells} <= {
        _ROLE.Cell,
        _ROLE.RowHeader,
        _ROLE.ColumnHeader,
        _ROLE.NoRole,
        _ROLE.Pane,
    }


def test_the_board_says_nobodys_name(tour: Tour) -> None:
    board = tour.window.open_page("board")
    tour.settle()
    said = "\n".join(read_aloud(board))
    assert "C-2417" in said
    with tour.reception.database.reading():
        names = [party.name for party in Party.select() if party.name]
    assert names
    assert [name for name in names if name in said] == []


def test_what_was_done_waits_its_turn_and_what_went_wrong_does_not(
    application: Application, spoken: list[tuple[str, bool]]
) -> None:
    status = application.window.status
    status.show_done("Closed")
    status.show_trouble(Trouble("The mailbox {name} does not answer.", name="post"))
    assert spoken == [("Closed", False), ("The mailbox post does not answer.", True)]


def test_a_call_is_said_at_once_with_its_number(reception: Reception, spoken: list[tuple[str, bool]]) -> None:
    reception.sit_down()
    shell = reception.application.shell
    shell.ring(reception.call("ringing"), CALLER)
    reception.call_card()
    assert ("A call from 070-174 06 05", True) in spoken
    assert ("Call", False) in spoken


# --- keys -------------------------------------------------------------------------------------------------------------


def test_every_key_stands_in_the_list_and_means_one_thing(tour: Tour) -> None:
    window: MainWindow = tour.window
    for page in (*PAGES, "settings"):
        window.open_page(page)
    tour.reception.key(Qt.Key.Key_F2)
    tour.settle()
    told = {QKeySequence(keys).toString() for line in window.keys.lines() for keys in line.keys}
    shortcuts = [each for each in window.findChildren(QShortcut) if isinstance(each.parent(), QWidget)]
    assert len(shortcuts) > 40
    assert sorted({each.key().toString() for each in shortcuts} - told) == []
    both = [
        first.key().toString()
        for first, second in combinations(shortcuts, 2)
        if first.key() == second.key() and _in_one_place(first.parent(), second.parent())  # type: ignore[arg-type]
    ]
    assert both == []


def _in_one_place(first: QWidget, second: QWidget) -> bool:
    return first is second or first.isAncestorOf(second) or second.isAncestorOf(first)


def test_nothing_is_hidden_in_a_menu_of_the_right_button_alone() -> None:
    sources = (Path(__file__).parents[2] / "mottagning" / "ui").rglob("*.py")
    found = [path.name for path in sources if "ontextMenu" in path.read_text("utf-8").replace("setContextMenu", "")]
    assert found == []
