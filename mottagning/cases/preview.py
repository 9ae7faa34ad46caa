"""What somebody looks at before an export is taken: its header, its first rows, and the mapping that would read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mottagning.cases import cells
from mottagning.cases.cells import UnreadableCellError
from mottagning.cases.feedfile import open_feed
from mottagning.cases.fields import LABELS, PERSON, REQUIRED
from mottagning.cases.mapping import Mapping, check, places
from mottagning.cases.mappings import propose_mapping
from mottagning.cases.workbook import Cell
from mottagning.db import Database
from mottagning.texts import tr

_ROWS = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it was looked into: `rows` are the first ones as text, as wide as the header."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    mapping: Mapping

    @property
    def can_be_taken(self) -> bool:
        """Whether a saved mapping reads this file as it is."""
        return bool(self.mapping.name) and not check(self.mapping, self.header)


def preview(database: Database, path: Path) -> Preview:
    """Look into the export at `path`; Trouble, one sentence, when it is no table with a header."""
    feed = open_feed(path)
    width = len(feed.header)
    rows = tuple(tuple(map(_shown, row.cells[:width])) for row in islice(feed, _ROWS))
    filled = tuple((*row, *("",) * (width - len(row))) for row in rows)
    return Preview(feed.path, feed.header, filled, feed.notes, propose_mapping(database, feed))


def missing(mapping: Mapping, header: Sequence[str]) -> tuple[str, ...]:
    """What stands in the way of reading a file with this header, as sentences for whoever maps it in the window."""
    if lacking := [tr(LABELS[field]) for field in REQUIRED if field not in mapping.columns]:
        return (tr("Choose the column for: {fields}.", fields=", ".join(lacking)),)
    if any(field in mapping.columns for field in PERSON) and not mapping.may_read_people():
        return (
            tr(
                "The file points at people. Choose the column that says who has a protected identity, or say that "
                "such people are not in the file."
            ),
        )
    return tuple(str(trouble) for trouble in check(mapping, header))


def passed_over(mapping: Mapping, header: Sequence[str]) -> tuple[str, ...]:
    """The columns that no field reads."""
    used = {place for mapped in mapping.columns.values() for place in places(header, mapped) or ()}
    return tuple(name for place, name in enumerate(header) if name and place not in used)


def _shown(cell: Cell) -> str:
    try:
        return cells.text(cell) or ""
    except UnreadableCellError:
        return tr("(cannot be read)")
