"""A small reception for the tests of the desk: three colleagues, four cases, mail and calls as they really come."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.cases.codes import codes
from mottagning.cases.tables import Case
from mottagning.command import Command, carry_out
from mottagning.contacts import intake, ledger, views
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.model import Summary
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.whole import Whole, read_whole
from mottagning.db import Database
from mottagning.people import staff
from mottagning.people.absence import AddAbsence
from mottagning.people.signedin import SignedIn
from mottagning.people.staff import SavePerson
from mottagning.rota.work import CHILD, KeepWork
from mottagning.ui.desk.callcard import CallCard
from mottagning.ui.desk.page import DeskPage
from mottagning.ui.desk.promiseform import PromiseForm
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.rows import Row
from tests.db import feeds

from .conftest import NOW

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
CALLER, OTHER = "+46701740605", "+46701740699"
LATER = timedelta(hours=5)


def staff_up(database: Database, folder: Path) -> None:
    """Anna at the desk, Karin who handles, Omar who is away, Lena who leads and may accept concerns; four cases."""
    ids = {}
    for key, name, role in (
        ("ab", "Anna Berg", "desk"),
        ("kl", "Karin Lind", "desk"),
        ("oh", "Omar Hauge", "desk"),
        ("le", "Lena Ek", "lead"),
    ):
        saved = carry_out(database, SavePerson(by=None, key=key, name=name, role=role))
        ids[key] = saved.created["person"]
    today = NOW.date()
    carry_out(database, AddAbsence(by=None, person=ids["oh"], first=today, last=today))
    carry_out(database, KeepWork(by=None, person=ids["le"], percent=100, qualifications=(CHILD,), since=today))
    rows = (
        feeds.case("C-2417", Typ="Hemtjänst", God_man="Bo Ek", Telefon_god_man="08-465 004 10"),
        feeds.case("C-1980", Kategori="LSS", Namn="Leo Öberg", E_post="", Handläggare="Omar Hauge"),
        feeds.case("C-3000", Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="", Handläggare="Karin Lind"),
        feeds.case("C-4000", Namn="Maja Falk", Telefon="", E_post="maja@example.se", Steg="Beslut"),
    )
    feeds.take(database, feeds.write(folder / "cases.csv", rows))


class Reception:
    """The running program with the desk page open."""

    def __init__(self, application: Application, qtbot: QtBot) -> None:
        self.application = application
        self.database = application.database
        self.qtbot = qtbot
        self._mails = 0

    # --- what comes in ----------------------------------------------------------------------------------------------

    def mail(
        self,
        subject: str,
        text: str,
        sender: str = "Åsa Öberg <asa@example.se>",
        at: datetime = NOW,
        list_id: str = "",
    ) -> int:
        """A message arrives, by a mailing list if it has a `list_id`; returns its contact."""
        self._mails += 1
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, "mottagningen@example.org", subject
        message["Message-ID"] = f"<{self._mails}@example.se>"
        message["Date"] = at
        if list_id:
            message["List-Id"] = f"<{list_id}>"
        message.set_content(text)
        place = f"imap:test/INBOX/1/{self._mails}"
        item = RawItem(place=place, kind="imap", octets=message.as_bytes(), received_at=at)
        ledger.store_raw(self.database, StoreRaw(by=None, at=at, items=(item,)))
        intake.understand_pending(self.database, self.application.workplace.publish)
        return self.newest()

    def call(self, event: str, number: str | None = CALLER, at: datetime = NOW) -> int:
        """The switchboard tells something; returns the contact."""
        command = PhoneEvent(by=None, at=at, event=event, number=number, withheld=number is None, occurred_at=at)
        return self.command(command).created["contact"]

    def newest(self) -> int:
        with self.database.reading():
            return max(summary.id for summary in views.summaries(self.database))

    def command(self, command: Command) -> Any:
        """Somebody does something, here or elsewhere; every window hears of it."""
        changes = carry_out(self.database, command)
        self.application.workplace.publish(changes)
        return changes

    # --- who and what -----------------------------------------------------------------------------------------------

    def person(self, key: str) -> int:
        found = staff.by_key(self.database, key)
        assert found is not None
        return found.id

    def sit_down(self, key: str = "ab") -> DeskPage:
        """Somebody sits at the desk and the page is shown."""
        person = staff.by_key(self.database, key)
        assert person is not None
        self.application.workplace.sign_in(SignedIn(person, NOW))
        page = self.application.window.open_page("desk")
        assert isinstance(page, DeskPage)
        return page

    def case(self, code: str) -> int:
        with self.database.reading():
            return int(Case.get(Case.code == code).id)

    def whole(self, contact: int) -> Whole:
        return read_whole(self.database, contact)

    def summary(self, contact: int) -> Summary:
        return self.whole(contact).summary

    def tied(self, contact: int) -> list[str]:
        return [tie.code for tie in self.whole(contact).ties if tie.tied]

    def offered(self, contact: int) -> list[str]:
        return [tie.code for tie in self.whole(contact).ties if tie.state == "offered"]

    def code(self, case: int) -> str:
        with self.database.reading():
            return codes([case])[case]

    # --- what is on the screen --------------------------------------------------------------------------------------

    @property
    def page(self) -> DeskPage:
        page = self.application.window.page("desk")
        assert isinstance(page, DeskPage)
        return page

    def rows(self) -> dict[int, Row]:
        """The rows of the queue by contact."""
        items = self.page.queue.list.rows.items()
        return {item.key: item for item in items if isinstance(item, Row) and isinstance(item.key, int)}

    def groups(self) -> dict[str, list[int]]:
        """The contacts under each heading of the queue."""
        found: dict[str, list[int]] = {}
        for item in self.page.queue.list.rows.items():
            if isinstance(item, Row):
                found[list(found)[-1]].append(item.key)  # type: ignore[arg-type]
            else:
                found[item.title] = []
        return found

    def show(self, contact: int) -> DeskPage:
        """Choose a contact in the queue, and wait until it is shown as it stands now."""
        self.qtbot.waitUntil(lambda: contact in self.rows())
        self.page.queue.select(contact)
        return self.wait_shown(contact)

    def wait_shown(self, contact: int) -> DeskPage:
        """Until the middle column shows the contact in its newest version."""
        page = self.page

        def is_shown() -> bool:
            found, stored = page.shown, self.whole(contact)
            if found is None or found.whole.summary.version != stored.summary.version:
                return False
            parts = ("notes", "ties", "steps")
            return all(getattr(found.whole, part) == getattr(stored, part) for part in parts)

        self.qtbot.waitUntil(is_shown)
        return page

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.application.window, key, modifier)

    def undo(self) -> None:
        """Take back what was last done, by its key, as soon as the status line offers it."""
        self.qtbot.waitUntil(lambda: self.application.window.status.can_undo)
        self.key(Qt.Key.Key_Z, ALT)

    def write(self, text: str) -> None:
        """Type where the focus is."""
        for sign in text:  # qtbot knows no letters beyond ASCII
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(QApplication.focusWidget(), event)

    def card(self, kind: type[QWidget]) -> Any:
        """The content of the card that is open, of this kind."""
        found: list[QWidget] = []

        def is_there() -> bool:
            cards = [card for card in self.application.window.findChildren(Card) if card.isVisible()]
            found[:] = [card.content for card in cards if isinstance(card.content, kind)]
            return bool(found)

        self.qtbot.waitUntil(is_there)
        return found[-1]

    def promise_form(self) -> PromiseForm:
        """The card of a promise, when its suggestions have come and can be gone through by arrow keys."""
        form: PromiseForm = self.card(PromiseForm)

        def is_ready() -> bool:
            answers = form.times.findChildren(QRadioButton) if form.times is not None else []
            return len({answer.x() for answer in answers}) > 1 and any(answer.hasFocus() for answer in answers)

        self.qtbot.waitUntil(is_ready)
        return form

    def call_card(self) -> CallCard:
        card = self.card(CallCard)
        assert isinstance(card, CallCard)
        return card

    def no_card(self) -> None:
        """Until no card is open."""
        window = self.application.window
        self.qtbot.waitUntil(lambda: not [card for card in window.findChildren(Card) if card.isVisible()])

    def until(self, contact: int, **values: Any) -> Summary:
        """Until the contact has these values in the database."""

        def is_so() -> bool:
            summary = self.summary(contact)
            return all(getattr(summary, name) == value for name, value in values.items())

        self.qtbot.waitUntil(is_so)
        return self.summary(contact)


def texts_of(widget: QWidget) -> str:
    """Everything that is written in a part of the window and can be seen; Qt shows what was just made one turn of its
    loop later, so that each part is waited for."""
    parts = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join(part for part in parts if part)
