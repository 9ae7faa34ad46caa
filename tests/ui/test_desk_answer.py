"""Answering by mail at the desk: figures and Enter, what is asked before it goes, and what is seen of it afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.contacts.answers.outgoing import AnswerView, answers_of
from mottagning.contacts.answers.standing import BeginSending, NoteNotTaken, NoteUnsure
from mottagning.looking import Looking
from mottagning.ui.answer_watch import AnswerWatch
from mottagning.ui.desk.answerform import AnswerForm
from tests.db import answers

from .conftest import NOW
from .reception import ALT, CTRL, ENTER, ESCAPE, Reception, texts_of


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> Reception:
    answers.set_up(application.database, phone="040-628 04 00", signature="Mottagningen\nVård och omsorg")
    return Reception(application, qtbot)


def asked(reception: Reception, contact: int) -> AnswerForm:
    """The card, when it knows to whom."""
    reception.show(contact)
    reception.key(Qt.Key.Key_R, CTRL)
    form: AnswerForm = reception.card(AnswerForm)
    reception.qtbot.waitUntil(lambda: bool(form.to.text()) and form.words.answers()[0].hasFocus())
    return form


def sent(reception: Reception, contact: int) -> AnswerView:
    reception.qtbot.waitUntil(lambda: bool(answers_of(reception.database, contact)))
    (found,) = answers_of(reception.database, contact)
    return found


def test_a_figure_and_enter_answer_and_undo_takes_it_back(reception: Reception) -> None:
    contact = reception.mail("Min mamma", "Hur går det?")
    reception.sit_down()
    form = asked(reception, contact)
    assert form.to.text() == "asa@example.se"
    reception.key(Qt.Key.Key_2)
    assert "040-628 04 00" in form.text.toPlainText()
    assert form.text.toPlainText().endswith("Mottagningen\nVård och omsorg")
    reception.key(ENTER)
    answer = sent(reception, contact)
    assert (answer.state, answer.by) == ("waiting", reception.person("ab"))
    reception.no_card()
    part = reception.wait_shown(contact).contact.answers
    reception.qtbot.waitUntil(lambda: "goes in a few seconds" in texts_of(part))
    assert "ringer" not in texts_of(part)
    reception.qtbot.waitUntil(lambda: "Ring oss" in texts_of(reception.page.contact.notes))
    reception.undo()
    reception.qtbot.waitUntil(lambda: not answers_of(reception.database, contact))
    assert reception.whole(contact).notes == ()
    reception.qtbot.waitUntil(lambda: not part.isVisible())


def test_an_answer_may_be_the_end_of_it(reception: Reception) -> None:
    contact = reception.mail("Fråga", "Hur går det?")
    reception.sit_down()
    form = asked(reception, contact)
    reception.key(Qt.Key.Key_1)
    form.afterwards.answers()[1].click()
    form.send()
    reception.until(contact, state="closed", outcome="solved")
    reception.undo()
    reception.until(contact, state="waiting")


def test_a_booked_time_stands_in_the_answer(reception: Reception) -> None:
    contact = reception.mail("Fråga", "Kan jag få en tid?")
    reception.sit_down()
    form = asked(reception, contact)
    reception.key(Qt.Key.Key_3)
    assert form.words.answers()[2].hasFocus()
    assert form.day.isVisible()
    assert "tisdag 24 november kl. 10.00" in form.text.toPlainText()
    form.time.stepUp()
    assert "kl. 11.00" in form.text.toPlainText()


def test_what_points_at_somebody_is_shown_and_goes_when_she_says_so(reception: Reception) -> None:
    contact = reception.mail("Fråga", "Hur går det?")
    reception.sit_down()
    form = asked(reception, contact)
    reception.key(Qt.Key.Key_5)
    assert QApplication.focusWidget() is form.text
    reception.write("C-2417 ringer 070-174 06 99")
    reception.key(ENTER, CTRL)
    reception.qtbot.waitUntil(form.all_the_same.isVisible)
    assert "070-174 06 99" in texts_of(form.findings)
    assert "C-2417" in texts_of(form.findings)
    form.send()
    reception.qtbot.waitUntil(lambda: reception.application.tasks.is_idle)
    assert answers_of(reception.database, contact) == ()
    form.all_the_same.click()
    form.text.appendPlainText("Hej")
    assert not form.all_the_same.isVisible()
    form.send()
    reception.qtbot.waitUntil(form.all_the_same.isVisible)
    form.all_the_same.click()
    form.send()
    assert sent(reception, contact).state == "waiting"


def test_nothing_goes_without_words(reception: Reception) -> None:
    contact = reception.mail("Fråga", "Hur går det?")
    reception.sit_down()
    form = asked(reception, contact)
    reception.key(ENTER)
    assert "Choose the words" in texts_of(form.notice)
    reception.key(ESCAPE)
    reception.no_card()


def test_an_address_that_nobody_in_the_case_has_is_pointed_out(reception: Reception) -> None:
    contact = reception.mail("C-2417", "Angående C-2417", "Någon <nagon@example.org>")
    reception.sit_down()
    assert reception.tied(contact) == ["C-2417"]
    form = asked(reception, contact)
    assert "C-2417" in texts_of(form.strange)


def test_why_it_cannot_be_answered_stands_on_the_card(application: Application, qtbot: QtBot) -> None:
    reception = Reception(application, qtbot)
    contact = reception.mail("Fråga", "Hur går det?")
    reception.sit_down()
    reception.show(contact)
    reception.page.contact.bar.answer.click()
    form: AnswerForm = reception.card(AnswerForm)
    qtbot.waitUntil(lambda: "No mailbox can be answered from" in texts_of(form.notice))
    assert not form.ok.isEnabled()


def test_a_call_is_not_answered_by_mail(reception: Reception) -> None:
    contact = reception.call("missed")
    reception.sit_down()
    reception.show(contact)
    assert not reception.page.contact.bar.answer.isVisible()


def test_what_failed_or_is_unsure_is_decided_at_the_contact(reception: Reception) -> None:
    watch = AnswerWatch(reception.application.workplace)
    contact = reception.mail("Fråga", "Hur går det?")
    reception.sit_down()
    asked(reception, contact)
    reception.key(Qt.Key.Key_1)
    reception.key(ENTER)
    answer = sent(reception, contact).id
    reception.command(NoteNotTaken(by=None, at=NOW, answer=answer, error="Nobody is there.", for_good=True))
    part = reception.page.contact.answers
    reception.qtbot.waitUntil(lambda: "Nobody is there." in texts_of(part))
    status = reception.application.window.status
    reception.qtbot.waitUntil(lambda: "could not be sent" in status.sentence)
    press(reception, "Try again")
    reception.qtbot.waitUntil(lambda: sent(reception, contact).state == "waiting")
    reception.command(BeginSending(by=None, at=NOW - timedelta(hours=1), answer=answer))
    reception.command(NoteUnsure(by=None, at=NOW, answer=answer, error="It broke off."))
    reception.qtbot.waitUntil(lambda: "not known" in texts_of(part))
    reception.qtbot.waitUntil(lambda: "not known" in status.sentence)
    press(reception, "It was sent")
    reception.qtbot.waitUntil(lambda: sent(reception, contact).state == "sent")
    reception.qtbot.waitUntil(lambda: "Answered by mail" in texts_of(part))
    watch.deleteLater()


def press(reception: Reception, text: str) -> None:
    part = reception.page.contact.answers

    def offered() -> list[QPushButton]:
        return [each for each in part.findChildren(QPushButton) if each.text() == text and each.isVisible()]

    reception.qtbot.waitUntil(lambda: reception.page.shown is not None and bool(offered()))
    offered()[0].click()


def test_the_keys_of_the_card_do_not_write_into_the_answer(reception: Reception) -> None:
    contact = reception.mail("Fråga", "Hur går det?")
    reception.sit_down()
    form = asked(reception, contact)
    reception.key(Qt.Key.Key_5)
    before = form.text.toPlainText()
    reception.write("4")
    assert form.words.value() == "own"
    assert form.text.toPlainText() != before
    reception.key(Qt.Key.Key_Q, ALT)


def test_what_was_written_stands_there_again(reception: Reception) -> None:
    """Given up with Escape, and taken back after it was sent: the words of an answer are not lost."""
    contact = reception.mail("Ett", "Hej")
    page = reception.sit_down()
    form = asked(reception, contact)
    form.words.answers()[-1].click()
    form.text.setPlainText("Hej! Kom på torsdag.")
    reception.key(ESCAPE)
    reception.no_card()
    assert page.contact.drafting.text(contact, "answer") == "Hej! Kom på torsdag."
    reception.key(Qt.Key.Key_R, CTRL)
    form = reception.card(AnswerForm)
    reception.qtbot.waitUntil(lambda: bool(form.to.text()))
    assert form.text.toPlainText() == "Hej! Kom på torsdag."
    form.send()
    sent(reception, contact)
    reception.no_card()
    reception.qtbot.waitUntil(lambda: page.contact.drafting.text(contact, "answer") == "")
    reception.undo()
    reception.qtbot.waitUntil(lambda: page.contact.drafting.text(contact, "answer") == "Hej! Kom på torsdag.")
    assert answers_of(reception.database, contact) == ()


def test_who_writes_an_answer_already_is_said_before_another_one_is_written(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    page = reception.sit_down()
    reception.wait_shown(contact)
    karin = reception.person("kl")
    reception.application.workplace.others_look.emit(Looking(karin, contact))
    assert page.contact.head.others.text() == "Karin Lind reads this now"
    reception.application.workplace.others_look.emit(Looking(karin, contact, "answer"))
    assert page.contact.head.others.text() == "Karin Lind writes an answer to this now"
    form = asked(reception, contact)
    assert form.others.sentence == "Karin Lind writes an answer to this now"
    reception.application.workplace.others_look.emit(Looking(karin, None))
    assert page.contact.head.others.isHidden()
