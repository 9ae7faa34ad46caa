"""A made unit for the measures: contacts, cases and shifts at the moments where counting goes wrong, as bare rows."""

import json
import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from mottagning.cases.tables import Case, CaseHistory, Feed
from mottagning.command import CommandLog
from mottagning.contacts.answers.tables import Outgoing
from mottagning.contacts.tables import Call, Contact, ContactText, Mailbox, Thread, Tie
from mottagning.insertion import add_many
from mottagning.people.tables import AbsenceRow, PersonRow
from mottagning.people.unit import SaveUnit, UnitSettings, save_unit
from mottagning.rota.tables import PostRow, RotaPerson, ShiftRow

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENING = {
    **{weekday: ((time(8), time(12)), (time(13), time(16))) for weekday in range(4)},
    4: ((time(8), time(14, 30)),),
    5: ((time(22), time(0)),),
}
"""Closed at lunch, shorter on Fridays, and a late Saturday that ends at midnight."""
CLOSED = (date(2026, 3, 24), date(2026, 10, 21))
HALF_DAYS = {date(2026, 3, 27): ((time(8), time(11)),), date(2026, 12, 23): ((time(9), time(12)),)}
EARLY = time(13)
"""On the day before a holiday."""
STRETCHES = (
    (date(2026, 3, 9), date(2026, 4, 12)),  # summer time, Easter
    (date(2026, 6, 8), date(2026, 6, 28)),  # midsummer, whose Friday is an eve
    (date(2026, 10, 12), date(2026, 11, 8)),  # winter time, All Saints
    (date(2026, 12, 14), date(2027, 1, 10)),  # Christmas, New Year, Twelfth Night
)
NOW = datetime(2027, 1, 8, 10, 30, tzinfo=STOCKHOLM)
STAGES = ("received", "investigation", "decision", "execution", "follow_up")
KINDS = (("sol", "hemtjänst"), ("sol", "trygghetslarm"), ("lss", "ledsagning"), ("child", "orosanmälan"), ("child", ""))
_EDGES = ("00:00", "01:59", "02:00", "02:30", "03:00", "07:59", "08:00", "11:59", "12:00", "13:00", "15:59", "16:00")
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def fill(database, contacts, cases, seed=1):
    """Write it all."""
    rng = random.Random(seed)
    settings = UnitSettings(opening=OPENING, closed=frozenset(CLOSED), other_hours=HALF_DAYS, before_holidays=EARLY)
    save_unit(database, SaveUnit(by=None, unit=settings))
    with database.writing():
        staff = _staff(rng)
        ids = _cases(rng, cases)
        _contacts(rng, contacts, ids)
        _shifts(rng, staff)
        _work(rng, staff)


def moment(rng):
    """A whole minute in one of the stretches, often right at an edge of the day; UTC."""
    first, last = rng.choice(STRETCHES)
    day = first + timedelta(days=rng.randrange((last - first).days + 1))
    if rng.random() < 0.4:
        local = datetime.combine(day, time.fromisoformat(rng.choice(_EDGES)), STOCKHOLM)
    else:
        local = datetime.combine(day, time(rng.choice((7, 8, 9, 10, 11, 13, 14, 15, 17))), STOCKHOLM)
        local += rng.randrange(60) * _MINUTE
    at = local.replace(fold=rng.randrange(2)).astimezone(UTC)
    return at if at < NOW - _HOUR else moment(rng)


def _later(rng, at):
    """Minutes, hours, or days and a change of the clocks later."""
    return at + rng.choice((0, 1, 4, 59, 60, 185, 600, 1440, 1441, 3000, 4320, 10_000)) * _MINUTE


def _contacts(rng, count, cases):
    rows = {model: [] for model in (Contact, ContactText, Call, Outgoing, Tie)}
    add_many(Thread, [{"id": number, "kind": "phone"} for number in range(1, 13)])
    add_many(Mailbox, [{"id": 1, "name": "m", "host": "localhost", "port": 993, "username": "m", "security": "tls"}])
    for number in range(1, count + 1):
        at, channel = moment(rng), rng.choices(("phone", "mail", "visit", "letter"), (55, 30, 10, 5))[0]
        outcome = rng.choices(("solved", "accepted", "referred", "no_action", None), (45, 20, 10, 10, 15))[0]
        closed = _later(rng, at) if outcome else None
        outcome, closed = (outcome, closed) if closed and closed < NOW else (None, None)
        status = rng.choices(
            ("answered", "ended", "missed", "elsewhere", "unknown", "ringing", None), (5, 50, 25, 5, 5, 2, 8)
        )[0]
        status = status if channel == "phone" else None
        is_in = rng.random() < 0.92
        rows[Contact].append(
            {
                "id": number,
                "channel": channel,
                "direction": "in" if is_in else "out",
                "kind": "auto_reply" if channel == "mail" and rng.random() < 0.1 else "person",
                "at": at,
                "state": "closed" if outcome else "waiting",
                "outcome": outcome,
                "due_at": None if outcome else at + _DAY,
                "closed_at": closed,
                "concern": "marked" if rng.random() < 0.15 else "no",
                "thread_id": rng.randrange(1, 13) if status == "missed" and rng.random() < 0.7 else None,
                "part_of": rng.randrange(1, number) if number > 1 and rng.random() < 0.05 else None,
            }
        )
        rows[ContactText].append({"contact_id": number, "phone": None if rng.random() < 0.2 else "+46701740605"})
        if status:
            rows[Call].append(_call(rng, number, at, status))
        if channel == "mail" and rng.random() < 0.6:
            rows[Outgoing] += _answers(rng, number, at)
        for case in rng.sample(cases, rng.choice((0, 1, 1, 2))):
            tie = {"contact_id": number, "case_id": case, "certainty": "certain", "reasons": "[]", "at": at}
            rows[Tie].append(tie | {"state": rng.choice(("tied", "tied", "offered", "untied"))})
    for model, made in rows.items():
        for start in range(0, len(made), 50):
            add_many(model, made[start : start + 50])


def _call(rng, number, at, status):
    answered = at + rng.randrange(0, 12) * _MINUTE if status in ("answered", "ended") and rng.random() < 0.93 else None
    ended = answered + rng.randrange(1, 40) * _MINUTE if answered and status == "ended" else None
    rang = None if rng.random() < 0.05 else at
    return {
        "contact_id": number,
        "source": "phone",
        "status": status,
        "ringing_at": rang,
        "answered_at": answered,
        "ended_at": ended,
    }


def _answers(rng, number, at):
    for place in range(rng.choice((1, 1, 2))):
        sent = _later(rng, at)
        state = rng.choice(("sent", "sent", "sent", "failed")) if sent < NOW else "failed"
        yield {
            "contact_id": number,
            "mailbox_id": 1,
            "message_id": f"<{number}.{place}@example.se>",
            "state": state,
            "made_at": sent,
            "sent_at": sent if state == "sent" else None,
            "is_receipt": rng.random() < 0.3,
        }


def _cases(rng, count):
    """Cases with dates in every order, and what feeds told of them, a feed a week."""
    add_many(Feed, [{"id": 1, "at": NOW, "sha256": "", "kind": "snapshot", "state": "taken", "report": "{}"}])
    cases, history = [], []
    for number in range(1, count + 1):
        category, type_ = rng.choice(KINDS)
        received = date(2026, 1, 1) + timedelta(days=rng.randrange(330))
        days = [received]
        for mean in (9, 70, 12, 40):
            days.append(days[-1] + timedelta(days=int(rng.expovariate(1 / mean)) + rng.randrange(2)))
        stage = max(place for place, day in enumerate(days) if day <= NOW.date())
        told = dict(zip(("received", "opened", "decided", "executed"), days, strict=False))
        told = {name: day if day <= NOW.date() and rng.random() < 0.95 else None for name, day in told.items()}
        closed = days[stage] + timedelta(days=rng.randrange(60)) if rng.random() < 0.3 else None
        closed = closed if closed and closed <= NOW.date() else None
        cases.append(
            {
                "id": number,
                "code": f"C-{number}",
                "code_folded": f"c-{number}",
                "category": category,
                "type": type_ or None,
                "stage": STAGES[stage],
                "stage_since": days[stage] if rng.random() < 0.95 else None,
                "closed": closed,
                **told,
            }
        )
        known = [str(day) if rng.random() < 0.95 else None for day in days]
        known[stage] = None if cases[-1]["stage_since"] is None else str(days[stage])
        # A feed tells of the stage it is in then, whatever lies between.
        shown = {_fed(day): place for place, day in enumerate(days[: stage + 1])}
        for (_, place), (at, after) in pairwise(shown.items()):
            history.append(_change(number, at, "stage", STAGES[place], STAGES[after]))
            history.append(_change(number, at, "stage_since", known[place], known[after]))
        if closed:
            history.append(_change(number, _fed(closed), "closed", None, str(closed)))
    add_many(Case, cases)
    for row in sorted(history, key=lambda each: each["at"]):
        add_many(CaseHistory, [row])
    return [case["id"] for case in cases]


def _fed(day):
    """The Monday morning after."""
    monday = day + timedelta(days=7 - day.weekday())
    return datetime.combine(monday, time(6, 30), UTC)


def _change(case, at, field, old, new):
    return {"case_id": case, "at": at, "field": field, "old": old, "new": new}


def _staff(rng):
    people = [
        {"id": number, "key": f"p{number}", "name": f"Person {number}", "initials": "P", "sort_key": str(number)}
        for number in range(1, 9)
    ]
    people[7] |= {"left_on": date(2026, 10, 20)}
    add_many(PersonRow, [{"left_on": None, **person} for person in people])
    rates = json.dumps([{"from": "2020-01-01", "percent": 100}])
    off = json.dumps([{"weekday": 2, "half": None}])
    add_many(
        RotaPerson,
        [{"person_id": number, "rates": rates, "off": off if number == 3 else "[]"} for number in range(1, 9)],
    )
    for person in range(1, 9):
        first = rng.choice(STRETCHES)[0] + timedelta(days=rng.randrange(14))
        row = {"person_id": person, "first_day": first, "last_day": first + timedelta(days=rng.randrange(9))}
        add_many(AbsenceRow, [row | {"half": rng.choice((None, "am", "pm"))}])
    return [person["id"] for person in people]


def _shifts(rng, staff):
    posts = (("am", "08:00", "12:00", "desk"), ("pm", "12:00", "16:00", "desk"), ("s", "08:00", "16:00", "standby"))
    add_many(
        PostRow,
        [
            {"id": place, "key": key, "name": key, "weekdays": "[0, 1, 2, 3, 4]", "starts": start, "ends": end}
            | {"kind": kind}
            for place, (key, start, end, kind) in enumerate(posts, 1)
        ],
    )
    for first, last in STRETCHES:
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        rows = [
            {"day": day, "post_id": post, "person_id": None if rng.random() < 0.07 else rng.choice(staff)}
            for day in days
            if day.weekday() < 5 and rng.random() < 0.95
            for post in (1, 2, 3)
        ]
        add_many(ShiftRow, rows)


def _work(rng, staff):
    rows = []
    for number in range(600):
        at = moment(rng) + timedelta(seconds=rng.randrange(60))
        who = rng.choice((*staff, None))
        rows += [
            {"uuid": f"{number}-{again}", "name": "x", "actor_id": who, "at": at + timedelta(seconds=again)}
            | {"origin": "x", "changes": "{}"}
            for again in range(rng.choice((1, 1, 3)))
        ]
    for start in range(0, len(rows), 50):
        add_many(CommandLog, rows[start : start + 50])
