"""What comes after the queue on the desk page: its columns, and what can be done there; made when it is needed."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from mottagning.ui.desk.actions import Actions
from mottagning.ui.desk.asking import Asking
from mottagning.ui.desk.casebeside import CaseBeside
from mottagning.ui.desk.casecolumn import CaseColumn
from mottagning.ui.desk.contactcolumn import ContactColumn
from mottagning.ui.desk.seen import Seen
from mottagning.ui.workplace import Workplace


class DeskParts(NamedTuple):
    """The middle and the right column; which case stands there; what is carried out, and what is asked before that."""

    contact: ContactColumn
    case: CaseColumn
    beside: CaseBeside
    acts: Actions
    asking: Asking


def make(page: QWidget, workplace: Workplace, seen: Seen) -> DeskParts:
    """Make them for a page."""
    contact, case = ContactColumn(workplace), CaseColumn(workplace)
    acts = Actions(workplace, contact.draft)
    beside = CaseBeside(page, workplace, case, seen)
    return DeskParts(contact, case, beside, acts, Asking(page, workplace, acts, contact))
