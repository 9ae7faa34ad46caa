"""At the desk: two contacts that are one matter, done together; and one that is two things to do."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mottagning.contacts.belonging import Join
from mottagning.ui.desk.joinform import JoinForm, SplitForm

from .conftest import NOW
from .reception import CTRL, ENTER, ESCAPE, Reception, texts_of


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


def test_a_contact_is_joined_by_a_key_and_a_few_letters_and_taken_apart_again(reception: Reception) -> None:
    one = reception.mail("Första", "Hej")
    other = reception.mail("Andra", "Hej", sender="Bo Ek <bo@example.org>")
    page = reception.sit_down()
    reception.show(one)
    reception.key(Qt.Key.Key_J, CTRL)
    form: JoinForm = reception.card(JoinForm)
    reception.qtbot.waitUntil(lambda: form.list.selected_key() is not None)
    reception.write("bo")
    assert form.list.selected_key() == other
    reception.key(ENTER)
    reception.qtbot.waitUntil(lambda: reception.summary(one).thread == reception.summary(other).thread)
    reception.wait_shown(one)
    reception.qtbot.waitUntil(lambda: "Belongs together with this" in texts_of(page.contact.said))
    reception.undo()
    reception.qtbot.waitUntil(lambda: reception.summary(one).thread != reception.summary(other).thread)


def test_what_belongs_together_is_done_together_from_the_menu(reception: Reception) -> None:
    one, other = reception.mail("Första", "Hej"), reception.mail("Andra", "Hej")
    page = reception.sit_down()
    version = reception.summary(one).version
    reception.command(Join(by=reception.person("ab"), at=NOW, contact=one, version=version, other=other))
    reception.show(one)
    reception.qtbot.waitUntil(lambda: page.contact.bar.together.isVisible())
    assert page.contact.bar.together.text().startswith("Done: solved here, with 1 more")
    page.contact.bar.together.trigger()
    for each in (one, other):
        reception.until(each, state="closed", outcome="solved")
    reception.undo()
    for each in (one, other):
        reception.until(each, state="waiting")


def test_a_second_thing_is_split_off_and_has_its_own_row(reception: Reception) -> None:
    contact = reception.mail("Två saker", "Hemtjänst och färdtjänst")
    page = reception.sit_down()
    reception.show(contact)
    reception.key(Qt.Key.Key_D, CTRL)
    form: SplitForm = reception.card(SplitForm)
    reception.key(ENTER)
    assert "in a few words" in texts_of(form)
    reception.write("färdtjänst")
    reception.key(ENTER)
    reception.qtbot.waitUntil(lambda: len(reception.rows()) == 2)
    (part,) = set(reception.rows()) - {contact}
    assert reception.summary(part).part_of == contact
    assert "färdtjänst" in reception.rows()[part].detail
    reception.show(part)
    reception.qtbot.waitUntil(lambda: "färdtjänst" in texts_of(page.contact.notes))
    reception.qtbot.waitUntil(lambda: "Två saker" in texts_of(page.contact.said))
    assert not page.contact.bar.answer.isVisible()


def test_escape_leaves_the_cards(reception: Reception) -> None:
    contact = reception.mail("Ett", "Hej")
    reception.sit_down()
    reception.show(contact)
    for key in (Qt.Key.Key_J, Qt.Key.Key_D):
        reception.key(key, CTRL)
        reception.card(JoinForm if key == Qt.Key.Key_J else SplitForm)
        reception.key(ESCAPE)
        reception.no_card()
    assert reception.summary(contact).version == 1
