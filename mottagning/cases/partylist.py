"""Those who are in a case: the parties of the feed and those entered here, and what may be told to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from mottagning.cases.entries import feed_key
from mottagning.cases.feedback import FeedbackClock
from mottagning.cases.list import CaseView
from mottagning.cases.partytables import Party, PartyAddress, PartyConsent, PartyEntry, PartyFeedback
from mottagning.cases.telling import Consent, Feedback, default_tell, has_right_to_feedback
from mottagning.db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """Somebody in a case. `role` is a code of `telling.ROLES`, or the feed's own word; `tell` one of `telling.TELLS`.

    `entry` is what was entered here about her, None when nothing was; `version` its row version. `is_of_feed`: who she
    is comes from the case system, and only the rest can be changed here; `has_left`: the case system names her no more.
    """

    role: str
    name: str | None
    personal_id: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    entry: int | None = None
    version: int = 0
    is_of_feed: bool = True
    has_left: bool = False
    notifier: str | None = None
    own_tell: str | None = None
    limits: str = ""
    interpreter: bool = False
    language: str = ""
    threat: str = ""
    consents: tuple[Consent, ...] = ()
    feedback: tuple[Feedback, ...] = ()

    @property
    def tell(self) -> str:
        """What may be told: as was entered, else as the role says."""
        return self.own_tell or default_tell(self.role, self.notifier)

    @property
    def may_ask_for_feedback(self) -> bool:
        """Whether she must report, and so may ask what came of it."""
        return has_right_to_feedback(self.role, self.notifier)


def threatened(database: Database, cases: Collection[int]) -> frozenset[int]:
    """Those of `cases` in which somebody has threatened; of a protected one nobody is known."""
    with database.reading():
        found = PartyEntry.select(PartyEntry.case_id).where(
            PartyEntry.case_id.in_(list(cases)), PartyEntry.threat != ""
        )
        return frozenset(row.case_id for row in found)


def parties_of(database: Database, case: CaseView, today: date) -> tuple[PartyView, ...]:
    """The parties of a case: those with a threat warning first, then the feed's in its order, then those entered here.

    A protected case has none, since none are kept.
    """
    with database.reading():
        rows = list(Party.select().where(Party.case_id == case.id).order_by(Party.position))
        entries = list(PartyEntry.select().where(PartyEntry.case_id == case.id).order_by(PartyEntry.id))
        addresses = _addresses([row.id for row in rows])
        known = _Known(database, case, [entry.id for entry in entries], today)
    of_feed = {(entry.role, entry.name_key): entry for entry in entries if entry.of_feed}
    entered = {entry.id: entry for entry in entries}
    found: list[PartyView] = []
    for row in rows:
        key = feed_key(row.role, row.name)
        entry = entered.pop(row.entry_id, None) if row.entry_id is not None else of_feed.get(key)
        found.append(known.view(row, entry, *addresses[row.id]))
    named = {feed_key(row.role, row.name) for row in rows if row.entry_id is None}
    found += [known.left(entry) for key, entry in of_feed.items() if key not in named]
    return tuple(sorted(found, key=lambda party: not party.threat))


def _addresses(ids: list[int]) -> defaultdict[int, tuple[list[str], list[str]]]:
    """(phones, e-mail addresses) of each party."""
    found: defaultdict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for row in PartyAddress.select().where(PartyAddress.party_id.in_(ids)).order_by(PartyAddress.id):
        found[row.party_id][row.kind == "email"].append(row.value)
    return found


class _Known:
    """What hangs at the entries of one case."""

    def __init__(self, database: Database, case: CaseView, entries: list[int], today: date) -> None:
        self._consents: defaultdict[int, list[Consent]] = defaultdict(list)
        self._feedback: defaultdict[int, list[Feedback]] = defaultdict(list)
        if not entries:
            return
        of_these = PartyConsent.entry_id.in_(entries)
        for row in PartyConsent.select().where(of_these).order_by(PartyConsent.given_on, PartyConsent.id):
            self._consents[row.entry_id].append(
                Consent(
                    id=row.id,
                    given_on=row.given_on,
                    what=row.what,
                    until=row.until,
                    withdrawn_on=row.withdrawn_on,
                    version=row.version,
                )
            )
        self._add_feedback(FeedbackClock.of(database, today), case, entries)

    def _add_feedback(self, clock: FeedbackClock, case: CaseView, entries: list[int]) -> None:
        decisions = (case.opened, case.decided, case.closed)
        asked = PartyFeedback.select().where(PartyFeedback.entry_id.in_(entries))
        for row in asked.order_by(PartyFeedback.asked_on, PartyFeedback.id):
            deadline = clock.deadline(row.asked_on, row.given_on, decisions)
            self._feedback[row.entry_id].append(
                Feedback(
                    id=row.id,
                    asked_on=row.asked_on,
                    due=deadline.due if deadline else None,
                    status=deadline.status if deadline else "done" if row.given_on else "on_time",
                    given_on=row.given_on,
                    answer=row.answer,
                    version=row.version,
                )
            )

    def view(self, row: Party, entry: PartyEntry | None, phones: list[str], emails: list[str]) -> PartyView:
        """A party, with what was entered about her."""
        return PartyView(
            role=row.role,
            name=row.name,
            personal_id=row.personal_id,
            phones=tuple(phones),
            emails=tuple(emails),
            is_of_feed=row.entry_id is None,
            **self._of(entry),
        )

    def left(self, entry: PartyEntry) -> PartyView:
        """Somebody of whom more was entered here, and whom the feed names no more."""
        return PartyView(role=entry.role, name=entry.name, has_left=True, **self._of(entry))

    def _of(self, entry: PartyEntry | None) -> dict[str, Any]:
        if entry is None:
            return {}
        return {
            "entry": entry.id,
            "version": entry.version,
            "notifier": entry.notifier,
            "own_tell": entry.tell,
            "limits": entry.limits,
            "interpreter": bool(entry.interpreter),
            "language": entry.language,
            "threat": entry.threat,
            "consents": tuple(self._consents[entry.id]),
            "feedback": tuple(self._feedback[entry.id]),
        }
