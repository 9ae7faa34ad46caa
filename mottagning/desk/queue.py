"""What is waiting at the desk, in the order it should be taken: one picture for the page, made off its thread."""

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from mottagning.contacts import views
from mottagning.contacts.model import OPEN, NoteView, Summary, TieView
from mottagning.contacts.tables import Contact
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.protection import protected_among, without_person
from mottagning.people import staff
from mottagning.worktime import ZONE

_SOON = timedelta(hours=2)
_MOST_DONE = 200
GROUPS = ("now", "mine", "today", "later", "others", "automatic", "done")


class Item(NamedTuple):
    """A row of the queue. `line` is the first line of the latest note, `attempts` are the other missed calls from the
    same number, in the order of the queue.

    When it is tied to a protected case, the contact comes without anything that points at a person.
    """

    contact: Summary
    line: str
    attempts: tuple[Summary, ...]
    ties: tuple[TieView, ...]
    is_late: bool
    is_protected: bool

    @property
    def is_ringing(self) -> bool:
        """Whether somebody is on the line, or was a moment ago and nobody has noted it."""
        is_noted = self.contact.state not in ("waiting", "taken")
        return self.contact.call_status in ("ringing", "answered") and not is_noted


class Queue(NamedTuple):
    """The groups by name (`GROUPS`), each in the order it should be taken; `initials` of the staff by their ids."""

    at: datetime
    groups: dict[str, tuple[Item, ...]]
    initials: dict[int, str]

    def counts(self) -> dict[str, int]:
        """How many rows each group has."""
        return {name: len(items) for name, items in self.groups.items()}


def load(database: Database, me: int | None, at: datetime) -> Queue:
    """The queue as `me` sees it at this moment (UTC).

    now: urgent, late or due within two hours; mine: passed on to me and not yet accepted; today; later; others:
    passed on to somebody else, or taken by her; automatic: what machines sent; done: closed today.
    """
    with database.reading():
        waiting = views.summaries(
            database, Contact.state.in_(OPEN), (Contact.urgent.desc(), Contact.due_at, Contact.id)
        )
        done = views.summaries(
            database,
            Contact.closed_at >= Contact.at.db_value(_midnight(at)),  # set when closed, and by its index found at once
            (Contact.closed_at.desc(),),
            limit=_MOST_DONE,
        )
        tied = ties_of_contacts([summary.id for summary in (*waiting, *done)])
        spoken = [summary.id for summary in (*waiting, *done) if summary.channel != "mail"]
        notes = views.notes_of(database, spoken)
        initials = staff.all_initials(database)
        protected = protected_among(tie.case for each in tied.values() for tie in each if tie.tied)
    groups: dict[str, list[Item]] = {name: [] for name in GROUPS}
    for first, *attempts in _bundles(waiting):
        item = _item(first, tuple(attempts), tied.get(first.id, ()), notes.get(first.id, ()), protected, at)
        groups[_group(item, me, at)].append(item)
    groups["done"] = [
        _item(summary, (), tied.get(summary.id, ()), notes.get(summary.id, ()), protected, at) for summary in done
    ]
    return Queue(at=at, groups={name: tuple(items) for name, items in groups.items()}, initials=initials)


def _item(
    summary: Summary,
    attempts: tuple[Summary, ...],
    tied: tuple[TieView, ...],
    notes: tuple[NoteView, ...],
    protected: set[int],
    at: datetime,
) -> Item:
    is_protected = any(tie.tied and tie.case in protected for tie in tied)
    return Item(
        contact=without_person(summary) if is_protected else summary,
        line=notes[-1].text.splitlines()[0] if notes and not is_protected else "",
        attempts=attempts,
        ties=tied,
        is_late=summary.due_at is not None and summary.due_at < at,
        is_protected=is_protected,
    )


def _group(item: Item, me: int | None, at: datetime) -> str:
    contact = item.contact
    if contact.state == "passed_on":
        return "mine" if contact.owner == me else "others"
    if contact.state == "taken" and contact.owner not in (None, me):
        return "others"
    if contact.quiet and contact.state == "waiting" and not contact.urgent:
        return "automatic"
    if contact.urgent or item.is_ringing or contact.due_at is None or contact.due_at <= at + _SOON:
        return "now"
    return "today" if contact.due_at < _midnight(at) + timedelta(days=1) else "later"


def _bundles(waiting: list[Summary]) -> list[list[Summary]]:
    """Missed calls from one number are one row; its first attempt says when it is due, the newest is shown first."""
    bundles: list[list[Summary]] = []
    by_thread: dict[int, list[Summary]] = {}
    for summary in waiting:
        if summary.call_status == "missed" and summary.thread is not None:
            if summary.thread in by_thread:
                by_thread[summary.thread].append(summary)
                continue
            by_thread[summary.thread] = [summary]
            bundles.append(by_thread[summary.thread])
        else:
            bundles.append([summary])
    return bundles


def _midnight(at: datetime) -> datetime:
    """The beginning of the local day."""
    return datetime.combine(at.astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)
