"""Turns the rows of a feed into cases by a mapping. What points at a protected person does not leave this file."""

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mottagning import identity
from mottagning.cases import cells, dates
from mottagning.cases.column import Column, RefusedCellError
from mottagning.cases.feedfile import FeedFile, Row
from mottagning.cases.fields import CATEGORIES, DATES, STAGES, header_key
from mottagning.cases.mapping import Mapping, check, places
from mottagning.cases.parties import Party, emails_in, numbers_in, parties_in, party_columns
from mottagning.cases.survey import NOTHING_KNOWN, Survey, survey
from mottagning.texts import N_, tr

_STAGE_OF = {header_key(word): stage for stage, words in STAGES.items() for word in words.split()}
_CATEGORY_OF = {header_key(word): category for category, words in CATEGORIES.items() for word in words.split()}
_TOTAL_WORDS = "total totalt totalsumma summa sum subtotal delsumma antal antalarenden grandtotal"
_TOTALS = frozenset(_TOTAL_WORDS.split())
_STAGE_NUMBER = re.compile(r"^\d+\s*[.):–-]?\s*(?=[^\W\d])")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_NO_CODE = N_("The row has no case code.")
_NO_STAGE = N_("The row has no stage.")
_CODE_IS_DATE = N_("Excel has turned the case code into a date.")
_CODE_ROUNDED = N_("Excel has rounded the case code: format the column as text and export again.")
_CODE_IS_SHORT = N_("Excel has taken away the zeros before the case code: format the column as text and export again.")
_IS_TOTAL = N_("This row sums up others, it is no case.")
_READ_AS = {
    "dmy": N_("{column}: the dates are read as day, month, year, as the other dates show."),
    "mdy": N_("{column}: the dates are read as month, day, year, as the other dates show."),
    "ymd": N_("{column}: the dates are read as year, month, day, as the other dates show."),
}
_OTHER_ROW = N_("The case is on another row of the file too, with other content.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """A case as one row tells it. For a protected person all that points at her is None or empty.

    `personal_id` is YYYYMMDDNNNN, `phones` are E.164, `emails` lower case. `notes` are sentences, without the values,
    about what was left out because it is no phone number, e-mail address or personal identity number.
    Two records are equal when they say the same, whatever row they stand on.
    """

    row: int = field(compare=False)
    code: str
    stage: str
    category: str | None = None
    type: str | None = None
    stage_since: date | None = None
    handler: str | None = None
    received: date | None = None
    opened: date | None = None
    decided: date | None = None
    executed: date | None = None
    closed: date | None = None
    priority: str | None = None
    weight: float | None = None
    next_step: str | None = None
    next_date: date | None = None
    protected: bool = False
    client_name: str | None = None
    personal_id: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: its number, the header of the column (None: the row as a whole), a sentence.

    What it says all the same: its case is there (`code`), and whom it is about is `protected`.
    """

    row: int
    column: str | None
    reason: str
    code: str | None = field(default=None, compare=False)
    protected: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row that says once more, word for word, what an earlier row said of this case."""

    row: int
    code: str


def read_rows(mapping: Mapping, feed: FeedFile) -> Iterator[CaseRecord | Rejected | Repeated]:
    """All rows of `feed` by `mapping`, in order; the second row of a case is rejected unless it says the same.

    Raises Trouble when the mapping does not fit the file (`mapping.check`), or the file cannot be read on.
    """
    feed = feed.on_sheet(mapping.sheet)
    for trouble in check(mapping, feed.header):
        raise trouble
    reader = CaseReader(mapping, feed.header, look_through(mapping, feed))
    seen: dict[str, int] = {}  # a hash for each case, for the records themselves would fill the memory
    for row in feed:
        record = reader.read(row)
        if isinstance(record, Rejected):
            yield record
            continue
        content = hash(record)
        if record.code not in seen:
            seen[record.code] = content
            yield record
        elif seen[record.code] == content:
            yield Repeated(row.number, record.code)
        else:
            yield Rejected(row.number, reader.header_of("code"), tr(_OTHER_ROW), record.code, record.protected)


def look_through(mapping: Mapping, feed: FeedFile) -> Survey:
    """What the mapped columns of `feed` tell as a whole."""
    first = {field: found[0] for field, mapped in mapping.columns.items() if (found := places(feed.header, mapped))}
    return survey(feed, first.get("code"), [first[field] for field in DATES if field in first])


class CaseReader:
    """Reads the rows of files with one header by one mapping; `known` is what the columns tell as a whole."""

    def __init__(self, mapping: Mapping, header: Sequence[str], known: Survey = NOTHING_KNOWN) -> None:
        self._columns = {
            name: tuple(Column(place, header[place], known.orders.get(place)) for place in places(header, mapped) or ())
            for name, mapped in mapping.columns.items()
        }
        self._ordered = [column for name in DATES for column in self._of(name) if column.order]
        self._code_digits = known.code_digits
        self._plain = [(name, self._columns[name][0], read) for name, read in _PLAIN.items() if self._columns.get(name)]
        self._reads_people = mapping.may_read_people()
        self._parties = party_columns(*(self._of(f"party_{kind}") for kind in ("name", "phone", "email")))

    def header_of(self, name: str) -> str | None:
        """The header in the file of a mapped field."""
        return next((column.header for column in self._of(name)), None)

    def read(self, row: Row) -> CaseRecord | Rejected:
        """The case that `row` tells of, or why it cannot be taken."""
        code = None
        try:
            code = self._code(row)
            if row.problem:  # its cells may stand in other columns, so that it is not asked who is protected
                return Rejected(row.number, None, row.problem, code)
            content: dict[str, Any] = {name: read(column, row) for name, column, read in self._plain}
            stage = self._stage(row)
            if self._protected(row):
                content |= {"protected": True, "next_step": None}  # a name may stand in somebody's own words
            elif self._reads_people:
                content |= self._people(row)
            if decided := tuple(self._decided_days(row)):
                content["notes"] = (*content.get("notes", ()), *decided)
        except RefusedCellError as refused:
            if row.problem:
                return Rejected(row.number, None, row.problem)
            return Rejected(row.number, refused.column, tr(refused.reason), code, self._protected(row))
        return CaseRecord(row=row.number, code=code, stage=stage, **content)

    def _decided_days(self, row: Row) -> Iterator[str]:
        """What was read by the order of its column, for want of another sign which day it is."""
        for column in self._ordered:
            if dates.is_ambiguous(column.cell(row)) and column.order:
                yield tr(_READ_AS[column.order], column=column.header)

    def _protected(self, row: Row) -> bool:
        return any(cells.protected(column.cell(row)) for column in self._of("protected"))

    def _of(self, name: str) -> tuple[Column, ...]:
        return self._columns.get(name, ())

    def _code(self, row: Row) -> str:
        column = self._of("code")[0]
        cell = column.cell(row)
        if isinstance(cell, date):
            raise RefusedCellError(column.header, _CODE_IS_DATE)
        if isinstance(cell, float) and abs(cell) >= 1e15:
            raise RefusedCellError(column.header, _CODE_ROUNDED)
        code = column.text(row)
        if not code or isinstance(cell, bool):
            raise RefusedCellError(column.header, _NO_CODE)
        if _ROUNDED.fullmatch(code):
            raise RefusedCellError(column.header, _CODE_ROUNDED)
        whole, _, decimals = code.partition(".")
        if decimals == "0" and whole.isdecimal():
            code = whole
        if self._code_digits and not isinstance(cell, str) and len(code) < self._code_digits:
            raise RefusedCellError(column.header, _CODE_IS_SHORT)
        if header_key(code) in _TOTALS:
            raise RefusedCellError(column.header, _IS_TOTAL)
        return code

    def _stage(self, row: Row) -> str:
        column = self._of("stage")[0]
        word = column.text(row)
        if not word:
            raise RefusedCellError(column.header, _NO_STAGE)
        return stage_of(word)

    def _people(self, row: Row) -> dict[str, object]:
        """The fields that point at a person. Only for a row that is not protected."""
        notes: list[str] = []
        roles = [role for column in self._of("party_role") for role in column.values(row)]
        names = [column.text(row) for column in self._of("client_name")]
        return {
            "client_name": " ".join(name for name in names if name) or None,
            "personal_id": self._personal_id(row, notes),
            "phones": numbers_in(self._of("phones"), row, notes),
            "emails": emails_in(self._of("emails"), row, notes),
            "parties": tuple(party for columns in self._parties for party in parties_in(columns, row, roles, notes)),
            "notes": tuple(notes),
        }

    def _personal_id(self, row: Row, notes: list[str]) -> str | None:
        column = next(iter(self._of("personal_id")), None)
        written = column.text(row) if column else None
        if not column or not written:
            return None
        if isinstance(column.cell(row), (int, float)):
            written = written.zfill(10)  # a number in Excel has lost the zeros before it
        found = identity.normalise(written)
        if found is None:
            notes.append(tr("{column}: this is no personal identity number, it was left out.", column=column.header))
        return found


@functools.lru_cache(maxsize=1024)
def stage_of(word: str) -> str:
    """The stage's code ("2. Utredning" → "investigation"); a word we do not know stays as it is."""
    key = header_key(_STAGE_NUMBER.sub("", word))
    return _STAGE_OF.get(key, word)


def _category(column: Column, row: Row) -> str | None:
    word = column.text(row)
    return category_of(word) if word else None


@functools.lru_cache(maxsize=1024)
def category_of(word: str) -> str:
    """The category's code, by the whole word or one within it ("Ansökan SoL"); other words in lower case."""
    parts = [word, *re.findall(r"\w+", word)]
    return next((_CATEGORY_OF[key] for part in parts if (key := header_key(part)) in _CATEGORY_OF), word.casefold())


_PLAIN: dict[str, Callable[[Column, Row], object]] = {
    "category": _category,
    "weight": Column.number,
    **dict.fromkeys(("type", "handler", "priority", "next_step"), Column.text),
    **dict.fromkeys(DATES, Column.day),
}
