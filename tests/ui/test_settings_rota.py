"""What the rota knows, changed in the settings: posts, people and rules, by keys and mouse, with what is wrong said."""

from datetime import date, time
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mottagning.rota import facts
from mottagning.rota import unit as units
from mottagning.rota.evaluation import Figures
from mottagning.rota.facts import Facts, Known
from mottagning.rota.model import DayHours, Off, Rate
from mottagning.rota.ruling import load_ruling
from mottagning.ui.settings.evenness import _trial
from mottagning.ui.settings.rotapersonform import FactsForm
from mottagning.ui.settings.rotaposts import PostForm
from mottagning.ui.settings.rotasection import RotaSection
from tests.db.rota_desk import take

from .reception import Reception

W = TypeVar("W", bound=QWidget)
EVEN = Figures(unfilled=0, spread=0.9, weekday=1.1, post=0.5, gap_cv=0.3)


@pytest.fixture
def unit(staffed_unit: Path) -> Path:
    return staffed_unit


@pytest.fixture
def section(reception: Reception, qtbot: QtBot) -> RotaSection:
    reception.sit_down("le")
    page = reception.application.window.open_page("settings")
    page.show_item("rota")
    made = page.part
    assert isinstance(made, RotaSection)
    qtbot.waitUntil(lambda: made.people.model.rowCount() == 4)
    return made


def card(reception: Reception, kind: type[W]) -> W:
    reception.qtbot.waitUntil(lambda: bool(cards(reception, kind)))
    return cards(reception, kind)[-1]


def cards(reception: Reception, kind: type[W]) -> list[W]:
    return [each for each in reception.application.window.findChildren(kind) if each.isVisible()]


def shown(section: RotaSection) -> list[Known]:
    model = section.people.model
    return [model.line(row).value for row in range(model.rowCount())]


def add_post(reception: Reception, section: RotaSection, name: str) -> PostForm:
    section.posts.add_button.click()
    form = card(reception, PostForm)
    form.name.setText(name)
    return form


def person(reception: Reception, key: str) -> Facts:
    return next(each.facts for each in facts.everybody(reception.database) if each.person.key == key)


def open_person(reception: Reception, section: RotaSection, key: str) -> FactsForm:
    section.choice.answers()[1].click()
    number = next(each.person.id for each in facts.everybody(reception.database) if each.person.key == key)
    section.people.table.select(number)
    section.people.change_button.click()
    return card(reception, FactsForm)


def test_a_post_with_hours_of_its_own_on_fridays_is_added_and_taken_back(
    reception: Reception, section: RotaSection
) -> None:
    form = add_post(reception, section, "Telefon förmiddag")
    form.hours[0].setText("8-12")
    form.as_monday.click()
    form.hours[4].setText("9–11.30")
    form.needs.setText("Child cases")
    form.ok.click()
    reception.qtbot.waitUntil(lambda: section.posts.model.rowCount() == 1)
    post = units.posts(reception.database)[0]
    assert (post.weekdays, post.start, post.end, post.needs) == ((0, 1, 2, 3, 4), time(8), time(12), {"child"})
    assert post.other_hours == (DayHours(4, time(9), time(11, 30)),)
    shown = section.posts.model.index(0, 2).data()
    assert "08:00–12:00" in shown
    assert "09:00–11:30" in shown
    reception.qtbot.waitUntil(lambda: reception.application.window.status.can_undo)
    reception.undo()
    reception.qtbot.waitUntil(lambda: section.posts.model.rowCount() == 0)


def test_hours_that_cannot_be_are_said_and_the_card_stays(reception: Reception, section: RotaSection) -> None:
    form = add_post(reception, section, "Telefon")
    form.hours[1].setText("8–10, 13–15")
    form.ok.click()
    assert "one stretch" in form.notice.sentence
    form.hours[1].setText("16–8")
    form.ok.click()
    reception.qtbot.waitUntil(lambda: "must end after" in form.notice.sentence)
    assert form.ok.isEnabled()
    assert units.posts(reception.database) == ()


def test_posts_change_places_by_the_keys_of_the_page(reception: Reception, section: RotaSection) -> None:
    for number, name in enumerate(("Telefon", "Disk"), 1):
        add_post(reception, section, name).ok.click()
        reception.qtbot.waitUntil(lambda number=number: section.posts.model.rowCount() == number)
    section.posts.table.select("disk")
    reception.qtbot.waitUntil(section.posts.up.isEnabled)
    section.posts.up.setFocus()
    reception.qtbot.keyClick(section.posts.up, Qt.Key.Key_Space)
    reception.qtbot.waitUntil(lambda: [post.id for post in units.posts(reception.database)] == ["disk", "telefon"])


def test_all_that_the_rota_knows_of_somebody_is_said_on_her_card(reception: Reception, section: RotaSection) -> None:
    add_post(reception, section, "Telefon").ok.click()
    reception.qtbot.waitUntil(lambda: bool(section.people._looked.posts))  # her card offers the new one
    form = open_person(reception, section, "ab")
    assert not form.is_planned.isChecked()
    form.is_planned.click()
    form.rates.add_button.click()
    form.rates.lines[0].percent.setValue(80)
    form.week.days[4].setCurrentIndex(form.week.days[4].findData("pm"))
    form.week.tastes[0].setCurrentIndex(form.week.tastes[0].findData(-1.0))
    form.skills.setText("Child cases, teckenspråk")
    form.novice_until.setText("2027-01-31")
    form.mentor.setCurrentIndex(form.mentor.findText("Lena Ek"))
    form.pins.add_button.click()
    form.ok.click()
    reception.qtbot.waitUntil(lambda: person(reception, "ab").is_planned)
    said = person(reception, "ab")
    assert said.rates == (Rate(date(2026, 11, 23), 80),)
    assert (said.off, said.wishes) == ((Off(4, "pm"),), ((0, -1.0),))
    assert said.qualifications == {"child", "teckenspråk"}
    assert (said.novice_until, said.posts) == (date(2027, 1, 31), None)
    assert said.pins == ((date(2026, 11, 23), "telefon"),)
    loaded = next(each for each in units.load(reception.database).people if each.id == "ab")
    assert loaded.mentor == "le"
    reception.qtbot.waitUntil(lambda: not cards(reception, FactsForm))
    reception.qtbot.waitUntil(lambda: any(each.person.key == "ab" and each.facts == said for each in shown(section)))
    again = open_person(reception, section, "ab")
    assert again._said() == said


def test_two_leads_at_once_and_the_second_is_told(reception: Reception, section: RotaSection) -> None:
    form = open_person(reception, section, "le")
    known = person(reception, "le")
    number = next(each.person.id for each in facts.everybody(reception.database) if each.person.key == "le")
    facts.keep_facts(reception.database, facts.KeepFacts(by=None, person=number, facts=known))
    form.skills.setText("annat")
    form.ok.click()
    reception.qtbot.waitUntil(lambda: "Somebody else" in form.notice.sentence)


def test_rules_and_a_meeting_hold_and_can_be_taken_back(reception: Reception, section: RotaSection) -> None:
    section.choice.answers()[2].click()
    rules = section.rules
    reception.qtbot.waitUntil(lambda: rules.gap.isEnabled())
    rules.gap.setValue(3)
    rules.week.setValue(2)
    rules.novices.answers()[1].click()
    rules.meetings.add_button.click()
    line = rules.meetings.lines[0]
    line.name.setText("Nämnd")
    line.weekday.setCurrentIndex(7)
    line.dates.setText("2026-12-08, 12/1 2027")
    line.people.setText("le, xx")
    rules.keeping.ok.click()
    assert "xx" in rules.keeping.notice.sentence
    line.people.setText("LE")
    line.dates.setText("2026-12-08, 2027-01-12")
    rules.keeping.ok.click()
    reception.qtbot.waitUntil(lambda: load_ruling(reception.database).version > 0)
    kept = load_ruling(reception.database)
    assert (kept.rules.min_gap_days, kept.rules.max_per_week, kept.rules.novices) == (3, 2, "mentor")
    assert kept.meetings[0].dates == {date(2026, 12, 8), date(2027, 1, 12)}
    assert units.load(reception.database).meetings[0].people == {"le"}
    reception.qtbot.waitUntil(lambda: reception.application.window.status.can_undo)
    reception.undo()
    reception.qtbot.waitUntil(lambda: load_ruling(reception.database).meetings == ())


def test_the_slider_shows_its_effect_before_it_is_kept(reception: Reception, section: RotaSection) -> None:
    take(reception.database)
    section.choice.answers()[2].click()
    rules = section.rules
    rules.keeping.reload()
    reception.qtbot.waitUntil(lambda: rules.gap.isEnabled() and rules.gap.value() == 2)
    field = rules.evenness
    field.show_button.click()
    reception.qtbot.waitUntil(field.strip.isVisible)
    field.stop()
    assert field.strip.isHidden()
    assert field.show_button.isEnabled()
    field._show(_trial(reception.database, date(2026, 11, 23)), [EVEN] * 5)
    reception.qtbot.waitUntil(field.effect.isVisible)
    assert "30 %" in [each.text() for each in field.effect.findChildren(QLabel)]
    reception.qtbot.keyClick(field.slider, Qt.Key.Key_Home)
    assert load_ruling(reception.database).rules.evenness == 0.5
    rules.keeping.ok.click()
    reception.qtbot.waitUntil(lambda: load_ruling(reception.database).rules.evenness == 0)
    assert units.load(reception.database).rules.evenness == 0
