"""What is half written: it survives the window, stands at the next computer, and colleagues see whose it is."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mottagning.contacts import drafts
from mottagning.contacts.drafts import KeepDraft

from .conftest import NOW
from .reception import CTRL, Reception, texts_of


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def begun(reception: Reception, contact: int) -> list[tuple[int, str]]:
    found = drafts.drafts_of(reception.database, [contact]).get(contact, ())
    return [(each.person, each.text) for each in found]


def begin(reception: Reception, contact: int, text: str) -> None:
    reception.wait_shown(contact)
    reception.key(Qt.Key.Key_M, CTRL)
    reception.write(text)


def test_it_is_kept_by_itself_while_one_writes_and_goes_when_it_is_a_note(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    page = reception.sit_down()
    begin(reception, contact, "inte klar")
    reception.qtbot.waitUntil(lambda: begun(reception, contact) == [(reception.person("ab"), "inte klar")])
    assert reception.whole(contact).notes == ()
    reception.key(Qt.Key.Key_S, CTRL)
    reception.qtbot.waitUntil(lambda: [n.text for n in reception.whole(contact).notes] == ["inte klar"])
    reception.qtbot.waitUntil(lambda: page.contact.note.toPlainText() == "")
    assert begun(reception, contact) == []


def test_an_older_answer_of_the_database_takes_nothing_away(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    page = reception.sit_down()
    begin(reception, contact, "inte")
    drafting = page.contact.drafting
    drafting.asked()
    reception.write(" klar")
    drafting.flush()
    reception.qtbot.waitUntil(lambda: drafting.is_kept)
    drafting.found(contact, ())  # as it was when it was asked
    assert drafting.text(contact) == "inte klar"
    drafting.asked()
    drafting.found(contact, ())  # she has kept it as a note at another computer
    assert drafting.text(contact) == ""


def test_it_is_kept_when_the_window_closes(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    page = reception.sit_down()
    begin(reception, contact, "inte klar")
    application = QApplication.instance()
    assert application is not None
    application.aboutToQuit.emit()
    reception.qtbot.waitUntil(lambda: begun(reception, contact) == [(reception.person("ab"), "inte klar")])
    reception.qtbot.waitUntil(lambda: page.contact.drafting.is_kept)
    assert reception.whole(contact).notes == ()


def test_what_was_begun_at_another_computer_stands_in_the_field(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    reception.command(KeepDraft(by=reception.person("ab"), at=NOW, contact=contact, text="började hemma"))
    page = reception.sit_down()
    reception.wait_shown(contact)
    assert page.contact.note.toPlainText() == "började hemma"
    assert page.contact.drafts.isHidden()


def test_a_colleagues_words_are_shown_as_hers_and_can_be_used(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    page = reception.sit_down()
    begin(reception, contact, "mitt")
    reception.command(KeepDraft(by=reception.person("kl"), at=NOW, contact=contact, text="har sökt henne"))
    part = page.contact.drafts
    reception.qtbot.waitUntil(lambda: "har sökt henne" in texts_of(part))
    assert "Karin Lind has begun a note, 09:41. It is not kept yet." in texts_of(part)
    part.used.emit("har sökt henne")
    assert page.contact.note.toPlainText() == "mitt\nhar sökt henne"
    assert (reception.person("kl"), "har sökt henne") in begun(reception, contact)


def test_somebody_else_at_the_same_computer_sees_it_as_the_others(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    reception.sit_down()
    begin(reception, contact, "mitt")
    page = reception.sit_down("kl")
    reception.wait_shown(contact)
    assert page.contact.note.toPlainText() == ""
    reception.qtbot.waitUntil(lambda: "Anna Berg has begun a note" in texts_of(page.contact.drafts))
    page = reception.sit_down("ab")
    reception.wait_shown(contact)
    reception.qtbot.waitUntil(lambda: page.contact.note.toPlainText() == "mitt")
