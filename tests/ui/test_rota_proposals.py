"""An absence breaks the rota: proposals of few, some and many changes side by side, and one of them taken."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.people import staff
from mottagning.rota import plans
from mottagning.rota.draft import Plan
from mottagning.rota.entitlement import Balance
from mottagning.rota.jobs import Outcome
from mottagning.rota.reasons import Unfilled
from mottagning.rota.replanning import Change
from mottagning.ui.rota import proposalscard
from mottagning.ui.rota.absencecard import AbsenceCard
from mottagning.ui.rota.proposalscard import ProposalsCard
from mottagning.ui.widgets.card import Card

from .rota_page import ALT, MONDAY, TUESDAY, Rota


@pytest.fixture
def rota(application: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Rota:
    monkeypatch.setattr(proposalscard, "SECONDS", 0.3)
    return Rota(application, qtbot)


def proposals(rota: Rota) -> ProposalsCard:
    (found,) = [card.content for card in rota.application.window.findChildren(Card) if card.isVisible()]
    assert isinstance(found, ProposalsCard)
    return found


def test_proposals_are_compared_and_one_is_taken(rota: Rota) -> None:
    rota.publish(rules={"min_gap_days": 1})
    page = rota.open()
    key = rota.who(TUESDAY, "am")
    rota.choose(TUESDAY, "am")
    rota.key(Qt.Key.Key_F, ALT)
    form = rota.content(AbsenceCard)
    rota.qtbot.waitUntil(form.propose.isVisible)
    rota.qtbot.mouseClick(form.propose, Qt.MouseButton.LeftButton)

    def is_open() -> bool:
        shown = [card.content for card in rota.application.window.findChildren(Card) if card.isVisible()]
        return any(isinstance(content, ProposalsCard) for content in shown)

    rota.qtbot.waitUntil(is_open)
    rota.qtbot.waitUntil(lambda: not form_is_there(rota))
    card = proposals(rota)
    rota.qtbot.waitUntil(lambda: all(column.list.isVisible() for column in card.columns.values()))
    assert not card.strip.isVisible()
    few, some, many = (len(rota.rows(column.list)) for column in card.columns.values())
    assert 1 <= few <= some <= many
    column = card.columns["few"]
    looks = [each.take.property("look") for each in card.columns.values()]
    assert looks == ["primary", "", ""]
    assert column.take.hasFocus()
    assert column.take.accessibleName() == "As few changes as possible: Take this one"
    assert column.changes.text() == ("1 change" if few == 1 else f"{few} changes")
    assert column.spread.text().startswith("Between most and least: ")
    rota.key(Qt.Key.Key_Return)
    plan = plans.newest_draft(rota.database)
    assert plan is not None
    assert (plans.draft(rota.database, plan).first, page.bar.publish.isVisible()) == (TUESDAY, True)
    assert rota.cell(TUESDAY, "am").state == "draft"
    assert rota.who(TUESDAY, "am") == key
    rota.qtbot.keyClick(page.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rota.settle()
    assert plans.newest_draft(rota.database) is None


def form_is_there(rota: Rota) -> bool:
    return any(isinstance(card.content, AbsenceCard) for card in rota.application.window.findChildren(Card))


def test_what_is_worked_out_can_be_stopped_and_what_is_there_taken(rota: Rota) -> None:
    rota.publish()
    page = rota.open()
    page.bar.plan_asked.emit("compare")
    rota.qtbot.waitUntil(lambda: bool(rota.application.window.findChildren(Card)))
    card = proposals(rota)
    rota.qtbot.waitUntil(card.strip.isVisible)
    rota.qtbot.mouseClick(card.strip.cancel, Qt.MouseButton.LeftButton)
    assert not card.strip.isVisible()
    assert not card.columns["balanced"].list.isVisible()
    rota.settle()


def test_where_nothing_is_published_that_is_told(rota: Rota) -> None:
    rota.publish(last=MONDAY)
    page = rota.open()
    page.show_month(date(2026, 12, 1))
    rota.settle()
    assert page.shown is not None
    page.cards.proposals(page.shown)
    rota.settle()
    assert "No rota is published" in proposals(rota).notice.sentence


def test_others_are_offered_no_proposals(rota: Rota) -> None:
    rota.publish(rules={"min_gap_days": 1})
    rota.open("pn")
    assert staff.by_key(rota.database, "pn") is not None
    rota.choose(TUESDAY, "am")
    rota.key(Qt.Key.Key_F, ALT)
    form = rota.content(AbsenceCard)
    rota.qtbot.waitUntil(lambda: bool(form.breaks.sentence))
    assert not form.propose.isVisible()


@pytest.mark.parametrize(
    ("empty", "changes", "best"),
    [((0, 0, 0), (2, 3, 5), "few"), ((1, 0, 0), (2, 3, 5), "some"), ((0, 0, 0), (0, 0, 4), "balanced")],
)
def test_the_one_that_fills_most_with_the_fewest_changes_is_recommended(
    rota: Rota, monkeypatch: pytest.MonkeyPatch, empty: tuple[int, ...], changes: tuple[int, ...], best: str
) -> None:
    rota.publish()
    page = rota.open()
    monkeypatch.setattr(proposalscard.ProposalsCard, "_begin", lambda *_: None)
    page.bar.plan_asked.emit("compare")
    rota.qtbot.waitUntil(lambda: bool(rota.application.window.findChildren(Card)))
    card = proposals(rota)
    for keep, lacking, changed, spread in zip(card.columns, empty, changes, (3.0, 2.0, 1.0), strict=True):
        balance = (Balance("ab", 1.0, 1 + spread, 0.0), Balance("kl", 1.0, 1, 0.0))
        unfilled = tuple(Unfilled(MONDAY, f"p{n}", ()) for n in range(lacking))
        outcome = Outcome(
            Plan((), unfilled, balance), tuple(Change(MONDAY, f"p{n}", "ab", "kl") for n in range(changed))
        )
        card.propose(keep, outcome)
    assert {keep: column.take.property("look") for keep, column in card.columns.items()} == {
        "few": "",
        "some": "",
        "balanced": "",
    } | {best: "primary"}
    told = [keep for keep, column in card.columns.items() if column.best.isVisible()]
    assert told == ([best] if sum(count > 0 for count in changes) > 1 else [])
    assert card.columns[best].take.hasFocus()
