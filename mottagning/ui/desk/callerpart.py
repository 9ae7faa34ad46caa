"""Who is calling, and how that was checked: asked before anything is told."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.contacts.caller import ROLES, WAYS, Caller
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.tokens import STEP
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import label


class CallerPart(QWidget):
    """Two questions with their answers. `noted` gives (role, way) as soon as one is answered."""

    noted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = label("", "quiet")
        self.role = Choice(tr("Who is calling?"), [(role, tr(words.CALLERS[role])) for role in ROLES])
        self.way = Choice(tr("Checked how?"), [(way, tr(words.WAYS[way])) for way in WAYS])
        for choice in (self.role, self.way):
            choice.chosen.connect(lambda _value: self.noted.emit(self.role.value(), self.way.value()))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(STEP)
        for part in (self._question, self.role, label(tr("Checked how?"), "quiet"), self.way):
            lines.addWidget(part)
        self.setFocusProxy(self.role)

    def show_caller(self, caller: Caller, channel: str, enabled: bool) -> None:
        """Show what is noted, with the question that fits the channel."""
        asked = {
            "phone": tr("Who is calling?"),
            "visit": tr("Who is here?"),
        }.get(channel, tr("Who writes?"))
        self._question.setText(asked)
        self.role.setAccessibleName(asked)
        self.role.set_value(caller.role)
        self.way.set_value(caller.way)
        self.setEnabled(enabled)
