"""Questions answered from 1 to 5 or with yes, in part or no, below one another: by mouse, or a key for each answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from mottagning.measures.questions import EFFECT, EFFECTS, Survey, words
from mottagning.measures.surveyindex import SCALE
from mottagning.texts import tr
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import hairline, label

_WORDS = 300


class Questions(QWidget):
    """Figures answer the question that has the focus and go on to the next; the first line answers all at once.

    One begins there, or (`one_by_one`) on the first question, as whoever copies a card does: its first figure is that
    question's alone. `ended` when the last one has been answered by a key.
    """

    ended = Signal()

    def __init__(self, survey: Survey, *, one_by_one: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        said = words()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(BETWEEN)
        self._grid.setVerticalSpacing(INSIDE)
        self._grid.setColumnStretch(0, 1)
        figures = [(answer, str(answer)) for answer in SCALE]
        self.all = self._add(tr("The same answer to all"), figures, "quiet")
        self.all.chosen.connect(self._answer_all)
        ends = tr(
            "1 is {lowest}, 5 is {highest}. Press 5 on the first line, and all of them are answered with 5.",
            lowest=said["lowest"].lower(),
            highest=said["highest"].lower(),
        )
        self._wide(label(ends, "caption", "quiet"))
        self._wide(hairline())
        self.scales = {each.key: self._add(each.words, figures) for each in survey.questions}
        for choice in self.scales.values():
            choice.chosen.connect(self._differ)
        self._wide(hairline())
        effects = [(EFFECTS[key], said["effect_answers"][key]) for key in ("yes", "partly", "no")]
        self.effect = self._add(survey.effect, effects)
        self._by_letter = {word[:1].lower(): value for value, word in effects}
        self.setFocusProxy(next(iter(self.scales.values()), self.effect) if one_by_one else self.all)

    def answers(self) -> tuple[tuple[str, int], ...]:
        """What has been answered, by the key of the question."""
        given = [(key, choice.value()) for key, choice in (*self.scales.items(), (EFFECT, self.effect))]
        return tuple((key, value) for key, value in given if isinstance(value, int))

    def clear(self) -> None:
        """Begin anew, for somebody else's answers."""
        for choice in (self.all, *self.scales.values(), self.effect):
            choice.set_value(None)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self._focused()
        value = self._value(row, event.text().lower())
        if row is None or value is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        row.answers()[self._values(row).index(value)].click()
        self._go_on(row)

    def _add(self, text: str, answers: Sequence[tuple[int, str]], *looks: str) -> Choice:
        row = self._grid.rowCount()
        name = label(text, *looks, wraps=True)
        name.setMinimumWidth(grown(_WORDS))
        choice = Choice(text, answers)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(choice, row, 1, Qt.AlignmentFlag.AlignVCenter)
        return choice

    def _wide(self, part: QWidget) -> None:
        self._grid.addWidget(part, self._grid.rowCount(), 0, 1, 2)

    def _answer_all(self, value: object) -> None:
        for choice in self.scales.values():
            choice.set_value(value)

    def _differ(self, value: object) -> None:
        """One line was answered in another way: no longer the same answer to all."""
        if value != self.all.value():
            self.all.set_value(None)

    def _rows(self) -> list[Choice]:
        return [self.all, *self.scales.values(), self.effect]

    def _focused(self) -> Choice | None:
        focus = self.window().focusWidget()
        return next((row for row in self._rows() if focus is not None and row.isAncestorOf(focus)), None)

    def _values(self, row: Choice) -> list[int]:
        return list(self._by_letter.values()) if row is self.effect else list(SCALE)

    def _value(self, row: Choice | None, key: str) -> int | None:
        if row is self.effect:
            return self._by_letter.get(key)
        return int(key) if key in map(str, SCALE) else None

    def _go_on(self, row: Choice) -> None:
        rows = self._rows()
        if row is self.effect:
            self.ended.emit()
        elif row is self.all:
            self.effect.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            rows[rows.index(row) + 1].setFocus(Qt.FocusReason.TabFocusReason)
