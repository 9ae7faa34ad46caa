"""The small cards of what belongs together and of what is two things to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.db import Database
from mottagning.desk.joinable import Joinable, joinable
from mottagning.folding import fold
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk import words
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, ROW
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.steering import Steering
from mottagning.ui.workplace import Workplace

_MOST = 6


class JoinForm(QWidget):
    """Asks which other contact it belongs together with. Enter joins the one that is chosen."""

    joined = Signal(int)
    given_up = Signal()

    def __init__(self, workplace: Workplace, contact: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._now = workplace.now()
        self._found: tuple[Joinable, ...] = ()
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Name, number or words"))
        self.field.setAccessibleName(tr("Name, number or words"))
        self.field.textChanged.connect(self._show)
        self.list = RowList(tr("Other contacts"), inset=INSIDE)
        Steering(self.field, self.list, opens=True)
        self.list.setMinimumHeight(3 * grown(ROW))
        self.list.setMaximumHeight(_MOST * grown(ROW))
        self.list.set_empty_sentence(tr("No other contact that is open or lately came is like that."))
        self.list.opened.connect(lambda key: self.joined.emit(key))
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        said = tr("Both stay as they are, and stand beside one another. They can be done together.")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.field)
        lines.addWidget(self.list, 1)
        lines.addWidget(label(said, "quiet", wraps=True))
        self.ok = primary_button(tr("They belong together"), self.join)
        lines.addWidget(beside(self.ok, button(tr("Cancel"), self.given_up.emit)))
        self.setFocusProxy(self.field)

        def ask(database: Database) -> tuple[Joinable, ...]:
            return joinable(database, contact, self._now)

        workplace.read(self, ask, self._take)

    def join(self) -> None:
        """Join the one that is chosen."""
        key = self.list.selected_key()
        if isinstance(key, int):
            self.joined.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def _take(self, found: tuple[Joinable, ...]) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        wanted = fold(self.field.text()).split()
        rows = [self._row(each) for each in self._found]
        rows = [row for row in rows if all(word in fold(f"{row.title} {row.detail}") for word in wanted)]
        self.list.set_rows(rows)
        if rows:
            self.list.select(rows[0].key)

    def _row(self, each: Joinable) -> Row:
        contact = each.contact
        said = [tr("Also about {codes}", codes=", ".join(each.codes))] if each.codes else []
        if each.is_same_person:
            said.append(tr("same sender"))
        said.append(words.about(contact))
        return Row(
            key=contact.id,
            title=words.who(contact, each.is_protected),
            detail=" · ".join(said),
            icon="lock" if each.is_protected else words.icon_of(contact),
            right=when.when(contact.at, self._now),
            strong=bool(each.codes) or each.is_same_person,
        )


class SplitForm(QWidget):
    """Asks what the second thing is, in one line. Enter makes it."""

    split = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = QLineEdit()
        self.about.setAccessibleName(tr("What is the other thing?"))
        self.about.setMaxLength(300)
        self._notice = Notice()
        said = tr("It gets a row of its own in the queue, with its own case, owner, time and end.")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(label(tr("What is the other thing?"), "quiet"))
        lines.addWidget(self.about)
        lines.addWidget(label(said, "quiet", wraps=True))
        lines.addWidget(self._notice)
        self.ok = primary_button(tr("Divide"), self._split)
        lines.addWidget(beside(self.ok, button(tr("Cancel"), self.given_up.emit)))
        self.about.returnPressed.connect(self._split)
        self.setFocusProxy(self.about)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def _split(self) -> None:
        if self.about.text().strip():
            self.split.emit(self.about.text())
        else:
            self._notice.say(tr("Write what the other thing is, in a few words."))
