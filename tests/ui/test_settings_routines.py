"""The team lead keeps the routines: changes one, brings an earlier wording back, adds her own, hides what is unused."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from mottagning.desk import routines
from mottagning.desk.routine import Step, checked, shipped
from mottagning.desk.routines import SaveRoutine, load
from mottagning.people import guide
from mottagning.people.guide import Entry, SaveGuide
from mottagning.people.signedin import SignedIn
from mottagning.people.staff import by_key
from mottagning.ui.settings.routineform import RoutineForm
from mottagning.ui.settings.routines import RoutinesSection
from mottagning.ui.widgets.card import Card

from .conftest import NOW

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def unit(staffed_unit):
    return staffed_unit


def sit(application, key):
    application.workplace.sign_in(SignedIn(by_key(application.database, key), NOW))
    page = application.window.open_page("settings")
    page.show_item("routines")
    return page.part


@pytest.fixture
def section(application, qtbot) -> RoutinesSection:
    found = sit(application, "le")
    assert isinstance(found, RoutinesSection)
    qtbot.waitUntil(lambda: found.model.rowCount() == len(shipped()))
    return found


def form_of(section, qtbot, key=None) -> RoutineForm:
    """The card of a routine, or of a new one."""
    section._open(None) if key is None else section.table.opened.emit(key)
    cards = section.window().findChildren(Card)
    found = [card.content for card in cards if card.isVisible() and isinstance(card.content, RoutineForm)]
    return found[-1]


def fee(application):
    return next((each for each in load(application.database) if each.key == "fee"), None)


def test_only_the_lead_keeps_them(application):
    assert not isinstance(sit(application, "ab"), RoutinesSection)


def test_what_a_form_shows_is_what_it_saves(application, section, qtbot):
    for routine in shipped():
        form = form_of(section, qtbot, routine.key)
        assert checked(form._said()) == routine
        form.done.emit()


def test_a_routine_is_changed_and_its_steps_must_be_done_where_the_sign_stands(application, section, qtbot):
    form = form_of(section, qtbot, "fee")
    form.steps.setPlainText("* Fråga vad\n\nRing ")
    form.due.setText("I dag")
    form.callers.boxes["relative"].click()
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: fee(application).due == "I dag")
    changed = fee(application)
    assert (changed.steps, changed.callers) == ((Step("Fråga vad", required=True), Step("Ring")), ("relative",))
    assert changed.elsewhere == ("debts", "switchboard")
    qtbot.waitUntil(lambda: "The unit's own, 1" in _row(section, "fee").texts)


def _row(section, key):
    return next(
        section.model.line(number)
        for number in range(section.model.rowCount())
        if section.model.line(number).key == key
    )


def test_an_earlier_wording_comes_back_and_is_told_by_whom(application, section, qtbot):
    mine = replace(fee(application), due="I går")
    routines.save_routine(application.database, SaveRoutine(by=None, at=NOW, routine=mine))
    lena = by_key(application.database, "le").id
    again = replace(fee(application), due="I dag")
    application.workplace.publish(
        routines.save_routine(application.database, SaveRoutine(by=lena, at=NOW, routine=again))
    )
    qtbot.waitUntil(lambda: "The unit's own, 2" in _row(section, "fee").texts)
    form = form_of(section, qtbot, "fee")
    qtbot.waitUntil(lambda: len(form.wordings.rows.items()) == 2)
    form.wordings.acted.emit(1)
    assert form.due.text() == "I går"
    form.wordings.acted.emit(0)
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: fee(application).due == "Besked inom två arbetsdagar.")
    assert fee(application).version == 3


def test_one_is_hidden_and_shown_again(application, section, qtbot):
    qtbot.mouseClick(form_of(section, qtbot, "fee").remove, LEFT)
    qtbot.waitUntil(lambda: "Hidden" in _row(section, "fee").texts)
    assert fee(application) is None
    form = form_of(section, qtbot, "fee")
    assert (form.ok.text(), form.remove.isVisible()) == ("Save and show", False)
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: fee(application) is not None)


def test_a_new_one_says_what_is_missing_and_which_unit_is_not_known(application, section, qtbot):
    form = form_of(section, qtbot)
    form.title.setText("Vattenskada")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: "at least one step" in form.notice.sentence)
    form.steps.setPlainText("Ring vakten")
    form.elsewhere.setPlainText("Vakten")
    qtbot.mouseClick(form.ok, LEFT)
    assert form.notice.sentence.startswith("“Vakten” is not among who does what.")
    form.elsewhere.setPlainText("kommunens växel")
    qtbot.mouseClick(form.ok, LEFT)
    qtbot.waitUntil(lambda: section.model.rowCount() == len(shipped()) + 1)
    added = load(application.database)[-1]
    assert (added.title, added.elsewhere) == ("Vattenskada", ("switchboard",))


def test_a_unit_that_the_list_knows_no_more_is_not_lost(application, section, qtbot):
    gone = Entry(key="debts", name="Budget- och skuldrådgivning", does="x")
    command = SaveGuide(by=None, at=NOW, item=gone, removed=True)
    application.workplace.publish(guide.save_guide(application.database, command))
    qtbot.waitUntil(lambda: "debts" not in section._units)
    form = form_of(section, qtbot, "fee")
    assert form.elsewhere.toPlainText() == "Kommunens växel"
    assert set(form._said().elsewhere) == {"switchboard", "debts"}
