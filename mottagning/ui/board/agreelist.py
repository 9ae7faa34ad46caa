"""What was agreed, as a list to be read from the other end of a room: each with a box to tick off when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mottagning.board.agreements import Agreement
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.theme import dress, font
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Size, Tone
from mottagning.ui.widgets.form import icon_button, label
from mottagning.ui.widgets.marks import ToneWord
from mottagning.worktime import ZONE


class AgreeList(QScrollArea):
    """Groups of agreements. `ticked`, `removed` and `changing` (somebody wants to change it) give an `Agreement`."""

    ticked = Signal(object)
    removed = Signal(object)
    changing = Signal(object)
    emptied = Signal()
    """The part that had the focus has gone, and nothing here can take it."""

    def __init__(self, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._shown: tuple[Agreement, ...] | None = None
        self._today: date | None = None
        self.boxes: dict[int, QCheckBox] = {}
        self.setAccessibleName(tr("What we agreed"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_agreements(self, found: Sequence[Agreement], now: datetime, empty: str) -> None:
        """Show these; the box that has the focus keeps it. `empty` is said when there are none."""
        today = now.astimezone(ZONE).date()
        if self._shown == tuple(found) and self._today == today:
            return
        focus = QApplication.focusWidget()
        has_focus = focus is not None and self.isAncestorOf(focus)
        held = next((key for key, box in self.boxes.items() if box.hasFocus()), None)
        self._shown, self._today, self.boxes = tuple(found), today, {}
        ground = QWidget()
        ground.setProperty("look", "surface")
        lines = QVBoxLayout(ground)
        lines.setContentsMargins(0, 0, INSIDE, 0)
        lines.setSpacing(BETWEEN)
        to_do = [each for each in found if each.done_at is None]
        for heading, some in (
            (tr("Still to do"), [each for each in to_do if each.agreed_on != today]),
            (tr("Agreed today"), [each for each in to_do if each.agreed_on == today]),
            (tr("Done in the last week"), [each for each in found if each.done_at is not None]),
        ):
            if some:
                lines.addWidget(self._words(heading, Size.CAPTION, "quiet", strong=True))
            for each in some:
                lines.addLayout(self._line(each, now))
        if not found:
            lines.addWidget(self._words(empty, Size.BODY, "quiet"))
        lines.addStretch(1)
        self.setWidget(ground)
        if has_focus:
            box = self.first_box() if held is None else self.boxes.get(held, self.first_box())
            if box is not None:
                box.setFocus()
            else:
                self.emptied.emit()

    def first_box(self) -> QCheckBox | None:
        """Where the keys begin; None when nothing is agreed."""
        return next(iter(self.boxes.values()), None)

    def _words(self, text: str, size: Size, *looks: str, strong: bool = False) -> QWidget:
        made = label(text, wraps=True)
        made.setFont(font(size, strong=strong, scale=self._scale))
        return dress(made, *looks) if looks else made

    def _line(self, each: Agreement, now: datetime) -> QHBoxLayout:
        """The box, the words with who and when beneath, and what else can be done with it."""
        who = each.name or tr("All of us")
        due = tr("by {day}", day=when.brief_day(each.due, now)) if each.due else ""
        said = " · ".join(
            part for part in (who, due, tr("agreed {day}", day=when.brief_day(each.agreed_on, now))) if part
        )
        box = QCheckBox()
        box.setChecked(each.done_at is not None)
        late = tr("Late") if each.is_late(now.astimezone(ZONE).date()) else ""
        box.setAccessibleName(", ".join(part for part in (each.words, said, late) if part))
        box.setToolTip(tr("Tick off what is done"))
        box.clicked.connect(lambda: self.ticked.emit(each))
        self.boxes[each.id] = box
        words = QVBoxLayout()
        words.setSpacing(STEP)
        words.addWidget(self._words(each.words, Size.BODY, *(("quiet",) if each.done_at else ())))
        below = QHBoxLayout()
        below.setSpacing(INSIDE)
        below.addWidget(self._words(said, Size.CAPTION, "quiet"), 1)
        if late:
            word = ToneWord(late, Tone.BAD)
            for part in word.findChildren(QLabel):
                part.setFont(font(Size.CAPTION, strong=True, scale=self._scale))
            below.addWidget(word, 0, Qt.AlignmentFlag.AlignTop)
        words.addLayout(below)
        line = QHBoxLayout()
        line.setSpacing(INSIDE)
        line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        for icon, text, signal in (("note", tr("Change"), self.changing), ("close", tr("Remove"), self.removed)):
            act = icon_button(icon, text, lambda signal=signal: signal.emit(each))  # type: ignore[misc]
            act.setAccessibleDescription(each.words)
            line.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
        return line
