"""The goal board: a line a goal with its latest figure beside its target; of the reception, never of a person."""

from __future__ import annotations

import importlib
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.texts import tr
from mottagning.ui.cases.asof import AsOf
from mottagning.ui.goals.goallist import GoalList
from mottagning.ui.goals.lines import in_two, with_figures
from mottagning.ui.main_window import MainWindow
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import font, grown
from mottagning.ui.tokens import AROUND, BETWEEN, INSIDE, Size
from mottagning.ui.widgets.form import EmptyState, button, label, quiet_button
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.measures.improvements import Improvement
    from mottagning.ui.goals.board import Board
    from mottagning.ui.goals.chartview import ChartView

_WIDEST = 1720
_SOON_MS = 2_000
"""Figures of weeks need not follow each keystroke at the desk."""
_SHOWS = ("contact", "case", "feed", "setting", "improvement", "rota", "survey", "person")
_ROOM = 1100
"""So wide is the board at its ordinary size; on a wall it is made as much larger as the screen is wider."""
_LEAST, _WALL, _MOST = 1.2, 1.6, 2.4
"""At `_WALL` it can be read from five metres: that goes before having all lines on the screen at once."""
_NEXT = (
    "mottagning.ui.goals.chartview",
    "mottagning.ui.surveys.overview",
    "mottagning.ui.goals.reportform",
    "mottagning.ui.goals.plot",
)
"""What a click leads to, the slowest last."""


class GoalsPage(QWidget):
    """Reads the figures off the window's thread; Enter or a click on a goal opens its chart, Esc leads back."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._board: Board | None = None
        self._is_meeting = False
        self._has_keys = False
        self._is_ahead = False
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list, self.second = self._lists = GoalList(tr("Goals")), GoalList(tr("More goals"))
        self.second.hide()
        self._has_two = False
        self.as_of = AsOf()
        self._chart: ChartView | None = None
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # until there is a list to give it to
        self._refreshing = Refreshing(self, self._read)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._refresh)
        for each in self._lists:
            each.opened.connect(self._open)
            each.selectionModel().currentChanged.connect(self._choose_one)
        workplace.changed.connect(self._on_changes)
        workplace.signed_in.connect(self._another)
        self._another(workplace.session)
        self._refreshing.now()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        head.setSpacing(INSIDE)
        self.title = label(tr("Goals"))
        self.edit = quiet_button(tr("Set goals…"), self._set_goals)
        self.add = button(tr("Write down a change…"), lambda: self._open_work(None))
        self.surveys = button(tr("Surveys…"), self.show_surveys)
        self.surveys.setToolTip(tr("What clients have answered ({keys})", keys="Alt+E"))
        self.report = button(tr("Report…"), self.ask_report)
        self.report.setToolTip(tr("Report on one page ({keys})", keys="Ctrl+P"))
        self.meeting = button(tr("Meeting view"), self.turn_meeting)
        self.meeting.setToolTip("F11")
        head.addWidget(self.title)
        head.addWidget(self.as_of, 1)
        for way in (self.edit, self.surveys, self.report, self.add, self.meeting):
            head.addWidget(way)
        self._content = QStackedWidget()
        self.empty = EmptyState(
            tr("No goal is shown"),
            tr("The team lead chooses what is followed here, under Settings, Goals."),
            icon="goals",
        )
        columns = QWidget()
        beside = QHBoxLayout(columns)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(AROUND)
        for each in self._lists:
            beside.addWidget(each, 1)
        for part in (GreyBars(10), columns, self.empty):
            self._content.addWidget(part)
        why = tr("Counted for the reception as a whole, never for a person. Enter or a click opens the chart.")
        self._why = label(why, "caption", "quiet", wraps=True)
        self._why.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        self._column = QWidget()
        lines = QVBoxLayout(self._column)
        lines.setContentsMargins(0, INSIDE, 0, INSIDE)
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addWidget(self._content, 1)
        lines.addWidget(self._why)
        self._overview = QWidget()
        row = QHBoxLayout(self._overview)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._column, 100)
        row.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._overview)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    # What is shown ----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._workplace.session is None:
            self._refreshing.done()
            return
        now = self._workplace.now()
        self._workplace.read(self, lambda database: _read(database, now), self._show, self._fail)

    def _fail(self, error: BaseException) -> None:
        self._refreshing.done()
        self._workplace.tell(error)

    def _show(self, board: Board) -> None:
        self._board = board
        self.as_of.show_age(board.feed.as_of, board.feed.stale, self._workplace.now(), board.feed.held)
        self._show_lines(board)
        self._content.setCurrentIndex(1 if board.lines else 2)
        if board.lines and self._stack.currentWidget() is self._overview:
            self._take_focus()
        self._refreshing.done()
        if not self._is_ahead:
            self._is_ahead = True
            self._workplace.read(self, _load_ahead, self._make_ready)

    def _take_focus(self) -> None:
        """Hand the focus to the list, which could not have it while it was being read for the first time."""
        had_it = self.hasFocus()
        self.setFocusProxy(self.list)
        if had_it:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lines(self, board: Board) -> None:
        """All lines, in two columns where there is room; or on a wall those that have something to say."""
        lines = with_figures(board.lines) if self._is_meeting else board.lines
        first, second = in_two(lines) if self._has_two else (lines, ())
        chosen, has_focus = self._chosen_list().selected_key(), self.second.hasFocus()
        self.list.set_lines(first)
        self.second.set_lines(second)
        self.second.setVisible(self._has_two)
        if chosen is not None and self._chosen_list().selected_key() != chosen:  # it stands in the other column now
            any(each.select(chosen) for each in self._lists)
        if has_focus:
            self._chosen_list().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("improvement"):
            self._refresh()
        elif changes.concerns(*_SHOWS) and not self._soon.isActive():
            self._soon.start()

    def _refresh(self) -> None:
        self._refreshing.ask()
        if self._chart is not None:
            self._chart.refresh()

    def _another(self, session: object) -> None:
        self.edit.setVisible(self._workplace.is_lead)
        if session is not None and self._board is None:
            self._soon.start()

    # One goal ---------------------------------------------------------------------------------------------------------

    @property
    def chart(self) -> ChartView:
        """Where one goal is shown; made when it is first asked for."""
        if self._chart is None:
            self._chart = self._made_chart()
        return self._chart

    def _made_chart(self) -> ChartView:
        from mottagning.ui.goals.chartview import ChartView

        made = ChartView(self._workplace)
        made.left.connect(self._go_back)
        made.work_asked.connect(self._open_work)
        self._stack.addWidget(made)
        return made

    def _make_ready(self, _nothing: None) -> None:
        """What a click leads to has been loaded: make the chart's view too, before it is asked for."""
        if self._chart is None:
            self._chart = self._made_chart()

    def show_item(self, name: object) -> None:
        """Open the chart of the measure of this name."""
        goals = self._board.goals if self._board else ()
        self.chart.open_goal(str(name), next((goal.period for goal in goals if goal.measure == name), "month"))
        self.chart.set_scale(self._scale())
        self._stack.setCurrentWidget(self.chart)
        self.setFocusProxy(self.chart)
        self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_one(self, current: QModelIndex, _before: QModelIndex) -> None:
        """A line is chosen in one column alone."""
        if current.isValid():
            for each in self._lists:
                if each.lines is not current.model():
                    each.setCurrentIndex(QModelIndex())

    def _chosen_list(self) -> GoalList:
        return self.second if self.second.currentIndex().isValid() else self.list

    def _open(self, key: object) -> None:
        if isinstance(key, str):
            self.show_item(key)
        elif isinstance(key, tuple):
            self._open_work(next((work for work in self._works() if work.id == key[1]), None))

    def _works(self) -> tuple[Improvement, ...]:
        return self._board.works if self._board else ()

    def _go_back(self) -> None:
        self._stack.setCurrentWidget(self._overview)
        chosen = self._chosen_list()
        self.setFocusProxy(chosen)
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_work(self, work: Improvement | None) -> None:
        goals = [goal.measure for goal in self._board.goals] if self._board else []
        from mottagning.ui.goals.improvementform import ImprovementForm

        is_charted = self._chart is not None and self._stack.currentWidget() is self._chart
        asked = self.chart.asked if is_charted else None
        form = ImprovementForm(self._workplace, work, goals, [asked.base] if asked else [])
        title = work.title if work else tr("A change in how we work")
        card = self._window().show_card(title, form, width=640)
        form.done.connect(card.slide_out)

    def _set_goals(self) -> None:
        self._workplace.wanted.emit("settings", "goals")

    def show_surveys(self) -> None:
        """What clients have answered, and the ways in and out of it."""
        from mottagning.ui.surveys import overview

        overview.open_card(self._workplace, self._window())

    def ask_report(self) -> None:
        """Ask of which period a report is wanted."""
        from mottagning.ui.goals.reportform import WIDTH, ReportForm

        form = ReportForm(self._workplace)
        form.done.connect(self._window().show_card(tr("Report"), form, width=WIDTH).slide_out)

    # For a whole room -------------------------------------------------------------------------------------------------

    @property
    def is_meeting(self) -> bool:
        """Whether the page is shown to a whole room."""
        return self._is_meeting

    def turn_meeting(self) -> None:
        """Show the page alone and large, or as it was."""
        self._is_meeting = not self._is_meeting
        self._window().show_page_alone(self._is_meeting)
        self.meeting.setText(tr("End the meeting view") if self._is_meeting else tr("Meeting view"))
        self._why.setVisible(not self._is_meeting)
        self.edit.setVisible(not self._is_meeting and self._workplace.is_lead)
        self._share_room()
        if self._board is not None:
            self._show_lines(self._board)
        self._fit()

    def _share_room(self) -> None:
        """How wide the board is, in one column or in two."""
        has_two = not self._is_meeting and self.width() >= grown(2 * _ROOM)
        self._column.setMaximumWidth(16_777_215 if has_two or self._is_meeting else grown(_WIDEST))
        if has_two != self._has_two:
            self._has_two = has_two
            if self._board is not None:
                self._show_lines(self._board)

    def _scale(self) -> float:
        if not self._is_meeting:
            return 1.0
        all_fit = self._content.height() / max(1, self.list.height_of_all())
        return max(_LEAST, min(self.width() / grown(_ROOM), max(_WALL, all_fit), _MOST))

    def _fit(self) -> None:
        self.title.setFont(font(Size.TITLE, strong=True, scale=self._scale()))
        self.list.set_scale(self._scale())
        self.as_of.set_scale(self._scale())
        if self._chart is not None and self._stack.currentWidget() is self._chart:
            self._chart.set_scale(self._scale())

    # Events -----------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()
        if self._is_meeting:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_meeting:
            self.turn_meeting()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # the style sheet has dressed its labels by now
        self._refreshing.shown()
        if self._chart is not None:
            self._chart.refresh_if_due()
        if not self._has_keys:
            self._has_keys = True
            self._add_keys()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        is_leaving = not event.spontaneous() and isinstance(self.window(), MainWindow)  # not when the program ends
        if self._is_meeting and is_leaving:
            self.turn_meeting()

    def _add_keys(self) -> None:
        keys, group = self._window().keys, tr("Goals")
        keys.tell(group, ("Enter",), tr("Open the chart of a goal"))
        keys.tell(group, ("Esc",), tr("Back to all goals"))
        keys.add(group, "Alt+E", tr("What clients have answered"), self.show_surveys, self)
        keys.add(group, "Ctrl+P", tr("Report on one page"), self.ask_report, self)
        keys.add(group, "F11", tr("Meeting view"), self.turn_meeting, self)

    def _window(self) -> MainWindow:
        window = self.window()
        assert isinstance(window, MainWindow)
        return window


def _read(database: Database, now: datetime) -> Board:
    """Read the board, and load what counts it, away from the window's thread."""
    from mottagning.ui.goals.board import read_board

    return read_board(database, now)


def _load_ahead(_database: Database) -> None:
    """Load what a click leads to while the goals are being looked at, away from the window's thread."""
    for name in _NEXT:
        importlib.import_module(name)
