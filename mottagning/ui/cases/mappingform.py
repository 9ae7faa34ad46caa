"""Joins the columns of an export with the fields of a case: the guess as a form, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mottagning.cases.consequences import consequences
from mottagning.cases.fields import LABELS, MANY, PERSON
from mottagning.cases.fit import Fit, fit
from mottagning.cases.mapping import Mapping, places
from mottagning.cases.preview import Preview, missing, passed_over, shown_rows
from mottagning.texts import tr
from mottagning.ui.cases.columnpick import ColumnPick
from mottagning.ui.cases.firstrows import FirstRows
from mottagning.ui.cases.mappingside import MappingSide
from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND, INSIDE, Tone
from mottagning.ui.widgets.form import Form, below, beside, button, hairline, label, primary_button
from mottagning.ui.widgets.notice import Notice

_NEEDED = ("code", "stage")
_CASE = tuple(field for field in LABELS if field not in (*_NEEDED, "protected", *PERSON))
_FORM_WIDTH, _SIDE_WIDTH = 900, 400


class MappingForm(QWidget):
    """Shows a `Preview`. `kept` gives the `Mapping` to save, by a name; `sheet_asked` the name of another sheet."""

    kept = Signal(object)
    given_up = Signal()
    sheet_asked = Signal(str)

    def __init__(self, preview: Preview, suggested_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        mapping = preview.mapping
        self._shown = shown_rows(preview, mapping)
        self.picks = {
            field: ColumnPick(
                _named(field), preview.header, mapping.columns.get(field, ""), self._judge(field), many=field in MANY
            )
            for field in LABELS
        }
        self.omitted = QCheckBox(tr("People with a protected identity are not in the file"))
        self.omitted.setChecked(mapping.protected_by_omission)
        self.first_rows = FirstRows(preview)
        self.side = MappingSide(preview, suggested_name)
        self.notice = Notice()
        self.keep = primary_button(tr("Save and read in"), self._keep)
        self._lay_out()
        for pick in self.picks.values():
            pick.changed.connect(self._check)
        self.omitted.toggled.connect(self._check)
        self.side.changed.connect(self._check)
        self.side.sheet_asked.connect(self.sheet_asked)
        self._check()
        self.setFocusProxy(self.picks[self._first_open()])

    def value(self) -> Mapping:
        """What is chosen now."""
        return replace(
            self._preview.mapping,
            name=self.side.name.text().strip(),
            columns={field: chosen for field, pick in self.picks.items() if (chosen := pick.value())},
            kind=self.side.kind.value(),  # type: ignore[arg-type]
            protected_by_omission=self.omitted.isChecked(),
        )

    def _first_open(self) -> str:
        """The field where somebody has to choose first."""
        mapping = self.value()
        lacking = [field for field in _NEEDED if field not in mapping.columns]
        points = any(field in mapping.columns for field in PERSON) and not mapping.may_read_people()
        guessed = [field for field in _NEEDED if field in self._preview.guessed]
        return next(iter((*lacking, *guessed)), "protected" if points else "code")

    def _judge(self, field: str) -> Callable[[str], Fit | None]:
        preview = self._preview

        def judge(mapped: str) -> Fit | None:
            found = fit(field, preview.header, preview.rows, mapped, self._shown)
            is_guess = found is not None and not found.doubt and self._is_guess(field, mapped)
            return replace(found, certainty="guessed") if found and is_guess else found

        return judge

    def _is_guess(self, field: str, mapped: str) -> bool:
        """Whether a column is still the one that was guessed by what stands in it."""
        return field in self._preview.guessed and mapped == self._preview.mapping.columns[field]

    def _guesses(self) -> list[str]:
        return [tr(LABELS[field]) for field, pick in self.picks.items() if self._is_guess(field, pick.value())]

    def _lay_out(self) -> None:
        form = Form()
        form.section(tr("Needed"))
        self._add(form, *_NEEDED)
        form.section(tr("How does the file tell who has a protected identity?"))
        form.wide(
            label(
                tr("That must be known before names and numbers are read. Of a protected person none is kept."),
                "quiet",
                wraps=True,
            )
        )
        self._add(form, "protected")
        form.add("", self.omitted)
        form.section(tr("The case"))
        self._add(form, *_CASE)
        form.section(tr("The people"))
        self._add(form, *PERSON)
        self.side.setFixedWidth(grown(_SIDE_WIDTH))
        parts = QHBoxLayout()
        parts.setSpacing(AROUND)
        left = _scrolling(form)
        left.setMaximumWidth(grown(_FORM_WIDTH))
        parts.addWidget(left, 100)
        parts.addWidget(hairline(vertical=True))
        parts.addWidget(_scrolling(self.side))
        parts.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, INSIDE)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.first_rows)
        lines.addSpacing(INSIDE)
        lines.addLayout(parts, 1)
        lines.addWidget(self.notice)
        lines.addWidget(beside(self.keep, button(tr("Cancel"), self.given_up.emit)))

    def _add(self, form: Form, *fields: str) -> None:
        for field in fields:
            form.add(_named(field), self.picks[field]).setMinimumHeight(self.picks[field].line_height)

    def _check(self) -> None:
        mapping, header = self.value(), self._preview.header
        problems = missing(mapping, header)
        if not problems and not mapping.name:
            problems = (tr("Give the mapping a name."),)
        self.keep.setEnabled(not problems)
        if problems:
            self.notice.say(problems[0], Tone.WARN)
        elif guesses := self._guesses():
            said = tr(
                "Guessed by what stands in the column: {fields}. Look before you go on.", fields=", ".join(guesses)
            )
            self.notice.say(said, Tone.WARN)
        else:
            self.notice.clear()
        self.side.tell(consequences(mapping, self._preview.rules), passed_over(mapping, header))
        if (shown := shown_rows(self._preview, mapping)) != self._shown:
            self._shown = shown
            for pick in self.picks.values():
                pick.refresh()
        self.first_rows.read_as(
            {
                place: _named(field)
                for field, mapped in mapping.columns.items()
                for place in places(header, mapped) or ()
            },
            shown,
        )

    def _keep(self) -> None:
        self.kept.emit(self.value())


def _named(field: str) -> str:
    said = tr(LABELS[field])
    return said[:1].upper() + said[1:]


def _scrolling(part: QWidget) -> QScrollArea:
    ground = below(part)
    ground.setProperty("look", "surface")
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(ground)
    if part.minimumWidth() == part.maximumWidth():
        scroll.setFixedWidth(part.minimumWidth() + AROUND)
    return scroll
