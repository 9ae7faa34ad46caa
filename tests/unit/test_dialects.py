"""What switchboards say, understood: fields that are missing, odd or foreign, and never an exception but one."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.phone import dialects
from mottagning.contacts.phone.callflow import CLEARED, HEARD
from mottagning.contacts.phone.dialects import DIALECTS, NotUnderstoodError

LEGS = json.dumps([{"state": "success", "duration": 60}])
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CALL = {"from": "0701740605", "to": "046280400", "direction": "in", "callId": "1"}


def told(dialect="cti", **fields):
    given = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in (CALL | fields).items()}
    return dialects.understand(dialect, given, NOW)


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ({"event": "newCall"}, "ringing"),
        ({"event": "answer"}, "answered"),
        ({"event": "hangup", "cause": "normalClearing"}, CLEARED),
        ({"event": "hangup", "cause": "cancel"}, "ended"),
        ({"event": "hangup", "cause": "busy"}, "ended"),
        ({"event": "hangup"}, "ended"),
        ({"event": "hangup", "cause": "forwarded"}, "elsewhere"),
        ({"event": "hangup", "cause": "forwarded", "origCallId": "1"}, "ringing"),
        ({"event": "hangup", "cause": "answeredElsewhere"}, "elsewhere"),
        ({"event": "answer", "user": "voicemail"}, "missed"),
        ({"event": "answer", "user": ["voicemail", "Anna"]}, "answered"),
        ({"event": "hangup", "cause": "normalClearing", "answeringNumber": "voicemail"}, "missed"),
    ],
)
def test_events_and_causes(fields, event):
    (found,) = told(**fields)
    assert (found.event, found.number, found.call_id, found.at) == (event, "+46701740605", "1", NOW)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("46701740605", "+46701740605"),
        ("+46 70-174 06 05", "+46701740605"),
        ("493055571600", "+493055571600"),
        ("4915791234567", "+4915791234567"),
        ("112", "112"),
        ("4711", "4711"),
        ("sip:4711@example.se", "sip:4711@example.se"),
        ("anonymous", None),
        ("", None),
    ],
)
def test_numbers(written, number):
    (found,) = told(event="newCall", **{"from": written})
    assert (found.number, found.withheld) == (number, number is None)


def test_a_clock_that_goes_wrong_promises_nothing_for_the_future():
    ahead, behind = NOW + timedelta(days=400), NOW - timedelta(hours=2)
    assert told(event="newCall", at=ahead.isoformat())[0].at == NOW
    assert told(event="newCall", at=behind.isoformat())[0].at == behind
    assert told(event="newCall", at="yesterday")[0].at == NOW
    assert told(event="newCall", at="1999-01-01")[0].at == NOW


def test_the_hangup_of_46elks_tells_the_whole_call():
    fields = {
        "direction": "incoming",
        "id": "c1",
        "created": "2026-11-23T08:00:00.355000",
        "state": "success",
        "start": "2026-11-23T08:00:00.333000",
        "duration": "75",
        "legs": LEGS,
    }
    ringing, answered, ended = told("46elks", **fields)
    began = datetime(2026, 11, 23, 8, 0, 0, 333000, tzinfo=UTC)
    assert [each.event for each in (ringing, answered, ended)] == ["ringing", "answered", "ended"]
    assert answered.at == began + timedelta(seconds=15)
    assert ended.at == began + timedelta(seconds=75)
    legs = json.dumps([{"state": "failed", "duration": 0}, {"state": "busy"}])
    assert [each.event for each in told("46elks", **(fields | {"legs": legs}))] == ["ringing", "missed"]
    assert [each.event for each in told("46elks", **(fields | {"legs": "{"}))] == ["ringing", "missed"]
    out = fields | {"direction": "outgoing", "legs": "[]"}
    assert [each.event for each in told("46elks", **out)] == ["ringing", "answered", "ended"]


_names = st.sampled_from(
    [*CALL, "event", "cause", "user", "origCallId", "at", "callid", "id", "state", "duration", "legs", "created"]
)
_values = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["newCall", "hangup", "in", "incoming", "outgoing", "[]", '[{"state":"success","duration":1e999}]']
    ),
)


@given(st.sampled_from(DIALECTS), st.dictionaries(_names, st.lists(_values, max_size=3).map(tuple)))
def test_whatever_is_said_there_is_an_answer(dialect, fields):
    try:
        found = dialects.understand(dialect, fields, NOW)
    except NotUnderstoodError:
        found = ()
    assert all(each.event in HEARD and each.at <= NOW for each in found)
    assert dialects.reply(dialect, fields, "https://example.se/phone/a", "+46846500400").content_type


@given(st.binary(max_size=300), st.sampled_from(["", "application/json", "application/x-www-form-urlencoded"]))
def test_whatever_comes_is_fields_or_nothing(body, kind):
    try:
        fields = dialects.fields_of(body, kind)
    except NotUnderstoodError:
        return
    assert all("\0" not in value for values in fields.values() for value in values)
