"""How the settings word what the rota knows: weekdays, hours, days off, wishes, kinds of posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, time, timedelta

from mottagning.errors import Trouble
from mottagning.people.hours import hours_text, read_hours
from mottagning.rota.facts import Facts
from mottagning.rota.model import AM, DayHours, Half, Kind, Off, Post
from mottagning.texts import N_, tr
from mottagning.ui import when

KINDS: dict[Kind, str] = {"desk": N_("Ordinary post"), "lunch": N_("Lunch relief"), "standby": N_("Standby")}
HALVES: dict[Half | None, str] = {None: N_("the whole day"), "am": N_("the morning"), "pm": N_("the afternoon")}
_MONDAY = date(2026, 1, 5)


def weekday_name(weekday: int) -> str:
    """Monday is 0."""
    return when.weekday(_MONDAY + timedelta(days=weekday))


def short_weekday(weekday: int) -> str:
    """The first three letters."""
    return weekday_name(weekday)[:3].lower()


def hours_of(post: Post) -> dict[int, str]:
    """Hours by weekday as they are written; a weekday on which it is shut is left out."""
    return {weekday: hours_text((post.hours(weekday),)) for weekday in post.weekdays}


def read_hours_of(texts: Sequence[str]) -> tuple[tuple[int, ...], time, time, tuple[DayHours, ...]]:
    """Weekdays, usual hours and those of other weekdays, from what is written for each from Monday on.

    Trouble when a day cannot be understood, or has two stretches.
    """
    found: dict[int, tuple[time, time]] = {}
    for weekday, text in enumerate(texts):
        spans = read_hours(text)
        if len(spans) > 1:
            raise Trouble(N_("{day}: a shift is one stretch of time. Make two posts of it."), day=weekday_name(weekday))
        if spans:
            found[weekday] = spans[0]
    usual = Counter(found.values()).most_common(1)[0][0] if found else (time(8), time(16))
    other = tuple(DayHours(weekday, *span) for weekday, span in found.items() if span != usual)
    return tuple(found), *usual, other


def when_open(post: Post) -> str:
    """When one sits there, in a line: "mon–fri 08:00–12:00", weekdays with the same hours together."""
    if not post.weekdays:
        return tr("out of use")
    groups: list[tuple[list[int], str]] = []
    for weekday, hours in hours_of(post).items():
        if groups and groups[-1][1] == hours and groups[-1][0][-1] == weekday - 1:
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], hours))
    return ", ".join(f"{_span(days)} {hours}" for days, hours in groups)


def _span(days: Sequence[int]) -> str:
    first, last = short_weekday(days[0]), short_weekday(days[-1])
    return first if len(days) == 1 else f"{first}–{last}" if len(days) > 2 else f"{first}, {last}"


def off_words(off: Sequence[Off]) -> str:
    """Her weekly days off, in a line."""
    halves = {None: "", AM: f" {tr('a.m.')}", "pm": f" {tr('p.m.')}"}
    ordered = sorted(off, key=lambda each: (each.weekday, each.half or ""))
    return ", ".join(f"{short_weekday(each.weekday)}{halves[each.half]}" for each in ordered)


def wish_words(facts: Facts) -> str:
    """Her wishes, in a line."""
    likes = [short_weekday(weekday) for weekday, weight in sorted(facts.wishes) if weight > 0]
    dislikes = [short_weekday(weekday) for weekday, weight in sorted(facts.wishes) if weight < 0]
    said = [tr("gladly {days}", days=", ".join(likes))] if likes else []
    return "; ".join([*said, *([tr("rather not {days}", days=", ".join(dislikes))] if dislikes else [])])


def rate_now(facts: Facts, today: date) -> str:
    """Her share of full time today."""
    in_force = [rate.percent for rate in facts.rates if rate.start <= today] or [r.percent for r in facts.rates[:1]]
    return tr("{percent} %", percent=f"{in_force[-1] if in_force else 100:g}")
