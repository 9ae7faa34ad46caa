"""A themed application and a window of plain pages, for every test of the looks."""

import shutil
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mottagning.app import Application
from mottagning.db import open_database
from mottagning.people import signin
from mottagning.settings import Settings
from mottagning.ui.main_window import MainWindow, PageSpec
from mottagning.ui.theme import Theme
from mottagning.ui.widgets import unfinished

if TYPE_CHECKING:
    from .reception import Reception


class Kept:
    """What a window writes down, kept in memory."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.values.get(name)

    def write(self, name: str, value: bytes) -> None:
        self.values[name] = value


@pytest.fixture(autouse=True)
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests answer a call card as soon as it is there; people cannot."""
    for pause in ("STILL_MS", "PAUSE_MS"):
        monkeypatch.setattr(unfinished, pause, 0)


@pytest.fixture(autouse=True)
def no_old_windows() -> Iterator[None]:
    """What a test closed is gone when the next one begins, which else dresses it again at its own start."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure tells what the window said and what was not yet done: it may come on another machine alone."""
    report = yield
    application = getattr(item, "funcargs", {}).get("application")
    if report.when == "call" and report.failed and application is not None and isValid(application.window):
        report.sections.append(("The window", told(application)))
    return report


def told(application: Application) -> str:
    """What the window says, who sits at it, where the keys go, and whether something is being read or written."""
    window, tasks, session = application.window, application.tasks, application.workplace.session
    lines = (
        f"status line: {window.status.sentence}",
        f"sitting: {session.person.key if session else 'nobody'}; the keys go to {QApplication.focusWidget()}",
        f"tasks idle: {tasks.is_idle}; stopping: {tasks.stopping.is_set()}",
    )
    return "\n".join(lines)


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def memory() -> Kept:
    return Kept()


@pytest.fixture
def made_pages() -> list[str]:
    """The ids of the pages that have been made, in order."""
    return []


@pytest.fixture
def window(theme: Theme, qtbot: QtBot, memory: Kept, made_pages: list[str]) -> MainWindow:
    """A window with three pages, each a text field."""

    def factory(page: str) -> Callable[[], QWidget]:
        def make() -> QWidget:
            made_pages.append(page)
            return QPlainTextEdit()

        return make

    pages = [PageSpec(page, page, page.title(), factory(page)) for page in ("desk", "board", "settings")]
    made = MainWindow(pages, memory)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.open_page("desk")
    return made


NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
"""A Monday, 09:41 in Sweden."""


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real algorithm of passwords with the least work."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(signin, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def staffed_unit(empty_unit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the small reception, to be copied."""
    from .reception import staff_up

    data = tmp_path_factory.mktemp("staffed") / "data"
    shutil.copytree(empty_unit, data)
    database = open_database(Settings(data=data, database=str(data / "mottagning.db")))
    staff_up(database, data.parent)
    database.close()
    return data


@pytest.fixture
def unit(empty_unit: Path) -> Path:
    """The data folder that `application` is given a copy of; a file of tests may name another one."""
    return empty_unit


@pytest.fixture
def application(qtbot: QtBot, tmp_path: Path, unit: Path, quick_hashing: None) -> Iterator[Application]:
    """The whole program on a copy of `unit`; the window is shown, nobody is signed in, the time is `NOW`."""
    data = shutil.copytree(unit, tmp_path / "data")
    made = Application(Settings(data=data, database=str(data / "mottagning.db")), listen=False, scheme="light")
    made.workplace.now = lambda: NOW
    qtbot.addWidget(made.window)
    with qtbot.waitExposed(made.window):
        made.window.show()
    yield made
    made.close()
    made.theme.setParent(None)


@pytest.fixture
def reception(application: Application, qtbot: QtBot) -> "Reception":
    """The window as somebody works in it; nobody sits down yet."""
    from .reception import Reception

    return Reception(application, qtbot)
