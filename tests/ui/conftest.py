"""A themed application and a window of plain pages, for every test of the looks."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from mottagning.ui.main_window import MainWindow, PageSpec
from mottagning.ui.theme import Theme


class Kept:
    """What a window writes down, kept in memory."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.values.get(name)

    def write(self, name: str, value: bytes) -> None:
        self.values[name] = value


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
