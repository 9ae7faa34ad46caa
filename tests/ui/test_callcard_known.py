"""The call card of a known case: what to check first, the handler rung and connected, and calls put aside."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.contacts.caller import Caller, caller_of
from mottagning.people.staff import SavePerson
from mottagning.ui.desk.answerform import AnswerForm
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.desk.parkedcard import ParkedList

from .conftest import NOW
from .reception import ALT, CALLER, CTRL, ENTER, ESCAPE, OTHER, Reception, texts_of
from .test_callcard import quick, ring

SHIFT = Qt.KeyboardModifier.ShiftModifier
KARINS = "040-628 04 12"


class Telephone(QObject):
    """Takes the place of the telephone program: notes what it is asked to ring."""

    def __init__(self) -> None:
        super().__init__()
        self.rung: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.rung.append(url.toString())


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> Reception:
    made = Reception(application, qtbot)
    karin = made.person("kl")
    made.command(SavePerson(by=None, key="kl", name="Karin Lind", role="desk", person=karin, version=1, phone=KARINS))
    made.sit_down()
    return made


@pytest.fixture
def telephone() -> Iterator[Telephone]:
    made = Telephone()
    QDesktopServices.setUrlHandler("tel", made, "take")
    yield made
    QDesktopServices.unsetUrlHandler("tel")


def known(reception: Reception, code: str = "c-4000") -> CallCard:
    """The card that F2 opens, about a case."""
    card = quick(reception)
    reception.write(code)
    reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
    reception.key(ENTER)
    reception.qtbot.waitUntil(lambda: "Karin Lind · in today" in card.chosen.facts.text())
    return card


def steps(reception: Reception, contact: int) -> list[str]:
    return [step.step for step in reception.whole(contact).steps]


def park(reception: Reception, who: str, words: str) -> int:
    quick(reception)
    reception.write(who)
    reception.key(ENTER)
    reception.write(words)
    reception.key(ESCAPE)
    reception.no_card()
    return reception.newest()


class TestKnownCase:
    def test_nothing_can_be_read_out_before_it_is_noted_who_it_is_and_how_that_was_checked(
        self, reception: Reception
    ) -> None:
        earlier = known(reception)
        earlier.note.setText("frågade om hemtjänsten")
        reception.key(ENTER, CTRL)
        reception.no_card()
        card = known(reception)
        said = texts_of(card.chosen)
        assert "Decision" in said
        assert "frågade om hemtjänsten · AB" in said
        assert "Say nothing about the case before you know who it is." in said
        assert "“" not in said
        reception.key(Qt.Key.Key_V, ALT)
        card.chosen.who.role.answers()[0].click()
        assert "“" not in texts_of(card.chosen)
        card.chosen.who.way.answers()[0].click()
        assert "May be told about her own case." in card.chosen.may.text()
        assert "Karin Lind has the case and is in today." in card.chosen.say.text()
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert caller_of(reception.whole(reception.newest()).steps) == Caller("client", "called_back")

    def test_a_promise_has_room_on_a_low_screen_because_the_questions_give_way_to_it(
        self, reception: Reception
    ) -> None:
        card = known(reception)
        assert card.chosen.who.isVisible()
        reception.key(Qt.Key.Key_L, CTRL)
        assert not card.chosen.who.isVisible()
        assert not card.chosen.ring.isVisible()
        assert card.chosen.facts.isVisible()
        reception.key(ESCAPE)
        assert card.chosen.who.isVisible()
        assert card.chosen.ring.isVisible()

    def test_of_somebody_protected_neither_question_nor_handler_is_shown(self, reception: Reception) -> None:
        card = quick(reception)
        reception.write("c-3000")
        reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
        reception.key(ENTER)
        reception.qtbot.waitUntil(lambda: "Protected identity" in card.chosen.facts.text())
        assert "Karin" not in texts_of(card)
        assert not card.chosen.ring.isVisible()
        assert not card.chosen.who.isVisible()
        reception.key(Qt.Key.Key_T, ALT)
        assert card.isVisible()


class TestHandler:
    def test_she_is_rung_and_has_the_call_when_she_answered(self, reception: Reception, telephone: Telephone) -> None:
        card = known(reception)
        assert card.chosen.ring.text() == f"Ring Karin Lind: {KARINS}"
        reception.key(Qt.Key.Key_K, ALT)
        assert telephone.rung == ["tel:+46406280412"]
        reception.write("vill veta när beslutet kommer")
        reception.key(Qt.Key.Key_T, ALT)
        reception.no_card()
        contact = reception.newest()
        found = reception.summary(contact)
        assert (found.state, found.outcome, found.owner) == ("closed", "accepted", reception.person("kl"))
        assert [step for step in steps(reception, contact) if step in ("rung", "connected")] == ["rung", "connected"]
        reception.undo()
        reception.until(contact, state="taken", owner=reception.person("ab"))

    def test_without_a_work_number_nothing_is_rung(self, reception: Reception, telephone: Telephone) -> None:
        command = SavePerson(
            by=None, key="kl", name="Karin Lind", role="desk", person=reception.person("kl"), version=2, phone=None
        )
        reception.command(command)
        card = known(reception)
        assert not card.chosen.ring.isVisible()
        reception.key(Qt.Key.Key_K, ALT)
        sentence = reception.application.window.status
        assert "No work telephone is known for Karin Lind" in sentence.sentence
        assert telephone.rung == []

    def test_beside_a_contact_she_is_rung_too(self, reception: Reception, telephone: Telephone) -> None:
        contact = reception.mail("Ett", "Hej", sender="Maja Falk <maja@example.se>")
        page = reception.show(contact)
        reception.qtbot.waitUntil(lambda: "Karin Lind" in texts_of(page.case))
        reception.key(Qt.Key.Key_K, ALT)
        reception.qtbot.waitUntil(lambda: "rung" in steps(reception, contact))
        assert telephone.rung == ["tel:+46406280412"]


class TestParked:
    def test_several_are_listed_and_taken_up_by_a_figure_with_their_words(self, reception: Reception) -> None:
        first = park(reception, "Siv Ny", "om boende")
        reception.application.workplace.now = lambda: NOW + timedelta(minutes=4)
        second = park(reception, "Bo Ek", "om räkningen")
        reception.qtbot.waitUntil(lambda: reception.groups().get("Parked calls") == [first, second])
        assert reception.rows()[first].right == "4 min"
        reception.key(Qt.Key.Key_F2, SHIFT)
        parked: ParkedList = reception.card(ParkedList)
        assert [row.title for row in parked.list.rows.items()] == ["1  Siv Ny", "2  Bo Ek"]
        reception.key(Qt.Key.Key_2)
        card = reception.call_card()
        reception.qtbot.waitUntil(lambda: card.written.text() == "om räkningen")
        card.note.setText("ringer igen på måndag")
        reception.key(ENTER, CTRL)
        reception.until(second, state="closed")
        reception.no_card()
        assert [note.text for note in reception.whole(second).notes] == ["ringer igen på måndag"]
        reception.qtbot.waitUntil(lambda: reception.groups().get("Parked calls") == [first])
        reception.key(Qt.Key.Key_F2, SHIFT)  # the only one left is taken up at once
        card = reception.call_card()
        reception.qtbot.waitUntil(lambda: card.written.text() == "om boende")
        reception.key(ESCAPE)
        reception.no_card()
        assert steps(reception, first).count("parked") == 1

    def test_its_case_and_caller_are_there_again(self, reception: Reception) -> None:
        card = known(reception)
        card.chosen.who.role.answers()[0].click()
        card.chosen.who.way.answers()[1].click()
        reception.key(ESCAPE)
        reception.no_card()
        contact = reception.newest()
        reception.qtbot.waitUntil(lambda: contact in reception.groups().get("Parked calls", []))
        reception.page.queue.select(contact)
        reception.page.queue.setFocus()
        reception.key(ENTER)
        card = reception.call_card()
        reception.qtbot.waitUntil(lambda: "May be told about her own case." in card.chosen.may.text())
        assert card.chosen.code.text() == "About C-4000"
        reception.key(ENTER, CTRL)
        reception.no_card()
        assert steps(reception, contact).count("caller_noted") == 1

    def test_none_is_said_so(self, reception: Reception) -> None:
        reception.key(Qt.Key.Key_F2, SHIFT)
        status = reception.application.window.status
        reception.qtbot.waitUntil(lambda: status.sentence == "No call is parked.")

    def test_a_call_over_a_half_written_answer_loses_nothing(self, reception: Reception) -> None:
        mail = reception.mail("Ett", "Hej, när kommer beslutet?", sender="Maja Falk <maja@example.se>")
        reception.show(mail)
        reception.key(Qt.Key.Key_R, CTRL)
        form: AnswerForm = reception.card(AnswerForm)
        form.text.setPlainText("Hej!\n\nHalvvägs genom en")
        form.text.setFocus()
        contact = ring(reception, number=OTHER)
        card = reception.call_card()
        card.note.setText("ringer om boende")
        reception.key(ESCAPE)
        reception.qtbot.waitUntil(form.text.hasFocus)
        assert form.isVisible()
        assert form.text.toPlainText() == "Hej!\n\nHalvvägs genom en"
        assert reception.summary(contact).phone == OTHER
        assert [note.text for note in reception.whole(contact).notes] == ["ringer om boende"]


def test_mine_and_all(reception: Reception) -> None:
    theirs, mine = reception.call("missed", CALLER), reception.call("missed", OTHER)
    reception.qtbot.waitUntil(lambda: set(reception.rows()) == {theirs, mine})
    reception.show(mine)
    reception.key(Qt.Key.Key_H, CTRL)
    reception.until(mine, state="taken")
    reception.key(Qt.Key.Key_M, ALT)
    reception.qtbot.waitUntil(lambda: set(reception.rows()) == {mine})
    head = reception.page.queue.head
    assert head is not None
    assert "1 more at the desk" in texts_of(head)
    head.scope.answers()[0].click()
    reception.qtbot.waitUntil(lambda: set(reception.rows()) == {theirs, mine})


def test_done_in_two_clicks_and_open_again_in_two(reception: Reception) -> None:
    contact = reception.call("missed", OTHER)
    page = reception.show(contact)
    page.contact.bar.done.click()
    reception.until(contact, state="closed", outcome="solved")
    reception.qtbot.waitUntil(lambda: contact in [item.contact.id for item in page.queue._queue.groups["done"]])
    reception.show(contact) if contact in reception.rows() else page.show_item(contact)
    reception.wait_shown(contact)
    page.contact.bar.reopen.click()
    reception.until(contact, state="waiting")
