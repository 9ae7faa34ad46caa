"""What was done elsewhere, as the desk sees it: an answer written in Outlook, and what machines sent."""

from datetime import timedelta
from pathlib import Path

import pytest

from mottagning.contacts.answers.elsewhere import NoteElsewhere
from tests.db import answers

from .conftest import NOW
from .reception import Reception, texts_of


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def test_an_answer_written_in_outlook_stands_on_its_contact(reception: Reception) -> None:
    mailbox = answers.set_up(reception.database).id
    contact = reception.mail("Fråga", "Hur går det?", at=NOW - timedelta(hours=2))
    reception.sit_down()
    column = reception.wait_shown(contact).contact
    assert not column.answers.isVisible()
    found = NoteElsewhere(
        by=None,
        at=NOW,
        mailbox=mailbox or 0,
        contact=contact,
        message_id="r@outlook.example",
        sent_at=NOW - timedelta(hours=1),
        text="Beslutet kommer i veckan.",
    )
    reception.command(found)
    reception.qtbot.waitUntil(lambda: "Answered in Outlook" in texts_of(column.answers))
    assert "Press Done" in texts_of(column.answers)
    reception.qtbot.waitUntil(lambda: "Answer in Outlook" in texts_of(column.notes))
    assert "Beslutet kommer i veckan." in texts_of(column.notes)


def test_what_machines_sent_is_closed_all_at_once_and_opened_again(reception: Reception) -> None:
    letters = [
        reception.mail(f"Nyheter {number}", "Veckans nyheter.", "no-reply@example.org", list_id="news.example.org")
        for number in range(3)
    ]
    person = reception.mail("Fråga", "Hur går det?")
    reception.sit_down()
    column = reception.wait_shown(person).contact
    assert not column.automatic.isVisible()
    reception.qtbot.waitUntil(lambda: reception.page.queue.select(letters[0]))
    reception.wait_shown(letters[0])
    reception.qtbot.waitUntil(column.automatic.isVisible)
    assert "3 automatic messages" in texts_of(column.automatic)
    column.automatic.close_all.click()
    status = reception.application.window.status
    reception.qtbot.waitUntil(lambda: "3 automatic messages closed" in status.sentence and status.can_undo)
    assert {reception.summary(each).outcome for each in letters} == {"no_action"}
    assert reception.summary(person).state == "waiting"
    reception.undo()
    reception.qtbot.waitUntil(lambda: {reception.summary(each).state for each in letters} == {"waiting"})
