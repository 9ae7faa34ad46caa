"""Search from anywhere: hits under the field as one types, all in one view, and the reason that some ask for."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from mottagning.app import Application
from mottagning.cases.tables import Case
from mottagning.command import carry_out
from mottagning.contacts import bulk
from mottagning.contacts.bulk import Finished
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.desk.todays import opened_beyond
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.cases.page import CasesPage
from mottagning.ui.desk.page import DeskPage
from mottagning.ui.finding.reason import ReasonForm
from mottagning.ui.finding.results import ResultsView
from mottagning.ui.guide.found import FoundList
from mottagning.ui.widgets.rows import Heading, Row
from tests.db import feeds
from tests.db.people import hire

from .conftest import NOW

LONG_AGO = NOW - timedelta(days=90)


class Reception:
    """Somebody sits here; a letter of long ago is about C-2, which a colleague has, and a visit waits at the desk."""

    def __init__(self, application: Application, qtbot: QtBot, tmp_path) -> None:
        self.application, self.qtbot = application, qtbot
        self.window, database = application.window, application.database
        self.me = hire(database, "ab", "oh")["ab"]
        rows = (feeds.case("C-1"), feeds.case("C-2", Namn="Nils Ek", Telefon="", E_post="", Handläggare="Omar"))
        feeds.take(database, feeds.write(tmp_path / "cases.csv", rows))
        with database.reading():
            self.case = Case.get(Case.code == "C-2").id
        letter = Finished(
            channel="mail", at=LONG_AGO, closed_at=LONG_AGO, outcome="solved", owner=None, place=f"desk:{UUID(int=1)}",
            name="Nils Ek", subject="Felanmälan", text="Mammas duschstol är trasig igen.", case=self.case,
        )  # fmt: skip
        bulk.write_finished(database, [letter])
        visit = WriteDown(by=self.me, at=NOW, channel="visit", text="Frågade om duschstolen")
        self.visit = carry_out(database, visit).created["contact"]
        with database.reading():
            self.letter = database.sql("SELECT min(id) FROM contact").fetchone()[0]
        person = staff.by_key(database, "ab")
        assert person is not None
        application.workplace.sign_in(SignedIn(person, NOW))
        self.window.open_page("settings")
        self.field = self.window.topbar.search

    @property
    def found(self) -> FoundList:
        found: FoundList = self.window.findChild(FoundList)
        return found

    def type(self, text: str) -> list[Row]:
        self.qtbot.keyClick(self.window, Qt.Key.Key_F3)
        self.qtbot.keyClicks(self.field, text)
        self.qtbot.waitUntil(lambda: self.found.isVisible() and self.said()[-1].detail == text)
        return self.said()

    def said(self) -> list[Row]:
        return [item for item in self.found.list.rows.items() if isinstance(item, Row)]

    def view(self) -> ResultsView:
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(ResultsView)))
        view: ResultsView = self.window.findChild(ResultsView)
        return view

    def keys(self, view: ResultsView) -> list[object]:
        return [item.key for item in view.list.rows.items() if isinstance(item, Row)]

    def reason(self) -> ReasonForm:
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(ReasonForm)))
        form: ReasonForm = self.window.findChild(ReasonForm)
        return form

    def openings(self) -> list[tuple[str, int, str, str]]:
        found = opened_beyond(self.application.database, LONG_AGO)
        return [(each.kind, each.ref, each.why, each.words) for each in found]


@pytest.fixture
def reception(application: Application, qtbot: QtBot, tmp_path) -> Reception:
    return Reception(application, qtbot, tmp_path)


def test_hits_stand_under_the_field_and_what_was_typed_is_marked(reception: Reception) -> None:
    reception.type("duschstol")
    items = reception.found.list.rows.items()
    assert [(each.title, each.number) for each in items if isinstance(each, Heading)] == [("Contacts", "2")]
    visit, letter, _ = reception.said()
    assert (visit.key, letter.key) == (("contact", reception.visit), ("contact", reception.letter))
    assert [visit.detail[first:last] for first, last in visit.detail_hits] == ["duschstolen"]
    assert (letter.title, letter.detail, letter.word) == ("E-mail", "Says: duschstol", "asks for a reason")
    assert [letter.detail[first:last] for first, last in letter.detail_hits] == ["duschstol"]


def test_todays_work_opens_at_once_by_arrow_and_enter(reception: Reception) -> None:
    reception.type("duschstol")
    reception.qtbot.keyClick(reception.field, Qt.Key.Key_Down)
    reception.qtbot.keyClick(reception.found.list, Qt.Key.Key_Return)
    reception.qtbot.waitUntil(lambda: reception.window.page_id == "desk")
    page = reception.window.page("desk")
    assert isinstance(page, DeskPage)
    assert reception.openings() == []


def test_arrows_go_from_hit_to_hit_past_the_headings(reception: Reception) -> None:
    reception.type("duschstol")
    items = reception.found.list.rows.items()
    reception.qtbot.keyClick(reception.field, Qt.Key.Key_Down)
    seen = []
    for key in (*[Qt.Key.Key_Down] * len(items), *[Qt.Key.Key_Up] * len(items)):
        seen.append(items[reception.found.list.currentIndex().row()])
        reception.qtbot.keyClick(reception.found.list, key)
    assert {item.key for item in seen} == {item.key for item in items if not isinstance(item, Heading)}
    assert reception.field.hasFocus()


def test_in_a_low_window_the_way_to_everything_is_seen_whole(reception: Reception) -> None:
    at = LONG_AGO
    many = [
        Finished(
            channel="mail", at=at, closed_at=at, outcome="solved", owner=None, place=f"desk:{UUID(int=number)}",
            name=f"Nils Ek {number}", subject="Duschstol", text="Duschstolen är trasig.", case=None,
        )
        for number in range(2, 9)
    ]  # fmt: skip
    bulk.write_finished(reception.application.database, many)
    reception.window.resize(960, 600)
    reception.type("duschstol")
    found = reception.found.list
    last = found.visualRect(found.rows.index(len(found.rows.items()) - 1))
    assert found.viewport().rect().contains(last)
    reception.window.resize(1366, 768)
    reception.type("en")
    assert len(reception.said()) > 1


def test_what_is_not_todays_work_opens_by_a_figure_that_is_written_down(reception: Reception) -> None:
    reception.type("C-2")
    reception.qtbot.keyClick(reception.field, Qt.Key.Key_Down)
    reception.qtbot.keyClick(reception.found.list, Qt.Key.Key_Return)
    reception.qtbot.keyClick(reception.reason(), Qt.Key.Key_1)
    reception.qtbot.waitUntil(lambda: reception.window.page_id == "cases")
    assert isinstance(reception.window.page("cases"), CasesPage)
    assert reception.openings() == [("case", reception.case, "calling", "")]
    reception.window.open_page("settings")
    reception.type("C-2")
    assert reception.said()[0].word == "", "that day nobody asks her again"


def test_words_of_her_own_name_nobody(reception: Reception) -> None:
    reception.type("duschstol")
    reception.found.picked.emit(("contact", reception.letter))
    form = reception.reason()
    reception.qtbot.keyClick(form, Qt.Key.Key_5)
    reception.qtbot.keyClicks(form.words, "Nils ringde 5 gånger")
    reception.qtbot.keyClick(form.words, Qt.Key.Key_Return)
    reception.qtbot.waitUntil(form.notice.isVisible)
    assert reception.openings() == []
    form.words.setText("klagomål")
    reception.qtbot.mouseClick(form.open_button, Qt.MouseButton.LeftButton)
    reception.qtbot.waitUntil(lambda: reception.window.page_id == "desk")
    assert reception.openings() == [("contact", reception.letter, "other", "klagomål")]


def test_while_a_call_is_on_the_line_nobody_is_asked(reception: Reception) -> None:
    ringing = PhoneEvent(by=None, at=NOW, event="ringing", number=None, call_id="1", occurred_at=NOW)
    carry_out(reception.application.database, ringing)
    reception.type("C-2")
    reception.found.picked.emit(("case", reception.case))
    reception.qtbot.waitUntil(lambda: reception.window.page_id == "cases")
    assert reception.openings() == [("case", reception.case, "call", "")]


def test_enter_shows_everything_and_a_click_narrows_it_down(reception: Reception) -> None:
    reception.type("duschstol")
    reception.qtbot.keyClick(reception.field, Qt.Key.Key_Return)
    view = reception.view()
    both = [("contact", reception.visit), ("contact", reception.letter)]
    reception.qtbot.waitUntil(lambda: reception.keys(view) == both)
    view.channel.answers()[2].click()  # e-mail
    reception.qtbot.waitUntil(lambda: reception.keys(view) == both[1:])
    view.state.answers()[1].click()  # open
    reception.qtbot.waitUntil(lambda: reception.keys(view) == [])
    view.channel.answers()[0].click()
    reception.qtbot.waitUntil(lambda: reception.keys(view) == both[:1])
    reception.qtbot.keyClick(view.search, Qt.Key.Key_Return)
    reception.qtbot.waitUntil(lambda: reception.window.page_id == "desk")
    reception.qtbot.waitUntil(lambda: not isValid(view) or not view.isVisible())


def test_the_last_that_was_typed_is_answered(reception: Reception) -> None:
    reception.qtbot.keyClick(reception.window, Qt.Key.Key_F3)
    for text in ("C-1", "C-2", "nils"):
        reception.field.setText(text)
    reception.qtbot.waitUntil(lambda: reception.found.isVisible() and reception.said()[-1].detail == "nils")
    assert reception.said()[0].title == "C-2 · Nils Ek"


def test_the_view_leads_to_the_case_list_and_closes_when_she_leaves(reception: Reception) -> None:
    reception.type("nils")
    reception.found.picked.emit(("all", "nils"))
    view = reception.view()
    look = next(each for each in view.findChildren(QPushButton) if each.text() == "Look in the case list")
    reception.qtbot.mouseClick(look, Qt.MouseButton.LeftButton)
    assert reception.window.page_id == "cases"
    reception.found.picked.emit(("all", "nils"))
    reception.application.workplace.sign_in(None)
    reception.qtbot.waitUntil(lambda: not any(each.isVisible() for each in reception.window.findChildren(ResultsView)))


def test_the_list_of_cases_asks_too_and_shows_the_story_when_it_was_said(reception: Reception) -> None:
    page = reception.window.open_page("cases")
    assert isinstance(page, CasesPage)
    page.show_item(reception.case)
    reception.qtbot.waitUntil(page.why.isVisible)
    assert not page.story.isVisible()
    reception.qtbot.keyClick(page.why.form, Qt.Key.Key_3)
    reception.qtbot.waitUntil(page.story.isVisible)
    assert page.story.case == reception.case
    assert reception.openings() == [("case", reception.case, "colleague", "")]


def test_a_call_on_the_line_opens_the_story_of_a_case_in_the_list(reception: Reception) -> None:
    ringing = PhoneEvent(by=None, at=NOW, event="ringing", number=None, call_id="1", occurred_at=NOW)
    carry_out(reception.application.database, ringing)
    page = reception.window.open_page("cases")
    assert isinstance(page, CasesPage)
    page.show_item(reception.case)
    reception.qtbot.waitUntil(page.story.isVisible)
    assert reception.openings() == [("case", reception.case, "call", "")]
