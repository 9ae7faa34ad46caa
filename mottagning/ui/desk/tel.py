"""Rings by the telephone of this computer: a link that its own program opens (RFC 3966), and a note of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from mottagning import numbering, phones
from mottagning.desk.connecting import NoteRung
from mottagning.errors import Trouble
from mottagning.people.staff import Person
from mottagning.texts import N_
from mottagning.ui.workplace import Workplace


def work_number(person: Person | None) -> str | None:
    """The number (E.164) at which a colleague is reached at work, None when none is known."""
    return phones.normalise(person.phone) if person is not None and person.phone else None


def ring_colleague(workplace: Workplace, person: Person, contact: int | None) -> bool:
    """Ring a colleague at work, and write it down with the contact; false when that could not be done."""
    number = work_number(person)
    if number is None:
        workplace.tell(
            Trouble(N_("No work telephone is known for {name}. Her number is kept under Staff."), name=person.name)
        )
        return False
    return _ring(workplace, number, lambda: _note(workplace, contact, person.id))


def ring_back(workplace: Workplace, number: str, contact: int) -> bool:
    """Ring the one who called (E.164), and write down that it was tried."""
    return _ring(workplace, number, lambda: _note(workplace, contact, None))


def _ring(workplace: Workplace, number: str, note: Callable[[], None]) -> bool:
    if not QDesktopServices.openUrl(QUrl(f"tel:{number}")):
        said = N_("This computer has no program that rings. Dial {number}.")
        workplace.tell(Trouble(said, number=numbering.display(number)))
        return False
    note()
    return True


def _note(workplace: Workplace, contact: int | None, person: int | None) -> None:
    if contact is not None:
        workplace.do(NoteRung(by=workplace.me, at=workplace.now(), contact=contact, person=person))
