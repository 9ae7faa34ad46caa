"""What cases weigh, what people carry, and who may see it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mottagning import audit
from mottagning.board.loads import my_load, sharing
from mottagning.cases.entries import PartyDetails, SaveParty, save_party
from mottagning.cases.list import list_cases
from mottagning.cases.weighing import SaveWeights, SetExtras, load_weights, save_weights, set_extras, weights_of
from mottagning.cases.weights import Extra, Weights
from mottagning.command import carry_out
from mottagning.errors import Conflict, NotAllowed, Trouble
from mottagning.people import staff
from mottagning.people.staff import SavePerson, save_person
from tests.db import rota_desk
from tests.db.feeds import HEADER, case, take, write

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def ids(database, tmp_path):
    rows = (
        case("C-1", Kategori="Barn", Typ="Utredning", Handläggare="Karin Lind"),
        case("C-2", Steg="Verkställighet", Handläggare="Anna Berg"),
        case("C-3", Handläggare="Anna Berg") | {"Tyngd": "3,5"},
        case("C-4", Handläggare=""),
        case("C-5", Handläggare="Anna Berg", Steg="Avslutad", Avslutad="2026-11-01"),
    )
    take(database, write(tmp_path / "list.csv", rows, (*HEADER, "Tyngd")))
    return {view.code: view.id for view in list_cases(database).cases}


@pytest.fixture
def lead(database):
    return save_person(database, SavePerson(by=None, key="xx", name="Åsa Ek", role="lead")).created["person"]


def points(database, ids):
    return {code: weights_of(database)[id_].points for code, id_ in ids.items() if id_ in weights_of(database)}


def test_points_of_the_open_cases(database, ids):
    assert points(database, ids) == {"C-1": 12, "C-2": 2, "C-3": 3.5, "C-4": 5}
    assert weights_of(database, [ids["C-3"]])[ids["C-3"]].is_told


def test_extras_are_noted_undone_and_checked(database, ids):
    done = set_extras(database, SetExtras(by=None, case=ids["C-2"], extras=("travel", "siblings"), version=0))
    assert weights_of(database)[ids["C-2"]].points == pytest.approx(5.5)
    assert audit.entries(database, "case", ids["C-2"])[-1][2] == "extras_noted"
    with pytest.raises(Conflict):
        set_extras(database, SetExtras(by=None, case=ids["C-2"], extras=(), version=0))
    with pytest.raises(Trouble):
        set_extras(database, SetExtras(by=None, case=ids["C-2"], extras=("moon",), version=1))
    carry_out(database, done.undo)
    assert weights_of(database)[ids["C-2"]].points == 2


def test_an_interpreter_that_is_known_counts_by_itself_and_once(database, ids):
    client = PartyDetails(role="client", name="Åsa Öberg", of_feed=True, interpreter=True, language="Dari")
    save_party(database, SaveParty(by=None, case=ids["C-2"], details=client))
    assert weights_of(database)[ids["C-2"]].found == ("interpreter",)
    set_extras(database, SetExtras(by=None, case=ids["C-2"], extras=("interpreter",), version=0))
    assert weights_of(database)[ids["C-2"]].points == pytest.approx(3.5)


def test_the_table_is_the_leads_and_comes_back(database, ids, lead):
    other = save_person(database, SavePerson(by=None, key="yy", name="Bo Ek", role="desk")).created["person"]
    own = Weights(full_time=100, experience={other: 0.5}, version=0)
    with pytest.raises(NotAllowed):
        save_weights(database, SaveWeights(by=other, weights=own))
    done = save_weights(database, SaveWeights(by=lead, weights=own))
    assert load_weights(database) == replace(own, version=1)
    with pytest.raises(Conflict):
        save_weights(database, SaveWeights(by=lead, weights=replace(own, full_time=90)))
    carry_out(database, done.undo)
    assert load_weights(database) == Weights()


@pytest.mark.parametrize(
    "wrong",
    [
        {"full_time": 0},
        {"reception_day": -1},
        {"phases": {"received": 6}},
        {"extras": (Extra("a", "A", 1), Extra("a", "B", 1))},
        {"extras": (Extra("a", " ", 1),)},
    ],
)
def test_a_table_that_cannot_be_is_refused_with_a_sentence(database, wrong):
    with pytest.raises(Trouble):
        save_weights(database, SaveWeights(by=None, weights=Weights(**wrong)))


def test_what_each_carries_in_the_order_of_names(database, ids, lead):
    rota_desk.published(database)
    names = {person.id: person for person in staff.everyone(database)}
    found = sharing(database, lead, NOW)
    assert [load.name for load in found.loads] == [names[load.person].name for load in found.loads]
    assert [load.name for load in found.loads] == [
        person.name for person in staff.everyone(database) if person.id in {load.person for load in found.loads}
    ]
    assert (found.unassigned_cases, found.unassigned_points) == (1, 5)
    by_name = {load.name: load for load in found.loads}
    anna, karin = by_name["Anna Berg"], by_name["Karin Lind"]
    assert (anna.cases, anna.points, karin.cases, karin.points) == (2, 5.5, 1, 12)
    for load in found.loads:
        assert load.capacity == pytest.approx(150 * load.rate / 100 * load.experience - 7.5 * load.reception_days)
    assert sum(load.reception_days for load in found.loads) > 0


def test_each_sees_her_own_and_nobody_elses(database, ids, lead):
    rota_desk.published(database)
    anna = next(person for person in staff.everyone(database) if person.name == "Anna Berg")
    assert (my_load(database, anna.id, NOW).cases, my_load(database, anna.id, NOW).person) == (2, anna.id)
    for somebody in (anna.id, None, 9999):
        with pytest.raises(NotAllowed):
            sharing(database, somebody, NOW)
    assert my_load(database, lead, NOW) is None
