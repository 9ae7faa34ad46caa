"""How a mailbox is answered from is set beside it, tried before it is kept; the lead sees what has not gone."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.command import carry_out
from mottagning.contacts.answers import senders
from mottagning.contacts.answers.standing import NoteNotTaken
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.lead.page import LeadPage
from mottagning.ui.settings.mailboxes import MailboxesSection
from mottagning.ui.settings.mailboxform import MailboxForm
from mottagning.ui.settings.page import SettingsPage
from mottagning.ui.settings.senderform import SenderForm
from mottagning.ui.widgets.rows import Heading, Row
from tests.db import answers, mailboxes
from tests.db.people import hire
from tests.smtpd import MailServer

from .conftest import NOW

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def people(application: Application) -> dict[str, int]:
    """A lead who has sat down."""
    found = hire(application.database)
    person = staff.by_key(application.database, "kl")
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))
    return found


def opened(application: Application, qtbot: QtBot) -> SenderForm:
    """The card, reached from the list of mailboxes."""
    page = application.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_item("mailboxes")
    section = page.part
    assert isinstance(section, MailboxesSection)
    qtbot.waitUntil(lambda: any(isinstance(row, Row) for row in section.list.rows.items()))
    section.list.opened.emit(next(row.key for row in section.list.rows.items() if isinstance(row, Row)))
    shown(application, MailboxForm).answers_button.click()
    form = shown(application, SenderForm)
    qtbot.waitUntil(lambda: application.tasks.is_idle)
    return form


def shown(application: Application, kind: type[W]) -> W:
    return next(found for found in application.window.findChildren(kind) if found.isVisible())


def said(form: SenderForm) -> str:
    return " ".join(label.text() for label in form.notice.findChildren(QLabel))


def test_it_is_guessed_tried_and_kept(
    application: Application, people: dict[str, int], server: MailServer, qtbot: QtBot
) -> None:
    account = mailboxes.Account(
        name="Mottagningen",
        host="127.0.0.1",
        port=1,
        username=answers.ADDRESS,
        password=server.password,
        security="none",
    )
    mailboxes.keep(application.database, account, by=people["kl"])
    form = opened(application, qtbot)
    assert (form.address.text(), form.host.text(), form.port.value()) == (answers.ADDRESS, "127.0.0.1", 25)
    form.port.setValue(1)
    form.try_button.click()
    qtbot.waitUntil(lambda: "takes no mail on port 1" in said(form))
    form.port.setValue(server.port)
    form.try_button.click()
    qtbot.waitUntil(lambda: "Nothing was sent" in said(form))
    assert (server.signed_in, server.taken) == (["PLAIN"], [])
    form.phone.setText("inget")
    form.ok.click()
    qtbot.waitUntil(lambda: "no phone number" in said(form))
    form.phone.setText("040-628 04 00")
    form.ok.click()
    qtbot.waitUntil(lambda: bool(senders.senders(application.database)))
    (kept,) = senders.senders(application.database)
    assert (kept.address, kept.port, kept.phone) == (answers.ADDRESS, server.port, "040-628 04 00")


def test_it_can_be_ended(application: Application, people: dict[str, int], qtbot: QtBot) -> None:
    answers.set_up(application.database)
    form = opened(application, qtbot)
    form.is_wanted.setChecked(False)
    form.ok.click()
    qtbot.waitUntil(lambda: not senders.senders(application.database))


def test_the_lead_sees_what_has_not_gone(application: Application, people: dict[str, int], qtbot: QtBot) -> None:
    account = answers.set_up(application.database)
    contact = answers.letter(application.database)
    answer = answers.write(application.database, contact, account, people["kl"], at=NOW).created["answer"]
    refused = NoteNotTaken(by=None, at=NOW, answer=answer, error="Nobody is there.", for_good=True)
    carry_out(application.database, refused)
    page = application.window.open_page("lead")
    assert isinstance(page, LeadPage)

    def titles() -> list[str]:
        return [row.title for row in page.list.rows.items() if not isinstance(row, Heading)]

    qtbot.waitUntil(lambda: "An answer could not be sent" in titles())
