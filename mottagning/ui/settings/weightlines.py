"""Lines that one adds to, changes and takes away: kinds of cases, and extras, with their points."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.cases.weights import Extra, Kind
from mottagning.folding import fold
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.settings.deadlinewords import CATEGORIES
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE, STEP
from mottagning.ui.widgets.fields import decimal_field
from mottagning.ui.widgets.form import icon_button, quiet_button

T = TypeVar("T", Kind, Extra)
_MOST = 1000
_POINTS_WIDTH = 130
_LEAST_NAME = 110


class Lines(QWidget, Generic[T]):
    """Lines below one another with a button that adds one; `changed` when a person changes something."""

    changed = Signal()

    def __init__(self, name: str, add: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.lines: list[Line[T]] = []
        self.add_button = quiet_button(add, self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(STEP)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add_button)

    @abstractmethod
    def _new(self) -> Line[T]:
        """An empty line."""

    def set_values(self, values: Sequence[T]) -> None:
        """Show these lines instead."""
        for line in tuple(self.lines):
            self._take(line)
        for value in values:
            self._put().fill(value)

    def values(self) -> tuple[T, ...]:
        """What the lines say, in their order."""
        return tuple(line.value() for line in self.lines)

    def _add(self) -> None:
        self._put().name.setFocus()
        self.changed.emit()

    def _put(self) -> Line[T]:
        line = self._new()
        line.changed.connect(self.changed)
        line.gone.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._column.insertWidget(self._column.count() - 1, line)
        line.show()  # now, so that it can take the focus
        return line

    def _remove(self, line: Line[T]) -> None:
        self._take(line)
        self.add_button.setFocus()
        self.changed.emit()

    def _take(self, line: Line[T]) -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()


class Line(QWidget, Generic[T]):
    """A name, what else the line says, its points, and a way to take it away."""

    changed = Signal()
    gone = Signal()

    def __init__(self, *between: QWidget) -> None:
        super().__init__()
        self._shipped: T | None = None
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name"))
        self.name.setAccessibleName(tr("Name"))
        self.name.setMinimumWidth(grown(_LEAST_NAME))
        self.points: QDoubleSpinBox = decimal_field(0, _MOST, 1, tr("points"))
        self.points.setFixedWidth(grown(_POINTS_WIDTH))
        self.points.setAccessibleName(tr("Points"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        row.addWidget(self.name, 1)
        for part in (*between, self.points, icon_button("close", tr("Remove"), self.gone.emit)):
            row.addWidget(part)
        self.name.textEdited.connect(lambda _text: self.changed.emit())
        self.points.valueChanged.connect(lambda _value: self.changed.emit())

    def fill(self, value: T) -> None:
        """Show what is known."""
        self._shipped = value
        self.name.setText(tr(value.name))
        self.points.setValue(value.points)

    @abstractmethod
    def value(self) -> T:
        """What the line says."""

    def _name(self) -> str:
        """A name that was not changed stays as it was, so that it follows the language."""
        written = " ".join(self.name.text().split())
        return self._shipped.name if self._shipped is not None and tr(self._shipped.name) == written else written


class KindLines(Lines[Kind]):
    """Kinds of cases; the first that fits counts."""

    def _new(self) -> Line[Kind]:
        return _KindLine()


class ExtraLines(Lines[Extra]):
    """What makes a case weigh more."""

    def _new(self) -> Line[Extra]:
        return _ExtraLine()


class _KindLine(Line[Kind]):
    def __init__(self) -> None:
        self.category = QComboBox()
        self.category.setAccessibleName(tr("Category"))
        self.category.addItem(tr("All categories"), "")
        for code in CATEGORIES:
            self.category.addItem(words.category(code, {}).word, code)
        self.type = QLineEdit()
        self.type.setAccessibleName(tr("Type of case"))
        self.type.setPlaceholderText(tr("All types"))
        self.type.setToolTip(tr("As the case list writes it; * is anything."))
        self.type.setFixedWidth(grown(150))
        super().__init__(self.category, self.type)
        self.category.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.type.textEdited.connect(lambda _text: self.changed.emit())

    def fill(self, value: Kind) -> None:
        super().fill(value)
        if self.category.findData(value.category) < 0:
            self.category.addItem(value.category, value.category)
        self.category.setCurrentIndex(self.category.findData(value.category))
        self.type.setText(value.type)

    def value(self) -> Kind:
        return Kind(
            name=self._name(),
            points=self.points.value(),
            category=self.category.currentData(),
            type=self.type.text().strip(),
        )


class _ExtraLine(Line[Extra]):
    def value(self) -> Extra:
        name = self._name()
        code = self._shipped.code if self._shipped is not None else re.sub(r"\W+", "_", fold(name)).strip("_")
        return Extra(code, name, self.points.value())
