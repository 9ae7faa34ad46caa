"""A call that the unit's service was told of opens its card where somebody sits whose turn it is."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mottagning import app
from mottagning.app import Application
from mottagning.contacts.calls import PhoneEvent, phone_event
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.workplace import Workplace

from .conftest import NOW
from .reception import CALLER, Reception


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> Reception:
    made = Reception(application, qtbot)
    made.sit_down()
    return made


def told_to_the_service(reception: Reception, call_id: str = "1") -> int:
    """The service has stored a call without its number, which it announces past the tables."""
    event = PhoneEvent(by=None, at=NOW, event="ringing", number=None, call_id=call_id, occurred_at=NOW)
    return phone_event(reception.database, event).created["contact"]


def cards(reception: Reception) -> list[CallCard]:
    return reception.application.window.findChildren(CallCard)


def test_the_card_opens_with_the_number_that_is_in_no_table(reception: Reception) -> None:
    contact = told_to_the_service(reception)
    reception.application.shell.hear_ringing(contact, CALLER)
    card = reception.call_card()
    assert card.who.text() == "070-174 06 05"
    reception.application.shell.hear_ringing(contact, CALLER)
    reception.qtbot.waitUntil(lambda: reception.application.tasks.is_idle)
    assert len(cards(reception)) == 1, "told twice it is the same call"


def test_it_opens_only_where_it_is_somebodys_turn(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(reception.application.shell, "_answers", lambda _database, key, _now: bool(asked.append(key)))
    reception.application.shell.hear_ringing(told_to_the_service(reception), CALLER)
    reception.qtbot.waitUntil(lambda: asked == ["ab"] and reception.application.tasks.is_idle)
    assert cards(reception) == []


def test_nobody_who_is_signed_out_sees_a_number(reception: Reception) -> None:
    reception.application.workplace.sign_in(None)
    reception.application.shell.hear_ringing(told_to_the_service(reception), CALLER)
    reception.application.shell.ring(told_to_the_service(reception, "2"), CALLER)
    reception.qtbot.waitUntil(lambda: reception.application.tasks.is_idle)
    assert cards(reception) == []


def test_the_service_on_this_computer_asks_the_window_itself(reception: Reception) -> None:
    answers: list[bool] = []
    contact = told_to_the_service(reception)
    reception.application._given(["ringing", str(contact), ""], answers.append, None)
    assert answers == [True]
    assert reception.call_card().who.text() != ""


def test_when_nobody_is_planned_it_is_everybodys_turn(reception: Reception) -> None:
    workplace: Workplace = reception.application.workplace
    assert app._answers(reception.database, "ab", workplace.now())
