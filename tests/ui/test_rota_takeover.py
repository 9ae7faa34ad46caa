"""Today's Excel rota mapped on its card: what is understood, whom a name means, taken over, undone and done again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.ui.rota.takeovercard import TakeOverCard
from mottagning.ui.widgets.card import Card
from tests.workbooks import rows_xml, workbook

from .rota_page import CTRL, MONDAY, Rota
from .test_accessible import left_out, mute

LAST_WEEK = MONDAY - timedelta(weeks=1)


@pytest.fixture
def rota(application: Application, qtbot: QtBot) -> Rota:
    return Rota(application, qtbot)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows: list[list[object]] = [["Datum", "Telefon fm", "Reserv"]]
    for number, name in enumerate(("Anna", "KL", "Omar H", "Elina", "A, B och C")):
        rows.append([LAST_WEEK + timedelta(days=number), name, None])
    rows.append([MONDAY + timedelta(days=2), "Per N", "Nora Nyman"])
    made = tmp_path / "schema.xlsx"
    made.write_bytes(workbook({"Höst": rows_xml(rows), "Listor": rows_xml([["Att tänka på"]])}))
    return made


def opened(rota: Rota, path: Path) -> TakeOverCard:
    """Choose the file from the menu of the page."""
    rota.page.bar.take_file.trigger()
    dialog = rota.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    rota.settle()
    return rota.content(TakeOverCard)


def test_a_workbook_is_mapped_taken_over_undone_and_done_again(rota: Rota, path: Path) -> None:
    rota.publish()
    page = rota.open()
    page.files.take(path)
    rota.settle()
    card = rota.content(TakeOverCard)
    assert card.runs.value() == "down"
    assert not card.keep.isEnabled()
    assert card.notice.sentence == "2 lines below wait for an answer: whom or what is meant?"
    assert [row.title for row in rota.rows(card.unread)] == ["Höst!B6: A, B och C"]
    # What has to be chosen comes first and has the focus; the likeliest are at the top of the list.
    post, person = card.posts.boxes["Reserv"], card.people.boxes["Elina"]
    assert QApplication.focusWidget() is post
    post.setCurrentText("Is not read")
    assert [person.itemText(number) for number in range(2)] == ["Choose…", "Elin Svärd"]
    rota.qtbot.keyClick(person, Qt.Key.Key_Down)
    assert person.currentData() == "es"
    assert card.keep.isEnabled()
    assert card.notice.sentence.startswith("4 shifts, Mon 16 Nov 2026 – Thu 19 Nov 2026.")  # the coming days stay
    rota.qtbot.mouseClick(card.scope.answers()[1], Qt.MouseButton.LeftButton)
    assert "1 of them is yet to come and is published." in card.notice.sentence
    rota.qtbot.mouseClick(card.scope.answers()[0], Qt.MouseButton.LeftButton)
    rota.click(card.keep)
    assert rota.status() == "4 shifts are taken over."
    assert rota.who(LAST_WEEK + timedelta(days=3), "am") == "es"
    assert rota.cell(LAST_WEEK, "am").person == "ab"
    rota.undo()
    assert rota.cell(LAST_WEEK, "am").person is None
    page.posts.setFocus()
    rota.key(Qt.Key.Key_Y, CTRL)
    assert rota.cell(LAST_WEEK, "am").person == "ab"
    # The mapping is kept.
    card = opened(rota, path)
    assert card.keep.isEnabled()
    assert card.people.value()["Elina"] == "es"
    assert page.isVisible()


def test_a_unit_without_a_rota_takes_everything_as_new(rota: Rota, path: Path) -> None:
    page = rota.open()
    assert page.empty.isVisible()
    page.files.take(path)
    rota.settle()
    card = rota.content(TakeOverCard)
    assert "2 new posts." in card.notice.sentence
    assert "Without days, and not read: Listor." in card.notice.sentence
    rota.click(card.keep)
    rota.qtbot.waitUntil(lambda: page.posts.isVisible())
    assert rota.cell(LAST_WEEK, "telefon-fm").text == "Anna"


def test_another_way_of_reading_is_seen_at_once(rota: Rota, path: Path) -> None:
    rota.publish()
    rota.open()
    card = opened(rota, path)
    card.people.boxes["Elina"].setCurrentText("Elin Svärd")
    rota.qtbot.mouseClick(card.holds.answers()[1], Qt.MouseButton.LeftButton)
    rota.settle()
    assert set(card.people.boxes) == {"Telefon fm", "Reserv"}
    rota.qtbot.mouseClick(card.holds.answers()[0], Qt.MouseButton.LeftButton)
    rota.settle()
    assert card.people.value()["Elina"] == "es"  # what was said before still holds


def test_only_the_ticked_sheets_are_read(rota: Rota, tmp_path: Path) -> None:
    rota.publish()
    page = rota.open()
    sheets = {
        name: rows_xml([["Datum", "Telefon fm"], [day, "KL"]]) for name, day in (("Nu", MONDAY), ("Då", LAST_WEEK))
    }
    book = tmp_path / "schema.xlsx"
    book.write_bytes(workbook(sheets))
    page.files.take(book)
    rota.settle()
    card = rota.content(TakeOverCard)
    card.sheets["Nu"].click()
    rota.settle()
    assert [row.title for row in rota.rows(card.understood)] == ["Mon 16 Nov 2026 · Telefon förmiddag"]
    card.sheets["Då"].click()
    assert card.notice.sentence == "Tick a sheet to read."
    assert not card.keep.isEnabled()


def test_what_is_no_rota_is_told_in_the_card(rota: Rota, tmp_path: Path) -> None:
    rota.publish()
    page = rota.open()
    empty = tmp_path / "fel.xlsx"
    empty.write_bytes(workbook({"Blad1": rows_xml([["Hej"], ["du"]])}))
    page.files.take(empty)
    rota.settle()
    card = rota.content(TakeOverCard)
    assert card.notice.sentence.startswith("“fel.xlsx” is not understood as a rota.")
    assert not card.keep.isEnabled()


def test_everything_on_the_card_has_a_name_and_tab_comes_to_it(rota: Rota, path: Path) -> None:
    rota.publish()
    page = rota.open()
    page.files.take(path)
    rota.settle()
    card = rota.content(TakeOverCard).window().findChildren(Card)[-1]
    assert mute(card) + left_out(rota.qtbot, card) == []
