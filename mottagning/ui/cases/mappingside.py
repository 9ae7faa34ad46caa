"""Beside the mapping of an export: its name, what the file holds, and what cannot be done for want of a column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from mottagning.cases.preview import Preview
from mottagning.texts import tr
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import label


class MappingSide(QWidget):
    """`changed` when the name or the kind is; `sheet_asked` gives the name of another sheet to look into."""

    changed = Signal()
    sheet_asked = Signal(str)

    def __init__(self, preview: Preview, suggested_name: str) -> None:
        super().__init__()
        mapping = preview.mapping
        self.name = QLineEdit(mapping.name or suggested_name)
        self.sheet = QComboBox()
        self.sheet.addItems(preview.sheets)
        self.kind = Choice(
            tr("The file holds"),
            [("snapshot", tr("All open cases")), ("delta", tr("Only cases that have changed"))],
            mapping.kind,
        )
        self.effect = label("", "caption", "quiet", wraps=True)
        self.lacking = label("", wraps=True)
        self.unused = label("", "quiet", wraps=True)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(STEP)
        if preview.missed:
            gone = tr("These columns are not in the file any more: {headers}.", headers=", ".join(preview.missed))
            self._add(tr("Changed since last time"), label(gone, "warn", wraps=True))
        self._add(
            tr("Name of the mapping"), self.name, label(tr("Such as the name of the case system."), "caption", "quiet")
        )
        if len(preview.sheets) > 1:
            self._add(tr("Sheet of the workbook"), self.sheet)
        self._add(tr("The file holds"), self.kind, self.effect)
        self._lacking_title = self._add(tr("Missing in the file"), self.lacking)
        self._unused_title = self._add(tr("Not read"), self.unused)
        for note in preview.notes:
            self._lines.addWidget(label(note, "caption", "quiet", wraps=True))
        self._tell_effect()
        self.name.textChanged.connect(self.changed)
        self.kind.chosen.connect(self._on_kind)
        self.sheet.textActivated.connect(self.sheet_asked)

    def tell(self, lacking: Sequence[str], unused: Sequence[str]) -> None:
        """What cannot be done without some column, as sentences, and the headers that are not read."""
        self.lacking.setText("\n\n".join(lacking) or tr("Nothing that anything rests on."))
        self.unused.setText(", ".join(unused))
        for part in (self._unused_title, self.unused):
            part.setVisible(bool(unused))

    def _add(self, title: str, *parts: QWidget) -> QLabel:
        if self._lines.count():
            self._lines.addSpacing(BETWEEN)
        heading = label(title, "strong")
        heading.setBuddy(parts[0])
        if not parts[0].accessibleName():
            parts[0].setAccessibleName(title)
        self._lines.addWidget(heading)
        for part in parts:
            self._lines.addWidget(part)
        self._lines.addSpacing(INSIDE)
        return heading

    def _on_kind(self) -> None:
        self._tell_effect()
        self.changed.emit()

    def _tell_effect(self) -> None:
        self.effect.setText(
            tr("A case that is no longer in the file is closed.")
            if self.kind.value() == "snapshot"
            else tr("Cases that are not in the file stay as they are.")
        )
