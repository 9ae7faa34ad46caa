"""The list of keys that F1 opens."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from mottagning.texts import tr
from mottagning.ui.tokens import AROUND, INSIDE, STEP
from mottagning.ui.widgets.form import beside, label
from mottagning.ui.widgets.keys import Key, as_printed


class KeyList(QScrollArea):
    """The list of keys by group, in two columns of about the same height; it scrolls when the window is too low."""

    def __init__(self, lines: tuple[Key, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Keys"))
        self.setAccessibleName(tr("Keys"))
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
        hint = self._made.sizeHint()
        return QSize(hint.width() + self.verticalScrollBar().sizeHint().width(), hint.height())


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
            keys = dict.fromkeys(as_printed(sequence) for sequence in line.keys)
            self._grid.addWidget(beside(*(label(each, "key") for each in keys), between=STEP), row, 0)
            self._grid.addWidget(label(line.text, wraps=True), row, 1)
        self.rows += 2 + len(lines)
