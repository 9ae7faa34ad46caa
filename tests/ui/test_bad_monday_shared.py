"""A bad Monday at two desks on one PostgreSQL: both at the same contact, the same call, and then the network goes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning import command, live
from mottagning.app import Application
from mottagning.contacts.phone.calls import PhoneEvent, phone_event
from mottagning.contacts.tables import Contact
from mottagning.db import open_database
from mottagning.settings import Settings
from tests.servers import Postgres
from tests.storm import Relay

from .conftest import NOW
from .reception import CALLER, CTRL, ENTER, ESCAPE, staff_up, texts_of
from .test_bad_monday import Monday, held

SAID = "The database server cannot be reached. What you see may be old"


class Desk(Monday):
    """One of the two: whoever does something there has its window in front."""

    def turn(self) -> None:
        window = self.application.window
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)

    def go_to_note(self) -> None:
        self.turn()
        self.page.go_to_note()
        self.qtbot.waitUntil(self.page.contact.note.hasFocus)

    def done(self) -> None:
        """The key for it; nothing is waited for."""
        self.key(ENTER, CTRL)

    def hears(self) -> None:
        self.application._begin_hearing(None, command.last_sequence(self.database))

    @property
    def warning(self) -> str:
        return self.application.window.warning.sentence


class Pair(NamedTuple):
    """Two desks, and the network between them and their server."""

    anna: Desk
    karin: Desk
    network: Relay


@pytest.fixture
def pair(
    postgres: Postgres, qtbot: QtBot, tmp_path: Path, quick_hashing: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pair]:
    monkeypatch.setattr(live, "_PAUSES_S", (0.05,))
    url = postgres.new_database()
    network = Relay(postgres.port)
    with ExitStack() as ends:
        ends.callback(postgres.drop_database, url)
        ends.callback(network.close)
        database = open_database(Settings(data=tmp_path / "first", database=url))
        staff_up(database, tmp_path)
        database.close()
        through = url.replace(f":{postgres.port}/", f":{network.port}/")
        desks = []
        for name, key in (("one", "ab"), ("two", "kl")):
            made = Application(Settings(data=tmp_path / name, database=through), listen=False, scheme="light")
            made.workplace.now = lambda: NOW
            qtbot.addWidget(made.window)
            ends.callback(made.theme.setParent, None)
            ends.callback(made.close)
            with qtbot.waitExposed(made.window):
                made.window.show()
            desk = Desk(made, qtbot)
            desk.sit_down(key)
            desk.hears()
            desks.append(desk)
        yield Pair(desks[0], desks[1], network)


@pytest.mark.timeout(120)
def test_a_bad_monday_at_two_desks(pair: Pair) -> None:
    anna, karin = pair.anna, pair.karin
    mails = [anna.mail(f"Fråga {n}", f"Hej, fråga {n}.", f"P{n} <p{n}@example.se>") for n in range(8)]
    she_takes_over_what_is_half_written(anna, karin, mails[0])
    for contact in mails[1:4]:
        both_at_once(anna, karin, contact)
    both_at_the_same_call(anna, karin)
    the_network_goes(pair, mails[4], mails[5])
    karin.written.extend(anna.written)
    for contact in mails[6:]:
        karin.show(contact)
        karin.go_to_note()
        karin.word(f"till sist {contact}")
        karin.done()
        karin.until(contact, state="closed")
    held(karin)
    with anna.database.reading():
        assert not Contact.select().where(Contact.state != "closed").exists()
    anna.qtbot.waitUntil(lambda: list(anna.groups()) == ["Done today"])


def she_takes_over_what_is_half_written(anna: Desk, karin: Desk, contact: int) -> None:
    """Who takes over sees the words of the other, who is told, and keeps them."""
    anna.turn()
    anna.show(contact)
    anna.go_to_note()
    anna.word("Ringde, inget svar.")
    anna.page.contact.drafting.flush()
    karin.turn()
    page = karin.show(contact)
    karin.qtbot.waitUntil(lambda: "Ringde, inget svar." in texts_of(page.contact.drafts))
    karin.key(Qt.Key.Key_H, CTRL)
    karin.until(contact, state="taken", owner=karin.person("kl"))
    anna.wait_shown(contact)
    assert anna.page.contact.note.toPlainText() == "Ringde, inget svar."
    karin.wait_shown(contact)
    karin.go_to_note()
    karin.word("Fick tag i henne.")
    karin.done()
    karin.until(contact, state="closed")
    anna.wait_shown(contact)
    anna.go_to_note()
    anna.key(Qt.Key.Key_S, CTRL)
    anna.qtbot.waitUntil(lambda: len(anna.whole(contact).notes) == 2)
    anna.qtbot.waitUntil(lambda: anna.page.contact.note.toPlainText() == "")


def both_at_once(anna: Desk, karin: Desk, contact: int) -> None:
    """Both press the key in the same moment: one has done it; the other is told, and her words can be kept."""
    for desk in (anna, karin):
        desk.turn()
        desk.show(contact)
        desk.go_to_note()
        desk.word(f"{desk.application.settings.data.name} {contact}")
    anna.page.close_as("solved")  # her key: her window cannot be in front at the same time
    karin.done()
    told: list[Desk] = []

    def is_decided() -> bool:
        told[:] = [desk for desk in (anna, karin) if desk.page.contact.notice.sentence]
        return len(told) == 1

    anna.qtbot.waitUntil(is_decided)
    second = told[0]
    assert "A colleague changed this contact just now" in second.page.contact.notice.sentence
    second.wait_shown(contact)
    second.go_to_note()
    second.key(Qt.Key.Key_S, CTRL)
    second.qtbot.waitUntil(lambda: len(second.whole(contact).notes) == 2)


def both_at_the_same_call(anna: Desk, karin: Desk) -> None:
    """It rings at both desks and both write: one closes it, and the words of the other are kept with it."""
    event = PhoneEvent(by=None, at=NOW, event="ringing", number=None, call_id="1", occurred_at=NOW)
    contact = phone_event(anna.database, event).created["contact"]
    for desk in (anna, karin):
        desk.application.shell.hear_ringing(contact, CALLER)
        card = desk.call_card()
        desk.turn()
        desk.qtbot.waitUntil(lambda card=card: bool(card.field.list.rows.items()))  # type: ignore[misc]
        card.note.setFocus()
        desk.word(f"samma samtal {desk.application.settings.data.name}")
    anna.turn()
    anna.key(ENTER, CTRL)
    anna.no_card()
    anna.until(contact, state="closed")
    card = karin.call_card()
    karin.turn()
    karin.qtbot.waitUntil(lambda: "A colleague has taken care of this call" in card.notice.sentence)
    karin.key(ENTER, CTRL)
    karin.still()
    assert card.isVisible(), "what is a colleague's is not closed from here"
    karin.key(ESCAPE)
    karin.no_card()
    assert len(karin.whole(contact).notes) == 2


def the_network_goes(pair: Pair, contact: int, other: int) -> None:
    """Both are told and lose no word; what was written to the server meanwhile is there when it is back."""
    anna, karin = pair.anna, pair.karin
    anna.turn()
    anna.show(contact)
    anna.go_to_note()
    anna.word("mitt i avbrottet")
    karin.turn()
    karin.show(other)
    karin.key(Qt.Key.Key_F2)
    card = karin.call_card()
    karin.key(ENTER)
    karin.word("samtal i avbrottet")
    pair.network.cut()
    for desk in (anna, karin):
        desk.qtbot.waitUntil(lambda desk=desk: desk.warning.startswith(SAID))  # type: ignore[misc]
    anna.turn()
    anna.done()
    anna.qtbot.waitUntil(lambda: "cannot be reached" in anna.page.contact.notice.sentence)
    assert anna.page.contact.note.toPlainText() == "mitt i avbrottet"
    karin.turn()
    karin.key(ENTER, CTRL)
    karin.qtbot.waitUntil(lambda: "cannot be reached" in card.notice.sentence)
    assert card.note.text() == "samtal i avbrottet"
    pair.network.mend()
    for desk in (anna, karin):
        desk.qtbot.waitUntil(lambda desk=desk: not desk.warning)  # type: ignore[misc]
    karin.key(ENTER, CTRL)
    karin.no_card()
    anna.turn()
    anna.wait_shown(contact)
    anna.done()
    anna.until(contact, state="closed")
    karin.turn()
    karin.show(other)
    karin.go_to_note()
    karin.word("efter avbrottet")
    karin.done()
    karin.until(other, state="closed")
