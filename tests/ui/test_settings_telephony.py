"""The settings of the telephone: whether calls come in, and a key that is shown once."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.command import carry_out
from mottagning.contacts.phone import switchboards
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.phone.switchboards import NoteTold, SaveSwitchboard
from mottagning.ui.settings.switchboardform import SwitchboardForm
from mottagning.ui.settings.telephony import TelephonySection
from mottagning.ui.widgets.rows import Row
from tests.db.people import hire

from .conftest import NOW
from .test_settings import card, choose, part, sit_down

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def lead(application: Application) -> None:
    """A team lead has sat down."""
    hire(application.database, "ab")
    sit_down(application, "kl")


def rows(section: TelephonySection) -> list[Row]:
    return [row for row in section.list.rows.items() if isinstance(row, Row)]


def told(application: Application, command: object) -> None:
    application.workplace.publish(carry_out(application.database, command))  # type: ignore[arg-type]


def test_a_switchboard_is_added_and_its_key_shown_once(application: Application, qtbot: QtBot) -> None:
    section: TelephonySection = part(application, "telephony", TelephonySection)
    qtbot.mouseClick(section.add_button, LEFT)
    form: SwitchboardForm = card(application, SwitchboardForm)
    qtbot.keyClicks(form.name, "Vaxel 1")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: "small letters" in form.notice.sentence)
    form.name.setText("vaxel")
    choose(form.dialect, "46elks")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: "where each call shall go" in form.notice.sentence)
    form.connect_to.setText("08-465 004 00")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: hasattr(form, "address"))
    key = form.address.text().rsplit("/", 1)[1]
    assert switchboards.key_hashes(application.database) == {"vaxel": switchboards.hash_of(key)}
    assert form.header.text() == f"Authorization: Bearer {key}"
    qtbot.waitUntil(lambda: [row.title for row in rows(section)] == ["vaxel"])
    assert key not in rows(section)[0].spoken
    assert rows(section)[0].word == "No call yet"


def test_how_it_goes_is_seen(application: Application, qtbot: QtBot) -> None:
    told(application, SaveSwitchboard(by=None, name="vaxel", dialect="cti", key_hash="x"))
    section: TelephonySection = part(application, "telephony", TelephonySection)
    qtbot.waitUntil(lambda: len(rows(section)) == 1)
    told(application, NoteTold(by=None, name="vaxel", told_at=NOW, address="http://127.0.0.1:1"))
    qtbot.waitUntil(lambda: rows(section)[0].word == "Calls come in")
    told(application, NoteTold(by=None, name="vaxel", refused_at=NOW.replace(second=59), refused_why="key"))
    qtbot.waitUntil(lambda: rows(section)[0].word == "Wrong key")
    told(application, PhoneEvent(by=None, event="missed", number="+46701740605", occurred_at=NOW))
    qtbot.waitUntil(lambda: [row.title for row in rows(section)] == ["vaxel", "Softphone or command"])


@pytest.mark.parametrize("button", ["key_button", "remove_button"])
def test_a_key_is_renewed_and_a_switchboard_removed(application: Application, qtbot: QtBot, button: str) -> None:
    told(application, SaveSwitchboard(by=None, name="vaxel", dialect="cti", key_hash="x"))
    section: TelephonySection = part(application, "telephony", TelephonySection)
    qtbot.waitUntil(lambda: len(rows(section)) == 1)
    section.list.select("vaxel")
    qtbot.keyClick(section.list, Qt.Key.Key_Return)
    form: SwitchboardForm = card(application, SwitchboardForm)
    qtbot.mouseClick(getattr(form, button), LEFT)
    qtbot.waitUntil(lambda: switchboards.key_hashes(application.database) != {"vaxel": "x"})


def test_a_certificate_that_was_turned_away_is_let_in(application: Application, qtbot: QtBot) -> None:
    told(application, SaveSwitchboard(by=None, name="vaxel", dialect="cti", key_hash="x"))
    subject = "CN=vaxel.example.se"
    shown = NoteTold(by=None, name="vaxel", refused_at=NOW, refused_why="key", refused_certificate=subject)
    told(application, shown)
    section: TelephonySection = part(application, "telephony", TelephonySection)
    qtbot.waitUntil(lambda: len(rows(section)) == 1)
    assert rows(section)[0].word == "Certificate not let in"
    section.list.select("vaxel")
    qtbot.keyClick(section.list, Qt.Key.Key_Return)
    form: SwitchboardForm = card(application, SwitchboardForm)
    assert form.certificate.text() == "", "nobody is let in unasked"
    qtbot.mouseClick(form.let_in, LEFT)
    qtbot.mouseClick(form.ok, LEFT)

    def certificate() -> str | None:
        return switchboards.switchboards(application.database)[0].certificate

    qtbot.waitUntil(lambda: certificate() == subject)
    assert switchboards.key_hashes(application.database) == {"vaxel": "x"}
