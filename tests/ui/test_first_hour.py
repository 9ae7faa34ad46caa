"""A team lead's first hour: the first start, empty pages, buttons that take their time, no window beside the window."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.cases.feedreport import FeedReport
from mottagning.errors import Trouble
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.cases.page import CasesPage
from mottagning.ui.cases.report import ReportView
from mottagning.ui.lead.page import LeadPage
from mottagning.ui.rota.page import RotaPage
from mottagning.ui.settings.firstlead import FirstLeadForm
from mottagning.ui.settings.personform import PersonForm
from mottagning.ui.settings.recoverykey import RecoveryKeyView
from mottagning.ui.settings.signin import SignInForm
from mottagning.ui.widgets.form import EmptyState, pause, resume
from mottagning.ui.widgets.rows import Row
from tests.db import feeds
from tests.db.people import hire

from .conftest import NOW

SECRET = "tre små ord"
ENTER = Qt.Key.Key_Return
PAGES = ("desk", "cases", "board", "rota", "goals", "lead", "settings")


class OtherWindows(QObject):
    """Notes every widget but one that is shown as a window of its own."""

    def __init__(self, own: QWidget) -> None:
        super().__init__()
        self._own = own
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if is_shown and watched.isWindow() and watched is not self._own:  # type: ignore[attr-defined]
            self.shown.append(repr(watched))
        return False


def asked(application: Application, qtbot: QtBot, kind: type) -> Any:
    """What the card of the sign-in asks, when it has come."""

    def shown() -> Any:
        forms = [form for form in application.window.findChildren(SignInForm) if form.isVisible()]
        return forms and isinstance(forms[0].shown, kind) and forms[0].shown.isVisible() and forms[0].shown

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()


def key_of(application: Application, qtbot: QtBot) -> RecoveryKeyView:
    """Make the first lead; the view of the recovery key that follows."""
    application.workplace.sign_in(None)
    form: FirstLeadForm = asked(application, qtbot, FirstLeadForm)
    qtbot.keyClicks(form.name, "Lena Ek")
    for field in (form.password, form.again):
        qtbot.keyClicks(field, SECRET)
    qtbot.keyClick(form.again, ENTER)
    view: RecoveryKeyView = asked(application, qtbot, RecoveryKeyView)
    return view


@pytest.fixture
def started(application: Application, qtbot: QtBot) -> Application:
    """An empty unit with its first lead at the desk."""
    view = key_of(application, qtbot)
    qtbot.mouseClick(view.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: application.workplace.is_lead)
    return application


def words(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]


def settle(application: Application, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: application.tasks.is_idle)


def test_an_empty_form_asks_for_the_name_first_and_puts_the_cursor_there(
    application: Application, qtbot: QtBot
) -> None:
    application.workplace.sign_in(None)
    form: FirstLeadForm = asked(application, qtbot, FirstLeadForm)
    qtbot.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    assert form.notice.sentence == "Write your name first, as your colleagues say it."
    assert form.name.hasFocus()


def test_one_enter_too_many_does_not_make_the_recovery_key_go_away(application: Application, qtbot: QtBot) -> None:
    view = key_of(application, qtbot)
    qtbot.waitUntil(lambda: view.isAncestorOf(QApplication.focusWidget() or application.window))
    qtbot.keyClick(QApplication.focusWidget(), ENTER)
    settle(application, qtbot)
    assert view.isVisible()
    assert application.database.recovery_key() is not None


def test_nothing_opens_a_window_of_its_own(started: Application, qtbot: QtBot) -> None:
    watch = OtherWindows(started.window)
    started.qt.installEventFilter(watch)
    for page in PAGES:
        started.window.open_page(page)
        settle(started, qtbot)
    for part in ("computer", "password", "mailboxes", "unit", "staff", "data"):
        started.workplace.wanted.emit("settings", part)
        settle(started, qtbot)
    held = FeedReport(read=1, new=0, changed=0, unchanged=0, closed=0, rejected=(), held="Too few.")
    qtbot.addWidget(ReportView(held))
    started.qt.removeEventFilter(watch)
    assert watch.shown == []


def test_a_button_that_is_paused_gives_its_focus_to_nothing_else_and_gets_it_back(
    started: Application, qtbot: QtBot
) -> None:
    started.window.open_page("settings")
    started.workplace.wanted.emit("settings", "staff")
    section = started.window.page("settings").part  # type: ignore[attr-defined]
    qtbot.mouseClick(section.add_button, Qt.MouseButton.LeftButton)
    form = next(each for each in started.window.findChildren(PersonForm) if each.isVisible())
    settle(started, qtbot)
    form.ok.setFocus()
    pause(form.ok)
    assert QApplication.focusWidget() is None
    resume(form.ok)
    assert form.ok.hasFocus()
    pause(form.ok)
    form.name.setFocus()
    resume(form.ok)
    assert form.name.hasFocus()
    form.ok.setFocus()
    qtbot.keyClick(form.ok, ENTER)
    qtbot.waitUntil(lambda: bool(form.notice.sentence))
    assert form.ok.hasFocus()


def test_there_is_nobody_to_change_before_somebody_is_chosen(started: Application, qtbot: QtBot) -> None:
    started.window.open_page("settings")
    started.workplace.wanted.emit("settings", "staff")
    section = started.window.page("settings").part  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: section.model.rowCount() == 1)
    assert not section.change_button.isEnabled()
    section.table.setFocus()
    qtbot.keyClick(section.table, Qt.Key.Key_Down)
    assert section.change_button.isEnabled()


def test_hours_that_are_no_hours_name_their_day(started: Application, qtbot: QtBot) -> None:
    started.window.open_page("settings")
    started.workplace.wanted.emit("settings", "unit")
    section = started.window.page("settings").part  # type: ignore[attr-defined]
    qtbot.waitUntil(section.name.isEnabled)
    section.opening[1].setText("wrong")
    qtbot.mouseClick(section.keeping.ok, Qt.MouseButton.LeftButton)
    assert section.keeping.notice.sentence.startswith("Tuesday: “wrong”")


def lead_page(application: Application, qtbot: QtBot) -> LeadPage:
    page = application.window.open_page("lead")
    assert isinstance(page, LeadPage)
    qtbot.waitUntil(page.list.isVisible)
    return page


def test_the_lead_is_told_that_no_mailbox_is_read_and_that_there_is_no_rota(started: Application, qtbot: QtBot) -> None:
    page = lead_page(started, qtbot)
    assert page.list.select("unplanned")
    assert page.list.select("mailbox")
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert started.window.page_id == "settings"


def test_on_the_page_of_the_cases_the_lead_is_told_what_she_does_there(started: Application, qtbot: QtBot) -> None:
    """Elsewhere the sentence sends people to her and to this page: here it names the button beside it."""
    page = started.window.open_page("cases")
    qtbot.waitUntil(page.as_of.notice.isVisible)
    assert "Choose the file with" in page.as_of.notice.sentence
    assert page.read_in.text() in page.as_of.notice.sentence
    hire(started.database, "ab")
    person = staff.by_key(started.database, "ab")
    assert person is not None
    started.workplace.sign_in(SignedIn(person, NOW))
    qtbot.waitUntil(lambda: "The team lead reads it in" in page.as_of.notice.sentence)


def test_of_the_cases_without_a_handler_the_late_ones_come_first(
    started: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    concern = {"Kategori": "Barn", "Typ": "Orosanmälan", "Steg": "Mottaget", "Inkom": "2026-10-06"}
    rows = (
        feeds.case("A-1", Handläggare="", Inkom="2026-10-01", I_steget_sedan="2026-10-05"),
        feeds.case("B-2", Handläggare="", I_steget_sedan="2026-11-20", **concern),
    )
    feeds.take(started.database, feeds.write(tmp_path / "cases.csv", rows), at=feeds.MONDAY, confirm=True)
    page = lead_page(started, qtbot)
    qtbot.waitUntil(lambda: len(unassigned(page)) == 2)
    assert unassigned(page) == ["B-2", "A-1"]


def unassigned(page: LeadPage) -> list[str]:
    rows = [item for item in page.list.rows.items() if isinstance(item, Row)]
    return [row.title for row in rows if isinstance(row.key, tuple) and row.key[0] == "case"]


def test_what_cannot_be_read_is_said_with_the_way_on(
    started: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mottagning.desk import overview

    def refuse(*_: object) -> None:
        raise Trouble("The file is gone.")

    with monkeypatch.context() as broken:
        broken.setattr(overview, "load", refuse)
        page = started.window.open_page("lead")
        qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(EmptyState)))
        assert "The file is gone." in words(page)
    again = next(each for each in page.findChildren(EmptyState) if each.isVisible())
    button = next(each for each in again.findChildren(QWidget) if each.inherits("QPushButton"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert isinstance(page, LeadPage)
    qtbot.waitUntil(page.list.isVisible)


def test_without_a_rota_the_page_says_what_the_file_looks_like(started: Application, qtbot: QtBot) -> None:
    page = started.window.open_page("rota")
    assert isinstance(page, RotaPage)
    qtbot.waitUntil(page.empty.isVisible)
    assert any("the rota that you have in Excel, in the shape it has" in each for each in words(page))
    assert page.take_file.hasFocus()


def test_escape_leaves_a_file_that_was_looked_at_before_another_page(
    started: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    page = started.window.open_page("cases")
    assert isinstance(page, CasesPage)
    (tmp_path / "other.csv").write_text("a;b\n1;2\n", "utf-8")
    page.intake.take_file(tmp_path / "other.csv")
    qtbot.waitUntil(page.intake.isVisible)
    settle(started, qtbot)
    started.window.open_page("goals")
    started.window.open_page("cases")
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert not page.intake.isVisible()
