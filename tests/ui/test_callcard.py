"""The call card: a call is written down in a few keys, parked without loss, and an anonymous caller stays nobody."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.contacts import handling, views
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.tables import Call
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.widgets.card import Card

from .conftest import NOW
from .reception import ALT, CALLER, CTRL, ENTER, ESCAPE, OTHER, Reception, texts_of


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> Reception:
    made = Reception(application, qtbot)
    made.sit_down()
    return made


def quick(reception: Reception) -> CallCard:
    """The card that F2 opens, with the cursor in its field."""
    reception.key(Qt.Key.Key_F2)
    card = reception.call_card()
    assert card.field.field.hasFocus()
    return card


def ring(reception: Reception, event: str = "ringing", number: str | None = CALLER, call_id: str | None = "7") -> int:
    """The switchboard tells the window of a call; returns its contact."""
    stored: list[bool] = []
    told = PhoneEvent(by=None, at=NOW, event=event, number=number, call_id=call_id, occurred_at=NOW)
    reception.application.shell.take_event(told, stored.append)
    reception.qtbot.waitUntil(lambda: stored == [True])
    with reception.database.reading():
        return int(Call.get(Call.call_id == call_id).contact_id)


def everything(reception: Reception) -> str:
    """All text that the database holds, as one string."""
    found = []
    with reception.database.reading():
        for (table,) in reception.database.sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            found += [str(row) for row in reception.database.sql(f'SELECT * FROM "{table}"').fetchall()]
    return "\n".join(found)


class TestQuickRegistration:
    def test_a_known_case_takes_three_keys_beside_the_words(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("maja")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        reception.key(ENTER)
        assert card.note.hasFocus()
        reception.qtbot.waitUntil(lambda: "Decision · 13 days\nKarin Lind · in today" in card.chosen.facts.text())
        assert "Maja" not in texts_of(card)
        reception.write("fick besked")
        reception.key(ENTER, CTRL)
        reception.no_card()
        contact = reception.newest()
        found = reception.summary(contact)
        assert (found.state, found.outcome, found.channel) == ("closed", "solved", "phone")
        assert reception.whole(contact).text == "fick besked"
        assert reception.tied(contact) == ["C-4000"]
        assert QApplication.focusWidget() is reception.page.queue.list
        reception.undo()
        reception.until(contact, state="taken", owner=reception.person("ab"))
        reception.wait_shown(contact)

    def test_enter_before_the_hits_picks_a_code_but_never_a_name(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("C-4000")
        reception.key(ENTER)
        reception.write("ett")
        reception.qtbot.waitUntil(lambda: card.chosen.code.text() == "About C-4000")
        assert card.note.text() == "ett"
        reception.key(ENTER, CTRL)
        reception.no_card()
        card = quick(reception)
        reception.write("Maja Falk")
        reception.key(ENTER)
        reception.write("två")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        assert card.chosen.code.text() == ""
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert reception.tied(reception.newest()) == []
        assert reception.summary(reception.newest()).name == "Maja Falk"

    def test_a_name_that_is_only_alike_is_not_picked_by_enter(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("Maja Folk")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        reception.key(ENTER)
        assert card.note.hasFocus()
        assert card.chosen.code.text() == ""

    def test_arrows_choose_among_the_hits(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("öberg")
        reception.qtbot.waitUntil(lambda: len(card.field.hits()) == 2)
        reception.key(Qt.Key.Key_Down)
        reception.key(ENTER)
        second = card.field.hits()[1].case.code
        assert card.chosen.code.text() == f"About {second}"

    def test_who_is_in_no_case_is_kept_by_name_or_number(self, reception: Reception) -> None:
        quick(reception)
        reception.write("Siv Ny")
        reception.key(ENTER)
        reception.write("fel nummer")
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert reception.summary(reception.newest()).name == "Siv Ny"
        quick(reception)
        reception.write("070-174 06 99")
        reception.key(ENTER)
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert reception.summary(reception.newest()).phone == OTHER

    def test_enter_goes_on_to_the_buttons_and_presses_them(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("Siv Ny")
        reception.key(ENTER)
        reception.key(ENTER)
        assert card.ends.done.hasFocus()
        reception.key(Qt.Key.Key_Tab)
        reception.key(ENTER)
        reception.no_card()
        assert reception.summary(reception.newest()).outcome == "referred"

    def test_a_visit(self, reception: Reception) -> None:
        card = quick(reception)
        card.head.channel._group.button(1).click()
        card.note.setText("lämnade papper")
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert reception.summary(reception.newest()).channel == "visit"

    def test_promise_and_pass_on_in_the_card_itself(self, reception: Reception) -> None:
        quick(reception)
        reception.write("Siv Ny")
        reception.key(Qt.Key.Key_L, CTRL)
        reception.qtbot.waitUntil(lambda: QApplication.focusWidget().property("look") == "choice")
        reception.key(ENTER)
        reception.no_card()
        promised = reception.newest()
        assert reception.summary(promised).state == "promised"
        card = quick(reception)
        reception.write("c-2417")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        reception.key(ENTER)
        reception.write("vill tala med Karin")
        reception.key(Qt.Key.Key_O, CTRL)
        form = card.ends.sheet
        reception.qtbot.waitUntil(lambda: form.list.selected_key() == reception.person("kl"))
        reception.key(ENTER)
        reception.no_card()
        passed = reception.newest()
        assert passed != promised
        reception.until(passed, state="passed_on", owner=reception.person("kl"))

    def test_a_call_that_was_promised_waits_for_its_time_also_when_the_end_of_it_is_never_told(
        self, reception: Reception
    ) -> None:
        contact = ring(reception)
        ring(reception, "answered")
        reception.qtbot.waitUntil(lambda: contact in reception.groups().get("Now", []))
        card = reception.call_card()
        reception.qtbot.waitUntil(lambda: card.head.state.text() == "The call goes on")
        card.note.setText("vill bli uppringd")
        reception.key(Qt.Key.Key_L, CTRL)
        reception.qtbot.waitUntil(lambda: QApplication.focusWidget().property("look") == "choice")
        reception.key(ENTER, CTRL)
        reception.no_card()
        reception.until(contact, state="promised")
        reception.qtbot.waitUntil(lambda: reception.groups() == {"Today": [contact]})

    def test_the_key_of_the_primary_button_is_that_of_what_is_open(self, reception: Reception) -> None:
        card = quick(reception)
        card.note.setText("vill veta mer")
        reception.key(Qt.Key.Key_L, CTRL)
        form = card.ends.sheet
        assert form is not None
        reception.qtbot.waitUntil(lambda: form.times is not None)
        reception.key(Qt.Key.Key_I, ALT)
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert reception.summary(reception.newest()).state == "promised"

    def test_enter_on_cancel_cancels(self, reception: Reception) -> None:
        card = quick(reception)
        reception.key(Qt.Key.Key_L, CTRL)
        form = card.ends.sheet
        assert form is not None
        reception.qtbot.waitUntil(lambda: form.times is not None)
        form.cancel.setFocus()
        reception.key(ENTER)
        assert card.ends.sheet is None
        assert card.isVisible()

    def test_what_was_typed_and_is_no_name_is_kept_in_the_note(self, reception: Reception) -> None:
        quick(reception)
        reception.write("C-9999")
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert reception.whole(reception.newest()).text == "C-9999"

    def test_escape_in_the_promise_comes_back_to_the_card(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("Siv")
        reception.key(Qt.Key.Key_O, CTRL)
        reception.key(ESCAPE)
        assert card.isVisible()
        assert card.ends.sheet is None
        assert card.field.text() == "Siv"

    def test_nothing_written_leaves_nothing(self, reception: Reception) -> None:
        quick(reception)
        reception.key(ESCAPE)
        reception.no_card()
        with reception.database.reading():
            assert views.summaries(reception.database) == []

    def test_escape_parks_what_was_written(self, reception: Reception) -> None:
        quick(reception)
        reception.write("Siv Ny")
        reception.key(ENTER)
        reception.write("ringer igen om boende")
        reception.key(ESCAPE)
        reception.no_card()
        contact = reception.newest()
        assert reception.summary(contact).state == "taken"
        assert (reception.summary(contact).name, reception.whole(contact).text) == ("Siv Ny", "ringer igen om boende")
        reception.qtbot.waitUntil(lambda: contact in reception.rows())

    def test_what_is_neither_name_nor_number_is_parked_too(self, reception: Reception) -> None:
        quick(reception)
        reception.write("bor på Storgatan 3")
        reception.key(ESCAPE)
        reception.no_card()
        assert reception.whole(reception.newest()).text == "bor på Storgatan 3"

    def test_the_note_on_the_page_waits_under_the_card(self, reception: Reception) -> None:
        mail = reception.mail("Ett", "Hej")
        page = reception.show(mail)
        reception.key(Qt.Key.Key_M, CTRL)
        reception.write("halv men")
        quick(reception)
        reception.write("Siv")
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert page.contact.note.hasFocus()
        assert page.contact.note.toPlainText() == "halv men"

    def test_nothing_that_points_at_somebody_protected_is_kept(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("c-3000")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        assert texts_of(card).count("Karin Lind") == 0
        reception.key(ENTER)
        reception.write("bad om uppringning")
        reception.key(ENTER, CTRL)
        reception.no_card()
        found = reception.summary(reception.newest())
        assert (found.name, found.phone, found.state) == (None, None, "closed")


class TestRinging:
    def test_the_card_opens_with_the_cases_of_the_number_and_their_reason(self, reception: Reception) -> None:
        contact = ring(reception)
        card = reception.call_card()
        assert card.head.who.text() == "070-174 06 05"
        reception.qtbot.waitUntil(lambda: len(card.field.list.rows.items()) == 2)
        rows = card.field.list.rows.items()
        assert rows[0].detail.startswith("The number is on the case: the one it is about")
        assert "Öberg" not in "".join(row.detail + row.title for row in rows)
        assert "0701740605" not in everything(reception)
        assert CALLER not in everything(reception).replace(CALLER, "", 2)  # the case list has it twice
        reception.key(ENTER)
        reception.write("frågade om tid")
        reception.key(ENTER, CTRL)
        reception.no_card()
        found = reception.until(contact, state="closed", outcome="solved")
        assert found.phone == CALLER
        assert len(reception.tied(contact)) == 1
        assert [note.text for note in reception.whole(contact).notes] == ["frågade om tid"]

    def test_the_queue_does_not_say_that_there_is_no_number_while_the_card_has_it(self, reception: Reception) -> None:
        contact = ring(reception)
        reception.qtbot.waitUntil(lambda: contact in reception.rows())
        row = reception.rows()[contact]
        assert (row.title, row.detail) == ("Call", "Rings now")
        assert reception.call_card().head.who.text() == "070-174 06 05"

    def test_one_who_wants_to_be_nobody_leaves_nothing(self, reception: Reception) -> None:
        contact = ring(reception, number=OTHER)
        card = reception.call_card()
        reception.key(Qt.Key.Key_A, ALT)
        reception.qtbot.waitUntil(lambda: reception.summary(contact).anonymous)
        assert card.head.who.text() == "Anonymous"
        ring(reception, "answered", number=OTHER)
        card.note.setText("oro för ett barn på gården")
        reception.key(ENTER, CTRL)
        reception.no_card()
        ring(reception, "ended", number=OTHER)
        assert OTHER not in everything(reception)
        assert reception.summary(contact).phone is None

    def test_a_call_taken_elsewhere_keeps_the_number_out_of_this_desks_memory_of_it(self, reception: Reception) -> None:
        """Here it only rang: whoever took it stores the number, or forgets it when the caller wants to be nobody."""
        for told in ("ringing", "elsewhere"):
            contact = ring(reception, told, number=OTHER, call_id=None)
        assert reception.summary(contact).call_status == "elsewhere"
        assert OTHER not in everything(reception)

    def test_the_switchboard_is_no_obstacle(self, reception: Reception) -> None:
        contact = ring(reception)
        card = reception.call_card()
        card.note.setText("en rad")
        ring(reception, "answered")
        ring(reception, "ended")
        reception.key(ENTER, CTRL)
        reception.no_card()
        reception.until(contact, state="closed", call_status="ended")

    def test_a_colleague_who_took_the_call_is_told_and_the_text_can_be_parked(self, reception: Reception) -> None:
        contact = ring(reception)
        card = reception.call_card()
        reception.qtbot.waitUntil(lambda: bool(card.field.list.rows.items()))
        card.note.setText("mina ord")
        karin = reception.person("kl")
        version = reception.summary(contact).version
        reception.command(handling.Claim(by=karin, at=NOW, contact=contact, version=version))
        reception.key(ENTER, CTRL)
        reception.qtbot.waitUntil(lambda: "A colleague has taken care of this call" in card.notice.sentence)
        assert card.note.text() == "mina ord"
        reception.key(ESCAPE)
        reception.no_card()
        assert reception.summary(contact).owner == karin
        assert [note.text for note in reception.whole(contact).notes] == ["mina ord"]

    @pytest.mark.parametrize("event", ["missed", "elsewhere"])
    def test_a_call_that_somebody_else_took_or_nobody_goes_by_itself(self, reception: Reception, event: str) -> None:
        ring(reception)
        reception.call_card()
        ring(reception, event)
        reception.no_card()

    def test_what_was_written_about_it_stays(self, reception: Reception) -> None:
        contact = ring(reception)
        card = reception.call_card()
        card.note.setText("hann säga att det gäller hemtjänsten")
        ring(reception, "missed")
        reception.qtbot.waitUntil(lambda: "Missed call" in card.head.state.text())
        assert card.isVisible()
        reception.key(ESCAPE)
        reception.no_card()
        assert len(reception.whole(contact).notes) == 1

    def test_the_clock_runs_from_the_answer(self, reception: Reception) -> None:
        ring(reception)
        card = reception.call_card()
        reception.application.workplace.now = lambda: NOW + timedelta(minutes=4, seconds=7)
        reception.qtbot.waitUntil(lambda: card.head.clock.text() == "04:07")

    def test_several_calls_lie_on_one_another(self, reception: Reception) -> None:
        first = ring(reception, call_id="1")
        second = ring(reception, number=OTHER, call_id="2")
        reception.qtbot.waitUntil(lambda: len(reception.application.window.findChildren(CallCard)) == 2)
        newer = reception.card(CallCard)
        assert newer.head.who.text() == "070-174 06 99"
        (shown,) = [card for card in reception.application.window.findChildren(Card) if card.isVisible()]
        assert shown.title.text() == "Call · 1 more waits under this card"
        reception.write("Siv")
        reception.key(ENTER, CTRL)
        reception.until(second, state="closed")
        reception.qtbot.waitUntil(lambda: reception.card(CallCard).head.who.text() == "070-174 06 05")
        assert reception.card(CallCard).isAncestorOf(reception.application.window.focusWidget())
        assert reception.summary(first).state != "closed"
