"""The rota page by keyboard and mouse: read, moved by hand, planned, published, mended, exported."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.command import carry_out
from mottagning.people import absence, staff
from mottagning.rota import moving, plans, unit
from mottagning.rota.account import account
from mottagning.rota.month import owed
from mottagning.ui.rota.absencecard import AbsenceCard
from mottagning.ui.rota.accountcard import AccountCard
from mottagning.ui.rota.cells import Cell, Place
from mottagning.ui.rota.grid import CELL_ROLE, GridModel
from mottagning.ui.rota.publishcard import PublishCard
from mottagning.ui.rota.wallcard import WallCard
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.rows import Row
from tests.db import rota_desk
from tests.db.rota_desk import person, shift

from .conftest import NOW
from .rota_page import ALT, CTRL, FRIDAY, MONDAY, TUESDAY, WEDNESDAY, Rota


@pytest.fixture
def rota(application: Application, qtbot: QtBot) -> Rota:
    return Rota(application, qtbot)


class TestLooking:
    def test_the_month_stands_there_with_today_first(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        assert page.bar.title.text() == "November 2026"
        assert page.bar.state.text() == "Published but for 1 day"
        assert page.bar.plan.text() == "Plan the month"
        assert rota.cell(MONDAY, "am").label == "Tel fm"
        assert rota.cell(MONDAY, "am").state == "published"
        assert rota.cell(date(2026, 11, 30), "am").state == "unplanned"
        assert page.posts.hasFocus()
        assert page.chosen.place == Place(MONDAY, "am")
        spoken = rota.cell(MONDAY, "am").spoken
        name = staff.by_key(rota.database, rota.who(MONDAY, "am") or "")
        assert name is not None
        assert spoken == f"Monday 23 November, Telefon förmiddag, {name.name}, published"

    def test_arrows_go_from_shift_to_shift_and_skip_what_is_none(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.key(Qt.Key.Key_Down)
        assert page.chosen.place == Place(MONDAY, "pm")
        rota.key(Qt.Key.Key_Down)
        assert page.chosen.place == Place(date(2026, 11, 30), "am")
        rota.key(Qt.Key.Key_Up)
        rota.key(Qt.Key.Key_Right)
        assert page.chosen.place == Place(TUESDAY, "pm")
        for _ in range(9):
            rota.key(Qt.Key.Key_Right)
        assert page.chosen.place == Place(FRIDAY, "pm")

    def test_the_chosen_persons_turns_stand_out_in_both_views(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        who = rota.who(MONDAY, "am")
        assert (page.posts.lit, page.people.lit) == (who, who)
        rota.choose(TUESDAY, "am")
        assert page.posts.lit == rota.who(TUESDAY, "am")
        page.bar.view.chosen.emit("people")
        rota.settle()
        assert page.grid is page.people
        assert page.chosen.place == Place(TUESDAY, person=rota.who(TUESDAY, "am"))
        header = page.people.verticalHeader()
        row = page.people.cells.table.keys.index("es")
        middle = QPoint(20, header.sectionViewportPosition(row) + 5)
        rota.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        assert page.people.lit == "es"

    def test_from_an_empty_shift_the_other_view_opens_on_its_day(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.command(moving.Assign(by=None, plan=None, date=WEDNESDAY, post="am", person=None))
        rota.choose(WEDNESDAY, "am")
        page.bar.view.chosen.emit("people")
        page.people.setFocus()
        rota.settle()
        assert page.chosen.place == Place(WEDNESDAY, person="ab")
        assert page.panel.title.text() == "Anna Berg · Wed 25 Nov"
        page.bar.view.chosen.emit("posts")
        rota.settle()
        assert page.chosen.place == Place(WEDNESDAY, "am")

    def test_people_have_squares_hatching_and_what_they_are_owed(self, rota: Rota) -> None:
        rota.publish(absences=[{"person": "ab", "from": "2026-11-26", "to": "2026-11-26", "half": "pm"}])
        page = rota.open()
        page.show_view("people")
        who = rota.who(MONDAY, "am") or ""
        assert rota.cell(MONDAY, person=who).state == "published"
        assert rota.cell(FRIDAY, person="oh").away == {"am", "pm"}
        assert rota.cell(date(2026, 11, 26), person="ab").away == {"pm"}
        assert rota.cell(date(2026, 11, 26), person="ab").spoken.endswith("not available in the afternoon")
        debts = {key: cells[-1] for key, cells in zip(page.people.cells.table.keys, page.people.cells.table.rows)}  # noqa: B905
        assert len(debts) == 6
        assert abs(sum(cell.debt or 0 for cell in debts.values())) < 0.01
        assert all("share of turns" in cell.spoken or "her share" in cell.spoken for cell in debts.values())

    def test_who_has_left_has_no_row(self, rota: Rota) -> None:
        left = person("zz", "Zoe Zander", left="2026-10-31")
        rota.publish(people=[*rota_desk.document()["people"], left])
        page = rota.open()
        assert page.people.cells.table.keys == ("ab", "es", "kl", "lö", "oh", "pn")

    def test_months_are_turned_by_keys_and_come_back(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.key(Qt.Key.Key_PageDown, CTRL)
        assert page.bar.title.text() == "December 2026"
        assert page.bar.state.text() == "Not planned"
        assert page.bar.now.isVisible()
        rota.click(page.bar.now)
        rota.key(Qt.Key.Key_PageUp, CTRL)
        assert page.bar.title.text() == "October 2026"
        assert not page.bar.plan.isVisible()

    def test_another_page_may_ask_for_a_day(self, rota: Rota) -> None:
        rota.publish(last=date(2026, 12, 18))
        page = rota.open()
        rota.application.window.open_page("desk")
        rota.application.workplace.wanted.emit("rota", date(2026, 12, 15))
        rota.settle()
        assert rota.application.window.page_id == "rota"
        assert page.bar.title.text() == "December 2026"
        assert page.chosen.place == Place(date(2026, 12, 15), "am")

    def test_what_others_do_is_seen_and_the_place_stays(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.choose(WEDNESDAY, "pm")
        rota.command(moving.Assign(by=None, plan=None, date=WEDNESDAY, post="pm", person=None))
        assert rota.cell(WEDNESDAY, "pm").text == "Uncovered"
        assert page.chosen.place == Place(WEDNESDAY, "pm")
        assert page.panel.state.text() == "12:00–16:00 · nobody sits there"

    def test_holidays_are_named(self, rota: Rota) -> None:
        rota.publish(closed=["2026-12-23"])
        page = rota.open()
        rota.key(Qt.Key.Key_PageDown, CTRL)
        heads = [cell for cells in page.posts.cells.table.rows for cell in cells if cell.kind == "head"]
        assert {"Julafton", "Shut"} <= {cell.label for cell in heads}

    def test_an_empty_unit_is_told_how_to_begin(self, rota: Rota, tmp_path: Path) -> None:
        page = rota.open()
        assert page.empty.isVisible()
        path = tmp_path / "unit.json"
        path.write_text(json.dumps(rota_desk.document()), "utf-8")
        rota.qtbot.mouseClick(page.take_file, Qt.MouseButton.LeftButton)
        dialog = page.findChild(QFileDialog)
        assert dialog is not None
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        rota.qtbot.waitUntil(lambda: page.posts.isVisible())
        rota.settle()
        assert rota.status() == "6 people are read in."
        assert rota.wrongs() == [("6 days are not planned", "Not planned")]


class TestByHand:
    def test_enter_opens_the_list_and_enter_picks(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        before, able = rota.who(MONDAY, "am"), page.panel.able
        rota.key(Qt.Key.Key_Return)
        assert QApplication.focusWidget() is page.panel.list
        rota.key(Qt.Key.Key_Down)
        rota.key(Qt.Key.Key_Return)
        assert rota.who(MONDAY, "am") == able[1]
        assert page.posts.hasFocus()
        assert "sits at Telefon förmiddag on" in rota.status()
        rota.undo()
        assert rota.who(MONDAY, "am") == before

    def test_escape_leaves_the_list(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.key(Qt.Key.Key_Return)
        rota.key(Qt.Key.Key_Escape)
        assert page.posts.hasFocus()

    def test_a_digit_picks_the_best_ones(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        best = page.panel.able[0]
        assert rota.rows(page.panel.list)[0].title.startswith("1  ")
        rota.key(Qt.Key.Key_1)
        assert rota.who(MONDAY, "am") == best

    def test_a_digit_does_so_in_the_list_too(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        best = page.panel.able[0]
        rota.key(Qt.Key.Key_Return)
        assert page.panel.list.hasFocus()
        rota.key(Qt.Key.Key_1)
        assert rota.who(MONDAY, "am") == best

    def test_a_digit_pressed_early_waits_for_the_list(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        before = rota.who(MONDAY, "pm")
        rota.qtbot.keyClick(page.posts, Qt.Key.Key_Down)
        rota.qtbot.keyClick(page.posts, Qt.Key.Key_1)
        rota.settle()
        rota.settle()
        assert rota.who(MONDAY, "pm") not in (None, before)

    def test_delete_leaves_a_shift_empty(self, rota: Rota) -> None:
        rota.publish()
        rota.open()
        rota.key(Qt.Key.Key_Delete)
        assert rota.who(MONDAY, "am") is None
        assert rota.wrongs()[0] == ("Mon 23 Nov · Tel fm", "Uncovered")
        assert rota.cell(MONDAY, "am").tone is Tone.BAD

    def test_who_cannot_is_grey_with_her_reason_and_is_refused(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        before = rota.who(MONDAY, "am")
        grey = next(row for row in rota.rows(page.panel.list) if row.tone is Tone.QUIET and row.key[1] != before)
        assert grey.detail
        index = page.panel.list.rows.index_of(grey.key)
        page.panel.list.scrollTo(index)
        spot = page.panel.list.visualRect(index).center()
        rota.qtbot.mouseClick(page.panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        rota.settle()
        assert rota.who(MONDAY, "am") == before
        assert page.notice.sentence.startswith(f"{grey.title} cannot sit there: ")
        rota.choose(MONDAY, "am")
        rota.key(Qt.Key.Key_1)
        assert page.notice.sentence == ""

    def test_a_drag_makes_two_turns_change_places(self, rota: Rota) -> None:
        rota.publish(rules={"min_gap_days": 1})
        rota.open()
        one, other = rota.who(MONDAY, "am"), rota.who(TUESDAY, "pm")
        rota.drag(Place(MONDAY, "am"), Place(TUESDAY, "pm"))
        assert (rota.who(MONDAY, "am"), rota.who(TUESDAY, "pm")) == (other, one)
        assert "have changed places" in rota.status()
        rota.undo()
        assert (rota.who(MONDAY, "am"), rota.who(TUESDAY, "pm")) == (one, other)

    def test_a_drag_against_the_rules_is_refused(self, rota: Rota) -> None:
        rota.publish(rules={"min_gap_days": 2})
        page = rota.open()
        friday = rota.who(FRIDAY, "am")
        other = next(day for day in (MONDAY, TUESDAY, WEDNESDAY) if rota.who(day, "am") != friday)
        rota.absent(friday or "", other)
        rota.drag(Place(other, "am"), Place(FRIDAY, "am"))
        assert rota.who(FRIDAY, "am") == friday
        assert "cannot sit there: is away" in page.notice.sentence

    def test_a_drag_that_ends_nowhere_does_nothing(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        before = plans.published(rota.database, MONDAY, FRIDAY)
        view, start = page.posts.viewport(), rota.spot(page.posts, Place(MONDAY, "am"))
        rota.qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
        rota.qtbot.mouseMove(view, pos=start + QPoint(60, 0))
        rota.qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
        rota.settle()
        assert plans.published(rota.database, MONDAY, FRIDAY) == before

    def test_a_turn_is_lifted_and_put_by_keys(self, rota: Rota) -> None:
        rota.publish(rules={"min_gap_days": 1})
        page = rota.open()
        one, other = rota.who(MONDAY, "am"), rota.who(MONDAY, "pm")
        rota.key(Qt.Key.Key_X, CTRL)
        assert page.posts.lifted == Place(MONDAY, "am")
        rota.key(Qt.Key.Key_Down)
        rota.key(Qt.Key.Key_V, CTRL)
        assert (rota.who(MONDAY, "am"), rota.who(MONDAY, "pm")) == (other, one)
        rota.key(Qt.Key.Key_X, CTRL)
        rota.key(Qt.Key.Key_Escape)
        assert page.posts.lifted is None

    def test_in_the_view_of_people_a_turn_is_given_away_or_moved(self, rota: Rota) -> None:
        rota.publish(rules={"min_gap_days": 1})
        page = rota.open()
        page.show_view("people")
        rota.settle()
        one, tuesday = rota.who(MONDAY, "am") or "", rota.who(TUESDAY, "am")
        busy = {each.person for each in plans.published(rota.database, MONDAY, TUESDAY)}
        other = next(key for key in ("ab", "kl", "oh", "es", "lö", "pn") if key not in busy)
        rota.drag(Place(MONDAY, person=one), Place(MONDAY, person=other))
        assert rota.who(MONDAY, "am") == other
        rota.drag(Place(MONDAY, person=other), Place(TUESDAY, person=other))
        assert (rota.who(MONDAY, "am"), rota.who(TUESDAY, "am")) == (tuesday, other)
        sitting = {each.person for each in plans.published(rota.database, WEDNESDAY, WEDNESDAY)}
        idle = next(key for key in ("ab", "kl", "oh", "es", "lö", "pn") if key not in (other, *sitting))
        rota.drag(Place(TUESDAY, person=other), Place(WEDNESDAY, person=idle))
        assert "Move a turn to another day of the same person" in page.notice.sentence

    def test_somebody_without_a_turn_is_offered_the_shifts_of_the_day(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        page.show_view("people")
        rota.settle()
        free = next(key for key in ("ab", "kl", "pn", "lö") if not page.shown.slots_of(MONDAY, key))  # type: ignore[union-attr]
        rota.choose(MONDAY, person=free)
        assert page.panel.title.text().endswith("Mon 23 Nov")
        rows = rota.rows(page.panel.list)
        assert [row.title for row in rows] == ["Telefon förmiddag", "Telefon eftermiddag"]
        able = next((row for row in rows if row.tone is not Tone.QUIET), None)
        if able is not None:
            page.panel.list.select(able.key)
            page.panel.list.setFocus()
            rota.key(Qt.Key.Key_Return)
            assert rota.who(MONDAY, able.key[1]) == free

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        other = page.panel.able[1]
        carry_out(rota.database, moving.Assign(by=None, plan=None, date=MONDAY, post="am", person=other))
        rota.key(Qt.Key.Key_1)
        assert rota.who(MONDAY, "am") == other
        assert "Somebody else changed this" in page.notice.sentence


class TestPlanning:
    def test_a_month_is_planned_seen_and_published(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.key(Qt.Key.Key_PageDown, CTRL)
        assert page.bar.plan.text() == "Plan the month"
        assert not page.bar.publish.isVisible()
        rota.qtbot.mouseClick(page.bar.plan, Qt.MouseButton.LeftButton)
        rota.qtbot.waitUntil(lambda: page.strip.isVisible())
        assert page.strip.words.text() == "December 2026 is being planned…"
        assert not page.bar.plan.isEnabled()
        rota.qtbot.waitUntil(lambda: page.bar.publish.isVisible())
        rota.settle()
        assert not page.strip.isVisible()
        day = date(2026, 12, 3)
        assert rota.cell(day, "am").state == "draft"
        assert page.bar.state.text() == "Draft, 40 shifts"
        assert plans.published(rota.database, day, day) == ()
        rota.click(page.bar.publish)
        rota.click(rota.content(PublishCard).publish)
        assert rota.cell(day, "am").state == "published"
        assert not page.bar.publish.isVisible()
        rota.undo()
        assert rota.cell(day, "am").state == "draft"
        rota.click(page.bar.discard)
        assert rota.cell(day, "am").state == "unplanned"
        rota.undo()
        assert rota.cell(day, "am").state == "draft"

    def test_planning_can_be_stopped(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.qtbot.mouseClick(page.bar.plan, Qt.MouseButton.LeftButton)
        rota.qtbot.waitUntil(lambda: page.strip.isVisible())
        rota.qtbot.mouseClick(page.strip.cancel, Qt.MouseButton.LeftButton)
        assert not page.strip.isVisible()
        assert page.bar.plan.isEnabled()
        assert not page.planner.is_running
        rota.settle()
        assert plans.newest_draft(rota.database) is None

    def test_what_was_stopped_while_it_was_prepared_is_not_begun(
        self, rota: Rota, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rota.publish(last=MONDAY)
        page = rota.open()
        assert page.shown is not None
        begun: list[object] = []
        monkeypatch.setattr(rota.application.tasks, "process", lambda _run, job, **_told: begun.append(job))
        for _ in range(2):
            page.planner.start(page.shown.month, "new")
            assert page.strip.isVisible()
            page.planner.cancel()
            assert not page.strip.isVisible()
        page.planner.start(page.shown.month, "new")
        rota.settle_tasks()
        assert len(begun) == 1
        page.planner.cancel()

    def test_planning_that_is_killed_is_told_and_leaves_nothing(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        with rota.qtbot.waitSignal(page.planner.refused) as refused:
            rota.qtbot.mouseClick(page.bar.plan, Qt.MouseButton.LeftButton)
            rota.qtbot.waitUntil(lambda: page.planner._process is not None and page.planner._process._child is not None)
            page.planner._process._child.kill()  # type: ignore[union-attr]
        assert str(refused.args[0]).startswith("It was broken off")
        assert not page.planner.is_running
        assert page.bar.plan.isEnabled()
        assert plans.newest_draft(rota.database) is None

    def test_changes_by_hand_go_into_the_draft(self, rota: Rota) -> None:
        found = rota.publish()
        rota_desk.saved(rota.database, found, MONDAY, FRIDAY)
        page = rota.open()
        published = rota.who(MONDAY, "am")
        rota.key(Qt.Key.Key_Delete)
        assert rota.who(MONDAY, "am") == published
        assert page.shown is not None
        slot = page.shown.slot(MONDAY, "am")
        assert slot is not None
        assert (slot.person, slot.was, slot.state) == (None, published, "draft")

    def test_a_pin_that_cannot_be_is_told_and_taken_away(self, rota: Rota) -> None:
        away = {"person": "ab", "from": "2026-11-25", "to": "2026-11-25", "half": None}
        rota.publish(absences=[away], pinned=[shift("2026-11-25", "am", "ab")])
        page = rota.open()
        assert ("Wed 25 Nov · Tel fm", "Pin") in rota.wrongs()
        row = next(row for row in rota.rows(page.wrongs.list) if row.tone_word == "Pin")
        assert row.detail == "Anna B was pinned here, but is away"
        rota.key(Qt.Key.Key_Q, ALT)
        page.wrongs.list.select(row.key)
        rota.key(Qt.Key.Key_Space)
        assert "Pin" not in [word for _, word in rota.wrongs()]


class TestMending:
    def test_an_absence_shows_what_breaks_and_the_way_out(self, rota: Rota) -> None:
        rota.publish(last=date(2026, 11, 30), rules={"min_gap_days": 1})
        page = rota.open()
        rota.choose(WEDNESDAY, "am")
        ill = rota.who(WEDNESDAY, "am") or ""
        rota.key(Qt.Key.Key_F, ALT)
        (form,) = rota.application.window.findChildren(AbsenceCard)
        rota.qtbot.waitUntil(lambda: "Leaves 1 turn empty: Wed 25 Nov Tel fm" in form.breaks.sentence)
        assert form.person.currentData()[0] == ill
        rota.click(form.save)
        rota.qtbot.waitUntil(lambda: not rota.application.window.findChildren(Card))
        rota.settle()
        assert rota.wrongs()[0] == ("Wed 25 Nov · Tel fm", "Uncovered")
        row = rota.rows(page.wrongs.list)[0]
        assert row.action.startswith("Put in ")
        page.wrongs.list.select(row.key)
        page.wrongs.list.setFocus()
        rota.settle()
        assert page.chosen.place == Place(WEDNESDAY, "am")
        rota.key(Qt.Key.Key_Space)
        assert rota.who(WEDNESDAY, "am") not in (None, ill)
        assert rota.wrongs() == []
        assert page.wrongs.list.accessibleDescription() == "Everything is in order this month."

    def test_where_nobody_can_others_are_moved(self, rota: Rota) -> None:
        rota.publish(last=date(2026, 11, 30), rules={"min_gap_days": 2})
        page = rota.open()
        ill = rota.who(WEDNESDAY, "am") or ""
        rota.absent(ill, WEDNESDAY)
        row = rota.rows(page.wrongs.list)[0]
        assert row.action == "Plan again"
        page.wrongs.list.select(row.key)
        page.wrongs.list.setFocus()
        rota.qtbot.keyClick(page.wrongs.list, Qt.Key.Key_Return)
        rota.qtbot.waitUntil(lambda: page.bar.publish.isVisible())
        rota.settle()
        assert rota.wrongs() == []
        unchanged = [cell for cells in page.posts.cells.table.rows for cell in cells if cell.state == "published"]
        changed = [cell for cells in page.posts.cells.table.rows for cell in cells if cell.state == "draft"]
        assert len(unchanged) + len(changed) == 12
        assert 1 <= len(changed) <= 4
        assert any("instead of" in cell.spoken for cell in changed)

    def test_a_day_that_is_a_slip_of_the_hand_is_not_kept(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.choose(WEDNESDAY, "am")
        page.ask_absence()
        (form,) = rota.application.window.findChildren(AbsenceCard)
        form.last.setDate(QDate(2206, 11, 25))
        rota.qtbot.waitUntil(lambda: form.breaks.sentence == "2206-11-25 is many years away. Look at the year.")
        assert not form.save.isEnabled()
        form.last.setDate(QDate(2026, 11, 25))
        rota.qtbot.waitUntil(form.save.isEnabled)

    def test_after_midnight_it_is_the_new_day(self, rota: Rota) -> None:
        """23:30 UTC is half past midnight in Sweden."""
        away = {"person": "ab", "from": "2026-11-09", "to": "2026-11-09", "half": None}
        rota.publish(absences=[away])
        page = rota.open()
        rota.application.workplace.now = lambda: datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
        page.ask_absence()
        (form,) = rota.application.window.findChildren(AbsenceCard)
        form.person.setCurrentIndex(form.person.findText("Anna Berg"))
        rota.settle()
        rota.qtbot.waitUntil(lambda: not form._soon.isActive() and rota.idle())
        assert not rota.rows(form.list)

    def test_half_a_day_away_leaves_the_other_half(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        rota.choose(WEDNESDAY, "am")
        page.ask_absence()
        (form,) = rota.application.window.findChildren(AbsenceCard)
        form.half.chosen.emit(form.half.set_value("pm"))
        rota.qtbot.waitUntil(lambda: form.breaks.sentence == "Leaves no turn empty.")
        rota.click(form.save)
        assert rota.wrongs() == [("1 day is not planned", "Not planned")]

    def test_an_absence_is_taken_away_again(self, rota: Rota) -> None:
        rota.publish(absences=[{"person": "ab", "from": "2026-12-01", "to": "2026-12-02", "half": None}])
        page = rota.open()
        page.ask_absence()
        (form,) = rota.application.window.findChildren(AbsenceCard)
        form.person.setCurrentIndex(form.person.findText("Anna Berg"))
        rota.qtbot.waitUntil(lambda: len(rota.rows(form.list)) == 1)
        (row,) = rota.rows(form.list)
        assert row.title == "Tue 1 Dec – Wed 2 Dec"
        form.list.select(row.key)
        form.list.setFocus()
        rota.key(Qt.Key.Key_Space)
        rota.qtbot.waitUntil(lambda: not rota.rows(form.list))
        assert rota.status() == "Absence of Anna Berg is removed."

    def test_days_without_the_qualification_are_told(self, rota: Rota) -> None:
        people = [person(key, name) for key, name in (("ab", "Anna Berg"), ("kl", "Karin Lind"), ("oh", "Omar Hauge"))]
        rota.publish(people=people, rules={"min_gap_days": 1})
        rota_desk.take(rota.database, people=people, rules={"min_gap_days": 1, "daily_qualifications": ["child"]})
        page = rota.open()
        assert [word for _, word in rota.wrongs()] == ["Qualification"] * 5 + ["Not planned"]
        assert rota.rows(page.wrongs.list)[0].detail == "Nobody for child cases"


class TestWhy:
    def test_the_lead_reads_why_somebody_sits_there_and_who_put_her_there(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open()
        why = page.panel.why
        rota.qtbot.waitUntil(lambda: "turn" in why.text() or "could" in why.text())
        assert why.isVisible()
        other = rota.free(MONDAY, "am")
        command = moving.Assign(by=rota.lead, at=NOW, plan=None, date=MONDAY, post="am", person=other)
        rota.command(command)
        rota.qtbot.waitUntil(lambda: why.text().startswith("Put there by Lena Ek on Mon 23 Nov. "))
        assert rota.who(MONDAY, "am") == other
        rota.command(moving.Assign(by=rota.lead, plan=None, date=MONDAY, post="am", person=None))
        rota.qtbot.waitUntil(lambda: not why.isVisible())

    def test_others_read_neither_what_is_owed_nor_why_a_colleague_cannot(self, rota: Rota) -> None:
        rota.publish(absences=[{"person": "pn", "from": "2026-11-23", "to": "2026-11-23"}])
        page = rota.open("ab")
        day, post = next((d, p) for d in (MONDAY, TUESDAY) for p in ("am", "pm") if rota.who(d, p) not in ("ab", "pn"))
        rota.choose(day, post)
        rota.qtbot.waitUntil(lambda: "not available" in page.panel.why.text())
        assert "owed" not in page.panel.why.text()
        assert "away" not in page.panel.why.text()


class TestReadOnly:
    def test_others_see_the_rota_and_no_reasons(self, rota: Rota) -> None:
        found = rota.publish()
        rota_desk.saved(rota.database, found, date(2026, 11, 30), date(2026, 11, 30))
        ill = rota.who(WEDNESDAY, "am") or ""
        who = staff.by_key(rota.database, ill)
        assert who is not None
        absence.add_absence(rota.database, absence.AddAbsence(by=None, person=who.id, first=WEDNESDAY, last=WEDNESDAY))
        page = rota.open("ab")
        for button in (page.bar.plan, page.bar.publish, page.bar.discard, page.panel.empty):
            assert not button.isVisible()
        assert page.bar.state.text().endswith("Only the team lead changes the rota.")
        assert page.panel.list.accessibleDescription() == "Only the team lead changes the rota."
        assert rota.cell(date(2026, 11, 30), "am").state == "unplanned"  # the draft is the lead's
        assert rota.cell(WEDNESDAY, "am").tip.endswith("not available")
        assert page.people.cells.table.across[-1] != "Owed"
        before = plans.published(rota.database, MONDAY, FRIDAY)
        rota.choose(MONDAY, "am")
        rota.key(Qt.Key.Key_Delete)
        rota.key(Qt.Key.Key_1)
        rota.drag(Place(MONDAY, "am"), Place(TUESDAY, "pm"))
        assert plans.published(rota.database, MONDAY, FRIDAY) == before
        assert [row.action for row in rota.rows(page.wrongs.list)] == ["", ""]

    def test_whoever_looks_begins_at_her_own_next_turn(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open("pn")
        own = [each for each in plans.published(rota.database, MONDAY, FRIDAY) if each.person == "pn"]
        assert page.chosen.place == Place(own[0].date, own[0].post)
        assert page.posts.lit == "pn"

    def test_a_change_of_desk_changes_what_is_seen(self, rota: Rota) -> None:
        rota.publish()
        page = rota.open("ab")
        rota.open("le")
        assert page.bar.plan.isVisible()
        rota.open("ab")
        assert not page.bar.plan.isVisible()


class TestFiles:
    def _save(self, rota: Rota, choose: Callable[[list[str]], int], path: Path) -> None:
        actions = rota.page.bar.export.menu().actions()
        actions[choose([action.text() for action in actions])].trigger()
        dialog = rota.page.findChild(QFileDialog)
        assert dialog is not None
        assert dialog.isVisible()
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        rota.settle()

    def test_calendars_of_everybody_and_of_the_chosen_one(self, rota: Rota, tmp_path: Path) -> None:
        rota.publish()
        rota.open()
        path = tmp_path / "all.ics"
        self._save(rota, lambda _texts: 0, path)
        assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == 10
        assert rota.status() == "The rota is written to all.ics."
        name = staff.by_key(rota.database, rota.who(MONDAY, "am") or "")
        assert name is not None
        own = tmp_path / "own.ics"
        self._save(rota, lambda texts: texts.index(f"Calendar of {name.name} (ics)"), own)
        assert 0 < len(Calendar.from_ical(own.read_bytes()).walk("VEVENT")) < 10

    def test_the_sheet_for_the_wall(self, rota: Rota, tmp_path: Path) -> None:
        rota.publish()
        page = rota.open()
        page.bar.export.menu().actions()[-1].trigger()
        card = rota.content(WallCard)
        assert card.days() == (date(2026, 11, 1), date(2026, 11, 30))
        rota.qtbot.mouseClick(card.what.answers()[1], Qt.MouseButton.LeftButton)
        card.weeks.setValue(2)
        assert card.days() == (MONDAY, date(2026, 12, 6))
        rota.qtbot.mouseClick(card.paper.answers()[1], Qt.MouseButton.LeftButton)
        rota.qtbot.mouseClick(card.ok, Qt.MouseButton.LeftButton)
        dialog = page.findChild(QFileDialog)
        assert dialog is not None
        path = tmp_path / "wall.pdf"
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        rota.settle()
        octets = path.read_bytes()
        assert octets.count(b"/Type /Page\n") == 1
        assert b"1191" in octets.split(b"/MediaBox")[1].split(b"]")[0]  # A3 on its side, in points

    def test_all_that_is_published_is_a_sheet_a_month(self, rota: Rota, tmp_path: Path) -> None:
        rota.publish(last=date(2026, 12, 4))
        page = rota.open()
        page.bar.export_asked.emit("pdf", "")
        card = rota.content(WallCard)
        rota.qtbot.mouseClick(card.what.answers()[2], Qt.MouseButton.LeftButton)
        assert not card.weeks.isVisible()
        assert card.days() is None
        rota.qtbot.mouseClick(card.ok, Qt.MouseButton.LeftButton)
        dialog = page.findChild(QFileDialog)
        assert dialog is not None
        path = tmp_path / "wall.pdf"
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        rota.settle()
        assert path.read_bytes().count(b"/Type /Page\n") == 2

    def test_a_sheet_of_days_without_a_rota_is_told(self, rota: Rota, tmp_path: Path) -> None:
        rota.publish()
        page = rota.open()
        page.files.write(tmp_path / "wall.pdf", "pdf", "", (date(2027, 1, 1), date(2027, 1, 31)))
        rota.settle()
        assert rota.status().startswith("Nothing is published on these days.")

    def test_a_file_that_cannot_be_written_is_told(self, rota: Rota, tmp_path: Path) -> None:
        rota.publish()
        rota.open()
        self._save(rota, lambda _texts: 0, tmp_path / "nowhere" / "all.ics")
        assert rota.status().endswith("all.ics cannot be written: it does not exist.")

    def test_a_file_that_cannot_be_read_is_told(self, rota: Rota, tmp_path: Path) -> None:
        rota.publish()
        rota.open().files.take(tmp_path / "nowhere.json")
        rota.settle()
        assert rota.status().endswith("nowhere.json cannot be read: it does not exist.")

    def test_a_file_that_was_the_wrong_one_is_taken_back_by_key(self, rota: Rota, tmp_path: Path) -> None:
        rota.publish()
        page = rota.open()
        path = tmp_path / "other.json"
        path.write_text(json.dumps(rota_desk.document(people=[rota_desk.person("ny", "Nora Nyman")])), "utf-8")
        page.files.take(path)
        rota.settle()
        assert [each.id for each in unit.load(rota.database).people] == ["ny"]
        rota.key(Qt.Key.Key_Z, CTRL)
        assert len(unit.load(rota.database).people) == 6

    def test_a_file_that_is_made_to_break_the_program_is_told(self, rota: Rota, tmp_path: Path) -> None:
        path = tmp_path / "deep.json"
        path.write_text("[" * 100_000)
        rota.open().files.take(path)
        rota.settle()
        assert rota.status().endswith("deep.json is not a JSON document.")


def test_the_model_keeps_qts_rules(rota: Rota) -> None:
    rota.publish()
    page = rota.open()
    assert page.shown is not None
    model = GridModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for table in (page.shown.posts, page.shown.people, page.shown.posts, page.shown.posts):
        model.set_table(table)
    assert isinstance(model.index(0, 0).data(CELL_ROLE), Cell)


def test_sixty_people_fit_and_scroll(rota: Rota) -> None:
    people = [person(f"p{number:02}", f"Person Nummer{number:02}") for number in range(60)]
    rota.publish(people=people)
    page = rota.open()
    page.show_view("people")
    rota.settle()
    table = page.people.cells.table
    assert len(table.rows) == 60
    assert page.people.horizontalScrollBar().maximum() == 0
    assert (
        len({cell.text for cells in page.posts.cells.table.rows for cell in cells if cell.state == "published"}) == 10
    )


def test_an_empty_shift_says_the_one_change_that_would_fill_it(rota: Rota) -> None:
    two = [rota_desk.person("ab", "Anna Berg"), rota_desk.person("kl", "Karin Lind")]
    post = {"id": "am", "name": "Telefon", "from": "08:00", "to": "12:00", "weekdays": [0, 1, 2, 3, 4]}
    away = [{"person": "kl", "from": "2026-11-24", "to": "2026-11-24", "half": None}]
    rules = {"min_gap_days": 2}
    rota.publish(posts=[post], people=two, absences=away, rules=rules)
    for day, who in ((MONDAY, "ab"), (TUESDAY, None), (WEDNESDAY, "kl"), (FRIDAY, None)):
        seat = moving.Assign(by=rota.lead, plan=None, date=day, post="am", person=who, despite=True)
        carry_out(rota.database, seat)
    page = rota.open()
    page.chosen.go_to(TUESDAY, "am")
    rota.qtbot.waitUntil(lambda: page.panel.is_ready)
    said = [f"{row.title} {row.detail}" for row in page.panel.list.rows.items() if isinstance(row, Row)]
    assert any("Anna Berg can come if Karin Lind takes Telefon" in each for each in said)


def test_a_persons_account_says_what_she_is_due_and_how_it_came_about(rota: Rota) -> None:
    rota.publish()
    page = rota.open()
    page.show_view("people")
    page.chosen.choose(Place(TUESDAY, person="oh"))
    rota.qtbot.waitUntil(lambda: page.panel.account.isVisible())
    page.panel.account.click()
    window = rota.application.window
    rota.qtbot.waitUntil(lambda: any(card.isVisible() for card in window.findChildren(AccountCard)))
    said = " ".join(each.text() for each in window.findChildren(AccountCard)[0].findChildren(QLabel))
    assert "75 % of full time" in said
    assert "open days" in said
    found = account(page.shown.month, "oh") if page.shown else None
    assert found is not None
    assert found.due == pytest.approx(found.carried + found.part)
    owing = owed(page.shown.month)["oh"] if page.shown else None
    assert found.left == pytest.approx(owing)
    rota.open("ab")
    rota.qtbot.waitUntil(lambda: not page.panel.account.isVisible())
