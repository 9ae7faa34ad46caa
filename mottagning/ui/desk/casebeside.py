"""Which case stands beside the contact: the one that is chosen, else the likeliest, read anew with the contact."""

from __future__ import annotations

from PySide6.QtCore import QObject

from mottagning.db import Database
from mottagning.desk.caseside import CaseSide, case_side
from mottagning.desk.look import Look
from mottagning.ui.desk.casecolumn import CaseColumn
from mottagning.ui.desk.seen import Seen
from mottagning.ui.workplace import Workplace


class CaseBeside:
    """Reads a case of the contact that is shown into the right column. That it was looked at is written down."""

    def __init__(self, owner: QObject, workplace: Workplace, column: CaseColumn, seen: Seen) -> None:
        self._owner = owner
        self._workplace = workplace
        self._column = column
        self._seen = seen
        self._look: Look | None = None
        self._case: int | None = None
        column.names_asked.connect(self._show_names)

    def show_look(self, look: Look) -> None:
        """The contact is shown: keep its case that was chosen, else take the first; a tied protected one is first."""
        self._look = look
        known = sorted(look.cases, key=lambda each: not (each.tie.tied and each.is_protected))
        if self._case not in [each.tie.case for each in known]:
            self._case = known[0].tie.case if known else None
        self._read()

    def choose(self, case: int) -> None:
        """Show this case of the contact."""
        self._case = case
        self._read()

    def forget(self) -> None:
        """Another contact is on its way: what is still read for the last one is not shown."""
        self._look = self._case = None

    def _read(self) -> None:
        case, now = self._case, self._workplace.now()
        if case is None:
            self._column.show_nothing()
            return

        def show(side: CaseSide) -> None:
            if case == self._case and self._look is not None:
                tied = any(each.tie.case == case for each in self._look.tied)
                self._column.show_side(side, self._look.whole.summary.id, self._look.caller, tied, now)
                self._seen.case(case)

        def fail(error: BaseException) -> None:
            if case == self._case:
                self._column.show_nothing()
                self._workplace.tell(error)

        def ask(database: Database) -> CaseSide:
            return case_side(database, case, now)

        self._workplace.read(self._owner, ask, show, fail)

    def _show_names(self, case: int) -> None:
        self._seen.names(case)
        self._read()
