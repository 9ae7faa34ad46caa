"""A page reads again when something changed: once for many changes, one read at a time, and not while hidden."""

from datetime import datetime
from threading import Event

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.db import Database
from mottagning.desk import daystate
from mottagning.desk.daystate import DayState
from mottagning.ui.desk.endview import EndView
from mottagning.ui.refreshing import Refreshing
from tests.servers import PATIENCE_S

from .reception import Reception, staff_up


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
    qtbot.waitUntil(lambda: bool(reads), timeout=30_000)  # after a minute it would be read in any case
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


def test_what_changes_while_it_is_read_what_day_it_is_is_shown_at_the_desk(
    application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, begun, go_on = daystate.day_state, Event(), Event()

    def late(database: Database, person: int | None, now: datetime) -> DayState:
        found = read(database, person, now)
        begun.set()
        go_on.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(daystate, "day_state", late)
    staff_up(application.database, application.settings.data)
    reception = Reception(application, qtbot)
    reception.sit_down()
    reception.page.day.show_end()
    reads: list[EndView] = []
    monkeypatch.setattr(EndView, "refresh", lambda view: reads.append(view))
    qtbot.waitUntil(begun.is_set)
    reception.mail("Nytt", "Hej")
    go_on.set()
    qtbot.waitUntil(lambda: bool(reads), timeout=30_000)  # after a minute it would be read in any case
