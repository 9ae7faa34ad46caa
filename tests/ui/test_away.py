"""Sick this morning by a few keys: from the rota page, from the desk and from the team lead's page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.people import absence, staff
from mottagning.rota import moving
from mottagning.rota.moving import Assign
from mottagning.ui.lead.page import LeadPage
from mottagning.ui.rota.awaycard import AwayCard
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.topparts import Sitting

from .rota_page import ALT, CTRL, TODAY, Rota


@pytest.fixture
def rota(application: Application, qtbot: QtBot) -> Rota:
    made = Rota(application, qtbot)
    made.publish(rules={"min_gap_days": 1})
    for post, person in (("am", "ab"), ("pm", "kl")):
        command = Assign(by=None, plan=None, date=TODAY, post=post, person=person, despite=True)
        moving.assign(made.database, command)
    return made


def card(rota: Rota) -> AwayCard:
    """The card, when it knows what is missing without whom the page meant."""
    found = rota.content(AwayCard)
    rota.qtbot.waitUntil(found.go.isVisible)
    rota.settle()
    return found


def is_away(rota: Rota, key: str) -> bool:
    person = staff.by_key(rota.database, key)
    assert person is not None
    return bool(absence.absences(rota.database, TODAY, TODAY, person.id))


def test_from_the_rota_the_chosen_one_is_away_and_the_first_is_put_in(rota: Rota) -> None:
    page = rota.open()
    rota.choose(TODAY, "am")
    rota.key(Qt.Key.Key_B, ALT)
    found = card(rota)
    assert found.go.text() == "Anna Berg is away today"
    assert found.go.hasFocus()
    assert not is_away(rota, "ab")
    rota.key(Qt.Key.Key_Return)
    rota.qtbot.waitUntil(lambda: found.go.text().startswith("Put in "))
    assert is_away(rota, "ab")
    assert "not available today" in found.state.text()
    rota.key(Qt.Key.Key_Return)
    rota.qtbot.waitUntil(lambda: found.go.text() == "Done")
    best = rota.who(TODAY, "am")
    assert best not in ("ab", "kl", None)
    rota.settle()
    assert page.shown is not None
    name, line = page.shown.names.person(best), rota.application.window.findChild(Sitting)
    rota.qtbot.waitUntil(lambda: f"Telefon förmiddag {name}" in line.accessibleName())
    rota.key(Qt.Key.Key_Return)
    rota.qtbot.waitUntil(lambda: not rota.application.window.findChildren(Card))
    page.setFocus()
    for _ in range(2):
        rota.key(Qt.Key.Key_Z, CTRL)
    assert rota.who(TODAY, "am") == "ab"
    assert not is_away(rota, "ab")


def test_from_the_desk_by_somebody_who_does_not_lead(rota: Rota) -> None:
    rota.open("pn")
    window = rota.application.window
    window.open_page("desk")
    rota.settle_tasks()
    QTest.keyClick(window, Qt.Key.Key_B, ALT)
    rota.settle_tasks()
    found = rota.content(AwayCard)
    rota.qtbot.waitUntil(lambda: found.person.count() > 0)
    assert found.person.currentIndex() == -1  # nobody is away by a key alone, least of all whoever pressed it
    assert found.person.hasFocus()
    QTest.keyClicks(found.person, "anna")
    assert found.person.currentText() == "Anna Berg · Telefon förmiddag"
    rota.qtbot.waitUntil(found.go.isVisible)
    QTest.keyClick(found.person, Qt.Key.Key_Return)
    rota.qtbot.waitUntil(lambda: found.go.text().startswith("Put in "))
    second = [item for item in found.list.rows.items() if isinstance(item, Row)][1]
    found.list.setFocus()
    QTest.keyClick(found.list, Qt.Key.Key_2)
    rota.qtbot.waitUntil(lambda: rota.who(TODAY, "am") == second.key[2])
    assert "turns" not in second.detail  # what she is owed is the lead's to know


def test_from_the_team_leads_page(rota: Rota) -> None:
    rota.open()
    window = rota.application.window
    window.resize(1600, 900)
    page = window.open_page("lead")
    assert isinstance(page, LeadPage)
    rota.settle_tasks()
    button: QWidget = page.who_is_in.away
    rota.qtbot.waitUntil(button.isVisible)
    rota.click_now(button)
    found = rota.content(AwayCard)
    rota.qtbot.waitUntil(lambda: found.person.count() > 0)
    found.person.setCurrentIndex(1)
    rota.qtbot.waitUntil(lambda: found.go.text() == "Karin Lind is away today")


def test_where_nobody_can_that_is_said(rota: Rota) -> None:
    rota.open()
    for key in ("oh", "es", "lö", "pn"):
        rota.absent(key, TODAY)
    rota.choose(TODAY, "am")
    rota.key(Qt.Key.Key_B, ALT)
    found = card(rota)
    rota.click_now(found.go)
    rota.qtbot.waitUntil(lambda: found.go.text() == "Done")
    rows = [item for item in found.list.rows.items() if isinstance(item, Row)]
    assert rows[0].title == "Nobody can take it without breaking a rule"


def test_what_somebody_else_did_meanwhile_is_told(rota: Rota) -> None:
    rota.open()
    rota.choose(TODAY, "am")
    rota.key(Qt.Key.Key_B, ALT)
    found = card(rota)
    rota.click_now(found.go)
    rota.qtbot.waitUntil(lambda: found.go.text().startswith("Put in "))
    able = [item.key[2] for item in found.list.rows.items() if isinstance(item, Row) and item.key[0] == "put_in"]
    moving.assign(rota.database, Assign(by=None, plan=None, date=TODAY, post="am", person=able[1], despite=True))
    rota.click_now(found.go)
    rota.qtbot.waitUntil(lambda: found.go.text() == "Done")
    assert "Somebody comes to this shift" in found.notice.sentence
    assert rota.who(TODAY, "am") == able[1]
