"""The page for the social emergency service: who must be known tonight, and why; read over the phone, or printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database
from mottagning.desk import tonight
from mottagning.desk.tonight import Known, MarkTonight, NoteShown, NoteTold, Tonight, UnmarkTonight
from mottagning.people import staff
from mottagning.people.staff import Person
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.desk import nightpaper
from mottagning.ui.desk.daywords import WHY_TONIGHT
from mottagning.ui.desk.nightpaper import Line
from mottagning.ui.desk.noteparts import empty, readable
from mottagning.ui.main_window import MainWindow
from mottagning.ui.printing import print_small
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import beside, button, hairline, label, link_button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

_TALLEST = 460
_WIDTH = 680


def open_night(view: QWidget, workplace: Workplace, day: date) -> None:
    """Show the page of the night after a working day, over anything."""
    window = view.window()
    assert isinstance(window, MainWindow)
    content = NightCard(workplace, day)
    card = window.show_card(tr("For the social emergency service"), content, width=_WIDTH)
    content.done.connect(card.slide_out)


class NightCard(QWidget):
    """What is marked, one after the other; that they were told is noted for all of them at once."""

    done = Signal()

    def __init__(self, workplace: Workplace, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._of = day
        self._found: Tonight | None = None
        self._people: dict[int, Person] = {}
        self._is_noted = False
        """That somebody looks at it is written down once."""
        self._day = label("", "quiet")
        self._sheet = QWidget()
        self._sheet.setProperty("look", "surface")
        self._lines = QVBoxLayout(self._sheet)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(INSIDE)
        self._scrolling = QScrollArea()
        self._scrolling.setWidgetResizable(True)
        self._scrolling.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scrolling.setWidget(self._sheet)
        self.notice = Notice()
        self.told = primary_button(tr("I have told them"), self._tell)
        self.print = button(tr("Print…"), self._print)
        close = button(tr("Close"), self.done.emit)
        for part in (self.told, self.print):
            part.setEnabled(False)  # until it is known who is on the page
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self._day)
        lines.addWidget(self._scrolling, 1)
        lines.addWidget(self.notice)
        lines.addWidget(beside(self.told, self.print, close))
        self.setFocusProxy(close)
        workplace.changed.connect(self._changed)
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.concerns("baton", "contact"):
            self._read()

    def _read(self) -> None:
        day, now = self._of, self._workplace.now()

        def ask(database: Database) -> tuple[Tonight, dict[int, Person]]:
            people = {person.id: person for person in staff.everyone(database)}
            return tonight.tonight(database, day), people

        self._workplace.read(self, ask, lambda found: self._show(*found, now))

    def _show(self, found: Tonight, people: dict[int, Person], now: datetime) -> None:
        is_first, self._found, self._people = self._found is None, found, people
        if not self._is_noted and found.known:
            self._is_noted = True
            self._workplace.do(NoteShown(by=self._workplace.me, day=found.day))
        self._day.setText(tr("The night after {day}", day=when.long_day(found.day)))
        empty(self._lines)
        for each in found.known:
            if self._lines.count():
                self._lines.addWidget(hairline())
            self._lines.addWidget(self._part(each, nightpaper.line(each, people, now)))
        if not found.known:
            said = tr("Nobody is marked. {keys} on a contact marks it for the night.", keys="Alt+S")
            self._lines.addWidget(label(said, "quiet", wraps=True))
        if found.unmarked:
            self._lines.addWidget(self._offer(found))
        self._lines.addStretch(1)
        self.told.setEnabled(bool(found.untold))
        self.print.setEnabled(bool(found.known))
        if is_first and found.untold:
            self.told.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As high as what is on the page, when its parts know how high they are."""
        wrapped = self._lines.totalHeightForWidth(self._scrolling.viewport().width())
        height = max(wrapped, self._lines.totalMinimumSize().height())
        self._scrolling.setFixedHeight(min(height + STEP, grown(_TALLEST)))

    def _part(self, each: Known, said: Line) -> QWidget:
        part = QWidget()
        lines = QVBoxLayout(part)
        lines.setContentsMargins(0, STEP, 0, STEP)
        lines.setSpacing(STEP)
        lines.addWidget(label(said.title, "title", wraps=True))
        if said.text:
            words = readable()
            words.setText(said.text)
            lines.addWidget(words)
        contact = each.contact.id
        if each.told_at is None:
            why = Choice(tr("Why"), [(code, tr(word)) for code, word in WHY_TONIGHT.items()], each.why)
            why.chosen.connect(lambda code: self._mark(contact, str(code)))
            lines.addWidget(why)
            away = link_button(tr("Take off the page"), lambda: self._unmark(contact))
            lines.addWidget(beside(label(said.noted, "caption", "quiet"), away))
        else:
            lines.addWidget(label(said.why, "strong"))
            lines.addWidget(label(f"{said.noted} · {said.told}", "caption", "quiet", wraps=True))
        return part

    def _offer(self, found: Tonight) -> QWidget:
        """Open reports of concern that nobody has marked: offered, never marked by the program."""
        said = trn(
            "{n} open report of concern is not on the page.",
            "{n} open reports of concern are not on the page.",
            len(found.unmarked),
        )
        marks = link_button(tr("Put on the page"), self._mark_concerns)
        return beside(label(said, "warn"), marks, between=BETWEEN)

    def _mark_concerns(self) -> None:
        for contact in self._found.unmarked if self._found is not None else ():
            self._mark(contact, "child")

    def _mark(self, contact: int, why: str) -> None:
        self._do(lambda day: MarkTonight(by=self._workplace.me, day=day, contact=contact, why=why))

    def _unmark(self, contact: int) -> None:
        self._do(lambda day: UnmarkTonight(by=self._workplace.me, day=day, contact=contact), tr("Taken off the page."))

    def _tell(self) -> None:
        if self._found is not None:
            contacts = tuple(each.contact.id for each in self._found.known if each.told_at is None)
            said = tr("Noted: the social emergency service has been told.")
            self._do(lambda day: NoteTold(by=self._workplace.me, day=day, contacts=contacts), said)

    def _do(self, command: Callable[[date], Command], says: str = "") -> None:
        if self._found is not None:
            self._workplace.do(command(self._found.day), says, failed=self._refuse)

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))

    def _print(self) -> None:
        if self._found is None:
            return
        found, people, now = self._found, self._people, self._workplace.now()

        def paint(printer: QPrinter) -> None:
            nightpaper.paint(printer, found, people, now)
            self._workplace.do(NoteShown(by=self._workplace.me, day=found.day, is_printed=True))

        print_small(self._workplace, self, paint)
