"""The goals: figures that are true, of the reception and of nobody in it."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.app import Application
from mottagning.changes import Changes
from mottagning.contacts import byhand, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Close
from mottagning.contacts.whole import read_whole
from mottagning.measures.counting import Measure
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.goals import page as goals_page
from mottagning.ui.goals.goalrow import GoalRow, name_of, target_of
from mottagning.ui.goals.page import GoalsPage
from tests.db.people import hire

from .conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def people(application: Application, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A handler who has sat down."""
    monkeypatch.setattr(goals_page, "_SOON_MS", 20)
    found = hire(application.database, "ab")
    person = staff.by_key(application.database, "ab")
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))
    return found


def finish(application: Application, people: dict[str, int], outcome: str, at: object = NOW - DAY) -> None:
    by = people["ab"]
    command = WriteDown(by=by, at=at, channel="visit", text="Frågar")
    contact = byhand.write_down(application.database, command).created["contact"]
    version = read_whole(application.database, contact).summary.version
    handling.close(application.database, Close(by=by, at=at, contact=contact, version=version, outcome=outcome))


def opened(application: Application, qtbot: QtBot) -> GoalsPage:
    page = application.window.open_page("goals")
    assert isinstance(page, GoalsPage)
    qtbot.waitUntil(lambda: bool(page.goals()))
    return page


def said(page: GoalsPage, name: str) -> str:
    """What the row of this name says to a screen reader."""
    return next((row.accessibleName() for row in page.goals() if row.accessibleName().startswith(name)), "")


def test_a_figure_says_of_how_many_it_is_and_what_is_left_out(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    for outcome in ("solved", "solved", "referred", "no_action"):
        finish(application, people, outcome)
    page = opened(application, qtbot)
    assert said(page, "Solved at the desk") == "Solved at the desk, 66.7 %, counted of 3 · 1 left out"
    assert said(page, "Calls answered") == "Calls answered, –, goal: at least 90 %, too few to say, counted of 0"


def test_the_period_before_stands_beside_and_a_quarter_reaches_further(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    finish(application, people, "solved")
    finish(application, people, "referred", NOW - 40 * DAY)
    page = opened(application, qtbot)
    assert said(page, "Solved at the desk") == "Solved at the desk, 100 %, counted of 1 · before: 0 %"
    next(pill for pill in page.period.findChildren(QRadioButton) if pill.text() == "Quarter").click()
    qtbot.waitUntil(lambda: "50 %, counted of 2" in said(page, "Solved at the desk"))


def test_figures_follow_what_happens(application: Application, people: dict[str, int], qtbot: QtBot) -> None:
    page = opened(application, qtbot)
    assert "counted of 0" in said(page, "Solved at the desk")
    finish(application, people, "solved")
    application.workplace.publish(Changes({"contact": None}))
    qtbot.waitUntil(lambda: "counted of 1" in said(page, "Solved at the desk"))


def test_a_case_list_that_is_missing_is_said(application: Application, people: dict[str, int], qtbot: QtBot) -> None:
    page = opened(application, qtbot)
    assert any("No case list has been read in yet" in part.text() for part in page.findChildren(QLabel))


def test_nobody_is_named(application: Application, people: dict[str, int], qtbot: QtBot) -> None:
    finish(application, people, "solved")
    page = opened(application, qtbot)
    words = " ".join(part.text() for part in page.findChildren(QLabel))
    assert "Person AB" not in words
    assert "never for a person" in words


def test_in_swedish_with_a_decimal_comma(qtbot: QtBot) -> None:
    texts.use_language("sv")
    now = Measure(name="mail_in_time", value=80.25, unit="percent", n=40, target=90)
    row = GoalRow(now, Measure(name="mail_in_time", value=70, unit="percent", n=40, target=90))
    qtbot.addWidget(row)
    assert row.accessibleName().startswith("E-post avklarad i tid, 80,2 %, mål minst 90 %, på väg")


def test_a_stage_of_the_units_own_has_its_name() -> None:
    own = Measure(name="stage_days_Väntar på tolk", value=3, unit="days", n=1)
    assert name_of(own) == "Days in the stage Väntar på tolk, median"
    assert target_of(own) == ""
