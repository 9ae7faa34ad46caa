"""How much a case weighs, and how much somebody can carry."""

from dataclasses import replace

import pytest

from mottagning.cases.weights import Extra, Kind, Weights

TABLE = Weights(
    kinds=(
        Kind(name="Oro", type="*orosanmälan*", points=8),
        Kind(name="Barn", category="child", points=12),
        Kind(name="Annat", points=4),
    ),
    phases={"received": 0.5, "execution": 0.25},
    extras=(Extra("interpreter", "Tolk", 1.5), Extra("travel", "Resor", 2)),
)


@pytest.mark.parametrize(
    ("category", "type_", "stage", "extras", "points"),
    [
        ("child", "OROSANMÄLAN barn", "received", (), 4),
        ("child", "utredning", "received", (), 6),
        ("child", "utredning", "investigation", (), 12),
        ("sol", "hemtjänst", "execution", (), 1),
        (None, None, "execution", ("interpreter",), 2.5),
        ("sol", "hemtjänst", "execution", ("travel", "interpreter", "gone"), 4.5),
    ],
)
def test_points_are_type_times_phase_and_extras(category, type_, stage, extras, points) -> None:
    assert TABLE.points(category, type_, stage, extras) == points


def test_what_the_feed_says_goes_before_the_table() -> None:
    assert TABLE.points("child", "utredning", "received", ("travel",), told=3.5) == 3.5
    assert TABLE.points("child", "utredning", "received", told=0) == 0


def test_a_case_of_no_kind_weighs_its_extras() -> None:
    assert replace(TABLE, kinds=()).points("sol", "x", "decision", ("travel",)) == 2


def test_capacity_is_150_by_rate_and_experience_less_the_reception_days() -> None:
    assert TABLE.capacity(100, 1, 0) == 150
    assert TABLE.capacity(80, 1, 2) == pytest.approx(150 * 0.8 - 15)
    assert TABLE.capacity(50, 0.6, 0) == pytest.approx(45)
    assert TABLE.capacity(10, 0.5, 4) == 0
    assert replace(TABLE, full_time=100, reception_day=1).capacity(100, 1, 3) == 97


def test_experience_is_her_own_else_that_of_somebody_new() -> None:
    table = replace(TABLE, experience={7: 0.8})
    assert [table.experience_of(7, True), table.experience_of(8, True), table.experience_of(8, False)] == [0.8, 0.6, 1]
