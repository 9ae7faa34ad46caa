"""The parties of a case on its page and at the desk: what is shown, what is entered by key and by mouse, taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.audit import AuditEntry
from mottagning.cases.card import case_card
from mottagning.cases.entries import PartyDetails, SaveParty
from mottagning.cases.partylist import PartyView
from mottagning.contacts.caller import Caller, NoteCaller
from mottagning.contacts.ties import TieCase
from mottagning.desk.caseside import case_side
from mottagning.ui.cases.consentform import ConsentForm
from mottagning.ui.cases.feedbackform import FeedbackForm
from mottagning.ui.cases.parties import PartiesPart
from mottagning.ui.cases.partyform import PartyForm
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.desk.casebrief import CaseBrief
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.rows import Row

from .cases_page import ENTER, Cases, words_of
from .conftest import NOW
from .reception import Reception, staff_up, texts_of

ALT = Qt.KeyboardModifier.AltModifier
TODAY = NOW.date()
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def cases(application: Application, qtbot: QtBot, tmp_path: Any) -> Cases:
    return Cases(application, qtbot, tmp_path)


def shown(cases: Cases, code: str = "C-1") -> PartiesPart:
    """The parties of a case on its page."""
    page = cases.open()
    page.show_item(cases.case(code))
    cases.wait_story(code)
    return page.story.parties


def stored(cases: Cases, code: str = "C-1") -> tuple[PartyView, ...]:
    return case_card(cases.database, cases.case(code), TODAY).parties


def form(cases: Cases, kind: type[QWidget]) -> Any:
    """The content of the card that has come."""

    def found() -> list[QWidget]:
        cards = [card for card in cases.window.findChildren(Card) if card.isVisible()]
        return [card.content for card in cards if isinstance(card.content, kind)]

    cases.until(lambda: bool(found()))
    return found()[-1]


def gone(cases: Cases) -> None:
    cases.until(lambda: not [card for card in cases.window.findChildren(Card) if card.isVisible()])


def answer(widget: QWidget, text: str) -> QRadioButton:
    return next(each for each in widget.findChildren(QRadioButton) if each.text() == text)


def menu(part: PartiesPart, number: int) -> dict[str, Callable[[], None]]:
    """What the menu of a party offers."""
    made = part.findChild(QPushButton, f"change {number}")
    assert made is not None
    made.menu().aboutToShow.emit()
    actions: list[QAction] = made.menu().actions()
    return {action.text(): action.trigger for action in actions}


def test_somebody_is_entered_by_mouse_and_taken_back(cases: Cases) -> None:
    part = shown(cases)
    add = part.findChild(QPushButton, "add")
    cases.qtbot.mouseClick(add, LEFT)
    card = form(cases, PartyForm)
    cases.qtbot.mouseClick(answer(card.role, "Relative"), LEFT)
    assert "nothing without consent" in card.sentence.text()
    assert "OSL 26:1" in card.sentence.text()
    card.name.setText("Vera Öberg")
    card.phones.setText("070-174 06 44, 08-465 004 20")
    card.threat.setText("Ring aldrig ensam")
    cases.qtbot.mouseClick(card.ok, LEFT)
    gone(cases)
    cases.until(lambda: "Vera Öberg" in words_of(part))
    vera = stored(cases)[0]
    assert (vera.name, vera.phones, vera.tell) == ("Vera Öberg", ("+46701740644", "+46846500420"), "nothing")
    said = words_of(part).splitlines()
    assert said.index("Threat: Ring aldrig ensam") < said.index("Åsa Öberg"), "the threat comes first"
    story = words_of(cases.page.story)
    assert story.index("Threat (relative): Ring aldrig ensam") < story.index("Stage"), "and above all of the case"
    cases.until(lambda: cases.window.status.can_undo)
    cases.key(Qt.Key.Key_Z, ALT)
    cases.until(lambda: "Vera Öberg" not in words_of(part))


def test_somebody_is_entered_by_keys_alone(cases: Cases) -> None:
    part = shown(cases)
    add = part.findChild(QPushButton, "add")
    assert add is not None
    add.setFocus(Qt.FocusReason.TabFocusReason)
    cases.key(Qt.Key.Key_Space)
    card = form(cases, PartyForm)
    cases.until(lambda: card.role.isAncestorOf(cases.window.focusWidget()))
    for _ in range(6):
        cases.key(Qt.Key.Key_Right)
    cases.key(Qt.Key.Key_Space)
    assert card.role.value() == "notifier", "the arrow keys choose"
    cases.key(Qt.Key.Key_Tab)
    cases.key(Qt.Key.Key_Space)
    assert card.notifier.value() == "school"
    cases.key(Qt.Key.Key_Tab)
    cases.write("Rektor Nour")
    card.ok.setFocus(Qt.FocusReason.TabFocusReason)
    cases.key(ENTER)
    gone(cases)
    cases.until(lambda: "Rektor Nour" in words_of(part))
    assert cases.window.focusWidget().objectName() == "add", "one goes on where one was"


def test_what_cannot_be_kept_is_said_on_the_card(cases: Cases) -> None:
    part = shown(cases)
    part.findChild(QPushButton, "add").click()
    card = form(cases, PartyForm)
    card.ok.click()
    assert "Choose a role first" in card.notice.sentence
    answer(card.role, "Relative").click()
    card.phones.setText("12")
    card.ok.click()
    cases.until(lambda: "not a number" in card.notice.sentence)
    assert len(stored(cases)) == 2


def test_more_is_entered_about_a_party_of_the_case_list(cases: Cases) -> None:
    part = shown(cases)
    menu(part, 0)["What may be told, interpreter, threat…"]()
    card = form(cases, PartyForm)
    assert not card.name.isVisible(), "who it is comes from the case system"
    card.interpreter.setChecked(True)
    cases.until(lambda: card.language.count() > 3)
    card.language.setEditText("Somali")
    card.limits.setText("Var hon bor")
    card.ok.click()
    gone(cases)
    cases.until(lambda: "Interpreter: Somali" in words_of(part))
    client = stored(cases)[0]
    assert (client.name, client.language, client.limits, client.is_of_feed) == (
        "Åsa Öberg",
        "Somali",
        "Var hon bor",
        True,
    )


def test_a_consent_is_noted_and_withdrawn(cases: Cases) -> None:
    part = shown(cases)
    menu(part, 1)["Consent…"]()
    card = form(cases, ConsentForm)
    card.what.setFocus()
    cases.write("Tider")
    cases.key(ENTER)
    gone(cases)
    cases.until(lambda: "By consent of Mon 23 Nov: Tider" in words_of(part))
    menu(part, 1)["Withdraw the consent of Mon 23 Nov"]()
    cases.until(lambda: "Consent withdrawn Mon 23 Nov: Tider" in words_of(part))
    assert "Withdraw the consent of Mon 23 Nov" not in menu(part, 1)


def test_feedback_is_asked_for_and_given(cases: Cases) -> None:
    part = shown(cases)
    school = PartyDetails(role="notifier", notifier="school", name="Rektor Nour")
    cases.command(SaveParty(by=cases.person("ab"), case=cases.case("C-1"), details=school))
    cases.until(lambda: "Notifier, school" in words_of(part))
    menu(part, 2)["Asks for feedback"]()
    cases.until(lambda: "Feedback asked for Mon 23 Nov; due a week after the decision" in words_of(part))
    assert "Asks for feedback" not in menu(part, 2)
    menu(part, 2)["Feedback given…"]()
    card = form(cases, FeedbackForm)
    card.ok.click()
    assert card.notice.sentence == "Choose what was answered."
    answer(card, "No investigation was opened").click()
    card.ok.click()
    gone(cases)
    cases.until(lambda: "Feedback given Mon 23 Nov: No investigation was opened" in words_of(part))


def test_a_private_notifier_is_not_offered_feedback(cases: Cases) -> None:
    part = shown(cases)
    neighbour = PartyDetails(role="notifier", notifier="private", name="Granne")
    cases.command(SaveParty(by=cases.person("ab"), case=cases.case("C-1"), details=neighbour))
    cases.until(lambda: "Granne" in words_of(part))
    assert "May be told that the report came, no more." in words_of(part)
    assert set(menu(part, 2)) == {"Details…", "Consent…", "Remove"}
    menu(part, 2)["Remove"]()
    cases.until(lambda: "Granne" not in words_of(part))


def test_of_a_protected_case_there_is_nobody_and_nothing_to_enter(cases: Cases) -> None:
    part = shown(cases, "C-3")
    assert words_of(part) == ""
    assert part.findChildren(QPushButton) == []


# At the desk ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(application: Application, qtbot: QtBot, tmp_path: Any) -> Reception:
    staff_up(application.database, tmp_path)
    reception = Reception(application, qtbot)
    reception.sit_down("ab")
    case = reception.case("C-2417")
    for details in (
        PartyDetails(
            role="guardian", name="Idris Abdi", tell="nothing", limits="var hon bor", threat="Möt alltid två och två"
        ),
        PartyDetails(role="notifier", notifier="school", name="Rektor Nour"),
    ):
        reception.command(SaveParty(by=None, case=case, details=details))
    return reception


def called(desk: Reception) -> int:
    contact = desk.call("ringing")
    desk.call("answered")
    desk.command(TieCase(by=None, contact=contact, case=desk.case("C-2417")))
    desk.show(contact)
    desk.qtbot.waitUntil(lambda: "Hemtjänst" in texts_of(desk.page.case))
    return contact


def test_the_threat_is_told_before_the_name(desk: Reception) -> None:
    case = desk.case("C-2417")
    interpreter = PartyDetails(role="client", of_feed=True, interpreter=True, language="Somali")
    desk.command(SaveParty(by=None, case=case, details=interpreter))
    called(desk)
    said = texts_of(desk.page.case)
    threat, language, stage = map(
        said.index, ("Threat (guardian): Möt", "Interpreter (the one it is about): Somali", "Investigation ·")
    )
    assert threat < language < stage, "what must not be missed stands above all that may fall below the fold"
    assert "Threat: Möt alltid två och två" in said
    assert "May be told nothing without consent" in said
    assert "Above all not: var hon bor" in said
    assert "Idris Abdi" not in said
    button = next(each for each in desk.page.case.findChildren(QPushButton) if each.text().startswith("Show names"))
    desk.qtbot.mouseClick(button, LEFT)
    desk.qtbot.waitUntil(lambda: "Idris Abdi" in texts_of(desk.page.case))


def test_on_the_call_card_too_names_are_shown_when_they_are_asked_for_and_that_is_noted(desk: Reception) -> None:
    desk.sit_down()
    desk.application.shell.open_call(None, None)
    card = desk.call_card()
    card._choose(desk.case("C-2417"), "C-2417")
    brief = card.chosen
    desk.qtbot.waitUntil(brief.show_names.isVisible)
    assert "Idris Abdi" not in texts_of(card)
    desk.qtbot.mouseClick(brief.show_names, LEFT)
    assert "Guardian: Idris Abdi" in brief.names.text()
    assert "Rektor Nour" not in texts_of(card), "a notifier is not to be read out by mistake"
    assert brief.show_names.isHidden()
    assert brief.who.isAncestorOf(QApplication.focusWidget())

    def noted() -> bool:
        with desk.database.reading():
            return any(entry.action == "names_seen" for entry in AuditEntry.select())

    desk.qtbot.waitUntil(noted)


def _told_to(desk: Reception) -> str:
    """For whom the words to say are meant."""
    said = texts_of(desk.page.case)
    if "Idris Abdi" not in said:
        return ""
    return "god_man" if "The investigation is going on" in said else "notifier"


def test_a_notifier_is_not_told_where_the_case_stands(desk: Reception) -> None:
    contact = called(desk)
    for role in ("god_man", "notifier"):
        desk.command(NoteCaller(by=None, contact=contact, role=role, way="called_back"))
        desk.qtbot.waitUntil(lambda role=role: _told_to(desk) == role)
    assert "May be told that the report came." in texts_of(desk.page.case)


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("guardian", "Somebody in this role may not be told all."),
        ("relative", "only when the one it is about has agreed"),
        ("authority", "only what a law allows"),
    ],
)
def test_no_words_to_say_for_who_may_be_told_nothing(desk: Reception, role: str, why: str) -> None:
    contact = called(desk)
    desk.command(NoteCaller(by=None, contact=contact, role=role, way="called_back"))
    desk.qtbot.waitUntil(lambda: why in texts_of(desk.page.case))
    assert "The investigation is going on" not in texts_of(desk.page.case)
    desk.command(NoteCaller(by=None, contact=contact, role="client", way="called_back"))
    desk.qtbot.waitUntil(lambda: "The investigation is going on" in texts_of(desk.page.case))


def test_the_words_to_say_wait_until_the_contact_is_tied_to_the_case(desk: Reception) -> None:
    contact = called(desk)
    desk.command(NoteCaller(by=None, contact=contact, role="client", way="called_back"))
    desk.qtbot.waitUntil(lambda: "The investigation is going on" in texts_of(desk.page.case))
    case = desk.page.case
    side = case_side(desk.application.database, desk.case("C-2417"), NOW)
    case.show_side(side, contact, Caller("client", "called_back"), False, NOW)
    assert "Shown when the contact is tied to the case." in texts_of(case)
    assert "The investigation is going on" not in texts_of(case)


def test_a_party_is_entered_over_the_desk_and_one_goes_on_there(desk: Reception) -> None:
    called(desk)
    add = desk.page.case.parties.findChild(QPushButton, "add")
    assert add is not None
    add.setFocus(Qt.FocusReason.TabFocusReason)
    desk.key(Qt.Key.Key_Space)
    card = desk.card(PartyForm)
    answer(card.role, "Relative").click()
    card.name.setText("Vera Öberg")
    desk.qtbot.mouseClick(card.ok, LEFT)
    desk.no_card()
    desk.qtbot.waitUntil(lambda: "Relative" in texts_of(desk.page.case))
    desk.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "add"


def test_a_threat_is_told_as_soon_as_the_number_is_known(desk: Reception) -> None:
    workplace = desk.application.workplace
    card = CallCard(workplace, None, "+46701740605")
    desk.qtbot.addWidget(card)
    card.start()
    desk.qtbot.waitUntil(lambda: len(card.field.list.rows.items()) > 1)
    rows = {row.title: row for row in card.field.list.rows.items() if isinstance(row, Row)}
    assert (rows["C-2417"].tone_word, rows["C-2417"].right) == ("Threat", "")
    assert "Karin Lind" in rows["C-2417"].detail
    assert "Idris" not in rows["C-2417"].spoken
    assert (rows["C-1980"].tone_word, rows["C-1980"].right) == ("", "Omar Hauge")


def test_the_call_card_warns_of_a_threat_by_the_role_alone(desk: Reception) -> None:
    case = desk.case("C-2417")
    interpreter = PartyDetails(role="client", of_feed=True, interpreter=True, language="Somali")
    desk.command(SaveParty(by=None, case=case, details=interpreter))
    brief = CaseBrief(desk.application.workplace)
    desk.qtbot.addWidget(brief)
    brief.show_case(case, "C-2417")
    desk.qtbot.waitUntil(lambda: "Threat (guardian): Möt alltid två och två" in brief.threats.text())
    assert "Interpreter (the one it is about): Somali" in brief.facts.text()
    assert "Idris" not in texts_of(brief)
    assert brief.may.text() == "Say nothing about the case before you know who it is."
    brief.show_case(desk.case("C-1980"), "C-1980")
    desk.qtbot.waitUntil(lambda: "LSS" in brief.facts.text())
    assert not brief.threats.isVisibleTo(brief)
