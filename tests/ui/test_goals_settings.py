"""The lead sets the goals: what is followed, what is aimed at, beside what it stands; in one place alone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.app import Application
from mottagning.measures.goals import DEFAULT_GOALS, Goal, Level
from mottagning.measures.goalsettings import SaveGoals, load_goals, save_goals
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.people.unit import load_unit
from mottagning.ui.settings.goalform import GoalForm
from mottagning.ui.settings.goals import GoalsSection
from mottagning.ui.settings.page import SettingsPage
from tests.db.people import hire

from .conftest import NOW


@pytest.fixture
def section(application: Application, qtbot: QtBot) -> GoalsSection:
    """The goals in the settings, before the one who leads."""
    hire(application.database, "ab")
    sit_down(application, "kl")
    page = application.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_item("goals")
    made = page.part
    assert isinstance(made, GoalsSection)
    qtbot.waitUntil(lambda: made.model.rowCount() > 0)
    return made


def sit_down(application: Application, key: str) -> None:
    person = staff.by_key(application.database, key)
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))


def form(application: Application) -> GoalForm:
    return next(found for found in application.window.findChildren(GoalForm) if found.isVisible())


def goal(application: Application, measure: str) -> Goal:
    return next(goal for goal in load_goals(application.database).goals if goal.measure == measure)


def shown(section: GoalsSection, measure: str) -> tuple[str, ...]:
    return section.model.line(section.model.row_of(measure)).texts


def test_a_goal_is_changed_and_taken_back(application: Application, section: GoalsSection, qtbot: QtBot) -> None:
    section.table.select("mail_in_time")
    qtbot.keyClick(section.table, Qt.Key.Key_Return)
    made = form(application)
    assert (made.target.value(), made.target.suffix(), made.levels.lines[0].value.value()) == (100, " %", 80)
    made.target.setValue(95)
    made.period.set_value("quarter")
    made.levels.add_button.click()
    made.levels.lines[1].value.setValue(70)
    made.levels.lines[1].name.setText("Oss själva 2025")
    made.ok.click()
    qtbot.waitUntil(lambda: shown(section, "mail_in_time")[2:4] == ("goal: at least 95 %", "Quarter"))
    kept = goal(application, "mail_in_time")
    usual = next(each for each in DEFAULT_GOALS if each.measure == "mail_in_time")
    assert kept.levels == (*usual.levels, Level("Oss själva 2025", 70))
    qtbot.waitUntil(lambda: application.window.status.can_undo)
    application.window.status.undo()
    qtbot.waitUntil(lambda: shown(section, "mail_in_time")[2:4] == ("goal: 100 %", "Month"))


def test_what_the_rota_asks_for_too_is_kept_once(application: Application, section: GoalsSection, qtbot: QtBot) -> None:
    section.table.select("wait_p90")
    section.change_button.click()
    made = form(application)
    assert (made.target.value(), made.target.suffix()) == (3, " min")
    made.target.setValue(2.5)
    made.ok.click()
    qtbot.waitUntil(lambda: load_unit(application.database).targets.answer_minutes == 2.5)
    qtbot.waitUntil(lambda: shown(section, "wait_p90")[2] == "goal: at most 2 min 30 s")

    section.table.select("calls_answered")
    section.change_button.click()
    made = form(application)
    made.target.setValue(94)
    made.ok.click()
    qtbot.waitUntil(lambda: shown(section, "calls_abandoned")[2] == "goal: at most 6 %")
    assert load_unit(application.database).targets.abandoned_percent == 6


def test_a_goal_is_added_hidden_removed_and_the_usual_come_back(
    application: Application, section: GoalsSection, qtbot: QtBot
) -> None:
    assert not section.usual_button.isEnabled()
    qtbot.waitUntil(section.add_button.isEnabled)
    section.add_button.click()
    made = form(application)
    made.measure.setCurrentIndex(made.measure.findData("stage_time_p80"))
    assert [made.part.itemText(row) for row in range(2)] == ["Received", "Investigation"]  # never of all stages at once
    made.measure.setCurrentIndex(made.measure.findData("queue_p95"))
    assert "Only opening hours count" in made.means.text()
    assert not made.target.isEnabled()
    made.aims.setChecked(True)
    made.target.setValue(240)
    made.shown.setChecked(False)
    made.ok.click()
    qtbot.waitUntil(lambda: section.model.row_of("queue_p95") >= 0)
    assert shown(section, "queue_p95")[2:] == ("goal: at most 4 h", "Month", "", "no")
    section.table.select("queue_p95")
    section.change_button.click()
    form(application).remove.click()
    qtbot.waitUntil(lambda: section.model.row_of("queue_p95") < 0)

    section.table.select("deadlines_kept")
    section.change_button.click()
    form(application).aims.setChecked(False)
    form(application).ok.click()
    qtbot.waitUntil(lambda: shown(section, "deadlines_kept")[2] == "")
    qtbot.waitUntil(section.usual_button.isEnabled)
    section.usual_button.click()
    qtbot.waitUntil(lambda: shown(section, "deadlines_kept")[2] == "goal: 100 %")


def test_goals_change_places_with_those_about_the_same(
    application: Application, section: GoalsSection, qtbot: QtBot
) -> None:
    section.table.select("calls_answered")
    section.up_button.click()  # there is none above
    section.down_button.click()
    qtbot.waitUntil(lambda: section.model.line(0).key == "calls_abandoned")
    assert section.table.selected_key() == "calls_answered"
    section.up_button.click()
    qtbot.waitUntil(lambda: section.model.line(0).key == "calls_answered")


def test_what_another_lead_changed_meanwhile_is_not_written_over(
    application: Application, section: GoalsSection, qtbot: QtBot
) -> None:
    section.table.select("mail_in_time")
    section.change_button.click()
    made = form(application)
    kept = load_goals(application.database)
    others = tuple(replace(each, target=50) if each.measure == "mail_in_time" else each for each in kept.goals)
    save_goals(application.database, SaveGoals(by=None, goals=replace(kept, goals=others)))
    made.target.setValue(60)
    made.ok.click()
    qtbot.waitUntil(lambda: "Somebody else changed this" in made.notice.sentence)
    assert goal(application, "mail_in_time").target == 50
    assert made.ok.isEnabled()
    next(way for way in made.notice.findChildren(QPushButton) if way.isVisible()).click()
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in application.window.findChildren(GoalForm)))


def test_a_level_needs_a_name_and_shipped_names_follow_the_language(
    application: Application, section: GoalsSection, qtbot: QtBot
) -> None:
    texts.use_language("sv")
    section.table.select("mail_in_time")
    section.change_button.click()
    made = form(application)
    assert made.levels.lines[0].name.text() == "Svenska kommuner 2018 (KKiK)"
    made.levels.put()
    made.ok.click()
    assert made.notice.sentence == "Skriv vems nivån är."


def test_only_the_lead_sets_them(application: Application, section: GoalsSection, qtbot: QtBot) -> None:
    sit_down(application, "ab")
    page = application.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_item("goals")
    assert page.part is not None
    assert any("The team lead takes care of this." in part.text() for part in page.part.findChildren(QLabel))
