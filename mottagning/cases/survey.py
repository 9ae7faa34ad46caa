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

    `code_digits` is how many digits the case codes have that begin with a zero, where most have no fewer: a shorter
    number among them is one whose zeros Excel has taken away. None where that cannot be said.
    """

    orders: Mapping[int, Order]
    code_digits: int | None = None


NOTHING_KNOWN = Survey({})


def survey(rows: Iterable[Row], code: int | None, days: Sequence[int]) -> Survey:
    """Look through `rows`: the code stands in column `code`, dates in the columns `days`.

    A column of dates that does not tell its order by itself has that of the others: one program wrote them all.
    """
    doubtful: dict[int, dict[str, None]] = {place: {} for place in days}
    texts: Counter[int] = Counter()
    numbers: Counter[int] = Counter()
    codes = 0
    for row in rows:
        for place, found in doubtful.items():
            if place < len(row.cells) and isinstance(cell := row.cells[place], str) and dates.has_order(cell):
                found[cell] = None
        if code is not None and code < len(row.cells) and (cell := row.cells[code]) is not None:
            codes += 1
            texts[_zero_led(cell)] += 1
            numbers[_digits(cell)] += 1
    together = dates.order_of(cell for found in doubtful.values() for cell in found)
    orders = {
        place: order for place, found in doubtful.items() if found and (order := dates.order_of(found) or together)
    }
    return Survey(orders, _code_digits(texts, numbers, codes))


def _code_digits(texts: Counter[int], numbers: Counter[int], codes: int) -> int | None:
    """By how many texts that begin with a zero, and numbers, have how many digits."""
    widths = [digits for digits in texts if digits]
    if len(widths) != 1:
        return None
    short = sum(count for digits, count in numbers.items() if 0 < digits < widths[0])
    return widths[0] if short * 2 <= codes else None


def _zero_led(cell: Cell) -> int:
    """How many digits a text of digits that begins with a zero has; 0 for other cells."""
    if not isinstance(cell, str) or not cell.startswith("0"):
        return 0
    return len(cell) if cell.isdecimal() else 0


def _digits(cell: Cell) -> int:
    """How many digits a whole number has; 0 for other cells."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or cell != cell // 1 or not 0 < cell < 1e15:
        return 0
    return len(str(int(cell)))
