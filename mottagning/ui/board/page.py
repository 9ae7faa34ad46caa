"""The page of the board: where every case stands, for one who looks and for a whole room that meets at it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.board import meeting, production
from mottagning.board.meeting import Move
from mottagning.cases.forms import code_key
from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people.unit import load_unit
from mottagning.texts import tr, trn
from mottagning.ui.board.bar import BoardBar
from mottagning.ui.board.moved import MovedColumn
from mottagning.ui.board.slipcard import SlipCard
from mottagning.ui.board.slips import Wanted, Worded, arrange, worded
from mottagning.ui.board.view import BoardView
from mottagning.ui.main_window import MainWindow
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.card import Card
from mottagning.ui.widgets.form import EmptyState, button
from mottagning.ui.widgets.slip import slip_size
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

SIZES = (0.85, 1.0, 1.15, 1.3, 1.6, 2.0)
_MEETING = 1.6
_MOVED_WIDTH = 380
_CARD_WIDTH = 480
_SHOWS = ("case", "feed", "person", "absence", "setting")


class BoardPage(QWidget):
    """Reads the board off the window's thread and shows it; it can write nothing."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._board: Worded | None = None
        self._before_meeting: float | None = None
        self._card: Card | None = None
        self._card_of: int | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = BoardBar()
        self.view = BoardView(tr("Board"))
        self.moved = MovedColumn(_MEETING)
        self.moved.setFixedWidth(grown(_MOVED_WIDTH))
        self.moved.hide()
        self.empty = EmptyState(
            tr("The board is empty"),
            tr("It shows the open cases of the case list as soon as one has been read in."),
            button(tr("Go to the cases"), lambda: workplace.wanted.emit("page", "cases")),
            icon="board",
        )
        self._lay_out()
        self._connect()
        self._keys_told = False
        self._refreshing = Refreshing(self, self._read)
        self._set_scale(1.0)
        self.setFocusProxy(self.view)
        self._refreshing.now()

    def _lay_out(self) -> None:
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addWidget(self.moved)
        self._content = QStackedWidget()
        for part in (GreyBars(10), beside, self.empty):
            self._content.addWidget(part)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(BETWEEN, INSIDE, 0, 0)
        lines.setSpacing(INSIDE)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, BETWEEN, 0)
        top.addWidget(self.bar)
        lines.addLayout(top)
        lines.addWidget(self._content, 1)

    def _connect(self) -> None:
        self.bar.wanted.connect(lambda _wanted: self._arrange())
        self.bar.sought.connect(self._seek)
        self.bar.zoom_asked.connect(self.zoom)
        self.bar.meeting_asked.connect(self.turn_meeting)
        self.view.zoom_asked.connect(self.zoom)
        self.view.opened.connect(self._open_card)
        self.bar.changes.toggled.connect(self.moved.setVisible)
        self.moved.chosen.connect(self.view.select)
        self.moved.opened.connect(self._open_card)
        self._workplace.changed.connect(self._on_changes)

    # What is shown ----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        now = self._workplace.now()
        self._workplace.read(self, lambda database: worded(production.load(database, now), now), self._show, self._fail)
        if self.is_meeting:
            self._read_moves()

    def _fail(self, error: BaseException) -> None:
        self._refreshing.done()
        self._workplace.tell(error)

    def _show(self, board: Worded) -> None:
        self._board = board
        self.bar.as_of.show_age(board.as_of, board.is_stale, self._workplace.now())
        self.bar.show_choices(board)
        self._content.setCurrentIndex(1 if board.slips else 2)
        self.bar.filters.setVisible(bool(board.slips) and not self.is_meeting)
        self._arrange()
        self._refreshing.done()

    def _arrange(self) -> None:
        if self._board is None:
            return
        wanted: Wanted = self.bar.value()
        self.view.set_empty_sentence(tr("No case is like that. Take away a filter, or show all."))
        self.view.show_board(arrange(self._board, wanted))

    def _seek(self, text: str, go_on: bool) -> None:
        """Choose the first slip whose code has what was typed in it, or the one after the chosen one."""
        sought = code_key(text)
        slips = self.view.slips.items()
        found = [slip.key for slip in slips if sought and sought in code_key(slip.code)]
        if not found:
            self.bar.found.setText(self._not_found(sought))
            return
        chosen = self.view.selected_key()
        place = found.index(chosen) if chosen in found else -1
        place = (place + 1) % len(found) if go_on or place < 0 else place
        self.view.select(found[place])
        self.bar.found.setText(tr("{n} of {total}", n=place + 1, total=len(found)))

    def _not_found(self, sought: str) -> str:
        if not sought or self._board is None:
            return ""
        hidden = sum(sought in code_key(placed.slip.code) for placed in self._board.slips)
        return trn("{n} is not shown", "{n} are not shown", hidden) if hidden else tr("Not on the board")

    def _open_card(self, case: object) -> None:
        """Show the card of a slip in the place of the one that is shown; a second click changes nothing."""
        code = next((slip.code for slip in self.view.slips.items() if slip.key == case), "")
        if not code or not isinstance(case, int) or self._card_of == case:
            return
        if self._card is not None:
            self._card.slide_out()
        content = SlipCard(self._workplace, case)
        card = self._window().show_card(code, content, width=_CARD_WIDTH)
        content.open.clicked.connect(card.slide_out)
        self._card, self._card_of = card, case
        card.gone.connect(self._forget_card)

    def _forget_card(self) -> None:
        self._card = self._card_of = None

    # Size and meeting -------------------------------------------------------------------------------------------------

    def zoom(self, steps: int) -> None:
        """Make everything larger (+1), smaller (-1), or its ordinary size (0)."""
        scale = self.view.scale
        if steps == 0:
            self._set_scale(_MEETING if self.is_meeting else 1.0)
        elif steps > 0:
            self._set_scale(next((size for size in SIZES if size > scale), SIZES[-1]))
        else:
            self._set_scale(next((size for size in reversed(SIZES) if size < scale), SIZES[0]))

    def _set_scale(self, scale: float) -> None:
        self.view.set_scale(scale)
        self.bar.size_button.setText(tr("{n} %", n=round(scale * 100)))

    @property
    def is_meeting(self) -> bool:
        """Whether the board is shown to a whole room."""
        return self._before_meeting is not None

    def turn_meeting(self) -> None:
        """Show the board alone and large with what has moved, or the page as it was."""
        if self._before_meeting is None:
            self._before_meeting = self.view.scale
            self._read_moves()
            self._fit_meeting(_MEETING)
        else:
            before, self._before_meeting = self._before_meeting, None
            self._fit_meeting(before)

    def _fit_meeting(self, scale: float) -> None:
        self._window().show_page_alone(self.is_meeting)
        self.bar.as_of.set_scale(_MEETING if self.is_meeting else 1.0)
        self.bar.changes.setVisible(self.is_meeting)
        self.bar.changes.setChecked(self.is_meeting and self._fits_beside())
        self.bar.filters.setVisible(not self.is_meeting and bool(self._board and self._board.slips))
        self.bar.meeting.setText(tr("End the meeting view") if self.is_meeting else tr("Meeting view"))
        self._set_scale(scale)

    def _fits_beside(self) -> bool:
        """Whether what has moved has room beside the board, all of whose stages must be seen at once."""
        stages = len(self._board.stages) if self._board else 0
        return stages * (slip_size(_MEETING).width() + BETWEEN) + _MOVED_WIDTH <= self.width()

    def _read_moves(self) -> None:
        today = self._workplace.now().astimezone(ZONE).date()

        def read(database: Database) -> tuple[date, tuple[Move, ...], dict[str, str]]:
            last = meeting.last_time(database, today)
            return last.day, meeting.moves_since(database, last, today), dict(load_unit(database).colours)

        self._workplace.read(self, read, lambda found: self.moved.show_moves(*found))

    # Events -----------------------------------------------------------------------------------------------------------

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns(*_SHOWS):
            self._refreshing.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_meeting:
            self.turn_meeting()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refreshing.shown()
        if not self._keys_told:
            self._keys_told = True
            self._add_keys()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        is_leaving = not event.spontaneous() and isinstance(self.window(), MainWindow)  # not when the program ends
        if self.is_meeting and is_leaving:
            self.turn_meeting()

    def _add_keys(self) -> None:
        keys, group = self._window().keys, tr("Board")
        keys.add(group, "Ctrl+F", tr("Find a case code"), self.bar.code_field.setFocus, self)
        keys.add(group, ("Ctrl++", "Ctrl+="), tr("Larger"), lambda: self.zoom(1), self)
        keys.add(group, "Ctrl+-", tr("Smaller"), lambda: self.zoom(-1), self)
        keys.add(group, "Ctrl+0", tr("Ordinary size"), lambda: self.zoom(0), self)
        keys.add(group, "F11", tr("Meeting view"), self.turn_meeting, self)

    def _window(self) -> MainWindow:
        window = self.window()
        assert isinstance(window, MainWindow)
        return window
