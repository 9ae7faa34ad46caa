"""The case that was picked on the call card: a threat first, then where it stands and who has it, in two lines."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mottagning.desk.caseside import CaseSide, case_side
from mottagning.texts import tr
from mottagning.ui.desk import casefacts
from mottagning.ui.desk.seen import Seen
from mottagning.ui.tokens import STEP
from mottagning.ui.widgets.form import label, quiet_button
from mottagning.ui.workplace import Workplace


class CaseBrief(QWidget):
    """Shows one case without anybody's name. `other_asked`: it is about another one."""

    other_asked = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._seen = Seen(workplace)
        self._case: int | None = None
        self.code = label("", "strong")
        self.threats = label("", "strong", "bad", wraps=True)
        self.facts = label("", "quiet", wraps=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.code, 0, 0)
        grid.addWidget(quiet_button(tr("Another case…"), self.other_asked.emit), 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.threats, 1, 0, 1, 2)
        grid.addWidget(self.facts, 2, 0, 1, 2)
        self.threats.hide()

    def show_case(self, case: int, code: str) -> None:
        """Show a case by its code at once, and how it stands when that has been read."""
        self._case = case
        self.code.setText(tr("About {code}", code=code))
        self.facts.clear()
        self.threats.hide()
        now = self._workplace.now()

        def show(side: CaseSide) -> None:
            if case == self._case:
                self._seen.case(case)
                warnings = casefacts.threats(side)
                self.threats.setText("\n".join(warnings))
                self.threats.setVisible(bool(warnings))
                facts = [*casefacts.interpreters(side), *casefacts.brief(side, now)]
                if not side.card.case.protected:
                    facts.append(tr(casefacts.CAUTION))
                self.facts.setText("\n".join(facts))

        self._workplace.read(self, lambda database: case_side(database, case, now), show)
