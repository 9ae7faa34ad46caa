"""Who has to be told what by an e-mail without content: what waits for her, what she promised, and what is late.

Only who is at work and not at the desk, in opening hours, each thing once, and nobody more often than once an hour.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mottagning.care.noticetables import Notice, Told
from mottagning.command import Command, Turn, handles
from mottagning.contacts.answers.letter import own_id
from mottagning.contacts.answers.senders import senders
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.people import roles, staff, unit
from mottagning.people.roles import require_lead
from mottagning.people.staff import Person
from mottagning.rota import today
from mottagning.rota.presence import who_is_in
from mottagning.worktime import WorkTime

GIVEN, DUE, LATE = "given", "due", "late"
WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
EVERY = timedelta(hours=1)
"""At most one mail to a person within this time."""
_AHEAD_HOURS = 0.5
"""So much opening time before it is due, whoever promised is reminded."""
_LATELY = timedelta(days=7)
_NAME = "notices"

News = tuple[int, str, datetime]
"""(contact, what, the time it is about)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands for one person: each contact that is given to her, due soon with her, or late (UTC)."""

    person: Person
    news: tuple[News, ...]

    def count(self, what: str) -> int:
        """How many there are of this."""
        return sum(1 for _, kind, _ in self.news if kind == what)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNotices(Command):
    """Let e-mails without content go to colleagues, or not."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeNotice(Command):
    """Let a mail go to this person, from this mailbox; with it these things are told."""

    person: int
    mailbox: int
    address: str
    news: tuple[News, ...] = field(default=())


def are_on(database: Database) -> bool:
    """Whether such mails go at all; they do until the team lead says otherwise."""
    return bool((unit.value(database, _NAME) or {}).get("on", True))


def may_go(database: Database, at: datetime) -> bool:
    """Whether such a mail may go at this moment (UTC): they are on, and the reception is open."""
    return are_on(database) and unit.worktime(unit.load_unit(database)).is_open(at)


@handles
def turn_notices(turn: Turn, command: TurnNotices) -> None:
    """Keep it. Team leads only."""
    require_lead(turn)
    before = are_on(turn.database)
    unit.keep_value(turn, _NAME, {"on": command.on})
    turn.audit("changed", "setting", None, fields=[_NAME])
    turn.undo = TurnNotices(by=turn.by, on=before)


def without_address(database: Database, at: datetime) -> tuple[Person, ...]:
    """Those at work whom no such mail can reach."""
    people = staff.everyone(database, staff.local_day(at))
    return tuple(person for person in people if person.role != "none" and not person.email)


def refused(database: Database, at: datetime) -> tuple[tuple[str, str], ...]:
    """(name, sentence) of the mails of the last week that could not be delivered."""
    with database.reading():
        lately = Notice.made_at > Notice.made_at.db_value(at - _LATELY)
        rows = list(Notice.select().where((Notice.state == FAILED) & lately).order_by(Notice.id))
        names = {person.id: person.name for person in staff.everyone(database)}
    return tuple((names.get(row.person_id, ""), row.error or "") for row in rows)


def standings(database: Database, at: datetime) -> tuple[Standing, ...]:
    """How it stands at this moment (UTC) for each who can be told: at work today, not at the desk, with an address."""
    day = staff.local_day(at)
    with database.reading():
        sitting = today.answering(database, at)
        here = {each.person.id: each.person for each in who_is_in(database, day) if each.present != "out"}
        worktime = unit.worktime(unit.load_unit(database))
        found: defaultdict[int, list[News]] = defaultdict(list)
        for contact, what, time, to in _what_is_up(at, worktime, roles.leading(database, day)):
            for person in to:
                found[person].append((contact, what, time))
    return tuple(
        Standing(person, tuple(news))
        for person, news in ((here.get(each), news) for each, news in sorted(found.items()))
        if person is not None and person.email and person.role != "none" and person.key not in sitting
    )


def due(database: Database, at: datetime) -> tuple[MakeNotice, ...]:
    """The mails to be made now: none outside opening hours, none without a mailbox that sends."""
    sender = next(iter(senders(database)), None)
    if sender is None or sender.mailbox is None or not may_go(database, at):
        return ()
    with database.reading():
        made = []
        for each in standings(database, at):
            news = _untold(each.person.id, each.news)
            if news and not _was_told_lately(each.person.id, at):
                person, mailbox = each.person.id, sender.mailbox
                made.append(
                    MakeNotice(by=None, at=at, person=person, mailbox=mailbox, address=sender.address, news=news)
                )
    return tuple(made)


@handles
def make_notice(turn: Turn, command: MakeNotice) -> None:
    """Write down that it is told, with the mail that tells it; what was told meanwhile is not told again."""
    news = _untold(command.person, command.news)
    if not news or _was_told_lately(command.person, turn.at):
        return
    row = Notice.create(
        person_id=command.person,
        mailbox_id=command.mailbox,
        message_id=own_id(command.uuid, command.address),
        state=WAITING,
        made_at=turn.at,
        next_at=turn.at,
    )
    for contact, what, time in news:
        said = {"person_id": command.person, "contact_id": contact, "what": what, "of_time": time}
        Told.insert(**said, at=turn.at, notice_id=row.id).execute()
    turn.audit("told", "person", command.person, things=len(news))
    turn.touch("notice", row.id)


def _what_is_up(at: datetime, worktime: WorkTime, leading: frozenset[int]) -> list[tuple[int, str, datetime, set[int]]]:
    """(contact, what, the time it is about, whom it concerns)."""
    soon = worktime.add_hours(at, _AHEAD_HOURS)
    found: list[tuple[int, str, datetime, set[int]]] = []
    columns = (Contact.id, Contact.state, Contact.owner_id, Contact.due_at, Contact.returns_at, Contact.quiet)
    is_near = (Contact.state == "passed_on") | (Contact.due_at <= soon)
    for row in Contact.select(*columns).where((Contact.state != "closed") & is_near).order_by(Contact.id):
        owner = {row.owner_id} if row.owner_id is not None else set()
        if row.state == "passed_on":
            found.append((row.id, GIVEN, row.returns_at, owner))
        elif row.due_at < at and not row.quiet:
            found.append((row.id, LATE, row.due_at, owner | leading))
        elif row.state == "promised" and row.due_at >= at:
            found.append((row.id, DUE, row.due_at, owner))
    return found


def _untold(person: int, news: tuple[News, ...]) -> tuple[News, ...]:
    rows = Told.select(Told.contact_id, Told.what, Told.of_time).where(Told.person_id == person)
    told = {(row.contact_id, row.what, row.of_time) for row in rows}
    return tuple(each for each in news if each not in told)


def _was_told_lately(person: int, at: datetime) -> bool:
    lately = Notice.made_at > Notice.made_at.db_value(at - EVERY)
    return bool(Notice.select().where((Notice.person_id == person) & lately).exists())
