"""What came of an export: how many cases, what was rejected and why, or why nothing was taken yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.cases.feed import FeedReport
from mottagning.texts import tr, trn
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.form import beside, danger_button, label
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel

_Rejected = tuple[int, tuple[int, str | None, str]]


class ReportView(QWidget):
    """Shows a `FeedReport`. `confirmed`: the file that was held shall be taken all the same."""

    confirmed = Signal()

    def __init__(self, report: FeedReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(BETWEEN)
        if report.held:
            notice = Notice()
            lines.addWidget(notice)  # before it says anything: without a parent it would be a window
            notice.say(report.held, Tone.WARN)
            self.confirm = danger_button(tr("Take it all the same"), self.confirmed.emit)
            lines.addWidget(beside(self.confirm))
        else:
            lines.addWidget(_figures(report))
        for note in report.notes:
            lines.addWidget(label(note, "quiet", wraps=True))
        if report.rejected:
            count = len(report.rejected)
            lines.addWidget(label(trn("{n} row was rejected", "{n} rows were rejected", count), "strong"))
            self.rejected = _rejected(report)
            lines.addWidget(self.rejected, 1)
        else:
            lines.addStretch(1)


def _figures(report: FeedReport) -> QWidget:
    counts = (
        (tr("rows read"), report.read),
        (tr("new cases"), report.new),
        (tr("changed cases"), report.changed),
        (tr("unchanged cases"), report.unchanged),
        (tr("cases closed"), report.closed),
    )
    rejected = len(report.rejected)
    figures = [_figure(name, count) for name, count in counts]
    return beside(*figures, _figure(tr("rows rejected"), rejected, is_bad=rejected > 0), between=AROUND)


def _figure(name: str, count: int, is_bad: bool = False) -> QWidget:
    made = QWidget()
    made.setAccessibleName(f"{count} {name}")
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, INSIDE, 0)
    lines.setSpacing(0)
    lines.addWidget(label(f"{count:n}", "figure", *(("bad",) if is_bad else ())))
    lines.addWidget(label(name, "quiet"))
    return made


def _rejected(report: FeedReport) -> Table:
    columns: tuple[Column[_Rejected], ...] = (
        Column(title=tr("Row"), text=lambda line: str(line[1][0]), sort=lambda line: line[1][0], number=True, width=80),
        Column(title=tr("Column"), text=lambda line: line[1][1] or tr("the row as a whole"), width=220),
        Column(title=tr("Why"), text=lambda line: line[1][2], tip=lambda line: line[1][2], stretches=True),
    )
    model: TableModel[_Rejected] = TableModel(columns, lambda line: line[0])
    table = Table(tr("Rejected rows"), model)
    model.set_rows(list(enumerate(report.rejected)))
    return table
