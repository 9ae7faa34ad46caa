"""Fills an empty database with the invented unit: the same size, seed and day give the same demo."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from mottagning.care.protection import learnt_protected
from mottagning.cases import feed, mappings
from mottagning.cases import list as case_list
from mottagning.contacts import bulk, handling, intake, ledger, views
from mottagning.contacts.ledger import RawItem, StoreRaw
from mottagning.contacts.phone import calls
from mottagning.contacts.phone.calls import PhoneEvent
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.demo import atboard, caselist, cast, improving, parties, roster, traffic, yesterday
from mottagning.demo.caselist import DemoCase
from mottagning.demo.mark import MarkDemo, mark, mark_demo
from mottagning.errors import Trouble
from mottagning.people import staff
from mottagning.people.deputies import NameDeputy, name_deputy
from mottagning.texts import N_
from mottagning.worktime import ZONE, WorkTime

SIZES = {"small": (600, 1_500, 30), "normal": (6_000, 45_000, 750), "stress": (60_000, 450_000, 1_500)}
"""(cases, contacts, working days)."""
_OPEN_MAIL = 14
_HOUR = time(9, 41)
_MISSED_AT = (time(8, 12), time(8, 20), time(8, 31), time(8, 44), time(9, 2))
_ANSWERED_AT = (3, 8, 14, 19, 25, 31)
"""Minutes past nine."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made. `now` is the moment the demo shows: 09:41 on a working day; `person` sits at the desk then."""

    now: datetime
    person: str


def fill(database: Database, size: str = "small", seed: int = 1, today: date | None = None) -> Demo:
    """Make the demo, or find the one that is there already.

    Raises Trouble when the database holds a real unit: invented people never come among real ones.
    """
    wanted = {"size": size, "seed": seed}
    day = _working_day(today or datetime.now(UTC).astimezone(ZONE).date())
    found = mark(database)
    if found is not None and {key: found.get(key) for key in wanted} == wanted:
        day = date.fromisoformat(found["day"])
        return Demo(datetime.combine(day, _HOUR, ZONE).astimezone(UTC), roster.sitting(database, day))
    if found is not None or _is_in_use(database):
        raise Trouble(N_("This data folder holds a unit already. Choose an empty one with --data for the demo."))
    _fill(database, size, seed, day)
    mark_demo(database, MarkDemo(by=None, said=wanted | {"day": day.isoformat()}))
    return Demo(datetime.combine(day, _HOUR, ZONE).astimezone(UTC), roster.sitting(database, day))


def _is_in_use(database: Database) -> bool:
    return bool(
        staff.everyone(database) or case_list.list_cases(database, 1).cases or views.summaries(database, limit=1)
    )


def _fill(database: Database, size: str, seed: int, today: date) -> None:
    rng = random.Random(seed)
    case_count, contact_count, day_count = SIZES[size]
    people = _hire(database, today)
    roster.make(database, rng, today)
    cases = caselist.make(rng, case_count, today)
    _feed(database, cases, today)
    ids = {view.code: view.id for view in case_list.list_cases(database).cases}
    pairs = [(ids[case.code], case) for case in cases if case.code in ids]
    days = traffic.days_before(WorkTime(), today, day_count)
    done = contact_count - traffic.morning_letters(_OPEN_MAIL) - len(_MISSED_AT) - len(_ANSWERED_AT)
    bulk.write_finished(database, traffic.finished(rng, done, days, pairs, list(people.values())))
    with database.writing():  # one transaction: nobody looks on yet
        _this_morning(database, rng, today, cases, people)
        parties.enter(database, seed, pairs, today, people["sd"])
        yesterday.hand_over(database, days[-1], today, people)
        atboard.enter(database, cases, today, people)
        improving.enter(database, seed, today, people)


def _hire(database: Database, today: date) -> dict[str, int]:
    ids = {}
    with database.writing():
        for place, (key, name, role, _rate) in enumerate(cast.STAFF):
            command = staff.SavePerson(
                by=None,
                key=key,
                name=name,
                role=role,
                email=f"{key}@example.se",
                phone=cast.direct_number(place),
                handler_names=(name,),
                logins=(key,),
            )
            ids[key] = staff.save_person(database, command).created["person"]
        standing_in = NameDeputy(by=None, person=ids["kl"], deputy=ids["ab"], first=today)
        name_deputy(database, standing_in)
    return ids


def _feed(database: Database, cases: list[DemoCase], today: date) -> None:
    """Two exports, three weeks apart, so that there is a history; read as any export is."""
    earlier = today - timedelta(days=21)
    before = [old for case in cases if (old := caselist.as_of(case, earlier)) is not None]
    versions = ((earlier, before), (today, cases))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arenden.csv"
        for day, rows in versions:
            path.write_bytes(caselist.export(rows))
            if day == earlier:
                mappings.map_file(database, "Demosystemet", path, {}, "snapshot")
            at = datetime.combine(day, time(7, 12), ZONE).astimezone(UTC)
            feed.import_feed(database, path, "Demosystemet", learnt_protected=learnt_protected, confirm=True, at=at)


def _this_morning(
    database: Database, rng: random.Random, today: date, cases: list[DemoCase], people: dict[str, int]
) -> None:
    """Unread mail, missed calls, promises, something passed on: what the desk meets at 09:41."""
    yesterday = traffic.days_before(WorkTime(), today, 1)[0]
    for uid, letter in enumerate(traffic.morning_mail(rng, yesterday, today, cases, _OPEN_MAIL), 1):
        item = RawItem(place=f"imap:demo/INBOX/1/{uid}", kind="imap", octets=letter.octets, received_at=letter.at)
        ledger.store_raw(database, StoreRaw(by=None, at=letter.at, items=(item,)))
    intake.understand_pending(database)
    known = [case.client.phone for case in cases if case.client.phone and not case.protected and case.closed is None]
    rng.shuffle(known)
    unknown = cast.numbers()[0]
    callers = (unknown, unknown, unknown, known[0], known[1])
    for at, number in zip(_MISSED_AT, callers, strict=True):
        _call(database, today, at, number, "missed")
    for place, minute in enumerate(_ANSWERED_AT):
        contact = _call(database, today, time(9, minute), known[2 + place], "answered", "ended")
        _decide(database, rng, contact, people, today, time(9, minute + 4), place)


def _call(database: Database, today: date, at: time, number: str, *events: str) -> int:
    moment = datetime.combine(today, at, ZONE).astimezone(UTC)
    contact = 0
    for event in ("ringing", *events):
        command = PhoneEvent(
            by=None, at=moment, event=event, number=number, call_id=f"demo-{at:%H%M}", occurred_at=moment
        )
        contact = calls.phone_event(database, command).created["contact"]
        moment += timedelta(minutes=1)
    return contact


def _decide(
    database: Database, rng: random.Random, contact: int, people: dict[str, int], today: date, at: time, place: int
) -> None:
    """A call of this morning that somebody dealt with: promised, passed on, or closed."""
    moment = datetime.combine(today, at, ZONE).astimezone(UTC)
    me, other = people[roster.sitting(database, today)], people["sd"]
    afternoon = datetime.combine(today, time(15), ZONE).astimezone(UTC)
    version = views.summaries(database, Contact.id == contact)[0].version
    said: dict[str, Any] = {"by": me, "at": moment, "contact": contact, "version": version}
    if place == 1:
        note = "Vill bli uppringd om hembesöket."
        handling.promise(database, handling.Promise(**said, due_at=afternoon, note=note))
    elif place == 3:
        note = "Undrar över beslutet, helst i dag."
        handling.pass_on(database, handling.PassOn(**said, to=other, returns_at=afternoon, note=note))
    else:
        handling.close(
            database, handling.Close(**said, outcome="solved", note=rng.choice(("Informerad.", "Ny tid bokad.")))
        )


def _working_day(day: date) -> date:
    clock = WorkTime()
    return day if clock.is_working_day(day) else clock.next_working_day(day)
