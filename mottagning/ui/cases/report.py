"""What came of an export: how many cases, what was rejected and why, or why nothing was taken yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mottagning.cases.feedreport import FeedReport
from mottagning.cases.foreseen import Foreseen, ForeseenChange
from mottagning.texts import tr, trn
from mottagning.ui.cases.difference import difference_table
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, STEP, Tone
from mottagning.ui.widgets.form import below, beside, danger_button, label, primary_button, quiet_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.table import Column, Table, TableModel

_REASONS = 4
_Rejected = tuple[int, tuple[int, str | None, str]]


class ReportView(QWidget):
    """Shows a `FeedReport`, and what a file that is held would change. The focus goes to what came of it.

    `confirmed`: a file that was held shall be taken all the same. `take_back`: one that was taken shall not count.
    `left`: on to the cases.
    """

    confirmed = Signal()
    take_back = Signal(int)
    left = Signal()

    def __init__(
        self, report: FeedReport, changes: Sequence[ForeseenChange] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._report = report
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(BETWEEN)
        if report.held:
            self._show_held(report.held, changes)
        else:
            self._show_taken()
        for note in report.notes:
            self._lines.addWidget(label(note, "quiet", wraps=True))
        if report.rejected:
            self._show_rejected()
        if not report.rejected and not changes:
            self._lines.addStretch(1)

    def _show_taken(self) -> None:
        report = self._report
        self._lines.addWidget(_figures(report))
        self.go_on = primary_button(tr("To the cases"), self.left.emit)
        self.go_on.setAccessibleDescription(", ".join(f"{count:n} {name}" for name, count in _counts(report)))
        self.setFocusProxy(self.go_on)
        if report.feed is None or not report.new + report.changed + report.closed:
            self._lines.addWidget(beside(self.go_on))
            return
        feed = report.feed
        self.back = quiet_button(tr("Take it back"), lambda: self.take_back.emit(feed))
        self.back.setToolTip(tr("Every case is as it was before this file was read in."))
        self._lines.addWidget(beside(self.go_on, self.back))

    def _show_held(self, held: str, changes: Sequence[ForeseenChange]) -> None:
        notice = Notice()
        self._lines.addWidget(notice)  # before it says anything: without a parent it would be a window
        way = tr(
            "{why} Look at what it would change. If that is right, take it all the same; else leave it, or choose "
            "another file.",
            why=held,
        )
        notice.say(way, Tone.WARN)
        self.confirm = danger_button(tr("Take it all the same"), self.confirmed.emit)
        self._lines.addWidget(beside(self.confirm))
        if changes:
            self._lines.addWidget(_headed(tr("What the file would change"), _counted(self._report.foreseen)))
            self.changes = difference_table(changes)
            self.changes.setAccessibleDescription(way)
            self._lines.addWidget(self.changes, 2)
            self.setFocusProxy(self.changes)  # never what takes it: Enter has to be meant
            QWidget.setTabOrder(self.changes, self.confirm)

    def _show_rejected(self) -> None:
        rejected = self._report.rejected
        title = trn("{n} row was rejected", "{n} rows were rejected", len(rejected))
        reasons = Counter(reason for _, _, reason in rejected).most_common(_REASONS)
        told = " · ".join(f"{reason} ({count:n})" for reason, count in reasons) if len(rejected) > len(reasons) else ""
        kept = tr("Their cases stay as they were. Mend the rows in the case system: the next list takes them.")
        self._lines.addWidget(_headed(title, told, "" if self._report.held else kept))
        self.rejected = _rejected(self._report)
        self._lines.addWidget(self.rejected, 1)


def _headed(title: str, *sentences: str) -> QWidget:
    """A heading with quiet sentences beneath it; empty ones take no room."""
    told = [label(sentence, "quiet", wraps=True) for sentence in sentences if sentence]
    made = below(label(title, "strong"), *told, between=STEP)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return made


def _counted(seen: Foreseen | None) -> str:
    if seen is None:
        return ""
    said = (
        (seen.closed, trn("{n} case would be closed", "{n} cases would be closed", seen.closed)),
        (seen.protected, trn("{n} would be protected", "{n} would be protected", seen.protected)),
        (seen.changed, trn("{n} would change", "{n} would change", seen.changed)),
        (seen.new, trn("{n} is new", "{n} are new", seen.new)),
    )
    return " · ".join(words for count, words in said if count)


def _counts(report: FeedReport) -> tuple[tuple[str, int], ...]:
    return (
        (tr("rows read"), report.read),
        (tr("new cases"), report.new),
        (tr("changed cases"), report.changed),
        (tr("unchanged cases"), report.unchanged),
        (tr("cases closed"), report.closed),
        (tr("rows rejected"), len(report.rejected)),
    )


def _figures(report: FeedReport) -> QWidget:
    *counts, (rejected, number) = _counts(report)
    figures = [_figure(name, count) for name, count in counts]
    return beside(*figures, _figure(rejected, number, is_bad=number > 0), between=AROUND)


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
