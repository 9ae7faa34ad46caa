"""The keys of the window: each is registered once, works at once, and stands in the list that F1 opens."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget
from shiboken6 import isValid

from mottagning.ui.tokens import AROUND, INSIDE, STEP
from mottagning.ui.widgets.form import beside, label


class Key(NamedTuple):
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


class KeyList(QScrollArea):
    """The list of keys by group, in two columns of about the same height; it scrolls when the window is too low."""

    def __init__(self, lines: tuple[Key, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made = self._made = QWidget()
        made.setProperty("look", "surface")
        both = QHBoxLayout(made)
        both.setContentsMargins(0, 0, INSIDE, 0)
        both.setSpacing(2 * AROUND)
        columns = (_Column(), _Column())
        for group in dict.fromkeys(line.group for line in lines):
            shorter = min(columns, key=lambda column: column.rows)
            shorter.add_group(group, [line for line in lines if line.group == group])
        for column in columns:
            both.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        self.setWidget(made)

    def sizeHint(self) -> QSize:
        return self._made.sizeHint()


class _Column(QWidget):
    """Groups of keys beneath one another; `rows` counts their lines."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(AROUND)
        self._grid.setVerticalSpacing(STEP)
        self._grid.setColumnStretch(1, 1)

    def add_group(self, group: str, lines: list[Key]) -> None:
        """Put a group under those that are there."""
        self._grid.setRowMinimumHeight(self.rows, INSIDE if self.rows else 0)
        self._grid.addWidget(label(group, "quiet"), self.rows + 1, 0, 1, 2)
        for row, line in enumerate(lines, self.rows + 2):
            keys = dict.fromkeys(_said(sequence) for sequence in line.keys)
            self._grid.addWidget(beside(*(label(each, "key") for each in keys), between=STEP), row, 0)
            self._grid.addWidget(label(line.text), row, 1)
        self.rows += 2 + len(lines)


def _said(sequence: str) -> str:
    """A key as it is printed on the keyboard: the two that Qt tells apart both say Enter."""
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")
