"""One mapped column of a feed: reads its cell in a row as what its field should hold, or says what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import date

from mottagning.cases import cells, dates
from mottagning.cases.cells import UnreadableCellError
from mottagning.cases.dates import AmbiguousDayError, Order
from mottagning.cases.feedfile import Row
from mottagning.cases.workbook import Cell
from mottagning.texts import N_

_NO_DATE = N_("This is not a date.")
_AMBIGUOUS = N_("This could be several dates. Export dates as YYYY-MM-DD.")
_NO_NUMBER = N_("This is not a number.")
_UNREADABLE = N_("The cell cannot be read.")
_ERROR = N_("A formula has gone wrong in Excel: the cell holds an error.")


class RefusedCellError(Exception):
    """A row cannot be taken because of one cell: the header of its column, and an English sentence to translate."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Column:
    """The column at `place` (0 the first), and its header in the file. All reading raises RefusedCellError.

    `order` is the one in which it writes its dates, None when the column does not tell.
    """

    place: int
    header: str
    order: Order | None = None

    def cell(self, row: Row) -> Cell:
        """The cell as it is."""
        return row.cells[self.place] if self.place < len(row.cells) else None

    def text(self, row: Row) -> str | None:
        """The cell as text (`cells.text`)."""
        try:
            return cells.text(self.cell(row))
        except UnreadableCellError as error:
            raise self._refused(row, _UNREADABLE) from error

    def day(self, row: Row) -> date | None:
        """The cell as a date (`dates.day`)."""
        try:
            return dates.day(self.cell(row), self.order)
        except AmbiguousDayError as error:
            raise RefusedCellError(self.header, _AMBIGUOUS) from error
        except UnreadableCellError as error:
            raise self._refused(row, _NO_DATE) from error

    def number(self, row: Row) -> float | None:
        """The cell as a number (`cells.number`)."""
        try:
            return cells.number(self.cell(row))
        except UnreadableCellError as error:
            raise self._refused(row, _NO_NUMBER) from error

    def values(self, row: Row, separators: re.Pattern[str] = cells.ANY_SEPARATOR) -> list[str | None]:
        """The cell's several values (`cells.values`)."""
        try:
            return cells.values(self.cell(row), separators)
        except UnreadableCellError as error:
            raise self._refused(row, _UNREADABLE) from error

    def _refused(self, row: Row, reason: str) -> RefusedCellError:
        cell = self.cell(row)
        is_error = isinstance(cell, str) and cells.is_error(cell)
        return RefusedCellError(self.header, _ERROR if is_error else reason)
