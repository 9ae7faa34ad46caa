"""A turn in the hand: what speaks against putting it down is told before, in red or amber, by mouse and by keys."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.people import absence, staff
from mottagning.rota import moving, plans, unit
from mottagning.rota.importing import unit_from_json
from mottagning.rota.model import Unit
from mottagning.rota.moving import Assign
from mottagning.ui.rota.cells import Place
from mottagning.ui.rota.grid import Grid, Verdict
from mottagning.ui.tokens import Tone
from tests.db import rota_desk
from tests.db.rota_desk import person

from .rota_page import CTRL, FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Rota

LEFT = Qt.MouseButton.LeftButton
PEOPLE = [person(key, name) for key, name in (("ab", "Anna Berg"), ("kl", "Karin Lind"), ("oh", "Omar Haddad"))]
DAYS = (MONDAY, TUESDAY, WEDNESDAY, date(2026, 11, 26), FRIDAY)


@pytest.fixture
def rota(application: Application, qtbot: QtBot) -> Rota:
    return Rota(application, qtbot)


def seated(rota: Rota, *keys: str | None, **other: object) -> Unit:
    """Mornings of this week: who sits there; nobody sits in the afternoon."""
    shifts = [rota_desk.shift(str(day), "am", key) for day, key in zip(DAYS, keys, strict=True) if key]
    found = unit_from_json(rota_desk.document(**({"people": PEOPLE, "history": shifts} | other)))
    unit.import_unit(rota.database, unit.ImportUnit(by=None, unit=found))
    return found


def hold(rota: Rota, source: Place, target: Place) -> Grid:
    """Drag to a place, and stay there."""
    grid = rota.page.grid
    view, start, end = grid.viewport(), rota.spot(grid, source), rota.spot(grid, target)
    rota.qtbot.mousePress(view, LEFT, pos=start)
    rota.qtbot.mouseMove(view, pos=start + QPoint(30, 4))
    rota.qtbot.mouseMove(view, pos=end)
    return grid


def drop(rota: Rota, target: Place) -> None:
    rota.qtbot.mouseRelease(rota.page.grid.viewport(), LEFT, pos=rota.spot(rota.page.grid, target))
    rota.settle()


def anyway(rota: Rota) -> QPushButton:
    return next(button for button in rota.page.notice.findChildren(QPushButton) if button.isVisible())


def test_a_firm_rule_is_red_with_its_reason_while_it_is_dragged(rota: Rota) -> None:
    seated(rota, "ab", "kl", None, "oh", None, rules={"min_gap_days": 1})
    rota.open()
    rota.absent("ab", TUESDAY)
    grid = hold(rota, Place(MONDAY, "am"), Place(TUESDAY, "am"))
    assert grid.verdict == Verdict("Anna B: is away", Tone.BAD)
    assert grid._ghost.text() == "✕ Anna B: is away"
    assert grid.viewport().cursor().shape() is Qt.CursorShape.ForbiddenCursor
    assert grid.viewport().rect().contains(grid._ghost.geometry())
    rota.qtbot.mouseMove(grid.viewport(), pos=rota.spot(grid, Place(date(2026, 11, 26), "am")))
    assert grid.verdict == Verdict("Anna B ↔ Omar H")
    rota.qtbot.mouseMove(grid.viewport(), pos=rota.spot(grid, Place(TUESDAY, "am")))
    drop(rota, Place(TUESDAY, "am"))
    assert (rota.who(MONDAY, "am"), rota.who(TUESDAY, "am")) == ("ab", "kl")
    assert "Anna Berg cannot sit there: is away" in rota.page.notice.sentence
    assert not [button for button in rota.page.notice.findChildren(QPushButton) if button.isVisible()]
    assert (grid.verdict, grid._ghost.isVisible()) == (Verdict(""), False)


def test_a_soft_rule_is_amber_and_passed_over_by_confirmation(rota: Rota) -> None:
    seated(rota, "ab", None, "kl", "ab", None, rules={"min_gap_days": 3})
    page = rota.open()
    grid = hold(rota, Place(MONDAY, "am"), Place(WEDNESDAY, "am"))
    assert grid.verdict.tone is Tone.WARN
    _who, why = grid.verdict.words.split(": ")
    assert why.startswith("has a turn on Thu 26 Nov,")
    drop(rota, Place(WEDNESDAY, "am"))
    assert rota.who(WEDNESDAY, "am") == "kl"  # not before she has said it
    assert page.notice.sentence.startswith(f"Anna Berg cannot sit there: {why}")
    rota.click(anyway(rota))
    assert (rota.who(MONDAY, "am"), rota.who(WEDNESDAY, "am")) == ("kl", "ab")
    assert page.notice.sentence == ""
    assert rota.wrongs()[0][1] == "Rule"
    rota.undo()
    assert (rota.who(MONDAY, "am"), rota.who(WEDNESDAY, "am")) == ("ab", "kl")


def test_a_soft_rule_does_not_hide_a_firm_one(rota: Rota) -> None:
    seated(rota, "ab", None, "kl", "ab", None, rules={"min_gap_days": 3})
    rota.open()
    rota.absent("ab", WEDNESDAY)
    grid = hold(rota, Place(MONDAY, "am"), Place(WEDNESDAY, "am"))
    assert grid.verdict == Verdict("Anna B: is away", Tone.BAD)
    drop(rota, Place(WEDNESDAY, "am"))
    assert not [button for button in rota.page.notice.findChildren(QPushButton) if button.isVisible()]


def test_a_key_that_breaks_a_soft_rule_is_confirmed_too(rota: Rota) -> None:
    seated(rota, "ab", None, "kl", None, None, rules={"min_gap_days": 3})
    page = rota.open()
    rota.choose(MONDAY, "am")
    key = next(row.key for row in rota.rows(page.panel.list) if row.title == "Karin Lind")
    page.panel.list.select(key)
    page.panel.list.setFocus()
    rota.key(Qt.Key.Key_Return)
    assert rota.who(MONDAY, "am") == "ab"
    rota.click(anyway(rota))
    assert rota.who(MONDAY, "am") == "kl"


def test_what_is_lifted_by_keys_is_weighed_where_one_stands(rota: Rota) -> None:
    seated(rota, "ab", "kl", None, None, None, rules={"min_gap_days": 1})
    page = rota.open()
    rota.absent("ab", TUESDAY)
    rota.choose(MONDAY, "am")
    page.posts.setFocus()
    rota.key(Qt.Key.Key_X, CTRL)
    rota.key(Qt.Key.Key_Right)
    assert page.posts.verdict == Verdict("Anna B: is away", Tone.BAD)
    assert page.posts._ghost.isVisible()
    rota.key(Qt.Key.Key_Escape)
    assert page.posts.verdict == Verdict("")
    assert not page.posts._ghost.isVisible()


def test_in_the_view_of_people_the_same_is_told(rota: Rota) -> None:
    seated(rota, "ab", None, "kl", "ab", None, rules={"min_gap_days": 3})
    page = rota.open()
    rota.absent("oh", MONDAY)
    page.show_view("people")
    rota.settle()
    grid = hold(rota, Place(MONDAY, person="ab"), Place(MONDAY, person="oh"))
    assert grid.verdict == Verdict("Omar H: is away", Tone.BAD)
    rota.qtbot.mouseMove(grid.viewport(), pos=rota.spot(grid, Place(MONDAY, person="kl")))
    assert grid.verdict.tone is Tone.WARN
    rota.qtbot.mouseMove(grid.viewport(), pos=rota.spot(grid, Place(TUESDAY, person="kl")))
    assert grid.verdict.words.startswith("Move a turn to another day of the same person")
    drop(rota, Place(MONDAY, person="ab"))
    assert rota.who(MONDAY, "am") == "ab"


def test_undo_and_redo_go_on_through_drags_exchanges_and_absence(rota: Rota) -> None:
    seated(rota, "ab", "kl", "oh", None, None, rules={"min_gap_days": 1})
    page = rota.open()
    rota.drag(Place(MONDAY, "am"), Place(TUESDAY, "am"))
    rota.drag(Place(WEDNESDAY, "am"), Place(MONDAY, "am"))
    rota.choose(TUESDAY, "am")
    rota.key(Qt.Key.Key_Delete)
    away = absence.AddAbsence(by=rota.lead, person=staff.by_key(rota.database, "oh").id, first=FRIDAY, last=FRIDAY)  # type: ignore[union-attr]
    page.history.do(away, "")
    rota.settle()
    assert rota.cell(FRIDAY, person="oh").away
    after = [rota.who(day, "am") for day in DAYS[:3]]
    assert after == ["oh", None, "kl"]
    for _ in range(4):
        page.undo()
        rota.settle()
    assert [rota.who(day, "am") for day in DAYS[:3]] == ["ab", "kl", "oh"]
    assert not rota.cell(FRIDAY, person="oh").away
    assert not page.history.can_undo
    for _ in range(4):
        page.redo()
        rota.settle()
    assert [rota.who(day, "am") for day in DAYS[:3]] == after
    assert rota.cell(FRIDAY, person="oh").away
    assert not page.history.can_redo


def test_a_turn_in_the_hand_that_somebody_else_gives_away_is_let_go(rota: Rota) -> None:
    seated(rota, "ab", "kl", "oh", None, None, rules={"min_gap_days": 1})
    page = rota.open()
    grid = hold(rota, Place(MONDAY, "am"), Place(TUESDAY, "am"))
    assert grid.verdict == Verdict("Anna B ↔ Karin L")
    rota.command(Assign(by=None, plan=None, date=WEDNESDAY, post="am", person=None))
    assert grid._ghost.isVisible()  # of no concern to it
    rota.command(Assign(by=None, plan=None, date=MONDAY, post="am", person="oh", despite=True))
    assert not grid._ghost.isVisible()
    drop(rota, Place(TUESDAY, "am"))
    assert (rota.who(MONDAY, "am"), rota.who(TUESDAY, "am")) == ("oh", "kl")
    assert not page.notice.sentence


def test_a_long_list_of_what_is_wrong_has_a_way_out_in_each_line(rota: Rota) -> None:
    rota.publish(rules={"min_gap_days": 1})
    for number in range(5):
        for post in ("am", "pm"):
            day = MONDAY + timedelta(days=number)
            moving.assign(rota.database, Assign(by=None, plan=None, date=day, post=post, person=None))
    page = rota.open()
    rota.qtbot.waitUntil(lambda: len(rota.rows(page.wrongs.list)) >= 10)
    rota.qtbot.waitUntil(lambda: all(row.action for row in rota.rows(page.wrongs.list)))


def test_each_thing_that_is_wrong_has_its_way_out(rota: Rota) -> None:
    people = [person("ab", "Anna Berg"), person("kl", "Karin Lind", qualifications=["child"]), person("oh", "Omar H")]
    seated(
        rota, "ab", None, "oh", "oh", None, people=people, rules={"min_gap_days": 2, "daily_qualifications": ["child"]}
    )
    page = rota.open()
    rota.qtbot.waitUntil(lambda: all(row.action for row in rota.rows(page.wrongs.list)))
    ways = {(row.title, row.tone_word): row.action for row in rota.rows(page.wrongs.list)}
    assert ways["Mon 23 Nov", "Qualification"] == "Put Karin L on Tel fm"
    assert ways["Wed 25 Nov · Tel fm", "Rule"] == "Put in Karin L"
    row = next(row for row in rota.rows(page.wrongs.list) if row.tone_word == "Qualification")
    place = page.wrongs.list.visualRect(page.wrongs.list.rows.index_of(row.key))
    verb = QPoint(place.right() - 40, place.bottom() - 14)
    rota.qtbot.mouseClick(page.wrongs.list.viewport(), Qt.MouseButton.LeftButton, pos=verb)
    rota.settle()
    assert rota.who(MONDAY, "am") == "kl"


def test_a_turn_held_at_the_edge_brings_what_lies_beyond_into_sight(rota: Rota) -> None:
    many = [person(f"p{number:02}", f"Person {number:02} Ek") for number in range(30)]
    seated(rota, "p00", None, None, None, None, people=many, rules={"min_gap_days": 1})
    page = rota.open()
    page.show_view("people")
    rota.settle()
    grid = page.people
    last = Place(MONDAY, person="p29")
    view, bar = grid.viewport(), grid.verticalScrollBar()
    start = rota.spot(grid, Place(MONDAY, person="p00"))
    bar.setValue(0)
    assert grid.visualRect(grid.cells.index_of(last)).top() > view.height()
    rota.qtbot.mousePress(view, LEFT, pos=start)
    rota.qtbot.mouseMove(view, pos=start + QPoint(0, 40))
    at_the_edge = QPoint(start.x(), view.height() - 6)
    rota.qtbot.mouseMove(view, pos=at_the_edge)
    rota.qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert view.rect().contains(grid._ghost.geometry())
    end = grid.visualRect(grid.cells.index_of(last)).center()
    rota.qtbot.mouseMove(view, pos=end)
    assert grid.verdict.words == "Person 00 Ek → Person 29 Ek"
    rota.qtbot.mouseRelease(view, LEFT, pos=end)
    rota.settle()
    assert rota.who(MONDAY, "am") == "p29"
    assert not grid._scrolling.isActive()


def test_a_draft_shows_whom_it_replaces(rota: Rota) -> None:
    seated(rota, "ab", "kl", None, None, None, rules={"min_gap_days": 1})
    shifts = (plans.Turnout(MONDAY, "am", "oh"), plans.Turnout(TUESDAY, "am", "kl"))
    draft = plans.SaveDraft(by=None, first=MONDAY, last=TUESDAY, shifts=shifts, report={})
    plans.save_draft(rota.database, draft)
    rota.open()
    changed, same = rota.cell(MONDAY, "am"), rota.cell(TUESDAY, "am")
    assert (changed.state, changed.text, changed.was) == ("draft", "Omar H", "Anna B")
    assert (same.state, same.was) == ("published", "")
