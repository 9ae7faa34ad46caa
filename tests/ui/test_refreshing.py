"""A page reads again when something changed: once for many changes, one read at a time, and not while hidden."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mottagning.ui.refreshing import Refreshing


def page(qtbot: QtBot) -> tuple[QWidget, Refreshing, list[int]]:
    """A page that is shown, and the reads it has begun."""
    made = QWidget()
    reads: list[int] = []
    refreshing = Refreshing(made, lambda: reads.append(len(reads)))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made, refreshing, reads


def test_many_changes_are_read_once(qtbot: QtBot) -> None:
    _, refreshing, reads = page(qtbot)
    for _ in range(20):
        refreshing.ask()
    assert reads == []
    qtbot.waitUntil(lambda: bool(reads))
    refreshing.done()
    assert not refreshing.is_due
    assert len(reads) == 1


def test_what_changes_during_a_read_is_read_after_it(qtbot: QtBot) -> None:
    _, refreshing, reads = page(qtbot)
    refreshing.now()
    assert len(reads) == 1
    refreshing.ask()
    refreshing.now()
    assert len(reads) == 1
    assert not refreshing.is_due
    refreshing.done()
    assert refreshing.is_due
    qtbot.waitUntil(lambda: len(reads) == 2)


def test_a_hidden_page_waits_until_it_is_shown(qtbot: QtBot) -> None:
    made, refreshing, reads = page(qtbot)
    made.hide()
    refreshing.ask()
    assert not refreshing.is_due
    made.show()
    refreshing.shown()
    assert refreshing.is_due
    assert reads == []
    qtbot.waitUntil(lambda: len(reads) == 1)
