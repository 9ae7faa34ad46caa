"""Cuts delimited text into records: which signs part the cells, and how far a quotation mark reaches."""

import csv
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mottagning.texts import tr

# The limit is one for the whole process and far too low for a long note; the length of a line is bounded already.
csv.field_size_limit(1 << 30)

_DELIMITERS = ";\t,|"
_LONGEST_RECORD = 500  # lines; a longer one is a quotation mark that was never closed
_SEP_LINE = re.compile(r'"?sep=([^\w"\r\n])"?\s*', re.IGNORECASE)
_CRAMPED_COMMA = re.compile(r",(?=[^\s\d])")
# Stand for \\ and \" while the reader looks for quotation marks; no text holds these two.
_BACKSLASH, _QUOTE = "\ufdd0", "\ufdd1"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a text file are parted. `first_line` is 2 when Excel's own "sep=;" stands on line 1.

    With `backslash` a quotation mark within a cell is written \\", as MySQL does, instead of doubled.
    """

    delimiter: str
    quote: str = '"'
    skip_space: bool = False
    backslash: bool = False
    first_line: int = 1


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the number of its first line, its cells, and why it cannot be trusted ("" when it can)."""

    line: int
    cells: list[str]
    problem: str = ""


def records(
    lines: Iterator[str], dialect: Dialect, *, fits: Callable[[list[str]], bool] = bool, whole: bool = True
) -> Iterator[Record]:
    """Cut `lines` (from the top of the file) into records, blank lines too.

    A quotation mark that is never closed costs its own line only: that record has a problem, and reading goes on with
    the next line. `fits` tells whether cells fit the table: a record of several lines that does not is taken for such
    a slip. `whole` is false for a sample, which may end within a record.
    """
    return _Cutter(lines, dialect, fits, whole).run()


class _Cutter:
    def __init__(self, lines: Iterator[str], dialect: Dialect, fits: Callable[[list[str]], bool], whole: bool) -> None:
        self.lines = lines
        self.dialect = dialect
        self.fits = fits
        self.whole = whole
        self.given_back: deque[str] = deque()
        self.taken: list[str] = []
        self.ended = False
        self.line = dialect.first_line
        self.doubtful_before = 0
        for _ in range(dialect.first_line - 1):
            next(lines, None)

    def run(self) -> Iterator[Record]:
        reader = self._reader(self._feed())
        while True:
            self.taken.clear()
            try:
                cells = self._shown(next(reader))
            except StopIteration:
                return
            except csv.Error:
                if self.ended and not self.whole:
                    return
                record = self._broken()
                reader = self._reader(self._feed())
            else:
                record = self._sound(cells)
            yield record
            self.line += len(self.taken)

    def _reader(self, lines: Iterator[str], *, strict: bool = True, escape: str | None = None) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.dialect.delimiter,
            quotechar=self.dialect.quote,
            skipinitialspace=self.dialect.skip_space,
            strict=strict,
            escapechar=escape,
        )

    def _feed(self) -> Iterator[str]:
        """The lines still to be read. The reader asks for a second one only while a quotation mark is open."""
        while len(self.taken) < _LONGEST_RECORD:
            line = self.given_back.popleft() if self.given_back else next(self.lines, None)
            if line is None:
                self.ended = True
                return
            self.taken.append(line)
            yield self._hidden(line)

    def _hidden(self, line: str) -> str:
        """The line with what a backslash protects out of the reader's sight."""
        if self.dialect.backslash and "\\" in line:
            line = line.replace("\\\\", _BACKSLASH).replace(f"\\{self.dialect.quote}", _QUOTE)
        return line

    def _shown(self, cells: list[str]) -> list[str]:
        if not self.dialect.backslash:
            return cells
        return [cell.replace(_QUOTE, self.dialect.quote).replace(_BACKSLASH, "\\") for cell in cells]

    def _sound(self, cells: list[str]) -> Record:
        if len(self.taken) == 1:
            odd = self.line < self.doubtful_before and self.taken[0].count(self.dialect.quote) % 2
            return Record(self.line, cells, _unclosed() if odd else "")
        if self._swallowed_rows(cells):
            return self._give_back()
        return Record(self.line, cells)

    def _swallowed_rows(self, cells: list[str]) -> bool:
        """Whether the quotation mark that made this record of several lines was a slip.

        It was when the record does not fit the table, or when each of its lines looks like a whole row.
        """
        if not self.fits(cells):
            return True
        alike = {line.count(self.dialect.delimiter) for line in self.taken} == {len(cells) - 1}
        return alike and len(cells) > (4 if self.dialect.delimiter == "," else 2)

    def _broken(self) -> Record:
        if len(self.taken) > 1:
            return self._give_back()
        line, quote = self.taken[0], self.dialect.quote
        escaped = line.count(f"\\{quote}")
        if (line.count(quote) - escaped) % 2:
            return Record(self.line, line.split(self.dialect.delimiter), _unclosed())
        escape = "\\" if escaped else None
        cells = next(self._reader(iter([line]), strict=False, escape=escape))
        return Record(self.line, cells, _unclosed() if cells[-1].endswith(("\n", "\r")) else "")

    def _give_back(self) -> Record:
        self.doubtful_before = max(self.doubtful_before, self.line + len(self.taken))
        self.given_back.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        self.ended = False
        return Record(self.line, self.taken[0].split(self.dialect.delimiter), _unclosed())


def _unclosed() -> str:
    return tr("A quotation mark is opened and never closed.")


def find_dialect(sample: Sequence[str], hits: Callable[[Sequence[str]], int]) -> Dialect:
    """How the cells of the `sample` (the first lines of a file) are parted.

    Each delimiter is tried out; the one that gives most records of one width, with cells that hold no other delimiter,
    wins. `hits` counts the headers known to us in a row: a known header row weighs more than anything else.
    """
    if sample and (sep := _SEP_LINE.fullmatch(sample[0])):
        return replace(_with_quotes(sample[1:], sep[1]), first_line=2)
    scored = [(_score(sample, dialect, hits), dialect) for dialect in (_with_quotes(sample, d) for d in _DELIMITERS)]
    return max(scored, key=lambda pair: pair[0])[1]


def _with_quotes(sample: Sequence[str], delimiter: str) -> Dialect:
    part = re.escape(delimiter)
    single, double = (_quoted_cells(sample, part, quote) for quote in "'\"")
    cut = sum(delimiter in line for line in sample)
    mostly = sum(single) > len(sample) or len(single) * 2 > cut
    quote = "'" if mostly and sum(single) > sum(double) else '"'
    spaced = delimiter != "\t" and any(re.search(f"{part} +{quote}", line) for line in sample)
    escaped = re.compile(rf"(?<!\\)(?:\\\\)*\\{quote}(?!{quote}|\s*(?:{part}|$))")
    return Dialect(delimiter, quote, spaced, any(escaped.search(line) for line in sample))


def _quoted_cells(sample: Sequence[str], part: str, quote: str) -> list[int]:
    """How many cells stand in quotes, in each of the lines that have such cells."""
    cell = re.compile(rf"(?:^|{part})\s?{quote}[^{quote}]*{quote}(?=\s*(?:$|{part}))")
    return [count for line in sample if quote in line and (count := len(cell.findall(line)))]


def _score(sample: Sequence[str], dialect: Dialect, hits: Callable[[Sequence[str]], int]) -> float:
    rows = [record.cells for record in records(iter(sample), dialect, whole=False) if any(record.cells)]
    widths = Counter(len(cells) for cells in rows)
    width, alike = max(widths.items(), key=lambda pair: pair[1] * (pair[0] - 1) / pair[0], default=(1, 0))
    if width < 2:
        return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    others = [delimiter for delimiter in _DELIMITERS if delimiter not in (dialect.delimiter, ",")]
    mixed = sum(
        any(sign in cell for sign in others) or (dialect.delimiter != "," and bool(_CRAMPED_COMMA.search(cell)))
        for cell in cells
    )
    best = max(map(hits, rows))
    return alike / len(rows) * (width - 1) / width * (1 - 0.9 * mixed / len(cells)) * (1 + best)
