"""Reads answers from a file that a survey tool gave, or that somebody has written cards into: CSV or Excel.

What is taken of a row: its day or week, channel, kind of help, and figures. Columns of free text are never taken, nor
is anything of a cell that cannot be read ever repeated.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mottagning.cases.caserow import category_of
from mottagning.cases.cells import UnreadableCellError, text
from mottagning.cases.dates import Order, day, order_of
from mottagning.cases.feedfile import FeedFile, Row, open_feed
from mottagning.cases.fields import CATEGORIES
from mottagning.cases.workbook import Cell
from mottagning.errors import Trouble
from mottagning.folding import fold
from mottagning.measures.questions import EFFECT, NO, PARTLY, YES, Survey
from mottagning.measures.surveyindex import SCALE
from mottagning.measures.surveys import Response, monday
from mottagning.texts import N_, tr

FIELDS = ("day", "week", "channel", "category", "id")
_MOST_ROWS = 20_000
_WORDS = {
    "day": "datum tid tidpunkt dag date day time timestamp starttid sluttid starttime completiontime slutfördes"
    " inskickat svarsdatum tidsstämpel svarstid startdatum",
    "week": "vecka week veckonummer v",
    "channel": "kanal kontaktsätt kontaktväg channel sätt hur kontakt",
    "category": "kategori slagavhjälp insats hjälp stöd ärendetyp område category verksamhet vadgälldedet",
    "id": "id svarsid svarsnummer respons responseid respondent respondentid löpnummer nr nummer kortnummer",
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}
_CHANNELS = {
    "phone": "telefon phone samtal ringde tel telefonsamtal påtelefon",
    "mail": "epost mejl mail email epostmeddelande mejlade viaepost",
    "visit": "besök visit besökte reception personligtbesök påplats personligen",
    "letter": "brev letter post",
}
_CHANNEL_OF = {word: channel for channel, words in _CHANNELS.items() for word in words.split()}
_SAYS = {"ja": YES, "yes": YES, "jahelt": YES, "helt": YES, "j": YES, "delvis": PARTLY, "jadelvis": PARTLY,
         "tillvissdel": PARTLY, "partly": PARTLY, "nej": NO, "no": NO, "n": NO, "nejinte": NO}  # fmt: skip
_IN_WORDS = {"mycketdåligt": 1, "dåligt": 2, "varkenbraellerdåligt": 3, "bra": 4, "mycketbra": 5, "mycketmissnöjd": 1,
             "missnöjd": 2, "varkennöjdellermissnöjd": 3, "varkeneller": 3, "nöjd": 4, "mycketnöjd": 5}  # fmt: skip
_NO_ANSWER = ("vetej", "vetinte", "ingenåsikt", "ejaktuellt", "ejsvar", "ingetsvar", "kanintetaställning", "na")
_WEEK = re.compile(r"(\d{4})\D{0,5}(\d{1,2})")
_FIGURE = re.compile(
    r"([1-5])(?:[.,]0+)?(?!\s*[-–—]\s*\d|\s*(?:/|av\b|of\b)\s*(?!5\b)\d)(?:\s*[-–—=:(/].*|\s+\D.*)?|\D*\(([1-5])\)",
    re.DOTALL,
)
"""An answer with what it is called, or "4 av 5"; "3-4" is none of them, nor "5 av 10"."""
_NUMBERED = re.compile(r"^\s*(?:fråga\s*)?\d{1,2}\s*[.):]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the file: its header, and what it is taken for: one of `FIELDS`, a question's key, or ""."""

    header: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that cannot be counted: its line in the file, the header of the column, and a sentence."""

    row: int
    column: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """What a file holds. `empty` rows have nobody's answer to any question that is known."""

    columns: tuple[Column, ...]
    responses: tuple[Response, ...]
    rejected: tuple[Rejected, ...]
    rows: int
    empty: int


class _CellError(Exception):
    def __init__(self, place: int | None, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


def read_answers(
    path: Path, survey: Survey, chosen: Mapping[str, str] | None = None, today: date | None = None
) -> AnswerFile:
    """The answers in the file at `path`; `chosen` says by header what a column is, before what its header says.

    A row without a day is rejected. Raises Trouble, one sentence, when the file is no table with a header.
    """
    fields = _fields(survey)
    feed = open_feed(path, known=lambda header: fields.get(_plain(header)))
    columns = tuple(
        Column(header=header, field=(chosen or {}).get(header, fields.get(_plain(header), "")))
        for header in feed.header
    )
    places = _places(columns)
    rows = _rows(feed)
    order = order_of(row.cells[places["day"]] for row in rows) if "day" in places else None
    responses, rejected, empty = [], [], 0
    times: Counter[str] = Counter()
    for row in rows:
        try:
            found = _Reading(row, places, order, survey).response(times, today or date.max)
        except _CellError as error:
            header = None if error.place is None else feed.header[error.place]
            rejected.append(Rejected(row=row.number, column=header, reason=error.reason))
            continue
        if found is None:
            empty += 1
        else:
            responses.append(found)
    return AnswerFile(
        columns=columns, responses=tuple(responses), rejected=tuple(rejected), rows=len(rows), empty=empty
    )


def _rows(feed: FeedFile) -> list[Row]:
    rows = []
    for row in feed:
        rows.append(row)
        if len(rows) > _MOST_ROWS:
            raise Trouble(N_("“{file}” has more than {n} rows: divide it."), file=feed.path.name, n=_MOST_ROWS)
    return rows


def _fields(survey: Survey) -> dict[str, str]:
    """By header, compared, what it is."""
    found = dict(_FIELD_OF)
    for each in (*survey.former, *survey.questions):
        found |= {_plain(each.words): each.key, _plain(each.name): each.key}
    return found | {_plain(survey.effect): EFFECT, _plain("rätt hjälp"): EFFECT}


def _places(columns: tuple[Column, ...]) -> dict[str, int]:
    """Where each field stands; of two columns for one the first."""
    places: dict[str, int] = {}
    for place, column in enumerate(columns):
        if column.field:
            places.setdefault(column.field, place)
    return places


def _plain(written: str) -> str:
    """Letters and figures alone, folded, without the number that survey tools put before a question."""
    return "".join(sign for sign in fold(_NUMBERED.sub("", written)) if sign.isalnum())


class _Reading:
    """One row being read."""

    def __init__(self, row: Row, places: Mapping[str, int], order: Order | None, survey: Survey) -> None:
        self._row = row
        self._places = places
        self._order = order
        self._survey = survey

    def response(self, times: Counter[str], today: date) -> Response | None:
        """What the row says; None when nothing is answered. `times` counts rows that say the same. _CellError."""
        if self._row.problem:
            raise _CellError(None, self._row.problem)
        answers = tuple(
            (key, answer) for key in (*self._survey.names(), EFFECT) if (answer := self._answer(key)) is not None
        )
        if not answers:
            return None
        week = self._week(today)
        channel = _CHANNEL_OF.get(self._compared("channel"), "")
        category = category_of(self._text("category"))
        number = self._text("id")
        said = (number, self._text("day") or week.isoformat())
        key = json.dumps(said if number else (*said, channel, category, answers))
        times[key] += 1
        if number and times[key] > 1:
            raise _CellError(self._places["id"], tr("The same number stands further up."))
        return Response(
            week=week,
            way="file",
            channel=channel,
            category=category if category in CATEGORIES else "",  # else it could be anything that somebody wrote
            answers=answers,
            # Without numbers of their own, two cards of a week may well say the same: so they are numbered here.
            digest=hashlib.sha256(f"{key} {times[key]}".encode()).hexdigest(),
        )

    def _answer(self, key: str) -> int | None:
        written = self._text(key)
        compared = _plain(written)
        if not compared or compared in _NO_ANSWER:
            return None
        if key == EFFECT:
            if compared in _SAYS:
                return _SAYS[compared]
            raise _CellError(self._places[key], tr("This is neither yes, in part nor no."))
        match = _FIGURE.fullmatch(written)
        figure = int(match[1] or match[2]) if match else _IN_WORDS.get(compared)
        if figure in SCALE:
            return figure
        raise _CellError(self._places[key], tr("This is no answer from 1 to 5."))

    def _week(self, today: date) -> date:
        """The Monday of the week in which it was answered."""
        place = self._places.get("day", self._places.get("week"))
        try:
            found = self._day() or self._numbered()
        except (UnreadableCellError, ValueError):
            raise _CellError(place, tr("The day or the week cannot be read.")) from None
        if found is None:
            raise _CellError(place, tr("It is not said on which day or in which week this was answered."))
        if not date(2000, 1, 1) <= found <= max(today, date(2000, 1, 1)):
            raise _CellError(place, tr("The day has not come yet, or is long past."))
        return monday(found)

    def _day(self) -> date | None:
        return day(self._get("day"), self._order)

    def _numbered(self) -> date | None:
        """A week written "2026-W47", "2026 v. 47" or "202647" (ISO 8601)."""
        written = self._text("week")
        if not written:
            return None
        match = _WEEK.fullmatch(written)
        if match is None:
            raise UnreadableCellError
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)

    def _compared(self, field: str) -> str:
        return _plain(self._text(field))

    def _text(self, field: str) -> str:
        try:
            return text(self._get(field)) or ""
        except UnreadableCellError:
            raise _CellError(self._places[field], tr("This cell cannot be read.")) from None

    def _get(self, field: str) -> Cell:
        place = self._places.get(field)
        return self._row.cells[place] if place is not None and place < len(self._row.cells) else None
