"""What a feed would change, for somebody to look at before it is taken: counts, and case by case; nobody's name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from mottagning.cases.difference import CaseChange, Difference, What, as_text
from mottagning.texts import tr


@dataclass(frozen=True, slots=True)
class ForeseenChange:
    """One case: why it would be written, its values that change as (field, old, new), whether its people change."""

    code: str
    what: What
    values: tuple[tuple[str, str | None, str | None], ...]
    people: bool

    def to_json(self) -> dict[str, Any]:
        """One of the "cases" of `cases difference --json`."""
        changes = [{"field": name, "old": old, "new": new} for name, old, new in self.values]
        return {"code": self.code, "what": self.what, "changes": changes, "people_change": self.people}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """How many cases would be new, changed, closed by absence, or become protected; iterate for each of them.

    `digest` tells it from everything else that might be foreseen: whoever confirms it confirms nothing else.
    """

    new: int
    changed: int
    closed: int
    protected: int
    digest: str
    _difference: Difference = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[ForeseenChange]:
        return map(_foreseen, self._difference)

    def first(self, count: int) -> tuple[ForeseenChange, ...]:
        """At most `count` of the cases."""
        return tuple(islice(self, count))

    def counts(self) -> dict[str, int]:
        """The four numbers by name."""
        return {"new": self.new, "changed": self.changed, "closed": self.closed, "protected": self.protected}


def foreseen(difference: Difference, read: str) -> Foreseen:
    """What taking `difference` would change; `read` is the hash of the export, and whatever else it was read by."""
    changes = sorted(f"{change.code} {change.what}" for change in difference)
    return Foreseen(
        digest=hashlib.sha256("\n".join((read, *changes)).encode()).hexdigest(),
        new=difference.counts["new"],
        changed=difference.counts["changed"],
        closed=difference.counts["closed"],
        protected=difference.learnt_protected,
        _difference=difference,
    )


def reason_to_hold(found: Difference, *, may_be_cut: bool = False) -> str | None:
    """Why nothing is taken before somebody has looked, one sentence; None when it can be taken.

    `may_be_cut`: nobody could tell whether the file was whole, so that fewer cases may vanish (`closes_many`).
    """
    if found.closes_too_many:
        return tr(
            "The file would close {closed} of {open} open cases, which are not in it. Nothing was changed.",
            closed=found.counts["closed"],
            open=found.open_before,
        )
    if may_be_cut and found.closes_many:
        return tr(
            "The file would close {closed} of {open} open cases, and may have been read before all of it was written. "
            "Nothing was changed.",
            closed=found.counts["closed"],
            open=found.open_before,
        )
    if found.protects_too_many:
        return tr(
            "The file says that {count} more cases are protected. What is known of their people would be removed for "
            "good, so nothing was changed.",
            count=found.learnt_protected,
        )
    return None


def _foreseen(change: CaseChange) -> ForeseenChange:
    values = change.history
    if change.case is None:
        values = tuple((name, None, as_text(value)) for name, value in change.values.items() if value is not None)
    return ForeseenChange(change.code, change.what, values, change.parties is not None)
