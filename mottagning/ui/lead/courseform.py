"""The card that asks why a contact's whole course is taken out, and puts it on paper or in a PDF."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mottagning.changes import Changes
from mottagning.desk.course import take_out
from mottagning.texts import tr
from mottagning.ui.lead import coursepaper
from mottagning.ui.main_window import MainWindow
from mottagning.ui.takeout import Paper, TakeOutForm
from mottagning.ui.workplace import Workplace

WIDTH = 520


class CourseForm(TakeOutForm):
    """Prints one contact's course when it is known why."""

    def __init__(self, workplace: Workplace, contact: int, parent: QWidget | None = None) -> None:
        database = workplace.database
        course = Paper(
            take=lambda me, reason, at: coursepaper.text(take_out(database, contact, me, reason, at)),
            touched=Changes({"contact": frozenset({contact})}),
            file_name=f"{tr('course')}-{contact}.pdf",
            has=tr(
                "Each step with its time and who took it, notes and answers, cases and why, where it came from, who "
                "looked at it, and what was removed."
            ),
            lacks=tr(
                "Drafts and attachments. Of somebody protected, of what is sealed or removed, and of a report of "
                "concern there are neither words nor names."
            ),
            written=lambda path: tr("The course is written to {path}.", path=path),
            printing=tr("The course is on its way to the printer."),
        )
        super().__init__(workplace, course, parent)


def ask(workplace: Workplace, window: QWidget, contact: int) -> None:
    """Ask for the reason in a card over `window`."""
    assert isinstance(window, MainWindow)
    form = CourseForm(workplace, contact)
    form.done.connect(window.show_card(tr("The whole course of the contact"), form, width=WIDTH).slide_out)
