"""What is written on a card and kept by a command: saved, refused with a sentence, or done with."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.errors import Conflict, Trouble
from mottagning.texts import tr
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import beside, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble


class CardForm(QWidget):
    """`done` when what it says is kept, or when there is no more to do here; `ok` saves."""

    done = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None, *, saves: str = "") -> None:
        """`saves` stands on the button, "Save" without."""
        super().__init__(parent)
        self._workplace = workplace
        self.notice = Notice()
        self.ok = primary_button(saves or tr("Save"), self.save)

    def save(self) -> None:
        """As the button does: keep it, or say what cannot be understood."""
        try:
            self._save()
        except Trouble as trouble:
            self.notice.show_trouble(trouble)

    @abstractmethod
    def _save(self) -> None:
        """Keep what is written, by `_do`. Trouble when it cannot be understood."""

    def _place(self, *parts: QWidget, other_way: QWidget | None = None) -> QVBoxLayout:
        """These below one another, then what went wrong, then the button and another far from it."""
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (*parts, self.notice):
            lines.addWidget(part)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok) if other_way is None else beside(self.ok, None, other_way))
        return lines

    def _do(self, command: Command, says: str) -> None:
        pause(self.ok)
        self._workplace.do(command, says, self._on_kept, self._refuse)

    def _on_kept(self, _changes: Changes) -> None:
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        if isinstance(error, Conflict):
            self.notice.show_trouble(error, tr("Close"), self.done.emit)
        else:
            self.notice.show_trouble(as_trouble(error))
