"""What a feed would change, for somebody to look at before it is taken: counts, and case by case; nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from mottagning.cases.difference import CaseChange, Difference, What, as_text


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
    """How many cases would be new, changed, closed by absence, or become protected; iterate for each of them."""

    new: int
    changed: int
    closed: int
    protected: int
    _difference: Difference = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[ForeseenChange]:
        return map(_foreseen, self._difference)

    def first(self, count: int) -> tuple[ForeseenChange, ...]:
        """At most `count` of the cases."""
        return tuple(islice(self, count))

    def counts(self) -> dict[str, int]:
        """The four numbers by name."""
        return {"new": self.new, "changed": self.changed, "closed": self.closed, "protected": self.protected}


def foreseen(difference: Difference) -> Foreseen:
    """What taking `difference` would change."""
    return Foreseen(
        new=difference.counts["new"],
        changed=difference.counts["changed"],
        closed=difference.counts["closed"],
        protected=difference.learnt_protected,
        _difference=difference,
    )


def _foreseen(change: CaseChange) -> ForeseenChange:
    values = change.history
    if change.case is None:
        values = tuple((name, None, as_text(value)) for name, value in change.values.items() if value is not None)
    return ForeseenChange(change.code, change.what, values, change.parties is not None)
