"""The keys of the window: each is registered once, works at once, and stands in the list that F1 opens."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class Key(NamedTuple):
    """One line in the list of keys."""

    group: str
    keys: tuple[str, ...]
    text: str


def as_printed(sequence: str) -> str:
    """A key as it is printed on the keyboard, "Skift+F2"; the two that Qt tells apart both say Enter."""
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")


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
