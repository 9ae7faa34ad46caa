"""Rows and slips: what changes changes, and what one was looking at stays."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mottagning.ui.theme import Theme
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.keyed import ITEM_ROLE
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group, Heading, Row, RowModel
from mottagning.ui.widgets.slip import Slip, SlipModel, slip_size
from mottagning.ui.widgets.slippaint import SlipPainter

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def row(key: object, title: str = "", **more: Any) -> Row:
    return Row(key=key, title=title or f"Row {key}", **more)


def group(key: str, *rows: Row, **more: Any) -> Group:
    return Group(key=key, title=key.title(), rows=rows, **more)


@pytest.fixture
def rows(theme: Theme, qtbot: QtBot) -> RowList:
    made = RowList("Queue")
    qtbot.addWidget(made)
    made.resize(320, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(rows: RowList) -> list[str]:
    return [item.title for item in rows.rows.items()]


unique_rows = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from("ab")), max_size=12, unique_by=lambda pair: pair[0]
).map(lambda pairs: [row(key, title) for key, title in pairs])


@given(before=unique_rows, after=unique_rows, kept=st.integers(0, 12))
@settings(max_examples=150, deadline=None)
def test_any_change_leads_to_what_was_asked_for(before: list[Row], after: list[Row], kept: int) -> None:
    model = RowModel()
    QAbstractItemModelTester(model, FATAL)
    model.set_items(before)
    held = QPersistentModelIndex(model.index_of(kept))
    model.set_items(after)
    assert list(model.items()) == after
    both = kept in {item.key for item in before} and kept in {item.key for item in after}
    assert held.isValid() == both
    if both:
        assert held.data(ITEM_ROLE).key == kept


def test_the_same_key_twice_is_a_mistake(rows: RowList) -> None:
    with pytest.raises(ValueError, match="same key"):
        rows.set_rows([row(1), row(1)])


def test_nothing_is_told_when_nothing_changed(qtbot: QtBot) -> None:
    model = RowModel()
    model.set_items([row(1), row(2)])
    told: list[str] = []
    for signal in (model.dataChanged, model.rowsInserted, model.rowsRemoved, model.layoutChanged, model.modelReset):
        signal.connect(lambda *_: told.append("told"))
    model.set_items([row(1), row(2)])
    assert not told
    model.set_items([row(1), row(2, "other")])
    assert len(told) == 1


def test_selection_and_scroll_stay_when_the_queue_changes(rows: RowList, qtbot: QtBot) -> None:
    rows.set_groups([group("now", *(row(key) for key in range(40)))])
    rows.select(30)
    rows.verticalScrollBar().setValue(900)
    chosen: list[object] = []
    rows.chosen.connect(chosen.append)
    rows.set_groups([group("now", *(row(key, f"Changed {key}") for key in range(40))), group("later", row(99))])
    assert rows.selected_key() == 30
    assert rows.verticalScrollBar().value() == 900
    assert not chosen


def test_a_row_may_move_to_another_group_and_stay_chosen(rows: RowList) -> None:
    rows.set_groups([group("now", row(1), row(2)), group("today", row(3))])
    rows.select(2)
    rows.set_groups([group("now", row(1)), group("today", row(3), row(2))])
    assert rows.selected_key() == 2


def test_when_the_chosen_row_goes_nothing_is_chosen_until_the_page_says_so(rows: RowList) -> None:
    chosen: list[object] = []
    rows.set_groups([group("now", row(1), row(2), row(3))])
    rows.select(2)
    rows.chosen.connect(chosen.append)
    rows.set_groups([group("now", row(1), row(3))])
    assert rows.selected_key() is None
    assert not chosen


def test_headings_count_and_fold_with_the_keyboard(rows: RowList, qtbot: QtBot) -> None:
    rows.set_groups([group("now", row(1), row(2)), group("done", row(3), folded=True, count=18)])
    assert shown(rows) == ["Now", "Row 1", "Row 2", "Done"]
    heading = rows.rows.items()[3]
    assert isinstance(heading, Heading)
    assert (heading.count, heading.folded) == (18, True)
    rows.setCurrentIndex(rows.rows.index(3))
    qtbot.keyClick(rows, Qt.Key.Key_Right)
    assert shown(rows)[-1] == "Row 3"
    qtbot.keyClick(rows, Qt.Key.Key_Left)
    assert shown(rows)[-1] == "Done"
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert shown(rows)[-1] == "Row 3"


def test_folds_with_the_mouse_and_stays_folded(rows: RowList, qtbot: QtBot) -> None:
    rows.set_groups([group("now", row(1))])
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    assert shown(rows) == ["Now"]
    rows.set_groups([group("now", row(1), row(2))])
    assert shown(rows) == ["Now"]


def test_selecting_unfolds(rows: RowList) -> None:
    rows.set_groups([group("done", row(3), folded=True)])
    assert rows.select(3)
    assert rows.selected_key() == 3
    assert not rows.select(4)


def test_arrows_choose_and_enter_opens(rows: RowList, qtbot: QtBot) -> None:
    rows.set_rows([row("a"), row("b")])
    rows.select("a")
    with qtbot.waitSignal(rows.chosen) as chosen:
        qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert chosen.args == ["b"]
    with qtbot.waitSignal(rows.opened) as opened:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert opened.args == ["b"]


def test_a_screen_reader_hears_the_row_with_its_word(rows: RowList) -> None:
    rows.set_groups([group("now", row(1, "Ann", detail="Called", right="10:31", badge="×3", tone=Tone.BAD))])
    list_ = QAccessible.queryAccessibleInterface(rows)
    assert list_.text(QAccessible.Text.Name) == "Queue"
    assert list_.childCount() == 2
    assert list_.child(0).text(QAccessible.Text.Name) == "Now, 1, unfolded"
    assert list_.child(1).text(QAccessible.Text.Name) == "Ann, ×3, Called, 10:31, Late"


def test_tones_never_speak_by_colour_alone() -> None:
    assert row(1, tone=Tone.BAD).tone_word == "Late"
    assert row(1, tone=Tone.WARN).tone_word == "Soon"
    assert row(1, tone=Tone.BAD, word="Now").tone_word == "Now"
    assert row(1).tone_word == ""


@pytest.mark.parametrize("dense", [False, True])
def test_rows_are_as_high_as_said_and_draw(dense: bool, rows: RowList) -> None:
    rows.set_dense(dense)
    full = row(1, "T" * 200, detail="D" * 200, icon="phone", badge="×3", marks=("lock",), hue="blue", tone=Tone.BAD)
    rows.set_groups([group("now", full, row(2, right="igår 15:10", tone=Tone.WARN, strong=True), row(3))])
    assert rows.visualRect(rows.rows.index(1)).height() == (28 if dense else 48)
    assert rows.visualRect(rows.rows.index(0)).height() == 32
    blank = rows.grab().toImage()
    rows.select(1)
    assert rows.grab().toImage() != blank


def inked(rows: RowList, key: object, left: int, width: int) -> tuple[int, int]:
    """From where to where, down from the top of a row, something is drawn between these columns."""
    place = rows.visualRect(rows.rows.index_of(key))
    picture = rows.viewport().grab(place.adjusted(0, 0, 0, -1)).toImage()  # without the line below
    blank = picture.pixel(place.width() // 2, 2)
    drawn = [y for y in range(picture.height()) for x in range(left, left + width) if picture.pixel(x, y) != blank]
    return min(drawn), max(drawn)


def test_a_row_of_one_line_stands_in_the_middle_beside_its_action(rows: RowList) -> None:
    rows.set_rows([row(1, "HHH", action="HHH"), row(2, "HHH", detail="HHH"), row(3, "HHH", right="HHH")])
    top, bottom = inked(rows, 1, 40, 60)
    assert abs((top + bottom) - 47) <= 4
    assert abs(sum(inked(rows, 1, 250, 60)) - (top + bottom)) <= 4
    assert inked(rows, 2, 40, 60)[0] < top < bottom < inked(rows, 2, 40, 60)[1]
    assert abs(sum(inked(rows, 3, 200, 100)) - (top + bottom)) <= 4


def test_an_empty_list_says_why(rows: RowList) -> None:
    blank = rows.grab().toImage()
    rows.set_empty_sentence("Nothing waits.")
    assert rows.grab().toImage() != blank
    assert rows.accessibleDescription() == "Nothing waits."
    rows.set_rows([row(1)])
    with_row = rows.grab().toImage()
    rows.set_empty_sentence("")
    assert rows.grab().toImage() == with_row


def slip(key: int, **more: Any) -> Slip:
    return Slip(key=key, code=f"C-{key}", hue="blue", word="SoL", **more)


def test_slips_keep_their_keys_and_are_spoken(theme: Theme) -> None:
    model = SlipModel()
    QAbstractItemModelTester(model, FATAL)
    late = slip(2, initials="KL", days="34 d", tone=Tone.BAD, blocks="clock", blocks_text="Waits")
    model.set_items([slip(1), late])
    kept = QPersistentModelIndex(model.index_of(2))
    model.set_items([late, slip(3), slip(1)])
    assert kept.row() == 0
    assert kept.data(ITEM_ROLE).key == 2
    spoken = [model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken == ["C-2, SoL, KL, Waits, 34 d, Late", "C-3, SoL, No handler", "C-1, SoL, No handler"]
    assert not model.index_of(77).isValid()


def test_slips_have_their_size_and_say_what_is_soon(theme: Theme) -> None:
    assert (slip_size().width(), slip_size().height()) == (184, 76)
    assert (slip_size(1.6).width(), slip_size(1.6).height()) == (294, 122)
    assert slip_size(0.5).height() < slip_size(0.75).height() < slip_size().height()
    assert slip(1, days="3 d", tone=Tone.WARN).spoken == "C-1, SoL, No handler, 3 d, Soon"


def test_a_small_slip_says_less_and_a_large_one_all(theme: Theme) -> None:
    def drawn(scale: float, **said: object) -> QImage:
        image = QImage(slip_size(scale), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        made = {"code": "C-2", "word": "SoL", "initials": "KL", "days": "134 d", **said}
        SlipPainter(scale).paint(painter, image.rect(), Slip(key=1, hue="blue", **made), theme.colours)  # type: ignore[arg-type]
        painter.end()
        return image

    def shows(scale: float, **said: object) -> bool:
        return drawn(scale, **said) != drawn(scale)

    large = {"priority": "prio 1", "due": "4 jan", "next_day": "26 nov", "initials": "", "above_normal": True}
    assert all(shows(1.0, **{name: value}) for name, value in large.items())
    assert [name for name, value in large.items() if shows(0.75, **{name: value})] == ["initials", "above_normal"]
    assert [name for name, value in large.items() if shows(0.5, **{name: value})] == ["above_normal"]
    for scale in (0.5, 0.75, 1.0, 1.6):
        assert shows(scale, tone=Tone.BAD, due="4 jan")
        assert shows(scale, blocks="away")
    long = {"code": "2026-SN-001234-LÅNG", "word": "Personlig assistans", "due": "4 jan", "tone": Tone.BAD}
    assert shows(1.0, **long, days="7 d")
    assert drawn(1.0, **long) != drawn(1.0, **long, step="hembesök", next_day="26 nov"), "there is room for the day"


def test_models_pass_qts_own_test(theme: Theme) -> None:
    for model in (RowModel(), SlipModel()):
        assert isinstance(model, QAbstractItemModel)
        QAbstractItemModelTester(model, FATAL)


def test_an_action_is_done_by_a_click_on_its_word_or_by_space(rows: RowList, qtbot: QtBot) -> None:
    rows.set_rows([row(1, action="Claim"), row(2)])
    done: list[tuple[str, object]] = []
    rows.acted.connect(lambda key: done.append(("acted", key)))
    rows.opened.connect(lambda key: done.append(("opened", key)))
    first, second = (rows.visualRect(rows.rows.index_of(key)) for key in (1, 2))
    word = QPoint(first.right() - 40, first.center().y())
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=word)
    assert done == [("acted", 1)]
    qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=word)
    assert ("opened", 1) not in done
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=first.center())
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(word.x(), second.center().y()))
    assert {what for what in done if what[0] == "opened" or what[1] == 2} == set()
    done.clear()
    rows.select(1)
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert done == [("acted", 1), ("opened", 1)]
    rows.select(2)
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert len(done) == 2
    assert QAccessible.queryAccessibleInterface(rows).child(0).text(QAccessible.Text.Name) == "Row 1, Claim"


def test_where_actions_stand_below_a_click_on_the_word_above_does_nothing(theme: Theme, qtbot: QtBot) -> None:
    rows = RowList("Queue", actions_below=True)
    qtbot.addWidget(rows)
    rows.resize(320, 300)
    rows.show()
    rows.set_rows([row(1, action="Put Karin on the telephone", tone=Tone.BAD, word="Uncovered"), row(2, action="Plan")])
    done: list[object] = []
    rows.acted.connect(done.append)
    first, second = (rows.visualRect(rows.rows.index_of(key)) for key in (1, 2))
    x = first.right() - 100
    for place in (QPoint(x, first.top() + 10), QPoint(x, second.bottom() - 14), QPoint(x, first.bottom() - 14)):
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert done == [1]
