"""The small card of a promise: when somebody is back, and who."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mottagning.contacts.dues import Dues
from mottagning.db import Database
from mottagning.desk.promisetime import Understood, understand
from mottagning.desk.promising import Suggestion, suggestions
from mottagning.errors import Trouble
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of, time_field, time_of
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE, WorkTime

_OTHER = "other"
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_TEN = time(10)
"""Another time is mostly one on the next working day."""


class PromiseForm(QWidget):
    """Asks for a time and an owner. Enter promises, also with nothing touched: the first suggestion is chosen.

    A time can be typed as it is said; whoever begins to type writes in that line. The exact time always stands beneath
    it before it is promised. With `handlers` (id, name) a time can be booked with one of them.
    """

    promised = Signal(object, object)
    """(due_at, owner or None for the desk)."""
    booked = Signal(object, int)
    """(when it begins, with whom)."""
    given_up = Signal()

    def __init__(
        self, workplace: Workplace, handlers: Sequence[tuple[int, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._now = workplace.now()
        self._times: tuple[Suggestion, ...] = ()
        self._worktime: WorkTime | None = None
        self._owner_touched = False
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(tr("Or type it: before 15, Thursday 10, in an hour…"))
        self.typed.setAccessibleName(tr("When, in words"))
        self.typed.textChanged.connect(self._hear)
        self.echo = label("", "strong", wraps=True)
        self.day = day_field(self._now.astimezone(ZONE).date())
        self.time = time_field(_TEN)
        with_whom = [(person, tr("Book a time with {name}", name=name)) for person, name in handlers]
        owners = [("desk", tr("Whoever sits here then")), ("me", tr("I am")), *with_whom]
        self.owner = Choice(tr("Who is back?"), owners, "me")
        self._whens = QVBoxLayout()
        self._whens.setContentsMargins(0, 0, 0, 0)
        self.times: Choice | None = None
        self._fields = beside(self.day, self.time)
        self._notice = Notice()
        self.ok = primary_button(tr("Promise"), self.promise)
        self.cancel = button(tr("Cancel"), self.given_up.emit)
        self._lay_out()
        for field in (self.day, self.time):
            field.editingFinished.connect(self._settle)
        self.day.dateChanged.connect(lambda _day: self._say_time())
        self.time.timeChanged.connect(lambda _time: self._say_time())
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
        lines.addWidget(self.typed)
        lines.addWidget(self.echo)
        lines.addSpacing(INSIDE)
        lines.addWidget(label(tr("Who is back?"), "quiet"))
        lines.addWidget(self.owner)
        lines.addWidget(self._notice)
        lines.addSpacing(BETWEEN)
        lines.addWidget(beside(self.ok, self.cancel))
        lines.addStretch(1)
        self._fields.hide()

    def promise(self) -> None:
        """Promise what is chosen or typed, or book it."""
        due_at, owner = self.due_at(), self.owner.value()
        if due_at is None:
            return
        if due_at <= self._workplace.now():
            self._notice.say(tr("That time has passed already. Choose a later one."))
        elif not isinstance(owner, int):
            self.promised.emit(due_at, self._workplace.me if owner == "me" else None)
        elif self._names_a_time_of_day():
            self.booked.emit(due_at, owner)
        else:
            self._notice.say(tr("A booked time begins at a time of day. Type it, such as “Thursday 10”."))

    def due_at(self) -> datetime | None:
        """The time that is typed or chosen (UTC); None while it is not understood, or the suggestions are being read.

        Says why a typed one is not understood.
        """
        if self.times is None or self._worktime is None:
            return None
        if self.typed.text().strip():
            try:
                return understand(self.typed.text(), self._worktime, self._now).due_at
            except Trouble as trouble:
                self._notice.show_trouble(trouble)
                return None
        return self._chosen_time()

    def _chosen_time(self) -> datetime | None:
        chosen = self.times.value() if self.times is not None else None
        if isinstance(chosen, int):
            return self._times[chosen].due_at
        return datetime.combine(day_of(self.day), time_of(self.time), ZONE).astimezone(UTC)

    def _shown_time(self) -> tuple[Understood | None, datetime | None]:
        """What is understood of what is typed, and the time that would be promised."""
        found = self._understood()
        if found is not None or self.typed.text().strip() or self.times is None:
            return found, found.due_at if found else None
        return None, self._chosen_time()

    def _names_a_time_of_day(self) -> bool:
        if found := self._understood():
            return found.has_time
        return self.times is not None and self.times.value() == _OTHER

    def _understood(self) -> Understood | None:
        if self._worktime is None or not self.typed.text().strip():
            return None
        try:
            return understand(self.typed.text(), self._worktime, self._now)
        except Trouble:
            return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.promise()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        if event.text().strip() and event.text().isprintable() and not event.modifiers() & _COMMANDS:
            self.typed.setFocus(Qt.FocusReason.OtherFocusReason)
            self.typed.insert(event.text())
            return
        super().keyPressEvent(event)

    def _suggest(self, database: Database) -> tuple[WorkTime, tuple[Suggestion, ...]]:
        worktime = Dues.of(database).worktime
        return worktime, suggestions(worktime, self._now)

    def _show_times(self, found: tuple[WorkTime, tuple[Suggestion, ...]]) -> None:
        self._worktime, times = found
        self._times = times
        answers = [(number, self._word(each)) for number, each in enumerate(times)]
        self.times = Choice(tr("When are we back?"), [*answers, (_OTHER, tr("Another time…"))], 0)
        self.times.chosen.connect(self._choose)
        self._whens.addWidget(self.times)
        before: QWidget = self
        for answer in self.times.answers():
            self.setTabOrder(before, answer)
            before = answer
        self.setTabOrder(before, self.typed)
        other_day = next((each.due_at for each in times if each.kind in ("tomorrow", "day")), self._now)
        local = other_day.astimezone(ZONE)
        self.day.setDate(QDate(local.year, local.month, local.day))
        had_focus = self.hasFocus()
        self.setFocusProxy(self.times)
        if had_focus:
            self.times.setFocus(Qt.FocusReason.PopupFocusReason)
        self._settle()

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
        self.typed.clear()
        self._notice.clear()
        self._settle()

    def _hear(self, text: str) -> None:
        """A typed time stands for itself: no suggestion is chosen beside it."""
        self._notice.clear()
        if self.times is not None and (text.strip() or self.times.value() is None):
            self.times.set_value(None if text.strip() else 0)
            self._fields.hide()
        self._settle()

    def _settle(self) -> None:
        self._say_time()
        self._fit_owner()

    def _say_time(self) -> None:
        """The exact time that would be promised, and what was moved to come to it."""
        found, due_at = self._shown_time()
        if due_at is None:
            self.echo.setText("")
            return
        exact = f"{when.heading_day(due_at.astimezone(ZONE).date())} {when.clock(due_at)}"
        self.echo.setText(f"{_moved(found)} {exact}".strip() if found else exact)

    def _touch_owner(self, _value: object) -> None:
        self._owner_touched = True

    def _fit_owner(self) -> None:
        """Today it is the one who promises, another day whoever sits here then; unless somebody has said."""
        _found, due_at = self._shown_time()
        if due_at is None or self._owner_touched:
            return
        today = self._now.astimezone(ZONE).date()
        self.owner.set_value("me" if due_at.astimezone(ZONE).date() == today else "desk")


def _moved(found: Understood) -> str:
    """Why it is not the time that was typed; "" when it is."""
    if found.closed is not None:
        day = when.heading_day(found.closed)
        if found.holiday:
            return tr("{day} is closed ({holiday}):", day=day, holiday=found.holiday.lower())
        return tr("{day} is closed:", day=day)
    if found.asked is not None:
        return tr("Closed at {time}:", time=f"{found.asked:%H:%M}")
    return ""
