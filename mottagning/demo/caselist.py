"""An invented case list as a case system would export it: CSV in two versions, three weeks apart."""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from mottagning.demo import cast, letters
from mottagning.demo.cast import Client
from mottagning.phones import display
from mottagning.worktime import WorkTime

_STAGES = ("Mottaget", "Utredning", "Beslut", "Verkställighet", "Uppföljning")
_STAYS = (4, 38, 8, 75)
"""Days that a case usually stays in each stage but the last."""
_CLOCK = WorkTime()
_SHARES = (6, 34, 10, 34, 16)
_CATEGORIES = ("sol", "lss", "transport", "child")
_WORDS = {"sol": "SoL", "lss": "LSS", "transport": "Färdtjänst", "child": "Barn"}
_HEADER = (
    "Ärendekod", "Kategori", "Ärendetyp", "Steg", "I steg sedan", "Handläggare", "Inkom", "Öppnad", "Beslutad",
    "Verkställd", "Avslutad", "Prioritet", "Tyngd", "Nästa steg", "Nästa datum", "Namn", "Personnummer", "Telefon",
    "E-post",
    "Skyddade uppgifter", "Partens roll", "Partens namn", "Partens telefon",
)  # fmt: skip


@dataclass(slots=True)
class DemoCase:
    """A case as it stands on the day of the export; `stage` is a place in the row of stages."""

    code: str
    category: str
    type: str
    stage: int
    since: date
    handler: str
    received: date
    opened: date | None
    decided: date | None
    executed: date | None
    closed: date | None
    priority: str
    next_step: str
    next_date: date | None
    client: Client
    protected: bool
    party: tuple[str, str, str] | None


def make(rng: random.Random, count: int, today: date) -> list[DemoCase]:
    """`count` cases, most of them open, three in ten thousand but at least one of them protected."""
    free = cast.numbers()[cast.UNKNOWN :]
    rng.shuffle(free)

    cases = [_case(rng, number, count, today, free) for number in range(count)]
    for case in rng.sample([c for c in cases if c.closed is None], max(2, count // 300)):
        case.protected = True
    return cases


def _case(rng: random.Random, number: int, count: int, today: date, free: list[str]) -> DemoCase:
    category = rng.choices(_CATEGORIES, (55, 18, 15, 12))[0]
    stage = rng.choices(range(5), _SHARES)[0]
    days = {0: 8, 1: 70, 2: 14, 3: 160, 4: 200}[stage]
    since = today - timedelta(days=int(rng.triangular(0, days, days * 0.2)))
    received = since - timedelta(days=rng.randrange(1, 40) + 40 * stage)
    opened = received + timedelta(days=rng.randrange(0, 12)) if stage else None
    handler = "" if rng.random() < (0.3 if stage == 0 else 0.01) else rng.choice(cast.STAFF)[1]
    client = cast.client(rng, free, number)
    closed = today - timedelta(days=rng.randrange(25, 200)) if rng.random() < 0.25 else None
    if closed is not None:
        closed = max(closed, since + timedelta(days=3))
        closed = None if closed > today - timedelta(days=22) else closed  # else the first export would not know it
    step = rng.choice(letters.NEXT_STEPS) if rng.random() < 0.7 else ""
    party = None
    if rng.random() < 0.25:
        role = rng.choice(cast.ROLES)[1] if category != "child" else "vårdnadshavare"
        if role == "vårdnadshavare" and category in ("sol", "transport"):
            role = "anhörig"  # these are about adults
        phone = free.pop() if free and rng.random() < 0.4 else ""
        surname = client.name.split()[-1] if role != "god man" else rng.choice(cast.LAST_NAMES)
        party = (role, f"{rng.choice(cast.FIRST_NAMES)} {surname}", phone)
    return DemoCase(
        code=f"C-{1000 + number * 7 % (9000 if count < 9000 else count * 10):04d}",
        category=category,
        type=rng.choice(letters.TYPES[category]),
        stage=stage,
        since=_worked(since),
        handler=handler,
        received=_worked(received),
        opened=opened and _worked(opened),
        decided=_worked(since if stage == 2 else since - timedelta(days=20)) if stage >= 2 else None,
        executed=_worked(since) if stage == 3 and rng.random() < 0.8 else None,
        closed=closed and _worked(closed),
        priority=rng.choices(("1", "2", "3"), (15, 60, 25))[0],
        next_step=step,
        next_date=_worked(today + timedelta(days=rng.randrange(5, 33))) if step else None,
        client=client,
        protected=False,
        party=party,
    )


@lru_cache(maxsize=4096)
def _worked(day: date) -> date:
    """That day, or the last working day before it: nobody visits or decides on a Sunday."""
    while not _CLOCK.is_working_day(day):
        day -= timedelta(days=1)
    return day


def as_of(case: DemoCase, day: date) -> DemoCase | None:
    """The case as it stood on an earlier day; None when it had not come yet."""
    if case.received > day:
        return None
    if case.since <= day or case.stage == 0:
        return case
    before = _copy(case)
    before.stage -= 1
    stayed = timedelta(days=_STAYS[before.stage] + len(case.client.name) % 7)
    before.since = max(case.received, _worked(case.since - stayed))
    if before.stage < 2:
        before.decided = before.executed = None
    return before


def export(cases: list[DemoCase]) -> bytes:
    """The export: semicolons and a byte order mark, as Swedish case systems write it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(_HEADER)
    for case in cases:
        writer.writerow(_row(case))
    return text.getvalue().encode("utf-8-sig")


def _row(case: DemoCase) -> list[str]:
    person = ["", "", "", ""] if case.protected else [
        case.client.name, case.client.personal_id, display(case.client.phone) if case.client.phone else "",
        case.client.email or "",
    ]  # fmt: skip
    role, name, phone = case.party if case.party and not case.protected else ("", "", "")
    return [
        case.code, _WORDS[case.category], case.type, _STAGES[case.stage], _day(case.since), case.handler,
        _day(case.received), _day(case.opened), _day(case.decided), _day(case.executed), _day(case.closed),
        case.priority,
        "", case.next_step, _day(case.next_date), *person, "ja" if case.protected else "nej",
        role, name, display(phone) if phone else "",
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _copy(case: DemoCase) -> DemoCase:
    return DemoCase(**{name: getattr(case, name) for name in DemoCase.__slots__})
