"""What is true of all feeds: the history is what happened, twice is once, late is harmless, taken back is gone."""

from collections import Counter
from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from mottagning.cases.mappings import map_file
from mottagning.cases.tables import Case, CaseHistory, Feed
from mottagning.cases.undoing import undo_feed
from mottagning.measures.catalogue import STAGE_DAYS
from mottagning.measures.figures import measure_spans
from mottagning.people.staff import local_day
from mottagning.worktime import ZONE
from tests.case_simulator import HEADER, Unit, morning
from tests.db.feeds import content, nobody_else, stored, take, write

few = bounded(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 10_000)
_TABLES = ("case_rename", "case_before", "cases", "feed_mapping", "feed", "command_log", "audit")


def nobody_works(_turn, _cases):
    """Nothing was done with any case."""
    return set()


@pytest.fixture
def deliver(database, tmp_path):
    """Take these rows as the export of a day."""
    numbers = iter(range(10_000))

    def delivered(rows, day, mapping=None, **options):
        path = write(tmp_path / f"{next(numbers)}.csv", rows, HEADER)
        return take(database, path, mapping, at=morning(day), **({"confirm": True} | options))

    return delivered


def empty(database):
    """Between two examples."""
    with database.writing():
        for table in _TABLES:
            database.sql(f"DELETE FROM {table}")


def told(database):
    """The history as the simulator writes it down."""
    with database.reading():
        codes = {case.id: case.code for case in Case.select()}
        rows = list(CaseHistory.select().order_by(CaseHistory.id))
    return [(local_day(row.at), codes[row.case_id], row.field, row.old, row.new) for row in rows]


def everything(database):
    """All that a feed may write, but for version numbers."""
    whole = stored(database)
    with database.reading():
        marks = {case.code: (case.id, case.feed_id, case.told_at) for case in Case.select()}
        lines = [tuple(row.__data__.values()) for row in CaseHistory.select().order_by(CaseHistory.id)]
    return {code: (marks[code], dict(case.values), case.parties) for code, case in whole.items()}, lines


def weeks(unit, days):
    """The mornings of a unit, one after the other."""
    yield unit.today
    for _ in range(days):
        unit.next_morning()
        yield unit.today


@pytest.mark.parametrize("kind", ["snapshot", "delta"])
@few
@given(seed=seeds)
def test_the_history_is_what_happened(database, deliver, tmp_path, kind, seed):
    empty(database)
    unit = Unit(seed)
    map_file(database, "system", write(tmp_path / "first.csv", unit.export(), HEADER), {}, kind=kind)
    for day in weeks(unit, 8):
        first = day == min(unit.open_on)
        deliver(unit.export() if first or kind == "snapshot" else unit.delta(), day, "system")

    assert sorted(told(database), key=str) == sorted(unit.told, key=str)
    kept = {code: (case.values["stage"], case.values["closed"]) for code, case in stored(database).items()}
    assert sorted((code, stage) for code, (stage, closed) in kept.items() if closed is None) == unit.open_on[unit.today]
    now = datetime.combine(unit.today, time(12), ZONE)
    measured = measure_spans(database, [(day, day) for day in unit.open_on], now)
    for cases, measures in zip(unit.open_on.values(), measured, strict=True):
        of_stages = [each for each in measures if each.name.startswith(STAGE_DAYS)]
        counts = {each.name.removeprefix(STAGE_DAYS): each.n + each.excluded for each in of_stages}
        assert +Counter(counts) == Counter(stage for _, stage in cases)


@few
@given(seed=seeds)
def test_every_export_twice_is_every_export_once(database, deliver, seed):
    unit = Unit(seed)
    mornings = [(day, unit.export()) for day in weeks(unit, 3)]
    found = []
    for times in (1, 2):
        empty(database)
        for day, rows in mornings:
            reports = [deliver(rows, day) for _ in range(times)]
            assert (reports[-1].new, reports[-1].changed, reports[-1].closed) == (0, 0, 0) or times == 1
        found.append((content(database), sorted(told(database), key=str)))
    assert found[0] == found[1]


@pytest.mark.parametrize("kind", ["snapshot", "delta"])
@few
@given(seed=seeds, order=st.randoms(use_true_random=False))
def test_what_comes_late_is_passed_over(database, deliver, tmp_path, kind, seed, order):
    """Exports in any order leave the list as they do one after the other, but for when an absent case was closed."""
    unit = Unit(seed, size=4)
    path = write(tmp_path / "first.csv", unit.export(), HEADER)
    mornings = [(unit.today, unit.export())]
    for day in list(weeks(unit, 0)) + [None] * 7:
        if day is None:
            unit.next_morning()
            mornings.append((unit.today, unit.export() if kind == "snapshot" else unit.delta()))
    found = []
    for shuffled in (False, True):
        empty(database)
        map_file(database, "system", path, {}, kind=kind)
        later = mornings[1:] if kind == "delta" else mornings
        if kind == "delta":
            deliver(mornings[0][1], mornings[0][0], "system")
        if shuffled:
            order.shuffle(later)
        for day, rows in later:
            deliver(rows, day, "system")
        whole = content(database)
        open_ones = {code: case for code, case in whole.items() if case[0]["closed"] is None}
        found.append((open_ones, whole.keys() if kind == "delta" else None))
    assert found[0] == found[1]


@few
@given(seed=seeds, days=st.integers(0, 2))
def test_a_feed_that_is_taken_back_was_never_there(database, deliver, seed, days):
    empty(database)
    unit = Unit(seed)
    for day in weeks(unit, days):
        deliver(unit.export(), day)
    before = everything(database)
    other = Unit(seed + 1, size=5, today=unit.today + timedelta(days=3))
    rows = [row | {"Skyddade personuppgifter": "nej", "Namn": f"Annan {row['Namn']}"} for row in other.export()]
    deliver(rows, other.today)
    assert everything(database) != before
    taken = [row for row in before[0].values() if row[1]["protected"]]

    undo_feed(database, learnt_protected=nobody_else, in_use=nobody_works, at=morning(other.today))

    assert everything(database) == before
    assert [row for row in everything(database)[0].values() if row[1]["protected"]] == taken
    with database.reading():
        assert Feed.select().where(Feed.undone_at.is_null(False)).count() == 1
    # What follows is as if it had never come.
    unit.next_morning()
    deliver(unit.export(), unit.today)
    assert sorted(told(database), key=str) == sorted(unit.told, key=str)
