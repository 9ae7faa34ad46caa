"""The small card of a promise: when somebody is back, and who."""

from __future__ import annotations

from datetime import UTC, datetime, time

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.contacts.dues import Dues
from mottagning.db import Database
from mottagning.desk.promising import Suggestion, suggestions
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of, time_field, time_of
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_OTHER = "other"
_TEN = time(10)
"""Another time is mostly one on the next working day."""


class PromiseForm(QWidget):
    """Asks for a time and an owner. Enter promises, also with nothing touched: the first suggestion is chosen."""

    promised = Signal(object, object)
    """(due_at, owner or None for the desk)."""
    given_up = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._now = workplace.now()
        self._times: tuple[Suggestion, ...] = ()
        self._owner_touched = False
        self.day = day_field(self._now.astimezone(ZONE).date())
        self.time = time_field(_TEN)
        self.owner = Choice(tr("Who is back?"), [("desk", tr("Whoever sits here then")), ("me", tr("I am"))], "me")
        self._whens = QVBoxLayout()
        self._whens.setContentsMargins(0, 0, 0, 0)
        self.times: Choice | None = None
        self._fields = beside(self.day, self.time)
        self._notice = Notice()
        self.ok = primary_button(tr("Promise"), self.promise)
        self.cancel = button(tr("Cancel"), self.given_up.emit)
        self._lay_out()
        for field in (self.day, self.time):
            field.editingFinished.connect(self._fit_owner)
        self.owner.chosen.connect(self._touch_owner)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        workplace.read(self, self._suggest, self._show_times)

    def _lay_out(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(label(tr("When are we back?"), "quiet"))
        lines.addLayout(self._whens)
        lines.addWidget(self._fields)
        lines.addSpacing(INSIDE)
        lines.addWidget(label(tr("Who is back?"), "quiet"))
        lines.addWidget(self.owner)
        lines.addWidget(self._notice)
        lines.addSpacing(BETWEEN)
        lines.addWidget(beside(self.ok, self.cancel))
        lines.addStretch(1)
        self._fields.hide()

    def promise(self) -> None:
        """Promise what is chosen."""
        due_at = self.due_at()
        if due_at is None:
            return
        if due_at <= self._workplace.now():
            self._notice.say(tr("That time has passed already. Choose a later one."))
            return
        self.promised.emit(due_at, self._workplace.me if self.owner.value() == "me" else None)

    def due_at(self) -> datetime | None:
        """The time that is chosen (UTC), None while the suggestions are being read."""
        if self.times is None:
            return None
        chosen = self.times.value()
        if isinstance(chosen, int):
            return self._times[chosen].due_at
        return datetime.combine(day_of(self.day), time_of(self.time), ZONE).astimezone(UTC)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.promise()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

    def _suggest(self, database: Database) -> tuple[Suggestion, ...]:
        return suggestions(Dues.of(database).worktime, self._now)

    def _show_times(self, times: tuple[Suggestion, ...]) -> None:
        self._times = times
        answers = [(number, self._word(each)) for number, each in enumerate(times)]
        self.times = Choice(tr("When are we back?"), [*answers, (_OTHER, tr("Another time…"))], 0)
        self.times.chosen.connect(self._choose)
        self._whens.addWidget(self.times)
        before: QWidget = self
        for answer in self.times.answers():
            self.setTabOrder(before, answer)
            before = answer
        other_day = next((each.due_at for each in times if each.kind in ("tomorrow", "day")), self._now)
        local = other_day.astimezone(ZONE)
        self.day.setDate(QDate(local.year, local.month, local.day))
        had_focus = self.hasFocus()
        self.setFocusProxy(self.times)
        if had_focus:
            self.times.setFocus(Qt.FocusReason.PopupFocusReason)
        self._fit_owner()

    def _word(self, each: Suggestion) -> str:
        local = each.due_at.astimezone(ZONE)
        if each.kind == "before_three":
            return tr("Before 15")
        if each.kind == "afternoon":
            return tr("This afternoon")
        if each.kind == "today":
            return tr("Before {time} today", time=when.clock(each.due_at))
        if each.kind == "tomorrow":
            return tr("Tomorrow")
        near = (local.date() - self._now.astimezone(ZONE).date()).days < 7
        return when.weekday(local.date()) if near else when.short_day(local.date())

    def _choose(self, chosen: object) -> None:
        self._fields.setVisible(chosen == _OTHER)
        if chosen == _OTHER:
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        self._notice.clear()
        self._fit_owner()

    def _touch_owner(self, _value: object) -> None:
        self._owner_touched = True

    def _fit_owner(self) -> None:
        """Today it is the one who promises, another day whoever sits here then; unless somebody has said."""
        due_at = self.due_at()
        if due_at is None or self._owner_touched:
            return
        today = self._now.astimezone(ZONE).date()
        self.owner.set_value("me" if due_at.astimezone(ZONE).date() == today else "desk")
