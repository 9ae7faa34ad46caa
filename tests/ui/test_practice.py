"""Practising on invented people: another colour, a line that is always seen, life that comes, and a list that ticks."""

import contextlib
import shutil
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mottagning import command
from mottagning.app import Application
from mottagning.contacts import views
from mottagning.contacts.answers import answering, senders
from mottagning.contacts.mail.mailbox import Account
from mottagning.db import open_database
from mottagning.demo import afresh, exercises
from mottagning.demo.mark import MarkDemo, mark_demo
from mottagning.desk.baton import HandOver
from mottagning.errors import Trouble
from mottagning.people import signedin, staff
from mottagning.settings import DATA_VARIABLE, DATABASE_VARIABLE, Settings
from mottagning.ui.desk.answerform import AnswerForm
from mottagning.ui.practice import start
from mottagning.ui.settings.mailboxform import MailboxForm
from mottagning.ui.settings.senderform import SenderForm
from mottagning.ui.settings.sourceform import SourceForm
from mottagning.ui.theme import Theme, colours_of, is_practice
from mottagning.ui.tokens import PRACTICE_LIGHT
from mottagning.worktime import ZONE

from .reception import CTRL, ENTER, LATER, Reception, texts_of

BEGINS = datetime.combine(date(2026, 11, 23), time(9, 41), ZONE).astimezone(UTC)


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def practice(qtbot: QtBot, tmp_path: Path, unit: Path, quick_hashing: None) -> Iterator[Application]:
    """A window to practise in; the small reception stands for the demo, which takes long to make."""
    data = shutil.copytree(unit, tmp_path / "data")
    settings = Settings(data=data, database=str(data / "mottagning.db"))
    with contextlib.closing(open_database(settings)) as database:
        mark_demo(database, MarkDemo(by=None, said={"size": "small"}))
    made = Application(settings, listen=False, scheme="light", begins=BEGINS, practice=True)
    qtbot.addWidget(made.window)
    with qtbot.waitExposed(made.window):
        made.window.show()
    made.workplace.sign_in(signedin.demo_session(made.database, "ab"))
    made.window.open_page("desk")
    yield made
    made.close()
    made.theme.setParent(None)
    Theme(made.qt, "light").setParent(None)


@pytest.fixture
def reception(practice: Application, qtbot: QtBot) -> Reception:
    return Reception(practice, qtbot)


def life(application: Application) -> Any:
    assert application.practice is not None
    return application.practice


def test_it_is_seen_at_once_and_no_card_covers_it(practice: Application, qtbot: QtBot) -> None:
    bar = life(practice).bar
    said = {part.text() for part in bar.findChildren(QLabel)}
    assert "Practice – invented people" in said
    assert "practice" in practice.window.windowTitle()
    assert is_practice()
    assert colours_of(practice.window) == PRACTICE_LIGHT
    practice.window.show_keys()
    practice.window.show_page_alone(True)
    assert bar.isVisible()
    assert bar.visibleRegion().boundingRect() == bar.rect()
    assert practice.window.centralWidget().geometry().top() >= bar.geometry().bottom()


def test_an_ordinary_window_has_nothing_of_it(application: Application) -> None:
    assert application.practice is None
    assert not is_practice()
    assert application.window.menuWidget() is None


def test_somebody_with_a_case_rings_and_the_receiver_is_lifted(reception: Reception, qtbot: QtBot) -> None:
    qtbot.keyClick(reception.application.window, Qt.Key.Key_F7)
    card = reception.call_card()
    qtbot.waitUntil(lambda: card.head.who.text() not in ("", "New contact"))
    assert reception.summary(reception.newest()).call_status == "ringing"
    assert card.head.who.text().startswith(("070", "08", "040"))


def test_mail_comes_and_is_understood(reception: Reception, qtbot: QtBot) -> None:
    before = len(reception.rows())
    life(reception.application).bar.mail.click()
    qtbot.waitUntil(lambda: len(reception.rows()) == before + 1)
    arrived = reception.summary(reception.newest())
    assert (arrived.channel, arrived.state) == ("mail", "waiting")
    assert arrived.subject


def test_by_itself_mail_comes_then_a_call_but_none_over_a_card(reception: Reception, qtbot: QtBot) -> None:
    going = life(reception.application)
    going.live()
    qtbot.waitUntil(lambda: len(reception.rows()) == 1)
    card = reception.application.window.show_card("Something", QLabel("else"))
    going.live()
    card.slide_out()
    going.live()
    qtbot.waitUntil(lambda: len(reception.rows()) == 2)
    reception.application.workplace.sign_in(None)
    going.live()  # nobody is there
    reception.sit_down()
    qtbot.waitUntil(lambda: reception.application.tasks.is_idle)
    assert len(reception.rows()) == 2


def test_the_list_ticks_itself(reception: Reception, qtbot: QtBot) -> None:
    going = life(reception.application)
    qtbot.keyClick(reception.application.window, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    rows = reception.application.window.findChild(start_card()).list.rows
    assert [row.title for row in rows.items()] == [each.what for each in exercises.EXERCISES]
    assert {row.word for row in rows.items()} == {""}
    assert going.bar.tasks.text() == "Try this: 0 of 6"

    _do_everything(reception)
    qtbot.waitUntil(lambda: going.done == {each.key for each in exercises.EXERCISES})
    assert {row.word for row in rows.items()} == {"Done"}
    assert going.bar.tasks.text() == "Try this: 6 of 6"
    assert going.bar.next.text() == "You have tried it all. Well done!"


def start_card() -> type:
    from mottagning.ui.practice.taskcard import TaskCard

    return TaskCard


def _do_everything(reception: Reception) -> None:
    """The exercises, as the desk's commands do them."""
    from mottagning.contacts import handling, ties

    me = reception.person("ab")
    at = reception.application.workplace.now()
    call = reception.call("ringing", at=at)
    said: dict[str, Any] = {"by": me, "at": at}

    def version() -> int:
        return reception.summary(call).version

    reception.command(ties.TieCase(**said, contact=call, case=reception.case("C-2417")))
    reception.command(handling.Promise(**said, contact=call, version=version(), due_at=at + LATER))
    reception.command(
        handling.PassOn(**said, contact=call, version=version(), to=reception.person("kl"), returns_at=at + LATER)
    )
    assert exercises.done(reception.database, BEGINS) == {"pass_on", "promise"}
    reception.command(handling.Close(**said, contact=call, version=version(), outcome="solved"))
    letter = reception.mail("Fråga", "Hej", at=at)
    reception.command(ties.TieCase(**said, contact=letter, case=reception.case("C-2417")))
    (sender,) = senders.senders(reception.database)
    answer = answering.SendAnswer(
        **said,
        contact=letter,
        version=reception.summary(letter).version,
        mailbox=sender.mailbox,
        to="asa@example.se",
        text="Hej!",
    )
    reception.command(answer)
    reception.command(HandOver(**said, day=BEGINS.date(), text=""))


def test_what_the_demo_brought_along_counts_for_nothing(reception: Reception) -> None:
    _do_everything(reception)
    later = datetime(2026, 12, 1, tzinfo=UTC)
    assert exercises.done(reception.database, later) == frozenset()


def test_a_letter_can_be_answered_and_stands_as_sent(reception: Reception, qtbot: QtBot) -> None:
    assert life(reception.application)._postman.isActive()  # one may have been held when the window was closed
    contact = reception.mail("Min mamma", "Hur går det?", at=BEGINS)
    reception.show(contact)
    reception.key(Qt.Key.Key_R, CTRL)
    form: AnswerForm = reception.card(AnswerForm)
    qtbot.waitUntil(lambda: bool(form.to.text()) and form.words.answers()[0].hasFocus())
    reception.key(Qt.Key.Key_2)
    assert "08-465 004 00" in form.text.toPlainText()
    reception.key(ENTER)
    part = reception.wait_shown(contact).contact.answers
    qtbot.waitUntil(lambda: "goes in a few seconds" in texts_of(part))
    reception.application.workplace.now = lambda: BEGINS + timedelta(minutes=1)
    life(reception.application)._postman.timeout.emit()
    qtbot.waitUntil(lambda: "Answered by mail" in texts_of(part))


def test_nothing_goes_out(reception: Reception, qtbot: QtBot) -> None:
    window = reception.application.window
    assert QDesktopServices.openUrl(QUrl("tel:+46701740605"))
    assert "practice" in window.status.sentence
    window.status.show_done("")
    assert QDesktopServices.openUrl(QUrl("https://example.org"))
    assert "practice" in window.status.sentence


@pytest.mark.parametrize("window", ["practice", "application"])
def test_mailboxes_feeds_and_copies_are_seen_to_in_the_ordinary_window_alone(
    window: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Application = request.getfixturevalue(window)
    seen_to: list[str] = []
    monkeypatch.setattr(made, "_fetch_and_keep", lambda: seen_to.append(window))
    made._begin_hearing(None, 0)
    assert seen_to == ([] if made.practice else ["application"])


def test_the_button_asks_for_everything_as_it_was(practice: Application, qtbot: QtBot) -> None:
    with qtbot.waitSignal(life(practice).restart_asked):
        qtbot.mouseClick(life(practice).bar.restart, Qt.MouseButton.LeftButton)


def test_as_it_was_made_is_put_back(unit: Path, tmp_path: Path) -> None:
    data = shutil.copytree(unit, tmp_path / "data")
    settings = Settings(data=data, database=str(data / "mottagning.db"))
    afresh.keep(settings)
    database = open_database(settings)
    command.carry_out(database, staff.SavePerson(by=None, key="ny", name="Ny Person", role="desk"))
    database.close()
    afresh.start_over(settings)
    database = open_database(settings)
    assert staff.by_key(database, "ny") is None
    assert staff.by_key(database, "ab") is not None
    assert views.summaries(database) == []
    database.close()
    (data / "demo-as-made.db").unlink()
    afresh.start_over(settings)
    assert not Path(settings.database).exists()


def test_the_window_to_practise_in_is_told_its_own_folder(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, "/unit")
    monkeypatch.setenv(DATABASE_VARIABLE, "postgresql://unit")
    started: list[tuple[str, list[str], list[str]]] = []

    class Process(start.QProcess):
        def startDetached(self) -> bool:
            environment = self.processEnvironment().keys()
            started.append((self.program(), self.arguments(), environment))
            return len(started) == 1

    monkeypatch.setattr(start, "QProcess", Process)
    told: list[Trouble] = []
    application.workplace.troubled.connect(told.append)
    start.practise(application.settings, application.workplace)
    start.practise(application.settings, application.workplace)
    _, words, environment = started[0]
    folder = application.settings.data / "demo"
    assert words[-7:] == ["--data", str(folder), "--database", str(folder / "mottagning.db"), "--lang", "sv", "demo"]
    assert not {DATA_VARIABLE, DATABASE_VARIABLE} & set(environment)
    assert len(told) == 1


def test_a_program_is_really_started(application: Application, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    told: list[Trouble] = []
    application.workplace.troubled.connect(told.append)
    monkeypatch.setattr(start, "command", lambda _settings: [sys.executable, "-c", ""])
    start.practise(application.settings, application.workplace)
    assert told == []
    monkeypatch.setattr(start, "command", lambda _settings: ["there/is/no/such/program"])
    start.practise(application.settings, application.workplace)
    assert len(told) == 1


def test_one_can_practise_before_anybody_has_signed_in_and_from_the_settings(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(start, "practise", lambda settings, _workplace: asked.append(settings.data))
    monkeypatch.setattr(
        "mottagning.ui.settings.practising.practise", lambda settings, _workplace: asked.append(settings.data)
    )
    application.shell.ask_sign_in()
    card = application.window.findChildren(QPushButton)
    next(made for made in card if made.text() == "Practise on invented people").click()
    Reception(application, qtbot).sit_down()
    page: Any = application.window.open_page("settings")
    page.show_item("practice")
    page.part.begin.click()
    assert asked == [application.settings.data] * 2


def test_in_the_practice_window_itself_there_is_no_way_further_down(practice: Application) -> None:
    page: Any = practice.window.open_page("settings")
    assert "practice" not in [row.key for row in page.list.rows.items()]
    assert QApplication.activeWindow() is practice.window


def test_no_server_is_asked_whatever_is_typed_in_the_settings(practice: Application, qtbot: QtBot) -> None:
    with socket.create_server(("localhost", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        account = Account(name="post", host="localhost", port=port, username="m", password="x", security="tls")
        mailbox = MailboxForm(practice.workplace, account)
        sender = SenderForm(practice.workplace, account)
        database = SourceForm(practice.workplace, practice.settings.data, "database", None)
        for form in (mailbox, sender, database):
            qtbot.addWidget(form)
        sender.host.setText("localhost")
        sender.port.setValue(port)
        database.name.setText("fall")
        database.place.setText(f"postgresql://localhost:{port}/fall")
        asking = (
            (mailbox, mailbox.try_button.click),
            (mailbox, mailbox.sign_in_button.click),
            (sender, sender.try_button.click),
            (sender, sender.sign_in_button.click),
            (database, database._make_mapping),
        )
        for form, ask in asking:
            form.notice.clear()
            ask()
            assert "nothing leaves this computer" in form.notice.sentence
        assert mailbox.try_button.isEnabled()
        with pytest.raises(BlockingIOError):  # nobody came
            server.accept()
