"""What has happened in a case, as rows: contacts, notes, changes in the case system, deadlines, parties, and acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from mottagning.cases.list import HistoryLine
from mottagning.desk.caseside import NotedLater, Spoken
from mottagning.desk.casestory import Acted, Agreed, Changed, Dated, Due, Happening, Kind, Tied, day_of
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.cases.facts import STATUS, TONES
from mottagning.ui.cases.partywords import ANSWERS
from mottagning.ui.desk import words
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.rows import Group, Row

KINDS: dict[Kind, str] = {
    "contact": N_("Contacts"),
    "note": N_("Notes"),
    "list": N_("Case list"),
    "deadline": N_("Time limits"),
    "party": N_("Parties and more"),
}
"""The parts of the story, in the order in which they are chosen from."""

_DATES = {
    "received": N_("Received by us"),
    "opened": N_("Investigation opened"),
    "decided": N_("Decided"),
    "executed": N_("Decision carried out"),
    "closed": N_("Case closed"),
}
_FIELDS = {
    "handler": N_("Handler: {old} → {new}"),
    "category": N_("Category: {old} → {new}"),
    "type": N_("Type of case: {old} → {new}"),
    "priority": N_("Priority: {old} → {new}"),
    "weight": N_("Weight: {old} → {new}"),
    "next_step": N_("Next step: {old} → {new}"),
    "next_date": N_("Day of the next step: {old} → {new}"),
    "code": N_("Case code: {old} → {new}"),
}
_ACTS = {
    "party_entered": N_("A party was added here"),
    "party_changed": N_("What is noted of a party was changed"),
    "party_removed": N_("A party was taken away here"),
    "extras_noted": N_("What makes the case weigh more was noted"),
    "renamed": N_("The case was made one with its new code"),
    "contacts_printed": N_("The contacts were printed"),
    "protection_assessed_noted": N_("Protection assessment noted"),
    "protection_assessed_removed": N_("The note of the protection assessment was taken away"),
    "decision_requested_noted": N_("Noted that the party has asked for a decision"),
    "decision_requested_removed": N_("The note that the party has asked for a decision was taken away"),
    "deadline_prolonged": N_("A deadline was prolonged"),
    "deadline_prolonged_removed": N_("A prolonged deadline was set back"),
    "deadline_paused": N_("A deadline was paused"),
    "deadline_resumed": N_("A deadline goes on"),
    "deadline_paused_removed": N_("The pause of a deadline was taken away"),
}
_AGREED = {
    "given": N_("Consent given"),
    "withdrawn": N_("Consent withdrawn"),
    "asked": N_("Feedback asked for"),
    "answered": N_("Feedback given"),
}


def groups(happenings: Sequence[Happening], me: int | None, now: datetime) -> tuple[Group, ...]:
    """The rows by year, what lies ahead first; without headings when all is of one year. Newest first, as they came."""
    today = now.astimezone(when.HERE).date()
    shown = _apart(_row(each, me, now) for each in happenings)
    rows = [(_heading(day_of(each), today), row) for each, row in zip(happenings, shown, strict=True)]
    found = [(title, tuple(row for _, row in some)) for title, some in groupby(rows, key=lambda pair: pair[0])]
    if len(found) == 1:
        return (Group(key=None, title="", rows=found[0][1]),)
    return tuple(Group(key=title, title=title, rows=some) for title, some in found)


def contact_of(key: object) -> int | None:
    """The contact that a row's key stands for, or tells of; None for other rows."""
    if isinstance(key, tuple):
        key, _ = key
    if isinstance(key, NotedLater | Tied):
        return key.contact
    return key if isinstance(key, int) else None


def _apart(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows with a key each: what happened twice in the same way is told twice, as two parties added at once."""
    seen: Counter[object] = Counter()
    for row in rows:
        yield replace(row, key=(row.key, seen[row.key])) if seen[row.key] else row
        seen[row.key] += 1


def _heading(day: date, today: date) -> str:
    return tr("Ahead") if day > today else str(day.year)


def _row(happening: Happening, me: int | None, now: datetime) -> Row:
    match happening:
        case Spoken():
            return _contact(happening, me, now)
        case NotedLater():
            return _note(happening, now)
        case Changed():
            return _changed(happening, now)
        case Due():
            return _due(happening, now)
        case Tied():
            return _tied(happening, now)
        case Agreed():
            return _agreed(happening, now)
        case Acted():
            return _acted(happening, now)
        case Dated():
            return Row(
                key=happening,
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


def _note(note: NotedLater, now: datetime) -> Row:
    return Row(
        key=note,
        title=" ".join(note.text.split()),
        detail=_by(tr("Note of a contact"), note.initials),
        icon="note",
        right=when.when(note.at, now),
        tip=f"{when.exact(note.at)}\n{note.text}",
    )


def _changed(changed: Changed, now: datetime) -> Row:
    first, *more = (_line(line, now) for line in changed.lines)
    return Row(
        key=changed,
        title=first,
        detail=" · ".join(more) or tr("By the case list"),
        icon="board",
        right=when.when(changed.at, now),
        tone=Tone.QUIET,
        tip="\n".join((when.exact(changed.at), first, *more)),
    )


def _line(line: HistoryLine, now: datetime) -> str:
    if line.field == "protected":
        return tr("Protected identity from now on") if line.new == "true" else tr("No protected identity any more")
    if line.field == "closed":
        return tr("The case was opened again")
    if line.field == "stage":
        return tr("Stage: {old} → {new}", old=words.stage(line.old or ""), new=words.stage(line.new or ""))
    old, new = (_value(line.field, value, now) for value in (line.old, line.new))
    return tr(_FIELDS[line.field], old=old, new=new)


def _value(field: str, value: str | None, now: datetime) -> str:
    if value is None:
        return tr("no handler") if field == "handler" else "–"
    if field == "category":
        return words.category(value, {}).word
    return when.short_day(date.fromisoformat(value), now) if field == "next_date" else value


def _due(due: Due, now: datetime) -> Row:
    deadline = due.deadline
    day = when.short_day(deadline.stopped, now) if deadline.stopped else ""
    tone = TONES[deadline.status]
    return Row(
        key=due,
        title=tr("Last day: {deadline}", deadline=tr(deadline.rule.name)),
        detail=" · ".join(part for part in (tr(STATUS[deadline.status], day=day), deadline.rule.law) if part),
        icon="clock",
        right=when.short_day(deadline.due, now),
        tone=tone if tone in (Tone.BAD, Tone.WARN) else Tone.QUIET,
        word=tr(STATUS[deadline.status]) if tone in (Tone.BAD, Tone.WARN) else "",
    )


def _tied(tied: Tied, now: datetime) -> Row:
    said = tr("An earlier contact was tied to the case") if tied.tied else tr("A contact was untied from the case")
    return Row(
        key=tied,
        title=said,
        detail=_by(tr("At the desk"), tied.initials),
        icon="link",
        right=when.when(tied.at, now),
        tone=Tone.QUIET,
        tip=when.exact(tied.at),
    )


def _agreed(agreed: Agreed, now: datetime) -> Row:
    whose = " · ".join(part for part in (words.party(agreed.role), agreed.name or "") if part)
    said = tr(ANSWERS[agreed.text]) if agreed.what == "answered" and agreed.text else agreed.text
    return Row(
        key=agreed,
        title=": ".join(part for part in (tr(_AGREED[agreed.what]), said) if part),
        detail=whose,
        icon="people",
        right=when.short_day(agreed.day, now),
        tone=Tone.QUIET,
    )


def _acted(acted: Acted, now: datetime) -> Row:
    return Row(
        key=acted,
        title=": ".join(part for part in (tr(_ACTS[acted.act]), acted.reason) if part),
        detail=_by(tr("Done here"), acted.initials),
        icon="print" if acted.act == "contacts_printed" else "hand",
        right=when.when(acted.at, now),
        tone=Tone.QUIET,
        tip=when.exact(acted.at),
    )


def _by(said: str, initials: str) -> str:
    return f"{said} ({initials})" if initials else said
