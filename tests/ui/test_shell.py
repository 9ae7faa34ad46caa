"""The window around the pages, by keyboard and by ear."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.errors import Trouble
from mottagning.ui import when
from mottagning.ui.main_window import MainWindow, PageSpec
from mottagning.ui.pictures import render
from mottagning.ui.theme import Theme
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.fields import day_field, day_of, number_field, time_field, time_of
from mottagning.ui.widgets.form import EmptyState, Form, button, hairline, icon_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rail import Rail
from mottagning.ui.widgets.statusline import UNDO_MS, StatusLine
from mottagning.ui.widgets.waiting import GreyBars, dim

from .conftest import Kept

CTRL = Qt.KeyboardModifier.ControlModifier


def said(widget: QWidget) -> str:
    """What a screen reader calls the widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_pages_are_made_when_first_shown(window: MainWindow, made_pages: list[str], qtbot: QtBot) -> None:
    assert made_pages == ["desk"]
    opened: list[str] = []
    window.page_opened.connect(opened.append)
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert (made_pages, window.page_id, opened) == (["desk", "board"], "board", ["board"])
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert made_pages == ["desk", "board"]
    with pytest.raises(KeyError):
        window.open_page("nowhere")


def test_the_rail_opens_pages_and_says_what_waits(window: MainWindow, qtbot: QtBot) -> None:
    settings = window.rail.button("settings")
    qtbot.mouseClick(settings, Qt.MouseButton.LeftButton)
    assert window.page_id == "settings"
    assert settings.isChecked()
    window.rail.set_badge("desk", 4)
    desk = QAccessible.queryAccessibleInterface(window.rail.button("desk"))
    assert desk.text(QAccessible.Text.Description) == "4 wait"
    assert said(window.rail.button("desk")) == "Desk"
    assert window.rail.button("board").geometry().bottom() < settings.geometry().top() - 100


def test_in_a_low_window_the_rail_is_dense_and_one_page_more_would_fit(theme: Theme, qtbot: QtBot) -> None:
    names = [f"page{number}" for number in range(8)]
    rail = Rail([(name, "desk", name) for name in names], names[-1])
    cards = [rail.add_card("phone", "Card", f"F{number}", lambda: None) for number in (6, 12)]
    qtbot.addWidget(rail)
    buttons = [rail.button(name) for name in names] + cards
    rail.resize(90, 547)  # what a window of 600 leaves
    rail.show()
    qtbot.waitUntil(lambda: len({button.height() for button in buttons}) == 1 and buttons[0].height() < 58)
    assert rail.minimumSizeHint().height() <= 547
    assert all(rail.rect().contains(button.geometry()) for button in buttons)
    rail.resize(90, 715)
    qtbot.waitUntil(lambda: {button.height() for button in buttons} == {58})
    assert all(rail.rect().contains(button.geometry()) for button in buttons)


def test_the_window_title_names_nobody(window: MainWindow) -> None:
    window.topbar.set_person("Anna Berg", "AB")
    window.open_page("board")
    assert window.windowTitle() == "Mottagning"


def test_what_was_being_written_is_still_there_after_a_call(window: MainWindow, qtbot: QtBot) -> None:
    note = window.page("desk")
    assert isinstance(note, QPlainTextEdit)
    note.setFocus()
    qtbot.keyClicks(note, "half a sent")
    call = QWidget()
    who = QLineEdit(call)
    call.setFocusProxy(who)
    card = window.show_card("Call", call)
    assert QApplication.focusWidget() is who
    assert card.isVisible()
    assert window.page_id == "desk"
    qtbot.keyClicks(who, "Ann")
    with qtbot.waitSignal(card.gone):
        qtbot.keyClick(who, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is note
    qtbot.keyClicks(note, "ence")
    assert note.toPlainText() == "half a sentence"


def test_a_card_whose_button_waits_has_the_focus_all_the_same(window: MainWindow, qtbot: QtBot) -> None:
    content = QWidget()
    ok, field = QPushButton("Count", content), QLineEdit(content)
    ok.setEnabled(False)
    content.setFocusProxy(ok)
    with qtbot.waitExposed(window):
        window.show()
    card = window.show_card("Answers in a file", content)
    assert card.hasFocus()
    qtbot.keyClick(card, Qt.Key.Key_Tab)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert field.hasFocus() or card.close_button.hasFocus()


def test_a_card_may_stay_until_the_page_says_so(window: MainWindow, qtbot: QtBot) -> None:
    card = window.show_card("Call", QWidget(), stays=True)
    with qtbot.waitSignal(card.close_asked):
        qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert card.isVisible()
    card.slide_out()
    assert not card.isVisible()


def test_a_card_keeps_inside_the_window(window: MainWindow, qtbot: QtBot) -> None:
    card = window.show_card("Call", QPlainTextEdit(), width=5000)
    window.resize(1000, 640)
    qtbot.waitUntil(lambda: card.geometry().right() <= window.width() and card.geometry().left() >= 0)
    assert isinstance(card, Card)
    assert said(card) == "Call"


def test_search_is_a_key_away_and_escape_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    note = window.page("desk")
    note.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    search = window.topbar.search
    assert search.hasFocus()
    qtbot.keyClicks(search, " C-2417 ")
    with qtbot.waitSignal(window.topbar.searched) as searched:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert searched.args == ["C-2417"]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert note.hasFocus()
    assert search.text() == ""
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert search.hasFocus()


def test_f1_lists_every_key_and_closes_again(window: MainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    window.keys.add("Desk", "F2", "New call", lambda: done.append("call"))
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert done == ["call"]
    qtbot.keyClick(window, Qt.Key.Key_F1)
    card = window.findChild(Card)
    shown = {part.text() for part in card.findChildren(QLabel)}
    assert {"Desk", "F2", "New call", "Ctrl+K", "F3", "Ctrl+1"} <= shown
    with qtbot.waitSignal(card.gone):
        qtbot.keyClick(window, Qt.Key.Key_F1)


def test_a_key_of_one_part_works_only_there(window: MainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    desk = window.page("desk")
    window.keys.add("Desk", "Ctrl+Return", "Done", lambda: done.append("done"), owner=desk)
    window.open_page("board")
    qtbot.keyClick(window.page("board"), Qt.Key.Key_Return, CTRL)
    assert done == []
    window.open_page("desk")
    qtbot.keyClick(desk, Qt.Key.Key_Return, CTRL)
    assert done == ["done"]


def test_what_was_done_can_be_undone_for_ten_seconds(window: MainWindow, qtbot: QtBot) -> None:
    undone: list[str] = []
    status = window.status
    status.show_done("Closed", lambda: undone.append("closed"))
    assert status.can_undo
    assert status.undo_button.isVisible()
    assert (UNDO_MS, status._timer.interval(), status._timer.isActive()) == (10_000, 10_000, True)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    assert undone == ["closed"]
    assert status.sentence == ""
    status.undo()
    assert undone == ["closed"]


def test_after_ten_seconds_it_is_quiet_again(theme: Theme, qtbot: QtBot) -> None:
    status = StatusLine()
    qtbot.addWidget(status)
    status.show_done("Closed", lambda: None)
    assert status.sentence == "Closed"
    status._timer.timeout.emit()
    assert (status.sentence, status.can_undo) == ("", False)


def test_trouble_stays_until_understood(window: MainWindow, qtbot: QtBot) -> None:
    window.status.show_trouble(Trouble("The mailbox {name} does not answer.", name="post"))
    assert window.status.sentence == "The mailbox post does not answer."
    assert not window.status.can_undo
    qtbot.mouseClick(window.status.close_button, Qt.MouseButton.LeftButton)
    assert window.status.sentence == ""


def test_a_notice_tells_trouble_where_it_happened_with_the_way_on(theme: Theme, qtbot: QtBot) -> None:
    tried: list[str] = []
    notice = Notice()
    qtbot.addWidget(notice)
    assert notice.isHidden()
    notice.show_trouble(Trouble("Row 3 has no code."), "Try again", lambda: tried.append("again"))
    notice.findChild(type(button(""))).click()
    assert (notice.sentence, tried) == ("Row 3 has no code.", ["again"])
    notice.say("The list is old.")
    assert notice.sentence == "The list is old."
    notice.clear()
    assert notice.isHidden()


def test_the_top_line_says_day_posts_and_person(window: MainWindow) -> None:
    texts._language = "sv"
    bar = window.topbar
    bar.set_day(date(2026, 11, 23))
    bar.set_sitting([("Fm", "Anna B"), ("Em", "")])
    bar.set_person("Anna Berg", "AB")
    assert bar._day.text() == "Måndag 23 november"
    assert said(bar._sitting) == "Sits today: Fm Anna B · Em nobody"
    assert said(bar.person) == "Signed in: Anna Berg"


@pytest.mark.parametrize(("tone", "word"), [(Tone.GOOD, "In order"), (Tone.WARN, "Look at this"), (Tone.BAD, "Wrong")])
def test_the_gauge_has_a_word_for_each_state(window: MainWindow, qtbot: QtBot, tone: Tone, word: str) -> None:
    window.topbar.set_gauge(tone, "3 wait on the server")
    assert said(window.topbar.gauge) == f"{word}: 3 wait on the server"
    with qtbot.waitSignal(window.topbar.gauge_opened):
        qtbot.mouseClick(window.topbar.gauge, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("width", [960, 1100, 1366, 2560])
def test_nothing_in_the_top_line_covers_anything_else(window: MainWindow, qtbot: QtBot, width: int) -> None:
    bar = window.topbar
    bar.set_day(date(2026, 11, 25))
    bar.set_sitting([("Telephone am", "Anna B"), ("Telephone pm", "Karin L"), ("Standby", "Omar H")])
    bar.set_gauge(Tone.BAD, "Nothing fetched from the mailbox since 07:10")
    window.resize(width, 700)
    qtbot.waitUntil(lambda: bar.width() == width)
    parts = [bar._day, bar._sitting, bar.search, bar.gauge, bar.person]
    edges = [(part.geometry().left(), part.geometry().right()) for part in parts if part.width()]
    assert edges == sorted(edges)
    assert all(left[1] < right[0] for left, right in pairwise(edges))
    assert edges[-1][1] < width
    assert bar.search.width() >= 100


def test_the_person_menu_asks_for_a_change(window: MainWindow, qtbot: QtBot) -> None:
    change, leave = window.topbar.menu.actions()
    with qtbot.waitSignal(window.topbar.change_person_asked):
        change.trigger()
    with qtbot.waitSignal(window.topbar.sign_out_asked):
        leave.trigger()


def test_everything_one_can_reach_by_tab_has_a_name(window: MainWindow) -> None:
    window.topbar.set_gauge(Tone.GOOD, "All fetched")
    window.status.show_trouble(Trouble("Trouble."))
    reachable = [
        part
        for part in window.findChildren(QWidget)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisibleTo(window)
    ]
    assert len(reachable) >= 7
    assert [part for part in reachable if not said(part)] == []
    for part in reachable:
        assert part.toolTip() or not isinstance(part, QToolButton)


def test_the_window_comes_back_as_it_was_left(window: MainWindow, memory: Kept, qtbot: QtBot) -> None:
    window.resize(960, 666)  # as wide as may be: the screen of the tests is small
    window.close()
    again = MainWindow([PageSpec("desk", "desk", "Desk", QWidget)], memory)
    qtbot.addWidget(again)
    assert again.size() == QSize(960, 666)


def test_the_first_time_nothing_of_the_window_lies_outside_a_small_screen(
    window: MainWindow, memory: Kept, qtbot: QtBot
) -> None:
    room = window.screen().availableSize()
    assert room.width() < 1366  # the screen of the tests
    window.resize(1366, 768)
    window.appear()
    assert window.isMaximized()
    window.showNormal()
    window.resize(960, 666)
    window.close()
    again = MainWindow([PageSpec("desk", "desk", "Desk", QWidget)], memory)
    qtbot.addWidget(again)
    again.appear()
    assert not again.isMaximized()  # as it was left


def test_a_page_may_have_the_window_for_itself(window: MainWindow) -> None:
    window.show_page_alone(True)
    assert not window.rail.isVisible()
    assert not window.topbar.isVisible()
    window.show_page_alone(False)
    assert window.rail.isVisible()
    assert window.topbar.isVisible()


def test_a_locked_window_shows_nothing_and_takes_no_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.set_locked(True)
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    assert not window.page("desk").isVisible()
    assert window.page_id == "desk"
    assert not window.topbar.search.hasFocus()
    name = QLineEdit()
    window.show_card("Sign in", name, stays=True)
    assert name.hasFocus()
    window.set_locked(False)
    assert window.page("desk").isVisible()
    qtbot.keyClick(window, Qt.Key.Key_2, CTRL)
    assert window.page_id == "board"


def test_search_goes_nowhere_when_what_one_came_from_is_gone(window: MainWindow, qtbot: QtBot) -> None:
    call = QLineEdit()
    card = window.show_card("Call", call)
    window.topbar.search.go()
    with qtbot.waitSignal(card.destroyed):
        card.slide_out()
    qtbot.keyClick(window.topbar.search, Qt.Key.Key_Escape)
    assert window.topbar.search.text() == ""


def test_old_contents_are_dimmed_while_new_ones_are_read(theme: Theme, qtbot: QtBot) -> None:
    bars = GreyBars()
    qtbot.addWidget(bars)
    bars.resize(300, 200)
    assert said(bars) == "Being read"
    full = bars.grab().toImage()
    dim(bars, True)
    dim(bars, True)
    assert bars.grab().toImage() != full
    dim(bars, False)
    assert bars.grab().toImage() == full


def test_labels_of_a_form_belong_to_their_fields(theme: Theme, qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.section("Mail")
    field = QLineEdit()
    name = form.add("&Server", field, "Asked once a minute.")
    assert name.buddy() is field
    assert said(field) == "Server"
    assert field.accessibleDescription() == "Asked once a minute."


def test_a_narrow_field_leaves_the_others_of_a_form_their_width(theme: Theme, qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    number, choice = (
        number_field(1, 8, 4),
        Choice("What?", [("month", "November 2026"), ("weeks", "Weeks from Monday")]),
    )
    form.add("Number of weeks", number)
    form.add("What", choice)
    form.resize(528, 200)
    with qtbot.waitExposed(form):
        form.show()
    assert choice.width() > 300
    assert number.x() == choice.x()
    assert number.width() == 120


def test_a_whole_day_is_typed_and_one_tab_goes_on(theme: Theme, qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    before, day, at, last = QLineEdit(), day_field(date(2026, 11, 23)), time_field(time(8)), QLineEdit()
    for field in (before, day, at, last):
        form.add(type(field).__name__, field)
    with qtbot.waitExposed(form):
        form.show()
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    for typed in ("2026-12-04", "20261204", "2026-12-4"):
        day.setDate(QDate(2026, 10, 31))
        day.setSelectedSection(day.Section.YearSection)
        qtbot.keyClicks(day, typed)
        assert day_of(day) == date(2026, 12, 4), typed
    qtbot.keyClick(day, Qt.Key.Key_Tab)
    assert at.hasFocus()
    qtbot.keyClicks(at, "13:30")
    assert time_of(at) == time(13, 30)
    qtbot.keyClick(at, Qt.Key.Key_Tab)
    assert last.hasFocus()


def test_a_choice_is_chosen_by_arrow_keys(theme: Theme, qtbot: QtBot) -> None:
    choice = Choice("Who calls?", [("self", "The person"), ("kin", "A relative"), ("office", "An authority")])
    qtbot.addWidget(choice)
    with qtbot.waitExposed(choice):
        choice.show()
    assert choice.value() is None
    choice.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert choice.value() == "self"
    with qtbot.waitSignal(choice.chosen) as chosen:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert chosen.args == ["kin"]
    choice.answers()[2].click()  # by a figure, or by what reads the screen aloud
    assert choice.answers()[2].hasFocus(), "the ring is where the choice is"
    choice.set_value("kin")  # by a key of the page
    assert choice.value() == "kin"
    assert choice.answers()[1].hasFocus()
    choice.set_value(None)
    assert choice.value() is None


def test_answers_wrap_instead_of_being_cut(theme: Theme, qtbot: QtBot) -> None:
    choice = Choice("Who?", [(number, f"Answer number {number}") for number in range(6)])
    qtbot.addWidget(choice)
    assert choice.heightForWidth(200) > 3 * choice.heightForWidth(2000)


def test_a_label_without_room_tells_the_rest_in_its_tooltip(theme: Theme, qtbot: QtBot) -> None:
    label = ElidedLabel("A sentence that is much longer than its place")
    qtbot.addWidget(label)
    label.show()
    label.resize(60, 20)
    assert label.toolTip() == label.text()
    label.resize(2000, 20)
    assert label.toolTip() == ""


def test_an_empty_state_says_why_and_what_to_do(theme: Theme, qtbot: QtBot) -> None:
    pressed: list[str] = []
    empty = EmptyState("Nothing is late", "All is owned.", button("Show", lambda: pressed.append("show")), icon="check")
    qtbot.addWidget(empty)
    assert said(empty) == "Nothing is late. All is owned."
    empty.findChild(type(button(""))).click()
    assert pressed == ["show"]


def test_an_icon_button_is_named_by_what_it_does(theme: Theme, qtbot: QtBot) -> None:
    made = icon_button("close", "Close")
    qtbot.addWidget(made)
    assert (said(made), made.toolTip()) == ("Close", "Close")
    assert hairline().height() == 1 or hairline().maximumHeight() == 1


def test_fields_of_time_give_back_what_they_got(theme: Theme, qtbot: QtBot) -> None:
    day, at, number = day_field(date(2026, 11, 23)), time_field(time(8, 15)), number_field(1, 60, 10, "min")
    for field in (day, at, number):
        qtbot.addWidget(field)
    assert (day.text(), day_of(day)) == ("2026-11-23", date(2026, 11, 23))
    assert (at.text(), time_of(at)) == ("08:15", time(8, 15))
    assert (number.text(), number.value()) == ("10 min", 10)


def test_pictures_are_as_large_as_asked_for_and_in_their_scheme(
    window: MainWindow, theme: Theme, tmp_path: Path
) -> None:
    try:
        light = QImage(str(render(window, tmp_path / "a" / "light.png", QSize(1366, 768), theme, "light")))
        dark = QImage(str(render(window, tmp_path / "dark.png", QSize(1000, 700), theme, "dark")))
    finally:
        theme.use("light")
    assert (light.size(), dark.size()) == (QSize(1366, 768), QSize(1000, 700))
    assert light.pixelColor(2, 400).lightness() > 200 > 60 > dark.pixelColor(2, 400).lightness()


NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW - timedelta(minutes=18), "08:42"),
        (NOW - timedelta(hours=17, minutes=50), "yesterday 15:10"),
        (NOW + timedelta(days=1), "tomorrow 09:00"),
        (NOW - timedelta(days=3), "fre 20 nov"),
        (NOW - timedelta(days=365), "sön 23 nov 2025"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "00:30"),
    ],
)
def test_times_are_said_as_people_say_them(at: datetime, words: str) -> None:
    texts._language = "sv"
    assert when.when(at, NOW) == words


def test_days_and_lengths_in_words() -> None:
    texts._language = "sv"
    assert when.long_day(date(2026, 11, 20)) == "fredag 20 november"
    assert when.exact(NOW) == "måndag 23 november 2026 09:00"
    texts._language = "en"
    assert when.heading_day(date(2026, 11, 23)) == "Monday 23 November"
    assert [when.span(timedelta(minutes=n)) for n in (45, 200, 1500, 17280)] == ["45 min", "3 h", "1 day", "12 days"]
