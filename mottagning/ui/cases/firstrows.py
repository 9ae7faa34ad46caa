"""The first rows of an export as a table; over each column stands what it is read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.cases.preview import Preview
from mottagning.texts import tr
from mottagning.ui.tokens import AROUND, Tone
from mottagning.ui.widgets.table import Column, Table, TableModel

_SHOWN = 3
_ROW_HEIGHT, _MOST_WIDTH = 32, 260
_Row = tuple[int, tuple[str, ...]]


class FirstRows(QWidget):
    """Shows a `Preview`; `read_as` again whenever the mapping has changed."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._width = len(preview.header)
        self._read: Mapping[int, str] = {}
        columns = [
            Column[_Row](
                title=name or "–",
                text=lambda row, place=place: row[1][place],  # type: ignore[misc]
                tone=lambda row, place=place: Tone.PLAIN if row[0] else self._tone(place),  # type: ignore[misc]
            )
            for place, name in enumerate(preview.header)
        ]
        self.model: TableModel[_Row] = TableModel(columns, lambda row: row[0])
        self.table = Table(tr("The first rows of the file"), self.model)
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height() + (min(len(preview.rows), _SHOWN) + 1) * _ROW_HEIGHT + 14
        )
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.table)

    def read_as(self, names: Mapping[int, str], rows: Sequence[tuple[str, ...]]) -> None:
        """`names` are what the columns are read as, by their place; the others are not read. `rows` may be seen."""
        self._read = names
        said = tuple(f"→ {names[place]}" if place in names else tr("not read") for place in range(self._width))
        self.model.set_rows([(0, said), *enumerate(rows[:_SHOWN], 1)])
        self.table.resizeColumnsToContents()
        for number in range(self._width):
            self.table.setColumnWidth(number, min(self.table.columnWidth(number) + AROUND, _MOST_WIDTH))

    def _tone(self, place: int) -> Tone:
        return Tone.GOOD if place in self._read else Tone.QUIET
