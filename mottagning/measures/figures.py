"""The measures of a period, read from what came in and from the case list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from mottagning.db import Database
from mottagning.measures import surveys
from mottagning.measures.catalogue import label
from mottagning.measures.counting import Measure
from mottagning.measures.goals import targets
from mottagning.measures.goalsettings import load_goals
from mottagning.measures.periods import Span
from mottagning.measures.withholding import withheld
from mottagning.people import unit
from mottagning.texts import language, tr, trn


def measure(database: Database, first: date, last: date, now: datetime | None = None) -> tuple[Measure, ...]:
    """The measures of the days from `first` to `last` (local days, both included), as it stands at `now`."""
    return measure_spans(database, [(first, last)], now)[0]


def measure_spans(
    database: Database, spans: Sequence[Span], now: datetime | None = None
) -> tuple[tuple[Measure, ...], ...]:
    """The measures of each of these periods, all read together."""
    # numpy and all that counts with it: a tenth of a second that those who only show a figure do not wait for.
    from mottagning.measures import casefigures, contactfigures, deskfigures
    from mottagning.measures.asked import Asked, put_together

    if not spans:
        return ()
    with database.reading():
        asked = Asked.of(spans, unit.load_unit(database), now or datetime.now(UTC))
        contacts = contactfigures.load(database, asked)
        found = put_together(
            (
                contactfigures.figures(database, contacts, asked),
                casefigures.figures(database, contacts, asked),
                deskfigures.figures(database, contacts, asked),
                surveys.measure_spans(database, spans),
            )
        )
        aims = targets(load_goals(database).goals)
    return tuple(tuple(replace(each, target=aims.get(each.name)) for each in withheld(measures)) for measures in found)


def document(found: tuple[Measure, ...]) -> dict[str, Any]:
    """The document of contracts.md ("measures"); values with at most two decimals."""
    return {
        "measures": [
            {
                "name": each.name,
                "value": None if each.value is None else round(each.value, 2),
                "unit": each.unit,
                "n": each.n,
                "target": each.target,
                "excluded": each.excluded,
            }
            for each in found
        ]
    }


def line(found: Measure) -> str:
    """One measure for a person: its name, its figure, and of how many it was counted."""
    return tr(
        "{name}: {value} (of {n}, {excluded} left out)",
        name=label(found.name),
        value=figure(found),
        n=found.n,
        excluded=found.excluded,
    )


def figure(found: Measure) -> str:
    """The value as it is read: "92 %", "1 min 20 s", "14 days"; a dash for none, and a word where it is withheld."""
    if found.is_withheld:
        return tr("too few")
    return "–" if found.value is None else amount(found.value, found.unit)


def amount(value: float, unit_: str) -> str:
    """A value or a target with its unit."""
    if unit_ == "percent":
        return tr("{n} %", n=_short(value))
    if unit_ == "s":
        minutes, rest = divmod(round(value), 60)
        if not minutes:
            return tr("{n} s", n=rest)
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest) if rest else tr("{n} min", n=minutes)
    if unit_ == "min":
        hours, rest = divmod(round(value), 60)
        if not hours:
            return tr("{n} min", n=rest)
        return tr("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else tr("{n} h", n=hours)
    if unit_ == "h":
        return tr("{n} h", n=_short(value))
    if unit_ == "per_h":
        return tr("{n} an hour", n=_short(value))
    if unit_ == "index":
        return _short(value)
    return trn("{n} day", "{n} days", round(value)) if value % 1 == 0 else tr("{value} days", value=_short(value))


def _short(value: float) -> str:
    rounded = round(value, 1)
    if rounded == round(rounded):
        return str(round(rounded))
    return f"{rounded:.1f}".replace(".", "," if language() == "sv" else ".")
