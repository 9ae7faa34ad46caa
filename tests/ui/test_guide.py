"""Who does what, who is in and the emergency cards: over anything, by one key, by the mouse and by one search."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.people import guide, staff
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.people.deputies import NameDeputy, name_deputy
from mottagning.people.guide import SaveGuide
from mottagning.people.signedin import SignedIn
from mottagning.ui.cases.page import CasesPage
from mottagning.ui.finding.results import ResultsView
from mottagning.ui.guide.emergency import EmergencyView
from mottagning.ui.guide.found import FoundList
from mottagning.ui.guide.lookup import LookupView
from mottagning.ui.lead.page import LeadPage
from mottagning.ui.settings.guidesection import UnitsSection
from mottagning.ui.widgets.rows import Heading, Row
from tests.db.people import hire

from .conftest import NOW

LEFT = Qt.MouseButton.LeftButton
TODAY = date(2026, 11, 23)


@pytest.fixture
def people(application: Application) -> dict[str, int]:
    found = hire(application.database, "ab", "oh")
    sit_down(application, "ab")
    return found


def sit_down(application: Application, key: str) -> None:
    person = staff.by_key(application.database, key)
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))
    application.window.open_page("settings")


def emergency(application: Application, qtbot: QtBot) -> EmergencyView:
    qtbot.waitUntil(lambda: any(view.isVisible() for view in application.window.findChildren(EmergencyView)))
    view = next(view for view in application.window.findChildren(EmergencyView) if view.isVisible())
    qtbot.waitUntil(lambda: view.shown is not None)
    return view


def lookup(application: Application, qtbot: QtBot) -> LookupView:
    qtbot.waitUntil(lambda: any(view.isVisible() for view in application.window.findChildren(LookupView)))
    view = next(view for view in application.window.findChildren(LookupView) if view.isVisible())
    qtbot.waitUntil(lambda: view.list.rows.rowCount() > 0)
    return view


def said(view: LookupView | EmergencyView) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def rows(view: LookupView | FoundList) -> list[Row]:
    return [item for item in view.list.rows.items() if isinstance(item, Row)]


class TestTheEmergencyCard:
    def test_one_key_opens_it_and_the_same_closes_it(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        qtbot.keyClick(application.window, Qt.Key.Key_F12)
        view = emergency(application, qtbot)
        assert view.shown is not None
        assert view.shown.key == "threat"
        assert "112" in said(view)
        qtbot.keyClick(application.window, Qt.Key.Key_F12)
        qtbot.waitUntil(lambda: not any(view.isVisible() for view in application.window.findChildren(EmergencyView)))

    def test_a_figure_chooses_another_and_example_numbers_are_seen_to_be_such(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        qtbot.keyClick(application.window, Qt.Key.Key_F12)
        view = emergency(application, qtbot)
        assert not any("Nobody answers" in text for text in said(view))
        qtbot.keyClick(view, Qt.Key.Key_2)
        assert view.shown is not None
        assert view.shown.key == "child"
        assert any("Nobody answers" in text for text in said(view))
        qtbot.keyClick(view, Qt.Key.Key_9)
        assert view.shown.key == "child"

    def test_nobody_has_to_sign_in_first(self, application: Application, people: dict[str, int], qtbot: QtBot) -> None:
        application.workplace.sign_in(None)
        qtbot.keyClick(application.window, Qt.Key.Key_F12)
        emergency(application, qtbot)
        qtbot.keyClick(application.window, Qt.Key.Key_F6)
        assert not application.window.findChildren(LookupView)

    def test_the_mouse_opens_it_and_what_was_being_written_stays(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        application.window.topbar.search.setText("half a wo")
        button = next(
            each for each in application.window.rail.findChildren(QPushButton.__base__) if each.text() == "Emergency"
        )
        qtbot.mouseClick(button, LEFT)
        view = emergency(application, qtbot)
        qtbot.keyClick(view, Qt.Key.Key_Escape)
        assert application.window.topbar.search.text() == "half a wo"

    def test_it_shows_the_program_s_own_when_the_database_fails(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        with application.database.writing():
            application.database.sql("DROP TABLE guide_version")
            application.database.sql("DROP TABLE guide")
        qtbot.keyClick(application.window, Qt.Key.Key_F12)
        view = emergency(application, qtbot)
        assert view.shown == guide.shipped().cards[0]
        assert application.window.status.sentence.startswith("That did not work")

    def test_what_the_lead_has_written_is_what_is_shown(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        card = guide.shipped().cards[0]
        command = SaveGuide(by=people["kl"], item=replace(card, title="Larm", steps=("Tryck på den röda knappen.",)))
        guide.save_guide(application.database, command)
        qtbot.keyClick(application.window, Qt.Key.Key_F12)
        assert "Tryck på den röda knappen." in said(emergency(application, qtbot))


class TestLookingUp:
    def test_units_are_found_by_what_one_asks_for_and_told_whether_they_are_open(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        qtbot.keyClick(application.window, Qt.Key.Key_F6)
        view = lookup(application, qtbot)
        view.search.setText("vårdnad")
        assert [row.title for row in rows(view)] == ["Familjerätten"]
        assert {"08-465 004 13", "Open until 11:00", "Mån–tors 9–11"} <= set(said(view))
        assert "This is an example. Put your own number in its place." in said(view)
        view.search.setText("finns inte")
        assert rows(view) == []

    def test_who_is_in_who_is_not_and_who_stands_in_but_never_why(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        database = application.database
        add_absence(database, AddAbsence(by=None, person=people["kl"], first=TODAY, last=TODAY))
        add_absence(database, AddAbsence(by=None, person=people["oh"], first=TODAY, last=TODAY, half="am"))
        name_deputy(database, NameDeputy(by=None, person=people["kl"], deputy=people["ab"], first=TODAY))
        application.shell.guide.open_lookup(view="people")
        view = lookup(application, qtbot)
        headings = [(item.title, item.count) for item in view.list.rows.items() if isinstance(item, Heading)]
        assert headings == [("In today", 2), ("Not available", 1)]
        shown = {row.title: (row.detail, row.right) for row in rows(view)}
        assert shown == {
            "Person AB": ("Stands in for the team lead", "in today"),
            "Person OH": ("Handler", "in from 12"),
            "Person KL": ("Team lead · Person AB stands in", "back Tue 24 Nov"),
        }
        view.list.select(("person", people["kl"]))
        assert "Not available, back Tue 24 Nov, Person AB stands in" in said(view)

    def test_it_follows_what_is_written_elsewhere(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        application.shell.guide.open_lookup(view="people")
        view = lookup(application, qtbot)
        application.workplace.do(AddAbsence(by=None, person=people["oh"], first=TODAY, last=TODAY))
        qtbot.waitUntil(lambda: any(row.right.startswith("back") for row in rows(view)))

    def test_the_arrows_go_through_the_list_and_a_card_opens(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        qtbot.keyClick(application.window, Qt.Key.Key_F6)
        view = lookup(application, qtbot)
        view.search.setText("våld")
        first, second = rows(view)[:2]
        assert view.list.selected_key() == first.key
        qtbot.keyClick(view.search, Qt.Key.Key_Down)
        assert view.list.selected_key() == second.key
        qtbot.keyClick(view.search, Qt.Key.Key_Up)
        qtbot.keyClick(view.search, Qt.Key.Key_Return)
        assert ("card", emergency(application, qtbot).shown.key) == first.key  # type: ignore[union-attr]

    def test_it_goes_with_whoever_leaves_the_desk(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        qtbot.keyClick(application.window, Qt.Key.Key_F6)
        view = lookup(application, qtbot)
        application.workplace.sign_in(None)
        assert not view.isVisible()

    def test_the_lead_goes_from_here_to_where_it_is_changed(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        sit_down(application, "kl")
        application.shell.guide.open_lookup(("unit", "sos"))
        view = lookup(application, qtbot)
        assert view.list.selected_key() == ("unit", "sos")
        change = next(button for button in view.findChildren(QPushButton) if button.text() == "Change…")
        qtbot.mouseClick(change, LEFT)
        assert isinstance(application.window.page("settings").part, UnitsSection)  # type: ignore[attr-defined]


class TestBesideTheLeadsPage:
    def test_those_who_are_away_come_first_and_a_line_tells_more(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        add_absence(application.database, AddAbsence(by=None, person=people["oh"], first=TODAY, last=TODAY))
        sit_down(application, "kl")
        application.window.resize(1366, 768)
        page = application.window.open_page("lead")
        assert isinstance(page, LeadPage)
        strip = page.who_is_in
        qtbot.waitUntil(lambda: strip.isVisible() and strip.list.rows.rowCount() > 0)
        titles = [item.title for item in strip.list.rows.items()]
        assert titles == ["Not available", "Person OH", "In today", "Person AB", "Person KL"]
        strip.list.opened.emit(("person", people["oh"]))
        assert lookup(application, qtbot).list.selected_key() == ("person", people["oh"])
        application.window.resize(1100, 700)
        qtbot.waitUntil(lambda: not strip.isVisible())

    def test_the_deputy_sees_the_page_and_others_do_not(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = application.window.open_page("lead")
        assert isinstance(page, LeadPage)
        assert not page.who_is_in.isVisible()
        command = NameDeputy(by=people["kl"], person=people["kl"], deputy=people["ab"], first=TODAY)
        application.workplace.do(command)
        qtbot.waitUntil(lambda: application.workplace.is_lead)
        qtbot.waitUntil(page.list.isVisible)


class TestTheSearchAtTheTop:
    def found(self, application: Application) -> FoundList:
        found: FoundList = application.window.findChild(FoundList)
        return found

    def test_one_search_finds_a_unit_and_a_card(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        search = application.window.topbar.search
        search.go()
        qtbot.keyClicks(search, "suicid")
        qtbot.waitUntil(lambda: self.found(application).isVisible())
        assert [row.title for row in rows(self.found(application))] == [
            "Självmordsrisk",
            "Självmordslinjen (Mind)",
            "Show everything that was found",
        ]
        qtbot.keyClick(search, Qt.Key.Key_Down)
        found = self.found(application)
        qtbot.keyClick(found.list, Qt.Key.Key_Return)
        view = emergency(application, qtbot)
        assert view.shown is not None
        assert view.shown.key == "suicide"
        assert search.text() == ""
        assert not found.isVisible()

    def test_a_click_opens_a_colleague(self, application: Application, people: dict[str, int], qtbot: QtBot) -> None:
        search = application.window.topbar.search
        search.go()
        qtbot.keyClicks(search, "person oh")
        qtbot.waitUntil(lambda: self.found(application).isVisible())
        found = self.found(application)
        place = found.list.visualRect(found.list.rows.index(0)).center()
        qtbot.mouseClick(found.list.viewport(), LEFT, pos=place)
        assert lookup(application, qtbot).list.selected_key() == ("person", people["oh"])

    def test_enter_shows_all_of_it_and_escape_goes_back(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        search = application.window.topbar.search
        search.go()
        qtbot.keyClicks(search, "barn")
        qtbot.waitUntil(lambda: self.found(application).isVisible())
        qtbot.keyClick(search, Qt.Key.Key_Down)
        found = self.found(application)
        qtbot.keyClick(found.list, Qt.Key.Key_Up)
        assert search.hasFocus()
        qtbot.keyClick(search, Qt.Key.Key_Return)
        (results,) = application.window.findChildren(ResultsView)
        assert results.search.text() == "barn"
        assert not found.isVisible()
        assert search.text() == ""
        qtbot.keyClick(results.search, Qt.Key.Key_Escape)
        search.go()
        qtbot.keyClicks(search, "hyra")
        qtbot.waitUntil(found.isVisible)
        qtbot.keyClick(search, Qt.Key.Key_Escape)
        assert not found.isVisible()

    def test_what_nobody_on_the_staff_answers_to_still_leads_to_the_cases(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        search = application.window.topbar.search
        search.go()
        qtbot.keyClicks(search, "C-1224")
        qtbot.waitUntil(lambda: self.found(application).isVisible())
        found = self.found(application)
        assert [(row.title, row.detail) for row in rows(found)] == [("Show everything that was found", "C-1224")]
        qtbot.keyClick(search, Qt.Key.Key_Down)
        qtbot.keyClick(found.list, Qt.Key.Key_Return)
        (results,) = application.window.findChildren(ResultsView)
        look = next(each for each in results.findChildren(QPushButton) if each.text() == "Look in the case list")
        qtbot.mouseClick(look, LEFT)
        assert application.window.page_id == "cases"
        page = application.window.page("cases")
        assert isinstance(page, CasesPage)
        assert page.finder.field.text() == "C-1224"
        assert not found.isVisible()

    def test_nothing_is_loaded_before_something_is_typed(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        assert self.found(application) is None
        application.window.topbar.search.setText("a")
        assert not self.found(application).isVisible()
