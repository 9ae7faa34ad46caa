"""What has happened in a case, as rows: contacts of every kind, what the case system changed, and the case's dates."""

from __future__ import annotations

from datetime import datetime

from mottagning.cases.list import HistoryLine
from mottagning.desk.caseside import Spoken
from mottagning.desk.casestory import Changed, Happening
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Row

_DATES = {
    "received": N_("Received by us"),
    "opened": N_("Investigation opened"),
    "decided": N_("Decided"),
    "executed": N_("Decision carried out"),
    "closed": N_("Case closed"),
}


def rows(happenings: tuple[Happening, ...], me: int | None, now: datetime) -> tuple[Row, ...]:
    """One row a happening, in the same order; contacts have their id as key."""
    return tuple(_row(number, happening, me, now) for number, happening in enumerate(happenings))


def contact_of(key: object) -> int | None:
    """The contact that a row's key stands for; None for other rows."""
    return key if isinstance(key, int) else None


def _row(number: int, happening: Happening, me: int | None, now: datetime) -> Row:
    if isinstance(happening, Spoken):
        return _contact(happening, me, now)
    if isinstance(happening, Changed):
        return _changed(happening, number, now)
    return Row(
        key=("date", number),
        title=tr(_DATES[happening.field]),
        detail=tr("By the case list"),
        icon="rota",
        right=when.short_day(happening.day, now),
        tone=Tone.QUIET,
    )


def _contact(spoken: Spoken, me: int | None, now: datetime) -> Row:
    contact = spoken.contact
    who = words.who(contact, spoken.is_protected)
    about = "" if spoken.is_protected else spoken.line or words.about(contact)
    standing = words.standing(contact, spoken.initials, me is not None and contact.owner == me, now)
    if spoken.initials and contact.state == "closed":
        standing = f"{standing} ({spoken.initials})"
    said = (about, who, standing)
    heard = (when.when(contact.at, now), tr(words.CHANNELS[contact.channel]), *said)
    return Row(
        key=contact.id,
        title=about or who,
        detail=f"{who} · {standing}" if about else standing,
        icon=words.icon_of(contact),
        marks=("lock",) if spoken.is_protected else (),
        right=when.when(contact.at, now),
        tone=Tone.BAD if words.tone_of(contact, now) is Tone.BAD else Tone.PLAIN,
        strong=contact.state != "closed",
        tip=when.exact(contact.at),
        accessible_text=", ".join(part for part in heard if part),
    )


def _changed(changed: Changed, number: int, now: datetime) -> Row:
    first, *more = (_line(line) for line in changed.lines)
    return Row(
        key=("change", number),
        title=first,
        detail=" · ".join(more) or tr("By the case list"),
        icon="board",
        right=when.when(changed.at, now),
        tone=Tone.QUIET,
        tip=when.exact(changed.at),
    )


def _line(line: HistoryLine) -> str:
    if line.field == "protected":
        return tr("Protected identity from now on") if line.new == "true" else tr("No protected identity any more")
    if line.field == "handler":
        none = tr("no handler")
        return tr("Handler: {old} → {new}", old=line.old or none, new=line.new or none)
    return tr("Stage: {old} → {new}", old=words.stage(line.old or ""), new=words.stage(line.new or ""))
