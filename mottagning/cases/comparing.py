"""Holds each row of a feed against what is stored of its case, in little memory. Knows no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Named
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from mottagning.cases.caserow import CaseRecord, Rejected, Repeated
from mottagning.cases.difference import (
    CLIENT,
    PROTECTED,
    VALUES,
    CaseChange,
    Difference,
    Known,
    Parties,
    PartyData,
    Stored,
    What,
)
from mottagning.cases.fields import PERSON
from mottagning.cases.mapping import Mapping
from mottagning.errors import Conflict
from mottagning.texts import N_, tr

Progress = Callable[[str, int, int | None], None]
"""Hears how far a feed has come: "reading" and the rows, or "writing" and the cases, of how many (None: unknown)."""

_AT_ONCE = 200
"""Cases whose stored content is fetched together."""
_OLDER = N_("Something newer is known of the case, so the row was passed over.")


class Comparer:
    """Tells whether a row says the same as what is stored, by the fields that the mapping reads."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapped = tuple(name for name in VALUES if name in mapping.columns)
        self.reads_people = any(name in mapping.columns for name in PERSON)
        self._compared = tuple(name for name in self.mapped if name not in ("stage_since", "closed", "protected"))

    def content(self, values: Named[str, Any], parties: int) -> int:
        """A digest of what the mapping reads, but for what `Known` holds as it is; `parties` is the hash of them."""
        return hash((*(values[name] for name in self._compared), parties if self.reads_people else None))

    def is_same(self, record: CaseRecord, parties: Parties | None, known: Known) -> bool:
        """Whether nothing of the stored case changes by this row, whose parties are `parties`."""
        if "protected" in self.mapped and record.protected != known.protected:
            return False
        if record.stage_since is not None and record.stage_since != known.since:
            return False
        if record.stage == "closed" and record.closed is None:
            if known.closed is None:
                return False
        elif record.closed != known.closed:  # None too when the mapping does not read it
            return False
        values = {name: getattr(record, name) for name in self._compared}
        if known.protected:
            values |= {name: None for name in PROTECTED if name in values}
        return self.content(values, hash(parties or ())) == known.content


def compare(
    mapping: Mapping,
    rows: Iterable[CaseRecord | Rejected | Repeated],
    index: Named[str, Known],
    fetch: Callable[[Sequence[str]], Named[str, Stored]],
    *,
    moment: datetime,
    day: date,
    snapshot_at: datetime | None = None,
    progress: Progress | None = None,
) -> Difference:
    """Hold the rows of a feed that speaks of `moment`, on `day`, against the cases known by code in `index`.

    `fetch` gives the whole content of some of them. Fields that the mapping leaves out stay as they are. A case that
    comes back is open again. A row that is rejected still says that its case is there, and that it is protected. What
    is older than the last snapshot, or than what a delta said of a case, is passed over. Raises Conflict when a case
    was changed after `index` was made.
    """
    return _Comparison(mapping, index, fetch, moment, day, snapshot_at).run(rows, progress)


class _Comparison:
    def __init__(
        self,
        mapping: Mapping,
        index: Named[str, Known],
        fetch: Callable[[Sequence[str]], Named[str, Stored]],
        moment: datetime,
        day: date,
        snapshot_at: datetime | None,
    ) -> None:
        self.mapping = mapping
        self.comparer = Comparer(mapping)
        self.index = index
        self.fetch = fetch
        self.moment = moment
        self.day = day
        self.is_older = snapshot_at is not None and moment < snapshot_at
        self.open = {code for code, known in index.items() if known.closed is None}
        self.found = Difference(known=len(index), open_before=len(self.open))
        self.differing: list[CaseRecord] = []
        self.said_protected: set[str] = set()

    def run(self, rows: Iterable[CaseRecord | Rejected | Repeated], progress: Progress | None) -> Difference:
        found = self.found
        for row in rows:
            found.read += 1
            if row.code is not None:
                self.open.discard(row.code)
            if isinstance(row, CaseRecord):
                self._take(row)
            elif isinstance(row, Rejected):
                found.rejected.append(row)
                known = self.index.get(row.code) if row.code is not None else None
                found.names_protected |= row.protected or self._stays_protected(known)
                if row.protected and row.code is not None and not self._is_passed(known):
                    self.said_protected.add(row.code)
            if progress is not None and found.read % 500 == 0:
                progress("reading", found.read, None)
        self._hold_against_stored()
        if self.mapping.kind == "snapshot":
            self._close_absent()
        if self.said_protected:
            self._protect()
        return found

    def _is_passed(self, known: Known | None) -> bool:
        """Whether something newer is known of a case than what this feed says."""
        return self.is_older or (known is not None and known.told is not None and self.moment < known.told)

    def _stays_protected(self, known: Known | None) -> bool:
        """Whether a case is protected by what was known before, of which this feed says nothing."""
        return known is not None and known.protected and "protected" not in self.comparer.mapped

    def _take(self, record: CaseRecord) -> None:
        known = self.index.get(record.code)
        self.found.names_protected |= record.protected or self._stays_protected(known)
        if self._is_passed(known):
            self.found.notes[tr(_OLDER)] += 1
            return
        self.found.notes.update(set(record.notes))
        if known is None:
            values = self._values(record, None)
            parties = self._parties(record, values["protected"]) or ()
            self.found.add(
                CaseChange(what="new", code=record.code, case=None, version=None, values=values, parties=parties)
            )
        elif not self.comparer.is_same(record, self._parties(record, known.protected), known):
            self.differing.append(record)
            if len(self.differing) == _AT_ONCE:
                self._hold_against_stored()
        elif self.mapping.kind == "delta":
            self.found.told.append(known.id)

    def _hold_against_stored(self) -> None:
        stored = self._stored([record.code for record in self.differing])
        for record in self.differing:
            case = stored[record.code]
            values = self._values(record, case.values)
            change = _change("changed", record.code, case, values, self._parties(record, values["protected"]))
            if change is not None:
                self.found.add(change)
            elif self.mapping.kind == "delta":
                self.found.told.append(case.id)
        self.differing.clear()

    def _stored(self, codes: Sequence[str]) -> Named[str, Stored]:
        stored = self.fetch(codes) if codes else {}
        for code in codes:
            if code not in stored or stored[code].version != self.index[code].version:
                raise Conflict()
        return stored

    def _values(self, record: CaseRecord, before: Named[str, Any] | None) -> dict[str, Any]:
        """All values of the case as they shall be."""
        mapped = self.comparer.mapped
        values = dict(before) if before else dict.fromkeys(VALUES) | {"protected": False}
        values |= {name: getattr(record, name) for name in mapped}
        if values["protected"]:
            values |= PROTECTED
        if "stage_since" not in mapped or record.stage_since is None:
            values["stage_since"] = self._since(record.stage, before)
        values["closed"] = record.closed if "closed" in mapped else None
        if values["stage"] == "closed" and values["closed"] is None:
            values["closed"] = (before and before["closed"]) or self.day
        return values

    def _since(self, stage: str, before: Named[str, Any] | None) -> date | None:
        """Since when, if the feed does not say: the day when the stage was first seen to be another."""
        if before is None:
            return None
        return before["stage_since"] if before["stage"] == stage else self.day

    def _parties(self, record: CaseRecord, protected: bool) -> Parties | None:
        if protected or record.protected:
            return ()
        if not self.comparer.reads_people:
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

    def _close_absent(self) -> None:
        # Where protected people are left out of the export, one who disappears may have become protected.
        parties = () if self.mapping.protected_by_omission else None
        absent = sorted(code for code in self.open if not self._is_passed(self.index[code]))
        for start in range(0, len(absent), _AT_ONCE):
            for code, case in self._stored(absent[start : start + _AT_ONCE]).items():
                change = _change("closed", code, case, {**case.values, "closed": self.day}, parties)
                assert change is not None
                self.found.add(change)

    def _protect(self) -> None:
        """What a rejected row says of protection is believed, of the rows before it and after it."""
        self.found.amend(self._amended)
        changed = {change.code for change in self.found}
        for code in sorted(self.said_protected - changed):
            known = self.index.get(code)
            if known is not None and not known.protected:
                change = CaseChange(
                    what="protected",
                    code=code,
                    case=known.id,
                    version=known.version,
                    values=dict(PROTECTED),
                    parties=(),
                    learnt_protected=True,
                    before={"protected": False},
                )
                self.found.add(change)

    def _amended(self, change: CaseChange) -> CaseChange | None:
        if change.code not in self.said_protected:
            return change
        known = self.index.get(change.code)
        if known is None:
            return replace(change, values={**change.values, **PROTECTED}, parties=())
        values = {name: value for name, value in change.values.items() if name not in PROTECTED}
        before = {name: value for name, value in change.before.items() if name not in PROTECTED}
        if known.protected:
            return replace(change, values=values, before=before, parties=None, parties_before=None) if values else None
        return replace(
            change,
            values=values | PROTECTED,
            before=before | {"protected": False},
            parties=(),
            parties_before=None,
            learnt_protected=True,
        )


def _change(
    what: What,
    code: str,
    stored: Stored,
    values: Named[str, Any],
    parties: Parties | None,
) -> CaseChange | None:
    """What to write so that the case is as said; None when it is already."""
    changed = {name: value for name, value in values.items() if value != stored.values[name]}
    if not changed and parties in (None, stored.parties):
        return None
    learnt = bool(changed.get("protected"))
    gone = PROTECTED if learnt else ()
    before = {name: stored.values[name] for name in changed if name not in gone}
    return CaseChange(
        what=what,
        code=code,
        case=stored.id,
        version=stored.version,
        values=changed,
        parties=None if parties == stored.parties else parties,
        learnt_protected=learnt,
        before=before | {"protected": False} if learnt else before,
        parties_before=None if parties is None or learnt or what == "closed" else stored.parties,
    )
