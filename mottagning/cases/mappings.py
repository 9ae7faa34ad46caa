"""The saved mappings: made from an export and what somebody says about its headers, found again for the next export."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Named
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mottagning.cases.consequences import consequences
from mottagning.cases.feedfile import FeedFile, open_feed
from mottagning.cases.feedtables import FeedMapping
from mottagning.cases.mapping import Kind, Mapping, check, guess, places
from mottagning.cases.opening import chosen
from mottagning.cases.rules import load_rules
from mottagning.cases.tables import Feed
from mottagning.command import Command, Turn, handles
from mottagning.db import Database
from mottagning.errors import Trouble
from mottagning.people.roles import require_lead
from mottagning.texts import N_

_FIRST_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveMapping(Command):
    """Keep a mapping under its name, in place of the one that may be there."""

    mapping: Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingReport:
    """What `map_file` made: the mapping, and the headers it passes over.

    `lacking` are sentences about what cannot be done without the fields that the mapping lacks; `notes` about what was
    odd about the file.
    """

    mapping: Mapping
    passed_over: tuple[str, ...]
    lacking: tuple[str, ...]
    notes: tuple[str, ...]


@handles
def save_mapping(turn: Turn, command: SaveMapping) -> None:
    """Keep a mapping. Team leads only; that protected people are not in the export is a promise, so it is audited."""
    require_lead(turn)
    mapping = command.mapping
    row = FeedMapping.get_or_none(FeedMapping.name == mapping.name)
    if row is None:
        FeedMapping.insert(name=mapping.name, document=mapping.to_json(), saved_at=turn.at).execute()
    else:
        turn.update(row, document=mapping.to_json(), saved_at=turn.at)
    turn.touch("setting")
    turn.audit("mapping_saved", "setting", None, name=mapping.name, protected_by_omission=mapping.protected_by_omission)


def map_file(
    database: Database,
    name: str,
    path: Path,
    sets: Named[str, str],
    kind: Kind | None = None,
    protected_by_omission: bool | None = None,
    by: int | None = None,
    sheet: str | None = None,
) -> MappingReport:
    """Make the mapping `name` for exports like the file at `path`, or change the saved one.

    A new one is guessed from the headers. `sets` gives fields their headers ("" takes a field out); `kind`,
    `protected_by_omission` and the `sheet` of a workbook stay as they are when None. Raises Trouble, and saves nothing,
    when the file cannot be read with it.
    """
    return map_feed(database, name, open_feed(chosen(path)), sets, kind, protected_by_omission, by, sheet)


def map_feed(
    database: Database,
    name: str,
    feed: FeedFile,
    sets: Named[str, str],
    kind: Kind | None = None,
    protected_by_omission: bool | None = None,
    by: int | None = None,
    sheet: str | None = None,
) -> MappingReport:
    """The same for an export that is open already, or comes from elsewhere than a file."""
    name = name.strip()
    if not name:
        raise Trouble(N_("A mapping needs a name, such as the name of the case system."))
    saved = _saved(database, name)
    if sheet is None:
        sheet = saved.sheet if saved else ""
    elif sheet and not feed.sheets:
        raise Trouble(N_("“{file}” is no workbook, so it has no sheet “{sheet}”."), file=feed.path.name, sheet=sheet)
    feed = feed.on_sheet(sheet)
    mapping = (saved or _guessed(feed, name, sets.values())).with_columns(sets)
    mapping = replace(
        mapping,
        sheet=sheet,
        kind=kind or mapping.kind,
        protected_by_omission=mapping.protected_by_omission if protected_by_omission is None else protected_by_omission,
    )
    if troubles := check(mapping, feed.header):
        raise troubles[0]
    save_mapping(database, SaveMapping(by=by, mapping=mapping))
    used = {place for mapped in mapping.columns.values() for place in places(feed.header, mapped) or ()}
    passed_over = tuple(header for place, header in enumerate(feed.header) if header and place not in used)
    lacking = consequences(mapping, load_rules(database)[0])
    return MappingReport(mapping=mapping, passed_over=passed_over, lacking=lacking, notes=feed.notes)


def saved_mappings(database: Database) -> tuple[Mapping, ...]:
    """Every saved mapping, the one used or saved last first."""
    with database.reading():
        rows = [(row.saved_at, row.name, row.document) for row in FeedMapping.select()]
        taken = Feed.select(Feed.mapping, Feed.at).where(Feed.state == "taken").order_by(Feed.id)
        used = {row.mapping: row.at for row in taken}
    rows.sort(key=lambda row: max(row[0], used.get(row[1], row[0])), reverse=True)
    return tuple(Mapping.from_json(document) for _, _, document in rows)


def choose_mapping(database: Database, feed: FeedFile, name: str | None) -> Mapping:
    """The mapping to read `feed` with: the saved one called `name`, else what `propose_mapping` gives.

    Raises Trouble, one sentence, when it cannot be read so.
    """
    mapping = propose_mapping(database, feed) if name is None else _saved(database, name.strip())
    if mapping is None:
        raise Trouble(N_("There is no mapping called “{name}”. Make it with “cases map”."), name=name)
    if troubles := check(mapping, feed.on_sheet(mapping.sheet).header):
        raise troubles[0]
    return mapping


def propose_mapping(database: Database, feed: FeedFile) -> Mapping:
    """The saved mapping that fits the header of `feed`, the one used last first; else a guess, without a name."""
    fitting = (each for each in saved_mappings(database) if _fits(each, feed))
    return next(fitting, None) or _guessed(feed, "")


def nearest_mapping(database: Database, feed: FeedFile) -> tuple[Mapping, tuple[str, ...]] | None:
    """A saved mapping that most of the headers of `feed` were made for, and those that it misses there; else None.

    What it misses is guessed anew, and nobody has promised anything about who is in an export that has changed.
    """
    for saved in saved_mappings(database):
        columns = {field: header for field, header in saved.columns.items() if places(feed.header, header)}
        if saved.sheet and saved.sheet not in feed.sheets:
            saved = replace(saved, sheet="")
        if len(columns) * 2 > len(saved.columns):
            missed = tuple(header for field, header in saved.columns.items() if field not in columns)
            claimed = (*columns.values(), *saved.columns.values())
            found = {
                field: header
                for field, header in _guessed(feed, "", claimed).columns.items()
                if field in saved.columns and field not in columns
            }
            return replace(saved, columns=columns | found, protected_by_omission=False), missed
    return None


def _fits(mapping: Mapping, feed: FeedFile) -> bool:
    if mapping.sheet and mapping.sheet not in feed.sheets:
        return False
    try:
        return not check(mapping, feed.on_sheet(mapping.sheet).header)
    except Trouble:
        return False


def _saved(database: Database, name: str) -> Mapping | None:
    with database.reading():
        row = FeedMapping.get_or_none(FeedMapping.name == name)
    return Mapping.from_json(row.document) if row else None


def _guessed(feed: FeedFile, name: str, claimed: Iterable[str] = ()) -> Mapping:
    return guess(feed.header, islice(feed, _FIRST_ROWS), name=name, claimed=claimed)
