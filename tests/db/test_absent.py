"""What lies with somebody who is not there is the desk's in time, whatever way her absence was put in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest

from mottagning.command import carry_out
from mottagning.contacts import byhand, chores, handling, views
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Claim, PassOn, Promise, Release
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.whole import read_whole
from mottagning.desk.instead import instead_of
from mottagning.people.absence import AddAbsence, KeepAbsences, RemoveAbsence
from mottagning.people.away import Span
from mottagning.people.staff import SavePerson, by_id
from tests.db.people import hire

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


class Hers:
    """What lies with Anna, by what it is."""

    def __init__(self, database, people):
        self.database, self.people, self.contacts = database, people, {}

    def add(self, name, kind, due_at=None, booked=False):
        by, at = self.people["ab"], NOON
        written = WriteDown(by=by, at=at, channel="phone", phone="+46701740605", text=name)
        contact = byhand.write_down(self.database, written).created["contact"]
        common = {"at": at, "contact": contact, "version": read_whole(self.database, contact).summary.version}
        if kind == "promised":
            handling.promise(self.database, Promise(by=by, **common, due_at=due_at, owner=by, booked=booked))
        elif kind == "passed_on":
            handling.pass_on(self.database, PassOn(by=self.people["oh"], **common, to=by, returns_at=due_at))
        self.contacts[name] = contact

    def states(self):
        found = {name: read_whole(self.database, contact).summary for name, contact in self.contacts.items()}
        names = {each: key for key, each in self.people.items()} | {None: ""}
        return {name: f"{each.state} {names[each.owner]}".strip() for name, each in found.items()}

    def claim(self, name, by):
        found = read_whole(self.database, self.contacts[name]).summary
        claim = Claim(by=self.people[by], at=NOON, contact=found.id, version=found.version)
        handling.claim(self.database, claim)


@pytest.fixture
def hers(database, people):
    """Taken (to be noted today), promised for tomorrow at noon and for Thursday, passed on until tomorrow."""
    made = Hers(database, people)
    made.add("taken", "taken")
    made.add("tomorrow", "promised", NOON + DAY)
    made.add("thursday", "promised", NOON + 3 * DAY)
    made.add("given", "passed_on", NOON + DAY)
    return made


def away(database, people, first, last, half=None):
    absent = AddAbsence(by=None, person=people["ab"], first=MONDAY + first * DAY, last=MONDAY + last * DAY, half=half)
    return carry_out(database, absent)


def kept_for_others(database, hers):
    """Whose promises the desk keeps, by what it is."""
    with database.reading():
        found = instead_of(views.summaries(database))
    return {name: found[contact] for name, contact in hers.contacts.items() if contact in found}


def run_chores(database, at=NOON):
    for command in chores.due(database, at):
        carry_out(database, command)


ALL_HERS = {"taken": "taken ab", "tomorrow": "promised ab", "thursday": "promised ab", "given": "passed_on ab"}
TWO_DAYS = {"taken": "waiting", "tomorrow": "promised", "thursday": "promised ab", "given": "waiting"}


@pytest.mark.parametrize("way", ["hand", "list", "calendar"])
def test_what_is_due_before_she_is_back_is_the_desks(database, people, hers, way):
    if way == "hand":
        away(database, people, 0, 1)
    else:
        span = Span(MONDAY, MONDAY + DAY)
        carry_out(database, KeepAbsences(by=people["ab"], person=people["ab"], source=way, spans=(span,)))
    run_chores(database)
    assert hers.states() == TWO_DAYS
    assert read_whole(database, hers.contacts["tomorrow"]).summary.due_at == NOON + DAY
    assert chores.due(database, NOON) == []


def test_the_course_tells_whose_it_was_and_the_desk_whose_promise_it_keeps(database, people, hers):
    away(database, people, 0, 1)
    run_chores(database)
    last = read_whole(database, hers.contacts["tomorrow"]).steps[-1]
    assert (last.step, last.facts["owner"], last.facts["was"], last.actor) == (
        "returned",
        people["ab"],
        "promised",
        None,
    )
    assert kept_for_others(database, hers) == {"tomorrow": people["ab"]}
    found = read_whole(database, hers.contacts["tomorrow"]).summary
    again = Promise(by=people["oh"], at=NOON, contact=found.id, version=found.version, due_at=NOON + 2 * DAY)
    handling.promise(database, again)
    assert kept_for_others(database, hers) == {}


def test_it_stays_hers_while_she_is_there_before_it_is_due(database, people, hers):
    away(database, people, 1, 1)
    run_chores(database)
    assert hers.states() == ALL_HERS
    run_chores(database, NOON + timedelta(hours=6))  # closed: the next opening hours are those she is away
    assert hers.states() == TWO_DAYS


def test_what_is_late_is_the_desks_as_soon_as_she_is_not_there(database, people, hers):
    away(database, people, 2, 2, "pm")
    run_chores(database, NOON + 2 * DAY - timedelta(hours=2))
    assert hers.states()["taken"] == "taken ab"
    run_chores(database, NOON + 2 * DAY + timedelta(minutes=1))
    assert hers.states()["taken"] == "waiting"


def test_a_booked_time_is_the_desks_as_soon_as_it_is_known_that_she_is_not_there_then(database, people, hers):
    hers.add("booked", "promised", NOON + 3 * DAY + timedelta(hours=2), booked=True)
    away(database, people, 3, 3, "am")
    run_chores(database)
    assert hers.states()["booked"] == "promised ab"
    away(database, people, 3, 3, "pm")
    run_chores(database)
    assert hers.states() == ALL_HERS | {"booked": "promised"}


def test_an_absence_that_is_taken_away_gives_back_what_nobody_has_touched(database, people, hers):
    before = {name: read_whole(database, each).summary for name, each in hers.contacts.items()}
    absent = away(database, people, 0, 1).undo
    run_chores(database)
    hers.claim("given", "oh")
    add_note(database, AddNote(by=people["oh"], contact=hers.contacts["tomorrow"], text="Ringde igen"))
    assert chores.due(database, NOON) == []
    carry_out(database, absent)
    run_chores(database, NOON + timedelta(minutes=1))
    assert hers.states() == ALL_HERS | {"given": "taken oh"}
    for name in ("taken", "tomorrow"):
        now = read_whole(database, hers.contacts[name]).summary
        assert now._replace(version=0) == before[name]._replace(version=0)
    assert read_whole(database, hers.contacts["taken"]).steps[-1].step == "given_back"
    assert chores.due(database, NOON + timedelta(minutes=2)) == []


def test_what_a_colleague_has_taken_and_put_back_stays_at_the_desk(database, people, hers):
    absent = away(database, people, 0, 1).undo
    run_chores(database)
    hers.claim("taken", "oh")
    found = read_whole(database, hers.contacts["taken"]).summary
    handling.release(database, Release(by=people["oh"], at=NOON, contact=found.id, version=found.version))
    carry_out(database, absent)
    run_chores(database)
    assert hers.states() == ALL_HERS | {"taken": "waiting"}


def test_a_shorter_absence_gives_back_what_she_can_see_to(database, people, hers):
    span = Span(MONDAY, MONDAY + DAY)
    carry_out(database, KeepAbsences(by=people["ab"], person=people["ab"], source="list", spans=(span,)))
    run_chores(database)
    today = Span(MONDAY, MONDAY)
    carry_out(database, KeepAbsences(by=people["ab"], person=people["ab"], source="list", spans=(today,)))
    run_chores(database)
    assert hers.states() == ALL_HERS | {"taken": "waiting"}


def test_when_she_is_back_the_desk_keeps_what_it_got(database, people, hers):
    away(database, people, 0, 1)
    run_chores(database)
    for hours in range(0, 96, 4):
        run_chores(database, NOON + timedelta(hours=hours))
    assert hers.states() == TWO_DAYS


def test_who_has_left_gets_nothing_back(database, people, hers):
    absent = away(database, people, 0, 1).undo
    run_chores(database)
    carry_out(database, SavePerson.of(by_id(database, people["ab"]), by=None, left=MONDAY))
    carry_out(database, absent)
    tomorrow = NOON + DAY - timedelta(hours=1)
    run_chores(database, tomorrow)
    assert hers.states() == TWO_DAYS | {"thursday": "promised"}
    assert chores.due(database, tomorrow) == []


def test_an_absence_without_an_end_and_one_long_ago_ask_for_nothing(database, people, hers):
    away(database, people, -400, -390)
    forever = AddAbsence(by=None, person=people["oh"], first=MONDAY, last=date.max)
    carry_out(database, forever)
    assert chores.due(database, NOON) == []


def at_once(database):
    """Two windows have seen that it is due, and do it in the same moment."""
    (command,) = chores.due(database, NOON)
    both = Barrier(2)

    def window(_number):
        both.wait()
        carry_out(database, type(command)(by=None, at=NOON))

    with ThreadPoolExecutor(2) as windows:
        list(windows.map(window, range(2)))


def test_two_windows_at_once_make_one_step_of_it(database, people, hers):
    absence = away(database, people, 0, 1).created["absence"]
    at_once(database)
    carry_out(database, RemoveAbsence(by=None, absence=absence))
    at_once(database)
    assert hers.states() == ALL_HERS
    steps = [step.step for step in read_whole(database, hers.contacts["taken"]).steps]
    assert (steps.count("returned"), steps.count("given_back")) == (1, 1)
