"""A time that is booked with somebody: a promise with her as its owner, never for when she is away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.command import carry_out
from mottagning.contacts import byhand, handling
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.handling import Claim, Promise
from mottagning.contacts.whole import read_whole
from mottagning.desk import queue
from mottagning.errors import Trouble
from mottagning.people.absence import AddAbsence
from tests.db.people import hire

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(database):
    return hire(database, "ab")


@pytest.fixture
def contact(database, people):
    command = WriteDown(by=people["ab"], at=NOON, channel="phone", phone="+46701740605", text="Vill träffa Karin")
    return byhand.write_down(database, command).created["contact"]


def book(database, contact, by, owner, due_at=THURSDAY):
    version = read_whole(database, contact).summary.version
    said = {"by": by, "at": NOON, "contact": contact, "version": version}
    return handling.promise(database, Promise(**said, due_at=due_at, owner=owner, booked=True))


def test_a_booked_time_is_a_promise_with_its_owner(database, contact, people):
    book(database, contact, people["ab"], people["kl"])
    found = read_whole(database, contact).summary
    assert (found.state, found.owner, found.due_at, found.booked) == ("promised", people["kl"], THURSDAY, True)


def test_it_is_booked_no_more_when_somebody_takes_it_and_again_when_that_is_taken_back(database, contact, people):
    book(database, contact, people["ab"], people["kl"])
    version = read_whole(database, contact).summary.version
    claimed = handling.claim(database, Claim(by=people["ab"], at=NOON, contact=contact, version=version))
    assert read_whole(database, contact).summary.booked is False
    carry_out(database, claimed.undo)
    assert read_whole(database, contact).summary.booked is True


@pytest.mark.parametrize(("half", "free"), [(None, False), ("am", False), ("pm", True)])
def test_nobody_is_booked_while_she_is_away(database, contact, people, half, free):
    day = date(2026, 11, 26)
    carry_out(database, AddAbsence(by=None, person=people["kl"], first=day, last=day, half=half))
    if free:
        book(database, contact, people["ab"], people["kl"])
    else:
        with pytest.raises(Trouble, match="not available"):
            book(database, contact, people["ab"], people["kl"])


def test_a_time_is_booked_with_somebody_and_ahead(database, contact, people):
    with pytest.raises(Trouble, match="with whom"):
        book(database, contact, people["ab"], None)
    with pytest.raises(Trouble, match="passed"):
        book(database, contact, people["ab"], people["kl"], NOON - timedelta(minutes=1))


def test_it_stands_in_her_list_and_with_the_others_elsewhere_until_it_is_late(database, contact, people):
    book(database, contact, people["ab"], people["kl"])

    def group(person, at):
        groups = queue.load(database, person, at).groups
        return next(name for name, items in groups.items() if contact in [item.contact.id for item in items])

    assert group(people["ab"], NOON) == "others"
    assert group(people["kl"], NOON) == "later"
    assert group(people["kl"], THURSDAY - timedelta(minutes=20)) == "now"
    assert group(people["ab"], THURSDAY + timedelta(minutes=1)) == "now"
