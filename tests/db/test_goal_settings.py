"""Goals are kept as the lead wants them, with a way back; what the telephone aims at stands in one place."""

from dataclasses import replace

import pytest

from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.measures import figures
from mottagning.measures.goals import DEFAULT_GOALS, Goal, Level
from mottagning.measures.goalsettings import Goals, SaveGoals, load_goals, save_goals
from mottagning.people.unit import SaveUnit, load_unit, save_unit
from tests.db.people import hire
from tests.db.test_measures_figures import SUNDAY, WEEK


@pytest.fixture
def people(database):
    return hire(database, "ab")


def changed(goals: Goals, measure: str, **values: object) -> Goals:
    return replace(goals, goals=tuple(replace(g, **values) if g.measure == measure else g for g in goals.goals))


def goal(database, measure: str) -> Goal:
    return next(each for each in load_goals(database).goals if each.measure == measure)


def aims(database) -> dict[str, float | None]:
    return {each.name: each.target for each in figures.measure(database, *WEEK, SUNDAY)}


def test_those_shipped_until_the_lead_has_her_own_and_back(database, people):
    assert load_goals(database) == Goals(DEFAULT_GOALS)
    levels = (Level("Grannkommunen", 71.5),)
    mine = changed(load_goals(database), "mail_in_time", target=85, period="quarter", levels=levels, is_shown=False)
    mine = replace(mine, goals=mine.goals[::-1])
    undo = save_goals(database, SaveGoals(by=people["kl"], goals=mine)).undo
    kept = load_goals(database)
    assert (kept.goals, kept.version) == (mine.goals, 1)
    assert aims(database)["mail_in_time"] == 85
    assert undo is not None
    again = carry_out(database, undo).undo
    assert load_goals(database).goals == DEFAULT_GOALS
    assert again is not None
    carry_out(database, again)
    assert load_goals(database).goals == mine.goals


def test_two_leads_do_not_overwrite_one_another(database, people):
    looked_at = load_goals(database)
    save_goals(database, SaveGoals(by=people["kl"], goals=changed(looked_at, "mail_in_time", target=85)))
    with pytest.raises(Conflict):
        save_goals(database, SaveGoals(by=people["kl"], goals=changed(looked_at, "mail_in_time", target=70)))
    assert goal(database, "mail_in_time").target == 85


def test_what_the_telephone_aims_at_is_the_units_and_the_other_way_round(database, people):
    lead = people["kl"]
    unit = load_unit(database)
    save_unit(database, SaveUnit(by=lead, unit=replace(unit, targets=replace(unit.targets, answer_minutes=2))))
    assert goal(database, "wait_p90").target == 120
    looked_at = load_goals(database)
    undo = save_goals(database, SaveGoals(by=lead, goals=changed(looked_at, "calls_abandoned", target=5))).undo
    assert load_unit(database).targets.abandoned_percent == 5
    assert load_unit(database).targets.answer_minutes == 2
    assert goal(database, "calls_answered").target == 95
    assert (aims(database)["calls_answered"], aims(database)["calls_abandoned"]) == (95, 5)
    assert undo is not None
    carry_out(database, undo)
    assert load_unit(database).targets.abandoned_percent == 10
    looked_at = load_goals(database)
    save_unit(database, SaveUnit(by=lead, unit=replace(load_unit(database), name="Mottagningen")))
    save_goals(database, SaveGoals(by=lead, goals=changed(looked_at, "mail_in_time", target=85)))  # not of the unit
    stale = replace(load_goals(database), unit_version=looked_at.unit_version)
    with pytest.raises(Conflict):
        save_goals(database, SaveGoals(by=lead, goals=changed(stale, "wait_p90", target=60)))


def test_only_the_lead_and_nothing_that_cannot_be(database, people):
    looked_at = load_goals(database)
    with pytest.raises(NotAllowed):
        save_goals(database, SaveGoals(by=people["ab"], goals=looked_at))
    for bad in (
        changed(looked_at, "mail_in_time", target=101),
        changed(looked_at, "handling_p80", target=-1),
        changed(looked_at, "wait_p90", target=None),
        changed(looked_at, "mail_in_time", levels=(Level(" ", 3),)),
        changed(looked_at, "mail_in_time", period="decade"),
        replace(looked_at, goals=(*looked_at.goals, Goal(measure="mail_in_time"))),
        replace(looked_at, goals=(Goal(measure="no_such_measure"),)),
    ):
        with pytest.raises(Trouble):
            save_goals(database, SaveGoals(by=people["kl"], goals=bad))
    assert load_goals(database) == looked_at
