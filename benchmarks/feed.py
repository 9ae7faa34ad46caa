"""Rows a second of a case system's export, a first one and the next day's, with the memory and the turns they take."""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import measuring

_SIZES = (6_000, 60_000)
_QUICK = (2_000, 20_000)
_MOVED = 100
"""One case of so many has come to another stage the next day."""
_HEADER = (
    *("Ärendekod", "Kategori", "Ärendetyp", "Steg", "I steg sedan", "Handläggare", "Inkom", "Öppnad", "Prioritet"),
    *("Namn", "Personnummer", "Telefon", "E-post", "Skyddade uppgifter", "Partens roll", "Partens namn"),
)
_STAGES = ("Mottaget", "Utredning", "Beslut", "Verkställighet", "Uppföljning")


def main() -> None:
    """Measure each size in a process of its own."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    options = measuring.options(__doc__ or "")
    for count in _QUICK if options.quick else _SIZES:
        ran = subprocess.run(
            [sys.executable, __file__, "--measure", str(count)],
            check=True,
            capture_output=True,
            text=True,
            env=measuring.environment(),
        )
        found = json.loads(ran.stdout)
        size = f"{count:,} rows"
        measuring.tell(options, "feed.rows_per_s", round(count / found["first_s"]), "1/s", size)
        measuring.tell(options, "feed.next_rows_per_s", round(count / found["next_s"]), "1/s", size)
        measuring.tell(options, "feed.peak_mb", round(found["peak_mb"]), "MB", size)
        measuring.tell(options, "feed.turn_p95_ms", round(found["turn_p95_ms"], 1), "ms", size)


def measure(count: int) -> dict[str, float]:
    """Seconds for two exports of `count` rows, the process's peak of memory, and how long the writer was held."""
    from mottagning.care.protection import learnt_protected
    from mottagning.cases.feed import import_feed
    from mottagning.db import open_database
    from mottagning.settings import Settings

    turns: list[float] = []
    took = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        database = open_database(Settings(data=folder, database=str(folder / "mottagning.db")))

        def carry_out(handler, command):  # type: ignore[no-untyped-def]
            began = time.perf_counter()
            try:
                return handler(database, command)
            finally:
                turns.append((time.perf_counter() - began) * 1000)

        for later in (False, True):
            path = folder / f"{later}.csv"
            write(path, count, later)
            began = time.perf_counter()
            report = import_feed(database, path, learnt_protected=learnt_protected, carry_out=carry_out)
            took.append(time.perf_counter() - began)
            assert (report.new, report.changed) == ((0, count // _MOVED) if later else (count, 0)), report
        database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "first_s": took[0],
        "next_s": took[1],
        "peak_mb": peak,
        "turn_p95_ms": measuring.percentile(turns, 95),
    }


def write(path: Path, count: int, later: bool) -> None:
    """An invented export, as most case systems write it; `later` with some cases in another stage."""
    rng = random.Random(1)
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write(";".join(_HEADER) + "\r\n")
        for number in range(count):
            day = date(2026, 1, 1) + timedelta(days=rng.randrange(300))
            stage = (rng.randrange(5) + (later and number % _MOVED == 0)) % 5
            row = (
                *(f"C-{number}", "SoL", "Hemtjänst", _STAGES[stage], str(day), f"Handläggare {number % 40}"),
                *(str(day), str(day), "1", f"Åsa{number % 977} Öberg{number % 331}", ""),
                *(f"070-174 06 {5 + number % 95:02d}", f"p{number}@example.se", "ja" if number % 300 == 1 else "nej"),
                *("god man", f"Bo Ek{number % 500}"),
            )
            file.write(";".join(row) + "\r\n")


if __name__ == "__main__":
    main()
