"""How a mailbox is answered from is set beside it, tried before it is kept; the lead sees what has not gone."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.command import carry_out
from mottagning.contacts.answers import senders
from mottagning.contacts.answers.standing import NoteNotTaken
from mottagning.contacts.mail import mailbox
from mottagning.contacts.mail.mailbox import GRAPH
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
from tests.microsoft import APP, SECRET, TENANT, Microsoft
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


def in_microsoft(people: dict[str, int], application: Application, microsoft: Microsoft, **values: str) -> None:
    account = mailboxes.Account(
        name="Mottagningen",
        **{"kind": "graph", "auth": "app", "host": GRAPH, "username": microsoft.mailbox, "password": SECRET} | values,
        port=443,
        tenant=TENANT,
        client_id=APP,
    )
    mailboxes.keep(application.database, account, by=people["kl"])


def test_a_mailbox_read_by_graph_is_answered_from_by_graph(
    application: Application, people: dict[str, int], microsoft: Microsoft, qtbot: QtBot
) -> None:
    in_microsoft(people, application, microsoft)
    form = opened(application, qtbot)
    assert form.address.text() == microsoft.mailbox
    assert not any(each.isVisible() for each in (form.way, form.host, form.port, form.security, form.sign_in_button))
    microsoft.drafts.rights.remove("Mail.Send")
    form.try_button.click()
    qtbot.waitUntil(lambda: "Mail.ReadWrite and Mail.Send" in said(form))
    microsoft.drafts.rights.add("Mail.Send")
    form.try_button.click()
    qtbot.waitUntil(lambda: "Nothing was sent" in said(form))
    form.ok.click()
    qtbot.waitUntil(lambda: bool(senders.senders(application.database)))
    (kept,) = senders.senders(application.database)
    assert kept.by_graph


def test_a_person_allows_sending_by_signing_in(
    application: Application,
    people: dict[str, int],
    microsoft: Microsoft,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_microsoft(people, application, microsoft, kind="imap", auth="person", host="outlook.office365.com")
    form = opened(application, qtbot)
    assert (form.host.text(), form.way.value(), form.sign_in_button.isVisible()) == ("smtp.office365.com", "smtp", True)
    form.way.answers()[1].click()
    assert not form.host.isVisible()
    asked: list[object] = []

    class Job:
        def cancel(self) -> None:
            pass

    def process(_work: object, account: object, right: str, *, done: Callable[[str], None], failed: object) -> Job:
        asked.append(right)
        done("a new sign-in")
        return Job()

    monkeypatch.setattr(application.workplace.tasks, "process", process)
    form.sign_in_button.click()
    qtbot.waitUntil(lambda: "Signed in" in said(form))
    (account,) = mailbox.accounts(application.database)
    assert (asked, account.password) == (["graph_send"], "a new sign-in")


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
    (line,) = (row for row in page.list.rows.items() if isinstance(row, Row) and row.title.startswith("An answer"))
    assert (line.detail, line.word) == ("written by Person KL · Nobody is there.", "Not sent")
    settings = application.window.open_page("settings")
    assert isinstance(settings, SettingsPage)
    settings.show_item("mailboxes")
    section = settings.part
    assert isinstance(section, MailboxesSection)

    def answering() -> list[tuple[str, str]]:
        return [(row.detail, row.word) for row in section.list.rows.items() if row.key == ("Mottagningen", "answers")]

    qtbot.waitUntil(lambda: answering() == [("1 answer has not gone. Nobody is there.", "Not sent")])
    assert section.list.select(("Mottagningen", "answers"))
    qtbot.keyClick(section.list, Qt.Key.Key_Return)
    assert shown(application, SenderForm)
