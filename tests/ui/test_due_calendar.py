"""The calendar of what is due, what is noted of a case's deadlines, and who sees what each carries."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mottagning import audit
from mottagning.app import Application
from mottagning.cases.courses import case_course
from mottagning.cases.duecalendar import NOBODY
from mottagning.cases.list import show_case
from mottagning.cases.rules import SaveRules, load_rules
from mottagning.cases.weighing import weights_of
from mottagning.ui.cases.coursecard import CourseCard
from mottagning.ui.cases.duecalendar import DueCalendar
from mottagning.ui.cases.duegrid import CELL_ROLE, DayCell
from mottagning.ui.cases.loads import LoadView
from mottagning.ui.widgets.rows import Heading, Row

from .cases_page import CTRL, DOWN, ENTER, Cases, words_of

TODAY = date(2026, 11, 23)


@pytest.fixture
def cases(application: Application, qtbot: QtBot, tmp_path: Path) -> Cases:
    return Cases(application, qtbot, tmp_path)


def calendar(cases: Cases, who: str = "ab") -> DueCalendar:
    page = cases.open(who)
    page.due_button.click()
    found = cases.window.findChild(DueCalendar)
    assert found is not None
    cases.until(lambda: found.rule.count() > 1)
    return found


def cell(shown: DueCalendar, day: date) -> DayCell:
    found = shown.grid.days.index_of(day).data(CELL_ROLE)
    assert isinstance(found, DayCell)
    return found


def listed(shown: DueCalendar) -> list[str]:
    items = shown.list.rows.items()
    return [item.title if isinstance(item, Row) else f"{item.title} {item.count}" for item in items]


def press(card: CourseCard, text: str) -> None:
    next(each for each in card.findChildren(QPushButton) if each.isVisible() and each.text() == text).click()


# The calendar ---------------------------------------------------------------------------------------------------------


def test_what_is_late_comes_first_and_a_day_shows_what_is_due_then(cases: Cases) -> None:
    shown = calendar(cases)
    QAbstractItemModelTester(shown.grid.days, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert listed(shown) == ["Overdue cases 1", "C-1 · The party may ask for a decision", "Monday 23 November 0"]
    assert len(cell(shown, date(2026, 11, 1)).lines) == 1
    shown.go_to(date(2027, 5, 1))
    assert [len(cell(shown, date(2027, 5, day)).lines) for day in (9, 10, 18)] == [0, 1, 1]
    assert cell(shown, date(2027, 5, 1)).closed
    assert "1 due" in cell(shown, date(2027, 5, 18)).spoken
    shown.grid.setCurrentIndex(shown.grid.days.index_of(date(2027, 5, 18)))
    assert listed(shown)[-2:] == ["Tuesday 18 May 1", "C-2 · The party may ask for a decision"]


def test_days_and_months_are_walked_through_by_keys_and_enter_opens_the_case(cases: Cases) -> None:
    shown = calendar(cases)
    shown.grid.setFocus()
    cases.key(DOWN)
    assert shown.day == date(2026, 11, 30)
    cases.key(Qt.Key.Key_PageDown, CTRL)
    assert (shown.title.text(), shown.day) == ("December 2026", date(2026, 12, 1))
    cases.key(Qt.Key.Key_PageUp, CTRL)
    cases.key(Qt.Key.Key_PageUp, CTRL)
    assert shown.title.text() == "October 2026"
    shown.list.fold("late", False)
    shown.list.select((cases.case("C-1"), "may_ask_for_decision"))
    shown.list.setFocus()
    cases.key(ENTER)
    assert "C-1" in cases.wait_story("C-1")
    assert not shown.isVisible()


def test_a_click_on_a_line_opens_the_case(cases: Cases, qtbot: QtBot) -> None:
    shown = calendar(cases)
    index = shown.list.rows.index_of((cases.case("C-1"), "may_ask_for_decision"))
    qtbot.mouseClick(shown.list.viewport(), Qt.MouseButton.LeftButton, pos=shown.list.visualRect(index).center())
    cases.wait_story("C-1")


def test_a_week_shows_its_days_beneath_one_another(cases: Cases) -> None:
    shown = calendar(cases)
    next(each for each in shown.view.answers() if each.text() == "Week").click()
    shown.go_to(date(2027, 5, 13))
    assert (shown.title.text(), shown.grid.days.rowCount()) == ("Week 19, 2027", 1)
    headings = [item.title for item in shown.list.rows.items() if isinstance(item, Heading)]
    assert headings == ["Overdue cases", "Monday 10 May"]
    shown.step(1)
    assert shown.title.text() == "Week 20, 2027"


def test_it_is_narrowed_and_a_handler_sees_her_own_first(cases: Cases) -> None:
    shown = calendar(cases, "oh")
    assert shown.handler.currentText() == "Omar Hauge"
    assert listed(shown) == ["Monday 23 November 0"]
    shown.handler.setCurrentIndex(0)
    assert listed(shown)[0] == "Overdue cases 1"
    shown.category.setCurrentIndex(shown.category.findData("lss"))
    assert listed(shown) == ["Monday 23 November 0"]
    assert shown.handler.findData(NOBODY) == -1


def test_paper_and_file_have_no_protected_case_and_no_name_of_a_client(cases: Cases, tmp_path: Path) -> None:
    shown = calendar(cases)
    shown.go_to(date(2027, 5, 1))
    sheet = shown.sheet()
    assert "C-1" in sheet
    assert "C-2" in sheet
    assert "C-3" not in sheet
    assert not {"Åsa", "Leo", "Eva"} & set(sheet.split())
    path = tmp_path / "frister.ics"
    shown.write(path)
    cases.until(path.exists)
    cases.until(lambda: b"C-2" in path.read_bytes())
    assert b"C-3" not in path.read_bytes()
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


# A single case --------------------------------------------------------------------------------------------------------


def course(cases: Cases, code: str) -> CourseCard:
    page = cases.open("ab")
    page.show_item(cases.case(code))
    cases.wait_story(code)
    next(each for each in page.story.findChildren(QPushButton) if each.text() == "Note…").click()
    found = cases.window.findChild(CourseCard)
    assert found is not None
    cases.until(lambda: "points by the unit" in words_of(found))
    return found


def test_that_the_party_asked_for_a_decision_is_noted_and_undone(cases: Cases) -> None:
    card = course(cases, "C-1")
    press(card, "Note the day")
    cases.until(lambda: "Decision that the party has asked for" in words_of(card))
    rules = {each.rule.code: each.due for each in show_case(cases.database, "C-1", TODAY)[0].deadlines}
    assert rules["decision_asked_for"] == date(2026, 12, 21)
    cases.key(Qt.Key.Key_Z, CTRL)
    cases.until(lambda: "Decision that the party has asked for" not in words_of(card))


def test_a_deadline_is_prolonged_on_the_card_and_a_wrong_day_told_there(cases: Cases) -> None:
    rules, version = load_rules(cases.database)
    from dataclasses import replace

    cases.command(SaveRules(by=None, rules=tuple(replace(each, may_prolong=True) for each in rules), version=version))
    card = course(cases, "C-2")
    press(card, "Prolong…")
    press(card, "Note that it is prolonged")
    cases.until(lambda: "prolonged until Thu 17 Jun 2027" in words_of(card))
    assert case_course(cases.database, cases.case("C-2"), TODAY).deadlines[0].due == date(2027, 6, 17)
    press(card, "Remove")
    cases.until(lambda: "prolonged until" not in words_of(card))


def test_a_deadline_stands_still_and_goes_on(cases: Cases) -> None:
    rules, version = load_rules(cases.database)
    from dataclasses import replace

    cases.command(SaveRules(by=None, rules=tuple(replace(each, may_pause=True) for each in rules), version=version))
    card = course(cases, "C-2")
    press(card, "Let it stand still…")
    press(card, "Let it stand still")
    cases.until(lambda: "stands still since Mon 23 Nov" in words_of(card))
    assert "Stands still" in words_of(card)
    press(card, "Let it go on")
    cases.until(lambda: "stood still from Mon 23 Nov" in words_of(card))


def test_an_extra_is_ticked_with_the_keyboard_and_keeps_the_focus(cases: Cases) -> None:
    card = course(cases, "C-2")
    assert card.extras is not None
    card.extras.boxes["travel"].setFocus()
    cases.key(Qt.Key.Key_Space)
    cases.until(lambda: "7.5 points" in words_of(card))
    assert weights_of(cases.database, [cases.case("C-2")])[cases.case("C-2")].extras == ("travel",)
    cases.until(lambda: QApplication.focusWidget() is (card.extras and card.extras.boxes["travel"]))


# What each carries ----------------------------------------------------------------------------------------------------


def loads(cases: Cases, who: str) -> LoadView:
    cases.open(who).load_button.click()
    found = cases.window.findChild(LoadView)
    assert found is not None
    cases.until(lambda: bool(found.purpose.text()))
    return found


def test_a_handler_sees_her_own_load_and_nobody_elses(cases: Cases) -> None:
    view = loads(cases, "oh")
    assert view.mine.text().startswith("1 open case, 6 points of the 150")
    assert not view.table.isVisible()
    assert "Karin" not in words_of(view)


def test_the_lead_sees_all_by_name_with_the_purpose_and_it_is_written_down(cases: Cases) -> None:
    view = loads(cases, "kl")
    assert [line.name for line in (view.model.line(row).value for row in range(view.model.rowCount()))] == [
        "Karin Lind",
        "Omar Hauge",
    ]
    assert view.purpose.text().startswith("To share cases out fairly.")
    assert not view.table.horizontalHeader().sectionsClickable()
    assert isinstance(view.findChild(QLabel), QLabel)

    def written() -> bool:
        with cases.database.reading():
            return audit.AuditEntry.select().where(audit.AuditEntry.kind == "loads").count() == 1

    cases.until(written)
