"""The buttons under a contact stand on one line of the narrowest window, in Swedish."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.ui.desk.actionbar import ActionBar
from mottagning.ui.theme import Theme

COLUMN = 526
"""Pixels that the bar has in a window of 1366."""


@pytest.fixture
def swedish() -> Iterator[None]:
    texts.use_language("sv")
    yield
    texts.use_language("en")


@pytest.mark.parametrize(("channel", "other"), [("answer", "ring"), ("ring", "answer")])
def test_an_open_contact_has_all_its_buttons_on_one_line(
    theme: Theme, swedish: None, qtbot: QtBot, channel: str, other: str
) -> None:
    bar = ActionBar()
    qtbot.addWidget(bar)
    for part in (bar.accept, bar.decline, bar.reopen, bar.survey, getattr(bar, other)):  # as of a mail, or of a call
        part.hide()
    bar.setFixedWidth(COLUMN)
    with qtbot.waitExposed(bar):
        bar.show()
    seen = [part for part in bar.findChildren(QPushButton) if part.isVisible()]
    assert {bar.done, getattr(bar, channel), bar.promise, bar.pass_on, bar.mark_concern, bar.more} <= set(seen)
    assert {part.y() for part in seen} == {0}


def test_what_is_needed_less_is_one_press_away(theme: Theme, qtbot: QtBot) -> None:
    bar = ActionBar()
    qtbot.addWidget(bar)
    bar.show()
    with qtbot.waitSignal(bar.asked) as asked:
        entry: QAction = bar.more_menu.actions()[0]
        assert entry.text() == "Take it\tCtrl+H"
        entry.trigger()
    assert bar.more.isVisible()
    assert asked.args == ["claim"]
