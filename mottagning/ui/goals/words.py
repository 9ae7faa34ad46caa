"""How the goal board words what it shows: periods, targets, how it goes, and a chart in sentences."""

from __future__ import annotations

from datetime import date

from mottagning.measures.catalogue import PARTS, kind, label
from mottagning.measures.counting import Measure
from mottagning.measures.figures import amount, figure
from mottagning.measures.goals import Goal, Level
from mottagning.measures.periods import Period
from mottagning.texts import N_, language, tr, trn
from mottagning.ui import when
from mottagning.ui.goals.curve import Curve
from mottagning.ui.surveys import surveywords
from mottagning.ui.tokens import Tone

VERDICTS = {
    "reached": (N_("reached"), Tone.GOOD),
    "nearer": (N_("on the way"), Tone.PLAIN),
    "further": (N_("further off"), Tone.WARN),
    "missed": (N_("not reached"), Tone.WARN),
    "few": (N_("too few"), Tone.QUIET),
    "nothing": (N_("nothing to count"), Tone.QUIET),
    "": ("", Tone.PLAIN),
}
PERIOD_WORDS = {"week": N_("Week"), "month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Year")}
SIGNALS = {
    "above": N_("higher than chance explains"),
    "below": N_("lower than chance explains"),
    "run": N_("one of at least eight in a row on the same side of the middle"),
}

INDEX = N_("Index: the answers 1 to 5 count as 0, 25, 50, 75 and 100, and the figure is their mean.")
_OTHERS = {
    "KKiK": N_("KKiK, Kommunens kvalitet i korthet, compares the municipalities of Sweden."),
    "SKR": N_("SKR, Sveriges Kommuner och Regioner, asks those who turn to the municipalities."),
}
"""What those are who have measured what others reach."""

_UNITS = {
    "percent": N_("percent"),
    "s": N_("seconds"),
    "min": N_("minutes of opening hours"),
    "days": N_("days"),
    "h": N_("hours"),
    "per_h": N_("an hour"),
    "index": N_("index, 0 to 100"),
}


def unit_words(unit: str) -> str:
    """What a figure is counted in, in full."""
    return tr(_UNITS[unit])


def short_period(start: date, period: Period, *, with_year: bool) -> str:
    """A week or month under a chart: "v 47" or "v 47 2026", "nov" or "nov 2026"."""
    if period == "week":
        year, week, _ = start.isocalendar()
        return tr("w {week} {year}", week=week, year=year) if with_year else tr("w {week}", week=week)
    month = when.locale().standaloneMonthName(start.month, when.locale().FormatType.ShortFormat).rstrip(".")
    return f"{month} {start.year}" if with_year else month


def period_words(start: date, period: Period) -> str:
    """A period of the calendar in a line of its own: "Vecka 47, 2026", "November 2026", "Kvartal 4, 2026", "2026"."""
    if period == "week":
        year, week, _ = start.isocalendar()
        return tr("Week {week}, {year}", week=week, year=year)
    if period == "month":
        month = when.locale().standaloneMonthName(start.month, when.locale().FormatType.LongFormat)
        return f"{month[:1].upper()}{month[1:]} {start.year}"
    if period == "quarter":
        return tr("Quarter {n}, {year}", n=(start.month + 2) // 3, year=start.year)
    return str(start.year)


def in_sentence(start: date, period: Period) -> str:
    """The same in the middle of a sentence, where Swedish has no capital: "vecka 47, 2026"."""
    said = period_words(start, period)
    return said[:1].lower() + said[1:] if language() == "sv" else said


def target_words(goal: Goal) -> str:
    """The target with its direction, or "" when nothing is aimed at."""
    if goal.target is None:
        return ""
    said = amount(goal.target, goal.unit)
    if goal.better == "lower":
        return tr("goal: at most {value}", value=said)
    if goal.unit == "percent" and goal.target >= 100:
        return tr("goal: {value}", value=said)
    return tr("goal: at least {value}", value=said)


def level_words(level: Level, unit: str) -> str:
    """What others reach: "80 % Sveriges kommuner"; a limit that is called by its length is said once."""
    value, others = amount(level.value, unit), tr(level.name)
    return value if value == others else tr("{value} {others}", value=value, others=others)


def explained(goal: Goal) -> list[str]:
    """In sentences, the words in what is said of a goal that not everybody knows."""
    others = " ".join(level.name for level in goal.levels)
    said = [tr(INDEX)] if goal.unit == "index" else []
    return said + [tr(what) for word, what in _OTHERS.items() if word in others]


def count(name: str, n: int) -> str:
    """Of how many a measure was counted; of few, where they could point at somebody, not of how few."""
    return surveywords.count(n) if kind(name).points_at_people else str(n)


def counted_words(now: Measure) -> str:
    """Of how many it was counted, and how many were left out."""
    parts = [tr("counted of {n}", n=count(now.name, now.n))]
    if now.excluded:
        parts.append(tr("{n} left out", n=now.excluded))
    return " · ".join(parts)


def value_words(value: float | None, unit: str, *, is_withheld: bool = False) -> str:
    """A figure as it is read; "too few" where it is withheld, a dash where there is none."""
    return figure(Measure(name="", value=value, unit=unit, n=0, is_withheld=is_withheld))


def story(curve: Curve) -> str:
    """The chart in sentences: where it stands, between what it has been, and whether that is more than chance."""
    known = [point for point in curve.points if point.value is not None and not point.is_part]
    if not known:
        return tr("{name}: there is nothing to show for these periods.", name=label(curve.name))
    said = [_stands(curve, known[-1].start, known[-1].value or 0.0)]
    values = [point.value for point in known if point.value is not None]
    if len(values) > 1:
        said.append(
            tr(
                "The lowest was {low}, the highest {high}.",
                low=amount(min(values), curve.unit),
                high=amount(max(values), curve.unit),
            )
        )
    said += _chances(curve)
    if curve.markers:
        said.append(trn("{n} change is marked.", "{n} changes are marked.", len(curve.markers)))
    return " ".join(said)


def _stands(curve: Curve, start: date, value: float) -> str:
    facts = {
        "name": label(curve.name),
        "period": in_sentence(start, curve.step),
        "value": amount(value, curve.unit),
    }
    if curve.aim is None:
        return tr("{name}: {value} ({period}).", **facts)
    better = kind(curve.name).better
    reached = value <= curve.aim if better == "lower" else value >= curve.aim
    facts["aim"] = amount(curve.aim, curve.unit)
    if reached:
        return tr("{name}: {value} ({period}). The goal, {aim}, is reached.", **facts)
    return tr("{name}: {value} ({period}). The goal, {aim}, is not reached.", **facts)


def _chances(curve: Curve) -> list[str]:
    limits = curve.chart.latest
    if limits is None:
        return [tr("There are too few periods to tell chance from change.")]
    said = [
        tr(
            "By itself it keeps between {low} and {high}, around {middle}.",
            low=amount(limits.lower, curve.unit),
            high=amount(limits.upper, curve.unit),
            middle=amount(limits.centre, curve.unit),
        )
    ]
    outside = [place for place, signal in curve.chart.signals if signal != "run"]
    if outside:
        last = in_sentence(curve.points[outside[-1]].start, curve.step)
        said.append(
            trn(
                "{n} period is more than chance: {last}.",
                "{n} periods are more than chance, the latest {last}.",
                len(outside),
                last=last,
            )
        )
    in_run = [place for place, signal in curve.chart.signals if signal == "run"]
    if in_run:
        last = in_sentence(curve.points[in_run[-1]].start, curve.step)
        said.append(tr("At least eight in a row are on the same side of the middle, the latest {last}.", last=last))
    if not curve.chart.signals:
        said.append(tr("Nothing shows more than chance."))
    return said


def part_words(name: str) -> str:
    """What a part of a measure is of: "SoL, hemtjänst"; "All" of the whole."""
    return ", ".join(tr(PARTS.get(part, part)) for part in name.split("/")[1:]) or tr("All")
