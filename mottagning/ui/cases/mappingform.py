"""Joins the columns of an export with the fields of a case: the guess as a form, and the file's first rows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from mottagning.cases.fields import LABELS, MANY, PERSON
from mottagning.cases.mapping import Mapping
from mottagning.cases.preview import Preview, missing, passed_over
from mottagning.texts import tr
from mottagning.ui.cases.columnpick import ColumnPick
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import Form, below, beside, button, label, narrow, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel

_NEEDED = ("code", "stage")
_CASE = tuple(field for field in LABELS if field not in (*_NEEDED, "protected", *PERSON))
_SHOWN = 3
_ROW_HEIGHT, _MOST_WIDTH = 32, 260


class MappingForm(QWidget):
    """Shows a `Preview`. `kept` gives the `Mapping` to save, by a name."""

    kept = Signal(object)
    given_up = Signal()

    def __init__(self, preview: Preview, suggested_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        mapping = preview.mapping
        self.picks = {
            field: ColumnPick(
                _named(field), preview.header, preview.rows, mapping.columns.get(field, ""), many=field in MANY
            )
            for field in LABELS
        }
        self.omitted = QCheckBox(tr("People with a protected identity are not in the file"))
        self.omitted.setChecked(mapping.protected_by_omission)
        self.kind = Choice(
            tr("The file holds"),
            [("snapshot", tr("All open cases")), ("delta", tr("Only cases that have changed"))],
            mapping.kind,
        )
        self.name = QLineEdit(mapping.name or suggested_name)
        self.notice = Notice()
        self.unused = label("", "caption", "quiet", wraps=True)
        self.keep = primary_button(tr("Save and read in"), self._keep)
        self._lay_out()
        for pick in self.picks.values():
            pick.changed.connect(self._check)
        self.omitted.toggled.connect(self._check)
        self.name.textChanged.connect(self._check)
        self.setFocusProxy(self.picks["code"])
        self._check()

    def value(self) -> Mapping:
        """What is chosen now."""
        columns = {field: chosen for field, pick in self.picks.items() if (chosen := pick.value())}
        return replace(
            self._preview.mapping,
            name=self.name.text().strip(),
            columns=columns,
            kind=self.kind.value(),  # type: ignore[arg-type]
            protected_by_omission=self.omitted.isChecked(),
        )

    def _lay_out(self) -> None:
        form = Form()
        form.section(tr("Needed"))
        self._add(form, *_NEEDED)
        form.section(tr("The case"))
        self._add(form, *_CASE)
        form.section(tr("The people"))
        self._add(form, "protected")
        form.add("", self.omitted)
        self._add(form, *PERSON)
        form.section(tr("The mapping"))
        hint = tr("With all open cases in the file, a case that is no longer in it is closed.")
        form.add(tr("The file holds"), self.kind, hint)
        form.add(tr("Name of the mapping"), self.name, tr("Such as the name of the case system."))
        ground = below(narrow(form, 760), self.unused, between=BETWEEN)
        ground.setProperty("look", "surface")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, INSIDE)
        lines.setSpacing(INSIDE)
        lines.addWidget(label(tr("The first rows of the file"), "strong"))
        lines.addWidget(_first_rows(self._preview))
        lines.addSpacing(INSIDE)
        lines.addWidget(scroll, 1)
        lines.addWidget(self.notice)
        lines.addWidget(beside(self.keep, button(tr("Cancel"), self.given_up.emit)))

    def _add(self, form: Form, *fields: str) -> None:
        for field in fields:
            form.add(_named(field), self.picks[field]).setMinimumHeight(self.picks[field].line_height)

    def _check(self) -> None:
        mapping = self.value()
        problems = missing(mapping, self._preview.header)
        if not problems and not mapping.name:
            problems = (tr("Give the mapping a name."),)
        self.keep.setEnabled(not problems)
        if problems:
            self.notice.say(problems[0], Tone.WARN)
        else:
            self.notice.clear()
        unused = ", ".join(passed_over(mapping, self._preview.header))
        self.unused.setText(tr("Not used: {headers}", headers=unused) if unused else "")

    def _keep(self) -> None:
        self.kept.emit(self.value())


def _named(field: str) -> str:
    said = tr(LABELS[field])
    return said[:1].upper() + said[1:]


def _first_rows(preview: Preview) -> QWidget:
    columns = [
        Column[tuple[int, tuple[str, ...]]](title=name or "–", text=lambda row, place=place: row[1][place])  # type: ignore[misc]
        for place, name in enumerate(preview.header)
    ]
    model: TableModel[tuple[int, tuple[str, ...]]] = TableModel(columns, lambda row: row[0])
    table = Table(tr("The first rows of the file"), model)
    model.set_rows(list(enumerate(preview.rows[:_SHOWN])))
    table.resizeColumnsToContents()
    for number in range(len(columns)):
        table.setColumnWidth(number, min(table.columnWidth(number) + AROUND, _MOST_WIDTH))
    rows = max(1, min(len(preview.rows), _SHOWN))
    table.setFixedHeight(table.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT + 14)
    return table
