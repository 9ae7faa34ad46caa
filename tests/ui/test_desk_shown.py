"""What the desk marks and shows: never one contact in the queue and another beside it, and the questions whole."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.contacts.handling import Close
from mottagning.people.absence import AddAbsence
from mottagning.ui.guide.lookup import LookupView

from .conftest import NOW
from .reception import ENTER, Reception, staff_up


@pytest.fixture
def desk(application: Application, qtbot: QtBot, tmp_path: Path) -> Reception:
    staff_up(application.database, tmp_path)
    reception = Reception(application, qtbot)
    reception.sit_down("ab")
    return reception


def test_a_contact_that_is_not_in_the_queue_is_shown_with_none_marked_there(desk: Reception) -> None:
    long_ago = NOW - timedelta(days=9)
    old = desk.call("missed", "+46701740699", at=long_ago)
    version = desk.summary(old).version
    desk.command(Close(by=desk.person("ab"), at=long_ago, contact=old, version=version, outcome="no_action"))
    new = desk.call("missed")
    desk.show(new)
    assert desk.page.queue.selected() == new
    desk.page.show_item(old)
    desk.wait_shown(old)
    assert desk.page.queue.selected() is None


def test_one_that_is_gone_does_not_take_the_next_one_away(desk: Reception) -> None:
    """Somebody follows a link to what was taken away, and goes on at once."""
    call = desk.call("missed")
    desk.show(desk.mail("Ett", "Hej"))
    desk.page.show_item(999_999)
    desk.page.show_item(call)
    desk.wait_shown(call)
    desk.qtbot.waitUntil(lambda: desk.application.tasks.is_idle)
    assert desk.page.chosen.id == call
    assert desk.application.window.status.sentence == ""


def test_in_a_low_window_the_question_who_writes_is_seen_whole(desk: Reception) -> None:
    window = desk.application.window
    window.resize(1366, 768)
    lines = "Jag är kurator och orolig för en elev i årskurs 4. Eleven har blåmärken på armarna. " * 3
    contact = desk.mail("Oro för elev", f"Hej,\n\n{lines}\n\n-- \nVera Ek", "Vera Ek <kurator@example.se>")
    desk.show(contact)
    column = desk.page.contact
    view = column.scrolling.viewport()

    def is_whole() -> bool:
        answers = column.caller.role.findChildren(QRadioButton)
        ends = [answer.mapTo(view, QPoint(0, answer.height())).y() for answer in answers]
        return bool(ends) and max(ends) <= view.height()

    desk.qtbot.waitUntil(is_whole)
    before = column.note.height()
    column.note.setFocus()
    desk.qtbot.waitUntil(lambda: column.note.height() > before)


def test_whoever_calls_is_asked_for_before_the_text_and_whoever_writes_after_it(desk: Reception) -> None:
    mail, call = desk.mail("Ett", "Hej"), desk.call("missed")
    desk.sit_down()
    for contact, is_first in ((mail, False), (call, True), (mail, False)):
        column = desk.show(contact).contact
        order = [column._upper.itemAt(place).widget() for place in range(column._upper.count())]
        assert (order.index(column.caller) < order.index(column.notes)) == is_first


def test_a_note_asks_what_was_said_only_where_somebody_was_talked_with(desk: Reception) -> None:
    call, letter = desk.call("missed"), desk.mail("Ett", "Hej")
    note = desk.show(call).contact.note
    assert note.placeholderText() == "What was said, and what was agreed"
    desk.show(letter)
    assert note.placeholderText() == "What it is about, and what is done"


def test_beside_a_contact_without_a_case_stands_who_is_here_today(desk: Reception) -> None:
    contact = desk.mail("Ett", "Hej", "Siv Ny <siv@example.se>")
    here = desk.show(contact).case.here

    def names() -> list[str]:
        return [row.title for row in here.list.rows.items()]

    desk.qtbot.waitUntil(lambda: here.isVisible() and names() == ["Anna Berg", "Karin Lind", "Lena Ek"])
    today = NOW.date()
    desk.command(AddAbsence(by=None, person=desk.person("kl"), first=today, last=today))
    desk.qtbot.waitUntil(lambda: names() == ["Anna Berg", "Lena Ek"])
    here.list.select(desk.person("le"))
    here.list.setFocus()
    desk.key(ENTER)
    assert desk.card(LookupView).isVisible()
