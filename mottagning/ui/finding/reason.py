"""Asks why somebody opens what is not today's work: one key, and words of her own when none of the reasons is hers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.desk.todays import REASONS, Why
from mottagning.errors import Trouble
from mottagning.texts import N_, tr
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.workplace import as_trouble

WIDTH = 520
WORDS: dict[Why, str] = {
    "calling": N_("Somebody in this matter is on the phone, or here"),
    "belongs": N_("It belongs with what I am answering"),
    "colleague": N_("I do it for a colleague"),
    "review": N_("Follow-up or review"),
    "other": N_("Another reason"),
    "call": N_("While a call was on the line"),
}
"""How the reasons are worded, here and where the team lead reads them."""


class ReasonForm(QWidget):
    """`stated` gives a reason and words of her own ("" for none)."""

    stated = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        said = tr("This is not today's work. Say why you open it: that is written down, and the team lead can read it.")
        self.list = RowList(tr("Why do you open this?"), dense=True, icons=False, inset=INSIDE)
        self.list.set_rows([Row(key=why, title=f"{number}  {tr(WORDS[why])}") for number, why in enumerate(REASONS, 1)])
        self.list.setFixedHeight(len(REASONS) * grown(28) + 4)
        self.list.opened.connect(self._state)
        self.list.clicked.connect(lambda _index: self._state(self.list.selected_key()))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("In a few words, without names or numbers"))
        self.words.setAccessibleName(tr("Why, in your own words"))
        self.words.returnPressed.connect(self._state_words)
        self.open_button = primary_button(tr("Open"), self._state_words)
        self.notice = Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        for part in (label(said, wraps=True), self.list, self.words, self.notice):
            column.addWidget(part)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.list)
        self.begin()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def begin(self) -> None:
        """Ask anew."""
        self.words.clear()
        self.notice.clear()
        self.list.clearSelection()
        self.words.hide()
        self.open_button.hide()

    def refuse(self, error: BaseException) -> None:
        """Say what is wrong with the words."""
        trouble: Trouble = as_trouble(error)
        self.notice.show_trouble(trouble)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(REASONS) and not self.words.hasFocus():
            self._state(REASONS[place])
            return
        super().keyPressEvent(event)

    def _state(self, why: object) -> None:
        if why == "other":
            self.words.show()
            self.open_button.show()
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        elif why is not None:
            self.stated.emit(why, "")

    def _state_words(self) -> None:
        self.stated.emit("other", self.words.text())
