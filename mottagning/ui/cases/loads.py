"""The card that shows how much each carries: one's own for a handler, everybody's for the lead, to share cases out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning import audit
from mottagning.board.loads import Load, Sharing, my_load, sharing
from mottagning.db import Database
from mottagning.texts import tr, trn
from mottagning.ui.cases.points import number
from mottagning.ui.main_window import MainWindow
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.workplace import Workplace, as_trouble

_WIDTH = 860
_HIGHEST = 560
_ROW = 33


@dataclass(frozen=True, slots=True)
class _Read:
    """One's own load, and everybody's if one leads."""

    mine: Load | None
    all: Sharing | None


class LoadView(QWidget):
    """For sharing out work: never in an order of who carries most, and nothing of it is kept."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.purpose = label("", "quiet", wraps=True)
        self.mine = label("", wraps=True)
        self.unassigned = label("", wraps=True)
        self.notice = Notice()
        self.model: TableModel[Load] = TableModel(_columns(), lambda load: load.person)
        self.table = Table(tr("What each carries"), self.model)
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (self.purpose, self.mine, self.table, self.unassigned, self.notice):
            lines.addWidget(part)
        lines.addSpacing(BETWEEN - INSIDE)
        self.setMinimumHeight(140)
        if workplace.is_lead:
            self._note_that_she_looks()
        self._read()

    def _read(self) -> None:
        me, now, leads = self._workplace.me, self._workplace.now(), self._workplace.is_lead

        def read(database: Database) -> _Read:
            if leads:
                return _Read(None, sharing(database, me, now))
            return _Read(None if me is None else my_load(database, me, now), None)

        self._workplace.read(self, read, self._show, self._fail)

    def _show(self, found: _Read) -> None:
        if found.all is not None:
            self.purpose.setText(
                tr(
                    "To share cases out fairly. Shown to the team lead and her deputy alone, ordered by name; "
                    "each handler sees her own. Nothing of it is kept, and that you have looked is written down."
                )
            )
            self.mine.hide()
            self.model.set_rows(found.all.loads)
            self.table.setFixedHeight(min(grown(_ROW) * (len(found.all.loads) + 1) + INSIDE, grown(_HIGHEST)))
            self.table.show()
            cases = trn("{n} case", "{n} cases", found.all.unassigned_cases)
            points = number(found.all.unassigned_points)
            self.unassigned.setText(tr("Nobody has {cases}, {points} points.", cases=cases, points=points))
            return
        self.purpose.setText(
            tr("What you carry by the unit's table of weights. Beside you only the team lead sees it.")
        )
        self.mine.setText(_sentence(found.mine))

    def _fail(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))

    def _note_that_she_looks(self) -> None:
        database, me, now = self._workplace.database, self._workplace.me, self._workplace.now()

        def write() -> None:
            with database.writing():
                audit.record(now, me, "seen", "loads", None)

        self._workplace.tasks.write(write, background=True)


def show_loads(workplace: Workplace, page: QWidget) -> None:
    """Open the card over the page."""
    window = page.window()
    assert isinstance(window, MainWindow)
    width = _WIDTH if workplace.is_lead else 560
    window.show_card(tr("Case weight"), LoadView(workplace), width=width)


def _sentence(load: Load | None) -> str:
    if load is None:
        return tr("You have no open case.")
    return tr(
        "{cases}, {points} points of the {capacity} that you can carry with {rate} % and {days} in reception in the "
        "next four weeks.",
        cases=trn("{n} open case", "{n} open cases", load.cases),
        points=number(load.points),
        capacity=number(load.capacity),
        rate=number(load.rate),
        days=tr("one day") if load.reception_days == 1 else tr("{days} days", days=number(load.reception_days)),
    )


def _columns() -> list[Column[Load]]:
    def room(load: Load) -> Tone:
        return Tone.WARN if load.room < 0 else Tone.PLAIN

    return [
        Column(title=tr("Name"), text=lambda load: load.name, stretches=True),
        Column(title=tr("Cases"), text=lambda load: str(load.cases), number=True, width=110),
        Column(title=tr("Points"), text=lambda load: number(load.points), number=True, width=90),
        Column(title=tr("Can carry"), text=lambda load: number(load.capacity), number=True, width=100),
        Column(
            title=tr("Room left"),
            text=lambda load: number(load.room) if load.room >= 0 else tr("{n} over", n=number(-load.room)),
            tone=room,
            number=True,
            width=150,
        ),
        Column(title=tr("Rate"), text=lambda load: tr("{n} %", n=number(load.rate)), number=True, width=80),
        Column(title=tr("Reception days"), text=lambda load: number(load.reception_days), number=True, width=140),
    ]
