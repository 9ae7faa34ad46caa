"""What the team lead sees at a glance: everything that is late, in nobody's hands, uncovered or stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mottagning.cases import renames, sources
from mottagning.cases.deadlines import due_date
from mottagning.cases.feedback import DueFeedback, due_feedback
from mottagning.cases.freshness import Freshness, freshness
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.renames import Rename
from mottagning.cases.rules import load_rules
from mottagning.cases.sources import SourceState
from mottagning.cases.tables import Case
from mottagning.contacts import views
from mottagning.contacts.answers.outgoing import AnswerView, unsent
from mottagning.contacts.dues import Dues
from mottagning.contacts.mail import gauge
from mottagning.contacts.mail.gauge import Gauge
from mottagning.contacts.model import Summary
from mottagning.contacts.tables import Contact, Quarantine
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk import baton, queue
from mottagning.desk.baton import Baton
from mottagning.desk.protection import without_person
from mottagning.desk.queue import Item
from mottagning.people import roles, staff
from mottagning.people.staff import Person
from mottagning.rota import plans
from mottagning.rota import unit as rota_unit
from mottagning.rota.presence import who_is_in
from mottagning.worktime import ZONE

DAYS_AHEAD = 14
_FOLLOWED = timedelta(days=28)
"""A report of concern is followed for twice the time that the law gives for deciding on it (SoL 20:2)."""
_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A report of concern on its way. `due` (UTC) is when the step it is at must be done; None: no step is left.

    `step`: assess (protection, SoL 20:1), register (OSL 5:1), decide (whether to open an investigation, SoL 20:2),
    dismissed (looked at lately, and found to be none) or unmarked (closed lately without being looked at as one).
    """

    contact: Summary
    is_protected: bool
    step: str
    due: datetime | None
    codes: tuple[str, ...]


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

    `baton` is the last day's, when nobody has signed for it in time. `unplanned` are the working days ahead for
    which no rota is published, `people` the staff by their ids, `away` those who are not available today.
    """

    at: datetime
    baton: Baton | None
    late: tuple[Item, ...]
    unaccepted: tuple[Item, ...]
    concerns: tuple[Concern, ...]
    unassigned: tuple[CaseView, ...]
    uncovered: tuple[Uncovered, ...]
    unplanned: tuple[date, ...]
    feed: Freshness
    sources: tuple[SourceState, ...]
    renames: tuple[Rename, ...]
    gauges: tuple[Gauge, ...]
    sealed: tuple[Sealed, ...]
    feedback: tuple[DueFeedback, ...]
    unsent: tuple[AnswerView, ...]
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
        return Overview(
            at=at,
            baton=baton.unsigned(database, at),
            late=tuple(item for item in items if item.is_late and item.contact.state != "passed_on"),
            unaccepted=tuple(item for item in items if item.contact.state == "passed_on"),
            concerns=_concerns(database, at),
            unassigned=_unassigned(database, day),
            uncovered=uncovered,
            unplanned=unplanned,
            feed=freshness(database, at),
            sources=sources.states(database),
            renames=renames.renames(database),
            gauges=gauge.read(database, at),
            sealed=_sealed(),
            feedback=due_feedback(database, day),
            unsent=unsent(database),
            people={person.id: person for person in staff.everyone(database)},
            away=frozenset(each.person.id for each in who_is_in(database, day) if each.present == "out"),
        )


def _concerns(database: Database, at: datetime) -> tuple[Concern, ...]:
    """Those that are open, and those closed for which something may be left to do; the most pressing first."""
    since = Contact.at.db_value(at - _FOLLOWED)
    where = (Contact.concern != "no") & ((Contact.state != "closed") | (Contact.at >= since))
    found = views.summaries(database, where, (Contact.at, Contact.id))
    tied = {
        contact: {tie.case for tie in each if tie.tied}
        for contact, each in ties_of_contacts([summary.id for summary in found]).items()
    }
    cases = cases_by_id(database, (case for each in tied.values() for case in each), at.astimezone(ZONE).date())
    steps = _Steps(database, at)
    concerns = []
    for summary in found:
        about = [cases[case] for case in tied.get(summary.id, ()) if case in cases]
        step = steps.of(summary, about)
        if step is None:
            continue
        is_protected = any(case.protected for case in about)
        concerns.append(
            Concern(
                contact=without_person(summary) if is_protected else summary,
                is_protected=is_protected,
                step=step,
                due=steps.due(summary, step),
                codes=tuple(sorted(case.code for case in about)),
            )
        )
    concerns.sort(key=lambda concern: (concern.due is None, concern.due or concern.contact.at, concern.contact.id))
    return tuple(concerns)


class _Steps:
    """Where a report of concern stands, by the unit's own clocks."""

    def __init__(self, database: Database, at: datetime) -> None:
        self._at = at
        self._dues = Dues.of(database)
        rules, _ = load_rules(database)
        self._decision = next((rule for rule in rules if rule.code == "preliminary"), None)

    def of(self, contact: Summary, cases: list[CaseView]) -> str | None:
        """The step that is next; None when nothing is left for the reception or the lead."""
        is_recent = contact.at >= self._at - _LATELY
        if contact.concern == "dismissed":
            return "dismissed" if is_recent else None
        if contact.state != "closed":
            return "assess" if contact.concern_accepted_by is None else "register"
        if contact.concern == "possible":
            return "unmarked" if is_recent else None
        is_decided = any(case.opened or case.decided or case.closed for case in cases)
        return None if is_decided or self._decision is None else "decide"

    def due(self, contact: Summary, step: str) -> datetime | None:
        """When the step must be done."""
        if step == "assess":
            return self._dues.concern(contact.at)
        if step == "register":
            return contact.due_at
        if step == "decide" and self._decision is not None:
            last = due_date(self._decision, contact.at.astimezone(ZONE).date(), self._dues.worktime)
            return datetime.combine(last + timedelta(days=1), time(), ZONE).astimezone(UTC) - timedelta(minutes=1)
        return None


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
