"""Several answers to one question: boxes to tick, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.choice import Flow


class Ticks(QWidget):
    """Boxes for `answers` (value, word), in their order; `changed` when a person ticks one."""

    changed = Signal()

    def __init__(self, name: str, answers: Sequence[tuple[str, str]], ticked: Iterable[str] = ()) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.boxes: dict[str, QCheckBox] = {}
        lines = Flow(self, INSIDE)
        for value, word in answers:
            box = QCheckBox(word)
            box.setAccessibleDescription(name)
            box.toggled.connect(lambda _on: self.changed.emit())
            self.boxes[value] = box
            lines.addWidget(box)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(next(iter(self.boxes.values())))
        self.set_values(ticked)

    def values(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(value for value, box in self.boxes.items() if box.isChecked())

    def set_values(self, ticked: Iterable[str]) -> None:
        """Tick these and no others."""
        wanted = set(ticked)
        for value, box in self.boxes.items():
            box.setChecked(value in wanted)
