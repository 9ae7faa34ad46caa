"""What the team lead sees at a glance: everything that is late, in nobody's hands, uncovered or stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mottagning.cases import renames, sources
from mottagning.cases.feedback import DueFeedback, due_feedback
from mottagning.cases.freshness import Freshness, freshness
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.renames import Rename
from mottagning.cases.sources import SourceState
from mottagning.cases.tables import Case
from mottagning.contacts import views
from mottagning.contacts.answers.outgoing import AnswerView, unsent
from mottagning.contacts.disposing import load_disposal
from mottagning.contacts.dues import Dues
from mottagning.contacts.mail import gauge
from mottagning.contacts.mail.gauge import Gauge
from mottagning.contacts.model import Summary
from mottagning.contacts.phone.switchboards import SwitchboardState, switchboards
from mottagning.contacts.tables import Contact, Quarantine
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk import baton, concerns, queue
from mottagning.desk.baton import Baton
from mottagning.desk.concerns import Concern
from mottagning.desk.copyout import not_entered
from mottagning.desk.daystate import day_before
from mottagning.desk.queue import Item
from mottagning.desk.repeats import Repeats, repeats
from mottagning.desk.todays import Opening, opened_beyond
from mottagning.people import roles, staff
from mottagning.people.deputies import deputies
from mottagning.people.staff import Person
from mottagning.rota import plans
from mottagning.rota import unit as rota_unit
from mottagning.rota.presence import who_is_in
from mottagning.worktime import ZONE

DAYS_AHEAD = 14
TO_DECIDE = ("deputy", "disposal")
"""deputy: a team lead has nobody to stand in for her, now or later; disposal: how long what was said is kept."""
_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A shift where nobody will sit. `person` is the name of the one who should but is not available, "" for nobody."""

    day: date
    post: str
    person: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text that waits in the quarantine since `at`, and the codes of the cases it is tied to."""

    contact: int
    at: datetime
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The lists, each in the order in which it should be mended. A contact is in one of the first three at most.

    `baton` is the last day's, when nobody has signed for it in time. `concerns` are those on their way, `dismissed`
    those that somebody found to be none lately. `unplanned` are the working days ahead for which no rota is published.
    `refused` are the switchboards that were turned away last. `unentered` has been done for more than a working day
    and is registered nowhere. `opened` is what was opened lately beyond the day's work. `undecided` are those of
    `TO_DECIDE` that nobody has decided. `people` are the staff by their ids, `away` those not available today.
    """

    at: datetime
    baton: Baton | None
    late: tuple[Item, ...]
    unaccepted: tuple[Item, ...]
    concerns: tuple[Concern, ...]
    dismissed: tuple[Concern, ...]
    unassigned: tuple[CaseView, ...]
    uncovered: tuple[Uncovered, ...]
    unplanned: tuple[date, ...]
    feed: Freshness
    sources: tuple[SourceState, ...]
    renames: tuple[Rename, ...]
    gauges: tuple[Gauge, ...]
    refused: tuple[SwitchboardState, ...]
    sealed: tuple[Sealed, ...]
    feedback: tuple[DueFeedback, ...]
    unsent: tuple[AnswerView, ...]
    unentered: tuple[Summary, ...]
    repeats: Repeats
    opened: tuple[Opening, ...]
    undecided: tuple[str, ...]
    people: dict[int, Person]
    away: frozenset[int]


def load(database: Database, by: int | None, at: datetime) -> Overview:
    """The picture at this moment (UTC). NotAllowed unless a team lead asks: it is about people at work too."""
    roles.require(roles.role_at(database, by, at), "lead")
    day = at.astimezone(ZONE).date()
    with database.reading():
        waiting = queue.load(database, None, at)
        items = [item for name in queue.GROUPS if name != "done" for item in waiting.groups[name]]
        items = [item for item in items if item.contact.concern not in ("possible", "marked")]
        uncovered, unplanned = _rota(database, day)
        followed = concerns.load(database, at)
        people = {person.id: person for person in staff.everyone(database)}
        return Overview(
            at=at,
            baton=baton.unsigned(database, at),
            late=tuple(item for item in items if item.is_late and item.contact.state != "passed_on"),
            unaccepted=tuple(item for item in items if item.contact.state == "passed_on"),
            concerns=tuple(each for each in followed if each.step != "dismissed"),
            dismissed=tuple(each for each in reversed(followed) if each.step == "dismissed"),
            unassigned=_unassigned(database, day),
            uncovered=uncovered,
            unplanned=unplanned,
            feed=freshness(database, at),
            sources=sources.states(database),
            renames=renames.renames(database),
            gauges=gauge.read(database, at),
            refused=tuple(each for each in switchboards(database) if each.is_refused),
            sealed=_sealed(),
            feedback=due_feedback(database, day),
            unsent=unsent(database),
            unentered=_unentered(database, at),
            repeats=repeats(database, at),
            opened=opened_beyond(database, at - _LATELY),
            undecided=_undecided(database, people, day),
            people=people,
            away=frozenset(each.person.id for each in who_is_in(database, day) if each.present == "out"),
        )


def _unentered(database: Database, at: datetime) -> tuple[Summary, ...]:
    """What was done before this time of the last working day, and is not registered; the oldest first."""
    local = at.astimezone(ZONE)
    before = datetime.combine(day_before(Dues.of(database).worktime, at), local.time(), ZONE)
    ids = list(not_entered(database, before=before.astimezone(UTC)))
    return tuple(views.summaries(database, Contact.id.in_(ids), (Contact.closed_at, Contact.id))) if ids else ()


def _undecided(database: Database, people: dict[int, Person], day: date) -> tuple[str, ...]:
    leads = roles.leading(database, day)
    named = {each.person for each in deputies(database) if each.last is None or each.last >= day}
    is_alone = any(people[each].role == "lead" and each not in named for each in leads)
    is_open = not load_disposal(database).decision
    return tuple(name for name, lacks in zip(TO_DECIDE, (is_alone, is_open), strict=True) if lacks)


def _unassigned(database: Database, day: date) -> tuple[CaseView, ...]:
    """Open cases that nobody has, the oldest first."""
    nobody = Case.handler.is_null() | (Case.handler == "")
    ids = [row.id for row in Case.select(Case.id).where(Case.closed.is_null() & nobody)]
    cases = cases_by_id(database, ids, day).values()
    return tuple(sorted(cases, key=lambda case: (case.received or case.stage_since or day, case.id)))


def _rota(database: Database, day: date) -> tuple[tuple[Uncovered, ...], tuple[date, ...]]:
    """The uncovered shifts of the days ahead, and the working days without any rota."""
    last = day + timedelta(days=DAYS_AHEAD - 1)
    posts = {post.id: post for post in rota_unit.posts(database)}
    names = {person.key: person.name for person in staff.everyone(database)}
    uncovered = tuple(
        Uncovered(shift.date, posts[shift.post].name, names.get(shift.person or "", ""))
        for shift in plans.uncovered(database, day, DAYS_AHEAD)
    )
    planned = {shift.date for shift in plans.published(database, day, last)}
    sat_at = {weekday for post in posts.values() for weekday in post.weekdays} or set(range(7))  # no post yet
    worktime = Dues.of(database).worktime
    ahead = (day + timedelta(days=number) for number in range(DAYS_AHEAD))
    unplanned = (each for each in ahead if each not in planned and each.weekday() in sat_at)
    return uncovered, tuple(each for each in unplanned if worktime.is_working_day(each))


def _sealed() -> tuple[Sealed, ...]:
    rows = list(Quarantine.select().where(Quarantine.confirmed_at.is_null()).order_by(Quarantine.at, Quarantine.id))
    tied = ties_of_contacts([row.contact_id for row in rows])
    return tuple(
        Sealed(row.contact_id, row.at, tuple(tie.code for tie in tied.get(row.contact_id, ()) if tie.tied))
        for row in rows
    )
