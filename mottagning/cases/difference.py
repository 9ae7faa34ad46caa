"""What a feed changes in the case list, as it crosses from the comparison to the tables. Knows no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from mottagning.cases.caserow import Rejected
from mottagning.cases.spool import Spool

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
_MANY_CLOSED = 10
PROTECTED: dict[str, Any] = {"protected": True, "next_step": None}
"""What a case becomes: a name may stand in somebody's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyData:
    """Somebody in a case; `phones` are E.164, `emails` lower case, `personal_id` YYYYMMDDNNNN."""

    role: str
    name: str | None = None
    personal_id: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


Parties = tuple[PartyData, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A case as it is stored: its `VALUES` by name, and the feed's parties in order."""

    id: int
    version: int
    values: Named[str, Any]
    parties: Parties


class Known(NamedTuple):
    """What is kept in memory of each stored case while a whole feed is compared: enough to see that it is the same.

    `content` is the `Comparer`'s digest; `told` is when something was last said of it.
    """

    id: int
    version: int
    content: int
    since: date | None
    closed: date | None
    protected: bool
    told: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """What is to be written about one case.

    `case` and `version` are None for a new one. `parties` takes the place of those stored; None leaves them.
    `learnt_protected`: a case that was not protected turns out to be. `before` holds the former content of the
    `values` that change, `parties_before` that of the parties: None if they stay, or must not be kept.
    """

    what: What
    code: str
    case: int | None
    version: int | None
    values: Named[str, Any]
    parties: Parties | None
    learnt_protected: bool = False
    before: Named[str, Any] = field(default_factory=dict)
    parties_before: Parties | None = None

    @property
    def history(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """(field, old, new) of each value that changes."""
        return tuple((name, as_text(old), as_text(self.values[name])) for name, old in self.before.items())


@dataclass(slots=True)
class Difference:
    """Everything a feed changes, and what it says that changes nothing."""

    spool: Spool[CaseChange] = field(default_factory=Spool)
    counts: Counter[str] = field(default_factory=Counter)
    """Changes by `What`."""
    learnt_protected: int = 0
    """How many known cases turn out to be protected."""
    read: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    """Sentences about what was left out, with the number of rows."""
    known: int = 0
    """Cases stored before, and how many of them were open."""
    open_before: int = 0
    told: list[int] = field(default_factory=list)
    """Cases of a delta that it does not change: they are told of all the same."""
    names_protected: bool = False
    """Whether a row of the feed is about somebody protected."""

    def __iter__(self) -> Iterator[CaseChange]:
        """The changes. What must not be kept goes first."""
        for first in (True, False):
            for change in self.spool:
                if change.learnt_protected == first:
                    yield change

    def __len__(self) -> int:
        return len(self.spool)

    def add(self, change: CaseChange) -> None:
        """One more change."""
        self.spool.add(change)
        self.counts[change.what] += 1
        self.learnt_protected += change.learnt_protected

    def amend(self, amended: Callable[[CaseChange], CaseChange | None]) -> None:
        """Put `amended` in the place of each change; None takes it out."""
        former, self.spool = self.spool, Spool()
        self.counts.clear()
        self.learnt_protected = 0
        for change in former:
            if (now := amended(change)) is not None:
                self.add(now)

    @property
    def closes_too_many(self) -> bool:
        """Whether more than a third of the open cases would be closed by absence (contracts.md, "Case feed")."""
        return self.counts["closed"] * 3 > self.open_before

    @property
    def closes_many(self) -> bool:
        """Whether more than a tenth of them would be, and more than a handful: more than a day closes."""
        return self.counts["closed"] > max(_MANY_CLOSED, self.open_before // 10)

    @property
    def protects_too_many(self) -> bool:
        """Whether so many cases at once turn out to be protected that the wrong column must be suspected.

        What goes from a protected case does not come back, so this too waits until somebody has looked.
        """
        return self.learnt_protected > max(_MANY_PROTECTED, self.known // 10)


def as_text(value: Any) -> str | None:
    """A value as history keeps it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else f"{value:g}"
