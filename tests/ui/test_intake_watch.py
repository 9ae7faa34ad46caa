"""A backlog of mail is understood in a process of its own, so that the window is not kept from its events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.changes import Changes
from mottagning.command import carry_out
from mottagning.contacts import intake, ledger, reindexing, search
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.mail import mailbox, mailsync
from mottagning.contacts.mail.mailbox import Account, SaveMailbox
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.tasks import Job
from mottagning.ui import intake_watch
from mottagning.ui.intake_watch import IntakeWatch
from tests.db.mailboxes import letter


def store(application: Application, count: int) -> None:
    items = (RawItem(place=f"imap:post/INBOX/1/{n}", kind="imap", octets=letter(n)) for n in range(count))
    ledger.store_raw(application.database, StoreRaw(by=None, items=tuple(items)))


def came(application: Application) -> int:
    with application.database.reading():
        return int(Contact.select().count())


def started(application: Application) -> IntakeWatch:
    watch = IntakeWatch(application.workplace, application.settings)
    watch.start()
    return watch


def test_many_are_understood_in_another_process(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[int] = []
    real = intake.understand_pending
    monkeypatch.setattr(intake, "understand_pending", lambda database, publish: here.append(real(database, publish)))
    store(application, intake_watch._MANY)
    watch = started(application)
    qtbot.waitUntil(lambda: bool(here))
    assert (came(application), here, watch._elsewhere) == (intake_watch._MANY, [0], None)


def test_few_are_understood_here(application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application.tasks, "process", None)
    store(application, intake_watch._MANY - 1)
    started(application)
    qtbot.waitUntil(lambda: came(application) == intake_watch._MANY - 1)


def test_a_computer_that_refuses_a_process_understands_them_all_the_same(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, expected_logs: Callable[[str], None]
) -> None:
    expected_logs("could not be understood in another process: OSError")

    def refuse(_work: object, _settings: object, *, done: object, failed: Callable[[BaseException], None]) -> Any:
        application.tasks.deliver(lambda: failed(OSError()))
        return Job()

    monkeypatch.setattr(application.tasks, "process", refuse)
    store(application, intake_watch._MANY)
    started(application)
    qtbot.waitUntil(lambda: came(application) == intake_watch._MANY)


def test_how_far_a_first_look_has_come_is_told_while_it_goes_on(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_watch, "_PROGRESS_S", 0)
    account = Account(name="M", host="localhost", port=9, username="m", password="x")
    told: list[Changes] = []

    def watch(_database: Database, _account: Account, stored: Callable[[int], None], *_more: object) -> None:
        application.workplace.tasks.deliver(lambda: application.workplace.changed.connect(told.append))
        stored(50)

    monkeypatch.setattr(mailsync, "watch", watch)
    mailbox.save_mailbox(application.database, SaveMailbox(by=None, account=account))
    started(application)
    qtbot.waitUntil(lambda: any(changes.concerns("mailbox") for changes in told))


def test_search_terms_of_earlier_rules_are_made_anew_behind_the_desk(application: Application, qtbot: QtBot) -> None:
    database = application.database
    carry_out(database, WriteDown(by=None, channel="visit", text="Frågade om duschstolen"))
    with database.writing():
        database.sql("DELETE FROM contact_search")
        database.sql("DELETE FROM setting WHERE name = 'search_terms'")
    started(application)
    qtbot.waitUntil(lambda: not reindexing.is_old(database))
    assert len(search.find(database, "duschstol")) == 1
