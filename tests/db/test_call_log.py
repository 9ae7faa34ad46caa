"""A switchboard's own log as the safety net: with what its events told, each call once, in whatever order they come."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mottagning.command import CommandLog, Turn
from mottagning.contacts import redaction, views
from mottagning.contacts.phone import callreconcile, calls
from mottagning.contacts.phone.calllog import CallLog, LoggedCall
from mottagning.contacts.phone.callreconcile import take_log
from mottagning.contacts.phone.calls import MakeAnonymous, PhoneEvent
from mottagning.contacts.redaction import Erase
from mottagning.contacts.tables import Call, Contact
from mottagning.errors import NotAllowed
from tests.db.people import hire
from tests.db.test_contacts_calls import everything

NINE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NUMBER, OTHER = "+46701740605", "+46701740606"


def at(seconds):
    return NINE + timedelta(seconds=seconds)


def logged(start, number=NUMBER, answered=None, length=60, direction="in", **more):
    answer = None if answered is None else at(start + answered)
    return LoggedCall(
        line=start,
        start=at(start),
        answered=answer,
        ended=at(start + length),
        number=number,
        direction=direction,
        **more,
    )


def take(database, *rows):
    return take_log(database, CallLog(tuple(rows), (), len(rows)))


def tell(database, name, seconds, number=NUMBER, call_id="1", direction="in", **more):
    command = PhoneEvent(
        by=None, event=name, number=number, withheld=number is None, call_id=call_id, direction=direction,
        source="vaxel", occurred_at=at(seconds), at=at(seconds), **more,
    )  # fmt: skip
    return calls.phone_event(database, command).created["contact"]


def shown(database):
    found = sorted(views.summaries(database), key=lambda summary: (summary.at, summary.id))
    return [(s.phone, s.call_status, s.state) for s in found]


def test_calls_that_nobody_told_of_become_contacts(database):
    report = take(database, logged(0), logged(100, OTHER, answered=10), logged(200, None), logged(300, direction="out"))
    assert (report.read, report.known, report.added, report.missed) == (4, 0, 4, 2)
    assert shown(database) == [
        (NUMBER, "missed", "promised"),
        (OTHER, "ended", "waiting"),
        (None, "missed", "promised"),
        (NUMBER, "missed", "closed"),
    ]


def test_the_same_log_twice_does_nothing(database):
    rows = [
        logged(each * 40, answered=5 if each % 3 else None, number=None if each % 5 == 0 else NUMBER)
        for each in range(12)
    ]
    take(database, *rows)
    before = shown(database)
    report = take(database, *rows)
    assert (report.known, report.added, shown(database)) == (12, 0, before)
    assert take(database, *rows[3:7]).added == 0


def test_what_was_told_is_known_again_although_the_clocks_differ(database):
    for number in range(5):
        tell(database, "missed", number * 600 + 120, f"+4670174060{number + 5}", call_id=str(number))
    report = take(database, *(logged(number * 600, f"+4670174060{number + 5}") for number in range(5)))
    assert (report.known, report.added) == (5, 0)


def test_what_lacks_is_filled_in(database):
    tell(database, "ringing", 0)
    tell(database, "missed", 200, OTHER, call_id="2")
    take(database, logged(0), logged(180, OTHER, answered=5))
    assert shown(database) == [(NUMBER, "missed", "promised"), (OTHER, "ended", "waiting")]


def test_what_was_seen_here_is_not_doubted(database):
    tell(database, "answered", 5)
    tell(database, "ended", 50)
    take(database, logged(0))
    assert shown(database) == [(NUMBER, "ended", "waiting")]


def test_somebody_who_was_reached_since_is_not_called_back(database):
    tell(database, "answered", 3600, direction="out")
    take(database, logged(0), logged(3600, answered=2, direction="out"))
    assert shown(database) == [(NUMBER, "missed", "closed"), (NUMBER, "ended", "waiting")]


def test_an_event_told_late_is_of_the_call_that_the_log_has_brought(database):
    take(database, logged(0), logged(100, length=30), logged(4000, OTHER))
    assert [state for *_, state in shown(database)] == ["promised"] * 3
    tell(database, "missed", 130, call_id="b")
    tell(database, "ringing", 1, call_id="a")
    tell(database, "ringing", 101, call_id="b")
    tell(database, "missed", 55, call_id="a")
    assert len(shown(database)) == 3
    tell(database, "ringing", 4200, call_id="c")
    assert len(shown(database)) == 4, "after the log ends it is a new call"


def test_an_id_that_both_know_is_certain(database):
    tell(database, "missed", 0, number="4711", call_id="same")
    assert take(database, logged(10, NUMBER, call_id="same")).added == 0
    take(database, logged(500, NUMBER, call_id="first"))
    tell(database, "ringing", 500, number="4711", call_id="first")
    assert len(shown(database)) == 2


def test_a_caller_who_wanted_to_be_nobody_stays_so(database):
    contact = tell(database, "ringing", 0)
    calls.make_anonymous(database, MakeAnonymous(by=None, contact=contact))
    report = take(database, logged(2), logged(900, OTHER))
    assert (report.known, report.added) == (1, 1)
    assert "701740605" not in everything(database)
    assert shown(database)[0] == (None, "missed", "promised")


def test_a_number_that_was_lost_while_it_rang_is_learnt(database):
    rang = PhoneEvent(by=None, event="ringing", number=None, call_id="1", source="vaxel", occurred_at=at(0))
    calls.phone_event(database, rang)
    take(database, logged(1))
    assert shown(database) == [(NUMBER, "missed", "promised")]


def hidden(database, seconds, call_id, ends="missed", length=60, answered=10):
    """A call from a withheld number, all of it told."""
    tell(database, "ringing", seconds, None, call_id)
    if ends == "ended":
        tell(database, "answered", seconds + answered, None, call_id)
    return tell(database, ends, seconds + length, None, call_id)


@pytest.mark.parametrize(
    ("told", "row", "added"),
    [
        ({}, {"start": 5}, 0),
        ({}, {"start": 240}, 0),  # the clocks differ, but it rang for as long
        ({}, {"start": 240, "length": 20}, 1),  # somebody else: it rang a third as long, minutes later
        ({"ends": "ended"}, {"start": 20}, 1),  # with the one somebody talked
        ({"ends": "ended"}, {"start": 5, "answered": 12}, 0),
        ({}, {"start": 5, "answered": 12}, 0),  # the same: the answer was lost
        ({}, {"start": 80, "answered": 12, "length": 400}, 1),
        ({}, {"start": 5, "direction": "out"}, 1),
    ],
)
def test_two_who_withhold_their_numbers_are_two_unless_the_calls_are_alike(database, told, row, added):
    hidden(database, 0, "1", **told)
    rows = (logged(number=None, **row),)
    assert take(database, *rows).added == added
    assert len(shown(database)) == 1 + added
    assert take(database, *rows).added == 0, "the same log once more"


def test_of_two_alike_each_is_paired_once_and_the_third_is_added(database):
    hidden(database, 0, "1", length=20)
    hidden(database, 30, "2", length=45)
    log = [logged(2, None, length=20), logged(31, None, length=45), logged(60, None, length=30)]
    assert take(database, *log).added == 1
    assert [status for _, status, _ in shown(database)] == ["missed"] * 3


def test_nobody_whom_we_rang_is_taken_for_one_who_rang(database):
    contact = tell(database, "ringing", 0)
    calls.make_anonymous(database, MakeAnonymous(by=None, contact=contact))
    take(database, logged(2, OTHER, direction="out"), logged(3))
    assert [phone for phone, *_ in shown(database)] == [None, OTHER]
    assert "701740605" not in everything(database)


def test_what_was_disposed_of_does_not_come_back(database):
    contact = tell(database, "missed", 0)
    redaction.erase(database, Erase(by=None, contact=contact, reason="disposed"))
    assert take(database, logged(1)).added == 0
    assert "701740605" not in everything(database)


def test_only_a_team_lead_takes_a_log(database):
    people = hire(database, "ab")
    with pytest.raises(NotAllowed):
        take_log(database, CallLog((logged(0),), (), 1), people["ab"])


@dataclass(frozen=True)
class Happened:
    """A call that was: whose (None: withheld), when, how long after it was answered, and whether we rang."""

    number: int | None
    start: int
    answered: int | None
    direction: str


@st.composite
def days(draw):
    found, start = [], 0
    for _ in range(draw(st.integers(1, 7))):
        start += draw(st.integers(75, 700))
        found.append(
            Happened(
                draw(st.sampled_from([0, 0, 1, 2])),
                start,
                draw(st.one_of(st.none(), st.integers(1, 30))),
                draw(st.sampled_from(["in", "in", "out"])),
            )
        )
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(day=days(), seed=st.integers(0, 2**32), skew=st.sampled_from([0, 0, 3, -20]))
def test_events_and_log_together_are_the_true_calls(database, day, seed, skew):
    """Any part of the events, repeated and shuffled, with the log read once or twice at any place among them."""
    rng, prefix = random.Random(seed), uuid4().hex
    base = rng.randrange(10**6) * 86_400
    acts = []
    for place, call in enumerate(day):
        names = [("ringing", 0)]
        names += [("missed", 40)] if call.answered is None else [("answered", call.answered), ("ended", 60)]
        for name, after in names:
            acts.append(
                PhoneEvent(
                    by=None, event=name, number=f"{prefix}-{call.number}", call_id=f"{prefix}-{place}",
                    direction=call.direction, source="vaxel", occurred_at=at(base + call.start + after + skew),
                )
            )  # fmt: skip
    told = rng.sample(acts, rng.randint(0, len(acts)))
    told += rng.choices(told, k=len(told) // 3) if told else []
    rng.shuffle(told)
    rows = tuple(
        logged(base + c.start, f"{prefix}-{c.number}", c.answered, 60 if c.answered else 40, c.direction) for c in day
    )
    log = CallLog(rows, (), len(rows))
    before = {summary.id for summary in views.summaries(database)}
    places = sorted(rng.randint(0, len(told)) for _ in range(rng.choice([1, 1, 2])))
    for start, end in zip([0, *places], [*places, len(told)], strict=True):
        with database.writing():
            for event in told[start:end]:
                calls.phone_event.inside(Turn(database, event), event)
        if end != len(told) or end in places:
            take_log(database, log)
    take_log(database, log)

    found = sorted((s for s in views.summaries(database) if s.id not in before), key=lambda summary: summary.at)
    assert len(found) == len(day)
    if skew == 0:
        assert [(s.phone, s.direction) for s in found] == [(f"{prefix}-{c.number}", c.direction) for c in day]
        for summary, call in zip(found, day, strict=True):
            spoken = [c for c in day if c.number == call.number and c.answered is not None and c.start >= call.start]
            if call.answered is None and call.direction == "in":
                assert summary.state == ("closed" if spoken else "promised")
            elif call.answered is not None:
                assert summary.state == "waiting"


def test_a_large_log_is_taken_in_turns_and_leaves_no_trace_when_known(database):
    rows = [logged(each * 1000, f"n{each}") for each in range(30)]
    take(database, *rows)
    with database.reading():
        before = CommandLog.select().where(CommandLog.name == "PhoneEvent").count()
        assert Call.select().where(Call.source == "log").count() == 30
    take(database, *rows)
    with database.reading():
        assert CommandLog.select().where(CommandLog.name == "PhoneEvent").count() == before
        assert Contact.select().count() == 30
    assert len(list(callreconcile._pieces(rows))) == 30
