"""Cases whose people had to contact us several times lately: which, over what, about what, and how it ended.

What is counted: everything somebody sent or rang, tied to the case. Missed calls from one number until somebody has
spoken to it are one, and so are the messages of one conversation on one day. What a machine sent is none, nor what we
sent, nor a second thing to do with the same contact. Who it was makes no difference.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from mottagning.cases.forms import name_words
from mottagning.cases.list import CaseView, cases_by_id
from mottagning.cases.partytables import Party
from mottagning.contacts import views
from mottagning.contacts.tables import ContactStep, ContactText
from mottagning.contacts.tied import ties_of_contacts
from mottagning.db import Database, UtcField, peewee
from mottagning.desk import routines
from mottagning.desk.following import FOLLOWED
from mottagning.desk.protection import protected_among
from mottagning.folding import fold
from mottagning.people import unit
from mottagning.terms import stem
from mottagning.worktime import ZONE

MOST = 100
"""Cases that are shown; of more it is told that there are more."""
_WORDS, _SHORTEST = 3, 4
_READ = 600
"""Characters of each contact that tell what it is about: the rest is courtesies and quotes."""
_COMMON = Path(__file__).parents[1] / "resources" / "repeats" / "sv.json"
_WORD = re.compile(r"[^\W\d_]+")

_COUNTED = """
    tie.state = 'tied' AND contact.at >= ? AND contact.direction = 'in' AND contact.kind = 'person'
    AND COALESCE(contact.part_of, 0) = 0 AND NOT contact.quiet
"""
_CASES = f"""
    SELECT tie.case_id FROM contact CROSS JOIN tie
    WHERE tie.contact_id = contact.id AND {_COUNTED} GROUP BY tie.case_id HAVING count(*) >= ?
"""  # noqa: S608 - our own text
"""Joined so, and parts said so, that SQLite goes by the time: else it would walk through all ties, or all parts."""
_CONTACTS = f"""
    SELECT tie.case_id, contact.id, contact.at, contact.channel, contact.outcome, contact.thread_id, call.status
    FROM tie JOIN contact ON contact.id = tie.contact_id LEFT JOIN call ON call.contact_id = contact.id
    WHERE {_COUNTED} AND tie.case_id IN ({{places}}) ORDER BY contact.at, contact.id
"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A case and its `times` contacts of the period. `channels` and `outcomes` ("open" for what is not done) count
    them; `routines` are the titles of those that were followed, `words` what several of them speak of, the most common
    first; there are none of a protected case."""

    case: CaseView
    times: int
    channels: Mapping[str, int]
    outcomes: Mapping[str, int]
    routines: tuple[str, ...]
    words: tuple[str, ...]
    latest: datetime


@dataclass(frozen=True, slots=True)
class Repeats:
    """The cases with most contacts first, `MOST` of them; `count` tells how many there are."""

    cases: tuple[Repeat, ...]
    count: int
    times: int
    days: int


class _Contact(NamedTuple):
    case: int
    id: int
    at: datetime
    channel: str
    outcome: str | None
    thread: int | None
    status: str | None

    @property
    def occasion(self) -> Hashable:
        """The same for what counts as one contact."""
        if self.thread is None:
            return self.id
        if self.channel == "phone":
            return ("thread", self.thread) if self.status == "missed" else self.id
        return "thread", self.thread, self.at.astimezone(ZONE).date()


def repeats(database: Database, at: datetime) -> Repeats:
    """The cases that were contacted as often as the unit's settings say, within its days until `at` (UTC)."""
    settings = unit.load_unit(database)
    times, days = settings.repeat_times, settings.repeat_days
    since = at - timedelta(days=days)
    with database.reading():
        found = {
            case: list({each.occasion: each for each in contacts}.values())
            for case, contacts in _contacts(database, since, times).items()
        }
        found = {case: contacts for case, contacts in found.items() if len(contacts) >= times}
        order = sorted(found, key=lambda case: (-len(found[case]), -found[case][-1].at.timestamp(), case))
        shown = order[:MOST]
        cases = cases_by_id(database, shown, at.astimezone(ZONE).date())
        open_ones = {case: found[case] for case in shown if case in cases and not cases[case].protected}
        spoken, followed = _words(database, open_ones), _routines(database, open_ones)
    made = (
        _repeat(cases[case], found[case], followed.get(case, ()), spoken.get(case, ()))
        for case in shown
        if case in cases
    )
    return Repeats(tuple(made), len(order), times, days)


def _repeat(case: CaseView, contacts: list[_Contact], followed: tuple[str, ...], words: tuple[str, ...]) -> Repeat:
    return Repeat(
        case=case,
        times=len(contacts),
        channels=dict(Counter(each.channel for each in contacts).most_common()),
        outcomes=dict(Counter(each.outcome or "open" for each in contacts).most_common()),
        routines=followed,
        words=words,
        latest=contacts[-1].at,
    )


def _contacts(database: Database, since: datetime, times: int) -> dict[int, list[_Contact]]:
    """By their cases, the oldest first; only of cases that may have enough of them."""
    moment = UtcField()
    value = moment.db_value(since)
    cases = [row[0] for row in database.sql(_CASES, (value, times)).fetchall()]
    found: dict[int, list[_Contact]] = {}
    for start in range(0, len(cases), 500):
        some = cases[start : start + 500]
        statement = _CONTACTS.format(places=", ".join("?" * len(some)))
        for case, contact, at, *rest in database.sql(statement, (value, *some)).fetchall():
            read = _Contact(case, contact, cast(datetime, moment.python_value(at)), *rest)
            found.setdefault(case, []).append(read)
    return found


def _routines(database: Database, of_cases: Mapping[int, list[_Contact]]) -> dict[int, tuple[str, ...]]:
    """Inside a transaction: the titles of the routines that were followed in the contacts of each case."""
    case_of = {each.id: case for case, contacts in of_cases.items() for each in contacts}
    ids = list(case_of)
    counted: dict[int, Counter[str]] = {}
    for start in range(0, len(ids), 500):
        here = ContactStep.contact_id.in_(ids[start : start + 500]) & (ContactStep.step == FOLLOWED)
        chosen = {(row.contact_id, json.loads(row.facts)["routine"]) for row in ContactStep.select().where(here)}
        for contact, key in sorted(chosen):
            counted.setdefault(case_of[contact], Counter())[key] += 1
    titles = {each.key: each.title for each in routines.load(database)} if counted else {}
    return {
        case: tuple(titles[key] for key, _ in keys.most_common(_WORDS) if key in titles)
        for case, keys in counted.items()
    }


def _words(database: Database, of_cases: Mapping[int, list[_Contact]]) -> dict[int, tuple[str, ...]]:
    """Inside a transaction: the words that at least two contacts of a case have, without names."""
    every = [each.id for contacts in of_cases.values() for each in contacts]
    tied = {contact: {tie.case for tie in each if tie.tied} for contact, each in ties_of_contacts(every).items()}
    hidden = protected_among(case for cases in tied.values() for case in cases)
    ids = [each for each in every if hidden.isdisjoint(tied[each])]
    texts: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        begins = peewee.fn.SUBSTR(ContactText.text, 1, _READ)
        rows: Any = ContactText.select(ContactText.contact_id, ContactText.subject, begins)
        for contact, subject, text in rows.where(ContactText.contact_id.in_(some)).tuples():
            texts[contact] = f"{subject or ''}\n{text or ''}"
    for contact, notes in views.notes_of(database, ids).items():
        texts[contact] = "\n".join((texts.get(contact, ""), *(note.text[:_READ] for note in notes)))
    names: dict[int, set[str]] = {}
    named = Party.case_id.in_(list(of_cases)) & Party.name.is_null(False)
    for party in Party.select(Party.case_id, Party.name).where(named):
        names.setdefault(party.case_id, set()).update(name_words(party.name or ""))
    return {
        case: in_common([texts.get(each.id, "") for each in contacts], names.get(case, set()))
        for case, contacts in of_cases.items()
    }


def in_common(texts: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """The words that most of these texts speak of, two of them at least, as they stand there; none of `names`."""
    common = _common() | {stem(name) for name in names}
    written: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for text in texts:
        words: dict[str, str] = {}
        for word in _WORD.findall(text):
            folded = fold(word)
            if len(folded) >= _SHORTEST and stem(folded) not in common and folded not in common:
                words.setdefault(stem(folded), word.lower())
        counted.update(words.keys())
        for key, word in words.items():
            written.setdefault(key, word)
    return tuple(written[key] for key, count in counted.most_common(_WORDS) if count > 1)


@cache
def _common() -> frozenset[str]:
    """Words that say nothing of what a contact is about, folded, and their stems."""
    words = {fold(word) for word in json.loads(_COMMON.read_text(encoding="utf-8"))["words"]}
    return frozenset(words | {stem(word) for word in words})
