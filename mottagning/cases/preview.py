"""What somebody looks at before an export is taken: its header, its first rows, and the mapping that would read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mottagning.cases import cells
from mottagning.cases.cells import UnreadableCellError
from mottagning.cases.deadlines import Rule
from mottagning.cases.feedfile import open_feed
from mottagning.cases.fields import LABELS, PERSON, REQUIRED, field_of
from mottagning.cases.fit import by_values
from mottagning.cases.mapping import Mapping, check, guess, places
from mottagning.cases.mappings import nearest_mapping, propose_mapping
from mottagning.cases.opening import chosen
from mottagning.cases.rules import load_rules
from mottagning.cases.workbook import Cell
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.staff import compared, resolve_handlers
from mottagning.texts import N_, tr

_ROWS = 100
_MOST_COLUMNS = 500  # more cannot be looked at
_OWN_WORDS = ("next_step",)
_HIDDEN = N_("hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it was looked into: `rows` are the first ones as text, as wide as the header.

    `sheets` are those of a workbook, the one that is shown first; `rules` are the unit's deadlines. `is_saved`: its
    mapping is a saved one; `missed` are headers that are gone, which a saved one much like it was made for. `guessed`
    are the fields whose columns were found by what stands in them alone.
    """

    path: Path
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    mapping: Mapping
    sheets: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    is_saved: bool = False
    missed: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()

    @property
    def can_be_taken(self) -> bool:
        """Whether a saved mapping reads this file as it is."""
        return self.is_saved and not check(self.mapping, self.header)


def preview(database: Database, path: Path, sheet: str = "") -> Preview:
    """Look into the export at `path`; Trouble, one sentence, when it is no table with a header.

    Of a workbook the sheet that its mapping names is shown, or `sheet` with what its headers suggest.
    """
    feed = open_feed(chosen(path))
    is_saved = False
    missed: tuple[str, ...] = ()
    if sheet:
        feed = feed.on_sheet(sheet)
        mapping = replace(guess(feed.header, islice(feed, _ROWS)), sheet=sheet)
    else:
        mapping = propose_mapping(database, feed)
        is_saved = bool(mapping.name)
        if not is_saved and (nearest := nearest_mapping(database, feed)):
            mapping, missed = nearest
        feed = feed.on_sheet(mapping.sheet)
    width = len(feed.header)
    if width > _MOST_COLUMNS:
        raise Trouble(
            N_("“{file}” has {count} columns. Export only those that are needed."), file=path.name, count=width
        )
    read = (tuple(map(_shown, row.cells[:width])) for row in islice(feed, _ROWS))
    rows = tuple((*row, *("",) * (width - len(row))) for row in read)
    guessed: dict[str, str] = {}
    if not mapping.name:
        guessed = by_values(feed.header, rows, mapping.columns, _handlers(database))
        mapping = mapping.with_columns(guessed)
    return Preview(
        path=feed.path,
        header=feed.header,
        rows=rows,
        notes=feed.notes,
        mapping=mapping,
        sheets=feed.sheets,
        rules=load_rules(database)[0],
        is_saved=is_saved,
        missed=missed,
        guessed=frozenset(guessed),
    )


def _handlers(database: Database) -> Callable[[str], bool]:
    """Tells whether a name is that of somebody on the staff, as a case system may write it."""
    with database.reading():
        known = resolve_handlers(database)
    return lambda name: compared(name) in known


def shown_rows(found: Preview, mapping: Mapping) -> tuple[tuple[str, ...], ...]:
    """The first rows as they may stand on a screen, read by `mapping`.

    Of somebody protected nothing but her case is shown, and nobody's name or address before it is said how the
    file tells who is protected.
    """
    header = found.header
    of_people = {place for place, name in enumerate(header) if (known := field_of(name)) and known[0] in PERSON}
    of_people.update(_places_of(mapping, header, PERSON))
    of_cases = _places_of(mapping, header, [field for field in LABELS if field not in (*PERSON, *_OWN_WORDS)])
    marks = _places_of(mapping, header, ["protected"])
    everybody = set(range(len(header)))
    rows = []
    for row in found.rows:
        if any(cells.protected(row[place]) for place in marks):
            hidden = everybody - (of_cases - of_people)
        else:
            hidden = set() if mapping.may_read_people() else of_people
        rows.append(tuple(tr(_HIDDEN) if cell and place in hidden else cell for place, cell in enumerate(row)))
    return tuple(rows)


def _places_of(mapping: Mapping, header: Sequence[str], fields: Iterable[str]) -> set[int]:
    mapped = [mapping.columns[field] for field in fields if field in mapping.columns]
    return {place for each in mapped for place in places(header, each) or ()}


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
