"""One line of the team lead's lists: what is wrong, how pressing it is, and the one thing that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mottagning.cases.renames import Rename
from mottagning.contacts.model import Summary
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.widgets.rows import Row

OPEN, CLAIM, RETURN, DECLINE, MARK, READ, DECIDE = "open", "claim", "return", "decline", "mark", "read", "decide"
"""What mends a line: look at it where it is, take it, put it back on the desk (from its owner, from its receiver),
mark it as a report of concern, read the sealed text, or say whether two cases are one."""

VERBS = {
    OPEN: N_("Open"),
    CLAIM: N_("Take care of it"),
    RETURN: N_("Back to the desk"),
    DECLINE: N_("Back to the desk"),
    MARK: N_("It is a concern"),
    READ: N_("Read…"),
    DECIDE: N_("Decide…"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row, what mends it, and what `Workplace.wanted` shows of it."""

    row: Row
    act: str
    place: tuple[str, object]
    contact: Summary | None = None
    rename: Rename | None = None


def contact_line(kind: str, contact: Summary, act: str, **row: Any) -> Line:
    """A line of a contact; `row` is what its `Row` says beside what every contact has."""
    made = Row(
        key=(kind, contact.id),
        icon=words.icon_of(contact),
        action=tr(VERBS[act]),
        tip=tr("Came {time}", time=when.exact(contact.at)),
        **row,
    )
    return Line(row=made, act=act, place=("contact", contact.id), contact=contact)


def joined(*parts: str) -> str:
    """Parts of a sentence in half a line, without those that are empty."""
    return " · ".join(part for part in parts if part)
