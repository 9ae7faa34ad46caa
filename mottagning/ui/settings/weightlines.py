"""Lines that one adds to, changes and takes away: kinds of cases, and extras, with their points."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLineEdit, QWidget

from mottagning.cases.weights import Extra, Kind
from mottagning.folding import fold
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.settings.deadlinewords import CATEGORIES
from mottagning.ui.settings.growing import Growing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.fields import decimal_field

T = TypeVar("T", bound=Kind | Extra)
_MOST = 1000
_POINTS_WIDTH = 130
_LEAST_NAME = 110


class Lines(Growing["Line[T]"], Generic[T]):
    """Lines of values; `changed` when a person changes something."""

    def put(self) -> Line[T]:
        line = super().put()
        line.changed.connect(self.changed)
        return line

    def set_values(self, values: Sequence[T]) -> None:
        """Show these lines instead."""
        self.clear()
        for value in values:
            self.put().fill(value)

    def values(self) -> tuple[T, ...]:
        """What the lines say, in their order."""
        return tuple(line.value() for line in self.lines)


class Line(QWidget, Generic[T]):
    """A name, what else the line says, and its points."""

    changed = Signal()

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
        for part in (*between, self.points):
            row.addWidget(part)
        self.setFocusProxy(self.name)
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


class KindLine(Line[Kind]):
    """A kind of case: its category and type."""

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


class ExtraLine(Line[Extra]):
    """What makes a case weigh more."""

    def value(self) -> Extra:
        name = self._name()
        code = self._shipped.code if self._shipped is not None else re.sub(r"\W+", "_", fold(name)).strip("_")
        return Extra(code, name, self.points.value())
