"""Opens Excel workbooks (and OpenDocument sheets) and gives their sheets as rows, whatever Excel has done to them."""

import contextlib
import html
import io
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mottagning.archives import UNREADABLE
from mottagning.cases.opening import open_export
from mottagning.errors import Trouble
from mottagning.tasks import survives
from mottagning.texts import N_

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cell = str | date | datetime | int | float | None

_LARGEST_FILE = 256 << 20
_LARGEST_UNPACKED, _LARGEST_TEXTS = 1 << 30, 300 << 20
_MOST_CELLS = 30_000_000  # about 1 GB while it is read
_MOST_MEMORY = 4 << 30
# None of these looks beyond the next "<" or cell: a file made so would keep the whole program waiting for hours.
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})"')
_ERROR_CELL = re.compile(
    rb'<c (?=[^<>]*\bt="e")[^<>]*\br="([A-Z]{1,3})(\d{1,7})"[^<>]*>(?:(?!</c>|<c ).)*?<v>([^<]{1,20})</v>', re.DOTALL
)
_SHEET_OR_LINK = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb'\b(?:\w+:)?(name|id|Id|Target)="([^"]*)"')
_BOOK_STREAM = re.compile(re.escape("Book".encode("utf-16-le")), re.IGNORECASE)
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>(?!</c>)')


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet with something in it. Row 1 is the sheet's first row, empty or not."""

    name: str
    _sheet: "CalamineSheet"
    _errors: dict[int, dict[int, str]]

    @property
    def left(self) -> int:
        """How many columns of the sheet stand to the left of the first cell of a row."""
        return self._sheet.start[1] if self._sheet.start else 0

    def rows(self) -> Iterator[list[Cell]]:
        """All rows from the top, each as wide as the table, cells made plain; the error of a formula is a text."""
        left = self.left
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            row = [_plain(cell) for cell in cells]
            for place, error in self._errors.get(number, {}).items():
                if 0 <= place - left < len(row):
                    row[place - left] = error
            yield row

    def top(self, count: int) -> list[list[Cell]]:
        """The first `count` rows, with the text of merged cells in each cell that they cover."""
        rows = list(islice(self.rows(), count))
        left = self.left
        room = sum(map(len, rows))
        for (first_row, first), (last_row, last) in self._sheet.merged_cell_ranges or ():
            if first_row >= len(rows) or not 0 <= first - left < len(rows[first_row]):
                continue
            value = rows[first_row][first - left]
            for row in rows[first_row : last_row + 1]:
                covered = range(first - left, min(last - left + 1, len(row)))
                room -= len(covered)
                if room < 0:  # Excel merges no cell twice: a file made so would keep the program waiting for hours
                    return rows
                for place in covered:
                    row[place] = value
        return rows


def open_sheets(path: Path) -> list[Sheet]:
    """The visible sheets of the workbook at `path` that have cells, in order (hidden ones when there are no others).

    Raises Trouble when it is locked with a password, damaged, or too large for the memory of a workstation.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    size = path.stat().st_size
    if size > _LARGEST_FILE:
        raise _too_large(path)
    with open_export(path) as raw:
        packed = raw.read()
    errors: dict[str, dict[int, dict[int, str]]] = {}
    if packed.startswith(b"PK"):
        errors = _check_unpacked(packed, path)
        if not errors and not survives(_rehearse, str(path)):
            raise _damaged(path)
    elif _utf16("EncryptedPackage") in packed:
        raise _locked(path)
    elif not _BOOK_STREAM.search(packed):
        raise Trouble(N_("“{file}” is no workbook. Export the case list as CSV or XLSX."), file=path.name)
    elif not survives(_rehearse, str(path)):
        raise _damaged(path)
    try:
        with _hushed():
            try:
                book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
            except CalamineError:
                book = CalamineWorkbook.from_path(str(path))  # goes by the file's name, and knows about passwords
            tables = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
            shown = [meta for meta in tables if meta.visible == SheetVisibleEnum.Visible] or tables
            sheets = [Sheet(meta.name, book.get_sheet_by_name(meta.name), errors.get(meta.name, {})) for meta in shown]
    except PasswordError as error:
        raise _locked(path) from error
    except CalamineError as error:
        raise _damaged(path) from error
    except MemoryError as error:
        raise _too_large(path) from error
    except BaseException as error:
        # A slip inside the library comes as an exception that is no Exception, and that nobody can import.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path) from error
    return [sheet for sheet in sheets if sheet._sheet.start is not None]


def _rehearse(path: str) -> None:
    """Open a workbook of a kind whose cells cannot be counted first: a wrong length in one has killed the process."""
    from python_calamine import CalamineWorkbook

    with contextlib.suppress(ImportError):
        import resource  # not on Windows, which refuses what it has not got anyway

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    with _hushed(), contextlib.suppress(BaseException):  # whether it ends by itself is all that is asked
        book = CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name)


def is_workbook(path: Path, head: bytes) -> bool:
    """Whether the file with these first bytes is a workbook of any age, whatever it is called."""
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return True
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with open_export(path) as raw, zipfile.ZipFile(raw) as packed:
            return bool(_book_parts(packed)) or _is_open_sheet(packed, set(packed.namelist()))
    except UNREADABLE:
        return path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods")


def _plain_name(part: str) -> str:
    """The name of a part as the standard has it; some programs write "xl\\Workbook.xml"."""
    return part.replace("\\", "/").lower()


def _book_parts(parts: zipfile.ZipFile) -> list[str]:
    names = parts.namelist()
    is_package = any(_plain_name(name) == "[content_types].xml" for name in names)
    return [name for name in names if is_package and _plain_name(name).endswith(("workbook.xml", "workbook.bin"))]


def _is_open_sheet(packed: zipfile.ZipFile, names: set[str]) -> bool:
    return "mimetype" in names and b"opendocument.spreadsheet" in packed.read("mimetype")[:200]


def _plain(cell: object) -> Cell:
    if cell == "" or cell is None:
        return None
    if isinstance(cell, str):
        return cell.replace("\0", "") if "\0" in cell else cell
    if isinstance(cell, (bool, int, float, date)):
        return cell
    return cell.isoformat() if isinstance(cell, time) else str(cell)


def _check_unpacked(packed: bytes, path: Path) -> dict[str, dict[int, dict[int, str]]]:
    """Refuse what would fill the memory: the library makes room for every cell up to the last one that is filled.

    Gives the errors of formulas, which the library takes for empty cells: by sheet, row (1 the first) and column (0).
    """
    errors = {}
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as parts:
            sizes = {_plain_name(part.filename): part.file_size for part in parts.infolist()}
            if sum(sizes.values()) > _LARGEST_UNPACKED or sizes.get("xl/sharedstrings.xml", 0) > _LARGEST_TEXTS:
                raise _too_large(path)
            names = _sheet_names(parts)
            for part in parts.infolist():
                if _is_worksheet(parts, part):
                    with parts.open(part) as stream:
                        _check_extent(stream, path)
                    with parts.open(part) as stream:
                        errors[names.get(_plain_name(part.filename), part.filename)] = _errors_in(stream)
    except UNREADABLE as error:
        raise _damaged(path) from error
    return errors


def _is_worksheet(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.lower().endswith(".xml"):
        return False
    with parts.open(part) as stream:
        return b"worksheet" in stream.read(1024)


def _sheet_names(parts: zipfile.ZipFile) -> dict[str, str]:
    """The names of the sheets by the (plain) names of the parts of the workbook that they stand in."""
    by_name = {_plain_name(name): name for name in parts.namelist()}
    names = {}
    for book in map(_plain_name, _book_parts(parts)):
        folder, _, file = book.rpartition("/")
        links = _attributes(parts, by_name.get(f"{folder}/_rels/{file}.rels".lstrip("/")))
        targets = {link.get(b"Id"): link.get(b"Target", b"").decode("utf-8", "replace") for link in links}
        for sheet in _attributes(parts, by_name[book]):
            target = targets.get(sheet.get(b"id"), "")
            part = target if target.startswith("/") else f"{folder}/{target}"
            names[_plain_name(part.lstrip("/"))] = html.unescape(sheet.get(b"name", b"").decode("utf-8", "replace"))
    return names


def worksheets(parts: zipfile.ZipFile) -> dict[str, str]:
    """The parts in which the sheets of an XLSX file stand, by the names of the sheets."""
    names = _sheet_names(parts)
    return {names[_plain_name(part)]: part for part in parts.namelist() if _plain_name(part) in names}


def _attributes(parts: zipfile.ZipFile, part: str | None) -> list[dict[bytes, bytes]]:
    text = parts.read(part) if part else b""
    return [dict(_ATTRIBUTE.findall(tag)) for tag in _SHEET_OR_LINK.findall(text)]


def _errors_in(stream: IO[bytes]) -> dict[int, dict[int, str]]:
    errors: dict[int, dict[int, str]] = {}
    rest = b""
    while more := stream.read(1 << 20):
        piece = rest + more
        if b't="e"' in piece:
            for letters, row, text in _ERROR_CELL.findall(piece):
                errors.setdefault(int(row), {})[_column(letters) - 1] = text.decode("ascii", "replace")
        rest = piece[max(piece.rfind(b"<c "), len(piece) - 4096) :]
    return errors


def _check_extent(stream: IO[bytes], path: Path) -> None:
    piece = stream.read(1 << 20)
    said = _DIMENSION.search(piece[:4096])
    if said and _column(said[1]) * int(said[2]) <= _MOST_CELLS:
        return
    last_row = last_column = 0
    while piece:
        for found in _FILLED_CELL.finditer(piece):
            last_column = max(last_column, _column(found[1]))
            last_row = int(found[2])
        if last_row * last_column > _MOST_CELLS:
            raise Trouble(
                N_("A sheet of “{file}” reaches down to row {row}: delete what is outside the list and save it again."),
                file=path.name,
                row=last_row,
            )
        rest = piece[-200:] if len(piece) > 200 else b""
        more = stream.read(1 << 20)
        piece = rest + more if more else b""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _locked(path: Path) -> Trouble:
    return Trouble(N_("“{file}” is locked with a password. Save it without one and try again."), file=path.name)


def _damaged(path: Path) -> Trouble:
    return Trouble(N_("“{file}” is damaged: open it in Excel, save it again and try once more."), file=path.name)


def _too_large(path: Path) -> Trouble:
    return Trouble(N_("“{file}” is too large for a workbook. Export the case list as CSV."), file=path.name)


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep the library from writing a page of its own on stderr when it stumbles over a damaged file."""
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, AttributeError):  # a program with a window has no stderr on Windows
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
