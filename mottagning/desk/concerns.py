"""Reports of concern from arrival until it is decided on them, by the unit's own clocks and those of the case list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from mottagning.cases.deadlines import Deadline, due_date
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.rules import load_rules
from mottagning.command import Turn, handles
from mottagning.contacts import handling, views
from mottagning.contacts.dues import Dues
from mottagning.contacts.handling import MarkConcern, Reopen
from mottagning.contacts.model import OPEN, Summary
from mottagning.contacts.status import OnContact, Restore
from mottagning.contacts.tables import Contact, ContactStep
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.protection import without_person
from mottagning.people import roles
from mottagning.worktime import ZONE

_FOLLOWED = timedelta(days=28)
"""A report of concern is followed for twice the time that the law gives for deciding on it (SoL 20:2)."""
_LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A report of concern on its way. `due` (UTC) is when the step it is at must be done; None: no step is left.

    `step`: assess (protection, SoL 20:1), accept (assessed; somebody qualified has to take it, SoL 25:1), register
    (OSL 5:1), protect (registered, but the case does not say that protection was assessed), decide (whether to open an
    investigation, SoL 20:2), unmarked (closed lately without being looked at as one) or dismissed (looked at lately,
    and found to be none: by whom, `by`, and when, `at`).
    """

    contact: Summary
    is_protected: bool
    step: str
    due: datetime | None
    codes: tuple[str, ...]
    by: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAfterAll(OnContact):
    """What was found to be no report of concern is one. It is opened again if it was closed."""


def load(database: Database, at: datetime) -> tuple[Concern, ...]:
    """Those that are open, and those closed for which something may be left to do; the most pressing first."""
    with database.reading():
        found = _followed(database, at)
        tied = {
            contact: {tie.case for tie in each if tie.tied}
            for contact, each in ties_of_contacts([summary.id for summary in found]).items()
        }
        cases = cases_by_id(database, (case for each in tied.values() for case in each), at.astimezone(ZONE).date())
        dismissals = _dismissals([each.id for each in found if each.concern == "dismissed"])
        steps = _Steps(database, at)
    concerns = []
    for summary in found:
        about = [cases[case] for case in tied.get(summary.id, ()) if case in cases]
        by, dismissed_at = dismissals.get(summary.id, (None, summary.at))
        step = steps.of(summary, about, dismissed_at)
        if step is None:
            continue
        is_protected = any(case.protected for case in about)
        concerns.append(
            Concern(
                contact=without_person(summary) if is_protected else summary,
                is_protected=is_protected,
                step=step,
                due=steps.due(summary, about, step),
                codes=tuple(sorted(case.code for case in about)),
                by=by,
                at=dismissed_at if step == "dismissed" else None,
            )
        )
    concerns.sort(key=lambda concern: (concern.due is None, concern.due or concern.contact.at, concern.contact.id))
    return tuple(concerns)


@handles
def mark_after_all(turn: Turn, command: MarkAfterAll) -> None:
    """Its clocks began when it came, so it may be late at once. Team leads only."""
    roles.require_lead(turn)
    contact = Contact.get(Contact.id == command.contact)
    on: dict[str, Any] = {"by": turn.by, "at": turn.at, "contact": command.contact}
    due_at, version, before = Dues.of(turn.database).concern(contact.at), command.version, None
    if contact.state == "closed":
        handling.reopen.inside(turn, Reopen(**on, version=version, due_at=due_at))
        version, before = version + 1, turn.undo
    handling.mark_concern.inside(turn, MarkConcern(**on, version=version, concern="marked", due_at=due_at))
    if isinstance(before, Restore) and isinstance(turn.undo, Restore):
        now = turn.undo.before[0][1]
        turn.undo = Restore(by=turn.by, before=((command.contact, now, before.before[0][2]),))


def _followed(database: Database, at: datetime) -> list[Summary]:
    """Those that are open, and those that came lately. Asked one after the other: each goes by its index."""
    is_one = Contact.concern != "no"
    waiting = views.summaries(database, Contact.state.in_(OPEN) & is_one)
    lately = views.summaries(database, (Contact.at >= Contact.at.db_value(at - _FOLLOWED)) & is_one)
    found = {each.id: each for each in (*waiting, *lately)}
    return sorted(found.values(), key=lambda each: (each.at, each.id))


def _dismissals(contacts: list[int]) -> dict[int, tuple[int | None, datetime]]:
    """Inside a transaction: who found each of them to be none, and when; the last time counts."""
    here = ContactStep.contact_id.in_(contacts) & (ContactStep.step == "concern_dismissed")
    rows = ContactStep.select().where(here).order_by(ContactStep.id) if contacts else ()
    return {row.contact_id: (row.actor_id, row.at) for row in rows}


class _Steps:
    """Where a report of concern stands."""

    def __init__(self, database: Database, at: datetime) -> None:
        self._at = at
        self._dues = Dues.of(database)
        rules, _ = load_rules(database)
        self._decision = next((rule for rule in rules if rule.code == "preliminary"), None)

    def of(self, contact: Summary, cases: list[CaseView], dismissed_at: datetime) -> str | None:
        """The step that is next; None when nothing is left for the reception or the lead."""
        if contact.concern == "dismissed":
            return "dismissed" if dismissed_at >= self._at - _LATELY else None
        protection = _clocks(contact, cases, "protection")
        is_assessed = any(each.status == "done" for each in protection)
        if contact.state != "closed":
            if contact.concern_accepted_by is not None:
                return "register"
            return "accept" if is_assessed else "assess"
        if contact.concern == "possible":
            return "unmarked" if contact.at >= self._at - _LATELY else None
        if protection and not is_assessed:
            return "protect"
        is_decided = any(case.opened or case.decided or case.closed for case in cases)
        return None if is_decided or self._decision is None else "decide"

    def due(self, contact: Summary, cases: list[CaseView], step: str) -> datetime | None:
        """When the step must be done: by the case's own deadline when the case list knows it."""
        if step in ("assess", "protect"):
            return self._dues.concern(contact.at)
        if step in ("accept", "register"):
            return contact.due_at
        if step == "decide" and self._decision is not None:
            known = [each.due for each in _clocks(contact, cases, "preliminary") if each.status != "done"]
            day = contact.at.astimezone(ZONE).date()
            return _end(min(known) if known else due_date(self._decision, day, self._dues.worktime))
        return None


def _clocks(contact: Summary, cases: list[CaseView], rule: str) -> list[Deadline]:
    """The deadlines by a rule of those cases that the report has brought about: older ones have their own clocks."""
    since = contact.at.astimezone(ZONE).date() - _LATELY
    theirs = [case for case in cases if case.received is None or case.received >= since]
    return [each for case in theirs for each in case.deadlines if each.rule.code == rule]


def _end(day: date) -> datetime:
    """The last minute of a local day."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE).astimezone(UTC) - timedelta(minutes=1)
