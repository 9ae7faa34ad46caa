"""Calendars that are exported again: what moved, what was taken away, and what other programs' parsers make of it."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical

from mottagning.db import Database
from mottagning.rota import exporting, moving, plans, unit
from mottagning.rota.moving import Assign, Swap
from mottagning.rota.plans import Publish, Turnout
from tests import calendar_reader
from tests.calendar_reader import moment

from .rota_desk import FRIDAY, MONDAY, document, published, saved, take, who

NOW = datetime(2026, 12, 1, 9, 41, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
Events = dict[str, tuple[int, str, str, datetime, datetime]]
"""By UID: sequence, status, summary, start and end (UTC)."""
Parser = Callable[[bytes], Events]


def by_the_standard(octets: bytes) -> Events:
    calendar = calendar_reader.read(octets)
    assert calendar.value("METHOD") == "PUBLISH"
    return {
        event.value("UID"): (
            int(event.value("SEQUENCE")),
            event.value("STATUS"),
            event.value("SUMMARY"),
            moment(calendar, event, "DTSTART").replace(tzinfo=UTC),
            moment(calendar, event, "DTEND").replace(tzinfo=UTC),
        )
        for event in calendar.all("VEVENT")
    }


def by_vobject(octets: bytes) -> Events:
    calendar = vobject.readOne(octets.decode("utf-8"))
    assert calendar.method.value == "PUBLISH"
    return {
        event.uid.value: (
            int(event.sequence.value),
            event.status.value,
            event.summary.value,
            event.dtstart.value.astimezone(UTC),
            event.dtend.value.astimezone(UTC),
        )
        for event in calendar.vevent_list
    }


@pytest.fixture(params=[by_the_standard, by_vobject])
def events(request: pytest.FixtureRequest, database: Database) -> Callable[..., Events]:
    parser: Parser = request.param
    return lambda person=None: parser(exporting.export(database, "ics", person, NOW, lambda _: b""))


def put(database: Database, person: str | None, day: date = MONDAY, post: str = "am") -> None:
    moving.assign(database, Assign(by=None, plan=None, date=day, post=post, person=person, despite=True))


def test_other_parsers_read_what_is_published(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    found = sorted(events().values(), key=lambda event: event[3:])
    shifts = plans.published(database, MONDAY, FRIDAY)
    names = {person["id"]: person["name"] for person in document()["people"]}
    posts = {"am": ("Telefon förmiddag", 8, 12), "pm": ("Telefon eftermiddag", 12, 16)}
    for event, shift in zip(found, shifts, strict=True):
        name, starts, ends = posts[shift.post]
        begins = datetime(shift.date.year, shift.date.month, shift.date.day, tzinfo=STOCKHOLM)
        assert event == (
            0,
            "CONFIRMED",
            f"{name} – {names[shift.person or '']}",
            begins.replace(hour=starts),
            begins.replace(hour=ends),
        )


def test_the_zone_turns_the_clock_when_stockholm_does(database: Database) -> None:
    published(database)
    octets = exporting.export(database, "ics", None, NOW, lambda _: b"")
    zone = tzical(io.StringIO(octets.decode("utf-8"))).get()
    calendar = calendar_reader.read(octets)
    event = calendar_reader.Component("VEVENT")
    for day in range(365):
        local = datetime(2026, 1, 1, 8) + timedelta(days=day)  # noqa: DTZ001 - local by definition
        event.properties["DTSTART"] = [({"TZID": "Europe/Stockholm"}, f"{local:%Y%m%dT%H%M%S}")]
        right = local.replace(tzinfo=STOCKHOLM).astimezone(UTC)
        assert local.replace(tzinfo=zone).astimezone(UTC) == right
        assert moment(calendar, event, "DTSTART").replace(tzinfo=UTC) == right


def test_for_all_the_event_moves(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    before = events()
    other = "pn" if who(database, MONDAY, "am") != "pn" else "kl"
    put(database, other)
    after = events()
    (uid,) = [uid for uid in before if before[uid] != after[uid]]
    assert after[uid][:2] == (1, "CONFIRMED")
    assert before[uid][2] != after[uid][2]
    assert before[uid][3:] == after[uid][3:]


def test_who_no_longer_has_a_shift_is_told_in_her_calendar(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    had = who(database, MONDAY, "am")
    other = "pn" if had != "pn" else "kl"
    hers, others = events(had), events(other)
    put(database, other)
    (uid,) = [uid for uid, event in hers.items() if event[3].date() == MONDAY]
    now = events(had)
    assert now.keys() == hers.keys()
    assert now[uid][:3] == (hers[uid][0] + 1, "CANCELLED", "Cancelled: Telefon förmiddag")
    assert {uid: event for uid, event in now.items() if event[1] == "CONFIRMED"} == {
        other_uid: event for other_uid, event in hers.items() if other_uid != uid
    }
    assert events(had) == now  # the same file again says the same
    assert events(other).keys() - others.keys() == {uid}
    assert events(other)[uid][1] == "CONFIRMED"
    put(database, had)
    assert events(had)[uid][:2] == (2, "CONFIRMED")
    assert events(other)[uid][:2] == (2, "CANCELLED")


def test_what_no_calendar_has_had_is_cancelled_in_none(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    had = who(database, MONDAY, "am")
    put(database, "pn" if had != "pn" else "kl")
    assert {event[1] for event in events(had).values()} == {"CONFIRMED"}


def test_an_exchange_moves_both(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    one, other = (Turnout(day, "am", who(database, day, "am")) for day in (MONDAY, FRIDAY))
    before = {each.person: events(each.person) for each in (one, other)}
    moving.swap(database, Swap(by=None, plan=None, one=one, other=other, despite=True))
    for each in (one, other):
        now = events(each.person)
        cancelled = {event[3].date() for event in now.values() if event[1] == "CANCELLED"}
        assert cancelled == {each.date}
        assert len(now) == len(before[each.person]) + 1


def test_a_day_that_closes_is_cancelled_for_good(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    before = events()
    closed = take(database, closed=["2026-12-08"])
    plans.publish(database, Publish(by=None, plan=saved(database, closed)))
    now = events()
    gone = {uid for uid in before if now[uid][1] == "CANCELLED"}
    assert {now[uid][3].date() for uid in gone} == {date(2026, 12, 8)}
    assert all(now[uid][0] > before[uid][0] for uid in gone)
    take(database)
    again = saved(database, unit.load(database))
    plans.publish(database, Publish(by=None, plan=again))
    later = events()
    assert all(later[uid][1] == "CANCELLED" for uid in gone)
    assert len([event for event in later.values() if event[1] == "CONFIRMED"]) == len(before)


def test_other_hours_of_a_post_move_what_was_exported(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    before = events()
    posts = document()["posts"]
    take(database, posts=[posts[0] | {"from": "08:30"}, posts[1]])
    after = events()
    moved = {uid for uid in before if after[uid] != before[uid]}
    assert len(moved) == 10
    assert {after[uid][0] - before[uid][0] for uid in moved} == {1}
    assert events() == after


def test_nobody_there_is_cancelled_for_all(database: Database, events: Callable[..., Events]) -> None:
    published(database)
    before = events()
    put(database, None)
    now = events()
    (uid,) = [uid for uid in before if now[uid][1] == "CANCELLED"]
    assert now[uid][0] == 1
