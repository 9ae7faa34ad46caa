"""A call that the unit's service was told of opens its card where somebody sits whose turn it is."""

import sys
import tempfile
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from pytestqt.qtbot import QtBot

from mottagning import app, command, handover, ringing
from mottagning.app import Application
from mottagning.care.phonehttp import Place
from mottagning.care.telephone import Telephone
from mottagning.contacts.phone import switchboards
from mottagning.contacts.phone.calls import MakeAnonymous, PhoneEvent, phone_event
from mottagning.contacts.phone.switchboards import SaveSwitchboard
from mottagning.people import staff
from mottagning.people.staff import SavePerson
from mottagning.settings import Settings
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.handover import HandoverServer
from mottagning.ui.workplace import Workplace
from tests.servers import Postgres

from .conftest import NOW
from .reception import CALLER, Reception

CALL = b"event=newCall&from=0701740605&to=1&direction=in&callId=1"


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
    assert card.head.who.text() == "070-174 06 05"
    reception.application.shell.hear_ringing(contact, CALLER)
    reception.qtbot.waitUntil(lambda: reception.application.tasks.is_idle)
    assert len(cards(reception)) == 1, "told twice it is the same call"


def test_it_opens_only_where_it_is_somebodys_turn(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(reception.application.shell, "_answers", lambda _database, key, _now: bool(asked.append(key)))
    reception.application.shell.hear_ringing(told_to_the_service(reception), CALLER)
    reception.qtbot.waitUntil(lambda: asked == ["ab"] and reception.application.tasks.is_idle)
    assert cards(reception) == []


def test_who_is_nobody_at_another_desk_is_nobody_here(reception: Reception) -> None:
    contact = told_to_the_service(reception)
    reception.application.shell.hear_ringing(contact, CALLER)
    card = reception.call_card()
    assert card.head.who.text() == "070-174 06 05"
    reception.command(MakeAnonymous(by=None, contact=contact))
    reception.qtbot.waitUntil(lambda: card.head.who.text() == "Anonymous")
    card.ends.close_as("solved")
    reception.until(contact, state="closed", phone=None)


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
    assert reception.call_card().head.who.text() != ""


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe has no folder")
def test_a_switchboard_a_service_and_a_window_on_one_computer(
    reception: Reception, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = reception.application
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        server = HandoverServer(handover.address(str(application.settings.data)), application.window)
        assert server.take_place()
        server.listen()
        server.given.connect(lambda words, answer: application._given(words, answer, None))
        key = switchboards.new_key()
        added = SaveSwitchboard(by=None, name="vaxel", dialect="cti", key_hash=switchboards.hash_of(key))
        switchboards.save_switchboard(application.database, added)
        telephone = Telephone(Place("127.0.0.1", 0), application.database, application.settings)
        telephone.start()
        try:
            request = Request(f"{telephone.address}/phone/vaxel/{key}", CALL)
            asking = Thread(target=lambda: urlopen(request).close())
            asking.start()
            qtbot.waitUntil(lambda: bool(cards(reception)))
            assert cards(reception)[0].head.who.text() == "070-174 06 05"
            assert reception.summary(reception.newest()).phone is None, "it waits in memory"
            asking.join()
        finally:
            telephone.stop()
            server.close()


def test_a_window_on_postgresql_opens_the_card(
    postgres: Postgres, qtbot: QtBot, tmp_path: Path, quick_hashing: None
) -> None:
    url = postgres.new_database()
    application = Application(Settings(data=tmp_path, database=url), listen=False, scheme="light")
    database = application.database
    application.workplace.now = lambda: NOW
    qtbot.addWidget(application.window)
    staff.save_person(database, SavePerson(by=None, key="ab", name="Anna Berg", role="desk"))
    application.window.show()
    reception = Reception(application, qtbot)
    reception.sit_down()
    try:
        application._begin_hearing(None, command.last_sequence(database))
        numbers = iter(range(100))

        def rings() -> bool:
            """Again, until the window listens: it only just begins."""
            if not cards(reception):
                contact = told_to_the_service(reception, str(next(numbers)))
                with database.writing():
                    ringing.tell(database, contact, CALLER)
            return bool(cards(reception))

        qtbot.waitUntil(rings)
        qtbot.waitUntil(lambda: cards(reception)[0].head.who.text() == "070-174 06 05")
    finally:
        application.close()
        application.theme.setParent(None)
        postgres.drop_database(url)


def test_when_nobody_is_planned_it_is_everybodys_turn(reception: Reception) -> None:
    workplace: Workplace = reception.application.workplace
    assert app._answers(reception.database, "ab", workplace.now())
