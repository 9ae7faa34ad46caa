"""The page of the board: where every case stands, for one who looks and for a whole room that meets at it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mottagning.cases.forms import code_key
from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.texts import N_, tr, trn
from mottagning.ui.board.bar import BoardBar
from mottagning.ui.board.slips import Wanted, Worded, arrange, worded
from mottagning.ui.board.view import BoardView
from mottagning.ui.main_window import MainWindow
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import EmptyState, button
from mottagning.ui.widgets.slip import slip_size
from mottagning.ui.widgets.waiting import GreyBars
from mottagning.ui.workplace import Workplace

if TYPE_CHECKING:
    from mottagning.board.production import Board
    from mottagning.board.talk import Talk
    from mottagning.ui.board.talk import TalkColumn
    from mottagning.ui.widgets.card import Card

SIZES = (0.5, 0.75, 1.0, 1.15, 1.3, 1.6, 2.0, 2.4)
_MEETING = 1.6
_LARGEST = 2.4
_ROOM = 1080
"""A screen higher than this, in pixels, hangs on a wall: type grows with it, to be read from five metres."""
_WIDE = 1700
_COLUMN = (480, 0.42, 1400)
"""How wide the meeting's column is: at least, as a share of the page, at most."""
_CARD_WIDTH = 480
_EMPTY = N_("It shows the open cases of the case list as soon as one has been read in.")
_NEXT = ("mottagning.ui.board.slipcard", "mottagning.board.talk", "mottagning.ui.board.talk")
"""What a click on a slip and the meeting view need."""
_SHOWS = ("case", "feed", "person", "absence", "setting", "rota", "agreement")


@dataclass(frozen=True, slots=True)
class _Read:
    """The board and what it is in words; `talk` while the group meets."""

    board: Board
    worded: Worded
    talk: Talk | None


class BoardPage(QWidget):
    """Reads the board off the window's thread and shows it; of the cases it can write nothing."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._found: _Read | None = None
        self._before_meeting: float | None = None
        self._card: Card | None = None
        self._card_of: int | None = None
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = BoardBar()
        self.view = BoardView(tr("Board"))
        self.talk: TalkColumn | None = None
        self.empty = EmptyState(
            tr("The board is empty"),
            tr(_EMPTY),
            button(tr("Go to the cases"), lambda: workplace.wanted.emit("page", "cases")),
            icon="board",
        )
        self._lay_out()
        self._connect()
        self._keys_told = False
        self._is_ahead = False
        self._refreshing = Refreshing(self, self._read)
        self._set_scale(1.0)
        self.setFocusProxy(self.view)
        self._refreshing.now()

    def _lay_out(self) -> None:
        beside = QWidget()
        self._beside = QHBoxLayout(beside)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(0)
        self._beside.addWidget(self.view, 1)
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
        self.bar.column.toggled.connect(self._fit)
        self.bar.settings_asked.connect(self._open_settings)
        self._workplace.changed.connect(self._on_changes)
        self._workplace.signed_in.connect(self._on_signed_in)

    # What is shown ----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        now, me, meets = self._workplace.now(), self._workplace.me, self.is_meeting

        self._workplace.read(self, lambda database: _read(database, me, now, meets=meets), self._show, self._fail)

    def _fail(self, error: BaseException) -> None:
        self._refreshing.done()
        self._workplace.tell(error)

    def _show(self, found: _Read) -> None:
        self._found = found
        board = found.worded
        self.bar.show_age(board, self._workplace.now())
        self.bar.show_choices(board)
        self.bar.limits.setVisible(self._workplace.is_lead and not self.is_meeting)
        self._content.setCurrentIndex(1 if board.slips or self.is_meeting else 2)
        self.bar.filters.setVisible(bool(board.slips) and not self.is_meeting)
        self._arrange()
        if found.talk is not None and self.talk is not None:
            self.talk.show_talk(found.talk, board, found.board.settings.agenda, dict(found.board.colours))
        self._refreshing.done()
        if not self._is_ahead:
            self._is_ahead = True
            self._workplace.read(self, _load_ahead, lambda _loaded: None)

    def _arrange(self) -> None:
        if self._found is None:
            return
        wanted: Wanted = self.bar.value()
        has_slips = bool(self._found.worded.slips)
        self.view.set_empty_sentence(
            tr("No case is like that. Take away a filter, or show all.") if has_slips else tr(_EMPTY)
        )
        self.view.show_board(arrange(self._found.worded, wanted))

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
        if not sought or self._found is None:
            return ""
        hidden = sum(sought in code_key(placed.slip.code) for placed in self._found.worded.slips)
        return trn("{n} is not shown", "{n} are not shown", hidden) if hidden else tr("Not on the board")

    def _open_card(self, case: object) -> None:
        """Show the card of a slip in the place of the one that is shown; a second click changes nothing."""
        if self._found is None or self._card_of == case:
            return
        slip = next((each for each in self._found.board.slips() if each.case == case), None)
        if slip is None:
            return
        if self._card is not None:
            self._card.slide_out()
        from mottagning.ui.board.slipcard import SlipCard

        content = SlipCard(self._workplace, slip, dict(self._found.board.colours))
        card = self._window().show_card(slip.code, content, width=_CARD_WIDTH)
        content.open.clicked.connect(card.slide_out)
        self._card, self._card_of = card, slip.case
        card.gone.connect(self._forget_card)

    def _forget_card(self) -> None:
        self._card = self._card_of = None

    def _open_settings(self) -> None:
        """Let the lead set limits, teams and the agenda."""
        from mottagning.ui.board.limitscard import LimitsCard  # seldom opened

        stages = [stage.name for stage in self._found.board.stages] if self._found else []
        content = LimitsCard(self._workplace, stages)
        card = self._window().show_card(tr("Limits and agenda of the board"), content, width=720)
        content.keeping.saved.connect(card.slide_out)

    # Size and meeting -------------------------------------------------------------------------------------------------

    def zoom(self, steps: int) -> None:
        """Make everything larger (+1), smaller (-1), or its ordinary size (0)."""
        scale = self.view.scale
        if steps == 0:
            self._set_scale(self._meeting_scale() if self.is_meeting else 1.0)
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
        """Show the board alone on the screen, large and with the agenda beside it, or the page as it was."""
        before = self._before_meeting
        self._before_meeting = self.view.scale if before is None else None
        self._window().show_page_alone(self.is_meeting)
        self.bar.column.setVisible(self.is_meeting)
        self.bar.filters.setVisible(not self.is_meeting and bool(self._found and self._found.worded.slips))
        self.bar.limits.setVisible(self._workplace.is_lead and not self.is_meeting)
        self.bar.meeting.setText(tr("End the meeting view") if self.is_meeting else tr("Meeting view"))
        self._fit()
        if before is not None:
            self._set_scale(before)
            if self.isVisible():  # else another page has been opened
                self.view.setFocus()
        elif self.talk is not None:
            self.talk.take_focus()
        self._refreshing.now()

    def _fit(self) -> None:
        """Let what is on the page be as large as it is read from, with the agenda beside the board or not."""
        scale = min(_LARGEST, _MEETING * max(1.0, self.height() / _ROOM)) if self.is_meeting else 1.0
        self.bar.set_scale(scale)
        self.bar.lanes_part.setVisible(not self.is_meeting or self.width() >= grown(_WIDE))
        if self.is_meeting and (self.talk is None or self.talk.scale != scale):
            self._make_talk(scale)
        if self.talk is None:
            return
        least, share, most = _COLUMN
        self.talk.setFixedWidth(min(grown(most), max(grown(least), round(self.width() * share))))
        self.talk.setVisible(self.is_meeting and not self.bar.column.isChecked())
        if self.is_meeting:
            self._set_scale(self._meeting_scale())

    def _make_talk(self, scale: float) -> None:
        """The agenda's column, in a size of its own; it goes on where the one before was."""
        from mottagning.ui.board.talk import TalkColumn

        before, self.talk = self.talk, TalkColumn(self._workplace, scale)
        self.talk.chosen.connect(self.view.select)
        self.talk.opened.connect(self._open_card)
        self._beside.addWidget(self.talk)
        if before is not None:
            self.talk.go_on_from(before)
            self._beside.removeWidget(before)
            before.hide()
            before.deleteLater()
        found = self._found
        if found is not None and found.talk is not None:
            self.talk.show_talk(found.talk, found.worded, found.board.settings.agenda, dict(found.board.colours))

    def _meeting_scale(self) -> float:
        """The largest size at which all stages are seen at once."""
        stages = len(self._found.board.stages) if self._found else 1
        beside = self.talk.width() if self.talk is not None and not self.bar.column.isChecked() else 0
        room = self.width() - BETWEEN - beside
        fits = (size for size in SIZES if stages * (slip_size(size).width() + BETWEEN) <= room)
        return max(fits, default=SIZES[0])

    # Events -----------------------------------------------------------------------------------------------------------

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns(*_SHOWS):
            self._refreshing.ask()

    def _on_signed_in(self, _session: object) -> None:
        """What may be seen follows who looks."""
        self._refreshing.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_meeting:
            self._fit()

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
        meeting = tr("Board meeting")
        keys.add(meeting, "Ctrl+PgDown", tr("Next point"), lambda: self._talk_about(1), self)
        keys.add(meeting, "Ctrl+PgUp", tr("Point before"), lambda: self._talk_about(-1), self)
        keys.add(meeting, "Ctrl+N", tr("Write what is agreed"), self._write, self)
        keys.tell(meeting, ("Space",), tr("Tick off what is done"))
        keys.add(meeting, "Alt+T", tr("The board alone, or with the agenda"), self._turn_column, self)

    def _talk_about(self, steps: int) -> None:
        if self.is_meeting and self.talk is not None:
            self.talk.go(steps)

    def _write(self) -> None:
        if self.is_meeting and self.talk is not None:
            self.bar.column.setChecked(False)
            self.talk.form.setFocus()

    def _turn_column(self) -> None:
        if self.is_meeting:
            self.view.setFocus()  # hidden with the column, the focus would leave the page, and its keys be dead
            self.bar.column.toggle()

    def _window(self) -> MainWindow:
        window = self.window()
        assert isinstance(window, MainWindow)
        return window


def _read(database: Database, me: int | None, now: datetime, *, meets: bool) -> _Read:
    """Read the board, and load what reads it, away from the window's thread."""
    from mottagning.board import production

    board = production.load(database, now)
    said = worded(board, now)
    if not meets:
        return _Read(board, said, None)
    from mottagning.board import talk

    return _Read(board, said, talk.load(database, board, me, now))


def _load_ahead(_database: Database) -> None:
    """Load what comes next while the board is being looked at, away from the window's thread."""
    for name in _NEXT:
        importlib.import_module(name)
