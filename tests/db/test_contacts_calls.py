"""Phone events: one call is one contact, whatever the switchboard says twice, late or in the wrong order."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from mottagning.contacts import byhand, redaction, views
from mottagning.contacts.byhand import WriteDown
from mottagning.contacts.phone import calls
from mottagning.contacts.phone.calls import ForgetCalls, MakeAnonymous, PhoneEvent
from mottagning.contacts.redaction import Erase
from mottagning.contacts.tables import Call, Contact, Ledger, Raw
from mottagning.errors import Trouble

NUMBER = "+46701740605"
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def event(database, name, number=NUMBER, minute=0, **more):
    at = NINE + timedelta(minutes=minute)
    command = PhoneEvent(
        by=None, at=at, event=name, number=number, withheld=number is None, occurred_at=at, **({"call_id": "1"} | more)
    )
    return calls.phone_event(database, command).created["contact"]


def shown(database):
    return sorted(views.summaries(database), key=lambda summary: summary.id)


def everything(database):
    """All that is kept of calls, as one text."""
    tables = ("contact_text", "raw", "contact_search", "contact_step", "audit", "command_log")
    with database.reading():
        rows = [row for table in tables for row in database.sql(f"SELECT * FROM {table}").fetchall()]
    return "\n".join(str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in rows)


@pytest.mark.parametrize("order", list(itertools.permutations(["ringing", "answered", "ended"])))
def test_any_order_gives_the_same_call(database, order):
    minutes = {"ringing": 0, "answered": 1, "ended": 5}
    for name in (*order, *order):
        event(database, name, minute=minutes[name])
    (contact,) = shown(database)
    assert (contact.call_status, contact.state, contact.phone) == ("ended", "waiting", NUMBER)
    assert contact.due_at is not None


def test_a_missed_call_is_a_promise_to_call_back(database):
    event(database, "ringing")
    event(database, "missed", minute=1)
    (contact,) = shown(database)
    assert (contact.state, contact.owner) == ("promised", None)
    assert contact.due_at == NINE + timedelta(hours=2)


def test_missed_calls_from_one_number_are_one_thread_and_reaching_her_ends_them(database):
    for number, minute in ((1, 0), (2, 10), (3, 20)):
        event(database, "missed", minute=minute, call_id=str(number))
    first, second, third = shown(database)
    assert first.thread == second.thread == third.thread
    event(database, "answered", minute=40, call_id="4", direction="out")
    assert [contact.state for contact in shown(database)] == ["closed", "closed", "closed", "waiting"]
    assert shown(database)[0].outcome == "solved"


def test_five_desks_ring_and_one_answers(database):
    for name in ("ringing", "elsewhere", "ringing", "answered", "elsewhere", "missed"):
        event(database, name)
    (contact,) = shown(database)
    assert contact.call_status == "answered"
    assert contact.state == "waiting"


def test_a_colleague_elsewhere_answers_and_nobody_is_alarmed(database):
    event(database, "ringing")
    event(database, "missed", minute=1)
    event(database, "elsewhere", minute=1)
    (contact,) = shown(database)
    assert (contact.call_status, contact.state) == ("elsewhere", "closed")


def test_an_end_without_an_answer_is_a_missed_call(database):
    event(database, "ringing", call_id=None)
    event(database, "ended", minute=1, call_id=None)
    (contact,) = shown(database)
    assert (contact.call_status, contact.state) == ("missed", "promised")


def test_events_without_an_id_find_the_open_call_for_four_hours(database):
    first = event(database, "ringing", call_id=None)
    assert event(database, "answered", minute=1, call_id=None) == first
    assert event(database, "ended", minute=2, call_id=None) == first
    assert event(database, "ringing", minute=3, call_id=None) != first
    assert event(database, "ringing", minute=60 * 5, call_id=None) not in (first, first + 1)


def test_a_call_without_an_end_becomes_unknown_after_four_hours(database):
    event(database, "answered")
    calls.forget_calls(database, ForgetCalls(by=None, at=NINE + timedelta(hours=3, minutes=59)))
    assert shown(database)[0].call_status == "answered"
    calls.forget_calls(database, ForgetCalls(by=None, at=NINE + timedelta(hours=4, minutes=1)))
    assert shown(database)[0].call_status == "unknown"
    assert shown(database)[0].state == "waiting"


def test_a_withheld_number_leaves_nothing(database):
    event(database, "ringing", number=None)
    event(database, "missed", number=None, minute=1)
    (contact,) = shown(database)
    assert contact.counterpart is None
    assert contact.state == "promised"


def test_the_number_waits_in_memory_and_anonymous_leaves_nothing(database):
    at = NINE
    ringing = PhoneEvent(by=None, at=at, event="ringing", number=None, call_id="1", occurred_at=at)
    contact = calls.phone_event(database, ringing).created["contact"]
    calls.make_anonymous(database, MakeAnonymous(by=None, at=at, contact=contact))
    event(database, "answered", minute=1)
    event(database, "ended", minute=2)
    with database.reading():
        assert Call.get().anonymous
        events = json.loads(Raw.get().octets)
    assert [entry["from"] for entry in events] == [None, None, None]
    assert "701740605" not in everything(database)
    assert shown(database)[0].counterpart is None


def test_anonymous_is_for_what_was_written_down_too(database):
    command = WriteDown(by=None, at=NINE, channel="phone", name="Alva", phone="+46701740605", text="Ringde om larm")
    contact = byhand.write_down(database, command).created["contact"]
    calls.make_anonymous(database, MakeAnonymous(by=None, at=NINE, contact=contact))
    with database.reading():
        octets = json.loads(Raw.get().octets)
    assert (octets["name"], octets["phone"], octets["text"]) == (None, None, "Ringde om larm")


def test_a_tombstone_stays_one_when_its_caller_is_made_anonymous(database):
    contact = event(database, "missed")
    redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    calls.make_anonymous(database, MakeAnonymous(by=None, at=NINE, contact=contact))
    with database.reading():
        assert Ledger.get().sha256 is None


class TestDesksThatRingAtOnceWithoutAnId:
    """Each window keeps the number to itself while it rings, so each begins a contact of its own."""

    def ring(self, database, *seconds):
        return [
            calls.phone_event(
                database, PhoneEvent(by=None, event="ringing", number=None, occurred_at=NINE + timedelta(seconds=each))
            ).created["contact"]
            for each in seconds
        ]

    def tell(self, database, contact, name, number=NUMBER):
        event(database, name, number=number, minute=1, contact=contact, call_id=None)

    def stands(self, database):
        return [(contact.state, contact.call_status, contact.phone) for contact in shown(database)]

    def test_one_answers_and_the_other_has_missed_nothing(self, database):
        here, there = self.ring(database, 0, 1)
        self.tell(database, here, "answered")
        self.tell(database, there, "ended")
        assert self.stands(database) == [("waiting", "answered", NUMBER), ("closed", "elsewhere", None)]

    def test_the_answer_may_be_told_last(self, database):
        here, there = self.ring(database, 0, 1)
        self.tell(database, there, "missed")
        self.tell(database, here, "answered")
        assert [state for state, *_ in self.stands(database)] == ["waiting", "closed"]

    def test_missed_by_all_it_is_one_promise(self, database):
        for contact in self.ring(database, 0, 1, 2):
            self.tell(database, contact, "missed")
        assert [state for state, *_ in self.stands(database)] == ["promised", "closed", "closed"]

    def test_two_callers_at_once_are_two(self, database):
        one, other = self.ring(database, 0, 1)
        self.tell(database, one, "missed")
        self.tell(database, other, "missed", number="+46701740606")
        assert [state for state, *_ in self.stands(database)] == ["promised", "promised"]

    def test_a_call_a_minute_later_is_another(self, database):
        for contact in self.ring(database, 0, 60):
            self.tell(database, contact, "missed")
        assert [state for state, *_ in self.stands(database)] == ["promised", "promised"]

    def test_a_withheld_number_beside_it_takes_no_number_away(self, database):
        event(database, "ringing", number=None, call_id=None)
        (one,) = self.ring(database, 1)
        self.tell(database, one, "missed")
        assert ("promised", "missed", NUMBER) in self.stands(database)

    @pytest.mark.parametrize("order", ["pressed while it rings", "pressed after the answer", "missed first"])
    def test_who_is_nobody_here_is_nobody_there(self, database, order):
        here, there = self.ring(database, 0, 1)
        press = MakeAnonymous(by=None, contact=here)
        match order:
            case "pressed while it rings":
                calls.make_anonymous(database, press)
                self.tell(database, here, "answered")
                self.tell(database, there, "missed")
            case "pressed after the answer":
                self.tell(database, here, "answered")
                calls.make_anonymous(database, press)
                self.tell(database, there, "missed")
            case "missed first":
                self.tell(database, there, "missed")
                self.tell(database, here, "answered")
                calls.make_anonymous(database, press)
        assert "701740605" not in everything(database)


def test_an_outgoing_call_that_nobody_answers_is_no_work(database):
    event(database, "ringing", direction="out")
    event(database, "missed", direction="out", minute=1)
    assert shown(database)[0].state == "closed"


def test_an_event_that_does_not_exist_is_a_sentence(database):
    with pytest.raises(Trouble, match="not a phone event"):
        event(database, "exploded")
    with database.reading():
        assert Contact.select().count() == 0
