"""One goal: its name, the latest figure, the target, and in a word how it goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mottagning.measures import catalogue
from mottagning.measures.counting import Measure
from mottagning.measures.figures import amount, figure
from mottagning.measures.goals import judge
from mottagning.texts import N_, tr
from mottagning.ui.theme import grown
from mottagning.ui.tokens import AROUND, INSIDE, Tone
from mottagning.ui.widgets.form import below, label
from mottagning.ui.widgets.marks import ToneWord

_WORDS = {
    "reached": (N_("reached"), Tone.GOOD),
    "nearer": (N_("on the way"), Tone.PLAIN),
    "further": (N_("further off"), Tone.WARN),
    "missed": (N_("not reached"), Tone.WARN),
    "few": (N_("too few to say"), Tone.QUIET),
}
_FIGURE, _TARGET, _WORD = 170, 130, 160


class GoalRow(QWidget):
    """A row of the page; it says all of it to a screen reader."""

    def __init__(self, now: Measure, before: Measure | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = name_of(now)
        said, tone = _WORDS.get(judge(now, before), ("", Tone.PLAIN))
        word = tr(said) if said else ""
        left = below(label(name, "strong"), label(counted(now, before), "caption", "quiet"), between=2)
        value = label(figure(now), "figure")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        value.setFixedWidth(grown(_FIGURE))
        target = label(target_of(now), "quiet")
        target.setFixedWidth(grown(_TARGET))
        mark = ToneWord(word, tone)
        mark.setFixedWidth(grown(_WORD))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, INSIDE, 0, INSIDE)
        row.setSpacing(AROUND)
        row.addWidget(left, 1)
        for part in (value, target, mark):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        spoken = (name, figure(now), target_of(now), word, counted(now, before))
        self.setAccessibleName(", ".join(part for part in spoken if part))


def name_of(measure: Measure) -> str:
    """What a measure is called; a stage of the unit's own by its own name."""
    return catalogue.label(measure.name)


def target_of(measure: Measure) -> str:
    """The target with its direction."""
    if measure.target is None:
        return ""
    said = amount(measure.target, measure.unit)
    if catalogue.kind(measure.name).better == "lower":
        return tr("goal: at most {value}", value=said)
    return tr("goal: at least {value}", value=said) if measure.target < 100 else tr("goal: {value}", value=said)


def counted(now: Measure, before: Measure | None) -> str:
    """Of how many, how many were left out, and the figure of the period before."""
    parts = [tr("counted of {n}", n=now.n)]
    if now.excluded:
        parts.append(tr("{n} left out", n=now.excluded))
    if before is not None and before.value is not None:
        parts.append(tr("before: {value}", value=figure(before)))
    return " · ".join(parts)
