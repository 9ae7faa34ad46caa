"""What is waiting at the desk, in the order it should be taken: one picture for the page, made off its thread."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from mottagning.cases.codes import among_categories
from mottagning.contacts import views
from mottagning.contacts.model import OPEN, NoteView, Summary, TieView
from mottagning.contacts.tables import Contact, ContactStep
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database
from mottagning.desk.instead import instead_of
from mottagning.desk.parked import parked_since
from mottagning.desk.protection import protected_among, without_person
from mottagning.people import staff, unit
from mottagning.rota.onduty import sits_elsewhere
from mottagning.worktime import ZONE

_SOON_HOURS, _NEXT_HOURS = 2, 0.5
_MOST_DONE = 200
GROUPS = ("parked", "now", "mine", "today", "later", "others", "automatic", "done")
PRESSING = ("urgent", "ringing", "late", "next", "soon", "rest")
"""How pressing a contact is, the most pressing first. `next` has half an hour of working time left, `soon` two."""


class Item(NamedTuple):
    """A row of the queue. `line` is the first line of the latest note, `attempts` are the other missed calls from the
    same number, in the order of the queue.

    `pressing` is one of `PRESSING`; `yields` tells that all its cases are of a category that comes after personal
    care. `parked` is since when it is parked (UTC), `instead` who has promised what the desk keeps for her. When it is
    tied to a protected case, the contact comes without anything that points at a person.
    """

    contact: Summary
    line: str
    attempts: tuple[Summary, ...]
    ties: tuple[TieView, ...]
    is_late: bool
    is_protected: bool
    pressing: str = "rest"
    yields: bool = False
    parked: datetime | None = None
    instead: int | None = None


class Queue(NamedTuple):
    """The groups by name (`GROUPS`), each in the order it should be taken; `initials` of the staff by their ids.

    `only_mine`: what is somebody else's, or the desk's, is left out; `elsewhere` tells how many open rows that is.
    """

    at: datetime
    groups: dict[str, tuple[Item, ...]]
    initials: dict[int, str]
    only_mine: bool = False
    elsewhere: int = 0

    def counts(self) -> dict[str, int]:
        """How many rows each group has."""
        return {name: len(items) for name, items in self.groups.items()}


def load(database: Database, me: int | None, at: datetime, only_mine: bool | None = False) -> Queue:
    """The queue as `me` sees it at this moment (UTC).

    parked: calls I have put aside; now: urgent, late or due within two hours of working time; mine: passed on to me
    and not yet accepted; today; later; others: passed on to somebody else, or taken by her; automatic: what machines
    sent; done: closed today. Within a group the more pressing comes first (`PRESSING`), then what is due on an earlier
    day, then personal care before what is less urgent, then what is due first.

    `only_mine` leaves out what is not mine; None: for somebody who is not at the desk today, by the published rota.
    """
    with database.reading():
        if only_mine is None:
            only_mine = me is not None and sits_elsewhere(me, at.astimezone(ZONE).date())
        waiting = views.summaries(
            database, Contact.state.in_(OPEN), (Contact.urgent.desc(), Contact.due_at, Contact.id)
        )
        done = views.summaries(database, _done_since(_midnight(at)), (Contact.closed_at.desc(),), limit=_MOST_DONE)
        bundles = _bundles(waiting)
        total = len(bundles)
        if only_mine:
            bundles = [bundle for bundle in bundles if bundle[0].owner == me]
            mine = _closed_by(me, [summary.id for summary in done])
            done = [summary for summary in done if summary.owner == me or summary.id in mine]
        shown = [bundle[0] for bundle in bundles] + done
        tied = ties_of_contacts([summary.id for summary in shown])
        notes = views.notes_of(
            database, [summary.id for summary in shown if summary.channel != "mail" or summary.part_of]
        )
        initials = staff.all_initials(database)
        cases = {tie.case for each in tied.values() for tie in each if tie.tied}
        settings = unit.load_unit(database)
        picture = _Picture(
            me,
            at,
            tied,
            notes,
            protected_among(cases),
            among_categories(cases, settings.less_urgent),
            parked_since([each.id for each in waiting if each.state == "taken" and each.owner == me], me),
            [unit.worktime(settings).add_hours(at, hours) for hours in (_NEXT_HOURS, _SOON_HOURS)],
            instead_of(shown),
        )
    groups: dict[str, list[Item]] = {name: [] for name in GROUPS}
    for first, *attempts in bundles:
        item = picture.item(first, tuple(attempts))
        groups[picture.group(item)].append(item)
    for items in groups.values():
        items.sort(key=_place)
    groups["parked"].sort(key=lambda item: item.parked or at)
    groups["done"] = [picture.item(summary) for summary in done]
    found = {name: tuple(items) for name, items in groups.items()}
    return Queue(at, found, initials, bool(only_mine), total - len(bundles))


class _Picture(NamedTuple):
    """What the rows are made of, as it was read. `ends` are half an hour and two hours of working time from now."""

    me: int | None
    at: datetime
    tied: dict[int, tuple[TieView, ...]]
    notes: dict[int, tuple[NoteView, ...]]
    protected: set[int]
    less_urgent: set[int]
    parked: dict[int, datetime]
    ends: list[datetime]
    instead: dict[int, int]

    def item(self, summary: Summary, attempts: tuple[Summary, ...] = ()) -> Item:
        """A contact as a row."""
        ties, notes = self.tied.get(summary.id, ()), self.notes.get(summary.id, ())
        cases = {tie.case for tie in ties if tie.tied}
        is_protected = not cases.isdisjoint(self.protected)
        return Item(
            contact=without_person(summary) if is_protected else summary,
            line=notes[-1].text.splitlines()[0] if notes and not is_protected else "",
            attempts=attempts,
            ties=ties,
            is_late=summary.due_at is not None and summary.due_at < self.at,
            is_protected=is_protected,
            pressing=self._pressing(summary),
            yields=bool(cases) and cases <= self.less_urgent,
            parked=self.parked.get(summary.id),
            instead=self.instead.get(summary.id),
        )

    def group(self, item: Item) -> str:
        """The group of an open contact."""
        contact = item.contact
        if item.parked is not None:
            return "parked"
        if contact.state == "passed_on":
            return "mine" if contact.owner == self.me else "others"
        if contact.state == "taken" and contact.owner not in (None, self.me):
            return "others"
        if contact.booked and contact.owner != self.me and not item.is_late:
            return "others"
        if contact.quiet and contact.state == "waiting" and not contact.urgent:
            return "automatic"
        if item.pressing != "rest" or contact.due_at is None:
            return "now"
        return "today" if contact.due_at < _midnight(self.at) + timedelta(days=1) else "later"

    def _pressing(self, contact: Summary) -> str:
        if contact.urgent:
            return "urgent"
        if _is_ringing(contact):
            return "ringing"
        if contact.due_at is None or contact.due_at > self.ends[1]:
            return "rest"
        if contact.due_at < self.at:
            return "late"
        return "next" if contact.due_at <= self.ends[0] else "soon"


def _place(item: Item) -> Any:
    """Where a row stands in its group."""
    due_at = item.contact.due_at
    is_rest = item.pressing == "rest" and due_at is not None
    day = due_at.astimezone(ZONE).toordinal() if is_rest and due_at is not None else 0
    due = due_at.timestamp() if due_at is not None else 0.0
    return PRESSING.index(item.pressing), day, item.yields, due, item.contact.id


def _is_ringing(contact: Summary) -> bool:
    is_noted = contact.state not in ("waiting", "taken")
    return contact.call_status in ("ringing", "answered") and not is_noted


def _done_since(midnight: datetime) -> Any:
    """Set when it is closed, and by its index found at once."""
    return Contact.closed_at >= Contact.at.db_value(midnight)


def _closed_by(person: int | None, contacts: list[int]) -> set[int]:
    """Inside a transaction: those of these contacts that this person has closed."""
    if not contacts:
        return set()
    here = ContactStep.contact_id.in_(contacts) & (ContactStep.step == "closed") & (ContactStep.actor_id == person)
    return {row.contact_id for row in ContactStep.select(ContactStep.contact_id).where(here)}


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
