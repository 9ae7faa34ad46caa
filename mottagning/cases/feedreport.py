"""What came of an export, or would come of it: counted, for whoever reads it in and as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mottagning.cases.foreseen import Foreseen


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What came of a file. `held` is the sentence why nothing was written; `notes` are sentences for the reader.

    `rejected` holds (row, column, reason): row 1 is the first line of the file, column None the row as a whole.
    `foreseen` is what taking a file that is held, or only looked at, would change. `names_protected`: a row of it is
    about somebody with a protected identity. `feed` is the number under which it was taken, or is held.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    closed: int
    rejected: tuple[tuple[int, str | None, str], ...]
    held: str | None
    notes: tuple[str, ...] = ()
    foreseen: Foreseen | None = None
    names_protected: bool = False
    feed: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The document of contracts.md ("cases import")."""
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "closed": self.closed,
            "rejected": [{"row": row, "column": column, "reason": reason} for row, column, reason in self.rejected],
            "held": self.held,
        }

    def to_keep(self) -> dict[str, Any]:
        """The report as it is kept: with what would have changed, for the one who looks at it later."""
        kept = self.to_json() | {"notes": list(self.notes)}
        return kept | {"foreseen": self.foreseen.counts(), "shown": self.foreseen.digest} if self.foreseen else kept
