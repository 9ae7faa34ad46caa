"""Whoever leaves leaves nothing behind: it is on the desk again the day after her last one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts import byhand, chores, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Claim, Close, PassOn, Promise
from mottagning.contacts.whole import read_whole
from mottagning.desk.receivers import receivers
from mottagning.people.absence import AddAbsence, add_absence
from mottagning.people.staff import SavePerson, by_id, save_person
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LATER = NOON + 5 * DAY


@pytest.fixture
def people(database):
    return hire(database, "ab", "oh")


@pytest.fixture
def leave(database, people):
    def leave(key: str, last: date) -> None:
        save_person(database, SavePerson.of(by_id(database, people[key]), by=None, left=last))

    return leave


@pytest.fixture
def hers(database, people):
    """What Anna has: taken, promised, passed on to her, and closed."""

    def contact(text):
        command = WriteDown(by=people["oh"], at=NOON, channel="phone", phone="+46701740605", text=text)
        found = byhand.write_down(database, command).created["contact"]
        return {"at": NOON, "contact": found, "version": read_whole(database, found).summary.version}

    taken, promised, given, closed = (contact(text) for text in "abcd")
    handling.claim(database, Claim(by=people["ab"], **taken))
    handling.promise(database, Promise(by=people["ab"], **promised, due_at=LATER, owner=people["ab"]))
    handling.pass_on(database, PassOn(by=people["oh"], **given, to=people["ab"], returns_at=LATER))
    handling.claim(database, Claim(by=people["ab"], **closed))
    done = {**closed, "version": closed["version"] + 1}
    handling.close(database, Close(by=people["ab"], **done, outcome="solved"))
    return [each["contact"] for each in (taken, promised, given, closed)]


def states(database, contacts):
    found = [read_whole(database, contact).summary for contact in contacts]
    return [(each.state, each.owner) for each in found]


def run_chores(database, at):
    for command in chores.due(database, at):
        carry_out(database, command)


def test_it_is_back_the_day_after_and_keeps_its_time(database, people, leave, hers):
    leave("ab", date(2026, 11, 24))
    before = states(database, hers)
    run_chores(database, NOON + DAY)
    assert states(database, hers) == before
    run_chores(database, NOON + 2 * DAY)
    back = [("waiting", None), ("promised", None), ("waiting", None)]
    assert states(database, hers)[:3] == back
    assert states(database, hers)[3] == before[3]
    assert read_whole(database, hers[1]).summary.due_at == LATER
    assert chores.due(database, NOON + 3 * DAY) == []


class TestAway:
    """Passed on at noon on a Monday, back on Wednesday at noon."""

    @pytest.fixture
    def given(self, database, people):
        command = WriteDown(by=people["oh"], at=NOON, channel="phone", phone="+46701740605", text="a")
        contact = byhand.write_down(database, command).created["contact"]
        version = read_whole(database, contact).summary.version
        back = NOON + 2 * DAY
        command = PassOn(by=people["oh"], at=NOON, contact=contact, version=version, to=people["ab"], returns_at=back)
        handling.pass_on(database, command)
        return contact

    def away(self, database, people, first, last, half=None):
        day = NOON.date()
        command = AddAbsence(by=None, person=people["ab"], first=day + first * DAY, last=day + last * DAY, half=half)
        add_absence(database, command)

    def test_it_is_back_at_once_when_she_is_away_until_it_comes_back_anyhow(self, database, people, given):
        self.away(database, people, 0, 1)
        assert chores.due(database, NOON) == []
        self.away(database, people, 2, 2, "am")
        run_chores(database, NOON)
        assert states(database, [given]) == [("waiting", None)]
        assert chores.due(database, NOON) == []

    def test_half_a_day_left_is_time_enough(self, database, people, given):
        self.away(database, people, 0, 0)
        self.away(database, people, 1, 1, "pm")
        self.away(database, people, 2, 2)
        assert chores.due(database, NOON) == []
        self.away(database, people, 1, 1, "am")
        assert len(chores.due(database, NOON)) == 1


def test_nobody_who_has_left_or_not_begun_is_offered(database, people, leave):
    leave("ab", date(2026, 11, 23))
    command = SavePerson(by=None, key="ny", name="Nora Ny", joined=date(2026, 11, 25))
    save_person(database, command)

    def offered(at):
        return sorted(each.person.key for each in receivers(database, None, people["kl"], at).people)

    assert offered(NOON) == ["ab", "oh"]
    assert offered(NOON + DAY) == ["oh"]
    assert offered(NOON + 2 * DAY) == ["ny", "oh"]
