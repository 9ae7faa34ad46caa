"""One contact's whole course on paper: asked for where the contact is, and read back out of the PDF."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mottagning import audit
from mottagning.app import Application
from mottagning.contacts import byhand, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Close, MarkConcern, PassOn
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.whole import read_whole
from mottagning.desk.course import take_out
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.desk.page import DeskPage
from mottagning.ui.lead import coursepaper, coursewords
from mottagning.ui.lead.courseform import CourseForm
from mottagning.ui.lead.page import LeadPage
from tests.db.people import hire

from .conftest import NOW

WHY = "Lex Sarah, utredning 2026-14"
CTRL = Qt.KeyboardModifier.ControlModifier
CAME = NOW - timedelta(days=3)
NAMED_ELSEWHERE = {
    "tied",
    "untied",
    "closed",
    "registered",
    "passed_on",
    "connected",
    "promised",
    "rung",
    "redacted",
} | {
    "card_left",
    "given_back",
}


@pytest.fixture
def people(application: Application) -> dict[str, int]:
    return hire(application.database, "ab", "oh")


def arrive(application: Application, people: dict[str, int], text: str = "Frågar om beslutet") -> int:
    command = WriteDown(by=people["ab"], at=CAME, channel="letter", name="Brevskrivare", text=text)
    return byhand.write_down(application.database, command).created["contact"]


def sit_down(application: Application, key: str) -> None:
    person = staff.by_key(application.database, key)
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))


def version(application: Application, contact: int) -> int:
    return read_whole(application.database, contact).summary.version


def printed(application: Application, contact: int) -> list[int | None]:
    entries = audit.entries(application.database, "contact", contact)
    return [by for _, by, action in entries if action == "course_printed"]


def read(path: Path) -> str:
    return "\n".join(page.extract_text().replace("\t", " ") for page in PdfReader(path).pages)


def drawn(application: Application, people: dict[str, int], contact: int, path: Path) -> str:
    path.write_bytes(coursepaper.draw(take_out(application.database, contact, people["kl"], WHY, NOW)))
    return read(path)


def form(application: Application, qtbot: QtBot) -> CourseForm:
    qtbot.waitUntil(lambda: bool(application.window.findChildren(CourseForm)))
    return application.window.findChildren(CourseForm)[-1]


def test_from_a_line_of_the_overview_with_keys_alone(
    application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
) -> None:
    contact = arrive(application, people)
    sit_down(application, "kl")
    page = application.window.open_page("lead")
    assert isinstance(page, LeadPage)
    qtbot.waitUntil(page.list.isVisible)
    assert page.list.select("feed")
    assert not page.course.isEnabled()  # the line is about no contact
    assert page.list.select(("late", contact))
    assert page.course.isEnabled()
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_P, CTRL)
    card = form(application, qtbot)
    qtbot.keyClick(card.reason, Qt.Key.Key_Return)
    assert "Write why" in card.notice.sentence
    qtbot.keyClicks(card.reason, WHY)
    qtbot.keyClick(card.reason, Qt.Key.Key_Return)
    dialog = application.window.findChild(QFileDialog)
    assert dialog is not None
    assert [Path(name).name for name in dialog.selectedFiles()] == [f"course-{contact}.pdf"]
    path = tmp_path / "course.pdf"
    with qtbot.waitSignal(application.workplace.done):
        dialog.fileSelected.emit(str(path))
    dialog.close()
    assert f"The course of contact {contact}" in read(path)
    assert printed(application, contact) == [people["kl"]]
    qtbot.waitUntil(lambda: not application.window.findChildren(CourseForm))


def test_at_the_desk_for_who_leads_and_nobody_else(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    contact = arrive(application, people)
    for who, is_offered in (("oh", False), ("kl", True)):
        sit_down(application, who)
        page = application.window.open_page("desk")
        assert isinstance(page, DeskPage)
        page.show_item(contact)
        qtbot.waitUntil(lambda page=page: page.shown is not None)
        assert page.contact.bar.course.isVisible() is is_offered
        page.contact.setFocus()
        qtbot.keyClick(page.contact, Qt.Key.Key_P, CTRL)
        assert bool(application.window.findChildren(CourseForm)) is is_offered


def test_the_paper_tells_each_step_who_looked_and_where_it_came_from(
    application: Application, people: dict[str, int], tmp_path: Path
) -> None:
    contact, database = arrive(application, people), application.database
    add_note(database, AddNote(by=people["oh"], at=CAME, contact=contact, text="Ringde upp."))
    audit.seen(database, CAME + timedelta(hours=1), people["oh"], "contact", contact)
    on = {"by": people["ab"], "at": CAME, "contact": contact}
    later = NOW + timedelta(hours=2)
    handling.pass_on(database, PassOn(**on, version=version(application, contact), to=people["oh"], returns_at=later))
    handling.close(database, Close(**on, version=version(application, contact), outcome="solved"))
    said = drawn(application, people, contact, tmp_path / "course.pdf")
    for part in (
        *(f"The course of contact {contact}", "Friday 20 November 2026 09:41 · Letter · Brevskrivare"),
        *("Printed: Monday 23 November 2026 09:41 by Person KL", f"Reason: {WHY}", "Frågar om beslutet", "Ringde upp."),
        "2026-11-20 09:41 · Was written down at the desk · Person AB",
        "2026-11-20 09:41 · A note was written · Person OH",
        "2026-11-20 09:41 · Passed on to Person OH · Person AB",
        "2026-11-20 09:41 · Done: Solved here · Person AB",
        "2026-11-20 10:41 · Person OH · Looked at it",
        *(
            "desk:",
            "SHA-256 ",
            f"The course of contact {contact} · printed 2026-11-23 09:41 by Person KL",
            "Page 1 of 1",
        ),
    ):
        assert part in said, (part, said)


def test_a_report_of_concern_has_its_course_and_no_words(
    application: Application, people: dict[str, int], tmp_path: Path
) -> None:
    contact = arrive(application, people, "Grannen slår barnet")
    on = {"by": people["ab"], "at": CAME, "contact": contact}
    command = MarkConcern(**on, version=version(application, contact), concern="marked")
    handling.mark_concern(application.database, command)
    said = drawn(application, people, contact, tmp_path / "course.pdf")
    assert "Left out: report of concern, see the case file." in said
    assert "Marked as a report of concern · Person AB" in said
    assert "Grannen" not in said
    assert "Brevskrivare" not in said


def test_every_step_that_the_rooms_write_has_words() -> None:
    sources = Path(coursewords.__file__).parents[2]
    text = "\n".join(
        path.read_text("utf-8") for room in ("contacts", "desk") for path in (sources / room).rglob("*.py")
    )
    written = set(re.findall(r'(?:add_step|change|_step|_give_back)\([^"\n]*"([a-z_]+)"', text))
    assert {"noted", "closed", "tied", "answer_failed", "joined"} <= written
    assert written - set(coursewords._STEPS) - NAMED_ELSEWHERE == set()
