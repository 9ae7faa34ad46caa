"""The rows of the case list, worded: which case, where it stands, who has it, and what is due."""

from __future__ import annotations

from datetime import date, datetime

from mottagning.cases.deadlines import most_pressing
from mottagning.cases.find import By, FoundCase
from mottagning.cases.list import CaseView
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.cases.facts import TONES
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Row

FOUND_BY: dict[By, str] = {
    "code": N_("Case code"),
    "personal_id": N_("Personal identity number"),
    "phone": N_("Phone number"),
    "email": N_("E-mail address"),
    "name": N_("Name"),
    "handler": N_("Handler"),
    "former_name": N_("Former name"),
    "name_misspelt": N_("Name like this"),
}
"""Why a case is among the hits, as a heading above them."""
_PRESSING = ("late", "soon")


def case_row(case: CaseView, colours: dict[str, str], now: datetime) -> Row:
    """A case of the list: nobody's name."""
    return _row(case, case.code, "", colours, now)


def found_row(found: FoundCase, colours: dict[str, str], now: datetime) -> Row:
    """A case that answers what was typed, with the party through whom it was found."""
    case = found.case
    if case.protected or not found.name:
        return _row(case, case.code, "", colours, now)
    role = "" if found.role in (None, "client") else words.party(found.role or "")
    return _row(case, f"{case.code} · {found.name}", role, colours, now)


def _row(case: CaseView, title: str, first: str, colours: dict[str, str], now: datetime) -> Row:
    kind = words.category(case.category, colours)
    right, tone = _due(case, now)
    said = (first, case.type or kind.word, _standing(case, now.astimezone(when.HERE).date()), _handler(case))
    return Row(
        key=case.id,
        title=title,
        detail=" · ".join(part for part in said if part),
        hue=kind.hue,
        marks=("lock",) if case.protected else (),
        right=right,
        tone=tone,
        word=tr("Closed") if case.closed else "",
        accessible_text=", ".join(part for part in (title, kind.word, *said, right) if part),
    )


def _standing(case: CaseView, today: date) -> str:
    if case.closed is not None:
        return ""
    days = case.days_in_stage(today)
    stage = words.stage(case.stage)
    return stage if days is None else f"{stage} {trn('{n} day', '{n} days', days)}"


def _handler(case: CaseView) -> str:
    return case.handler or ("" if case.closed else tr("No handler"))


def _due(case: CaseView, now: datetime) -> tuple[str, Tone]:
    """The most pressing deadline when it is late or soon; the day of closing for a closed case."""
    if case.closed is not None:
        return when.short_day(case.closed, now), Tone.QUIET
    deadline = most_pressing(case.deadlines)
    if deadline is None or deadline.status not in _PRESSING:
        return "", Tone.PLAIN
    return when.short_day(deadline.due, now), TONES[deadline.status]
