"""How long the measures of a year take, over 450,000 contacts and 60,000 cases: in the encrypted file, in PostgreSQL.

The unit is invented row by row (`invented_years`). `year_ms` is the time for every measure of one year of six;
`computing_ms` the same in time of the processor, `first_ms` the first time, when numpy is loaded and little of the file
is in memory; `series_ms` every measure of the same year by the week, as charts ask for it.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import measuring

_YEARS = 6
"""As many as the 1,500 working days of the stress demo."""
_FULL, _QUICK = (450_000, 60_000), (45_000, 6_000)
"""Contacts and cases: those of the demos "stress" and "normal"."""
_TIMES = 7
_LAST = date(2026, 11, 20)


def main() -> None:
    """Measure in a process of its own, for each database there is."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))))
        return
    options = measuring.options(__doc__ or "")
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.data or Path(scratch)
        _tell(options, folder, "", "")
        _measure_server(options, Path(scratch))


def _tell(options: Any, folder: Path, url: str, where: str) -> None:
    contacts, cases = _QUICK if options.quick else _FULL
    ran = subprocess.run(
        [sys.executable, __file__, "--measure", str(folder), url, str(contacts), str(cases)],
        check=True,
        capture_output=True,
        text=True,
        env=measuring.environment(),
    )
    found = json.loads(ran.stdout)
    size = f"{contacts:,} contacts, {cases:,} cases in {_YEARS} years{where}"
    for figure in ("year_ms", "computing_ms", "first_ms", "series_ms"):
        measuring.tell(options, f"measures.{figure}", round(found[figure]), "ms", size)


def _measure_server(options: Any, scratch: Path) -> None:
    """The same on PostgreSQL, if it is installed."""
    from tests.servers import Postgres, ServerMissingError

    try:
        server = Postgres()
    except ServerMissingError:
        return
    try:
        server.start()
        _tell(options, scratch / "server", server.new_database(), ", PostgreSQL")
    finally:
        server.remove()


def measure(folder: Path, url: str, contacts: int, cases: int) -> dict[str, float]:
    """Milliseconds for a year, the first time and then, and for its weeks."""
    from invented_years import Years

    from mottagning.db import open_database
    from mottagning.measures.figures import measure_spans
    from mottagning.measures.series import series
    from mottagning.settings import load

    data = folder / f"{contacts}"
    database = open_database(load(data, url or None))
    with database.reading():
        is_empty = not database.sql("SELECT count(*) FROM contact").fetchone()[0]
    if is_empty:
        Years(contacts, cases, _YEARS, _LAST).fill(database)
    now = datetime(_LAST.year, _LAST.month, _LAST.day, 15, tzinfo=UTC)
    span = (_LAST - timedelta(days=364), _LAST)
    took, computed = [], []
    for _ in range(_TIMES):
        began, worked = time.perf_counter(), time.process_time()
        found = measure_spans(database, [span], now)[0]
        took.append((time.perf_counter() - began) * 1000)
        computed.append((time.process_time() - worked) * 1000)
    began = time.perf_counter()
    series(database, [each.name for each in found], *span, now)
    weeks = (time.perf_counter() - began) * 1000
    database.close()
    return {
        "year_ms": statistics.median(took[1:]),
        "computing_ms": statistics.median(computed[1:]),
        "first_ms": took[0],
        "series_ms": weeks,
    }


if __name__ == "__main__":
    main()
