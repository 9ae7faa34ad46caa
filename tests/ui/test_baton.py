"""The start and the end of the day by keys: read and signed for, loose ends seen to, the night told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mottagning.contacts import byhand, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.desk import baton, tonight
from mottagning.desk.baton import HandOver, SignBaton
from mottagning.desk.tonight import MarkTonight
from mottagning.ui.desk.endview import EndView
from mottagning.ui.desk.leaveform import LeaveForm
from mottagning.ui.desk.nightcard import NightCard
from mottagning.ui.desk.nightpaper import document
from mottagning.ui.desk.startview import StartView
from mottagning.ui.lead.page import LeadPage
from mottagning.ui.widgets.rows import Row

from .conftest import NOW
from .reception import ALT, CALLER, CTRL, ENTER, ESCAPE, Reception

FRIDAY, MONDAY = NOW.date() - timedelta(days=3), NOW.date()
LAST_CLOSING = NOW - timedelta(days=3) + timedelta(hours=6)
SHIFT = Qt.KeyboardModifier.ShiftModifier
F9 = Qt.Key.Key_F9


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def handed_over(reception: Reception, text: str = "Skrivaren är trasig.") -> None:
    command = HandOver(by=reception.person("kl"), at=LAST_CLOSING, day=FRIDAY, text=text)
    baton.hand_over(reception.database, command)


def letter(reception: Reception, at: datetime = NOW - timedelta(minutes=20)) -> int:
    """Written down by Anna, who has it: due today."""
    command = WriteDown(by=reception.person("ab"), at=at, channel="visit", phone=CALLER, text="Vill ha besked")
    return int(byhand.write_down(reception.database, command).created["contact"])


def shown(reception: Reception) -> StartView | EndView | None:
    return reception.page.day.shown


def wait_start(reception: Reception) -> StartView:
    reception.qtbot.waitUntil(lambda: isinstance(shown(reception), StartView) and shown(reception)._found is not None)
    view = shown(reception)
    assert isinstance(view, StartView)
    return view


def wait_end(reception: Reception, ready: Callable[[EndView], bool] = lambda _view: True) -> EndView:
    def is_there() -> bool:
        view = shown(reception)
        return isinstance(view, EndView) and view._found is not None and ready(view)

    reception.qtbot.waitUntil(is_there)
    view = shown(reception)
    assert isinstance(view, EndView)
    return view


def rows(view: StartView | EndView) -> list[Row]:
    return [item for item in view.list.rows.items() if isinstance(item, Row)]


def signed_by(reception: Reception) -> int | None:
    return baton.baton(reception.database, FRIDAY).signed_by


class TestStart:
    def test_an_unsigned_baton_comes_before_the_first_contact_and_is_signed_by_one_key(
        self, reception: Reception
    ) -> None:
        contact = reception.mail("Ett", "Hej")
        handed_over(reception)
        page = reception.sit_down()
        view = wait_start(reception)
        assert page.shown is None, "nobody looked at a contact"
        assert "Skrivaren är trasig." in view._words.text()
        assert page.day.line is not None
        assert page.day.line.words.text() == "A baton to read"
        reception.key(ENTER, CTRL)
        reception.wait_shown(contact)
        assert signed_by(reception) == reception.person("ab")
        reception.undo()
        reception.qtbot.waitUntil(lambda: signed_by(reception) is None)

    def test_without_a_baton_the_first_contact_is_shown_and_a_key_shows_the_day(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        reception.key(F9)
        view = wait_start(reception)
        assert not view.sign.isVisible()
        assert view.list.hasFocus()
        reception.key(ESCAPE)
        reception.wait_shown(contact)

    def test_a_row_of_the_day_opens_its_contact(self, reception: Reception) -> None:
        contact = letter(reception)
        handed_over(reception)
        reception.sit_down()
        view = wait_start(reception)
        assert view.list.select(("due", contact))
        reception.key(ENTER)
        reception.wait_shown(contact)
        assert shown(reception) is None

    def test_a_ringing_telephone_comes_over_it_and_keeps_the_keys(self, reception: Reception) -> None:
        handed_over(reception)
        reception.application.workplace.sign_in(None)
        reception.sit_down()
        contact = reception.call("ringing")
        reception.application.shell.open_call(contact, CALLER)
        card = reception.call_card()
        wait_start(reception)
        assert card.isAncestorOf(QApplication.focusWidget())

    def test_another_desk_signs_and_this_one_sees_it(self, reception: Reception) -> None:
        handed_over(reception)
        reception.sit_down()
        view = wait_start(reception)
        reception.command(SignBaton(by=reception.person("oh"), at=NOW, day=FRIDAY))
        reception.qtbot.waitUntil(lambda: "Omar Hauge" in view._signed.text())
        assert not view.sign.isVisible()


class TestEnd:
    def test_a_report_of_concern_comes_first(self, reception: Reception) -> None:
        earlier, later = letter(reception, NOW - timedelta(minutes=40)), letter(reception)
        version, anna = reception.summary(later).version, reception.person("ab")
        marking = handling.MarkConcern(by=anna, at=NOW, contact=later, version=version, concern="marked")
        handling.mark_concern(reception.database, marking)
        reception.sit_down()
        reception.key(F9, SHIFT)
        view = wait_end(reception)
        keys = [row.key for row in rows(view) if row.key[0] == "loose"]  # type: ignore[index]
        assert keys == [("loose", later), ("loose", earlier)]

    def test_loose_ends_are_left_with_a_word_before_the_day_is_handed_over(self, reception: Reception) -> None:
        contact = letter(reception)
        reception.sit_down()
        reception.show(contact)
        reception.key(F9, SHIFT)
        view = wait_end(reception)
        assert [row.key for row in rows(view) if row.key[0] == "loose"] == [("loose", contact)]  # type: ignore[index]
        reception.key(ENTER, CTRL)
        reception.qtbot.waitUntil(lambda: "1" in view._notice.sentence)
        assert baton.baton(reception.database, MONDAY).handed_at is None
        view.list.select(("loose", contact))
        view.list.setFocus()
        reception.key(Qt.Key.Key_Space)
        form = reception.card(LeaveForm)
        reception.qtbot.waitUntil(form.text.hasFocus)
        reception.write("Ring före nio")
        reception.key(ENTER)
        reception.no_card()
        view = wait_end(reception, lambda it: not it._found.loose)  # type: ignore[union-attr]
        assert reception.summary(contact).owner is None
        view.text.setFocus()
        reception.write("Nyckeln ligger i lådan")
        reception.key(ENTER, CTRL)
        reception.qtbot.waitUntil(lambda: baton.baton(reception.database, MONDAY).handed_at is not None)
        words = baton.baton(reception.database, MONDAY).words
        assert [word.text for word in words] == ["Ring före nio", "Nyckeln ligger i lådan"]

    def test_a_contact_is_promised_from_there(self, reception: Reception) -> None:
        contact = letter(reception)
        reception.sit_down()
        reception.show(contact)
        reception.key(F9, SHIFT)
        view = wait_end(reception)
        assert view.list.selected_key() == ("loose", contact), "the first one is chosen"
        reception.key(Qt.Key.Key_L, CTRL)
        form = reception.promise_form()
        form.promised.emit(NOW + timedelta(days=1), None)
        reception.until(contact, state="promised", owner=None)
        wait_end(reception, lambda it: not it._found.loose)  # type: ignore[union-attr]

    def test_what_is_half_written_stays_while_others_work_and_goes_with_its_writer(self, reception: Reception) -> None:
        reception.sit_down()
        reception.page.day.show_end()
        view = wait_end(reception)
        view.text.setPlainText("Halvt")
        reception.mail("Nytt", "Hej")
        wait_end(reception, lambda it: bool(it._found.carried))  # type: ignore[union-attr]
        assert view.text.toPlainText() == "Halvt"
        reception.sit_down("kl")
        assert view.text.toPlainText() == ""


class TestNight:
    def test_one_key_marks_a_contact_and_that_they_were_told_is_noted(self, reception: Reception) -> None:
        contact = letter(reception)
        reception.sit_down()
        reception.show(contact)
        reception.key(Qt.Key.Key_S, ALT)
        reception.qtbot.waitUntil(lambda: tonight.tonight(reception.database, MONDAY).untold == 1)
        head = reception.wait_shown(contact).contact.head
        reception.qtbot.waitUntil(lambda: "the social emergency service must know" in head.standing.text())
        reception.page.day.show_end()
        view = wait_end(reception)
        view.night.click()
        card = reception.card(NightCard)
        reception.qtbot.waitUntil(card.told.isEnabled)
        paper = document(tonight.tonight(reception.database, MONDAY), {}, NOW).toPlainText()
        assert "070-174 06 05" in paper
        reception.qtbot.waitUntil(card.told.hasFocus)
        reception.key(Qt.Key.Key_Space)
        reception.qtbot.waitUntil(lambda: tonight.tonight(reception.database, MONDAY).untold == 0)
        with reception.database.reading():
            acts = reception.database.sql("SELECT action FROM audit WHERE ref = ? ORDER BY id", (contact,)).fetchall()
        assert {"marked_for_night", "night_shown", "night_told"} <= {row[0] for row in acts}

    def test_nobody_who_is_protected_stands_on_the_page(self, reception: Reception) -> None:
        contact = letter(reception)
        reception.sit_down()
        reception.show(contact)
        from mottagning.contacts.ties import TieCase

        by = reception.person("ab")
        reception.command(TieCase(by=by, contact=contact, case=reception.case("C-3000")))
        reception.command(MarkTonight(by=by, at=NOW, day=MONDAY, contact=contact, why="threat"))
        paper = document(tonight.tonight(reception.database, MONDAY), {}, NOW).toPlainText()
        assert "C-3000" in paper
        assert "070-174" not in paper


def test_the_lead_sees_after_ten_that_nobody_has_signed(reception: Reception) -> None:
    handed_over(reception)
    reception.application.workplace.now = lambda: NOW + timedelta(hours=1)
    reception.sit_down("le")
    page = reception.application.window.open_page("lead")
    assert isinstance(page, LeadPage)
    reception.qtbot.waitUntil(lambda: page.list.select(("baton", FRIDAY)))
    assert "Karin Lind handed over" in next(
        item.detail for item in page.list.rows.items() if isinstance(item, Row) and item.key == ("baton", FRIDAY)
    )
    assert reception.page.day.line is not None
    assert reception.page.day.line.words.text() == "Nobody has signed for the baton"
    reception.command(SignBaton(by=reception.person("ab"), at=NOW, day=FRIDAY))
    reception.qtbot.waitUntil(lambda: not page.list.select(("baton", FRIDAY)))
