"""The cases by keyboard and mouse: found, told as one story, and written down as seen."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.cases.entries import PartyDetails, SaveParty
from mottagning.changes import Changes
from mottagning.contacts.handling import Close
from mottagning.contacts.notes import AddNote
from mottagning.contacts.views import summaries
from mottagning.desk.casestory import Dated
from mottagning.ui.finding.results import ResultsView
from mottagning.ui.widgets.rows import Heading, Row
from tests.db import feeds

from .cases_page import CTRL, DOWN, ENTER, ESCAPE, ROWS, Cases, state_why
from .conftest import NOW


@pytest.fixture
def cases(application: Application, qtbot: QtBot, tmp_path: Path) -> Cases:
    return Cases(application, qtbot, tmp_path)


# Finding --------------------------------------------------------------------------------------------------------------


def test_the_newest_open_cases_stand_there_without_names(cases: Cases) -> None:
    page = cases.open()
    assert QApplication.focusWidget() is page.finder.field
    assert [row.detail for row in cases.rows()] == [
        "Hemtjänst · Investigation 13 days · Omar Hauge",
        "Hemtjänst · Investigation 13 days · Karin Lind",
        "Hemtjänst · Investigation 13 days · Karin Lind",
    ]
    late = cases.rows()[2]
    assert (late.right, late.tone_word) == ("Sun 1 Nov", "Late")
    assert cases.rows()[1].marks == ("lock",)
    assert page.finder.count.text() == "3 cases"
    cases.until(lambda: page.as_of.line.text() == "By the case list at 08:30")
    assert "Öberg" not in "".join(row.spoken for row in cases.rows())


def test_a_case_is_found_as_one_types(cases: Cases) -> None:
    page = cases.open()
    cases.write("öberg")
    cases.until(lambda: cases.codes() == ["C-2", "C-1"] or cases.codes() == ["C-1", "C-2"])
    assert {row.title for row in cases.rows()} == {"C-1 · Åsa Öberg", "C-2 · Leo Öberg"}
    assert page.finder.parts.value() is None
    cases.key(DOWN)
    cases.key(ENTER)
    chosen = cases.rows()[0].title.split(" ")[0]
    cases.wait_story(chosen)
    assert QApplication.focusWidget() is page.finder.field
    cases.key(ESCAPE)
    cases.until(lambda: len(cases.codes()) == 3)
    assert page.finder.parts.value() == "open"
    cases.write("bo ek")
    cases.until(lambda: cases.codes() == ["C-1"])
    assert cases.rows()[0].title == "C-1 · Bo Ek"
    assert cases.rows()[0].detail.startswith("God man · Hemtjänst")
    page.finder.field.setText("falkk")
    cases.until(lambda: cases.codes() == ["C-4"])
    assert (cases.rows()[0].right, cases.rows()[0].tone_word) == ("Fri 20 Nov", "Closed")
    assert cases.headings() == ["Name like this"]


def test_hits_stand_under_why_they_were_hit_in_swedish_order(cases: Cases) -> None:
    page = cases.open()
    for typed, headings, codes in (
        ("omar", ["Handler"], ["C-2"]),
        ("C-", ["Case code"], ["C-1", "C-2", "C-3", "C-4"]),
        ("öb", ["Name"], ["C-2", "C-1"]),  # Leo before Åsa
        ("08-465 00", ["Phone number"], ["C-1"]),
        ("asa@", ["E-mail address"], ["C-1", "C-2", "C-4"]),
        ("ka", ["Handler"], ["C-3", "C-1", "C-4"]),
    ):
        page.finder.field.setText(typed)
        cases.until(
            lambda headings=headings, codes=codes: (
                (cases.headings(), sorted(cases.codes())) == (headings, sorted(codes))
            )
        )
    page.finder.field.setText("öb")
    cases.until(lambda: cases.codes() == ["C-2", "C-1"])
    page.finder.field.setFocus()
    cases.key(DOWN)
    assert page.finder.list.selected_key() == cases.case("C-2")  # past the heading
    cases.key(DOWN)
    assert page.finder.list.selected_key() == cases.case("C-1")


def test_the_list_is_narrowed_to_a_stage_and_a_category(cases: Cases) -> None:
    page = cases.open()
    stage, category = page.finder.narrower.stage, page.finder.narrower.category
    assert [stage.itemText(place) for place in range(stage.count())] == ["All stages", "Investigation"]
    assert [category.itemText(place) for place in range(category.count())] == ["All categories", "SoL", "LSS"]
    category.setFocus()
    cases.key(DOWN)
    cases.until(lambda: cases.codes() == ["C-3", "C-1"])
    cases.key(DOWN)
    cases.until(lambda: cases.codes() == ["C-2"])
    page.finder.field.setFocus()
    cases.write("öberg")
    cases.until(lambda: cases.codes() == ["C-2"])
    cases.key(ESCAPE)
    cases.key(ESCAPE)
    cases.until(lambda: len(cases.codes()) == 3)
    assert category.currentIndex() == 0


def test_a_protected_case_is_found_by_its_code_alone(cases: Cases) -> None:
    page = cases.open()
    cases.write("hemlig")
    cases.until(lambda: cases.codes() == [])
    assert "No case answers that" in page.finder.list.accessibleDescription()
    page.finder.field.setText("c-3")
    cases.until(lambda: cases.codes() == ["C-3"])
    assert cases.headings() == ["Case code"]
    assert cases.rows()[0].title == "C-3"


def look_from_above(cases: Cases, text: str) -> None:
    """By the field of the window, and on from what it finds to the list of cases."""
    cases.key(Qt.Key.Key_K, CTRL)
    cases.write(text)
    cases.key(ENTER)
    (view,) = [each for each in cases.window.findChildren(ResultsView) if each.isVisible()]
    (here,) = [each for each in view.findChildren(QPushButton) if each.text() == "Look in the case list"]
    cases.qtbot.mouseClick(here, Qt.MouseButton.LeftButton)


def test_the_search_field_of_the_window_looks_here(cases: Cases) -> None:
    page = cases.open()
    cases.window.open_page("board")
    look_from_above(cases, "Öberg")
    cases.until(lambda: len(cases.codes()) == 2)
    assert cases.window.page_id == "cases"
    assert QApplication.focusWidget() is page.finder.field
    assert page.finder.field.text() == "Öberg"


def test_the_only_case_that_the_windows_search_finds_is_opened(cases: Cases) -> None:
    page = cases.open()
    look_from_above(cases, "Öberg")
    cases.until(lambda: len(cases.codes()) == 2)
    assert page.finder.list.selected_key() is None
    look_from_above(cases, "C-1")
    assert "Bo Ek" in cases.wait_story("C-1")


def test_the_parts_of_the_list(cases: Cases) -> None:
    page = cases.open("oh")
    buttons = {button.text(): button for button in page.finder.parts._group.buttons()}
    for name, codes in (
        ("My cases", ["C-2"]),
        ("Without a handler", []),
        ("Overdue cases", ["C-1"]),
        ("Closed cases", ["C-4"]),
    ):
        cases.qtbot.mouseClick(buttons[name], Qt.MouseButton.LeftButton)
        cases.until(lambda codes=codes: cases.codes() == codes)
    page.finder.field.setText("C-1")
    cases.until(lambda: cases.codes() == ["C-1"])
    cases.qtbot.mouseClick(buttons["Open cases"], Qt.MouseButton.LeftButton)
    cases.until(lambda: len(cases.codes()) == 3)
    assert page.finder.field.text() == ""


# The story ------------------------------------------------------------------------------------------------------------


def test_a_case_as_one_story(cases: Cases) -> None:
    page = cases.open()
    first = cases.call("C-1", minutes=60)
    version = next(each.version for each in summaries(cases.database) if each.id == first)
    cases.command(Close(by=cases.person("ab"), contact=first, version=version, outcome="solved"))
    cases.call("C-1", text="Ringer igen om hembesöket.", minutes=5)
    page.show_item(cases.case("C-1"))
    said = cases.wait_story("C-1")
    for part in (
        *("SoL", "C-1", "Hemtjänst", "Investigation · 13 days", "Karin Lind · in today", "Hembesök, Thu 26 Nov"),
        *("The party may ask for a decision", "Sun 1 Nov", "Overdue"),
        *("The one it is about", "Åsa Öberg", "070-174 06 05", "asa@example.se", "God man", "Bo Ek", "08-465 004 10"),
    ):
        assert part in said, part
    assert cases.timeline() == [
        ("Ringer igen om hembesöket.", "Åsa Öberg · You take care of it"),
        ("Undrar över beslutet.", "Åsa Öberg · Done: Solved here (AB)"),
        ("Last day: The party may ask for a decision", "Overdue · FL 12 §"),
        ("Received by us", "By the case list"),
    ]


def test_two_parties_that_are_added_at_once_are_both_told(cases: Cases) -> None:
    page = cases.open()
    for name in ("Vera Öberg", "Nils Öberg"):
        details = PartyDetails(role="relative", name=name)
        cases.command(SaveParty(by=cases.person("ab"), at=NOW, case=cases.case("C-1"), details=details))
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    assert cases.timeline().count(("A party was added here", "Done here (AB)")) == 2


def test_the_story_by_kind_with_keys_alone(cases: Cases) -> None:
    page = cases.open()
    contact = cases.call("C-1", minutes=60)
    cases.command(AddNote(by=cases.person("kl"), contact=contact, text="Hembesöket blir på fredag."))
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    pills = {answer.text(): answer for answer in page.story.kinds.answers() if answer.isVisible()}
    assert list(pills) == ["Everything 4", "Contacts 1", "Notes 1", "Case list 1", "Time limits 1"]
    pills["Everything 4"].setFocus()
    shown = []
    for _ in range(4):
        cases.key(Qt.Key.Key_Right)
        shown.append(cases.timeline())
    assert [rows[0][0] for rows in shown] == [
        *("Undrar över beslutet.", "Hembesöket blir på fredag.", "Received by us"),
        "Last day: The party may ask for a decision",
    ]
    assert {len(rows) for rows in shown} == {1}
    cases.qtbot.mouseClick(pills["Notes 1"], Qt.MouseButton.LeftButton)
    page.story.timeline.setFocus()
    cases.key(DOWN)
    with cases.qtbot.waitSignal(cases.application.workplace.wanted) as opened:
        cases.key(ENTER)
    assert opened.args == ["contact", contact]  # whose note it is


def test_what_lies_ahead_and_other_years_stand_apart(cases: Cases) -> None:
    page = cases.open()
    rows = (feeds.case("C-9", Inkom="2025-12-30"), *ROWS)
    feeds.take(cases.database, cases.file(*rows), at=NOW)
    state_why(cases.database, cases.person("ab"))
    for code, expected in (("C-9", [("2026", 1), ("2025", 1)]), ("C-2", [("Ahead", 1), ("2026", 1)])):
        page.show_item(cases.case(code))
        cases.wait_story(code)
        items = page.story.timeline.rows.items()
        assert [(item.title, item.count) for item in items if isinstance(item, Heading)] == expected


def test_what_the_case_system_changed_is_part_of_it(cases: Cases) -> None:
    page = cases.open()
    rows = (feeds.case("C-2", Steg="Beslut", Handläggare="", Inkom="2026-11-18", Beslutad="x"), *ROWS[:1], *ROWS[2:])
    feeds.take(cases.database, cases.file(*rows), at=NOW)
    page.show_item(cases.case("C-2"))
    cases.wait_story("C-2")
    assert cases.timeline()[1] == (
        "Stage: Investigation → Decision",
        "Handler: Omar Hauge → no handler · Category: LSS → SoL",
    )


def test_enter_or_a_double_click_opens_a_contact(cases: Cases) -> None:
    page = cases.open()
    contact = cases.call("C-1")
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    rows = page.story.timeline
    rows.setFocus()
    rows.select(contact)
    wanted = cases.application.workplace.wanted
    with cases.qtbot.waitSignal(wanted) as opened:
        cases.key(ENTER)
    assert opened.args == ["contact", contact]
    assert cases.window.page_id == "desk"
    cases.window.open_page("cases")
    place = rows.visualRect(rows.rows.index_of(contact)).center()
    with cases.qtbot.waitSignal(wanted) as opened:
        cases.qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == ["contact", contact]


def test_a_date_is_nothing_to_open(cases: Cases) -> None:
    page = cases.open()
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    heard: list[object] = []
    cases.application.workplace.wanted.connect(lambda what, which: heard.append((what, which)))
    page.story.timeline.setFocus()
    assert page.story.timeline.select(Dated(date(2026, 5, 1), "received"))
    cases.key(ENTER)
    assert heard == []
    assert cases.window.page_id == "cases"


def test_a_protected_case_shows_nobody(cases: Cases) -> None:
    page = cases.open()
    cases.call("C-3", text="Hej, det är Eva Hemlig.")
    page.show_item(cases.case("C-3"))
    said = cases.wait_story("C-3")
    assert "Protected identity – open it in the case system" in said
    assert "Investigation · 13 days" in said
    everything = said + str(cases.timeline()) + "".join(row.spoken + row.tip for row in cases.rows())
    items = page.story.timeline.rows.items()
    everything += "".join(row.spoken for row in items if isinstance(row, Row))
    assert not [word for word in ("Hemlig", "Eva", "Öberg", "070-174", "jobbet") if word in everything]
    assert cases.timeline()[1] == ("Protected identity", "You take care of it")


def test_who_looked_is_written_down_once(cases: Cases) -> None:
    page = cases.open()
    cases.key(DOWN)
    cases.wait_story("C-2")
    anna = cases.person("ab")
    cases.until(lambda: cases.seen("C-2") == [anna])
    cases.application.workplace.publish(Changes({"case": None}))
    cases.call("C-2")
    cases.until(lambda: len(cases.timeline()) == 3)
    assert cases.seen("C-2") == [anna]
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    cases.until(lambda: cases.seen("C-1") == [anna])
    page.show_item(cases.case("C-2"))
    cases.until(lambda: cases.seen("C-2") == [anna, anna])


def test_cases_passed_by_with_the_arrow_keys_are_not_looked_at(cases: Cases) -> None:
    page = cases.open()
    for _ in range(3):
        cases.key(DOWN)
        assert page.is_choosing
    cases.wait_story("C-1")
    cases.until(lambda: bool(cases.seen("C-1")))
    assert cases.seen("C-2") == cases.seen("C-3") == []


def test_the_next_one_at_the_desk_sees_nothing_of_it(cases: Cases) -> None:
    page = cases.open()
    cases.write("öberg")
    cases.until(lambda: len(cases.codes()) == 2)
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    cases.sit_down("oh")
    assert not page.story.isVisible()
    assert page.finder.field.text() == ""
    cases.until(lambda: cases.codes() == ["C-2", "C-3", "C-1"])
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    cases.until(lambda: cases.seen("C-1") == [cases.person("ab"), cases.person("oh")])


def test_a_case_outside_the_list_and_one_that_is_gone(cases: Cases) -> None:
    page = cases.open()
    cases.application.workplace.wanted.emit("case", cases.case("C-4"))
    said = cases.wait_story("C-4")
    assert "Closed Fri 20 Nov" in said
    assert page.finder.list.selected_key() is None
    page.show_item(4711)
    cases.until(page.notice.isVisible)
    assert "not in the case list any more" in page.notice.sentence
    assert not page.story.isVisible()
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    assert not page.notice.isVisible()


def test_a_stale_list_is_red(cases: Cases) -> None:
    page = cases.open()
    cases.application.workplace.now = lambda: NOW + timedelta(days=3)
    cases.application.workplace.publish(Changes({"feed": None}))
    cases.until(page.as_of.notice.isVisible)
    assert "too old to rely on" in page.as_of.notice.sentence
