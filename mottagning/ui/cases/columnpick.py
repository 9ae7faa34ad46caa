"""Chooses the column of an export for one field, or several columns, and says how sure it is and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from mottagning.cases.fit import Certainty, Fit
from mottagning.cases.mapping import places
from mottagning.texts import N_, tr
from mottagning.ui.theme import dress, grown
from mottagning.ui.tokens import BETWEEN, STEP, Tone
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import label

_JOINT = " + "
_WIDTH, _WORD_WIDTH = 210, 76
_WORDS: dict[Certainty, tuple[str, Tone]] = {
    "sure": (N_("Sure"), Tone.GOOD),
    "likely": (N_("Likely"), Tone.PLAIN),
    "chosen": (N_("Chosen"), Tone.PLAIN),
    "doubtful": (N_("Look here"), Tone.WARN),
    "guessed": (N_("A guess"), Tone.WARN),
}


class ColumnPick(QWidget):
    """A list of headers; beside it how sure the chosen one is, and its first values or what is odd about them.

    `changed` when another one is chosen.
    """

    changed = Signal()

    def __init__(
        self, name: str, header: Sequence[str], mapped: str, judge: Callable[[str], Fit | None], *, many: bool
    ) -> None:
        """`mapped` is the header, or several of them, "" for none; with `many` there may be more than one.

        `judge` tells how a header, or several of them, suits the field.
        """
        super().__init__()
        self._header = [text for text in header if text]
        self._judge = judge
        self._many = many
        self._name = name
        self._boxes: list[QComboBox] = []
        self.word = label("", "caption")
        self.word.setFixedWidth(grown(_WORD_WIDTH))
        self.values = dress(ElidedLabel(), "caption", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN)
        self._column = QVBoxLayout()
        self._column.setSpacing(STEP)
        row.addLayout(self._column)
        row.addWidget(self.word, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.values, 1, Qt.AlignmentFlag.AlignTop)
        found = places(header, mapped) if mapped else None
        for place in found or ():
            self._add(header[place])
        self._fit()

    def value(self) -> str:
        """The header that is chosen, several with " + " between, "" for none."""
        return _JOINT.join(box.currentData() for box in self._boxes if box.currentData())

    def refresh(self) -> None:
        """Ask anew what is to be said of what is chosen."""
        self._say(self._judge(self.value()))

    @property
    def line_height(self) -> int:
        """How high its first line is, in pixels."""
        return self._boxes[0].sizeHint().height()

    def _add(self, chosen: str) -> None:
        box = QComboBox()
        box.setFixedWidth(grown(_WIDTH))
        box.setAccessibleName(self._name)
        box.setMaxVisibleItems(16)
        box.addItem(tr("Not in the file") if not self._boxes else tr("and also…"), "")
        for text in self._header:
            box.addItem(text, text)
        with QSignalBlocker(box):
            box.setCurrentIndex(max(0, box.findData(chosen)))
        box.currentIndexChanged.connect(self._on_changed)
        self._boxes.append(box)
        self._column.addWidget(box)
        self.setFocusProxy(self._boxes[0])
        self.word.setFixedHeight(self.line_height)
        self.values.setFixedHeight(self.line_height)

    def _on_changed(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """One empty list at the end when there may be more; what is to be said of what is chosen."""
        while len(self._boxes) > 1 and not self._boxes[-1].currentData() and not self._boxes[-2].currentData():
            gone = self._boxes.pop()
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        if not self._boxes or (self._many and self._boxes[-1].currentData()):
            self._add("")
        self.refresh()

    def _say(self, fit: Fit | None) -> None:
        word, tone = _WORDS[fit.certainty] if fit else ("", Tone.PLAIN)
        self.word.setText(tr(word) if word else "")
        dress(self.word, "caption", *([tone.value] if tone is not Tone.PLAIN else []))
        shown = ", ".join(fit.examples) if fit else ""
        said = fit.doubt if fit and fit.doubt else shown
        self.values.setText(said)
        self._boxes[0].setAccessibleDescription(f"{self.word.text()}. {said}" if fit else "")
