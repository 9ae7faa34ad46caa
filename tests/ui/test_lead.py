"""The team lead's page: what is wrong is seen, mended from its line, and taken back."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.care.protection import learnt_protected
from mottagning.cases import sources
from mottagning.cases.mappings import map_file
from mottagning.cases.sources import SaveSource, Source
from mottagning.changes import Changes
from mottagning.contacts import byhand, handling, ties
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import MarkConcern, PassOn, Promise
from mottagning.contacts.model import Summary
from mottagning.contacts.whole import read_whole
from mottagning.people import absence, staff
from mottagning.people.absence import AddAbsence
from mottagning.people.deputies import NameDeputy, name_deputy
from mottagning.people.signedin import SignedIn
from mottagning.ui.lead.page import LeadPage
from mottagning.ui.lead.renamecard import RenameCard
from mottagning.ui.lead.sealedtext import SealedText
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Heading, Row
from tests.db import feeds, rota_desk
from tests.db.people import hire

from .conftest import NOW

FRIDAY = NOW - timedelta(days=3)


@pytest.fixture
def people(application: Application) -> dict[str, int]:
    """A lead, and two more."""
    return hire(application.database, "ab", "oh")


def sit_down(application: Application, key: str) -> None:
    person = staff.by_key(application.database, key)
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))


def arrive(application: Application, people: dict[str, int]) -> int:
    command = WriteDown(by=people["ab"], at=FRIDAY, channel="letter", name="Brevskrivare", text="Hemtjänst")
    return byhand.write_down(application.database, command).created["contact"]


def now(application: Application, contact: int) -> Summary:
    return read_whole(application.database, contact).summary


def on(application: Application, contact: int, by: int) -> dict[str, Any]:
    return {"by": by, "at": FRIDAY, "contact": contact, "version": now(application, contact).version}


def opened(application: Application, qtbot: QtBot) -> RowList:
    """The page's list, when it has been read."""
    page = application.window.open_page("lead")
    assert isinstance(page, LeadPage)
    qtbot.waitUntil(page.list.isVisible)
    return page.list


def keys(rows: RowList, kind: str) -> list[object]:
    found = [item.key for item in rows.rows.items() if isinstance(item, Row)]
    return [key for key in found if isinstance(key, tuple) and key[0] == kind]


def test_who_does_not_lead_sees_a_sentence_and_no_list(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    arrive(application, people)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    assert rows.rows.rowCount()
    sit_down(application, "ab")
    page = application.window.page("lead")
    said = "Only the team lead may do this. Ask her or her deputy to sign in and do it."
    qtbot.waitUntil(lambda: said in [part.text() for part in page.findChildren(QLabel) if part.isVisible()])
    assert rows.rows.rowCount() == 0
    sit_down(application, "kl")
    qtbot.waitUntil(rows.isVisible)


def headings(rows: RowList) -> list[tuple[str, int]]:
    return [(item.title, item.count) for item in rows.rows.items() if isinstance(item, Heading)]


def test_lists_with_lines_have_a_heading_the_most_pressing_first_and_the_others_one_sentence(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    arrive(application, people)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    assert headings(rows) == [
        ("Contacts past their time", 1),
        ("Uncovered days", 1),
        ("Case list, mailboxes and telephone", 2),
        ("To be decided", 2),
    ]
    page = application.window.page("lead")
    assert isinstance(page, LeadPage)
    assert page.empty.text() == (
        "In order: no report of concern that is marked is on its way, what was passed on is accepted, no notifier "
        "waits for feedback, all answers have gone, what is done is registered, nobody had to contact us again and "
        "again, all cases have a handler, no sealed text waits."
    )


def test_what_a_colleague_has_let_lie_goes_back_to_the_desk_and_may_be_undone(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    contact = arrive(application, people)
    due_at = NOW - timedelta(minutes=5)
    command = Promise(**on(application, contact, people["ab"]), due_at=due_at, owner=people["oh"])
    handling.promise(application.database, command)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    assert rows.select(("late", contact))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: now(application, contact).owner is None)
    assert now(application, contact).state == "waiting"
    status = application.window.status
    qtbot.waitUntil(lambda: status.can_undo)
    status.undo()
    qtbot.waitUntil(lambda: now(application, contact).owner == people["oh"])


def test_what_nobody_has_is_claimed_and_shown_on_the_desk(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    contact = arrive(application, people)
    handling.release(application.database, handling.Release(**on(application, contact, people["ab"])))
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    place = rows.visualRect(rows.rows.index_of(("late", contact)))
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.right() - 60, place.center().y()))
    qtbot.waitUntil(lambda: application.window.page_id == "desk")
    assert now(application, contact).owner == people["kl"]


def test_what_was_passed_on_comes_back_and_leaves_the_list(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    contact = arrive(application, people)
    later = NOW + timedelta(hours=2)
    command = PassOn(**on(application, contact, people["ab"]), to=people["oh"], returns_at=later)
    handling.pass_on(application.database, command)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    assert keys(rows, "unaccepted") == [("unaccepted", contact)]
    rows.select(("unaccepted", contact))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: keys(rows, "unaccepted") == [])
    assert now(application, contact).state == "waiting"


def test_what_came_meanwhile_is_there_when_the_page_is_shown_again(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    qtbot.waitUntil(lambda: rows.rows.rowCount() > 0)
    application.window.open_page("desk")
    contact = arrive(application, people)
    application.workplace.publish(Changes({"contact": frozenset({contact})}))
    application.window.open_page("lead")
    qtbot.waitUntil(lambda: keys(rows, "late") == [("late", contact)])


def test_a_sealed_text_is_read_and_confirmed(
    application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
) -> None:
    database = application.database
    feeds.take(database, feeds.write(tmp_path / "a.csv", [feeds.case()]))
    contact = arrive(application, people)
    ties.tie_case(database, ties.TieCase(by=people["ab"], contact=contact, case=1))
    hidden = feeds.case(Skyddade_personuppgifter="ja", Namn="", Telefon="", E_post="")
    feeds.take(database, feeds.write(tmp_path / "b.csv", [hidden]), learnt_protected=learnt_protected, confirm=True)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    rows.select(("sealed", contact))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    (card,) = application.window.findChildren(SealedText)
    qtbot.waitUntil(card.confirm.isEnabled)
    assert "Hemtjänst" in card.text.toPlainText()
    qtbot.mouseClick(card.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: keys(rows, "sealed") == [])
    qtbot.waitUntil(lambda: not application.window.findChildren(SealedText))
    assert not read_whole(database, contact).sealed


def test_an_uncovered_day_is_shown_in_the_rota(application: Application, qtbot: QtBot) -> None:
    rota_desk.published(application.database)
    hire(application.database, lead="xx")
    application.workplace.now = lambda: datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    day = date(2026, 12, 2)
    sits = staff.by_key(application.database, str(rota_desk.who(application.database, day, "pm")))
    assert sits is not None
    absence.add_absence(application.database, AddAbsence(by=None, person=sits.id, first=day, last=day))
    sit_down(application, "xx")
    rows = opened(application, qtbot)
    asked: list[tuple[str, object]] = []
    application.workplace.wanted.connect(lambda what, which: asked.append((what, which)))
    rows.select(("shift", day, "Telefon eftermiddag"))
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    assert asked == [("rota", day)]
    assert application.window.page_id == "rota"


def test_a_list_that_is_held_says_why_in_one_line_and_the_rest_on_the_page_of_the_cases(
    application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
) -> None:
    database = application.database
    every = [feeds.case(f"C-{number}") for number in range(1, 7)]
    feeds.take(database, feeds.write(tmp_path / "a.csv", every))
    feeds.take(database, feeds.write(tmp_path / "b.csv", every[:1]), at=NOW)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    row = next(item for item in rows.rows.items() if item.key == "feed")
    assert isinstance(row, Row)
    assert row.detail == "The file would close 5 of 6 open cases, which are not in it."
    assert row.tip.endswith("Nothing was changed.")
    assert rows.select("feed")
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    page = application.window.page("cases")
    qtbot.waitUntil(lambda: "look at what it would change" in page.as_of.notice.sentence)


def test_a_case_that_may_have_another_code_is_decided_from_its_line(
    application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
) -> None:
    others = [feeds.case(f"C-{n}", Namn=f"Person Nummer{n}", Inkom="2026-10-01") for n in range(2, 6)]
    her = {"Personnummer": "19900101-2385"}
    for code in ("C-1", "N-1"):
        feeds.take(application.database, feeds.write(tmp_path / "a.csv", [feeds.case(code, **her), *others]))
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    (key,) = keys(rows, "rename")
    rows.select(key)
    qtbot.keyClick(rows, Qt.Key.Key_Space)
    (card,) = application.window.findChildren(RenameCard)
    said = " ".join(each.text() for each in card.findChildren(QLabel))
    assert "C-1 is no longer in the export, and N-1 has come" in said
    assert "the same personal identity number" in said
    assert "Åsa" not in said
    qtbot.mouseClick(card.same, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not keys(rows, "rename"))
    assert "C-1" not in feeds.stored(application.database)


def test_a_source_that_fails_is_told_with_the_way_to_it(
    application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
) -> None:
    path = feeds.write(tmp_path / "a.csv", [feeds.case()])
    map_file(application.database, "system", path, {})
    source = Source(name="Natt", kind="folder", place=str(tmp_path), mapping="system")
    saved = sources.save_source(application.database, SaveSource(by=None, source=source)).created["source"]
    sources.note_look(application.database, sources.NoteLook(by=None, source=saved, error="The folder is gone."))
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    (key,) = keys(rows, "source")
    row = next(item for item in rows.rows.items() if isinstance(item, Row) and item.key == key)
    assert (row.detail, row.word) == ("The folder is gone.", "Wrong")
    rows.select(key)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert application.window.page_id == "settings"


def add_deputy(application: Application, people: dict[str, int]) -> None:
    command = NameDeputy(by=None, person=people["kl"], deputy=people["ab"], first=NOW.date(), last=NOW.date())
    name_deputy(application.database, command)


def test_a_dismissed_report_is_marked_after_all_from_its_line(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    contact = arrive(application, people)
    command = MarkConcern(**on(application, contact, people["oh"]), concern="dismissed")
    handling.mark_concern(application.database, command)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    row = next(item for item in rows.rows.items() if isinstance(item, Row) and item.key == ("dismissed", contact))
    assert row.detail == "Not a concern, said Person OH · Hemtjänst"
    assert rows.select(row.key)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys(rows, "concern") == [("concern", contact)])
    assert now(application, contact).concern == "marked"
    status = application.window.status
    qtbot.waitUntil(lambda: status.can_undo)
    status.undo()
    qtbot.waitUntil(lambda: keys(rows, "dismissed") == [("dismissed", contact)])


def test_a_case_that_had_to_contact_us_again_opens_in_its_story(
    application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
) -> None:
    feeds.take(application.database, feeds.write(tmp_path / "a.csv", [feeds.case()]))
    for _ in range(3):
        ties.tie_case(application.database, ties.TieCase(by=people["ab"], contact=arrive(application, people), case=1))
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    row = next(item for item in rows.rows.items() if isinstance(item, Row) and item.key == ("repeat", 1))
    assert (row.title, row.badge, row.detail) == ("C-1", "×3", "3 letters · about hemtjänst · Karin Lind")
    asked: list[tuple[str, object]] = []
    application.workplace.wanted.connect(lambda what, which: asked.append((what, which)))
    assert rows.select(row.key)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert asked == [("case", 1)]


def test_the_deputy_sees_what_the_lead_sees_while_she_leads(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    contact = arrive(application, people)
    add_deputy(application, people)
    sit_down(application, "ab")
    rows = opened(application, qtbot)
    assert keys(rows, "late") == [("late", contact)]
    assert ("To be decided", 1) in headings(rows)  # the deputy is there; disposal is not decided


def test_a_wide_window_has_two_columns_and_one_line_is_chosen(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    contact = arrive(application, people)
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    page = application.window.page("lead")
    assert isinstance(page, LeadPage)
    assert rows.select("feed")
    application.window.resize(2400, 1000)
    qtbot.waitUntil(page.others.isVisible)
    assert [title for title, _ in headings(rows)] == ["Contacts past their time"]
    assert headings(page.others)[0][0] == "Uncovered days"
    assert page.others.selected_key() == "feed"  # what was chosen went over
    rows.setFocus()
    assert rows.select(("late", contact))
    assert page.others.selected_key() is None
    asked: list[tuple[str, object]] = []
    application.workplace.wanted.connect(lambda what, which: asked.append((what, which)))
    qtbot.keyClick(rows, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("contact", contact)]


def test_a_report_of_concern_that_is_due_today_stands_before_what_is_late(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    arrive(application, people)
    command = WriteDown(by=people["ab"], at=NOW, channel="letter", name="Rektor", text="Orosanmälan om ett barn")
    contact = byhand.write_down(application.database, command).created["contact"]
    sit_down(application, "kl")
    rows = opened(application, qtbot)
    assert keys(rows, "concern") == [("concern", contact)]
    assert [title for title, _ in headings(rows)][:2] == ["Reports of concern on their way", "Contacts past their time"]
