"""A list that grows: lines below one another, each with a way to take it away, and a button that adds one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning.texts import tr
from mottagning.ui.tokens import INSIDE, STEP
from mottagning.ui.widgets.form import icon_button, quiet_button

L = TypeVar("L", bound=QWidget)


class Growing(QWidget, Generic[L]):
    """`make` gives an empty line. `changed` when one was added or taken away."""

    changed = Signal()

    def __init__(self, name: str, add: str, make: Callable[[], L]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._make = make
        self._rows: list[tuple[L, QWidget]] = []
        self.add_button = quiet_button(add, self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(STEP)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add_button)

    @property
    def lines(self) -> Sequence[L]:
        """The lines, in their order."""
        return [line for line, _ in self._rows]

    def clear(self) -> None:
        """Take all lines away."""
        for line in self.lines:
            self._take(line)

    def put(self) -> L:
        """Add a line at the end, and return it."""
        line = self._make()
        row = QWidget()
        parts = QHBoxLayout(row)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(INSIDE)
        parts.addWidget(line, 1)
        gone = icon_button("close", tr("Remove"), lambda: self._remove(line))
        gone.setMinimumHeight(self.add_button.sizeHint().height())  # beside the first fields of a tall line
        parts.addWidget(gone, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.append((line, row))
        self._column.insertWidget(self._column.count() - 1, row)
        row.show()  # now, so that it can take the focus
        return line

    def _add(self) -> None:
        self.put().setFocus()
        self.changed.emit()

    def _remove(self, line: L) -> None:
        self._take(line)
        self.add_button.setFocus()
        self.changed.emit()

    def _take(self, line: L) -> None:
        row = next(row for each, row in self._rows if each is line)
        self._rows = [(each, other) for each, other in self._rows if each is not line]
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
