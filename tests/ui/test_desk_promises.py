"""A promise as it is typed, and a time that is booked with the handler of a case."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mottagning.contacts.ties import TieCase

from .conftest import NOW
from .reception import CTRL, ENTER, Reception, texts_of


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def open_form(reception: Reception, code: str = "") -> int:
    """The card of a promise over a new contact, which is tied to this case."""
    contact = reception.mail("Ett", "Hej")
    if code:
        reception.command(TieCase(by=reception.person("ab"), at=NOW, contact=contact, case=reception.case(code)))
    reception.sit_down()
    reception.wait_shown(contact)
    reception.key(Qt.Key.Key_L, CTRL)
    reception.promise_form()
    return contact


def test_whoever_begins_to_type_writes_the_time_and_sees_the_exact_one(reception: Reception) -> None:
    contact = open_form(reception)
    form = reception.promise_form()
    assert form.echo.text() == "Monday 23 November 15:00"
    reception.write("torsdag 10")
    assert form.typed.hasFocus()
    assert (form.typed.text(), form.echo.text()) == ("torsdag 10", "Thursday 26 November 10:00")
    assert form.times is not None
    assert form.times.value() is None
    assert form.owner.value() == "desk"
    reception.key(ENTER)
    found = reception.until(contact, state="promised", owner=None)
    assert found.due_at == datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_a_closed_day_is_said_before_it_is_promised(reception: Reception) -> None:
    open_form(reception)
    form = reception.promise_form()
    reception.write("24/12")
    assert form.echo.text() == "Thursday 24 December is closed (julafton): Monday 28 December 16:00"


def test_what_is_not_understood_is_said_and_nothing_is_promised(reception: Reception) -> None:
    contact = open_form(reception)
    form = reception.promise_form()
    reception.write("sen")
    reception.key(ENTER)
    assert "says no time that is understood" in texts_of(form)
    assert reception.summary(contact).state == "waiting"
    form.typed.clear()
    assert form.times is not None
    assert form.times.value() == 0
    reception.key(ENTER)
    reception.until(contact, state="promised")


def test_a_time_is_booked_with_the_handler_of_the_case(reception: Reception) -> None:
    contact = open_form(reception, "C-3000")
    form = reception.promise_form()
    with_karin = form.owner.answers()[2]
    assert with_karin.text() == "Book a time with Karin Lind"
    with_karin.click()
    reception.write("imorgon")
    reception.key(ENTER)
    assert "time of day" in texts_of(form)
    form.typed.setText("imorgon 10")
    form.typed.setFocus()
    reception.key(ENTER)
    found = reception.until(contact, state="promised", owner=reception.person("kl"), booked=True)
    assert found.due_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    status = reception.application.window.status
    reception.qtbot.waitUntil(lambda: status.sentence == "Booked: tomorrow 10:00 with Karin Lind.")
