"""What comes after the queue on the desk page: its columns, and what can be done there; made when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from mottagning.ui.desk.actions import Actions
from mottagning.ui.desk.asking import Asking
from mottagning.ui.desk.casebeside import CaseBeside
from mottagning.ui.desk.casecolumn import CaseColumn
from mottagning.ui.desk.contactcolumn import ContactColumn
from mottagning.ui.desk.seen import Seen
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.ui.desk.page import DeskPage


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


def connect(page: DeskPage, parts: DeskParts, workplace: Workplace) -> None:
    """Let what is asked for in the columns be carried out, with the contact that is chosen when it has come."""
    column, acts, chosen = parts.contact, parts.acts, page.chosen
    column.routine.lie_on(page, lambda: column.right_of(page))
    column.cases.asked.connect(parts.beside.choose)
    column.cases.tied.connect(lambda case, code: chosen.when_here(lambda it: acts.tie(it, case, code)))
    column.cases.found.connect(page.go_to_note)
    column.cases.untied.connect(lambda case, code: chosen.when_here(lambda it: acts.untie(it, case, code)))
    column.caller.noted.connect(lambda role, way: chosen.when_here(lambda it: acts.note_caller(it, role, way)))
    column.head.concern_marked.connect(lambda: page.ask("mark_concern"))
    column.head.concern_dismissed.connect(lambda: page.ask("dismiss_concern"))
    column.answers.decided.connect(lambda what, answer: chosen.when_here(lambda it: acts.decide(it, what, answer)))
    column.note_kept.connect(lambda: page.ask("note"))
    column.bar.asked.connect(page.ask)
    column.bar.closed.connect(page.close_as)
    column.bar.registered.connect(lambda place: chosen.when_here(lambda it: acts.register(it, place)))
    parts.case.case_asked.connect(lambda case: workplace.wanted.emit("case", case))
    acts.begun.connect(chosen.begin)
    acts.begun.connect(column.notice.clear)
    acts.ended.connect(chosen.end)
    acts.noted.connect(column.forget_draft)
    acts.answered.connect(column.forget_answer)
    acts.unanswered.connect(column.go_on_with_answer)
    acts.closed.connect(page.offer_survey)
