"""Small exports for the tests of the case list, and what the database holds after them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mottagning.cases.feed import import_feed
from mottagning.cases.feedreport import FeedReport
from mottagning.cases.stored import Stored, stored_cases
from mottagning.cases.tables import CaseHistory, Feed
from mottagning.db import Database

HEADER = (
    *("Ärendekod", "Kategori", "Typ", "Steg", "I steget sedan", "Handläggare", "Inkom", "Avslutad", "Prioritet"),
    *("Namn", "Personnummer", "Telefon", "E-post", "Skyddade personuppgifter", "God man", "Telefon god man"),
)
_HEADERS = {name.replace(" ", "_").replace("-", "_"): name for name in HEADER}
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

CASE = {
    "Ärendekod": "C-1",
    "Kategori": "SoL",
    "Typ": "Hemtjänst",
    "Steg": "Utredning",
    "I steget sedan": "2026-11-10",
    "Handläggare": "Karin Lind",
    "Inkom": "2026-11-02",
    "Namn": "Åsa Öberg",
    "Telefon": "070-174 06 05",
    "E-post": "asa@example.se",
    "Skyddade personuppgifter": "nej",
}


def case(code: str = "C-1", **changed: str) -> dict[str, str]:
    """A row; keywords are headers with _ for a space or a hyphen."""
    return CASE | {"Ärendekod": code} | {_HEADERS.get(name, name): value for name, value in changed.items()}


def write(path: Path, rows: Sequence[Mapping[str, str]], header: Sequence[str] = HEADER) -> Path:
    """The rows as the export that most case systems give."""
    lines = [";".join(header), *(";".join(row.get(name, "") for name in header) for row in rows)]
    path.write_text("\r\n".join(lines) + "\r\n", "cp1252")
    return path


def nobody_else(turn: object, case_ids: set[int]) -> None:
    """Nobody keeps more about these cases."""


def take(database: Database, path: Path, mapping: str | None = None, **options: Any) -> FeedReport:
    """Import with the defaults of the tests."""
    return import_feed(database, path, mapping, **({"learnt_protected": nobody_else, "at": MONDAY} | options))


def counts(report: FeedReport) -> tuple[int, int, int, int, int, int]:
    """Read, new, changed, unchanged, closed, rejected."""
    rejected = len(report.rejected)
    return report.read, report.new, report.changed, report.unchanged, report.closed, rejected


def stored(database: Database) -> dict[str, Stored]:
    """What is kept of each case, by code."""
    with database.reading():
        return stored_cases(database)


def content(database: Database) -> dict[str, tuple[Any, Any]]:
    """The same without ids and versions: two databases that hold the same cases are equal."""
    return {code: (dict(each.values), each.parties) for code, each in stored(database).items()}


def history(database: Database) -> list[tuple[str, str | None, str | None]]:
    """Everything that changed, in order."""
    with database.reading():
        return [(row.field, row.old, row.new) for row in CaseHistory.select().order_by(CaseHistory.id)]


def feeds(database: Database) -> list[str]:
    """The states of all feeds, in order."""
    with database.reading():
        return [row.state for row in Feed.select().order_by(Feed.id)]


def watched(database, seen):
    """Carries commands out and remembers what they touched."""

    def carry_out(handler, command):
        seen.append(handler(database, command))
        return seen[-1]

    return carry_out


class KilledError(BaseException):
    """The process ends here."""


def killed_after(database, turns):
    """Carries commands out until so many are done."""
    left = iter(range(turns))

    def carry_out(handler, command):
        if next(left, None) is None:
            raise KilledError
        return handler(database, command)

    return carry_out
