"""How the report is worded, the same on paper and in the workbook."""

from __future__ import annotations

from datetime import datetime

from mottagning.measures.figures import figure
from mottagning.measures.report import Figure, Report
from mottagning.measures.surveys import LEVELS, Result
from mottagning.texts import tr
from mottagning.ui.goals import words
from mottagning.ui.surveys import surveywords
from mottagning.worktime import ZONE


def title(report: Report) -> str:
    """What it is of: "Rapport: november 2026"."""
    return tr("Report: {period}", period=words.in_sentence(report.first, report.period))


def unit(report: Report) -> str:
    """Whose it is."""
    return report.unit or tr("The reception")


def period(report: Report) -> str:
    """From which day to which, and whether that is over."""
    days = tr("{first} to {last}", first=report.first.isoformat(), last=report.last.isoformat())
    return tr("{days}, not over yet", days=days) if report.is_part else days


def made(report: Report) -> str:
    """When it was made, and how old the case list was then."""
    at = tr("Made {time}", time=_moment(report.made_at))
    if report.as_of is None:
        return tr("{made}. No case list was read in.", made=at)
    if report.is_stale:
        return tr("{made}. The case list was too old: {time}.", made=at, time=_moment(report.as_of))
    return tr("{made}. The case list was of {time}.", made=at, time=_moment(report.as_of))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def caution(report: Report) -> str:
    """What is to be known before anything is concluded."""
    said = tr(
        "Counted for the reception as a whole, never for a person. Too few: fewer than ten, or so few that it could "
        "point at somebody."
    )
    return f"{said} {tr('The trend is of 26 weeks; dashed is the goal.')}" if report.figures else said


def counted(shown: Figure) -> str:
    """Of how many, the period before, and what others reach."""
    parts = [words.counted_words(shown.now)]
    if shown.before.value is not None:
        parts.append(tr("before: {value}", value=figure(shown.before)))
    parts += [words.level_words(level, shown.goal.unit) for level in shown.goal.levels[:1]]
    return " · ".join(parts)


def verdict(shown: Figure) -> str:
    """How it goes, in a word; "" without a target."""
    said, _ = words.VERDICTS[shown.verdict]
    return tr(said) if said else ""


def levels(result: Result) -> str:
    """What the municipalities reach, by channel."""
    found = [
        tr("{value} {channel}", value=words.value_words(mean, "index"), channel=surveywords.channel(channel).lower())
        for (key, channel), mean in LEVELS.items()
        if key == result.key
    ]
    return ", ".join(found)
