"""Reads the export of a case system, CSV or Excel, however it was made, into a header and numbered rows."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mottagning.cases.delimited import Dialect, find_dialect, records
from mottagning.cases.encoding import Encoding, find_encoding
from mottagning.cases.fields import field_of
from mottagning.cases.header import Header, Known, clean, distinct, find_header, known_in
from mottagning.cases.opening import open_export
from mottagning.cases.workbook import Cell, Sheet, is_workbook, open_sheets
from mottagning.errors import Trouble
from mottagning.texts import N_, tr

_SAMPLE_LINES, _SAMPLE_SIZE = 400, 1 << 18
_HEADER_WITHIN = 100
_SPOILT, _SWEDISH = re.compile("Ã[¥¤¶…„–]"), re.compile("[åäöÅÄÖ]")
_EMPTY_ROWS = re.compile(r"[-=_\s]*")
_OTHER_KINDS = (
    (re.compile(rb"%PDF"), N_("“{file}” is a PDF document. Export the case list as CSV or XLSX.")),
    (re.compile(rb"PK\x03\x04|PK\x05\x06|\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ"),
     N_("“{file}” is a packed file: unpack it and choose the list inside.")),
    (re.compile(rb'\s*(?:\{\s*(?:"[^"\n]*"\s*:|\})|\[\s*(?:[\[{\]]|"[^"\n]*"\s*[,\]]\s*(?:["\s]|$)))'),
     N_("“{file}” is JSON. Export the case list as CSV or XLSX.")),
    (re.compile(rb"\s*<(?:\?xml|!|[A-Za-z])|MIME-Version: "),
     N_("“{file}” is a web page or XML. Open it in Excel and save it as XLSX, or export the list as CSV.")),
    (re.compile(rb"ID;P[^\r\n]*\r?\n(?:P;P|[BCFO];[A-Z]+\d)|"  # a sheet of Multiplan's time
                rb"\{\\rtf|\x89PNG|GIF8|\xff\xd8\xff|SQLite format 3|\x7fELF|MZ[\x00-\xff]{2}\x00"),
     N_("“{file}” is no text and no workbook. Export the case list as CSV or XLSX.")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a feed. `number` is its (first) line in the file, 1 the first; an empty cell is None.

    `problem` is a sentence when the row cannot be trusted, and "" when it can.
    """

    number: int
    cells: tuple[Cell, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFile:
    """An opened feed: iterate over it, again and again if you like, for its rows without header and empty rows.

    `header` has one name for each column, "" for a column without one, and no name twice; `header_line` is the line it
    stands on. `kind` is "text" or "workbook". `notes` are sentences about what was looked past (other sheets, headers
    used twice, letters that could not be read). `sheets` are the sheets of a workbook that can be read, the one that
    is read first.
    """

    path: Path
    header: tuple[str, ...]
    header_line: int
    kind: str
    notes: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    _rows: Callable[[], Iterator[Row]]

    def on_sheet(self, name: str) -> "FeedFile":
        """This feed read from the sheet `name`, "" for the best one; raises Trouble if a workbook has no such sheet."""
        if not name or not self.sheets or name == self.sheets[0]:
            return self
        return open_feed(self.path, sheet=name)

    def __iter__(self) -> Iterator[Row]:
        try:
            yield from self._rows()
        except OSError as error:
            raise _unreadable(self.path) from error


def open_feed(path: Path, known: Known = field_of, sheet: str = "") -> FeedFile:
    """Open the CSV or Excel file at `path`; `known` tells a header that we know (None for others).

    Of a workbook the visible sheet with the best header is read, or the one named `sheet`. Text is read in a stream.
    Raises Trouble, one sentence, for everything that is no table with a header.
    """
    try:
        if not path.is_file():
            raise Trouble(N_("There is no file “{file}”."), file=path.name)
        with open_export(path) as raw:
            head = raw.read(1 << 16)
        if not head:
            raise _empty(path)
        if is_workbook(path, head):
            return _open_workbook(path, known, sheet)
        _refuse_other_kinds(path, head)
        return _open_text(path, known)
    except OSError as error:
        raise _unreadable(path) from error


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:4]:
        start = start.replace(b"\0", b"").lstrip(b"\xff\xfe")
    for looks, sentence in _OTHER_KINDS:
        if looks.match(start):
            raise Trouble(sentence, file=path.name)


def _open_text(path: Path, known: Known) -> FeedFile:
    encoding = find_encoding(path)
    sample = _sample(encoding.lines(path))
    dialect = find_dialect(sample, lambda cells: known_in(cells, known))
    first = list(islice(records(iter(sample), dialect, whole=False), _HEADER_WITHIN))
    if not any(cell.strip() for record in first for cell in record.cells):
        raise _empty(path)
    found = find_header([record.cells for record in first], known)
    if found is None:
        raise _headless(path)
    header, notes = distinct(found.cells)
    if _read_as_windows(sample):
        raise Trouble(
            N_("The letters å, ä and ö are spoilt in “{file}” (Ã¥, Ã¤, Ã¶): export it once more, as UTF-8."),
            file=path.name,
        )
    if (encoding.damaged and encoding.name == "utf-8") or any("\ufffd" in line for line in sample):
        notes += (tr("Some letters in the file cannot be read. Rows where they matter are rejected."),)
    line = first[found.index].line
    return FeedFile(
        path=path,
        header=header,
        header_line=line,
        kind="text",
        notes=notes,
        _rows=lambda: _text_rows(path, encoding, dialect, found, line),
    )


def _sample(lines: Iterator[str]) -> list[str]:
    sample: list[str] = []
    size = 0
    for line in lines:
        sample.append(line)
        size += len(line)
        if len(sample) >= _SAMPLE_LINES or (size > _SAMPLE_SIZE and len(sample) > 2):
            break
    return sample


def _read_as_windows(sample: Sequence[str]) -> bool:
    """Whether somebody has read UTF-8 as Windows' letters and saved what came of it."""
    text = "".join(sample)
    return text.count("Ã") > 2 and len(_SPOILT.findall(text)) > len(_SWEDISH.findall(text))


def _text_rows(path: Path, encoding: Encoding, dialect: Dialect, header: Header, header_line: int) -> Iterator[Row]:
    widest = len(header.cells)
    narrowest = max(place for place, cell in enumerate(header.cells) if cell) + 1

    def fits(cells: list[str]) -> bool:
        return len(cells) >= narrowest and (len(cells) <= widest or not any(map(str.strip, cells[widest:])))

    for record in records(encoding.lines(path), dialect, fits=fits):
        if record.line <= header_line or _is_empty(record.cells) or _is_header(record.cells, header):
            continue
        problem = record.problem
        if not problem and not fits(record.cells):
            found = len(record.cells)
            problem = tr("The row has {found} columns, the header {expected}.", found=found, expected=narrowest)
        yield Row(record.line, _padded(record.cells, widest), problem)


def _padded(cells: list[str], width: int) -> tuple[str | None, ...]:
    if len(cells) != width:
        cells = (cells + [""] * width)[:width]
    return tuple([cell or None for cell in cells])


def _is_empty(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing: no cells, spaces, or the dashes that some databases draw below the header."""
    if any(cells) and (first := cells[0]) and first[0] not in "-=_ \t\xa0\r\n":
        return False
    return all(_EMPTY_ROWS.fullmatch(cell) for cell in cells)


def _is_header(cells: Sequence[Cell], header: Header) -> bool:
    """Whether the header stands here once more, as it does in files made by joining others or page by page."""
    if len(cells) < 2 or clean(cells[0]) != header.cells[0] or clean(cells[-1]) != header.cells[-1]:
        return False
    return [clean(cell) for cell in cells] == header.cells


def _open_workbook(path: Path, known: Known, wanted: str) -> FeedFile:
    sheets = open_sheets(path)
    if not sheets:
        raise _empty(path)
    headers = [(find_header(sheet.top(_HEADER_WITHIN), known, merged=True), sheet) for sheet in sheets]
    if wanted:
        headers.sort(key=lambda pair: pair[1].name != wanted)
        best, chosen = headers[0]
        if chosen.name != wanted:
            raise Trouble(N_("There is no sheet “{sheet}” in “{file}”."), sheet=wanted, file=path.name)
    else:
        best, chosen = max(headers, key=lambda pair: pair[0].known if pair[0] else -1)
    if best is None:
        raise _headless(path)
    header, notes = distinct(best.cells)
    others = tuple(sheet.name for sheet in sheets if sheet is not chosen)
    if others:
        notes += (tr("Only the sheet “{read}” is read, not {skipped}.", read=chosen.name, skipped=_quoted(others)),)
    alike = [sheet.name for found, sheet in headers if found and sheet is not chosen and found.cells == best.cells]
    if alike:
        notes += (
            tr("The same columns are on the sheet {others}: see that the right one is read.", others=_quoted(alike)),
        )
    return FeedFile(
        path=path,
        header=header,
        header_line=best.index + 1,
        kind="workbook",
        notes=notes,
        sheets=(chosen.name, *others),
        _rows=lambda: _sheet_rows(chosen, best),
    )


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _sheet_rows(sheet: Sheet, header: Header) -> Iterator[Row]:
    for number, cells in enumerate(sheet.rows(), 1):
        if number <= header.index + 1 or _is_header(cells, header):
            continue
        if any(cell is not None and str(cell).strip() for cell in cells):
            yield Row(number, tuple(cells))


def _empty(path: Path) -> Trouble:
    return Trouble(N_("“{file}” is empty."), file=path.name)


def _headless(path: Path) -> Trouble:
    return Trouble(
        N_("No header was found in “{file}”: the first row of the list must name its columns."), file=path.name
    )


def _unreadable(path: Path) -> Trouble:
    return Trouble(
        N_("“{file}” cannot be read: it may be open in another program, or you may not be allowed to."), file=path.name
    )
