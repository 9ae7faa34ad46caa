"""The lead keeps the deadlines and the weights: added, changed, removed, back to the law's, with a look before."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from mottagning import texts
from mottagning.app import Application
from mottagning.cases.deadlines import DEFAULT_RULES
from mottagning.cases.rules import SaveRules, load_rules, save_rules
from mottagning.cases.weighing import load_weights
from mottagning.cases.weights import Weights
from mottagning.people import staff
from mottagning.people.signedin import SignedIn
from mottagning.ui.settings import deadlinewords
from mottagning.ui.settings.deadlineform import DeadlineForm
from mottagning.ui.settings.deadlines import DeadlinesSection
from mottagning.ui.settings.page import SettingsPage
from mottagning.ui.settings.weights import WeightsSection
from tests.db import feeds
from tests.db.people import hire

from .conftest import NOW


@pytest.fixture
def people(application: Application, tmp_path: Path) -> dict[str, int]:
    """A lead who has sat down, another, and a case with an application from May."""
    found = hire(application.database, "ab")
    feeds.take(application.database, feeds.write(tmp_path / "a.csv", [feeds.case("C-1", Inkom="2026-05-01")]))
    person = staff.by_key(application.database, "kl")
    assert person is not None
    application.workplace.sign_in(SignedIn(person, NOW))
    return found


def part(application: Application, key: str) -> Any:
    page = application.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_item(key)
    return page.part


def deadlines(application: Application, qtbot: QtBot) -> DeadlinesSection:
    section: DeadlinesSection = part(application, "deadlines")
    qtbot.waitUntil(lambda: section.model.rowCount() > 0)
    return section


def form(application: Application) -> DeadlineForm:
    return next(found for found in application.window.findChildren(DeadlineForm) if found.isVisible())


def rules(application: Application) -> tuple[Any, ...]:
    return load_rules(application.database)[0]


def test_a_deadline_is_looked_at_before_it_is_changed(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    section = deadlines(application, qtbot)
    section.table.select("may_ask_for_decision")
    section.change_button.click()
    made = form(application)
    qtbot.waitUntil(lambda: "due 2027-05-23" in made.preview.text())
    assert made.preview.text().endswith("1 open case has it: 1 late, 0 soon.")
    made.amount.setValue(7)
    qtbot.waitUntil(lambda: "due 2027-06-23" in made.preview.text())
    assert made.preview.text().endswith("1 open case has it: 0 late, 1 soon.")
    assert rules(application) == DEFAULT_RULES

    made.ok.click()

    qtbot.waitUntil(lambda: rules(application) != DEFAULT_RULES)
    changed = next(rule for rule in rules(application) if rule.code == "may_ask_for_decision")
    assert (changed.amount, changed.name, changed.law) == (7, "The party may ask for a decision", "FL 12 §")
    qtbot.waitUntil(lambda: not application.window.findChildren(DeadlineForm))
    take_back(application, qtbot)
    qtbot.waitUntil(lambda: rules(application) == DEFAULT_RULES)


def take_back(application: Application, qtbot: QtBot) -> None:
    """As soon as the line at the bottom of the window offers it."""
    status = application.window.status
    qtbot.waitUntil(lambda: status.can_undo)
    status.undo()


def test_one_is_added_with_a_sentence_for_what_is_missing(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    section = deadlines(application, qtbot)
    section.add_button.click()
    made = form(application)
    made.ok.click()
    assert made.notice.sentence == "Give the deadline a name."
    made.name.setText("Ring upp inom en vecka")
    made.stops.set_values(())
    made.ok.click()
    assert made.notice.sentence.startswith("Tick at least one")
    made.stops.set_values(("decided", "closed"))
    made.unit.set_value("working_days")
    made.amount.setValue(5)
    made.types.setText("hemtjänst, *oro*")
    made.categories.set_values(("sol",))
    made.ok.click()
    qtbot.waitUntil(lambda: len(rules(application)) == len(DEFAULT_RULES) + 1)
    new = rules(application)[-1]
    assert (new.code, new.amount, new.unit) == ("ring_upp_inom_en_vecka", 5, "working_days")
    assert (new.categories, new.types) == (("sol",), ("hemtjänst", "*oro*"))
    qtbot.waitUntil(lambda: section.model.rowCount() == len(DEFAULT_RULES) + 1)


def test_types_of_case_are_told_without_their_stars_and_each_once() -> None:
    concern = next(rule for rule in DEFAULT_RULES if "report_of_concern" in rule.types)
    assert deadlinewords.which(concern) == "orosanmälan, anmälan om oro, report of concern"
    texts.use_language("sv")
    assert deadlinewords.which(concern) == "orosanmälan, anmälan om oro"


def test_one_is_removed_and_all_come_back(application: Application, people: dict[str, int], qtbot: QtBot) -> None:
    section = deadlines(application, qtbot)
    assert not section.shipped_button.isEnabled()
    section.table.select("execution")
    section.change_button.click()
    form(application).remove.click()
    qtbot.waitUntil(lambda: "execution" not in [rule.code for rule in rules(application)])
    qtbot.waitUntil(lambda: section.shipped_button.isEnabled())
    section.shipped_button.click()
    qtbot.waitUntil(lambda: load_rules(application.database) == (DEFAULT_RULES, 0))


def test_who_saved_in_between_is_told(application: Application, people: dict[str, int], qtbot: QtBot) -> None:
    section = deadlines(application, qtbot)
    section.table.select("execution")
    section.change_button.click()
    made = form(application)
    save_rules(application.database, SaveRules(by=None, rules=DEFAULT_RULES[:3], version=0))
    made.soon.setValue(1)
    assert made.soon.text() == "1 day before"
    made.soon.setValue(30)
    assert made.soon.text() == "30 days before"
    made.ok.click()
    qtbot.waitUntil(lambda: made.notice.sentence.startswith("Somebody else"))
    assert made.ok.isEnabled()


def weights(application: Application, qtbot: QtBot) -> WeightsSection:
    section: WeightsSection = part(application, "weights")
    qtbot.waitUntil(lambda: bool(section.experience))
    return section


def test_weights_are_changed_with_an_example_saved_and_undone(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    section = weights(application, qtbot)
    assert "13.5 points" in section.example.text()
    section.kinds.lines[0].points.setValue(20)
    assert "21.5 points" in section.example.text()
    section.extras.add_button.click()
    assert QApplication.focusWidget() is section.extras.lines[-1].name
    section.extras.lines[-1].name.setText("Rättegång")
    section.extras.lines[-1].points.setValue(3)
    section.experience[people["ab"]].setValue(80)
    section.keeping.ok.click()
    qtbot.waitUntil(lambda: load_weights(application.database).version == 1)
    kept = load_weights(application.database)
    assert (kept.kinds[0].points, kept.kinds[0].name) == (20, Weights().kinds[0].name)
    assert (kept.extras[-1].code, kept.extras[-1].points) == ("rättegång", 3)
    assert kept.experience == {people["ab"]: 0.8}
    take_back(application, qtbot)
    qtbot.waitUntil(lambda: load_weights(application.database) == Weights())
    qtbot.waitUntil(lambda: section.kinds.lines[0].points.value() == 12)


def test_a_line_without_a_name_is_told_and_one_is_taken_away(
    application: Application, people: dict[str, int], qtbot: QtBot
) -> None:
    section = weights(application, qtbot)
    section.kinds.add_button.click()
    section.keeping.ok.click()
    qtbot.waitUntil(lambda: section.keeping.notice.sentence == "Each line of the table needs a name.")
    removals = [each for each in section.kinds.findChildren(QToolButton) if each.accessibleName() == "Remove"]
    removals[-1].click()
    assert len(section.kinds.values()) == len(Weights().kinds)
    section.shipped.click()
    assert load_weights(application.database) == Weights()
