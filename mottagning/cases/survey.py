"""Looks through a whole export before it is read, for what only a column as a whole can tell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mottagning.cases import dates
from mottagning.cases.dates import Order
from mottagning.cases.feedfile import Row
from mottagning.cases.workbook import Cell


@dataclass(frozen=True, slots=True)
class Survey:
    """What the columns of an export tell: the order of each column of dates that needs one, by its place in the row.

    `code_digits` is how many digits a case code has where some begin with a zero, None when they do not all have as
    many: then a shorter code is one whose zeros Excel has taken away.
    """

    orders: Mapping[int, Order]
    code_digits: int | None = None


NOTHING_KNOWN = Survey({})


def survey(rows: Iterable[Row], code: int | None, days: Sequence[int]) -> Survey:
    """Look through `rows`: the code stands in column `code`, dates in the columns `days`.

    A column of dates that does not tell its order by itself has that of the others: one program wrote them all.
    """
    doubtful: dict[int, dict[str, None]] = {place: {} for place in days}
    widths: Counter[int] = Counter()
    for row in rows:
        for place, found in doubtful.items():
            if place < len(row.cells) and isinstance(cell := row.cells[place], str) and dates.has_order(cell):
                found[cell] = None
        if code is not None and code < len(row.cells) and (digits := zero_led(row.cells[code])):
            widths[digits] += 1
    together = dates.order_of(cell for found in doubtful.values() for cell in found)
    orders = {
        place: order for place, found in doubtful.items() if found and (order := dates.order_of(found) or together)
    }
    return Survey(orders, next(iter(widths)) if len(widths) == 1 else None)


def zero_led(cell: Cell) -> int:
    """How many digits a code of digits that begins with a zero has; 0 for other codes."""
    if not isinstance(cell, str):
        return 0
    code = cell.strip().removeprefix('="').removesuffix('"')
    return len(code) if code.startswith("0") and code.isdecimal() else 0
