"""What the calendar says: the cells of its days, the rows of a day, and the sheet that is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from mottagning.cases.duecalendar import DueCase, DueList, Filter, without_protected
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.cases.duegrid import DayCell, DueLine
from mottagning.ui.cases.facts import STATUS, TONES
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Row
from mottagning.worktime import WorkTime

_WEEK = timedelta(days=6)


def weeks(
    due: DueList,
    mondays: Sequence[date],
    wanted: Filter,
    colours: Mapping[str, str],
    clock: WorkTime,
    month: int | None,
) -> tuple[tuple[DayCell, ...], ...]:
    """The cells of these weeks; `month` is the one that is looked at, None when it is a week."""
    found = due.by_day(mondays[0], mondays[-1] + _WEEK, wanted)

    def cell(day: date) -> DayCell:
        items = found.get(day, ())
        note = clock.holiday_name(day) or ""
        count = trn("{n} due", "{n} due", len(items)) if items else tr("nothing due")
        return DayCell(
            day=day,
            lines=tuple(_line(item, colours) for item in items),
            tone=_worst(items),
            outside=month is not None and day.month != month,
            closed=not clock.is_working_day(day),
            note=note,
            is_today=day == due.today,
            spoken=", ".join(part for part in (when.long_day(day), note, count) if part),
        )

    return tuple(tuple(cell(monday + timedelta(days=number)) for number in range(7)) for monday in mondays)


def row(item: DueCase, colours: Mapping[str, str], now: datetime) -> Row:
    """A deadline of a case: what must be done, in which case, and who has it."""
    kind = words.category(item.category, dict(colours))
    said = (kind.word, words.stage(item.stage), item.handler or tr("No handler"))
    return Row(
        key=(item.case, item.rule.code),
        title=f"{item.code} · {tr(item.rule.name)}",
        detail=" · ".join(said),
        hue=kind.hue,
        marks=("lock",) if item.protected else (),
        right=when.short_day(item.due, now),
        tone=_tone(item),
        word=tr(STATUS[item.status]),
        tip=item.rule.law,
    )


def sheet(items: Iterable[DueCase], title: str, now: datetime) -> str:
    """What is printed: a line a deadline under its day, of nobody with a protected identity."""
    lines = [title, tr("Printed {day}", day=when.short_day(now.date(), None)), ""]
    before: date | None = None
    for item in without_protected(items):
        if item.due != before:
            lines += ["", when.heading_day(item.due) + ("" if item.status != "late" else f" – {tr(STATUS['late'])}")]
            before = item.due
        said = (item.code, tr(item.rule.name), words.stage(item.stage), item.handler or tr("No handler"))
        lines.append("   " + " · ".join(said))
    return "\n".join(lines)


def _line(item: DueCase, colours: Mapping[str, str]) -> DueLine:
    hue = words.category(item.category, dict(colours)).hue
    return DueLine(item.code, tr(item.rule.name), hue, _tone(item))


def _tone(item: DueCase) -> Tone:
    tone = TONES[item.status]
    return Tone.PLAIN if tone is Tone.GOOD else tone


def _worst(items: Iterable[DueCase]) -> Tone:
    tones = {_tone(item) for item in items}
    return next((tone for tone in (Tone.BAD, Tone.WARN) if tone in tones), Tone.PLAIN)
