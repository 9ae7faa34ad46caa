"""How often the program ties a contact to the right case by itself, offers the right one first, and how long it takes.

The contacts are invented, with their cases known (`mottagning/demo/labelled.py`); beside it a plain look-up of codes,
numbers, addresses and full names in the same contacts.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import measuring

_SEEDS = (1, 2, 3)
_SIZES = (6_000, 60_000)
_QUICK = (2_000,)
_WARM_UP = 20


def main() -> None:
    """Measure each size with three sets, each in a process of its own."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(int(sys.argv[2]), int(sys.argv[3]))))
        return
    options = measuring.options(__doc__ or "")
    for count in _QUICK if options.quick else _SIZES:
        found = [_measured(seed, count) for seed in _SEEDS]
        size = f"{count:,} cases, {sum(each['contacts'] for each in found):,} contacts, {len(_SEEDS)} seeds"
        for figure in ("precision", "first_right"):
            ours, theirs = (
                round(sum(each[who][figure][0] for each in found) / sum(each[who][figure][1] for each in found), 4)
                for who in ("program", "plain")
            )
            measuring.tell(options, f"matching.{figure}", ours, "", size, "plain look-up", theirs)
        times = [ms for each in found for ms in each["ms"]]
        measuring.tell(options, "matching.ms", round(measuring.percentile(times, 95), 2), "ms", size)
        measuring.tell(options, "matching.median_ms", round(measuring.percentile(times, 50), 2), "ms", size)


def _measured(seed: int, count: int) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, __file__, "--measure", str(seed), str(count)],
        check=True,
        capture_output=True,
        text=True,
        env=measuring.environment(),
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def measure(seed: int, count: int) -> dict[str, Any]:
    """Of one set: (right, all) of the ties made and of the contacts that have evidence, and each contact's time."""
    from mottagning.contacts import ties
    from mottagning.db import open_database
    from mottagning.demo import labelled
    from mottagning.settings import Settings

    made = labelled.make(seed, count)
    with tempfile.TemporaryDirectory() as scratch:
        database = open_database(Settings(data=Path(scratch), database=str(Path(scratch) / "mottagning.db")))
        labelled.enter(database, made)
        ours, times = [], []
        for contact in (*made.contacts[:_WARM_UP], *made.contacts):
            began = time.perf_counter()
            found = ties.match_document(database, {"contacts": [contact.entry]})
            times.append((time.perf_counter() - began) * 1000)
            ours.append([(each["code"], each["tied"]) for each in found["contacts"][0]["cases"]])
        database.close()
    plain = _Plain(made.cases)
    return {
        "contacts": len(made.contacts),
        "program": _judged(made.contacts, ours[_WARM_UP:]),
        "plain": _judged(made.contacts, [list(plain.found(each.entry)) for each in made.contacts]),
        "ms": times[_WARM_UP:],
    }


def _judged(contacts: list[Any], answers: list[list[tuple[str, bool]]]) -> dict[str, tuple[int, int]]:
    pairs = list(zip(contacts, answers, strict=True))
    tied = [(code, contact.about) for contact, answer in pairs for code, is_tied in answer if is_tied]
    leading = [(answer, contact.about) for contact, answer in pairs if contact.has_evidence]
    return {
        "precision": (sum(code in about for code, about in tied), len(tied)),
        "first_right": (sum(bool(answer) and answer[0][0] in about for answer, about in leading), len(leading)),
    }


class _Plain:
    """What a mail program with a search box does: the very code, number, address or full name, anywhere in it."""

    def __init__(self, octets: bytes) -> None:
        self._codes: set[str] = set()
        self._by: dict[str, list[str]] = {}
        for row in csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"):
            self._codes.add(row["Ärendekod"])
            person = row["Personnummer"]
            known = (f"{person[:8]}-{person[8:]}", row["Telefon"], row["E-post"], row["Parts telefon"])
            for value in (*known, row["Parts e-post"], row["Namn"]):
                if value:
                    self._by.setdefault(value.casefold(), []).append(row["Ärendekod"])

    def found(self, entry: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        """(code, tied) best first: by code and identity number without asking, else by number, address, name."""
        said = f"{entry['from']}\n{entry['subject']}\n{entry['text']}"
        yield from ((code, True) for code in dict.fromkeys(re.findall(r"C-\d+", said)) if code in self._codes)
        words = re.findall(r"\d{8}-\d{4}|[\w.]+@[\w.]+|0\d+-[\d ]+\d", said.casefold())
        names = [" ".join(pair) for pair in zip(said.casefold().split(), said.casefold().split()[1:], strict=False)]
        for value in dict.fromkeys((*words, *(re.sub(r"[.,!?]", "", name) for name in names))):
            of_person = re.fullmatch(r"\d{8}-\d{4}", value) is not None
            yield from ((code, of_person) for code in self._by.get(value, ()))


if __name__ == "__main__":
    main()
