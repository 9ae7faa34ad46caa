"""Invented contacts: six weeks of finished ones in the hourly profile of a reception, and this morning's open ones."""

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from mottagning.contacts.bulk import Finished
from mottagning.demo import letters, specimens
from mottagning.demo.caselist import DemoCase
from mottagning.worktime import ZONE, WorkTime

_HOURS = (8, 9, 10, 11, 12, 13, 14, 15)
_BY_HOUR = (22, 18, 14, 11, 7, 11, 10, 7)
_ENOUGH = 10
"""Contacts are about cases from the day on which one case in so many has come."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of this morning: when it arrived, and its octets."""

    at: datetime
    octets: bytes


def days_before(worktime: WorkTime, today: date, count: int) -> list[date]:
    """The last `count` working days before `today`, oldest first."""
    found: list[date] = []
    day = today
    while len(found) < count:
        day -= timedelta(days=1)
        if worktime.is_working_day(day):
            found.append(day)
    return found[::-1]


def finished(
    rng: random.Random, count: int, days: list[date], cases: list[tuple[int, DemoCase]], staff: list[int]
) -> Iterator[Finished]:
    """`count` closed contacts over `days`, Mondays 30 % busier, each about one of `cases` that has come by then, or
    nobody's: before most cases came there are contacts too, but they are not heaped on the few that are oldest."""
    weights = [1.3 if day.weekday() == 0 else 1.0 for day in days]
    chosen = sorted(rng.choices(range(len(days)), weights, k=count))
    cases = sorted(cases, key=lambda pair: (pair[1].received, pair[1].code))
    came = [case.received for _, case in cases]
    for place in chosen:
        at = _moment(rng, days[place])
        channel = rng.choices(("phone", "mail", "visit", "letter"), (70, 25, 4, 1))[0]
        there = bisect_right(came, days[place])
        has_come = there * _ENOUGH >= len(cases)
        case_id, case = cases[rng.randrange(there if has_come else len(cases))]
        # What is about protected ones is sealed when it is done.
        is_tied = has_come and rng.random() < 0.8 and not case.protected
        yield _finished(rng, channel, at, case_id if is_tied else None, case, rng.choice(staff))


def _finished(
    rng: random.Random, channel: str, at: datetime, case_id: int | None, case: DemoCase, owner: int
) -> Finished:
    client = case.client
    anonymous = case.protected or (case_id is None and rng.random() < 0.3)
    subject = text = None
    if channel == "mail":
        subject, text = _letter(rng, case, names_it=case_id is not None)
        note, outcome = rng.choice(letters.ANSWERS)
        took = timedelta(hours=rng.uniform(0.3, 7))
    else:
        note, outcome = rng.choice(letters.CALLS)
        took = timedelta(minutes=rng.lognormvariate(2.2, 0.5))
        if channel != "phone":
            note = rng.choice(letters.VISITS)
    missed = channel == "phone" and rng.random() < 0.07
    if missed:
        note, outcome = "Uppringd.", "solved"
        took = timedelta(hours=rng.uniform(0.3, 3))
    waited = timedelta(seconds=min(rng.lognormvariate(3.3, 0.8), 280)) if channel == "phone" and not missed else None
    took += waited or timedelta()
    return Finished(
        missed=missed,
        waited=waited,
        channel=channel,
        at=at,
        closed_at=at + took,
        outcome=outcome,
        owner=owner,
        place=f"desk:{UUID(int=rng.getrandbits(128))}",
        name=None if anonymous else client.name,
        address=None if anonymous or channel != "mail" else client.email or f"kontakt{rng.randrange(9999)}@example.se",
        phone=None if anonymous or channel != "phone" else client.phone,
        subject=subject,
        text=text,
        note=note,
        case=case_id,
        registered="minor" if outcome == "no_action" else "case_file",
    )


def morning_letters(count: int) -> int:
    """How many messages `morning_mail` makes of `count` from clients: a few others write too."""
    return count + len(letters.OTHERS) + 1 + specimens.COUNT


def morning_mail(rng: random.Random, yesterday: date, today: date, cases: list[DemoCase], count: int) -> list[Letter]:
    """Unread mail: what came after Friday's last look and this morning; one may be a report of concern."""
    known = [case for case in cases if case.client.email and not case.protected and case.closed is None]
    found = []
    for number in range(count):
        day, first = (yesterday, time(14, 50)) if number < count // 3 else (today, time(7, 5))
        at = datetime.combine(day, first, ZONE) + timedelta(minutes=number * 150 / count)
        case = rng.choice(known)
        subject, text = _letter(rng, case)
        if number % 5 == 3:
            subject, text = f"Ang. {case.code}", text + f"\n\nÄrende {case.code}"
        found.append(Letter(at.astimezone(UTC), _mail(case.client.name, case.client.email or "", subject, text, at)))
    for number, (name, address, subject, text) in enumerate((*letters.OTHERS, letters.SCHOOL)):
        at = datetime.combine(today, time(7, 40 + number * 4), ZONE)
        found.append(Letter(at.astimezone(UTC), _mail(name, address, subject, text, at)))
    found += [Letter(at.astimezone(UTC), octets) for at, octets in specimens.messages(yesterday, today, cases)]
    return sorted(found, key=lambda letter: letter.at)


def _letter(rng: random.Random, case: DemoCase, *, names_it: bool = True) -> tuple[str, str]:
    """A letter about the case, or one that `names_it` neither by its code nor by its handler."""
    kinds = [kind for kind in letters.LETTERS if names_it or not any("{code}" in s or "{handler}" in s for s in kind)]
    subject, text = rng.choice(kinds)
    values = {"name": case.client.name, "code": case.code, "handler": case.handler or "er"}
    return subject.format(**values), text.format(**values)


def _mail(name: str, address: str, subject: str, text: str, at: datetime) -> bytes:
    message = EmailMessage()
    message["From"] = f'"{name}" <{address}>'
    message["To"] = specimens.ADDRESS
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{at:%Y%m%d%H%M%S}.{address}>"
    message.set_content(text)
    return message.as_bytes()


def _moment(rng: random.Random, day: date) -> datetime:
    hour = rng.choices(_HOURS, _BY_HOUR)[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), ZONE).astimezone(UTC)
