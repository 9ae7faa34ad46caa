"""A goal over time: its chart with target, limits and changes, in words, and the table behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mottagning.measures.catalogue import kind
from mottagning.measures.catalogue import label as measure_label
from mottagning.measures.goals import Goal
from mottagning.measures.improvements import Improvement
from mottagning.measures.periods import Period
from mottagning.privatefile import taken_out
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.goals import words
from mottagning.ui.goals.chartdata import Asked, Charted, Row, as_lines, read_chart, rows
from mottagning.ui.goals.legend import Legend
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import font, grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Size, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.columns import Columns
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import beside, button, label, quiet_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row as ListRow
from mottagning.ui.widgets.table import Column, Table, TableModel
from mottagning.ui.widgets.waiting import GreyBars, dim
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.ui.goals.plot import Plot

_SIDE, _WIDEST_SIDE, _PART = 320, 440, 200


class ChartView(QWidget):
    """One goal at a time. `left` when somebody goes back; `work_asked` gives an `Improvement` to open, or None."""

    left = Signal()
    work_asked = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._asked: Asked | None = None
        self._shown: Charted | None = None
        self._scale = 1.0
        self.plot: Plot | None = None
        self._make_parts()
        self._lay_out()
        self._refreshing = Refreshing(self, self._read)
        self.setFocusProxy(self.table)

    def _make_parts(self) -> None:
        self.back = quiet_button(tr("‹ All goals"), self.left.emit)
        self.back.setToolTip("Esc")
        self.title = ElidedLabel()
        self.story = label("", wraps=True)
        self.means = label("", "caption", "quiet", wraps=True)
        self.step = Choice(tr("By"), [("week", tr("Week")), ("month", tr("Month"))], "week")
        spans = [("half", tr("26 weeks")), ("year", tr("One year")), ("three", tr("Three years"))]
        self.span = Choice(tr("How far back"), spans, "half")
        self.part = QComboBox()
        self.part.setAccessibleName(tr("Of what"))
        self.part.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.part.setMaximumWidth(grown(_PART))
        for choice in (self.step, self.span):
            choice.chosen.connect(self._choose)
            choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
            choice.setMinimumWidth(choice.sizeHint().width())
        self.part.activated.connect(self._choose)
        self.legend = Legend()
        self.model: TableModel[Row] = TableModel(self._columns(), lambda row: row.place)
        self.table = Table(tr("The figures behind the chart"), self.model)
        self.table.chosen.connect(self._point_at)
        self.works = RowList(tr("What was changed"), icons=False, inset=INSIDE)
        self.works.set_empty_sentence(tr("Nothing is marked on this chart. Write down what you change."))
        self.works.opened.connect(self._open_work)
        self.add = button(tr("Write down a change…"), lambda: self.work_asked.emit(None))
        self.copy = quiet_button(tr("Copy the table"), self.copy_table)
        self.save = quiet_button(tr("Save for Excel…"), self._ask_file)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(BETWEEN)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        for part in (self.part, self.step, self.span):
            head.addWidget(part)
        self._holder = QWidget()
        self._chart = QVBoxLayout(self._holder)
        self._chart.setContentsMargins(0, 0, 0, 0)
        self._chart.setSpacing(0)
        self._bars = GreyBars(5)
        self._chart.addWidget(self._bars, 1)
        side = _column(self.works, self.add)
        side.setMinimumWidth(grown(_SIDE))
        side.setMaximumWidth(grown(_WIDEST_SIDE))
        figures = _column(self.table, beside(self.copy, self.save))
        self._beneath = Columns(figures, side)
        self._beneath.share(3, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(BETWEEN, INSIDE, BETWEEN, INSIDE)
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addWidget(self.story)
        lines.addWidget(self.means)
        lines.addWidget(self._holder, 3)
        lines.addWidget(self.legend)
        lines.addWidget(self._beneath, 2)

    def _columns(self) -> list[Column[Row]]:
        return [
            Column(title=tr("Period"), text=self._period, sort=lambda row: row.place, width=150),
            Column(title=tr("Figure"), text=self._figure, sort=lambda row: row.point.value, number=True, width=110),
            Column(
                title=tr("Counted of"),
                text=lambda row: words.count(self._asked.name, row.point.n) if self._asked else "",
                sort=lambda row: row.point.n,
                number=True,
                width=110,
            ),
            Column(
                title=tr("Left out"),
                text=lambda row: str(row.point.excluded) if row.point.excluded else "",
                sort=lambda row: row.point.excluded,
                number=True,
                width=96,
            ),
            Column(title=tr("Note"), text=lambda row: row.note, tip=lambda row: row.note, stretches=True),
        ]

    def _period(self, row: Row) -> str:
        return words.period_words(row.point.start, self._asked.step if self._asked else "week")

    def _figure(self, row: Row) -> str:
        unit = kind(self._asked.name).unit if self._asked else ""
        return words.value_words(row.point.value, unit, is_withheld=row.point.is_withheld)

    # What is shown ----------------------------------------------------------------------------------------------------

    def open_goal(self, name: str, period: Period = "month") -> None:
        """Show the chart of this measure: by week half a year back, or by month a year where it is for long periods."""
        self._ask(Asked(name, "month", "year") if period in ("quarter", "year") else Asked(name))

    @property
    def asked(self) -> Asked | None:
        """Which chart is shown, or on its way."""
        return self._asked

    @property
    def shown(self) -> Charted | None:
        """What is shown; None before anything is."""
        return self._shown

    def _choose(self, _answer: object) -> None:
        if self._asked is not None:
            name = str(self.part.currentData() or self._asked.name)
            step: Period = "month" if self.step.value() == "month" else "week"
            self._ask(Asked(name, step, str(self.span.value())))

    def _ask(self, asked: Asked) -> None:
        is_other = self._asked is None or asked.base != self._asked.base
        self._asked = asked
        self.title.setText(measure_label(asked.name))
        self.step.set_value(asked.step)
        self.span.set_value(asked.span)
        if is_other:
            self.part.clear()
            self.part.hide()
            self._clear()
        else:
            dim(self._holder, dimmed=True)  # not the plot itself: it says that it covers what lies beneath it
        self.means.setText(tr(kind(asked.name).means))
        self._refreshing.now()

    def _clear(self) -> None:
        """The figures of one goal do not stand under the name of another, not even while those are read."""
        self.story.clear()
        self.model.set_rows([])
        self.works.set_rows([])
        self.legend.hide()
        if self.plot is not None:
            self.plot.hide()
        self._bars.show()

    def refresh(self) -> None:
        """Something has changed: read again, now or when the view is seen."""
        if self._asked is not None:
            self._refreshing.ask()

    def refresh_if_due(self) -> None:
        """The view is shown again."""
        self._refreshing.shown()

    def _read(self) -> None:
        asked, now = self._asked, self._workplace.now()
        if asked is None:
            self._refreshing.done()
            return
        self._workplace.read(self, lambda database: read_chart(database, asked, now), self._show, self._fail)

    def _fail(self, error: BaseException) -> None:
        self._refreshing.done()
        dim(self._holder, dimmed=False)
        self._workplace.tell(error)

    def _show(self, found: Charted) -> None:
        self._refreshing.done()
        if found.asked != self._asked:  # another one was chosen meanwhile
            return
        if self._shown is None or self._shown.asked != found.asked:  # another chart's places are other periods
            self.table.setCurrentIndex(QModelIndex())
        self._shown = found
        self._show_parts(found)
        said = words.story(found.curve)
        self.story.setText(said)
        self._say_levels(found.goal)
        self._draw(found)
        self.legend.show_curve(found.curve)
        self.table.setAccessibleDescription(said)
        self.model.set_rows(rows(found.curve))
        self._point_at(self.table.selected_key())
        self.works.set_rows([_work_row(number, work, found) for number, work in _works(found)])

    def _say_levels(self, goal: Goal) -> None:
        means = tr(kind(goal.measure).means)
        if goal.levels:
            levels = ", ".join(words.level_words(level, goal.unit) for level in goal.levels)
            means = tr("{means} To compare with: {levels}.", means=means, levels=levels)
        self.means.setText(means)
        self.means.setToolTip("\n".join(words.explained(goal)))

    def _draw(self, found: Charted) -> None:
        if self.plot is None:
            from mottagning.ui.goals.plot import Plot  # loaded by now, by whoever read

            self.plot = Plot()
            self.plot.set_scale(self._scale)
            self.plot.picked.connect(self._picked)
            self._chart.addWidget(self.plot, 1)
        self._bars.hide()
        self.plot.show()
        self.legend.show()
        dim(self._holder, dimmed=False)
        self.plot.setAccessibleName(tr("Chart: {name}", name=measure_label(found.asked.name)))
        self.plot.setAccessibleDescription(self.story.text())
        self.plot.show_curve(found.curve)

    def _show_parts(self, found: Charted) -> None:
        names = list(found.parts)
        if [self.part.itemData(row) for row in range(self.part.count())] != names:
            self.part.clear()
            for name in names:
                self.part.addItem(words.part_words(name), name)
        self.part.setCurrentIndex(self.part.findData(found.asked.name))
        self.part.setVisible(len(names) > 1)

    def _point_at(self, place: object) -> None:
        if self.plot is not None and isinstance(place, int):
            self.plot.choose(place)

    def _picked(self, place: int) -> None:
        self.table.select(place)
        self.table.setFocus(Qt.FocusReason.MouseFocusReason)

    def _open_work(self, key: object) -> None:
        works = dict(_works(self._shown)) if self._shown else {}
        if isinstance(key, int) and key in works:
            self.work_asked.emit(works[key])

    # Taking it out ----------------------------------------------------------------------------------------------------

    def copy_table(self) -> None:
        """Put the table on the clipboard, as a spreadsheet takes it."""
        if self._shown is not None:
            QGuiApplication.clipboard().setText(as_lines(self._shown.curve, "\t"))
            self._workplace.done.emit(tr("The table is copied. Paste it into a spreadsheet."), None)

    def _ask_file(self) -> None:
        if self._shown is None:
            return
        dialog = QFileDialog(self, tr("Save for Excel"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"{self._shown.asked.name.replace('/', '-')}.csv")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the table as a file that Excel opens by a double click."""
        if self._shown is None:
            return
        separator = ";" if when.locale().decimalPoint() == "," else ","
        octets = as_lines(self._shown.curve, separator).encode("utf-8-sig")

        def work(_database: object) -> None:
            with taken_out(path, replace=True) as file:  # the dialog has asked
                file.write(octets)

        says = tr("The table is written to {path}.", path=path.name)
        self._workplace.read(self, work, lambda _done: self._workplace.done.emit(says, None))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def set_scale(self, scale: float) -> None:
        """Make chart and words larger, for a whole room; what is for one reader alone goes."""
        self._scale = scale
        self.title.setFont(font(Size.TITLE, strong=True, scale=scale))
        self.story.setFont(font(scale=scale))
        self.legend.set_scale(scale)
        self._beneath.setVisible(scale == 1)
        self.means.setVisible(scale == 1)
        if self.plot is not None:
            self.plot.set_scale(scale)


def _column(tall: QWidget, under: QWidget) -> QWidget:
    made = QWidget()
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(INSIDE)
    lines.addWidget(tall, 1)
    lines.addWidget(under, 0, Qt.AlignmentFlag.AlignLeft)
    return made


def _works(found: Charted) -> list[tuple[int, Improvement]]:
    """The changes that are marked, by their numbers, the latest first."""
    return [(marker.number, marker.work) for marker in reversed(found.curve.markers)]


def _work_row(number: int, work: Improvement, found: Charted) -> ListRow:
    parts = [when.short_day(work.made_on), found.people.get(work.owner or 0, ""), " ".join(work.learnt.split())]
    return ListRow(
        key=number,
        title=tr("{number}: {change}", number=number, change=work.title),
        detail=" · ".join(part for part in parts if part),
        word=tr("limits counted anew") if work.counts_anew else "",
        tone=Tone.PLAIN,
    )
