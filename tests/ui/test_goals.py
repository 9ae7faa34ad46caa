"""The goal board: figures that are true, of the reception and of nobody in it, and what is being changed."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.app import Application
from mottagning.changes import Changes
from mottagning.contacts import byhand, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Close
from mottagning.contacts.whole import read_whole
from mottagning.measures.counting import Measure
from mottagning.measures.goals import Goal, Level
from mottagning.measures.goalsettings import SaveGoals, load_goals, save_goals
from mottagning.measures.improvements import Improvement, KeepImprovement, improvements, keep_improvement
from mottagning.measures.series import Point
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.goals import page as goals_page
from mottagning.ui.goals.board import Latest, goal_line
from mottagning.ui.goals.improvementform import ImprovementForm
from mottagning.ui.goals.lines import GoalLine, WorkLine
from mottagning.ui.goals.page import GoalsPage
from mottagning.ui.goals.spark import paint_spark
from mottagning.ui.tokens import LIGHT, Tone
from mottagning.ui.widgets.card import Card
from tests.db import feeds
from tests.db.people import hire

from .conftest import NOW

DAY = timedelta(days=1)
TODAY = NOW.date()
LUNCH = Improvement(title="Telefontid även över lunch", about=("calls_answered",), made_on=TODAY - 40 * DAY)


@pytest.fixture
def people(application: Application, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A handler who has sat down, and the one who leads."""
    monkeypatch.setattr(goals_page, "_SOON_MS", 20)
    found = hire(application.database, "ab")
    sit_down(application, "ab")
    return found


def sit_down(application: Application, key: str) -> None:
    person = staff.by_key(application.database, key)
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))


def finish(application: Application, people: dict[str, int], outcome: str, at: object = NOW - DAY) -> None:
    by = people["ab"]
    command = WriteDown(by=by, at=at, channel="visit", text="Frågar")
    contact = byhand.write_down(application.database, command).created["contact"]
    version = read_whole(application.database, contact).summary.version
    handling.close(application.database, Close(by=by, at=at, contact=contact, version=version, outcome=outcome))


def opened(application: Application, qtbot: QtBot) -> GoalsPage:
    page = application.window.open_page("goals")
    assert isinstance(page, GoalsPage)
    qtbot.waitUntil(lambda: bool(goals(page)))
    return page


def goals(page: GoalsPage) -> dict[str, GoalLine]:
    """The goals on the board, by their measures."""
    return {str(line.key): line for line in page.list.lines.items() if isinstance(line, GoalLine)}


def index_tip(page: GoalsPage, line: GoalLine) -> str:
    return str(page.list.lines.index_of(line.key).data(Qt.ItemDataRole.ToolTipRole))


def works(page: GoalsPage) -> list[WorkLine]:
    return [line for line in page.list.lines.items() if isinstance(line, WorkLine)]


def keep(application: Application, by: int, work: Improvement) -> None:
    changes = keep_improvement(application.database, KeepImprovement(by=by, at=NOW, improvement=work))
    application.workplace.publish(changes)


class TestFigures:
    def test_a_figure_says_of_how_many_it_is_and_what_is_left_out(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        for outcome in ("solved", "solved", "referred", "no_action"):
            finish(application, people, outcome)
        page = opened(application, qtbot)
        solved = goals(page)["solved_at_desk"]
        assert solved.figure == "66.7 %"
        assert solved.details[0] == "November 2026 so far · counted of 3 · 1 left out"
        assert solved.level.startswith("53 % Swedish municipalities")
        answered = goals(page)["calls_answered"]
        assert (answered.figure, answered.target, answered.word) == ("–", "goal: at least 90 %", "nothing to count")
        assert (
            answered.spoken
            == "Calls answered, –, goal: at least 90 %, nothing to count, November 2026 so far · counted of 0"
        )

    def test_the_last_month_stands_until_this_one_says_something(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        for outcome in 6 * ("solved", "referred"):
            finish(application, people, outcome, NOW - 30 * DAY)
        finish(application, people, "solved")
        page = opened(application, qtbot)
        solved = goals(page)["solved_at_desk"]
        assert (solved.figure, solved.details[0]) == ("50 %", "October 2026 · counted of 12")

    def test_figures_follow_what_happens(self, application: Application, people: dict[str, int], qtbot: QtBot) -> None:
        page = opened(application, qtbot)
        assert "counted of 0" in goals(page)["solved_at_desk"].tip
        finish(application, people, "solved")
        application.workplace.publish(Changes({"contact": None}))
        qtbot.waitUntil(lambda: "counted of 1" in goals(page)["solved_at_desk"].tip)

    def test_a_case_list_that_is_missing_is_said(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = opened(application, qtbot)
        assert any("No case list has been read in yet" in part.text() for part in page.findChildren(QLabel))

    def test_nobody_is_named_and_that_is_said(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        finish(application, people, "solved")
        page = opened(application, qtbot)
        assert not any("Person AB" in line.spoken for line in page.list.lines.items())
        assert any("never for a person" in part.text() for part in page.findChildren(QLabel))

    def test_goals_the_lead_has_put_away_are_not_shown(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        kept = load_goals(application.database)
        wanted = tuple(replace(goal, is_shown=goal.measure == "mail_in_time") for goal in kept.goals)
        save_goals(application.database, SaveGoals(by=people["kl"], at=NOW, goals=replace(kept, goals=wanted)))
        assert list(goals(opened(application, qtbot))) == ["mail_in_time"]

    def test_the_list_keeps_qts_promises(self, application: Application, people: dict[str, int], qtbot: QtBot) -> None:
        page = opened(application, qtbot)
        tester = QAbstractItemModelTester(page.list.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
        page.list.set_lines(page.list.lines.items()[3:8])
        assert tester.model() is page.list.lines


class TestWords:
    GOAL = Goal(measure="mail_in_time", target=90, levels=(Level("KKiK", 80),))

    def line(self, value: float | None, before: float | None, n: int = 40, **more: bool) -> GoalLine:
        now = Measure(name="mail_in_time", value=value, unit="percent", n=n, target=90, **more)
        earlier = Measure(name="mail_in_time", value=before, unit="percent", n=40, target=90)
        trend = (Point(start=date(2026, 11, 9), value=70, n=9), Point(start=TODAY, value=10, n=2, is_part=True))
        return goal_line(self.GOAL, Latest("month", date(2026, 11, 1), True, now, earlier), trend)

    def test_in_swedish_with_a_decimal_comma(self) -> None:
        texts.use_language("sv")
        line = self.line(80.25, 70)
        assert line.spoken.startswith("E-post avklarad i tid, 80,2 %, mål minst 90 %, på väg, 80 % KKiK")

    @pytest.mark.parametrize(
        ("value", "before", "word", "tone"),
        [
            (95, 70, "reached", Tone.GOOD),
            (80, 70, "on the way", Tone.PLAIN),
            (70, 80, "further off", Tone.WARN),
            (80, None, "not reached", Tone.WARN),
        ],
    )
    def test_how_it_goes_is_a_word(self, value: float, before: float | None, word: str, tone: Tone) -> None:
        line = self.line(value, before)
        assert (line.word, line.tone) == (word, tone)

    def test_few_are_not_judged_and_very_few_not_shown(self) -> None:
        assert self.line(100, 70, n=9).word == "too few"
        assert self.line(None, 70, n=3, is_withheld=True).figure == "too few"

    def test_a_week_that_is_not_over_does_not_bend_the_trend(self) -> None:
        assert self.line(80, 70).values == (70,)


class TestWalking:
    def test_enter_opens_a_chart_and_escape_leads_back_to_the_line(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = opened(application, qtbot)
        assert page.list.hasFocus()
        assert page.list.select("calls_answered")
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
        assert page.list.selected_key() == "calls_abandoned"
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.chart.shown is not None)
        assert page.chart.title.text() == "Callers who gave up"
        qtbot.keyClick(QApplication.focusWidget() or page.chart, Qt.Key.Key_Escape)
        qtbot.waitUntil(page.list.hasFocus)
        assert page.list.selected_key() == "calls_abandoned"

    def test_a_click_opens_a_chart_and_a_heading_is_no_line(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = opened(application, qtbot)
        place: Callable[[int], QPoint] = lambda row: page.list.visualRect(page.list.lines.index(row)).center()  # noqa: E731
        qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place(0))
        assert page.chart.asked is None
        assert not application.window.findChildren(Card)
        qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place(1))
        qtbot.waitUntil(lambda: page.chart.shown is not None)

    def test_for_a_whole_room(self, application: Application, people: dict[str, int], qtbot: QtBot) -> None:
        page = opened(application, qtbot)
        high = page.list.visualRect(page.list.lines.index(1)).height()
        qtbot.keyClick(page.list, Qt.Key.Key_F11)
        qtbot.waitUntil(lambda: page.list.visualRect(page.list.lines.index(1)).height() > 1.15 * high)
        assert page.is_meeting
        assert not application.window.rail.isVisible()
        qtbot.keyClick(page.list, Qt.Key.Key_Escape)
        assert not page.is_meeting
        assert application.window.rail.isVisible()

    def test_in_a_wide_window_there_are_two_columns(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        application.window.resize(2560, 1000)
        page = opened(application, qtbot)
        qtbot.waitUntil(page.second.isVisible)
        titles = [[line.title for line in each.lines.items()] for each in (page.list, page.second)]
        assert titles[0][0] == "On the phone"
        assert titles[1][0] in ("Children", "Cases", "How we work")
        assert abs(len(titles[0]) - len(titles[1])) < 8
        last = page.second.lines.items()[-1].key
        page.list.select("calls_answered")
        page.second.setFocus()
        qtbot.keyClick(page.second, Qt.Key.Key_Down)
        qtbot.keyClick(page.second, Qt.Key.Key_End)
        assert page.second.selected_key() == last
        assert page.list.selected_key() is None
        qtbot.keyClick(page.second, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.chart.shown is not None)
        qtbot.keyClick(QApplication.focusWidget() or page.chart, Qt.Key.Key_Escape)
        qtbot.waitUntil(page.second.hasFocus)

        application.window.resize(1366, 768)
        qtbot.waitUntil(lambda: not page.second.isVisible())
        assert [line.title for line in page.list.lines.items()] == titles[0] + titles[1]
        assert page.list.selected_key() == last
        assert page.list.hasFocus()

    def test_another_page_ends_the_meeting_view(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = opened(application, qtbot)
        page.turn_meeting()
        application.window.open_page("cases")
        assert not page.is_meeting
        assert application.window.rail.isVisible()

    def test_the_lead_alone_is_led_to_the_goals(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = opened(application, qtbot)
        assert not page.edit.isVisible()
        sit_down(application, "kl")
        assert page.edit.isVisible()
        page.edit.click()
        qtbot.waitUntil(lambda: application.window.page_id == "settings")

    def test_words_that_not_everybody_knows_are_explained_where_they_stand(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = opened(application, qtbot)
        tips = {str(line.key): index_tip(page, line) for line in goals(page).values()}
        assert "KKiK, Kommunens kvalitet i korthet, compares" in tips["solved_at_desk"]
        assert "Index: the answers 1 to 5 count as 0, 25, 50, 75 and 100" in tips["survey/Bemötande"]
        assert "KKiK" not in tips["calls_answered"]


class TestChanges:
    def test_what_is_to_be_followed_up_stands_first(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        keep(application, people["ab"], replace(LUNCH, owner=people["ab"], follow_up=TODAY - DAY))
        keep(application, people["ab"], replace(LUNCH, title="Ny e-postrutin", follow_up=TODAY + DAY))
        page = opened(application, qtbot)
        due, later = works(page)
        assert page.list.lines.items()[1] is due
        assert (
            due.spoken == "Telefontid även över lunch, from Wed 14 Oct · Person AB, to be followed up Sun 22 Nov, late"
        )
        assert (later.title, later.word, later.right) == ("Ny e-postrutin", "", "to be followed up Tue 24 Nov")

    def test_one_is_written_down_changed_and_taken_back(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        page = opened(application, qtbot)
        page.add.click()
        form = card(application)
        qtbot.waitUntil(lambda: form.owner.count() == 3)
        assert form.owner.currentText() == "Person AB"
        assert not form.anew.isEnabled()
        form.title.setText("Telefontid även över lunch")
        form.goals.item(0).setCheckState(Qt.CheckState.Checked)
        form.ok.click()
        qtbot.waitUntil(lambda: len(works(page)) == 1)
        (kept,) = improvements(application.database)
        assert (kept.about, kept.owner, kept.made_on) == (("calls_answered",), people["ab"], TODAY)
        page.list.select(("work", kept.id))
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
        form = card(application)
        form.learnt.setPlainText("Färre gav upp.")
        form.ok.click()
        qtbot.waitUntil(lambda: works(page)[0].word == "followed up")
        qtbot.waitUntil(lambda: application.window.status.can_undo)
        application.window.status.undo()
        qtbot.waitUntil(lambda: works(page)[0].word == "")

    def test_what_points_at_somebody_is_refused_where_it_is_written(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        opened(application, qtbot).add.click()
        form = card(application)
        form.title.setText("Ring 070-174 06 05 först")
        form.ok.click()
        qtbot.waitUntil(lambda: "without case codes" in form.notice.sentence)
        assert form.ok.isEnabled()
        assert improvements(application.database) == ()

    def test_a_word_that_may_be_a_name_is_asked_about(
        self, application: Application, people: dict[str, int], qtbot: QtBot, tmp_path: Path
    ) -> None:
        feeds.take(application.database, feeds.write(tmp_path / "a.csv", [feeds.case("C-1", Namn="Leo Öberg")]))
        opened(application, qtbot).add.click()
        form = card(application)
        form.title.setText("Kaffe med Öberg")
        form.ok.click()
        qtbot.waitUntil(lambda: "a client's name" in form.notice.sentence)
        next(way for way in form.notice.findChildren(QPushButton) if way.isVisible()).click()
        qtbot.waitUntil(lambda: len(improvements(application.database)) == 1)

    def test_what_somebody_else_changed_meanwhile_is_not_written_over(
        self, application: Application, people: dict[str, int], qtbot: QtBot
    ) -> None:
        keep(application, people["ab"], LUNCH)
        page = opened(application, qtbot)
        page.list.select(works(page)[0].key)
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
        form = card(application)
        (kept,) = improvements(application.database)
        keep(application, people["kl"], replace(kept, title="Telefontid till 17"))
        form.title.setText("Telefontid till 18")
        form.ok.click()
        qtbot.waitUntil(lambda: "Somebody else changed this" in form.notice.sentence)
        assert improvements(application.database)[0].title == "Telefontid till 17"
        next(way for way in form.notice.findChildren(QPushButton) if way.isVisible()).click()
        qtbot.waitUntil(lambda: not any(each.isVisible() for each in application.window.findChildren(ImprovementForm)))

    def test_one_is_removed(self, application: Application, people: dict[str, int], qtbot: QtBot) -> None:
        keep(application, people["ab"], LUNCH)
        page = opened(application, qtbot)
        page.list.select(works(page)[0].key)
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
        card(application).remove.click()
        qtbot.waitUntil(lambda: not works(page))


def card(application: Application) -> ImprovementForm:
    """The card that is open."""
    shown = [each for each in application.window.findChildren(Card) if each.isVisible()]
    form = shown[-1].content
    assert isinstance(form, ImprovementForm)
    return form


@pytest.mark.parametrize("values", [(), (None, None), (5.0,), (5.0, 5.0), (1.0, None, 3.0, None), (0.0, 100.0)])
@pytest.mark.parametrize("aim", [None, 90.0])
def test_a_small_chart_of_whatever_there_is(
    qapp: QApplication, values: tuple[float | None, ...], aim: float | None
) -> None:
    picture = QImage(60, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    empty = picture.copy()
    painter = QPainter(picture)
    paint_spark(painter, QRectF(QRect(0, 0, 60, 20)), values, aim, LIGHT)
    painter.end()
    assert (picture == empty) == (not any(value is not None for value in values))


def test_the_board_is_read_and_shown_without_what_draws_large_charts() -> None:
    pages = "mottagning.ui.goals.page, mottagning.ui.goals.board, mottagning.ui.goals.chartview"
    code = f"import sys, mottagning.ui, {pages}; sys.exit('pyqtgraph' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], timeout=60, check=False)
    assert done.returncode == 0
