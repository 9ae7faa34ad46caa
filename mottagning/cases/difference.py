"""What a feed changes in the case list: each row held against what is stored. Knows no database."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Named
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from mottagning.cases.caserow import CaseRecord, Rejected, Repeated
from mottagning.cases.fields import PERSON
from mottagning.cases.mapping import Mapping

CLIENT = "client"
"""The role of the person a case is about."""

VALUES = (
    *("category", "type", "stage", "stage_since", "handler", "received", "opened", "decided", "executed"),
    *("closed", "priority", "weight", "next_step", "next_date", "protected"),
)
"""The fields of a case itself, whose changes become history. None of them points at a person."""

What = Literal["new", "changed", "closed", "protected"]
"""Why a case is written: "closed" by absence, "protected" by a row that is rejected otherwise."""

_MANY_PROTECTED = 20
_PROTECTED = {"protected": True, "next_step": None}
"""What a case becomes: a name may stand in somebody's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyData:
    """Somebody in a case; `phones` are E.164, `emails` lower case, `personal_id` YYYYMMDDNNNN."""

    role: str
    name: str | None = None
    personal_id: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A case as it is stored: its `VALUES` by name, and its parties in order."""

    id: int
    version: int
    values: Named[str, Any]
    parties: tuple[PartyData, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """What is to be written about one case.

    `case` and `version` are None for a new one. `parties` takes the place of those stored; None leaves them.
    `learnt_protected`: a case that was not protected turns out to be. `history` holds (field, old, new).
    """

    what: What
    code: str
    case: int | None
    version: int | None
    values: Named[str, Any]
    parties: tuple[PartyData, ...] | None
    learnt_protected: bool = False
    history: tuple[tuple[str, str | None, str | None], ...] = ()


@dataclass(slots=True)
class Difference:
    """Everything a feed changes, and what it says that changes nothing."""

    changes: list[CaseChange] = field(default_factory=list)
    read: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    """Sentences about what was left out, with the number of rows."""
    known: int = 0
    """Cases stored before, and how many of them were open."""
    open_before: int = 0

    def count(self, what: What) -> int:
        """How many cases are written for this reason."""
        return sum(change.what == what for change in self.changes)

    @property
    def learnt_protected(self) -> int:
        """How many known cases turn out to be protected."""
        return sum(change.learnt_protected for change in self.changes)

    @property
    def closes_too_many(self) -> bool:
        """Whether more than a third of the open cases would be closed by absence (contracts.md, "Case feed")."""
        return self.count("closed") * 3 > self.open_before

    @property
    def protects_too_many(self) -> bool:
        """Whether so many cases at once turn out to be protected that the wrong column must be suspected.

        What goes from a protected case does not come back, so this too waits until somebody has looked.
        """
        return self.learnt_protected > max(_MANY_PROTECTED, self.known // 10)


def compare(
    mapping: Mapping,
    rows: Iterable[CaseRecord | Rejected | Repeated],
    stored: Named[str, Stored],
    day: date,
) -> Difference:
    """Hold the rows of a feed of `day` against the `stored` cases by code.

    Fields that the mapping leaves out stay as they are. A case that comes back is open again. A row that is rejected
    still says that its case is there, and that it is protected.
    """
    return _Comparison(mapping, stored, day).run(rows)


class _Comparison:
    def __init__(self, mapping: Mapping, stored: Named[str, Stored], day: date) -> None:
        self.mapping = mapping
        self.mapped = [name for name in VALUES if name in mapping.columns]
        self.reads_people = any(name in mapping.columns for name in PERSON)
        self.stored = stored
        self.day = day
        self.present: set[str] = set()
        self.said_protected: set[str] = set()
        self.changes: dict[str, CaseChange] = {}

    def run(self, rows: Iterable[CaseRecord | Rejected | Repeated]) -> Difference:
        found = Difference(
            known=len(self.stored),
            open_before=sum(case.values["closed"] is None for case in self.stored.values()),
        )
        for row in rows:
            found.read += 1
            if row.code is not None:
                self.present.add(row.code)
            if isinstance(row, CaseRecord):
                self._take(row)
                for note in set(row.notes):
                    found.notes[note] = found.notes.get(note, 0) + 1
            elif isinstance(row, Rejected):
                found.rejected.append(row)
                if row.code is not None and row.protected:
                    self._protect(row.code)
        if self.mapping.kind == "snapshot":
            self._close_absent()
        # What must not be kept goes first.
        found.changes = sorted(self.changes.values(), key=lambda change: not change.learnt_protected)
        return found

    def _take(self, record: CaseRecord) -> None:
        stored = self.stored.get(record.code)
        values = self._values(record, stored.values if stored else None)
        parties = self._parties(record, values["protected"])
        if stored is None:
            self.changes[record.code] = CaseChange(
                what="new", code=record.code, case=None, version=None, values=values, parties=parties or ()
            )
            return
        change = _change("changed", record.code, stored, values, parties)
        if change is not None:
            self.changes[record.code] = change

    def _values(self, record: CaseRecord, before: Named[str, Any] | None) -> dict[str, Any]:
        """All values of the case as they shall be."""
        values = dict(before) if before else dict.fromkeys(VALUES) | {"protected": False}
        values |= {name: getattr(record, name) for name in self.mapped}
        values["protected"] |= record.code in self.said_protected
        if "stage_since" not in self.mapped or record.stage_since is None:
            values["stage_since"] = self._since(record.stage, before)
        values["closed"] = record.closed if "closed" in self.mapped else None
        if values["stage"] == "closed" and values["closed"] is None:
            values["closed"] = (before and before["closed"]) or self.day
        return values

    def _since(self, stage: str, before: Named[str, Any] | None) -> date | None:
        """Since when, if the feed does not say: the day when the stage was first seen to be another."""
        if before is None:
            return None
        return before["stage_since"] if before["stage"] == stage else self.day

    def _parties(self, record: CaseRecord, protected: bool) -> tuple[PartyData, ...] | None:
        if protected:
            return ()
        if not self.reads_people:
            return None
        client = PartyData(
            role=CLIENT,
            name=record.client_name,
            personal_id=record.personal_id,
            phones=record.phones,
            emails=record.emails,
        )
        others = (
            PartyData(role=party.role, name=party.name, phones=party.phones, emails=party.emails)
            for party in record.parties
        )
        return tuple(party for party in (client, *others) if party != PartyData(role=CLIENT))

    def _protect(self, code: str) -> None:
        """A row that is not taken says that the case is protected: that much is believed, before and after it."""
        self.said_protected.add(code)
        stored, pending = self.stored.get(code), self.changes.pop(code, None)
        if stored is not None:
            values = {**stored.values, **(pending.values if pending else {}), **_PROTECTED}
            change = _change(pending.what if pending else "protected", code, stored, values, ())
            if change is not None:
                self.changes[code] = change
        elif pending is not None:
            self.changes[code] = replace(pending, values={**pending.values, **_PROTECTED}, parties=())

    def _close_absent(self) -> None:
        # Where protected people are left out of the export, one who disappears may have become protected.
        parties = () if self.mapping.protected_by_omission else None
        for code, stored in self.stored.items():
            if stored.values["closed"] is None and code not in self.present:
                change = _change("closed", code, stored, {**stored.values, "closed": self.day}, parties)
                assert change is not None
                self.changes[code] = change


def _change(
    what: What,
    code: str,
    stored: Stored,
    values: Named[str, Any],
    parties: tuple[PartyData, ...] | None,
) -> CaseChange | None:
    """What to write so that the case is as said; None when it is already."""
    changed = {name: value for name, value in values.items() if value != stored.values[name]}
    if not changed and parties in (None, stored.parties):
        return None
    return CaseChange(
        what=what,
        code=code,
        case=stored.id,
        version=stored.version,
        values=changed,
        parties=None if parties == stored.parties else parties,
        learnt_protected=bool(changed.get("protected")),
        history=tuple((name, _text(stored.values[name]), _text(value)) for name, value in changed.items()),
    )


def _text(value: Any) -> str | None:
    """A value as history keeps it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else f"{value:g}"
