"""Shifts that nobody comes to are seen from every page and in the tray, as soon as they are empty."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.people import absence, staff
from mottagning.rota.ahead import Ahead
from mottagning.ui import tray
from mottagning.ui.coverage import empty_words
from tests.db import rota_desk

from .rota_page import FRIDAY, MONDAY, TODAY, Rota


@pytest.fixture
def rota(application: Application, qtbot: QtBot) -> Rota:
    return Rota(application, qtbot)


def test_the_rail_counts_them_on_every_page(rota: Rota) -> None:
    rota.publish(last=FRIDAY + timedelta(weeks=2))
    rota.open("es")
    rota.application.window.open_page("desk")
    button = rota.application.window.rail.button("rota")
    rota.qtbot.waitUntil(lambda: rota.application.tasks.is_idle)
    assert button.accessibleDescription() == ""
    sits = rota.who(MONDAY, "am") or ""
    found = staff.by_key(rota.database, sits)
    assert found is not None
    away = absence.AddAbsence(by=None, person=found.id, first=TODAY, last=TODAY + timedelta(days=30))
    rota.application.workplace.publish(absence.add_absence(rota.database, away))
    rota.qtbot.waitUntil(lambda: "uncovered" in button.accessibleDescription())
    assert button.accessibleDescription().endswith("the first Mon 23 Nov.")
    assert found.name not in button.toolTip()
    assert "uncovered shifts in the coming 14 days" in button.toolTip()
    session = rota.application.workplace.session
    rota.application.workplace.sign_in(None)
    assert button.accessibleDescription() == ""
    rota.application.workplace.sign_in(session)
    rota.qtbot.waitUntil(lambda: "uncovered" in button.accessibleDescription())  # and not a minute later


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise", extend=True)
def test_the_tray_says_it_and_leads_to_the_day(rota: Rota, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tray, "has_tray", lambda: True)
    rota.publish()
    rota.open()
    coverage = rota.application.shell.coverage
    assert coverage.tray is None
    rota.choose(MONDAY, "pm")
    rota.key(Qt.Key.Key_Delete)
    rota.qtbot.waitUntil(lambda: coverage.tray is not None)
    shown = coverage.tray
    assert shown is not None
    assert shown.icon.toolTip() == "1 uncovered shift in the coming 14 days: Mon 23 Nov."
    rota.application.window.open_page("desk")
    shown.icon.contextMenu().actions()[0].trigger()
    rota.settle()
    assert rota.application.window.page_id == "rota"
    rota.undo()
    rota.qtbot.waitUntil(lambda: shown.icon.toolTip() == "")
    assert not shown.icon.isVisible()


def test_it_is_said_without_names() -> None:
    assert empty_words(None) == ""
    assert empty_words(Ahead(days=14, empty=0, first=None, swaps=2)) == ""
    assert "2 uncovered shifts" in empty_words(Ahead(days=14, empty=2, first=rota_desk.MONDAY, swaps=0))
