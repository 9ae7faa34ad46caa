"""The short form at the end of a contact: a few keys or two clicks, and nothing that points at anybody."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.contacts import handling
from mottagning.desk.settle import Done
from mottagning.measures.questions import EFFECT, YES
from mottagning.measures.surveys import CHANNELS
from mottagning.ui.surveys import answerform
from mottagning.ui.surveys.answerform import AnswerForm
from mottagning.ui.widgets.card import Card

from .conftest import NOW
from .reception import ALT, CTRL, ENTER, Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> Reception:
    made = Reception(application, qtbot)
    made.sit_down()
    return made


def tallies(reception: Reception) -> set[tuple[object, ...]]:
    with reception.database.reading():
        rows = reception.database.sql("SELECT way, channel, category, question, answer, n FROM survey_tally").fetchall()
    return {tuple(row) for row in rows}


def form(reception: Reception) -> AnswerForm:
    found: AnswerForm = reception.card(AnswerForm)
    reception.qtbot.waitUntil(lambda: found.isAncestorOf(found.window().focusWidget()))
    return found


def closed(reception: Reception, code: str = "C-2417") -> int:
    """A message about a case that has been dealt with, and has left the queue."""
    contact = reception.mail("Fråga", f"Hej, när kommer ni? {code}")
    reception.show(contact)
    reception.key(Qt.Key.Key_Return, CTRL)
    reception.qtbot.waitUntil(lambda: reception.summary(contact).state == "closed")
    return contact


def test_all_fives_and_the_right_help_take_four_keys(reception: Reception) -> None:
    """Alt+E of what was just done, 5, J, Enter: its way and kind of help are there already."""
    contact = closed(reception)
    reception.key(Qt.Key.Key_E, ALT)
    shown = form(reception)
    reception.key(Qt.Key.Key_5)
    reception.write("j")
    reception.qtbot.waitUntil(shown.ok.hasFocus)
    reception.key(ENTER)
    keys = ("ease", "kindness", "listening", "clarity", "time")
    expected = {("form", "mail", "sol", key, 5, 1) for key in keys} | {("form", "mail", "sol", EFFECT, YES, 1)}
    reception.qtbot.waitUntil(lambda: bool(tallies(reception)))
    assert tallies(reception) == expected
    with reception.database.reading():
        last = "SELECT actor_id, changes FROM command_log ORDER BY seq DESC LIMIT 1"
        assert tuple(reception.database.sql(last).fetchone()) == (None, '{"survey": null}')
    assert reception.summary(contact).state == "closed"
    reception.qtbot.waitUntil(lambda: reception.application.window.status.sentence == "The answers are counted.")
    reception.undo()
    reception.qtbot.waitUntil(lambda: tallies(reception) == set())


def test_of_a_call_that_ended_on_its_card_the_kind_of_help_is_known(reception: Reception) -> None:
    """The mail before it does not count, nor does what a colleague has done since."""
    closed(reception, "C-1980")
    reception.application.shell.open_call(None, None)
    card = reception.call_card()
    reception.write("C-2417")
    reception.qtbot.waitUntil(lambda: bool(card.field.hits()))
    reception.key(ENTER)
    reception.qtbot.waitUntil(card.note.hasFocus)
    reception.write("Frågade om tid")
    card.save(Done("solved"))
    window = reception.application.window
    reception.qtbot.waitUntil(lambda: not any(each.isVisible() for each in window.findChildren(Card)))
    colleague = reception.mail("Annat", "Något annat C-1980", sender="Bo Ek <bo@example.se>")
    version = reception.summary(colleague).version
    reception.command(
        handling.Close(by=reception.person("kl"), at=NOW, contact=colleague, version=version, outcome="solved")
    )
    reception.key(Qt.Key.Key_E, ALT)
    shown = form(reception)
    assert (shown.channel.value(), shown.help.value()) == ("phone", "sol")


def test_each_figure_answers_its_line_and_goes_on(reception: Reception) -> None:
    answerform.ask(reception.application.workplace, reception.application.window, "visit")
    shown = form(reception)
    reception.key(Qt.Key.Key_Tab)
    for figure in (Qt.Key.Key_4, Qt.Key.Key_3, Qt.Key.Key_9, Qt.Key.Key_2):
        reception.key(figure)
    assert shown.questions.answers() == (("ease", 4), ("kindness", 3), ("listening", 2))
    reception.key(Qt.Key.Key_Return, CTRL)
    reception.qtbot.waitUntil(
        lambda: (
            tallies(reception)
            == {("form", "visit", "", "ease", 4, 1), ("form", "visit", "", "kindness", 3, 1)}
            | {("form", "visit", "", "listening", 2, 1)}
        )
    )


def test_keys_that_are_held_down_count_once(reception: Reception) -> None:
    answerform.ask(reception.application.workplace, reception.application.window, "visit")
    form(reception)
    reception.key(Qt.Key.Key_5)
    for _ in range(3):
        reception.key(Qt.Key.Key_Return, CTRL)
    reception.qtbot.waitUntil(lambda: reception.application.window.status.sentence == "The answers are counted.")
    reception.qtbot.waitUntil(lambda: reception.application.tasks.is_idle)
    assert {row[5] for row in tallies(reception)} == {1}


def test_two_clicks_are_enough(reception: Reception) -> None:
    answerform.ask(reception.application.workplace, reception.application.window)
    shown = form(reception)
    reception.qtbot.mouseClick(shown.questions.all.answers()[4], Qt.MouseButton.LeftButton)
    reception.qtbot.mouseClick(shown.ok, Qt.MouseButton.LeftButton)
    reception.qtbot.waitUntil(lambda: len(tallies(reception)) == 5)


def test_it_is_not_the_same_answer_to_all_when_one_differs(reception: Reception) -> None:
    answerform.ask(reception.application.workplace, reception.application.window)
    shown = form(reception)
    first, *_ = shown.questions.scales.values()
    shown.questions.all.answers()[4].click()
    first.answers()[4].click()
    assert shown.questions.all.value() == 5
    first.answers()[1].click()
    assert shown.questions.all.value() is None
    assert [value for _, value in shown.questions.answers()] == [2, 5, 5, 5, 5]


def test_nothing_answered_is_said_and_not_counted(reception: Reception) -> None:
    answerform.ask(reception.application.workplace, reception.application.window)
    shown = form(reception)
    reception.key(Qt.Key.Key_Return, CTRL)
    assert shown.notice.sentence
    assert tallies(reception) == set()


def test_the_form_is_offered_under_a_contact_that_is_done(reception: Reception) -> None:
    contact = closed(reception)
    other = reception.mail("Annat", "Något helt annat", sender="Bo Ek <bo@example.se>")
    page = reception.show(other)
    assert not page.contact.bar.survey.isVisible()
    page.show_item(contact)
    reception.wait_shown(contact)
    assert page.contact.bar.survey.isVisible()
    reception.qtbot.mouseClick(page.contact.bar.survey, Qt.MouseButton.LeftButton)
    assert form(reception).channel.value() == "mail"


def offered(reception: Reception) -> bool:
    return reception.application.window.status.offer_button.isVisible()


def said(reception: Reception, beginning: str) -> None:
    status = reception.application.window.status
    reception.qtbot.waitUntil(lambda: status.sentence.startswith(beginning))


def test_after_a_call_is_done_it_is_offered_beside_undo(reception: Reception) -> None:
    reception.application.shell.open_call(None, None)
    reception.call_card().note.setText("Frågade om tid")
    reception.key(ENTER, CTRL)
    said(reception, "Done:")
    reception.qtbot.waitUntil(lambda: offered(reception))
    button = reception.application.window.status.offer_button
    reception.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert form(reception).channel.value() == "phone"
    assert not offered(reception)


def test_after_a_call_in_the_queue_is_done_it_is_offered_until_that_is_taken_back(reception: Reception) -> None:
    contact = reception.call("missed")
    reception.show(contact)
    reception.key(ENTER, CTRL)
    said(reception, "Done:")
    reception.qtbot.waitUntil(lambda: offered(reception))
    reception.undo()
    said(reception, "Taken back.")
    assert not offered(reception)


def test_nobody_is_asked_by_whom_no_word_was_said_or_who_was_not_helped(reception: Reception) -> None:
    closed(reception)
    said(reception, "Done:")
    reception.qtbot.waitUntil(lambda: reception.application.tasks.is_idle)
    assert not offered(reception)
    reception.application.shell.open_call(None, None)
    reception.call_card().note.setText("Fel nummer")
    reception.key(Qt.Key.Key_I, ALT)
    said(reception, "Done: No action")
    reception.no_card()
    assert not offered(reception)


def test_cards_are_counted_one_after_the_other_for_the_week_they_are_of(reception: Reception) -> None:
    answerform.ask(reception.application.workplace, reception.application.window, of_cards=True)
    shown = form(reception)
    shown.day.setDate(shown.day.date().addDays(-7))
    for n in (1, 2):
        reception.write("345")  # as they stand on the card: a figure for each question
        reception.key(Qt.Key.Key_Return, CTRL)
        figures = {
            ("card", "phone", "", key, value, n) for key, value in (("ease", 3), ("kindness", 4), ("listening", 5))
        }
        reception.qtbot.waitUntil(lambda figures=figures: figures == set(tallies(reception)))
        reception.qtbot.waitUntil(lambda: shown.questions.answers() == ())
    with reception.database.reading():
        weeks = {row[0] for row in reception.database.sql("SELECT DISTINCT week FROM survey_tally").fetchall()}
    assert weeks == {"2026-11-16"}
    assert NOW.date().isoformat() == "2026-11-23"
    assert [each for each in CHANNELS if each == shown.channel.value()] == ["phone"]
