"""The contacts of a case on paper: asked why, written down, read back out of the PDF."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from mottagning import audit
from mottagning.app import Application
from mottagning.contacts.notes import AddNote
from mottagning.desk.extract import CaseExtract, extract
from mottagning.ui.cases import casepaper
from mottagning.ui.cases.printform import PrintForm

from .cases_page import CTRL, ENTER, Cases, words_of
from .conftest import NOW

WHY = "Begäran från IVO, dnr 8.5-1234/2026"


@pytest.fixture
def cases(application: Application, qtbot: QtBot, tmp_path: Path) -> Cases:
    return Cases(application, qtbot, tmp_path)


def pages(pdf: Path) -> list[str]:
    """The text of each page; Qt writes a space as it writes a tab."""
    return [page.extract_text().replace("\t", " ") for page in PdfReader(pdf).pages]


def printed(cases: Cases, code: str) -> list[int | None]:
    done = audit.entries(cases.database, "case", cases.case(code))
    return [by for _, by, action in done if action == "contacts_printed"]


def form(cases: Cases) -> PrintForm:
    cases.until(lambda: bool(cases.window.findChildren(PrintForm)))
    return cases.window.findChildren(PrintForm)[-1]


def open_form(cases: Cases, who: str = "kl") -> PrintForm:
    page = cases.open(who)
    contact = cases.call("C-1", text="Undrar över beslutet, flytta hembesöket.", minutes=60)
    cases.command(AddNote(by=cases.person("kl"), contact=contact, text="Ringde upp.\nNy tid på fredag."))
    page.show_item(cases.case("C-1"))
    cases.wait_story("C-1")
    page.finder.field.setFocus()
    cases.key(Qt.Key.Key_P, CTRL)
    return form(cases)


def test_asked_why_and_saved_as_pdf_with_keys_alone(cases: Cases) -> None:
    card = open_form(cases)
    assert isinstance(cases.application.qt.focusWidget(), QLineEdit)
    said = words_of(card)
    assert said.index("With it\nEvery contact") < said.index("Without\nContacts that are also") < said.index("Why")
    cases.key(ENTER)
    assert "Write why" in card.notice.sentence
    assert not card.findChildren(QFileDialog)
    cases.write(WHY)
    cases.key(ENTER)
    dialog = cases.window.findChild(QFileDialog)
    assert dialog is not None
    assert [Path(name).name for name in dialog.selectedFiles()] == ["contacts-C-1.pdf"]
    path = cases.folder / "contacts.pdf"
    with cases.qtbot.waitSignal(cases.application.workplace.done):
        dialog.fileSelected.emit(str(path))
    dialog.close()
    (page,) = pages(path)
    for part in (
        *("Contacts of case C-1", "SoL · Hemtjänst · Investigation · Karin Lind"),
        *("Printed: Monday 23 November 2026 09:41 by Karin Lind", f"Reason: {WHY}", "1 contact, the oldest first."),
        *("1. Monday 23 November 2026 08:41 · Phone · Åsa Öberg, 070-174 06 05", "Registered: Not yet"),
        *("Undrar över beslutet, flytta hembesöket.", "Karin Lind\nRingde upp.\nNy tid på fredag."),
        *("C-1 · printed 2026-11-23 09:41 by Karin Lind", "Page 1 of 1"),
    ):
        assert part in page, (part, page)
    assert "Left out" not in page
    assert printed(cases, "C-1") == [cases.person("kl")]
    assert PdfReader(path).metadata.title == "Contacts of case C-1"  # type: ignore[union-attr]
    cases.until(lambda: ("The contacts were printed: " + WHY, "Done here (KL)") in cases.timeline())


def test_a_reason_that_names_somebody_is_refused_where_it_was_written(cases: Cases) -> None:
    card = open_form(cases)
    card.reason.setText("Åsa Öberg vill ha sina papper")
    card.save(cases.folder / "contacts.pdf")
    cases.until(lambda: "without names" in card.notice.sentence)
    assert not (cases.folder / "contacts.pdf").exists()
    assert printed(cases, "C-1") == []


def test_a_place_that_takes_no_file_is_told(cases: Cases) -> None:
    card = open_form(cases)
    card.reason.setText(WHY)
    card.save(cases.folder / "nowhere" / "contacts.pdf")
    cases.until(lambda: "cannot be written" in card.notice.sentence)


@pytest.mark.parametrize("place", ["contacts.pdf", "nowhere/contacts.pdf"])
def test_a_card_that_is_closed_meanwhile_keeps_nothing_back(cases: Cases, place: str) -> None:
    card = open_form(cases)
    card.reason.setText(WHY)
    card.save(cases.folder / place)
    delete(card)
    said = "are written to contacts.pdf" if place == "contacts.pdf" else "cannot be written"
    cases.until(lambda: said in cases.window.status.sentence)
    assert (cases.folder / place).exists() == (place == "contacts.pdf")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in other ways")
def test_what_is_saved_and_what_is_printed_into_a_file_is_its_owners_alone(cases: Cases) -> None:
    card = open_form(cases)
    card.reason.setText(WHY)
    path = cases.folder / "contacts.pdf"
    path.write_bytes(b"an older one, which the dialog asked about")
    with cases.qtbot.waitSignal(cases.application.workplace.done):
        card.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Contacts of case C-1" in pages(path)[0]
    cases.until(lambda: not cases.window.findChildren(PrintForm))
    cases.key(Qt.Key.Key_P, CTRL)
    card = form(cases)
    card.reason.setText(WHY)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(cases.folder / "printed.pdf"))
    with cases.qtbot.waitSignal(cases.application.workplace.done):
        card.print_on(printer)
    (printed_file,) = cases.folder.glob("printed*")
    assert stat.S_IMODE(printed_file.stat().st_mode) == 0o600
    assert "Contacts of case C-1" in pages(printed_file)[0]
    assert not list(cases.folder.glob("*.part"))


def test_only_the_lead_and_the_handler_are_offered_it_and_nobody_for_a_protected_case(cases: Cases) -> None:
    page = cases.open("oh")
    for code, who, offered in (("C-1", "oh", False), ("C-2", "oh", True), ("C-1", "kl", True), ("C-3", "kl", False)):
        cases.sit_down(who)
        page.show_item(cases.case(code))
        cases.wait_story(code)
        assert page.story.print_button.isVisible() is offered, (code, who)
        page.story.ask_print()
        assert bool(cases.window.findChildren(PrintForm)) is offered
        for card in cases.window.findChildren(PrintForm):
            card.done.emit()
        cases.until(lambda: not cases.window.findChildren(PrintForm))


def test_long_contacts_over_many_pages(cases: Cases, tmp_path: Path) -> None:
    cases.open("kl")
    cases.call("C-1", text="\n".join(f"Rad {line}." for line in range(120)), minutes=5)
    cases.call("C-1", "C-3", text="Om Eva Hemlig.", minutes=60)
    path = tmp_path / "long.pdf"
    path.write_bytes(casepaper.draw(taken(cases)))
    read = pages(path)
    assert len(read) == 3
    for number, page in enumerate(read, 1):
        assert f"Page {number} of 3" in page
        assert "printed 2026-11-23 09:41 by Karin Lind" in page
    assert "1 contact is about somebody with a protected identity too" in read[0]
    assert "Left out: it is about somebody with a protected identity too." in read[0]
    everything = "\n".join(read)
    assert "Hemlig" not in everything
    assert [everything.count(f"\nRad {line}.") for line in range(120)] == [1] * 120


def test_the_head_of_a_contact_never_stands_alone_at_the_foot_of_a_page(cases: Cases, tmp_path: Path) -> None:
    cases.open("kl")
    cases.call("C-1", text="Först.", minutes=5)
    cases.call("C-1", text="Sedan.")
    found = taken(cases)
    path = tmp_path / "some.pdf"
    moved = 0
    for lines in range(30, 50):
        first = replace(found.contacts[0], text="\n".join(["En rad."] * lines))
        path.write_bytes(casepaper.draw(replace(found, contacts=(first, found.contacts[1]))))
        read = pages(path)
        assert sum(page.count("En rad.") for page in read) == lines
        (page,) = (page for page in read if "Sedan." in page)
        assert page.index("2. Monday 23 November") < page.index("Sedan."), lines
        moved += page.startswith("2. Monday")
    assert 2 < moved < 20


def taken(cases: Cases) -> CaseExtract:
    return extract(cases.database, cases.case("C-1"), cases.person("kl"), WHY, NOW)
