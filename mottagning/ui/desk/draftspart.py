"""What colleagues have begun to write about a contact: theirs, to be read and used, never sent or kept by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.contacts.drafts import ANSWER, DraftView
from mottagning.desk.look import Look
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk.noteparts import empty, readable
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import label, link_button
from mottagning.ui.workplace import Workplace


class DraftsPart(QWidget):
    """A block each: whose, since when, the words, and the way to take them into one's own note."""

    used = Signal(str)
    """The words of a colleague, wanted in one's own note; hers stay."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._look: Look | None = None
        self._shown: Sequence[DraftView] = ()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(INSIDE)
        self.hide()

    def show_look(self, look: Look) -> None:
        """Show what is begun about a contact by others."""
        self._look = look
        self._show(look.drafts)

    def _show(self, begun: Sequence[DraftView]) -> None:
        others = [each for each in begun if each.person != self._workplace.me]
        self.setVisible(bool(others))
        if others == self._shown:
            return
        self._shown = others
        empty(self._lines)
        for each in others:
            self._lines.addWidget(self._block(each))

    def _block(self, each: DraftView) -> QWidget:
        assert self._look is not None
        said = {"name": self._look.name(each.person), "time": when.when(each.at, self._workplace.now())}
        whose = (
            tr("{name} has begun an answer, {time}. It is not sent.", **said)
            if each.kind == ANSWER
            else tr("{name} has begun a note, {time}. It is not kept yet.", **said)
        )
        text = readable()
        text.setText(each.text)
        use = link_button(tr("Use the words in my note"), lambda: self.used.emit(each.text))
        block = QWidget()
        lines = QVBoxLayout(block)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for part in (label(whose, "caption", "quiet", wraps=True), text, use):
            lines.addWidget(part)
        return block
