"""The column beside the board at a meeting: the points of the agenda with their time, and what is agreed."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from mottagning import audit
from mottagning.board.agreements import Agreement, RemoveAgreement, TickAgreement
from mottagning.board.meeting import BeginMeeting
from mottagning.board.settings import AGENDA, Point
from mottagning.board.talk import Talk
from mottagning.texts import tr
from mottagning.ui.board import talkrows
from mottagning.ui.board.agreeform import AgreeForm
from mottagning.ui.board.agreelist import AgreeList
from mottagning.ui.board.loadlist import LoadList
from mottagning.ui.board.slips import Worded
from mottagning.ui.theme import font
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Size
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.elided import as_tip
from mottagning.ui.widgets.form import button, hairline, icon_button, label
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.workplace import Workplace

_TICK_MS = 10_000


class TalkColumn(QWidget):
    """Shows one point at a time. `chosen` and `opened` give the id of a case."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, workplace: Workplace, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.scale = scale
        self._agenda: tuple[Point, ...] = AGENDA
        self._place = 0
        self._since: datetime | None = None
        self._talk: Talk | None = None
        self._board: Worded | None = None
        self._colours: dict[str, str] = {}
        self._noted_loads = False
        self._make_parts()
        self._lay_out()
        self._show_agenda()
        self._ticks = QTimer(self, interval=_TICK_MS)
        self._ticks.timeout.connect(self._show_clock)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.agreed.ticked.connect(self._tick_off)
        self.agreed.removed.connect(self._remove)
        self.agreed.emptied.connect(self.take_focus)
        self.agreed.changing.connect(self.form.change)
        self.form.left.connect(self.take_focus)

    def _make_parts(self) -> None:
        scale = self.scale
        self.points = Choice(tr("Points of the meeting"), ())
        self.title = label("", wraps=True)
        self.title.setFont(font(Size.TITLE, strong=True, scale=scale))
        self.subtitle = label("", "quiet", wraps=True)
        self.subtitle.setFont(font(Size.CAPTION, scale=scale))
        self.clock = label("")
        self.clock.setFont(font(Size.CAPTION, tabular=True, scale=scale))
        self.begin = button(tr("Begin the meeting"), self._begin)
        self.list = RowList(tr("The point of the meeting"), inset=INSIDE, scale=scale, icons=False)
        self.agreed = AgreeList(scale)
        self.loads = LoadList(scale)
        self.purpose = label("", "quiet", wraps=True)
        self.purpose.setFont(font(Size.CAPTION, scale=scale))
        self.form = AgreeForm(self._workplace, scale)

    def _lay_out(self) -> None:
        self._top = QHBoxLayout()
        self._top.setSpacing(STEP)
        self._top.addWidget(icon_button("left", tr("Point before ({keys})", keys="Ctrl+Page Up"), lambda: self.go(-1)))
        self._top.addWidget(icon_button("right", tr("Next point ({keys})", keys="Ctrl+Page Down"), lambda: self.go(1)))
        self._top.addStretch(1)
        self._top.addWidget(self.clock)
        self._top.addWidget(self.begin)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE)
        lines.setSpacing(INSIDE)
        lines.addLayout(self._top)
        lines.addWidget(self.title)
        lines.addWidget(self.subtitle)
        lines.addWidget(self.agreed, 3)
        lines.addWidget(self.list, 3)
        lines.addWidget(self.purpose)
        lines.addWidget(self.loads)
        lines.addWidget(hairline())
        lines.addWidget(self.form)

    # What is shown ----------------------------------------------------------------------------------------------------

    @property
    def point(self) -> Point:
        """The point that is talked about."""
        return self._agenda[self._place]

    def go_on_from(self, other: TalkColumn) -> None:
        """Stand at the same point as another column, with what is being written."""
        self._agenda, self._place, self._since, self._talk = other._agenda, other._place, other._since, other._talk
        self._noted_loads = other._noted_loads
        self.form.take_over(other.form)
        self._show_agenda()
        focus = QApplication.focusWidget()
        if focus is other.form.words:
            self.form.setFocus()
        elif focus is not None and other.isAncestorOf(focus):
            self.take_focus()

    def show_talk(self, talk: Talk, board: Worded, agenda: tuple[Point, ...], colours: dict[str, str]) -> None:
        """What there is to talk about; the same point stays in front."""
        if agenda != self._agenda:
            self._agenda = agenda
            self._place = min(self._place, len(agenda) - 1)
            self._show_agenda()
        began = self._talk.began_at if self._talk else None
        if talk.began_at != began or self._since is None:
            self._since = self._workplace.now()
        self._talk, self._board, self._colours = talk, board, colours
        self.form.show_people(talk.people)
        self._show_point()

    def go(self, steps: int) -> None:
        """To the next point (+1), or the one before (-1)."""
        self._go_to(max(0, min(len(self._agenda) - 1, self._place + steps)))

    def _go_to(self, place: Hashable) -> None:
        assert isinstance(place, int)
        if place == self._place:
            return
        focus = QApplication.focusWidget()
        follows = focus is not None and (self.agreed.isAncestorOf(focus) or focus in (self.list, self.loads))
        self._place = place
        self._since = self._workplace.now()
        self.points.set_value(place)
        self.list.set_rows(())
        self._show_point()
        if follows:  # what had the focus is hidden: the keys of the page must go on
            self.take_focus()

    def _show_agenda(self) -> None:
        """A button a point."""
        self._top.removeWidget(self.points)
        self.points.hide()
        self.points.deleteLater()
        answers = [(place, str(place + 1)) for place in range(len(self._agenda))]
        self.points = Choice(tr("Points of the meeting"), answers, self._place)
        for answer, point in zip(self.points.answers(), self._agenda, strict=True):
            answer.setToolTip(as_tip(talkrows.title(point)))
            answer.setAccessibleName(talkrows.title(point))
        self.points.chosen.connect(self._go_to)
        self._top.insertWidget(1, self.points)
        self._show_point()

    def _show_point(self) -> None:
        point, talk = self.point, self._talk
        self.title.setText(talkrows.title(point))
        self.list.set_empty_sentence(tr(talkrows.EMPTY[point.kind]))
        self.agreed.setVisible(point.kind == "agreed")
        self.list.setVisible(point.kind != "agreed")
        shows_loads = point.kind == "share" and talk is not None
        self.loads.setVisible(bool(shows_loads and talk and talk.sharing))
        self.purpose.setVisible(shows_loads)
        if talk is not None and self._board is not None:
            now = self._workplace.now()
            self.subtitle.setText(talkrows.subtitle(point, talk))
            self.agreed.show_agreements(talk.agreements, now, tr(talkrows.EMPTY["agreed"]))
            self.list.set_groups(talkrows.groups(point, talk, self._board, now, self._colours))
            if shows_loads:
                self._show_loads(talk)
        self.subtitle.setVisible(bool(self.subtitle.text()))
        self._show_clock()

    def _show_loads(self, talk: Talk) -> None:
        if talk.sharing is None:
            self.purpose.setText(tr("What each carries is shown when the team lead or her deputy is signed in."))
            return
        self.purpose.setText(tr("Points that each has room for, by name. For sharing out; not kept."))
        self.loads.show_loads(talk.sharing)
        if self.isVisible() and not self._noted_loads:
            self._noted_loads = True
            self._note_loads()

    def _note_loads(self) -> None:
        """That the loads were looked at is written down, as wherever they are shown."""
        database, me, now = self._workplace.database, self._workplace.me, self._workplace.now()

        def write() -> None:
            with database.writing():
                audit.record(now, me, "seen", "loads", None)

        self._workplace.tasks.write(write, background=True)

    def _show_clock(self) -> None:
        began = self._talk.began_at if self._talk else None
        self.begin.setVisible(self._talk is not None and began is None)
        self.clock.setVisible(began is not None)
        if began is None or self._since is None:
            return
        left = self.point.minutes - int((self._workplace.now() - self._since).total_seconds() // 60)
        place = tr("{n} of {total}", n=self._place + 1, total=len(self._agenda))
        said = tr("{n} min left", n=left) if left > 0 else tr("the time is out, go on when you are ready")
        self.clock.setText(f"{place} · {said}")

    # What is done -----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._go_to(0)  # whoever has looked ahead begins at the beginning all the same
        self._since = self._workplace.now()
        self._workplace.do(BeginMeeting(by=self._workplace.me), tr("The meeting has begun."))

    def _tick_off(self, each: Agreement) -> None:
        done = each.done_at is None
        command = TickAgreement(by=self._workplace.me, agreement=each.id, version=each.version, done=done)
        self._workplace.do(command, tr("Ticked off.") if done else tr("Still to do."))

    def _remove(self, each: Agreement) -> None:
        command = RemoveAgreement(by=self._workplace.me, agreement=each.id, version=each.version)
        self._workplace.do(command, tr("The agreement is removed."))

    def take_focus(self) -> None:
        """To what the point shows."""
        first = self.agreed.first_box() if self.point.kind == "agreed" else self.list
        (first or self.points).setFocus()

    def _choose(self, key: Hashable) -> None:
        if isinstance(key, int):
            self.chosen.emit(key)

    def _open(self, key: Hashable) -> None:
        if isinstance(key, int):
            self.opened.emit(key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticks.start()
        self._show_point()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticks.stop()
        self._noted_loads = False
