"""The fold over a call's events: the same call whatever the order and however often."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.callflow import EVENTS, CallState, apply

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
event = st.tuples(st.sampled_from([name for name in EVENTS if name != "unknown"]), st.integers(0, 30))


def fold(events) -> CallState:
    state = None
    for name, minute in events:
        state = apply(state, name, START + timedelta(minutes=minute))
    return state


@given(st.lists(event, min_size=1, max_size=8), st.randoms())
def test_order_and_repetition_do_not_matter(events, random):
    shuffled = events + random.choices(events, k=3)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(events)


@given(st.lists(event, min_size=1, max_size=8))
def test_an_answered_call_is_never_missed(events):
    names = {name for name, _ in events}
    status = fold(events).status
    assert (status in ("answered", "ended")) == ("answered" in names)
    assert status != "missed" or "elsewhere" not in names


def test_unknown_gives_way_to_whatever_is_known():
    assert fold([("ringing", 0), ("unknown", 1)]).status == "unknown"
    assert fold([("ringing", 0), ("unknown", 1), ("missed", 2)]).status == "missed"
    assert fold([("answered", 0), ("unknown", 1), ("ended", 2)]).status == "ended"
