"""How many calls come in each open hour, from what came in, and what comes of other hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mottagning.contacts.phone import calls
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.measures import demand as demands
from tests.db.people import hire

MONDAY = datetime(2026, 11, 16, 7, 15, tzinfo=UTC)  # 08:15 in Sweden


def ring(database, at, number, *, answered_after=0.5, minutes=6.0):
    def tell(event, when):
        said = {"event": event, "number": number, "call_id": f"{at}", "occurred_at": when}
        calls.phone_event(database, PhoneEvent(by=None, at=when, **said))

    tell("ringing", at)
    if answered_after is None:
        tell("missed", at + timedelta(minutes=minutes))
    else:
        picked = at + timedelta(minutes=answered_after)
        tell("answered", picked)
        tell("ended", picked + timedelta(minutes=minutes))


def test_calls_are_counted_by_open_hour_and_days_before_the_first_call_do_not_count(database):
    hire(database, "ab")
    for week in range(2):
        for number in range(12):
            at = MONDAY + timedelta(weeks=week, minutes=3 * number)
            ring(database, at, f"+467017406{number + 5:02}")
    ring(database, MONDAY.replace(hour=20), "+46701740699")  # in the evening: nobody's miss
    found = demands.demand(database, date(2026, 9, 1), date(2026, 11, 29))
    assert (found.first, found.days, found.counted) == (date(2026, 11, 16), 10, 24)
    assert found.calls[0, 8] == 12
    assert found.calls[1, 8] == 0
    assert (0, 20) not in found.calls
    assert found.handling == pytest.approx(6 + demands.NOTES)
    assert found.patience is None


def test_a_day_spread_over_more_hours_keeps_its_calls_and_grows_as_said():
    now = demands.Demand(
        calls={(0, 9): 6.0, (0, 10): 2.0}, handling=10, patience=3, counted=80, days=10, first=date(2026, 11, 2)
    )
    longer = demands.spread(now, {0: (8, 9, 10, 11)}, growth=0.5)
    assert sum(longer.values()) == pytest.approx(12)
    assert longer[0, 9] == pytest.approx(3 * longer[0, 10])
    assert longer[0, 8] == longer[0, 11] == pytest.approx(3)
    same = demands.spread(now, demands.hours_of(now.calls))
    assert same == pytest.approx(now.calls)
    fewer, more = (demands.foresee(now, calls, 1, 3).all for calls in (longer, same))
    assert fewer.abandoned < more.abandoned
    assert demands.foresee(now, same, 2, 3).all.abandoned < more.abandoned
