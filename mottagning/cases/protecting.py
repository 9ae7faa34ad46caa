"""Makes cases protected outside a feed: when a copy from before is brought back."""

from __future__ import annotations

from collections.abc import Iterable

from mottagning.cases.tables import Case, Party
from mottagning.command import Turn


def protect(turn: Turn, codes: Iterable[str]) -> set[int]:
    """Inside a turn: the ids of those of these cases that were not protected; nobody is kept in them any more."""
    found: set[int] = set()
    for code in codes:
        case = Case.get_or_none((Case.code == code) & ~Case.protected)
        if case is not None:
            turn.update(case, protected=True)
            Party.delete().where(Party.case_id == case.id).execute()
            turn.audit("protected", "case", case.id)
            turn.touch("case", case.id)
            found.add(int(case.id))
    return found
