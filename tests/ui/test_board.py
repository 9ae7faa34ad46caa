"""The board by keyboard and mouse: where every case stands, and never whom it is about."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.changes import Changes
from mottagning.ui.board.page import BoardPage
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.elided import ElidedLabel
from tests.db import feeds

from .boards import NAMES, ROWS, Board, everything, spoken, staff
from .conftest import NOW

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture
def board(application: Application, qtbot: QtBot, tmp_path: Path) -> Board:
    staff(application)
    return Board(application, qtbot, tmp_path)


def test_stages_are_columns_and_unknown_ones_come_last(board: Board) -> None:
    board.open()
    assert board.heads() == [
        ("Received 1", "median 3 days"),
        ("Investigation 3", "median 13 days"),
        ("Decision 0", ""),
        ("Execution 0", ""),
        ("Follow-up 1", "median 13 days"),
        ("Väntar på intyg 1", "median 13 days"),
    ]
    assert board.codes() == ["C-1", "C-2", "C-3", "C-5", "C-4", "C-6"]
    view = board.page.view
    places = [view.visualRect(view.slips.index(n)) for n in range(6)]
    assert [place.x() for place in places] == sorted(place.x() for place in places)
    assert places[1].x() == places[2].x() == places[3].x()
    assert board.page.bar.as_of.line.text() == "By the case list at 08:30"
    QAbstractItemModelTester(view.slips, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_heading_says_the_same_in_less_room(board: Board) -> None:
    board.open()
    investigation = next(
        label for label in board.page.view.headings.findChildren(ElidedLabel) if label.text() == "median 13 days"
    )
    wide, narrow = (QFontMetrics(investigation.font()).horizontalAdvance(text) for text in ("median 13 days", "13 d"))
    label = ElidedLabel()
    label.setFont(investigation.font())
    label.set_forms("median 13 days", "13 d")
    pictures = {}
    for width in (wide, narrow):
        label.resize(width, 20)
        pictures[width] = label.grab().toImage()
        assert bool(label.toolTip()) == (width == narrow)
    label.setText("13 d")
    assert label.grab().toImage() == pictures[narrow]


def test_a_slip_says_what_blocks_and_how_late_it_is(board: Board) -> None:
    board.open()
    said = {slip.code: slip.spoken for slip in board.page.view.slips.items()}
    late = next(slip for slip in board.page.view.slips.items() if slip.code == "C-2")
    assert (late.days, late.tone_word) == ("13 d", "Late")
    assert said["C-1"] == "C-1, SoL, No handler, 3 d, The party may ask for a decision: Thu 20 May 2027 at the latest"
    assert said["C-2"] == "C-2, SoL, KL, 13 d, Late, The party may ask for a decision: Sun 1 Nov at the latest"
    assert said["C-3"].startswith("C-3, LSS, OH, not available today, 13 d, The party")
    assert said["C-4"].startswith("C-4, Follow-up, EÅ, 13 d")
    icons = {slip.code: slip.blocks for slip in board.page.view.slips.items()}
    assert icons == {"C-1": "help", "C-2": "", "C-3": "away", "C-4": "", "C-5": "", "C-6": ""}


def test_nobody_is_named_anywhere(board: Board) -> None:
    page = board.open()
    said = everything(page) + spoken(page)
    for slip in page.view.slips.items():
        index = page.view.slips.index_of(slip.key)
        said += "\n".join(str(index.data(role)) for role in Qt.ItemDataRole if index.data(role))
        said += f"{slip}"
    assert "C-5" in said
    for code in ("C-2", "C-5"):  # C-5 is protected
        page.view.select(next(slip.key for slip in page.view.slips.items() if slip.code == code))
        board.key(ENTER)
        card = board.card()
        said += everything(card) + spoken(card)
        assert "Investigation · 13 days" in said
        board.key(ESCAPE)
    assert not [name for name in (*NAMES, "Flytta") if name in said]


def test_the_card_of_a_slip_by_keyboard(board: Board) -> None:
    page = board.open()
    assert QApplication.focusWidget() is page.view
    assert not page.view.selectedIndexes()
    board.key(Qt.Key.Key_Right)
    assert board.chosen() == "C-2"
    board.key(Qt.Key.Key_Down)
    assert board.chosen() == "C-3"
    board.key(ENTER)
    card = board.card()
    said = everything(card)
    assert "Omar Hauge · not available today" in said
    assert "LSS · Hemtjänst" in said
    board.key(ESCAPE)
    board.qtbot.waitUntil(lambda: QApplication.focusWidget() is page.view)
    assert board.chosen() == "C-3"
    board.key(Qt.Key.Key_Up)
    board.key(ENTER)
    card = board.card()
    said = everything(card)
    assert "Sun 1 Nov" in said
    assert "Overdue" in said
    with board.qtbot.waitSignal(board.application.workplace.wanted) as wanted:
        board.key(Qt.Key.Key_Space)
    assert wanted.args[0] == "case"
    assert wanted.args[1] == next(slip.key for slip in page.view.slips.items() if slip.code == "C-2")
    assert board.window.page_id == "cases"


def test_a_click_opens_the_card_and_a_click_between_does_not(board: Board) -> None:
    page = board.open()
    viewport = page.view.viewport()
    place = page.view.visualRect(page.view.slips.index(0))
    board.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place.bottomRight() + QPoint(3, 30))
    assert not [card for card in board.window.findChildren(Card) if card.isVisible()]
    board.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place.center())
    first = board.card()
    assert board.chosen() == "C-1"
    title = next(card.title.text() for card in board.window.findChildren(Card) if card.isVisible())
    assert title == "C-1"
    board.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place.center())
    assert board.card() is first
    other = page.view.visualRect(page.view.slips.index(4)).center()
    board.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=other)
    shown = [card.title.text() for card in board.window.findChildren(Card) if card.isVisible()]
    assert shown == ["C-4"]


def test_lanes_by_handler_and_category(board: Board) -> None:
    page = board.open()
    buttons = {button.text(): button for button in page.bar.lanes._group.buttons()}
    board.qtbot.mouseClick(buttons["Handler"], Qt.MouseButton.LeftButton)
    assert board.codes() == ["C-1", "C-4", "C-2", "C-5", "C-6", "C-3"]
    view = page.view
    tops = [view.visualRect(view.slips.index(n)).y() for n in range(6)]
    assert tops[0] < tops[1] < tops[2] < tops[3] < tops[5]
    assert tops[2] == tops[4]
    board.qtbot.mouseClick(buttons["Category"], Qt.MouseButton.LeftButton)
    assert board.codes() == ["C-1", "C-2", "C-5", "C-3", "C-4", "C-6"]
    assert view.visualRect(view.slips.index(5)).y() > view.visualRect(view.slips.index(4)).y()


def test_filters_and_back_to_everything(board: Board) -> None:
    page = board.open()
    page.bar.only["late"].click()
    assert board.codes() == ["C-2"]
    assert board.heads()[1] == ("Investigation 1", "median 13 days")
    page.bar.only["late"].click()
    page.bar.only["unassigned"].click()
    assert board.codes() == ["C-1"]
    page.bar.category.setCurrentIndex(page.bar.category.findText("LSS"))
    assert board.codes() == []
    assert "show all" in page.view.accessibleDescription()
    page.bar.all.click()
    assert len(board.codes()) == 6
    assert not page.bar.all.isVisible()
    page.bar.handler.setCurrentIndex(page.bar.handler.findText("Karin Lind"))
    assert board.codes() == ["C-2", "C-5", "C-6"]
    board.feed(*ROWS[1:])
    board.application.workplace.publish(Changes({"case": None}))
    board.qtbot.waitUntil(lambda: page.bar.handler.findText("No handler") < 0)
    assert board.codes() == ["C-2", "C-5", "C-6"]


def test_a_code_is_found_as_it_is_typed(board: Board) -> None:
    page = board.open(*ROWS, feeds.case("C-25", Steg="Beslut"))
    board.key(Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is page.bar.code_field
    board.qtbot.keyClicks(page.bar.code_field, "c 2")
    assert (board.chosen(), page.bar.found.text()) == ("C-2", "1 of 2")
    board.key(ENTER)
    assert (board.chosen(), page.bar.found.text()) == ("C-25", "2 of 2")
    board.key(ENTER)
    assert board.chosen() == "C-2"
    page.bar.only["unassigned"].click()
    board.key(ENTER)
    assert page.bar.found.text() == "2 are not shown"
    page.bar.code_field.setText("C-9")
    assert page.bar.found.text() == "Not on the board"
    page.bar.code_field.clear()
    assert page.bar.found.text() == ""


def test_what_was_looked_at_stays_when_a_feed_comes(board: Board) -> None:
    many = [feeds.case(f"C-{n}", Steg="Beslut", Inkom="2026-11-02") for n in range(100, 220)]
    page = board.open(*many)
    page.view.select(page.view.slips.items()[60].key)
    chosen, scrolled = board.chosen(), page.view.verticalOffset()
    assert scrolled > 0
    board.feed(*many, feeds.case("C-1", Steg="Mottaget"))
    board.application.workplace.publish(Changes({"case": frozenset({1})}))
    board.qtbot.waitUntil(lambda: len(board.codes()) == 121)
    assert (board.chosen(), page.view.verticalOffset()) == (chosen, scrolled)
    assert page.view.visualRect(page.view.currentIndex()).intersects(page.view.viewport().rect())
    page.view.verticalScrollBar().setValue(0)
    page.view.select(page.view.selected_key())
    assert page.view.viewport().rect().contains(page.view.visualRect(page.view.currentIndex()))


def test_every_slip_can_be_scrolled_to_at_any_size(board: Board) -> None:
    page = board.open(*(feeds.case(f"C-{n}", Steg="Beslut") for n in range(100, 300)))
    for keys in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_0, Qt.Key.Key_Minus):
        board.key(keys, CTRL)
        for key, last in ((Qt.Key.Key_End, 199), (Qt.Key.Key_Home, 0)):
            board.key(key)
            assert page.view.currentIndex().row() == last
            assert page.view.viewport().rect().contains(page.view.visualRect(page.view.currentIndex()))
    assert (page.view.scale, page.bar.size_button.text()) == (0.75, "75 %")
    board.key(Qt.Key.Key_PageDown)
    assert page.view.currentIndex().row() > 5


def test_leaving_the_page_ends_the_meeting(board: Board) -> None:
    page = board.open()
    page.bar.meeting.click()
    assert not board.window.rail.isVisible()
    board.key(Qt.Key.Key_2, CTRL)
    assert board.window.page_id == "cases"
    assert board.window.rail.isVisible()
    assert not page.is_meeting


def test_what_changes_while_another_page_is_open_is_there_afterwards(board: Board) -> None:
    page = board.open()
    board.window.open_page("cases")
    board.feed(*ROWS[:2])
    board.application.workplace.publish(Changes({"case": None}))
    assert len(board.codes()) == 6
    board.window.open_page("board")
    board.qtbot.waitUntil(lambda: board.codes() == ["C-1", "C-2"])
    assert page.isVisible()


def test_a_stale_list_is_red_with_a_sentence(board: Board, application: Application) -> None:
    page = board.open()
    assert not page.bar.as_of.notice.isVisible()
    application.workplace.now = lambda: NOW + timedelta(days=2)
    application.workplace.publish(Changes({"feed": None}))
    board.qtbot.waitUntil(page.bar.as_of.notice.isVisible)
    assert page.bar.as_of.notice.sentence.startswith("The case list is from Mon 23 Nov 08:30, too old to rely on.")
    assert not page.bar.as_of.line.isVisible()
    application.workplace.now = lambda: NOW
    application.workplace.publish(Changes({"feed": None}))
    board.qtbot.waitUntil(page.bar.as_of.line.isVisible)


def test_an_empty_board_says_why_and_what_to_do(board: Board) -> None:
    page = board.window.open_page("board")
    assert isinstance(page, BoardPage)
    board.qtbot.waitUntil(page.empty.isVisible)
    assert "No case list has been read in yet" in page.bar.as_of.notice.sentence
    assert page.bar.as_of.notice._words.property("look") == "warn"  # a beginning, no fault
    assert not page.bar.filters.isVisible()


def test_a_screen_reader_hears_the_slips(board: Board) -> None:
    page = board.open()
    table = QAccessible.queryAccessibleInterface(page.view)
    assert table.text(QAccessible.Text.Name) == "Board"
    assert table.childCount() == 6
    assert (
        table.child(2).text(QAccessible.Text.Name)
        == "C-3, LSS, OH, not available today, 13 d, The party may ask for a decision: Sun 2 May 2027 at the latest"
    )
    assert table.child(2).rect().size() == page.view.visualRect(page.view.slips.index(2)).size()


def test_many_stages_are_scrolled_to_with_their_headings(board: Board) -> None:
    page = board.open(*(feeds.case(f"C-{n}", Steg=f"Eget steg {n}") for n in range(12)))
    before = [left for left, _ in page.view._layout.columns]  # type: ignore[union-attr]
    board.key(Qt.Key.Key_End)
    moved = page.view.horizontalOffset()
    assert moved > 0
    titles = [label for label in page.view.headings.findChildren(ElidedLabel) if label.text().startswith("Eget")]
    assert max(label.x() for label in titles) == before[-1] - moved
    assert max(label.x() for label in titles) == page.view.visualRect(page.view.currentIndex()).x()


def test_slips_are_painted_anew_in_another_scheme_and_size(board: Board, application: Application) -> None:
    page = board.open()
    view = page.view
    board.application.window.topbar.search.setFocus()  # no focus ring

    def picture() -> QImage:
        return view.viewport().grab(view.visualRect(view.slips.index(1))).toImage()

    light = picture()
    application.theme.use("dark")
    dark = picture()
    inside = QPoint(light.width() // 2, light.height() // 2)
    assert light.pixelColor(inside).lightness() > 200
    assert dark.pixelColor(inside).lightness() < 60
    application.theme.use("light")
    assert picture() == light
    page.zoom(1)
    larger = picture()
    assert larger.size().width() > light.size().width()
    edge = QPoint(larger.width() // 2, larger.height() - 1)
    assert larger.pixelColor(edge) != larger.pixelColor(inside)  # the slip reaches to its own edge
    page.zoom(0)
    assert picture() == light
