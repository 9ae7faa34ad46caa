"""The composition root: settings → database → rooms → window. Everything that is shared is made here, and passed on."""

from __future__ import annotations

# isort: off
from mottagning.ui import window_stands  # comes before everything else that is loaded, see there

# isort: on
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from mottagning import command, db, handover, live
from mottagning.errors import Trouble
from mottagning.people import signedin
from mottagning.settings import Settings
from mottagning.tasks import Tasks
from mottagning.texts import tr
from mottagning.ui import faults
from mottagning.ui.garbage import Garbage
from mottagning.ui.handover import HandoverServer
from mottagning.ui.main_window import MainWindow, PageSpec
from mottagning.ui.shell import Shell
from mottagning.ui.theme import Theme
from mottagning.ui.workplace import Delivery, Workplace, is_there

if TYPE_CHECKING:
    from mottagning.contacts.cards import LeftCard
    from mottagning.contacts.phone.calls import PhoneEvent
    from mottagning.ui.practice.practice import Practice

ParseEvent = Callable[[list[str]], "PhoneEvent"]
AGAIN = 75
"""What `run` gives when whoever practises wants everything as it was at first."""
_FIRST_LOOK_MS = 300
"""When the first page has been painted; until then a call is stored by the process that brings it, as without a window.
"""


class _Memory:
    """How the window was left on this computer: a small file in the data folder."""

    def __init__(self, data: Path) -> None:
        self._kept = QSettings(str(data / "window.ini"), QSettings.Format.IniFormat)

    def read(self, name: str) -> bytes | None:
        value = self._kept.value(name)
        return bytes(value.data()) if hasattr(value, "data") else None

    def write(self, name: str, value: bytes) -> None:
        from PySide6.QtCore import QByteArray

        self._kept.setValue(name, QByteArray(value))


class Application:
    """One running window and what it stands on. `close` ends all of it in order."""

    def __init__(
        self,
        settings: Settings,
        *,
        listen: bool = True,
        scheme: str | None = None,
        begins: datetime | None = None,
        practice: bool = False,
    ) -> None:
        """`begins` is the moment that the clock shows first; a `practice` window neither fetches nor sends anything."""
        self.qt = _qt_application(settings.language)
        self.theme = Theme(self.qt, scheme or settings.theme, settings.text_size, practice=practice)
        self.settings = settings
        self.database = db.open_database(settings)
        self._garbage = Garbage()
        self._delivery = Delivery()
        self.tasks = Tasks(self._delivery, is_there)
        self.workplace = Workplace(self.database, self.tasks, clock(begins))
        self.window = MainWindow(pages(self.workplace, settings), _Memory(settings.data))
        self.shell = Shell(
            self.window,
            self.workplace,
            sitting=_sitting,
            answers=_answers,
            make_call_card=self._call_card,
            make_sign_in=self._sign_in_card,
        )
        self.practice = self._practise(begins) if practice and begins is not None else None
        self.handover: HandoverServer | None = None
        if listen:
            # No child of the window: when a part of that goes, PySide counts what Qt made below it as gone too, and a
            # caller would wait in vain for the answer through her socket.
            self.handover = HandoverServer(handover.address(str(settings.data)))

    def start(self, page: str, parse_event: ParseEvent | None = None) -> bool:
        """Show the window on a page; False when another window of this data folder runs already."""
        deaf = None
        if self.handover is not None:
            try:
                if not self.handover.take_place():
                    return False
            except Trouble as trouble:
                self.handover, deaf = None, trouble
        self.window.appear()
        if deaf is not None:
            self.window.status.show_trouble(deaf)
        since = command.last_sequence(self.database)  # what others write from here on is heard, though a little later
        self._greet()
        self.window.open_page(page)
        QTimer.singleShot(_FIRST_LOOK_MS, self.window, lambda: self._begin_hearing(parse_event, since))
        return True

    def close(self) -> None:
        """Stop listening, finish what is being written, close the database."""
        if self.practice is not None:
            self.practice.end()
        if self.handover is not None:
            self.handover.close()
        self.tasks.stop()
        self.database.close()
        self._garbage.end()

    def _begin_hearing(self, parse_event: ParseEvent | None, since: int) -> None:
        """Take in what others write, calls and mail: the first look at the desk does not wait for that."""
        window_stands()
        stopping = self.tasks.stopping
        if stopping.is_set():
            return
        self.tasks.network(
            lambda: live.watch_others(
                self.database, self._publish, stopping, since, self._tell, self._rings, self._looks
            )
        )
        if self.handover is not None:
            self.handover.given.connect(lambda words, answer: self._given(words, answer, parse_event))
            try:
                self.handover.listen()
            except Trouble as trouble:
                self.window.status.show_trouble(trouble)
        if self.practice is None:
            self._fetch_and_keep()
        self.tasks.network(_remove_left_files)

    def _fetch_and_keep(self) -> None:
        """What comes from outside and what goes there; and the daily copy."""
        self.tasks.network(_intake_watch, self._watch_intake)
        if not self.settings.is_server:
            self.tasks.network(self._copy_each_day)

    def _practise(self, begins: datetime) -> Practice:
        from mottagning.ui.practice.practice import Practice

        made = Practice(self.window, self.workplace, self.shell, begins)
        made.bar.restart.setHidden(self.settings.is_server)  # a server's database is not ours to put back
        return made

    def _watch_intake(self, made: Any) -> None:
        self._watch = made(self.workplace, self.settings)
        self._watch.start()

    def _copy_each_day(self) -> None:
        from mottagning.care import copies

        def tell(trouble: Trouble) -> None:
            self._delivery(partial(self.workplace.tell, trouble))

        copies.each_day(self.settings, self.database, self.workplace.now, self.tasks.stopping, tell)

    def _greet(self) -> None:
        """Sign the one at this computer in when the unit's server knows her; else ask."""
        if self.workplace.session is not None:
            return
        if self.settings.is_server:
            from mottagning.people import signin

            known = signin.sign_in_os_user(self.database, signin.os_user(), self.workplace.now())
            if known is not None:
                self.workplace.sign_in(known)
                return
        self.workplace.sign_in(None)

    def _given(self, words: list[str], answer: Callable[[bool], None], parse: ParseEvent | None) -> None:
        """Another start of the program: a phone event, or a page to show."""
        if words and words[0] == "show":
            answer(True)
            self._come_forward(words[1] if len(words) > 1 else "desk")
            return
        if words[0:1] == ["ringing"] and len(words) == 3 and words[1].isdecimal():
            self.shell.ring(int(words[1]), words[2])
            answer(True)
            return
        try:
            event = parse(words) if parse else None
        except Trouble:
            event = None
        if event is None:
            answer(False)
        else:
            self.shell.take_event(event, answer)

    def _come_forward(self, page: str) -> None:
        self.window.open_page(page)
        self.window.showNormal() if self.window.isMinimized() else self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _publish(self, changes: Any) -> None:
        self._delivery(partial(self.workplace.publish, changes))

    def _rings(self, contact: int, number: str) -> None:
        self._delivery(partial(self.shell.hear_ringing, contact, number))

    def _tell(self, trouble: Trouble | None) -> None:
        self._delivery(partial(self.window.warn, trouble))

    def _looks(self, looking: Any) -> None:
        self._delivery(lambda: self.workplace.others_look.emit(looking))

    def _call_card(self, contact: int | None, number: str | None, taken_up: LeftCard | None) -> QWidget:
        from mottagning.ui.desk.callcard import CallCard

        return CallCard(self.workplace, contact, number, taken_up)

    def _sign_in_card(self) -> QWidget:
        from mottagning.ui.settings.signin import SignInForm

        if self.practice is not None:
            return SignInForm(self.workplace)
        from mottagning.ui.practice.start import practise

        return SignInForm(self.workplace, lambda: practise(self.settings, self.workplace))


def pages(workplace: Workplace, settings: Settings) -> Sequence[PageSpec]:
    """The pages in the order of the rail; each is imported when it is first shown."""

    def desk() -> QWidget:
        from mottagning.ui.desk.page import DeskPage

        return DeskPage(workplace)

    def cases() -> QWidget:
        from mottagning.ui.cases.page import CasesPage

        return CasesPage(workplace)

    def board() -> QWidget:
        from mottagning.ui.board.page import BoardPage

        return BoardPage(workplace)

    def rota() -> QWidget:
        from mottagning.ui.rota.page import RotaPage

        return RotaPage(workplace)

    def goals() -> QWidget:
        from mottagning.ui.goals.page import GoalsPage

        return GoalsPage(workplace)

    def lead() -> QWidget:
        from mottagning.ui.lead.page import LeadPage

        return LeadPage(workplace)

    def setup() -> QWidget:
        from mottagning.ui.settings.page import SettingsPage

        return SettingsPage(workplace, settings)

    return (
        PageSpec("desk", "desk", tr("Reception"), desk),
        PageSpec("cases", "cases", tr("Cases"), cases),
        PageSpec("board", "board", tr("Board"), board),
        PageSpec("rota", "rota", tr("Rota"), rota),
        PageSpec("goals", "goals", tr("Goals"), goals),
        PageSpec("lead", "lead", tr("Overview"), lead, least=(560, 280)),
        PageSpec("settings", "settings", tr("Settings"), setup),
    )


def run(
    settings: Settings,
    page: str,
    parse_event: ParseEvent,
    *,
    sign_in_as: str | None = None,
    now: datetime | None = None,
    practice: bool = False,
) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    The demo names who sits at the desk, and the moment at which its clock begins. In its window one practises.
    """
    if handover.deliver(handover.address(str(settings.data)), ["show", page]):
        return 0
    application = Application(settings, begins=now, practice=practice)
    if sign_in_as is not None:
        application.workplace.sign_in(signedin.demo_session(application.database, sign_in_as))
    import signal

    signal.signal(signal.SIGINT, lambda *_: application.qt.quit())
    signal.signal(signal.SIGTERM, lambda *_: application.qt.quit())
    if application.practice is not None:
        application.practice.restart_asked.connect(lambda: application.qt.exit(AGAIN))
    try:
        with faults.told(application.workplace):
            return application.qt.exec() if application.start(page, parse_event) else 0
    finally:
        application.window.close()
        application.close()


def show_why_not(settings: Settings, trouble: Trouble) -> None:
    """Say in a window of its own why there is none to work in; returns when it is closed."""
    from PySide6.QtCore import QEventLoop

    from mottagning.ui.cannotopen import CannotOpen

    theme = Theme(_qt_application(settings.language), settings.theme, settings.text_size)
    shown = CannotOpen(trouble)
    until_closed = QEventLoop()
    shown.closed.connect(until_closed.quit)
    shown.show()
    until_closed.exec()
    theme.setParent(None)


def clock(begins: datetime | None) -> Callable[[], datetime]:
    """The time of day (UTC); one that shows `begins` now and goes on from there when a moment is given."""
    ahead = timedelta() if begins is None else begins - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


def pictures(
    settings: Settings,
    folder: Path,
    page_names: Sequence[str],
    schemes: Sequence[str],
    *,
    sign_in_as: str,
    now: datetime,
) -> list[Path]:
    """Write PAGE-THEME.png of every page in every scheme to `folder`; returns their paths."""
    from mottagning.ui import pictures as painter

    folder.mkdir(parents=True, exist_ok=True)
    application = Application(settings, listen=False, begins=now)
    try:
        application.workplace.sign_in(signedin.demo_session(application.database, sign_in_as))
        application.shell.refresh()  # at once, not after the first look
        return painter.of_pages(application.window, application.theme, application.tasks, folder, page_names, schemes)
    finally:
        application.close()


def _remove_left_files() -> None:
    from mottagning.ui.desk.openedfiles import remove_left_behind

    remove_left_behind()


def _intake_watch() -> Any:
    from mottagning.ui.intake_watch import IntakeWatch

    return IntakeWatch


def _sitting(database: db.Database, now: Any) -> list[tuple[str, str]]:
    from mottagning.rota import today

    return today.sitting(database, now)


def _answers(database: db.Database, person: str, now: datetime) -> bool:
    from mottagning.rota import today

    answering = today.answering(database, now)
    return not answering or person in answering


def _qt_application(language: str) -> QApplication:
    """The Qt application, with Qt's own words in the same language as ours."""
    qt = QApplication.instance()
    if isinstance(qt, QApplication):
        qt.setStyle("Fusion")
    else:
        qt = QApplication([*sys.argv[:1], "-style", "Fusion"])  # said so, the style loads no classes of PySide6
    qt.setApplicationName("Mottagning")
    QLocale.setDefault(QLocale(QLocale.Language.Swedish if language == "sv" else QLocale.Language.English))
    if language == "sv":
        words = QTranslator(qt)
        if words.load("qtbase_sv", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            qt.installTranslator(words)
    return qt
