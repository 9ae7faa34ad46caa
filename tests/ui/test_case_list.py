"""The case list read in by its lead: a file mapped, taken behind the desk's back, reported, held, refused."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.cases.list import open_cases
from mottagning.cases.mappings import saved_mappings
from mottagning.changes import Changes
from mottagning.ui.cases.mappingform import MappingForm
from mottagning.ui.cases.page import CasesPage
from mottagning.ui.cases.report import ReportView
from mottagning.ui.widgets.table import Table
from tests.db import feeds
from tests.workbooks import rows_xml, workbook

from .cases_page import DOWN, ESCAPE, HEADER, ROWS, Cases, words_of
from .conftest import NOW


@pytest.fixture
def cases(application: Application, qtbot: QtBot, tmp_path: Path) -> Cases:
    return Cases(application, qtbot, tmp_path)


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


def cells_of(table: Table) -> list[list[str]]:
    model = table.model()
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


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
    assert (view.picks["code"].word.text(), view.picks["code"].values.text()) == ("Sure", "C-1, C-2, C-3, C-4")
    assert view.keep.isEnabled()
    view.side.name.setText("Systemet")
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
    view.side.name.clear()
    assert view.notice.sentence == "Give the mapping a name."
    view.side.name.setText("Utan skyddade")
    assert view.value().protected_by_omission
    assert "Skyddade personuppgifter" in view.side.unused.text()
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
    assert cells_of(report(cases).rejected) == [
        ["6", "Inkom", "This is not a date."],
        ["7", "Ärendekod", "The row has no case code."],
    ]
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
    assert cells_of(held.changes) == [
        ["Would be closed", "C-2", "not in the file any more"],
        ["Would be closed", "C-3", "not in the file any more"],
    ]
    assert words_of(held).endswith("\n2 cases would be closed")
    assert held.changes.hasFocus(), "what it would change, never the button that takes it"
    cases.key(Qt.Key.Key_Tab)
    assert held.confirm.hasFocus()
    cases.key(Qt.Key.Key_Space)
    cases.until(lambda: bool(shown(cases, ReportView)) and "2 cases closed" in figures(report(cases)))
    assert len(open_cases(cases.database)) == 1


def test_what_was_read_in_can_be_taken_back(cases: Cases) -> None:
    page = first_import(cases)
    form(cases).keep.click()
    told = report(cases)
    assert told.go_on.hasFocus()
    assert "4 new cases" in told.go_on.accessibleDescription()
    cases.key(Qt.Key.Key_Tab)
    assert told.back.hasFocus()
    cases.key(Qt.Key.Key_Space)
    cases.until(page.intake.notice.isVisible)
    assert page.intake.notice.sentence == "The feed is taken back. 4 new cases are gone again."
    assert not open_cases(cases.database)
    assert page.intake.another.isEnabled()
    assert page.intake.back.hasFocus()
    page.intake.take_file(cases.file())
    assert "4 new cases" in figures(report(cases))
    cases.key(Qt.Key.Key_Space)
    cases.until(page.finder.isVisible)


def test_many_rejected_rows_are_summed_up(cases: Cases) -> None:
    wrong = [feeds.case(f"C-{n}", Inkom="i går" if n % 3 else "03/04/2026") for n in range(10, 20)]
    first_import(cases, *ROWS, *wrong)
    form(cases).keep.click()
    said = words_of(report(cases))
    assert "This is not a date. (7) · This could be several dates. Export dates as YYYY-MM-DD. (3)" in said
    assert "Their cases stay as they were" in said


def test_a_header_that_has_changed_is_told_and_the_rest_stays_as_it_was(cases: Cases) -> None:
    page = first_import(cases)
    view = form(cases)
    view.side.name.setText("Systemet")
    view.picks["priority"].findChildren(QComboBox)[0].setCurrentIndex(0)
    view.keep.click()
    report(cases)
    header = ["Kom in den" if name == "Inkom" else name for name in HEADER]
    page.intake.take_file(feeds.write(cases.folder / "later.csv", ROWS, header))
    again = form(cases)
    assert again.side.name.text() == "Systemet"
    assert "These columns are not in the file any more: Inkom." in words_of(again.side)
    assert again.picks["received"].value() == again.picks["priority"].value() == ""
    assert again.picks["code"].value() == "Ärendekod"


def test_a_held_file_is_told_on_the_page_too(cases: Cases) -> None:
    page = cases.open("kl")
    feeds.take(cases.database, cases.file(ROWS[0], name="small.csv"), at=NOW)
    cases.application.workplace.publish(Changes({"feed": None}))
    cases.until(page.as_of.notice.isVisible)
    assert page.as_of.notice.sentence.startswith("A newer list waits. The file would close 2 of 3 open cases")
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
    assert again.side.name.text() == "Case system"
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
    told: list[tuple[bool, int, int]] = []
    page.intake._taking.progress.connect(lambda *said: told.append(said))
    form(cases).keep.click()
    cases.until(lambda: any(is_writing for is_writing, _, _ in told))
    assert not page.intake.stop.isVisible()
    contact = cases.call(text="Mitt i allt.")
    assert contact
    cases.until(lambda: bool(shown(cases, ReportView)))
    assert told[-1] == (True, 300, 300)
    assert len(told) > 3


def test_reading_in_can_be_stopped_before_anything_is_written(cases: Cases) -> None:
    page = first_import(cases, *[feeds.case(f"C-{n}", Namn="", Telefon="", E_post="") for n in range(3000)])
    view = form(cases)
    view.keep.click()
    cases.until(page.intake.stop.isVisible)
    page.intake.stop.click()
    cases.until(page.intake.notice.isVisible)
    assert page.intake.notice.sentence == "Reading in was stopped. Nothing has been changed."
    assert not page.intake.stop.isVisible()
    assert page.intake.another.isEnabled()
    assert page.intake.back.hasFocus()
    assert not open_cases(cases.database)


# The mapping ----------------------------------------------------------------------------------------------------------


def header_row(view: MappingForm) -> list[str]:
    model = view.first_rows.model
    return [model.index(0, place).data() for place in range(model.columnCount())]


def everything(view: MappingForm) -> str:
    """Every word of the mapping, also those that only a screen reader says."""
    model = view.first_rows.model
    places = [model.index(row, place) for row in range(model.rowCount()) for place in range(model.columnCount())]
    parts = [str(place.data()) for place in places]
    for widget in view.findChildren(QWidget):
        parts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    return "\n".join([words_of(view), *parts])


def test_each_column_says_what_it_is_read_as(cases: Cases) -> None:
    first_import(cases)
    view = form(cases)
    assert header_row(view)[:4] == ["→ Case code", "→ Category", "→ Type of case", "→ Stage"]
    box = view.picks["category"].findChildren(QComboBox)[0]
    box.setFocus()
    cases.key(Qt.Key.Key_Home)
    assert header_row(view)[1] == "not read"
    assert view.side.unused.text() == "Kategori"
    assert "Without “category” slips have no colour" in view.side.lacking.text()


def test_what_cannot_be_counted_is_said_beside_the_columns(cases: Cases) -> None:
    first_import(cases)
    view = form(cases)
    assert "Without “opened” these cannot be counted: Child investigation finished." in view.side.lacking.text()
    assert view.side.effect.text() == "A case that is no longer in the file is closed."
    cases.qtbot.mouseClick(view.side.kind.answers()[1], Qt.MouseButton.LeftButton)
    assert view.side.effect.text() == "Cases that are not in the file stay as they are."
    assert view.value().kind == "delta"


def test_columns_without_telling_headers_are_guessed_by_their_values_and_marked_so(cases: Cases) -> None:
    cases.sit_down("kl")
    page = cases.window.open_page("cases")
    assert isinstance(page, CasesPage)
    path = cases.folder / "odd.csv"
    path.write_text("Ärende;Grupp;Var;Vem\nX-1;SoL;Utredning;Karin Lind\nX-2;LSS;Beslut;Hauge, Omar\n", "utf-8")
    page.intake.take_file(path)
    view = form(cases)
    picked = {field: view.picks[field] for field in ("stage", "category", "handler")}
    assert {field: pick.value() for field, pick in picked.items()} == {
        "stage": "Var",
        "category": "Grupp",
        "handler": "Vem",
    }
    assert [pick.word.text() for pick in picked.values()] == ["A guess"] * 3
    assert view.picks["code"].word.text() == "Likely"
    guessed = "Guessed by what stands in the column: category, stage, handler."
    assert view.notice.sentence.startswith(guessed)
    assert view.keep.isEnabled()
    assert not open_cases(cases.database), "a guess is looked at before anything is taken by it"
    box = view.picks["handler"].findChildren(QComboBox)[0]
    box.setCurrentIndex(box.findData("Grupp"))
    assert view.picks["handler"].word.text() == "Chosen"
    assert view.notice.sentence.startswith("Guessed by what stands in the column: category, stage.")


def test_a_column_that_does_not_suit_its_field_is_pointed_at(cases: Cases) -> None:
    first_import(cases)
    pick = form(cases).picks["received"]
    box = pick.findChildren(QComboBox)[0]
    box.setCurrentIndex(box.findText("Handläggare"))
    assert (pick.word.text(), pick.values.text()) == ("Look here", "4 of 4 are no dates")
    assert box.accessibleDescription() == "Look here. 4 of 4 are no dates"


def test_who_is_protected_is_asked_first_where_it_is_open(cases: Cases) -> None:
    cases.sit_down("kl")
    page = cases.window.open_page("cases")
    assert isinstance(page, CasesPage)
    header = [name for name in HEADER if name != "Skyddade personuppgifter"]
    page.intake.take_file(feeds.write(cases.folder / "open.csv", ROWS, header))
    view = form(cases)
    assert "points at people" in view.notice.sentence
    assert view.picks["protected"].isAncestorOf(QApplication.focusWidget())
    assert not [word for word in ("Hemlig", "Öberg", "070-174") if word in everything(view)]
    assert view.picks["client_name"].values.text() == "hidden"
    assert not view.keep.isEnabled()
    omitted = view.findChild(QCheckBox)
    assert omitted is not None
    omitted.setFocus()
    cases.key(Qt.Key.Key_Space)
    assert view.value().protected_by_omission
    assert view.keep.isEnabled()
    assert "Åsa Öberg" in view.picks["client_name"].values.text()


def test_of_somebody_protected_nothing_but_the_case_is_shown(cases: Cases) -> None:
    first_import(cases)
    said = everything(form(cases))
    assert "Åsa Öberg" in said
    assert not [word for word in ("Hemlig", "Ring Eva") if word in said]


def test_another_sheet_of_the_workbook_is_read(cases: Cases) -> None:
    cases.sit_down("kl")
    page = cases.window.open_page("cases")
    assert isinstance(page, CasesPage)
    path = cases.folder / "list.xlsx"
    header = ("Ärendekod", "Steg", "Inkom")
    children = rows_xml([header, ("C-1", "Beslut", "2026-11-02")])
    adults = rows_xml([header[:2], ("C-7", "Utredning")])
    path.write_bytes(workbook({"Barn": children, "Vuxna": adults}))
    page.intake.take_file(path)
    view = form(cases)
    assert view.side.sheet.currentText() == "Barn"
    view.side.sheet.setFocus()
    cases.key(DOWN)
    cases.until(lambda: form(cases).picks["code"].values.text() == "C-7")
    form(cases).keep.click()
    cases.until(lambda: page.intake.notice.isVisible() or bool(shown(cases, ReportView)))
    assert page.intake.notice.sentence == ""
    cases.until(lambda: bool(shown(cases, ReportView)))
    assert [case.code for case in open_cases(cases.database)] == ["C-7"]
    assert saved_mappings(cases.database)[0].sheet == "Vuxna"
    assert "Vuxna" in words_of(report(cases))
