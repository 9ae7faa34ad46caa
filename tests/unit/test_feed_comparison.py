"""Our reading of other people's exports held against csv.Sniffer with charset-normalizer: the shares that are right."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from mottagning.cases.delimited import find_dialect
from mottagning.cases.encoding import find_encoding
from mottagning.cases.feedfile import Row, open_feed
from mottagning.cases.fields import field_of
from mottagning.cases.header import known_in
from mottagning.errors import Trouble
from tests.dirtyfeeds import DirtyFeed, dirty_feeds

_COUNT = 300
_ALIKE = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}
# What parts the cells of the real files, where it is no comma; files of one column have none.
_REAL = {
    ";": "Grundskolan accent country-2 delimiter issue-1009-semicolon issue-1100 issue-1105-timezone issue-1138"
    " issue-1232 issue-811 table-with-accents vix",
    "|": "data_dialect issue-1478",
    "\t": "table.tsv",
    "": "floats.csv leading-zeros.csv data_empty.csv implicit-zip implicit-gz ascii-notvalid",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file; `rows` are all that it takes for sound ones, the header among them."""

    text: str
    delimiter: str
    rows: list[list[str]]


def ours(path: Path) -> Reading:
    encoding = find_encoding(path)
    sample = list(encoding.lines(path))
    dialect = find_dialect(sample[:400], lambda cells: known_in(cells, field_of))
    feed = open_feed(path)
    return Reading("".join(sample), dialect.delimiter, [list(feed.header), *(_texts(row) for row in feed)])


def _texts(row: Row) -> list[str]:
    return [] if row.problem else [str(cell) if cell is not None else "" for cell in row.cells]


def rival(path: Path) -> Reading:
    """The usual way: charset-normalizer for the letters, csv.Sniffer for the rest, told which delimiters there are."""
    found = charset_normalizer.from_path(path).best()
    text = str(found).removeprefix("\ufeff") if found else ""
    dialect = csv.Sniffer().sniff(text[:65536], delimiters=";,\t|")
    return Reading(text, dialect.delimiter, list(csv.reader(text.splitlines(keepends=True), dialect)))


def plain(cells: list[str] | tuple[str, ...]) -> list[str]:
    return [" ".join(cell.replace("\0", "").split()) for cell in cells]


def in_order(wanted: list[list[str]], rows: Iterator[list[str]]) -> bool:
    return all(any(row == row_wanted for row in rows) for row_wanted in wanted)


def right(feed: DirtyFeed, reading: Reading) -> set[str]:
    """What of the file was read right: "letters", "delimiter", "cells"; and "wrong" when a row was made up."""
    found = set()
    width = len(feed.header)
    wanted = [plain(feed.header), *(plain(row) for number, row in enumerate(feed.rows) if number not in feed.lost)]
    rows = [plain(row)[:width] for row in reading.rows]
    truth = feed.octets.decode(feed.encoding).replace("\0", "")
    if reading.text.replace("\0", "") == truth:
        found.add("letters")
    if reading.delimiter == feed.delimiter:
        found.add("delimiter")
    if in_order(wanted, iter(rows)):
        found.add("cells")
    if any(row[0].startswith("SN-") and row not in wanted for row in rows if row):
        found.add("wrong")
    return found


def test_ours_reads_far_more_exports_than_the_usual_way(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    shares: dict[str, Counter[str]] = {"ours": Counter(), "rival": Counter()}
    for feed in dirty_feeds(_COUNT):
        path.write_bytes(feed.octets)
        for name, read in (("ours", ours), ("rival", rival)):
            try:
                shares[name].update(right(feed, read(path)))
            except (Trouble, csv.Error):
                shares[name]["refused"] += 1
    told = f"of {_COUNT} exports: {shares}"
    print(told)  # noqa: T201 - read with `pytest -s`
    assert shares["ours"]["letters"] >= 0.99 * _COUNT, told
    assert shares["ours"]["delimiter"] >= 0.99 * _COUNT, told
    assert shares["ours"]["cells"] >= 0.98 * _COUNT, told
    assert shares["ours"]["wrong"] == 0, told
    assert shares["ours"]["refused"] <= 0.01 * _COUNT, told
    assert all(shares["ours"][what] >= shares["rival"][what] + 0.1 * _COUNT for what in ("letters", "cells")), told


def _delimiter(path: Path) -> str:
    return next((sign for sign, names in _REAL.items() if any(name in path.name for name in names.split())), ",")


def test_the_delimiter_of_each_real_file_is_found(shared_data: Path) -> None:
    paths = [path for path in sorted((shared_data / "csv").rglob("*")) if path.suffix in (".csv", ".tsv")]
    paths = [path for path in paths if _delimiter(path)]
    missed: dict[str, list[str]] = {"ours": [], "rival": []}
    for path in paths:
        encoding = find_encoding(path)
        sample = list(encoding.lines(path))[:400]
        if find_dialect(sample, lambda cells: known_in(cells, field_of)).delimiter != _delimiter(path):
            missed["ours"].append(path.name)
        try:
            found = csv.Sniffer().sniff("".join(sample)).delimiter
        except csv.Error:
            found = ""
        if found != _delimiter(path):
            missed["rival"].append(path.name)
    assert len(paths) > 100
    assert missed["ours"] == []
    assert len(missed["rival"]) > 10
