"""How the invented unit ended its last working day: two contacts left with a word, one told to the night, a baton."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from mottagning.contacts import views
from mottagning.contacts.model import OPEN
from mottagning.contacts.notes import AddNote, add_note
from mottagning.contacts.tables import Contact
from mottagning.db import Database
from mottagning.demo import roster
from mottagning.desk import baton, tonight
from mottagning.desk.baton import HandOver, LeaveForTomorrow, SignBaton
from mottagning.worktime import ZONE

_WORDS = (
    "Har ringt två gånger utan svar. Hen är hemma före nio.",
    "Väntar på läkarintyget. Svara när det har kommit, annars i dag före tolv.",
)
_TEXT = "Skrivaren i väntrummet är trasig, vaktmästaren kommer på förmiddagen.\nTolken för tisdag är bokad."
_NIGHT = "Sa att hen inte vågar vara hemma i natt. Vill att någon ringer efter klockan 18."


def hand_over(database: Database, yesterday: date, today: date, people: dict[str, int]) -> None:
    """Inside the making of the demo: who sat there handed over, and who sits there today has signed."""
    closing = _at(yesterday, time(15, 52))
    writer, reader = people[roster.sitting(database, yesterday)], people[roster.sitting(database, today)]
    came = views.summaries(database, Contact.state.in_(OPEN) & (Contact.at < closing), (Contact.at, Contact.id))
    ordinary = [each for each in came if each.kind == "person" and each.concern == "no"]
    for each, text in zip(ordinary, _WORDS, strict=False):
        said: dict[str, Any] = {"by": writer, "at": closing, "day": yesterday, "text": text}
        baton.leave_for_tomorrow(database, LeaveForTomorrow(**said, contacts=((each.id, each.version),)))
    for each in ordinary[len(_WORDS) : len(_WORDS) + 1]:
        _tell_the_night(database, each.id, yesterday, writer)
    baton.hand_over(database, HandOver(by=writer, at=closing, day=yesterday, text=_TEXT))
    baton.sign_baton(database, SignBaton(by=reader, at=_at(today, time(8, 4)), day=yesterday))


def _tell_the_night(database: Database, contact: int, day: date, writer: int) -> None:
    at = _at(day, time(15, 40))
    add_note(database, AddNote(by=writer, at=at, contact=contact, text=_NIGHT))
    tonight.mark_tonight(database, tonight.MarkTonight(by=writer, at=at, day=day, contact=contact, why="threat"))
    told = tonight.NoteTold(by=writer, at=_at(day, time(15, 50)), day=day, contacts=(contact,))
    tonight.note_told(database, told)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE).astimezone(UTC)
