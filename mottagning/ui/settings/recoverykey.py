"""Shows the recovery key until somebody says that it is written down: to read, copy and print."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QPagedPaintDevice, QTextDocument
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mottagning.people.recovery import ConfirmRecoveryKey
from mottagning.texts import tr
from mottagning.ui import clipboard
from mottagning.ui.printing import print_small
from mottagning.ui.tokens import BETWEEN, INSIDE, Size
from mottagning.ui.widgets.form import beside, button, label, primary_button, quiet_button
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_GROUPS_A_LINE = 4


class RecoveryKeyView(QWidget):
    """The key and what it is for. `done` after it was confirmed, or put off until another time."""

    done = Signal()

    def __init__(self, workplace: Workplace, by: int, key: str, parent: QWidget | None = None) -> None:
        """`by` is the team lead who looks at it."""
        super().__init__(parent)
        self._workplace = workplace
        self._by = by
        self._key = key
        why = tr(
            "The data is encrypted. If this computer breaks, this key alone opens a copy of it. "
            "Write it down and keep it somewhere else, as you keep a safe's key. After that it is not shown again."
        )
        self.copy_button = button(tr("Copy"), self._copy)
        self.confirm = primary_button(tr("I have written it down"), self._confirm)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        lines.addWidget(label(tr("The recovery key"), "strong"))
        lines.addWidget(label(why, wraps=True))
        lines.addWidget(_shown(key))
        lines.addWidget(beside(self.copy_button, button(tr("Print…"), self._print)))
        lines.addSpacing(INSIDE)
        lines.addWidget(beside(self.confirm, quiet_button(tr("Show it next time"), self.done.emit)))
        self.setFocusProxy(self.copy_button)  # one Enter too many must not make the key go away

    def _confirm(self) -> None:
        command = ConfirmRecoveryKey(by=self._by)
        self._workplace.do(command, tr("The recovery key is not shown again."), lambda _changes: self.done.emit())

    def _copy(self) -> None:
        clipboard.put_secret(self._key)
        self.copy_button.setText(tr("Copied"))

    def _print(self) -> None:
        today = self._workplace.now().astimezone(ZONE).date()
        print_small(self._workplace, self, lambda printer: write_on(printer, self._key, today))


def write_on(paper: QPagedPaintDevice, key: str, day: date) -> None:
    """Put the key on paper, with what it is and the day."""
    document = QTextDocument()
    lines = (
        tr("Recovery key of Mottagning, {day}", day=day.isoformat()),
        key,
        tr("Keep this paper apart from the computer. Whoever has both can read everything."),
    )
    document.setPlainText("\n\n".join(lines))
    document.print_(paper)


def _shown(key: str) -> QLabel:
    groups = key.split("-")
    rows = [groups[start : start + _GROUPS_A_LINE] for start in range(0, len(groups), _GROUPS_A_LINE)]
    made = label("-\n".join("-".join(row) for row in rows))
    face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    face.setPointSizeF(Size.TITLE.value)
    made.setFont(face)
    made.setAccessibleName(tr("The recovery key"))
    made.setAccessibleDescription(key)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
