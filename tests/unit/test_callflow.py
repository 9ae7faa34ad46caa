"""The fold over a call's events: the same call whatever the order and however often."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mottagning.contacts.phone.callflow import CLEARED, HEARD, CallState, apply

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
event = st.tuples(st.sampled_from(HEARD), st.integers(0, 30))


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
    state = fold(events)
    assert state.was_spoken_on or "answered" not in names
    assert state.status != "missed" or names.isdisjoint({"answered", "elsewhere"})


@given(st.lists(event, min_size=1, max_size=8))
def test_a_call_that_has_ended_rings_nowhere(events):
    names = {name for name, _ in events}
    is_over = not names.isdisjoint({"ended", "missed", "elsewhere", CLEARED})
    assert fold(events).status != "ringing" or not is_over


def test_unknown_gives_way_to_whatever_is_known():
    assert fold([("ringing", 0), ("unknown", 1)]).status == "unknown"
    assert fold([("ringing", 0), ("unknown", 1), ("missed", 2)]).status == "missed"
    assert fold([("answered", 0), ("unknown", 1), ("ended", 2)]).status == "ended"


def test_the_end_of_a_conversation_tells_of_an_answer_that_was_lost():
    assert fold([("ringing", 0), (CLEARED, 5)]).status == "ended"
    assert fold([("ringing", 0), ("missed", 1), (CLEARED, 5)]).status == "missed", "the answering machine spoke"
    assert fold([(CLEARED, 5), ("answered", 6)]).status == "ended", "told in the wrong order, by the time it was heard"
