"""The lines at the foot of a meeting in which is written what is agreed, who does it and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.board.agreements import LONGEST, Agreement, SaveAgreement
from mottagning.cases.pointing import NamesSomebody
from mottagning.changes import Changes
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui.theme import font
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import label, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_WEEK = timedelta(days=7)


class AgreeForm(QWidget):
    """What is written stays until it is kept. `left` is told when somebody goes back to the list with Esc."""

    left = Signal()

    def __init__(self, workplace: Workplace, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._is_fine = ""
        """The words that somebody has looked at after a caution."""
        self._changes: Agreement | None = None
        """The agreement that is changed; None: a new one is written."""
        self.words = QLineEdit()
        self.words.setAccessibleName(tr("What we agree on"))
        self.words.setPlaceholderText(tr("Such as “C-2417: book a home visit”"))
        self.words.setMaxLength(LONGEST)
        self.words.setFont(font(scale=scale))
        self.who = QComboBox()
        self.who.setAccessibleName(tr("Who does it"))
        self.who.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.who.addItem(tr("All of us"), None)
        self.when = day_field(self._today() + _WEEK)
        self.when.setAccessibleName(tr("Until when"))
        self.ok = primary_button(tr("Write it down"), self.save)
        self.notice = Notice()
        self.caution = label(
            tr("Codes of cases and colleagues only, no client's name: this is shown to the room."),
            "caption",
            "quiet",
            wraps=True,
        )
        self._lay_out()
        self.words.returnPressed.connect(self.save)
        self.words.textEdited.connect(self.notice.clear)
        self.setFocusProxy(self.words)

    def _lay_out(self) -> None:
        second = QHBoxLayout()
        second.setSpacing(INSIDE)
        second.addWidget(self.who, 1)
        second.addWidget(label(tr("by"), "quiet"))
        second.addWidget(self.when)
        second.addWidget(self.ok)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.words)
        lines.addLayout(second)
        lines.addWidget(self.caution)
        lines.addWidget(self.notice)

    def show_people(self, people: Sequence[Person]) -> None:
        """Offer these, in their order; who is chosen stays chosen."""
        known = [self.who.itemData(place) for place in range(1, self.who.count())]
        if known == [person.id for person in people]:
            return
        kept = self.who.currentData()
        self.who.clear()
        self.who.addItem(tr("All of us"), None)
        for person in people:
            self.who.addItem(person.name, person.id)
        self.who.setCurrentIndex(max(0, self.who.findData(kept)) if kept is not None else 0)

    def take_over(self, other: AgreeForm) -> None:
        """Go on with what is being written in another form."""
        self._changes, self._is_fine = other._changes, other._is_fine
        self.words.setText(other.words.text())
        for place in range(1, other.who.count()):
            self.who.addItem(other.who.itemText(place), other.who.itemData(place))
        self.who.setCurrentIndex(other.who.currentIndex())
        self.when.setDate(other.when.date())

    def change(self, each: Agreement) -> None:
        """Let somebody write an agreement otherwise."""
        self._changes = each
        self.words.setText(each.words)
        self.who.setCurrentIndex(max(0, self.who.findData(each.person)) if each.person is not None else 0)
        if each.due is not None:
            self.when.setDate(QDate(each.due.year, each.due.month, each.due.day))
        self.words.setFocus()

    def save(self) -> None:
        """Write down what stands here."""
        if not self.ok.isEnabled():
            return
        self.notice.clear()
        pause(self.ok)
        said = self.words.text()
        command = SaveAgreement(
            by=self._workplace.me,
            agreement=self._changes.id if self._changes else None,
            version=self._changes.version if self._changes else 0,
            words=said,
            person=self.who.currentData(),
            due=day_of(self.when),
            names_are_fine=bool(said) and said == self._is_fine,
        )
        self._workplace.do(command, tr("Written down."), self._saved, self._failed)

    def _saved(self, _changes: Changes) -> None:
        resume(self.ok)
        self._empty()
        self.who.setCurrentIndex(0)
        self.words.setFocus()

    def _empty(self) -> None:
        self._is_fine, self._changes = "", None
        self.words.clear()

    def _failed(self, error: BaseException) -> None:
        resume(self.ok)
        if not isinstance(error, NamesSomebody):
            self.notice.show_trouble(as_trouble(error))
            return
        said = self.words.text()
        written = said.split()
        word = written[error.place] if error.place < len(written) else said
        self._is_fine = said
        self.notice.say(
            tr(
                "“{word}” is the name of somebody in the case list. Write the code of the case instead. If it means "
                "something else here, press “Write it down” again.",
                word=word,
            )
        )

    def _today(self) -> date:
        return self._workplace.now().astimezone(ZONE).date()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._changes is not None:
                self._empty()
            self.left.emit()
            return
        super().keyPressEvent(event)
