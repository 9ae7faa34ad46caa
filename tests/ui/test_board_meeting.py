"""A meeting at the board, by keyboard: points, agreements, sharing out; and never a client's name in the room."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mottagning.app import Application
from mottagning.board.agreements import SaveAgreement, TickAgreement, agreements
from mottagning.board.meeting import begun
from mottagning.board.settings import BoardSettings, Point, SaveBoard, load_settings
from mottagning.cases.feed import import_feed
from mottagning.command import carry_out
from mottagning.demo import caselist
from mottagning.folding import fold
from mottagning.people.staff import by_key
from mottagning.ui.board.limitscard import LimitsCard
from mottagning.ui.board.talk import TalkColumn
from mottagning.ui.widgets.card import Card
from tests.db import feeds

from .boards import NAMES, ROWS, Board, everything, spoken, staff
from .conftest import NOW

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, ESCAPE, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space
TODAY = NOW.date()


class Meeting(Board):
    """The board with the meeting view open."""

    @property
    def talk(self) -> TalkColumn:
        assert self.page.talk is not None
        return self.page.talk

    def meet(self, *rows: dict[str, str]) -> TalkColumn:
        """Open the board, and the meeting with all there is to talk about."""
        self.open(*(rows or ROWS))
        self.key(Qt.Key.Key_F11)
        self.qtbot.waitUntil(lambda: self.talk._talk is not None)
        return self.talk

    def rows(self) -> list[str]:
        return [row.title for row in self.talk.list.rows.items()]

    def undo(self, said: str) -> None:
        """Take back what the status line tells of, as soon as it does."""
        self.qtbot.waitUntil(lambda: self.window.status.sentence == said)
        self.window.status.undo()

    def agreed(self) -> list[str]:
        with self.application.database.reading():
            return [each.words for each in agreements(self.application.database, TODAY)]

    def go_to(self, title: str) -> None:
        while self.talk.title.text() != title:
            before = self.talk.title.text()
            self.key(Qt.Key.Key_PageDown, CTRL)
            assert self.talk.title.text() != before, title


@pytest.fixture
def board(application: Application, qtbot: QtBot, tmp_path: Path) -> Meeting:
    staff(application)
    return Meeting(application, qtbot, tmp_path)


def agree(board: Meeting, words: str, **more: object) -> int:
    """Somebody at another workstation writes something down."""
    command = SaveAgreement(by=None, at=NOW, words=words, **more)  # type: ignore[arg-type]
    changes = carry_out(board.application.database, command)
    board.application.workplace.publish(changes)
    return changes.created["agreement"]


def test_a_meeting_by_keyboard_alone(board: Meeting) -> None:
    agree(board, "C-2: ring vårdcentralen", person=1, due=TODAY - timedelta(days=1))
    talk = board.meet()
    assert board.window.isFullScreen()
    assert not board.window.rail.isVisible()
    assert talk.title.text() == "What we agreed"
    talk.go(2)  # whoever looks ahead begins at the first point all the same
    assert talk.title.text() != "What we agreed"
    talk.begin.click()
    assert talk.title.text() == "What we agreed"
    board.qtbot.waitUntil(talk.clock.isVisible)
    assert begun(board.application.database, TODAY) == NOW
    assert talk.clock.text() == "1 of 5 · 5 min left"
    board.key(Qt.Key.Key_N, CTRL)
    assert QApplication.focusWidget() is talk.form.words
    board.qtbot.keyClicks(talk.form.words, "C-1: boka tid")
    board.key(ENTER)
    board.qtbot.waitUntil(lambda: len(talk.agreed.boxes) == 2)
    assert board.agreed() == ["C-2: ring vårdcentralen", "C-1: boka tid"]
    board.key(ESCAPE)
    first = next(iter(talk.agreed.boxes.values()))
    assert QApplication.focusWidget() is first
    assert first.accessibleName().startswith("C-2: ring vårdcentralen, Karin Lind · by 22 Nov · ")
    assert first.accessibleName().endswith("Late")
    board.key(SPACE)
    board.qtbot.waitUntil(lambda: board.agreed() == ["C-1: boka tid", "C-2: ring vårdcentralen"])
    board.undo("Ticked off.")
    board.qtbot.waitUntil(lambda: board.agreed()[0] == "C-2: ring vårdcentralen")
    titles = []
    for _ in range(5):
        board.key(Qt.Key.Key_PageDown, CTRL)
        titles.append(talk.title.text())
    assert titles == ["What has changed", "What is stuck", "To share out", *["Where help is needed"] * 2]
    board.key(Qt.Key.Key_PageUp, CTRL)
    assert talk.title.text() == "To share out"
    board.key(ESCAPE)
    assert not board.page.is_meeting
    assert board.window.rail.isVisible()
    assert not board.window.isFullScreen()
    assert board.page.view.scale == 1.0


def test_each_point_shows_its_cases_and_why(board: Meeting) -> None:
    last = [feeds.case("C-2", Steg="Mottaget", Inkom="2026-05-01"), feeds.case("C-9")]
    board.feed(*last, at=NOW - timedelta(days=5))
    carry_out(board.application.database, SaveBoard(by=None, settings=BoardSettings(limits={"investigation": 3})))
    away = feeds.case("C-7", Inkom="2026-05-01", Handläggare="Omar Hauge")
    talk = board.meet(*ROWS, away, feeds.case("C-9", Avslutad="2026-11-21"))
    board.go_to("What has changed")
    assert talk.subtitle.text() == "Since the meeting on Thursday 19 Nov"
    assert board.rows() == ["Moved on", "C-2", "New", "C-1", "Closed cases", "C-9"]
    board.go_to("What is stuck")
    assert board.rows() == ["C-2 · Investigation", "C-7 · Investigation"]
    row = talk.list.rows.items()[0]
    assert (row.badge, row.detail, row.right, row.tone_word) == (  # type: ignore[union-attr]
        "KL",
        "The party may ask for a decision",
        "1 Nov",
        "Late",
    )
    talk.list.setCurrentIndex(talk.list.rows.index(0))
    assert board.chosen() == "C-2"
    board.go_to("To share out")
    assert board.rows() == ["C-1 · Received"]
    board.go_to("Where help is needed")
    assert board.rows() == [
        "Stages that fill up",
        "Investigation",
        "Pressing, and the handler is away",
        "C-7 · Investigation",
    ]


def test_loads_stand_beside_what_is_shared_out_by_name_and_for_the_lead(board: Meeting) -> None:
    talk = board.meet()
    board.go_to("To share out")
    said = talk.loads.findChildren(QLabel)
    assert [part.text() for part in said] == ["Karin Lind", "room for 136", "Omar Hauge", "room for 144"]
    assert not any(part.property("look") for part in said)  # nobody is red
    assert all(part.visibleRegion().boundingRect() == part.rect() for part in said)  # nor has to be scrolled to
    assert "of 150 points, " in said[1].accessibleName()
    assert "by name" in talk.purpose.text()

    def is_noted() -> bool:
        with board.application.database.reading():
            seen = board.application.database.sql("SELECT count(*) FROM audit WHERE kind = 'loads'").fetchone()
            return bool(seen[0] == 1)

    board.qtbot.waitUntil(is_noted)


def test_who_does_not_lead_sees_no_loads_and_sets_nothing(
    application: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    staff(application, "oh")
    board = Meeting(application, qtbot, tmp_path)
    talk = board.meet()
    board.go_to("To share out")
    assert not talk.loads.isVisible()
    assert "when the team lead" in talk.purpose.text()
    board.key(ESCAPE)
    assert not board.page.bar.limits.isVisible()


def test_a_clients_name_is_not_written_without_a_second_look(board: Meeting) -> None:
    talk = board.meet()
    board.key(Qt.Key.Key_N, CTRL)
    talk.form.words.setText("Ring Öberg i morgon")
    board.key(ENTER)
    board.qtbot.waitUntil(talk.form.notice.isVisible)
    assert talk.form.notice.sentence.startswith("“Öberg” is the name of somebody")
    assert board.agreed() == []
    assert talk.form.words.text() == "Ring Öberg i morgon"
    board.key(ENTER)
    board.qtbot.waitUntil(lambda: board.agreed() == ["Ring Öberg i morgon"])


def test_an_agreement_is_changed_and_taken_away(board: Meeting) -> None:
    agree(board, "C-2: ring", due=TODAY)
    talk = board.meet()
    buttons = {button.accessibleName(): button for button in talk.agreed.findChildren(QToolButton)}
    buttons["Change"].click()
    assert (talk.form.words.text(), QApplication.focusWidget()) == ("C-2: ring", talk.form.words)
    board.qtbot.keyClicks(talk.form.words, " i morgon")
    board.key(ENTER)
    board.qtbot.waitUntil(lambda: board.agreed() == ["C-2: ring i morgon"])
    (each,) = agreements(board.application.database, TODAY)
    assert each.due == TODAY
    board.qtbot.waitUntil(lambda: "C-2: ring i morgon" in spoken(talk.agreed))
    next(each for each in talk.agreed.findChildren(QToolButton) if each.accessibleName() == "Remove").click()
    board.qtbot.waitUntil(lambda: board.agreed() == [])
    board.undo("The agreement is removed.")
    board.qtbot.waitUntil(lambda: board.agreed() == ["C-2: ring i morgon"])


def test_two_windows_at_once(board: Meeting) -> None:
    first = agree(board, "C-2: ring")
    talk = board.meet()
    board.key(Qt.Key.Key_N, CTRL)
    board.qtbot.keyClicks(talk.form.words, "halvskri")
    (shown,) = agreements(board.application.database, TODAY)
    agree(board, "C-3: boka möte")
    board.qtbot.waitUntil(lambda: len(talk.agreed.boxes) == 2)
    assert talk.form.words.text() == "halvskri"
    assert QApplication.focusWidget() is talk.form.words
    tick = TickAgreement(by=None, agreement=first, version=1, at=NOW)
    carry_out(board.application.database, tick)  # in the other window; word of it has not come yet
    with board.qtbot.waitSignal(board.application.workplace.troubled) as told:
        talk.agreed.ticked.emit(shown)
    assert "Somebody else changed this" in str(told.args[0])


def test_the_next_start_is_not_full_screen_though_a_meeting_was_closed(board: Meeting) -> None:
    board.meet()
    board.window.close()
    kept = board.window._memory.read("window")
    assert kept is not None
    other = QWidget()
    board.qtbot.addWidget(other)
    assert other.restoreGeometry(QByteArray(kept))
    assert not other.isFullScreen()


def test_a_code_is_found_in_the_meeting_too(board: Meeting) -> None:
    board.meet()
    board.key(Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is board.page.bar.code_field
    board.qtbot.keyClicks(board.page.bar.code_field, "c-4")
    assert board.chosen() == "C-4"


def test_an_agenda_of_ones_own(board: Meeting) -> None:
    agenda = (Point(kind="own", minutes=2, title="Hur mår vi?"), Point(kind="share", minutes=10))
    carry_out(board.application.database, SaveBoard(by=None, settings=BoardSettings(agenda=agenda)))
    talk = board.meet()
    assert [answer.accessibleName() for answer in talk.points.answers()] == ["Hur mår vi?", "To share out"]
    assert talk.title.text() == "Hur mår vi?"
    assert "no list" in talk.list.accessibleDescription()
    talk.begin.click()
    board.qtbot.waitUntil(talk.clock.isVisible)
    board.application.workplace.now = lambda: NOW + timedelta(minutes=3)
    talk._show_clock()
    assert talk.clock.text() == "1 of 2 · the time is out, go on when you are ready"


def test_the_lead_sets_limits_with_a_way_back_and_never_over_somebody_else(board: Meeting) -> None:
    page = board.open()
    page.bar.limits.click()
    card = next(each for each in board.window.findChildren(Card) if each.isVisible())
    content = card.content
    assert isinstance(content, LimitsCard)
    board.qtbot.waitUntil(lambda: content._form.isEnabled())
    content.limits["investigation"].setValue(2)
    karin = by_key(board.application.database, "kl")
    assert karin is not None
    content.teams[karin.id].setText("Vuxen")
    content.keeping.ok.click()
    board.qtbot.waitUntil(lambda: board.heads()[1][1] == "median 13 days · limit 2")
    assert load_settings(board.application.database).teams == {karin.id: "Vuxen"}
    page.bar.lanes.set_value("team")
    page.bar._tell()
    assert [lane.title for lane in page.view._arranged.lanes] == ["No team", "Vuxen"]  # type: ignore[union-attr]
    page.bar.limits.click()
    again = next(each.content for each in board.window.findChildren(Card) if each.isVisible())
    assert isinstance(again, LimitsCard)
    board.qtbot.waitUntil(lambda: again._form.isEnabled())
    board.undo("The board's limits and agenda are saved.")
    board.qtbot.waitUntil(lambda: board.heads()[1][1] == "median 13 days")
    again.limits["decision"].setValue(9)
    again.keeping.ok.click()
    board.qtbot.waitUntil(again.keeping.notice.isVisible)
    assert "Somebody else changed this" in again.keeping.notice.sentence
    assert load_settings(board.application.database).limits == {}


def test_the_board_alone_is_as_large_as_fits(board: Meeting) -> None:
    board.meet()
    board.window.showNormal()
    board.window.resize(2500, 1000)
    board.qtbot.waitUntil(lambda: board.page.width() > 2000)
    beside = board.page.view.scale
    board.key(Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert not board.talk.isVisible()
    assert board.page.view.scale > beside >= 1.0
    board.qtbot.waitUntil(lambda: board.page.view.horizontalScrollBar().maximum() == 0)
    board.key(Qt.Key.Key_N, CTRL)
    assert board.talk.isVisible()
    board.key(Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)  # with what is being written in the column
    assert not board.talk.isVisible()
    assert board.page.view.hasFocus()  # and nothing outside the page, where the keys of the meeting are dead


def test_on_a_wall_the_type_grows_with_the_screen(board: Meeting) -> None:
    talk = board.meet()
    assert talk.scale == 1.6
    talk.go(2)
    board.key(Qt.Key.Key_N, CTRL)
    board.qtbot.keyClicks(talk.form.words, "halvskri")
    board.window.showNormal()
    board.window.resize(2560, 1440)
    board.qtbot.waitUntil(lambda: board.talk.scale > 2)
    assert (board.talk.title.text(), board.talk.form.words.text()) == ("What is stuck", "halvskri")
    assert QApplication.focusWidget() is board.talk.form.words


def test_no_client_of_an_invented_unit_is_named_in_the_room(board: Meeting) -> None:
    made = caselist.make(random.Random(7), 80, date(2026, 11, 23))
    path = board._folder / "demo.csv"
    path.write_bytes(caselist.export(made))
    import_feed(board.application.database, path, None, learnt_protected=feeds.nobody_else, at=feeds.MONDAY)
    page = board.window.open_page("board")
    board.qtbot.waitUntil(lambda: bool(board.page.view.slips.rowCount()))
    said = everything(page) + spoken(page)
    for slip in board.page.view.slips.items():
        said += f"\n{slip}"
    for lanes in ("handler", "team", "category"):
        board.page.bar.lanes.set_value(lanes)
        board.page.bar._tell()
        said += spoken(page)
    board.key(Qt.Key.Key_F11)
    board.qtbot.waitUntil(lambda: board.talk._talk is not None)
    for _ in range(5):
        said += (
            everything(page)
            + spoken(page)
            + "".join(row.whole for row in board.talk.list.rows.items() if hasattr(row, "whole"))
        )
        board.key(Qt.Key.Key_PageDown, CTRL)
    words = set(fold(said).replace(",", " ").replace("·", " ").split())
    assert {"c-1000", "sol", "hembesök"} <= words
    colleagues = {word for case in made for word in fold(case.handler).split()} | {"karin", "lind", "omar", "hauge"}
    people = {word for case in made for word in fold(case.client.name).split()}
    people |= {word for case in made if case.party for word in fold(case.party[1]).split()}
    assert len(people - colleagues) > 20
    assert not words & (people - colleagues)
    assert not [case for case in made if case.client.personal_id in said or (case.client.phone or "none") in said]
    assert not [name for name in NAMES if name in said]
