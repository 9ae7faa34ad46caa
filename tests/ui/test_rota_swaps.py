"""A swap by keys and mouse: one asks, another takes it, the lead approves, each as herself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.rota import moving, swapping
from mottagning.rota.moving import Assign
from mottagning.ui.rota.swapscard import SwapsCard
from mottagning.ui.widgets.card import Card

from .rota_page import ALT, TUESDAY, WEDNESDAY, Rota


@pytest.fixture
def rota(application: Application, qtbot: QtBot) -> Rota:
    made = Rota(application, qtbot)
    made.publish(rules={"min_gap_days": 1})
    for day, post, person in (
        (TUESDAY, "am", "ab"), (TUESDAY, "pm", "oh"), (WEDNESDAY, "am", "kl"), (WEDNESDAY, "pm", "es"),
    ):  # fmt: skip
        command = Assign(by=None, plan=None, date=day, post=post, person=person, despite=True)
        moving.assign(made.database, command)
    return made


def swaps(rota: Rota, key: str) -> SwapsCard:
    """Somebody signs in and opens the card."""
    window = rota.application.window
    for card in window.findChildren(Card):
        card.slide_out()
    rota.qtbot.waitUntil(lambda: not window.findChildren(Card))
    page = rota.open(key)
    page.grid.setFocus()
    rota.key(Qt.Key.Key_Y, ALT)
    return rota.content(SwapsCard)


def choose(rota: Rota, card: SwapsCard) -> None:
    card.list.select(rota.rows(card.list)[0].key)
    rota.settle()


def test_asked_taken_for_another_and_approved(rota: Rota) -> None:
    card = swaps(rota, "ab")
    card.shift.setCurrentIndex(card.shift.findText("Tue 24 Nov", Qt.MatchFlag.MatchStartsWith))
    rota.click(card.ask)
    assert [row.detail for row in rota.rows(card.list)] == ["You ask anybody"]
    assert card.by_rule.isHidden()
    card = swaps(rota, "kl")
    assert rota.page.swapping.sentence == "1 swap waits for you."
    assert card.list.hasFocus(), "what waits for an answer comes first"
    choose(rota, card)
    assert card.go.text() == "Take the shift"
    place = card.given.findText("Wed 25 Nov", Qt.MatchFlag.MatchStartsWith)
    assert place > 0
    card.given.setCurrentIndex(place)
    rota.click(card.go)
    (row,) = rota.rows(card.list)
    assert row.detail.startswith("Karin Lind takes it from Anna Berg and gives Wed 25 Nov")
    assert row.word == "Waits for the team lead"
    card = swaps(rota, "le")
    assert card.list.selected_key() is not None  # the first that waits for her
    assert card.go.text() == "Approve"
    rota.click(card.go)
    assert (rota.who(TUESDAY, "am"), rota.who(WEDNESDAY, "am")) == ("kl", "ab")
    assert rota.rows(card.list) == []
    assert rota.page.swapping.isHidden()


def test_who_has_a_turn_asks_about_it_from_where_it_stands(rota: Rota) -> None:
    page = rota.open("ab")
    rota.choose(TUESDAY, "am")
    rota.qtbot.waitUntil(page.panel.swap.isVisible)
    rota.click_now(page.panel.swap)
    card = rota.content(SwapsCard)
    rota.qtbot.waitUntil(lambda: card.shift.currentText().startswith("Tue 24 Nov"))
    assert card.shift.hasFocus()
    card.window().findChild(Card).slide_out()
    rota.choose(TUESDAY, "pm")  # a colleague's
    assert page.panel.swap.isHidden()


def test_by_rule_refused_and_lapsed(rota: Rota) -> None:
    card = swaps(rota, "le")
    rota.click(card.by_rule)
    assert swapping.by_rule(rota.database)
    card = swaps(rota, "ab")
    card.shift.setCurrentIndex(card.shift.findText("Tue 24 Nov", Qt.MatchFlag.MatchStartsWith))
    rota.click(card.ask)
    card = swaps(rota, "kl")
    choose(rota, card)
    rota.command(Assign(by=None, plan=None, date=TUESDAY, post="am", person="lö", despite=True))
    assert rota.rows(card.list) == []
    assert card.go.isHidden()


def test_what_is_mine_is_taken_back(rota: Rota) -> None:
    card = swaps(rota, "ab")
    rota.click(card.ask)
    choose(rota, card)
    assert card.back.text() == "Take back"
    rota.click(card.back)
    assert rota.rows(card.list) == []


def test_the_number_on_the_rail_is_seen_from_every_page(rota: Rota) -> None:
    card = swaps(rota, "ab")
    rota.click(card.ask)
    window = rota.application.window
    button = window.rail.button("rota")
    assert button.accessibleDescription() == ""
    rota.open("kl")
    window.open_page("lead")
    rota.application.shell.refresh()
    rota.qtbot.waitUntil(lambda: button.accessibleDescription() == "1 swap waits for you.")
