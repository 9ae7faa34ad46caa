"""The cases of a contact: those it is tied to, and those it may be about, each with how certain that is and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mottagning.desk.look import Look, TiedCase
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.desk.casefield import CaseField
from mottagning.ui.desk.noteparts import empty
from mottagning.ui.theme import dress
from mottagning.ui.tokens import INSIDE, STEP
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import IconLabel, button, label, link_button, quiet_button
from mottagning.ui.widgets.marks import Square
from mottagning.ui.workplace import Workplace

_MOST_OFFERED = 4


class CaseLines(QWidget):
    """One line a case. `asked` shows a case beside; `tied` and `untied` give (case, code).

    `found` is told when a case that was looked for has been tied: the field has gone.
    """

    asked = Signal(int)
    tied = Signal(int, str)
    untied = Signal(int, str)
    found = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(STEP)
        self._title = label("", "quiet", wraps=True)
        self.more = quiet_button(tr("Another case…"), self.search)
        self.more.setToolTip(tr("Look for a case to tie ({keys})", keys="Ctrl+G"))
        self.field = CaseField(workplace, tr("Which case is it about?"))
        self.field.picked.connect(self._tie_found)
        self.field.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(STEP)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.more)
        lines.addLayout(head)
        lines.addLayout(self._lines)
        lines.addWidget(self.field)

    def show_look(self, look: Look) -> None:
        """Show the cases of a contact."""
        wanted = (look.whole.summary.id, look.cases, "tie" in look.can)
        if wanted == self._shown:
            return
        if self._shown is None or not isinstance(self._shown, tuple) or self._shown[0] != look.whole.summary.id:
            self._close_field()
        self._shown = wanted
        empty(self._lines)
        is_first = not look.tied
        for each in look.tied:
            self._lines.addWidget(self._line(each, False))
        for each in look.offered[:_MOST_OFFERED]:
            self._lines.addWidget(self._line(each, is_first))
            is_first = False
        if look.tied:
            self._title.setText(tr("It is about"))
        elif look.offered:
            self._title.setText(tr("Which case is it about?"))
        else:
            self._title.setText(tr("No case is tied, and none is known to fit."))
        self.more.setVisible("tie" in look.can and not self.field.isVisibleTo(self))

    def search(self) -> None:
        """Open the field to look for another case."""
        self.more.hide()
        self.field.show()
        self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.field.isVisible():
            self._close_field()
            self.more.show()
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def _close_field(self) -> None:
        self.field.clear()
        self.field.hide()

    def _tie_found(self, case: int, code: str) -> None:
        self._close_field()
        self.tied.emit(case, code)
        self.found.emit()

    def _line(self, each: TiedCase, is_first: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        case, code = each.tie.case, each.tie.code
        if each.is_protected:
            row.addWidget(IconLabel("lock", 16, tr("Protected identity")))
        else:
            row.addWidget(Square(words.category(each.view.category if each.view else None, {}).hue))
        show = link_button(code, lambda: self.asked.emit(case))
        show.setToolTip(tr("Show the case beside"))
        row.addWidget(show)
        row.addWidget(dress(ElidedLabel(self._why(each)), "quiet"), 1)
        act = self._untie_button(case, code) if each.tie.tied else self._tie_button(case, code, is_first)
        act.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(act)
        return made

    def _why(self, each: TiedCase) -> str:
        reasons = ". ".join(each.tie.reasons)
        if each.tie.tied:
            if each.is_protected:
                return tr("Tied. Protected identity")
            return tr("Tied. {reason}", reason=reasons) if reasons else tr("Tied by hand")
        certainty = tr(words.CERTAINTIES[each.tie.certainty])
        return f"{certainty}: {reasons}" if reasons else certainty

    def _tie_button(self, case: int, code: str, is_first: bool) -> QPushButton:
        made = button(tr("Tie ({keys})", keys="⏎") if is_first else tr("Tie"), lambda: self.tied.emit(case, code))
        made.setAccessibleName(tr("Tie to {code}", code=code))
        made.setToolTip(tr("It is about this case ({keys})", keys="Ctrl+T") if is_first else "")
        return made

    def _untie_button(self, case: int, code: str) -> QPushButton:
        made = quiet_button(tr("Untie"), lambda: self.untied.emit(case, code))
        made.setAccessibleName(tr("Untie from {code}", code=code))
        return made
