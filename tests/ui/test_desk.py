"""The desk by keyboard: the queue, closing, promising, passing on, accepting, tying, and what is never shown."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from mottagning import audit, command, live
from mottagning.app import Application
from mottagning.command import carry_out
from mottagning.contacts import handling
from mottagning.contacts.caller import ROLES, caller_of
from mottagning.contacts.notes import AddNote
from mottagning.contacts.ties import TieCase
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.desk.passonform import PassOnForm
from mottagning.ui.widgets.keylist import KeyList

from .conftest import NOW
from .reception import ALT, CTRL, ENTER, ESCAPE, LATER, Reception, texts_of

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def has_room(column: QWidget) -> bool:
    """Whether all that can be scrolled in it is no wider than what is seen of it, so that no words are cut off."""
    area = column.findChild(QScrollArea, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return bool(area.widget().minimumSizeHint().width() <= area.viewport().width())


class TestQueue:
    def test_what_waits_stands_in_its_group_and_the_first_is_shown(self, reception: Reception) -> None:
        missed = reception.call("missed", at=NOW - timedelta(minutes=30))
        mail = reception.mail("Fråga", "Hej, när kommer beslutet?")
        reception.sit_down()
        reception.wait_shown(missed)
        assert reception.groups() == {"Now": [missed], "Later": [mail]}
        assert reception.rows()[missed].title == "070-174 06 05"
        assert reception.rows()[mail].detail == "Fråga"

    def test_missed_calls_from_one_number_are_one_row(self, reception: Reception) -> None:
        for minutes in (30, 20, 10):
            first = reception.call("missed", at=NOW - timedelta(minutes=minutes))
        reception.sit_down()
        reception.qtbot.waitUntil(lambda: bool(reception.rows()))
        (row,) = reception.rows().values()
        assert row.badge == "×3"
        page = reception.wait_shown(row.key)
        assert "09:11, 09:21, 09:31 · 3 missed calls" in page.contact.head.came.text()
        reception.key(Qt.Key.Key_Return, CTRL)
        reception.until(first, state="closed")
        reception.qtbot.waitUntil(lambda: reception.groups() == {"Done today": []})

    def test_arrows_go_through_the_queue_and_the_columns_follow(self, reception: Reception) -> None:
        one = reception.mail("Ett", "Hej")
        two = reception.mail("Två", "Hej igen")
        reception.sit_down()
        reception.wait_shown(one)
        reception.key(Qt.Key.Key_Down)
        page = reception.wait_shown(two)
        assert page.contact.said.subject.text() == "Två"
        assert QApplication.focusWidget() is page.queue.list

    def test_what_a_colleague_does_is_seen_at_once(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        karin = reception.person("kl")
        reception.command(handling.Claim(by=karin, at=NOW, contact=contact, version=1))
        page = reception.wait_shown(contact)
        assert "Taken care of by KL" in page.contact.head.standing.text()
        reception.qtbot.waitUntil(lambda: reception.groups() == {"Waiting for others": [contact]})
        assert reception.rows()[contact].detail.startswith("Taken care of by KL")

    def test_an_empty_queue_says_so(self, reception: Reception) -> None:
        page = reception.sit_down()
        reception.qtbot.waitUntil(lambda: "Nothing waits" in page.queue.list.accessibleDescription())
        assert page.shown is None

    def test_when_the_last_is_done_the_page_says_that_nothing_waits(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(ENTER, CTRL)
        reception.until(contact, state="closed")
        reception.qtbot.waitUntil(lambda: "Nothing waits" in texts_of(page.contact))

    def test_a_contact_that_is_not_there_is_told_in_one_sentence(self, reception: Reception) -> None:
        page = reception.sit_down()
        page.show_item(4711)
        status = reception.application.window.status
        reception.qtbot.waitUntil(lambda: status.sentence == "There is no contact 4711.")
        assert page.shown is None

    def test_a_contact_out_of_the_queue_can_be_shown(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        other = reception.mail("Två", "Hej")
        carry_out(reception.database, handling.Close(by=None, at=NOW, contact=contact, version=1, outcome="solved"))
        reception.sit_down()
        reception.wait_shown(other)
        reception.application.workplace.wanted.emit("contact", contact)
        page = reception.wait_shown(contact)
        assert page.contact.bar.reopen.isVisible()
        assert not page.contact.bar.done.isVisible()


class TestByKeyboard:
    def test_close_with_a_note_and_go_on_with_the_next(self, reception: Reception) -> None:
        one = reception.mail("Ett", "Hej")
        two = reception.mail("Två", "Hej")
        page = reception.sit_down()
        reception.wait_shown(one)
        reception.key(Qt.Key.Key_M, CTRL)
        reception.write("svarat per telefon")
        reception.key(ENTER, CTRL)
        reception.until(one, state="closed", outcome="solved")
        assert [note.text for note in reception.whole(one).notes] == ["svarat per telefon"]
        reception.wait_shown(two)
        assert page.contact.note.toPlainText() == ""
        assert page.queue.list.hasFocus()
        reception.undo()
        reception.until(one, state="waiting", outcome=None)
        reception.wait_shown(one)
        reception.qtbot.waitUntil(lambda: page.queue.selected() == one)
        assert reception.groups() == {"Later": [one, two]}

    def test_a_key_pressed_twice_does_nothing_to_a_contact_that_nobody_has_seen(self, reception: Reception) -> None:
        one = reception.mail("Ett", "Hej")
        two = reception.mail("Två", "Hej")
        page = reception.sit_down()
        reception.wait_shown(one)
        again: list[bool] = []

        def press_again() -> None:
            again.append(page.shown is None)
            reception.key(ENTER, CTRL)

        page.queue.chosen.connect(lambda _contact: QTimer.singleShot(0, page, press_again))
        reception.key(ENTER, CTRL)
        reception.until(one, state="closed")
        reception.wait_shown(two)
        assert again == [True]
        assert reception.summary(two).state == "waiting"

    def test_a_key_that_is_held_acts_once(self, reception: Reception) -> None:
        page = reception.sit_down()
        keys = page.findChildren(QShortcut)
        assert keys
        assert not [key.key().toString() for key in keys if key.autoRepeat()]

    def test_whoever_signs_in_is_at_the_queue(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.application.workplace.sign_in(None)
        karin = staff.by_key(reception.database, "kl")
        assert karin is not None
        reception.application.workplace.sign_in(SignedIn(karin, NOW))
        reception.no_card()
        assert page.queue.list.hasFocus()

    def test_close_with_another_outcome(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        page.contact.bar.done_menu.actions()[1].trigger()
        reception.until(contact, state="closed", outcome="referred")

    def test_promise_with_the_first_suggestion(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_L, CTRL)
        reception.promise_form()
        reception.key(ENTER)
        reception.no_card()
        found = reception.until(contact, state="promised", owner=reception.person("ab"))
        assert found.due_at is not None
        assert found.due_at.hour == 14  # 15:00 in Sweden
        status = reception.application.window.status
        reception.qtbot.waitUntil(lambda: status.sentence == "Promised: before 15:00.")

    def test_promise_for_whoever_sits_there_on_another_day(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_L, CTRL)
        reception.promise_form()
        reception.key(Qt.Key.Key_Right)
        reception.key(Qt.Key.Key_Down)  # the next one too, on whichever line it lies
        reception.key(ENTER)
        found = reception.until(contact, state="promised", owner=None)
        assert found.due_at is not None
        assert found.due_at.day == 24

    def test_a_promise_says_its_time_on_whichever_day(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_L, CTRL)
        reception.promise_form()
        for _ in range(4):
            reception.key(Qt.Key.Key_Right)
        reception.key(ENTER)
        status = reception.application.window.status
        reception.qtbot.waitUntil(lambda: status.sentence == "Promised: before Thu 26 Nov 16:00.")
        reception.show(contact)
        assert page.contact.head.standing.text() == "Promised before Thu 26 Nov 16:00"
        reception.qtbot.waitUntil(lambda: reception.rows()[contact].right == "Thu 26 Nov 16:00")

    def test_another_time_is_ten_on_the_next_working_day_until_somebody_says_otherwise(
        self, reception: Reception
    ) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_L, CTRL)
        form = reception.promise_form()
        reception.key(Qt.Key.Key_Left)  # round to the last answer
        assert form.day.hasFocus()
        reception.key(ENTER)
        found = reception.until(contact, state="promised", owner=None)
        assert found.due_at == datetime(2026, 11, 24, 9, tzinfo=UTC)

    def test_tab_goes_round_in_the_card(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_L, CTRL)
        form = reception.promise_form()
        assert form.times is not None
        chosen = form.times.answers()[0]
        seen = []
        for _ in range(6):
            reception.key(Qt.Key.Key_Tab)
            seen.append(QApplication.focusWidget())
        assert seen[:4] == [form.typed, form.owner.answers()[1], form.ok, form.cancel]
        assert seen[5] is chosen
        reception.key(Qt.Key.Key_Tab, SHIFT)
        assert QApplication.focusWidget() is seen[4]  # the cross of the card

    def test_pass_on_by_a_few_letters_and_take_it_back(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_M, CTRL)
        reception.write("vill ha besked")
        reception.key(Qt.Key.Key_O, CTRL)
        form: PassOnForm = reception.card(PassOnForm)
        reception.qtbot.waitUntil(lambda: form.list.selected_key() is not None)
        reception.write("kar")
        reception.key(ENTER)
        found = reception.until(contact, state="passed_on", owner=reception.person("kl"))
        assert found.returns_at is not None
        assert [note.text for note in reception.whole(contact).notes] == ["vill ha besked"]
        reception.no_card()
        reception.undo()
        reception.until(contact, state="waiting", owner=None)

    def test_the_handler_of_the_case_comes_first_and_the_absent_last(self, reception: Reception) -> None:
        contact = reception.mail("Ang. C-2417", "Hej, det gäller C-2417")
        reception.sit_down()
        reception.wait_shown(contact)
        assert reception.tied(contact) == ["C-2417"]
        reception.key(Qt.Key.Key_O, CTRL)
        form: PassOnForm = reception.card(PassOnForm)
        reception.qtbot.waitUntil(lambda: form.list.selected_key() == reception.person("kl"))
        rows = form.list.rows.items()
        assert [row.title for row in rows] == ["Karin Lind", "Lena Ek", "Omar Hauge"]
        assert rows[0].detail == "Handles C-2417 · in today"
        assert rows[2].tone_word == "Not available today"
        reception.key(ESCAPE)
        reception.no_card()

    def test_claim_release_and_reopen(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_H, CTRL)
        reception.until(contact, state="taken", owner=reception.person("ab"))
        reception.wait_shown(contact)
        assert page.contact.bar.release.isVisible()
        page.contact.bar.release.trigger()
        reception.until(contact, state="waiting", owner=None)
        reception.wait_shown(contact)
        reception.key(ENTER, CTRL)
        reception.until(contact, state="closed")
        reception.qtbot.waitUntil(lambda: "Done today" in reception.groups())
        page.show_item(contact)
        reception.wait_shown(contact)
        page.contact.bar.reopen.click()
        reception.until(contact, state="waiting", outcome=None)

    def test_what_is_asked_for_meanwhile_is_done_to_what_came_of_it(self, reception: Reception) -> None:
        one = reception.mail("Ett", "Hej")
        two = reception.mail("Två", "Hej")
        page = reception.sit_down()
        reception.wait_shown(one)
        reception.key(Qt.Key.Key_H, CTRL)
        reception.key(ENTER, CTRL)
        reception.until(one, state="closed")
        reception.wait_shown(two)
        assert page.contact.notice.sentence == ""

    def test_a_key_after_an_arrow_means_the_one_the_arrow_went_to(self, reception: Reception) -> None:
        one = reception.mail("Ett", "Hej")
        two = reception.mail("Två", "Hej")
        reception.sit_down()
        reception.wait_shown(one)
        reception.key(Qt.Key.Key_Down)
        reception.key(ENTER, CTRL)
        reception.until(two, state="closed")
        assert reception.summary(one).state == "waiting"

    def test_accept_what_was_passed_on_to_me(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        mine = reception.person("kl")
        reception.command(handling.PassOn(by=None, at=NOW, contact=contact, version=1, to=mine, returns_at=NOW + LATER))
        reception.sit_down("kl")
        page = reception.show(contact)
        assert reception.groups() == {"Passed on to me": [contact]}
        assert page.contact.bar.accept.isVisible()
        reception.key(Qt.Key.Key_J, ALT)
        reception.until(contact, state="closed", outcome="accepted")

    def test_give_back_what_was_passed_on_to_me(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        mine = reception.person("kl")
        reception.command(handling.PassOn(by=None, at=NOW, contact=contact, version=1, to=mine, returns_at=NOW + LATER))
        reception.sit_down("kl")
        reception.show(contact)
        reception.key(Qt.Key.Key_N, ALT)
        reception.until(contact, state="waiting", owner=None)

    def test_where_it_is_registered(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        page.contact.bar.register_menu.actions()[0].trigger()
        reception.until(contact, registered="case_file")
        reception.wait_shown(contact)
        assert page.contact.bar.register.text() == "Registered: in the case file"

    def test_the_smallest_window_has_room_for_the_columns_and_for_the_list_of_keys(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "C-2417")
        page = reception.sit_down()
        reception.wait_shown(contact)
        window = reception.application.window
        window.resize(window.minimumSize())
        reception.qtbot.waitUntil(lambda: page.case.geometry().right() <= page.width())
        assert page.contact.geometry().right() < page.case.geometry().left()
        assert page.contact.minimumSizeHint().width() <= page.contact.width()
        reception.key(Qt.Key.Key_F1)
        keys: KeyList = reception.card(KeyList)
        assert "The call card" in texts_of(keys)
        reception.qtbot.waitUntil(lambda: keys.height() > 0)
        assert not [part.text() for part in keys.findChildren(QLabel) if part.height() < needed_height(part)]

    def test_every_key_stands_in_the_list(self, reception: Reception) -> None:
        reception.sit_down()
        keys = {key for line in reception.application.window.keys.lines() for key in line.keys}
        assert {"Ctrl+Return", "Ctrl+L", "Ctrl+O", "Ctrl+H", "Ctrl+T", "Alt+J", "F4", "Alt+O"} <= keys


def needed_height(part: QLabel) -> int:
    """Of words that wrap: for the width that they have."""
    return part.heightForWidth(part.width()) if part.wordWrap() else part.sizeHint().height()


class TestCases:
    def test_enter_ties_the_first_case_and_then_goes_to_the_note(self, reception: Reception) -> None:
        contact = reception.call("missed")
        page = reception.sit_down()
        reception.wait_shown(contact)
        first = reception.offered(contact)[0]
        assert "Possible: Shared number, on 2 open cases" in texts_of(page.contact.cases)
        reception.key(ENTER)
        reception.qtbot.waitUntil(lambda: reception.tied(contact) == [first])
        reception.wait_shown(contact)
        reception.key(ENTER)
        assert page.contact.note.hasFocus()

    def test_tie_another_case_by_its_code_and_untie_it(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej", "Okänd <okand@example.org>")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_G, CTRL)
        field = page.contact.cases.field
        assert field.field.hasFocus()
        reception.write("c-40")
        reception.qtbot.waitUntil(lambda: bool(field.hits()))
        reception.key(ENTER)
        assert page.contact.note.hasFocus()
        reception.qtbot.waitUntil(lambda: reception.tied(contact) == ["C-4000"])
        reception.wait_shown(contact)
        page.contact.cases.untied.emit(reception.case("C-4000"), "C-4000")
        reception.qtbot.waitUntil(lambda: reception.tied(contact) == [])

    def test_the_case_stands_beside_with_what_was_said_lately(self, reception: Reception) -> None:
        earlier = reception.mail("Ang. C-2417 tidigare", "Det gäller C-2417", at=NOW - timedelta(days=3))
        contact = reception.mail("Ang. C-2417", "Det gäller C-2417")
        reception.sit_down()
        page = reception.show(contact)
        reception.qtbot.waitUntil(lambda: "Karin Lind · in today" in texts_of(page.case))
        said = texts_of(page.case)
        assert "Investigation · 13 days" in said
        assert has_room(page.case)
        assert "Ang. C-2417 tidigare" in said
        assert earlier != contact

    def test_the_sentence_and_the_names_wait_until_it_is_noted_who_it_is(self, reception: Reception) -> None:
        contact = reception.mail("Ang. C-2417", "Det gäller C-2417")
        reception.sit_down()
        page = reception.show(contact)
        reception.qtbot.waitUntil(lambda: "Held back until" in texts_of(page.case))
        assert "Åsa Öberg" not in texts_of(page.case)
        assert "God man" in texts_of(page.case)
        page.contact.caller.role._group.button(ROLES.index("god_man")).click()
        reception.wait_shown(contact)
        assert "The investigation is going on" not in texts_of(page.case)
        reception.key(Qt.Key.Key_V, ALT)
        page.contact.caller.way._group.button(1).click()
        reception.qtbot.waitUntil(lambda: "The investigation is going on." in texts_of(page.case))
        assert "Åsa Öberg" in texts_of(page.case)
        assert "what belongs to the god man's task" in texts_of(page.case)
        found = caller_of(reception.whole(contact).steps)
        assert (found.role, found.way) == ("god_man", "questions")

    def test_an_unchecked_caller_is_told_nothing(self, reception: Reception) -> None:
        contact = reception.mail("Ang. C-2417", "Det gäller C-2417")
        reception.sit_down()
        page = reception.show(contact)
        page.contact.caller.role._group.button(0).click()
        reception.wait_shown(contact)
        page.contact.caller.way._group.button(3).click()
        reception.wait_shown(contact)
        reception.qtbot.waitUntil(lambda: "Held back until" in texts_of(page.case))
        assert "The investigation is going on" not in texts_of(page.case)

    def test_who_looked_is_written_down_once(self, reception: Reception) -> None:
        contact = reception.mail("Ang. C-2417", "Det gäller C-2417")
        reception.sit_down()
        reception.show(contact)
        case, anna = reception.case("C-2417"), reception.person("ab")

        def looks(kind: str, ref: int) -> list[int | None]:
            return [actor for _, actor, action in audit.entries(reception.database, kind, ref) if action == "seen"]

        reception.qtbot.waitUntil(lambda: looks("contact", contact) == [anna] and looks("case", case) == [anna])
        reception.command(AddNote(by=None, at=NOW, contact=contact, text="en rad"))
        reception.wait_shown(contact)
        assert looks("contact", contact) == [anna]


class TestProtected:
    def test_nothing_points_at_somebody_protected(self, reception: Reception) -> None:
        contact = reception.mail("Om Vera", "Jag heter Vera Frisk", "Vera Frisk <vera@example.se>")
        reception.command(TieCase(by=None, at=NOW, contact=contact, case=reception.case("C-3000")))
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.qtbot.waitUntil(lambda: "Protected identity – open it in the case system" in texts_of(page.case))
        row = reception.rows()[contact]
        assert (row.title, "lock" in row.marks) == ("Protected identity", True)
        shown = texts_of(page) + row.detail + row.spoken + row.tip
        for word in ("Vera", "Frisk", "vera@example.se", "Karin Lind"):
            assert word not in shown
        assert has_room(page.case)
        reception.key(Qt.Key.Key_F4)
        assert "Jag heter Vera Frisk" in texts_of(page.contact.said)


class TestConcern:
    def test_a_possible_concern_is_first_and_is_dismissed_in_one_action(self, reception: Reception) -> None:
        other = reception.call("missed")
        contact = reception.mail("Elev", "Jag är orolig för ett barn som blir slaget hemma.")
        page = reception.sit_down()
        reception.wait_shown(contact)
        assert reception.groups()["Now"] == [contact, other]
        assert reception.rows()[contact].tone_word == "Possible concern"
        assert "warning" in reception.rows()[contact].marks
        assert reception.rows()[other].tone_word == ""
        reception.key(Qt.Key.Key_I, ALT)
        reception.until(contact, concern="dismissed", urgent=False)
        reception.wait_shown(contact)
        assert page.contact.head.concern.sentence == ""

    def test_what_may_be_one_is_not_done_before_somebody_has_said_that_it_is_none(self, reception: Reception) -> None:
        contact = reception.mail("Elev", "Jag är orolig för ett barn som blir slaget hemma.")
        page = reception.sit_down()
        reception.wait_shown(contact)
        assert not page.contact.bar.done.isVisible()
        reception.key(ENTER, CTRL)
        assert "First mark it, or note that it is none" in page.contact.notice.sentence
        reception.key(Qt.Key.Key_I, ALT)
        reception.until(contact, concern="dismissed", state="waiting")
        reception.wait_shown(contact)
        assert page.contact.notice.sentence == ""
        reception.key(ENTER, CTRL)
        reception.until(contact, state="closed")

    def test_it_stays_open_until_somebody_qualified_has_accepted_and_it_is_registered(
        self, reception: Reception
    ) -> None:
        contact = reception.mail("Elev", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_O, ALT)
        reception.until(contact, concern="marked", urgent=True)
        reception.wait_shown(contact)
        assert not page.contact.bar.done.isVisible()
        assert not page.contact.bar.accept.isVisible()
        reception.key(ENTER, CTRL)
        reception.qtbot.waitUntil(lambda: "stays open until somebody" in page.contact.notice.sentence)
        reception.key(Qt.Key.Key_O, CTRL)
        form: PassOnForm = reception.card(PassOnForm)
        reception.qtbot.waitUntil(lambda: form.list.selected_key() == reception.person("le"))
        reception.key(ENTER)
        reception.until(contact, state="passed_on", owner=reception.person("le"))
        reception.no_card()

        reception.sit_down("le")
        page = reception.show(contact)
        reception.key(Qt.Key.Key_J, ALT)
        reception.until(contact, state="taken", concern_accepted_by=reception.person("le"))
        reception.wait_shown(contact)
        assert "Note where it is registered" in page.contact.head.concern.sentence
        page.contact.bar.register_menu.actions()[2].trigger()
        reception.until(contact, registered="minor")
        assert reception.summary(contact).state == "taken"
        reception.wait_shown(contact)
        page.contact.bar.register_menu.actions()[0].trigger()
        reception.until(contact, state="closed", outcome="accepted", registered="case_file")


class TestNothingIsLost:
    def test_a_half_written_note_waits_for_its_contact(self, reception: Reception) -> None:
        one = reception.mail("Ett", "Hej")
        two = reception.mail("Två", "Hej")
        page = reception.sit_down()
        reception.wait_shown(one)
        reception.key(Qt.Key.Key_M, CTRL)
        reception.write("halva men")
        reception.show(two)
        assert page.contact.note.toPlainText() == ""
        reception.mail("Tre", "Hej")
        reception.show(one)
        assert page.contact.note.toPlainText() == "halva men"

    def test_a_colleague_who_came_first_is_told_and_the_text_is_kept(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_M, CTRL)
        reception.write("mitt svar")
        carry_out(reception.database, handling.Claim(by=reception.person("kl"), at=NOW, contact=contact, version=1))
        reception.key(ENTER, CTRL)
        reception.qtbot.waitUntil(lambda: "A colleague changed this contact" in page.contact.notice.sentence)
        reception.wait_shown(contact)
        assert page.contact.note.toPlainText() == "mitt svar"
        assert reception.summary(contact).state == "taken"
        reception.key(ENTER, CTRL)
        reception.until(contact, state="closed")
        assert [note.text for note in reception.whole(contact).notes] == ["mitt svar"]

    def test_taking_over_keeps_what_the_other_wrote(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        karin = reception.person("kl")
        reception.command(handling.Claim(by=karin, at=NOW, contact=contact, version=1))
        reception.command(AddNote(by=karin, at=NOW, contact=contact, text="har sökt henne"))
        page = reception.sit_down()
        reception.show(contact)
        reception.key(Qt.Key.Key_H, CTRL)
        reception.until(contact, owner=reception.person("ab"))
        reception.wait_shown(contact)
        assert "har sökt henne" in texts_of(page.contact.notes)
        assert "Karin Lind" in texts_of(page.contact.notes)

    def test_another_person_at_the_desk_does_not_see_what_was_being_written(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_M, CTRL)
        reception.write("mitt")
        page = reception.sit_down("kl")
        reception.wait_shown(contact)
        assert page.contact.note.toPlainText() == ""
        reception.sit_down("ab")
        reception.wait_shown(contact)
        assert page.contact.note.toPlainText() == "mitt"

    def test_quotes_and_signature_are_folded_with_one_key(self, reception: Reception) -> None:
        text = "Tack för svaret!\n\nMed vänliga hälsningar\nÅsa\n\n> Hej Åsa,\n> vi återkommer.\n"
        contact = reception.mail("Sv: fråga", text)
        page = reception.sit_down()
        reception.wait_shown(contact)
        assert page.contact.said.text.text() == "Tack för svaret!"
        reception.key(Qt.Key.Key_F4)
        assert "vi återkommer" in page.contact.said.text.text()
        reception.key(Qt.Key.Key_F4)
        assert page.contact.said.text.text() == "Tack för svaret!"


class TestTwoWindows:
    @pytest.fixture
    def other(self, reception: Reception, qtbot: QtBot) -> Iterator[Reception]:
        """A second window on the same database, with Karin at it; both hear of what the other writes."""
        second = Application(reception.application.settings, listen=False, scheme="light")
        second.workplace.now = lambda: NOW
        qtbot.addWidget(second.window)
        made = Reception(second, qtbot)
        for application, key in ((reception.application, "ab"), (second, "kl")):
            person = staff.by_key(application.database, key)
            assert person is not None
            application.workplace.sign_in(SignedIn(person, NOW))
            application.start("desk")
        yield made
        second.close()
        second.theme.setParent(None)

    def test_what_is_done_in_one_is_seen_in_the_other(self, reception: Reception, other: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        for window in (reception, other):
            window.wait_shown(contact)
        reception.page.ask("claim")
        reception.until(contact, state="taken")
        page = other.wait_shown(contact)
        other.qtbot.waitUntil(lambda: other.groups() == {"Waiting for others": [contact]})
        assert "Taken care of by AB" in page.contact.head.standing.text()
        page.ask("claim")
        reception.until(contact, owner=reception.person("kl"))
        page = reception.wait_shown(contact)
        assert "Taken care of by KL" in page.contact.head.standing.text()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing the keyboard)")  # offscreen, at every menu
class TestMenus:
    def test_another_outcome_by_keys_alone(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(ENTER, CTRL | SHIFT)
        menu = page.contact.bar.done_menu
        reception.qtbot.waitUntil(menu.isVisible)
        reception.qtbot.keyClick(menu, Qt.Key.Key_Down)
        reception.qtbot.keyClick(menu, Qt.Key.Key_Down)
        reception.qtbot.keyClick(menu, ENTER)
        reception.until(contact, state="closed", outcome="referred")

    def test_where_it_is_registered_by_keys_alone(self, reception: Reception) -> None:
        contact = reception.mail("Ett", "Hej")
        page = reception.sit_down()
        reception.wait_shown(contact)
        reception.key(Qt.Key.Key_R, ALT)
        menu = page.contact.bar.register_menu
        reception.qtbot.waitUntil(menu.isVisible)
        for _ in range(3):
            reception.qtbot.keyClick(menu, Qt.Key.Key_Down)
        reception.qtbot.keyClick(menu, ENTER)
        reception.until(contact, registered="minor")


def test_a_database_file_that_is_moved_away_stays_told_and_nothing_written_is_lost(
    reception: Reception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_LOOK_S", 0.01)
    contact = reception.mail("Fråga", "Hej")
    reception.sit_down()
    page = reception.show(contact)
    application = reception.application
    warning = application.window.warning
    application._begin_hearing(None, command.last_sequence(reception.database))
    path = Path(reception.database.where)
    page.contact.note.setFocus()
    reception.write("Ringde tillbaka, hon återkommer.")
    path.rename(tmp_path / "elsewhere.db")
    reception.qtbot.waitUntil(warning.isVisible)
    assert "moved or deleted" in warning.sentence
    reception.key(Qt.Key.Key_Return, CTRL)
    reception.qtbot.waitUntil(lambda: "moved or deleted" in page.contact.notice.sentence)
    assert page.contact.note.toPlainText() == "Ringde tillbaka, hon återkommer."
    (tmp_path / "elsewhere.db").rename(path)
    reception.qtbot.waitUntil(lambda: not warning.isVisible())
    reception.key(Qt.Key.Key_Return, CTRL)
    reception.until(contact, state="closed")
