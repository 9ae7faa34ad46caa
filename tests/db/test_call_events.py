"""Calls of a day, their events told in any order and more than once: each call is one contact, and none is lost."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mottagning.command import Turn
from mottagning.contacts import handling, views
from mottagning.contacts.byhand import WriteDown, write_down
from mottagning.contacts.handling import MarkConcern
from mottagning.contacts.phone import calls
from mottagning.contacts.phone.callflow import CLEARED
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.tables import Contact, ContactText

NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SPOKEN = [("ringing", 0), ("answered", 10), ("ended", 60)]
ENDS = {
    "spoken": SPOKEN,
    "answer lost": [("ringing", 0), (CLEARED, 60)],
    "passed through to a colleague": [*SPOKEN, ("ringing", 30), ("answered", 35)],
    "five desks, one answers": [*SPOKEN, ("ringing", 1), ("elsewhere", 10), ("missed", 10)],
    "a colleague took it": [("ringing", 0), ("elsewhere", 20)],
    "missed": [("ringing", 0), ("missed", 20)],
    "hung up": [("ringing", 0), ("ended", 20)],
    "only the end was told": [("missed", 20)],
}
MISSED = ("missed", "hung up", "only the end was told")


@dataclass(frozen=True)
class Happened:
    """A call that was: whose, when (seconds after nine), and how it ended."""

    number: int
    start: int
    end: str
    direction: str


@st.composite
def days(draw):
    """Calls one after the other, from three people."""
    found, start = [], 0
    for _ in range(draw(st.integers(1, 6))):
        start += draw(st.integers(100, 900))
        found.append(
            Happened(
                draw(st.integers(0, 2)), start, draw(st.sampled_from(list(ENDS))), draw(st.sampled_from(["in", "out"]))
            )
        )
    return found


def told(day, place, prefix):
    """The events of the call at this place of the day."""
    call = day[place]
    for name, after in ENDS[call.end]:
        at = NINE + timedelta(seconds=call.start + after)
        yield PhoneEvent(
            by=None, event=name, number=f"{prefix}-{call.number}", call_id=f"{prefix}-{place}",
            direction=call.direction, occurred_at=at,
        )  # fmt: skip


def expected(day):
    """State and outcome of each call, by what happened after it."""
    for call in day:
        later = [other for other in day if other.number == call.number and other.start > call.start]
        if call.end == "a colleague took it":
            yield "closed", "no_action"
        elif call.end not in MISSED:
            yield "waiting", None
        elif call.direction == "out":
            yield "closed", "no_action"
        elif any(other.end not in MISSED for other in later):
            yield "closed", "solved"
        else:
            yield "promised", None


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(day=days(), seed=st.integers(0, 2**32))
def test_any_order_with_repetitions_comes_to_the_same_end(database, day, seed):
    rng, prefix = random.Random(seed), uuid4().hex
    events = [event for place in range(len(day)) for event in told(day, place, prefix)]
    events += rng.choices(events, k=len(events) // 2)
    rng.shuffle(events)
    before = {summary.id for summary in views.summaries(database)}

    with database.writing():
        for event in events:
            calls.phone_event.inside(Turn(database, event), event)

    found = sorted((s for s in views.summaries(database) if s.id not in before), key=lambda summary: summary.at)
    assert [(s.state, s.outcome) for s in found] == list(expected(day))
    promised = [s for s in found if s.state == "promised"]
    threads = {s.phone: {other.thread for other in promised if other.phone == s.phone} for s in promised}
    assert all(len(each) == 1 and None not in each for each in threads.values()), "one number is one thing to do"


def tell(database, name, number, minute, direction="in"):
    at = NINE + timedelta(minutes=minute)
    command = PhoneEvent(
        by=None, at=at, event=name, number=number, call_id=f"{number}-{minute}", direction=direction, occurred_at=at
    )
    return calls.phone_event(database, command).created["contact"]


def state_of(database, contact):
    return next(summary.state for summary in views.summaries(database, Contact.id == contact))


def test_a_conversation_that_is_written_down_at_the_desk_ends_the_calls_she_missed_us_with(database):
    missed = tell(database, "missed", "+46701740605", 0)
    other = tell(database, "missed", "+46701740606", 1)
    later = NINE + timedelta(minutes=9)
    write_down(database, WriteDown(by=None, at=later, channel="phone", direction="out", phone="+46701740605"))
    assert [state_of(database, each) for each in (missed, other)] == ["closed", "promised"]
    assert state_of(database, tell(database, "missed", "+46701740605", 5)) == "closed", "told late"
    assert state_of(database, tell(database, "missed", "+46701740605", 12)) == "promised", "she rang again"


def test_a_report_of_concern_is_not_closed_by_a_conversation(database):
    contact = tell(database, "missed", "+46701740605", 0)
    with database.reading():
        version = Contact.get_by_id(contact).version
    handling.mark_concern(database, MarkConcern(by=None, contact=contact, version=version, concern="marked"))
    tell(database, "answered", "+46701740605", 5)
    tell(database, "elsewhere", "+46701740605", 7)
    with database.reading():
        assert ContactText.get(ContactText.contact_id == contact).phone == "+46701740605"
    assert state_of(database, contact) == "promised"
