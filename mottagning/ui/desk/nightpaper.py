"""What the social emergency service must know, in words: to be read over the phone, and on one page of paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtGui import QFont, QPagedPaintDevice, QTextCharFormat, QTextCursor, QTextDocument

from mottagning.desk.tonight import Known, Tonight
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.desk.daywords import WHY_TONIGHT
from mottagning.ui.theme import paper_font
from mottagning.ui.tokens import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of them: who and which case, why, what was written last, who marked it, and who told them ("" nobody)."""

    title: str
    why: str
    text: str
    noted: str
    told: str


def line(each: Known, people: dict[int, Person], now: datetime) -> Line:
    """A contact as it is said."""
    contact = each.contact
    number = words.number(contact.phone) if contact.phone and contact.name else ""
    title = " · ".join(filter(None, (words.who(contact, each.is_protected), number, ", ".join(each.codes))))
    told = ""
    if each.told_at is not None:
        told = tr("told by {name} {time}", name=_name(people, each.told_by), time=when.when(each.told_at, now))
    return Line(
        title=title,
        why=tr(WHY_TONIGHT[each.why]),
        text=tr("Open it in the case system") if each.is_protected else each.line or words.about(contact),
        noted=tr("noted by {name} {time}", name=_name(people, each.by), time=when.when(each.at, now)),
        told=told,
    )


def paint(device: QPagedPaintDevice, found: Tonight, people: dict[int, Person], now: datetime) -> None:
    """Put all of them on paper."""
    document(found, people, now).print_(device)


def document(found: Tonight, people: dict[int, Person], now: datetime) -> QTextDocument:
    """The page, ready to be printed."""
    made = QTextDocument()
    made.setDefaultFont(paper_font(Size.BODY))
    cursor = QTextCursor(made)
    plain, strong = QTextCharFormat(), QTextCharFormat()
    strong.setFontWeight(QFont.Weight.Bold)
    cursor.insertText(tr("For the social emergency service"), strong)
    cursor.insertText("\n" + tr("The night after {day}", day=when.long_day(found.day)), plain)
    cursor.insertText("\n" + tr("Printed {time}. Secret: destroy it tomorrow.", time=when.exact(now)), plain)
    for each in found.known:
        said = line(each, people, now)
        cursor.insertText(f"\n\n{said.title}", strong)
        rest = (said.why, said.text, " · ".join(filter(None, (said.noted, said.told))))
        cursor.insertText("".join(f"\n{part}" for part in rest if part), plain)
    return made


def _name(people: dict[int, Person], person: int | None) -> str:
    known = people.get(person) if person is not None else None
    return known.name if known else "–"
