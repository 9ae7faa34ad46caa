"""The cases by keyboard and mouse: found, told as one story, written down as seen; and the case list read in."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mottagning import audit
from mottagning.app import Application
from mottagning.cases.list import open_cases, show_case
from mottagning.cases.mappings import saved_mappings
from mottagning.changes import Changes
from mottagning.command import Command, carry_out
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Close
from mottagning.contacts.ties import TieCase
from mottagning.contacts.views import summaries
from mottagning.people.signin import SignedIn
from mottagning.people.staff import SavePerson, by_key
from mottagning.ui.cases.mappingform import MappingForm
from mottagning.ui.cases.page import CasesPage
from mottagning.ui.cases.report import ReportView
from mottagning.ui.widgets.rows import Row
from tests.db import feeds

from .conftest import NOW

ENTER, ESCAPE, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down
CTRL, NO_MODIFIER = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
HEADER = (*feeds.HEADER, "Nästa steg", "Nästa datum")
PHONE = "+46701740605"
ROWS = (
    feeds.case("C-1", Inkom="2026-05-01", God_man="Bo Ek", Telefon_god_man="08-465 004 10")
    | {"Nästa steg": "Hembesök", "Nästa datum": "2026-11-26"},
    feeds.case("C-2", Kategori="LSS", Namn="Leo Öberg", Handläggare="Omar Hauge", Inkom="2026-11-18", Telefon=""),
    feeds.case("C-3", Skyddade_personuppgifter="ja", Namn="Eva Hemlig", Inkom="2026-11-10")
    | {"Nästa steg": "Ring Eva på jobbet"},
    feeds.case("C-4", Namn="Maja Falk", Steg="Avslutat", Avslutad="2026-11-20", Inkom="2026-10-01"),
)


class Cases:
    """The running program with the page of the cases."""

    def __init__(self, application: Application, qtbot: QtBot, folder: Path) -> None:
        self.application = application
        self.database = application.database
        self.window = application.window
        self.qtbot = qtbot
        self.folder = folder

    def command(self, command: Command) -> Changes:
        changes = carry_out(self.database, command)
        self.application.workplace.publish(changes)
        return changes

    def hire(self, key: str, name: str, role: str) -> None:
        self.command(SavePerson(by=None, key=key, name=name, role=role))  # type: ignore[arg-type]

    def person(self, key: str) -> int:
        found = by_key(self.database, key)
        assert found is not None
        return found.id

    def sit_down(self, key: str) -> None:
        person = by_key(self.database, key)
        assert person is not None
        self.application.workplace.sign_in(SignedIn(person, NOW))

    def file(self, *rows: dict[str, str], name: str = "cases.csv") -> Path:
        return feeds.write(self.folder / name, rows or ROWS, HEADER)

    def open(self, who: str = "ab") -> CasesPage:
        """The page, with the list read in."""
        feeds.take(self.database, self.file())
        self.sit_down(who)
        page = self.window.open_page("cases")
        assert isinstance(page, CasesPage)
        self.qtbot.waitUntil(lambda: self.codes() == ["C-2", "C-3", "C-1"])
        return page

    @property
    def page(self) -> CasesPage:
        page = self.window.page("cases")
        assert isinstance(page, CasesPage)
        return page

    def case(self, code: str) -> int:
        return show_case(self.database, code)[0].id

    def rows(self) -> list[Row]:
        return [row for row in self.page.finder.list.rows.items() if isinstance(row, Row)]

    def codes(self) -> list[str]:
        return [row.title.split(" ")[0] for row in self.rows()]

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def write(self, text: str) -> None:
        for sign in text:  # Qt's own test keys know ASCII alone
            QApplication.sendEvent(QApplication.focusWidget(), QKeyEvent(QEvent.Type.KeyPress, 0, NO_MODIFIER, sign))

    def wait_story(self, code: str) -> str:
        """Until the story of a case is shown; everything that is written in it."""
        page = self.page
        self.qtbot.waitUntil(lambda: page.story.isVisible() and page.story.case == self.case(code))
        return words_of(page.story)

    def timeline(self) -> list[tuple[str, str]]:
        items = self.page.story.timeline.rows.items()
        return [(row.title, row.detail) for row in items if isinstance(row, Row)]

    def call(self, *codes: str, text: str = "Undrar över beslutet.", minutes: int = 0) -> int:
        at = NOW - timedelta(minutes=minutes)
        me = self.person("ab")
        said = WriteDown(by=me, at=at, channel="phone", phone=PHONE, name="Åsa Öberg", text=text, case=None)
        contact = self.command(said).created["contact"]
        for code in codes:
            self.command(TieCase(by=me, contact=contact, case=self.case(code)))
        return contact

    def seen(self, code: str) -> list[int | None]:
        """Who has looked at a case, in order."""
        return [by for _, by, action in audit.entries(self.database, "case", self.case(code)) if action == "seen"]

    def until(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so)


def words_of(widget: QWidget) -> str:
    """What is written in a part of the window and can be seen."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(text for text in labels if text)


@pytest.fixture
def cases(application: Application, qtbot: QtBot, tmp_path: Path) -> Cases:
    made = Cases(application, qtbot, tmp_path)
    for key, name, role in (("ab", "Anna Berg", "desk"), ("kl", "Karin Lind", "lead"), ("oh", "Omar Hauge", "desk")):
        made.hire(key, name, role)
    return made


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
    assert "Name like this" in cases.rows()[0].detail


def test_a_protected_case_is_found_by_its_code_alone(cases: Cases) -> None:
    page = cases.open()
    cases.write("hemlig")
    cases.until(lambda: cases.codes() == [])
    assert "No case answers that" in page.finder.list.accessibleDescription()
    page.finder.field.setText("c-3")
    cases.until(lambda: cases.codes() == ["C-3"])
    assert cases.rows()[0].title == "C-3"


def test_the_parts_of_the_list(cases: Cases) -> None:
    page = cases.open("oh")
    buttons = {button.text(): button for button in page.finder.parts._group.buttons()}
    for name, codes in (("My cases", ["C-2"]), ("Overdue cases", ["C-1"]), ("Closed cases", ["C-4"])):
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
        ("Received by us", "By the case list"),
    ]


def test_what_the_case_system_changed_is_part_of_it(cases: Cases) -> None:
    page = cases.open()
    rows = (feeds.case("C-2", Steg="Beslut", Handläggare="", Inkom="2026-11-18", Beslutad="x"), *ROWS[:1], *ROWS[2:])
    feeds.take(cases.database, cases.file(*rows), at=NOW)
    page.show_item(cases.case("C-2"))
    cases.wait_story("C-2")
    assert cases.timeline()[0] == (
        "Stage: Investigation → Decision",
        "Handler: Omar Hauge → no handler",
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
    page.story.timeline.select(("date", 0))
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
    assert cases.timeline()[0] == ("Protected identity", "You take care of it")


def test_who_looked_is_written_down_once(cases: Cases) -> None:
    page = cases.open()
    cases.key(DOWN)
    cases.wait_story("C-2")
    anna = cases.person("ab")
    cases.until(lambda: cases.seen("C-2") == [anna])
    cases.application.workplace.publish(Changes({"case": None}))
    cases.call("C-2")
    cases.until(lambda: len(cases.timeline()) == 2)
    assert cases.seen("C-2") == [anna]
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    cases.until(lambda: cases.seen("C-1") == [anna])
    page.show_item(cases.case("C-2"))
    cases.until(lambda: cases.seen("C-2") == [anna, anna])


def test_cases_passed_by_with_the_arrow_keys_are_not_looked_at(cases: Cases) -> None:
    cases.open()
    for _ in range(3):
        cases.key(DOWN)
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


# Reading the list in --------------------------------------------------------------------------------------------------


def first_import(cases: Cases, *rows: dict[str, str]) -> CasesPage:
    cases.sit_down("kl")
    page = cases.window.open_page("cases")
    assert isinstance(page, CasesPage)
    page.intake.take_file(cases.file(*rows))
    return page


def shown(cases: Cases, kind: type[QWidget]) -> list[QWidget]:
    return [part for part in cases.page.intake.findChildren(kind) if part.isVisible()]


def report(cases: Cases) -> ReportView:
    cases.until(lambda: bool(shown(cases, ReportView)))
    view = shown(cases, ReportView)[-1]
    assert isinstance(view, ReportView)
    return view


def form(cases: Cases) -> MappingForm:
    cases.until(lambda: bool(shown(cases, MappingForm)))
    view = shown(cases, MappingForm)[-1]
    assert isinstance(view, MappingForm)
    return view


def figures(view: ReportView) -> list[str]:
    names = [part.accessibleName() for part in view.findChildren(QWidget)]
    return [name for name in names if name[:1].isdigit()]


def test_only_the_lead_reads_the_list_in(cases: Cases) -> None:
    page = cases.open("ab")
    assert not page.read_in.isVisible()
    cases.sit_down("kl")
    assert page.read_in.isVisible()


def test_a_first_file_is_mapped_saved_and_read_in(cases: Cases) -> None:
    cases.sit_down("kl")
    page = cases.window.open_page("cases")
    assert isinstance(page, CasesPage)
    page.read_in.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.fileSelected.emit(str(cases.file()))
    dialog.close()
    view = form(cases)
    assert view.picks["code"].value() == "Ärendekod"
    assert "such as C-1, C-2, C-3, C-4" in words_of(view)
    assert view.keep.isEnabled()
    view.name.setText("Systemet")
    view.keep.click()
    told = report(cases)
    assert figures(told) == [
        "4 rows read",
        "4 new cases",
        "0 changed cases",
        "0 unchanged cases",
        "0 cases closed",
        "0 rows rejected",
    ]
    assert [mapping.name for mapping in saved_mappings(cases.database)] == ["Systemet"]
    assert "Systemet" in cases.page.intake.progress.text()
    page.intake.back.click()
    cases.until(lambda: cases.codes() == ["C-2", "C-3", "C-1"])
    assert page.finder.isVisible()


def test_what_is_missing_is_said_before_anything_is_taken(cases: Cases) -> None:
    first_import(cases)
    view = form(cases)
    boxes = view.picks["stage"].findChildren(QComboBox)
    boxes[0].setCurrentIndex(0)
    assert view.notice.sentence == "Choose the column for: stage."
    assert not view.keep.isEnabled()
    boxes[0].setCurrentIndex(boxes[0].findText("Steg"))
    assert view.keep.isEnabled()
    box = view.picks["protected"].findChildren(QComboBox)[0]
    box.setCurrentIndex(0)
    assert "points at people" in view.notice.sentence
    omitted = view.findChild(QCheckBox)
    assert omitted is not None
    omitted.click()
    assert view.keep.isEnabled()
    view.name.clear()
    assert view.notice.sentence == "Give the mapping a name."
    view.name.setText("Utan skyddade")
    assert view.value().protected_by_omission
    assert "Skyddade personuppgifter" in view.unused.text()
    assert not open_cases(cases.database)


def test_several_columns_can_be_joined_for_one_field(cases: Cases) -> None:
    first_import(cases)
    pick = form(cases).picks["phones"]
    assert pick.value() == "Telefon"
    boxes = pick.findChildren(QComboBox)
    boxes[1].setCurrentIndex(boxes[1].findText("Prioritet"))
    assert pick.value() == "Telefon + Prioritet"
    assert len(pick.findChildren(QComboBox)) == 3
    boxes[0].setCurrentIndex(0)
    assert pick.value() == "Prioritet"
    assert len(form(cases).picks["code"].findChildren(QComboBox)) == 1


def test_rejected_rows_are_told_with_row_column_and_reason(cases: Cases) -> None:
    first_import(cases, *ROWS, feeds.case("C-9", Inkom="i förrgår"), feeds.case("", Steg="Beslut"))
    form(cases).keep.click()
    table = report(cases).rejected
    model = table.model()
    told = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert told == [["6", "Inkom", "This is not a date."], ["7", "Ärendekod", "The row has no case code."]]
    assert "2 rows were rejected" in words_of(report(cases))


def test_a_known_file_is_taken_at_once_and_a_held_one_waits_for_a_word(cases: Cases) -> None:
    page = first_import(cases)
    form(cases).keep.click()
    report(cases)
    page.intake.take_file(cases.file(ROWS[0], name="small.csv"))
    cases.until(lambda: bool(shown(cases, ReportView)) and hasattr(report(cases), "confirm"))
    held = report(cases)
    assert "would close 2 of 3 open cases" in words_of(held)
    assert len(open_cases(cases.database)) == 3
    held.confirm.click()
    cases.until(lambda: bool(shown(cases, ReportView)) and "2 cases closed" in figures(report(cases)))
    assert len(open_cases(cases.database)) == 1


def test_a_held_file_is_told_on_the_page_too(cases: Cases) -> None:
    page = cases.open("kl")
    feeds.take(cases.database, cases.file(ROWS[0], name="small.csv"), at=NOW)
    cases.application.workplace.publish(Changes({"feed": None}))
    cases.until(page.as_of.notice.isVisible)
    assert "would close" in page.as_of.notice.sentence
    assert page.as_of.line.isVisible()


def test_a_file_that_is_no_list_is_refused_where_it_happened(cases: Cases) -> None:
    page = first_import(cases)
    form(cases)
    path = cases.folder / "letter.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    page.intake.take_file(path)
    cases.until(page.intake.notice.isVisible)
    assert "is a PDF document" in page.intake.notice.sentence
    assert not shown(cases, MappingForm)
    page.intake.back.click()
    assert page.finder.isVisible()


def test_columns_can_be_mapped_again_after_the_report(cases: Cases) -> None:
    page = first_import(cases)
    form(cases).keep.click()
    report(cases)
    page.intake.map.click()
    again = form(cases)
    assert again.name.text() == "Case system"
    assert again.isAncestorOf(QApplication.focusWidget())
    boxes = again.picks["priority"].findChildren(QComboBox)
    boxes[0].setCurrentIndex(0)
    again.keep.click()
    cases.until(lambda: bool(shown(cases, ReportView)))
    assert "priority" not in saved_mappings(cases.database)[0].columns
    assert page.intake.isAncestorOf(QApplication.focusWidget())
    cases.key(ESCAPE)
    assert page.finder.isVisible()
    assert QApplication.focusWidget() is page.finder.field


def test_the_desk_goes_on_while_a_list_is_read_in(cases: Cases) -> None:
    many = [feeds.case(f"C-{n}", Namn="", Telefon="", E_post="") for n in range(100, 400)]
    page = first_import(cases, *many)
    written: list[int] = []
    page.intake._taking.written.connect(written.append)
    form(cases).keep.click()
    cases.until(lambda: bool(written))
    contact = cases.call(text="Mitt i allt.")
    assert contact
    cases.until(lambda: bool(shown(cases, ReportView)))
    assert written[-1] == 300
    assert len(written) > 3
