"""The keys of the window: each is registered once, works at once, and stands in the list that F1 opens."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget
from shiboken6 import isValid

from mottagning.ui.tokens import AROUND, INSIDE, STEP
from mottagning.ui.widgets.form import beside, label


@dataclass(frozen=True, slots=True)
class Key:
    """One line in the list of keys."""

    group: str
    keys: tuple[str, ...]
    text: str


class Keys:
    """Registers shortcuts and knows what they are for."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._lines: list[Key] = []
        self._shortcuts: list[QShortcut] = []

    def add(
        self,
        group: str,
        keys: str | tuple[str, ...],
        text: str,
        slot: Callable[[], object],
        owner: QWidget | None = None,
    ) -> None:
        """Let `keys` ("Ctrl+K", or several) call `slot`: in the whole window, or only inside `owner`."""
        sequences = (keys,) if isinstance(keys, str) else keys
        for sequence in sequences:
            shortcut = QShortcut(QKeySequence(sequence), owner or self._window)
            shortcut.setAutoRepeat(False)  # a key that is held must not go through the whole queue
            if owner is not None:
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda: slot())
            self._shortcuts.append(shortcut)
        self.tell(group, sequences, text)

    def set_enabled(self, enabled: bool) -> None:
        """Let the keys of the whole window work, or not; those of parts follow their parts."""
        for shortcut in self._shortcuts:
            if isValid(shortcut) and shortcut.parent() is self._window:
                shortcut.setEnabled(enabled)

    def tell(self, group: str, keys: tuple[str, ...], text: str) -> None:
        """Put a line in the list for keys that something else takes care of."""
        line = Key(group, keys, text)
        if line not in self._lines:
            self._lines.append(line)

    def lines(self) -> tuple[Key, ...]:
        """Every key, in the order they were registered."""
        return tuple(self._lines)


class KeyList(QWidget):
    """The list of keys by group, in two columns."""

    def __init__(self, lines: tuple[Key, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, INSIDE, 0)
        grid.setHorizontalSpacing(AROUND)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(1, 1)
        row = 0
        for group in dict.fromkeys(line.group for line in lines):
            grid.setRowMinimumHeight(row, INSIDE if row else 0)
            grid.addWidget(label(group, "quiet"), row + 1, 0, 1, 2)
            row += 2
            for line in (line for line in lines if line.group == group):
                native = (QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) for keys in line.keys)
                grid.addWidget(beside(*(label(keys, "key") for keys in native), between=STEP), row, 0)
                grid.addWidget(label(line.text), row, 1)
                row += 1
