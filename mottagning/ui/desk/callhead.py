"""The head of a call card: who, how long, how the line is, and by which way it came."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mottagning import phones
from mottagning.contacts.model import Summary
from mottagning.texts import tr
from mottagning.ui.desk import words
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.form import button, label
from mottagning.ui.workplace import Workplace

_SECOND_MS = 1_000
_CHANNELS = ("phone", "visit", "letter")


class CallHead(QWidget):
    """The clock runs from `since`. Of a call that is a contact the way is known, and the caller may be nobody."""

    anonymous_asked = Signal()

    def __init__(self, workplace: Workplace, since: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self.since = since
        self.clock = label("00:00", "figure")
        self.who = label("", "title")
        self.state = label("", "quiet", wraps=True)
        self.anonymous = button(tr("Anonymous"), self.anonymous_asked.emit)
        self.anonymous.setToolTip(tr("The number is forgotten and never stored ({keys})", keys="Alt+A"))
        self.channel = Choice(tr("Way"), [(name, tr(words.CHANNELS[name])) for name in _CHANNELS], "phone")
        self._tick = QTimer(self, interval=_SECOND_MS)
        self._tick.timeout.connect(self._show_clock)
        self.first = QHBoxLayout()
        for part in (self.anonymous, self.clock):
            self.first.addWidget(part)
        self.first.insertWidget(0, self.who, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addLayout(self.first)
        lines.addWidget(self.state)
        lines.addWidget(self.channel)

    def put_beside(self, part: QWidget) -> None:
        """Let this stand beside who it is."""
        self.first.insertWidget(1, part)

    def start(self) -> None:
        """Let the clock run."""
        self._show_clock()
        self._tick.start()

    def stop(self) -> None:
        """The call is over."""
        self._tick.stop()

    def show_call(self, contact: Summary | None, number: str | None, *, is_nobody: bool, is_new: bool) -> None:
        """Show what is known of a call; `number` (E.164) is the one that waits in memory."""
        if is_nobody:
            self.who.setText(tr("Anonymous"))
        elif number:
            self.who.setText(phones.display(number))
        elif contact is not None:
            self.who.setText(words.who(contact))
        else:
            self.who.setText(tr("New contact"))
        self.anonymous.setVisible(not is_new and not is_nobody and not (contact is not None and contact.anonymous))
        self.channel.setVisible(is_new)
        self.state.setText(words.line(contact) if contact is not None else "")
        self.state.setVisible(bool(self.state.text()))

    def _show_clock(self) -> None:
        seconds = max(0, int((self._workplace.now() - self.since).total_seconds()))
        self.clock.setText(f"{seconds // 60:02}:{seconds % 60:02}")
        self.clock.setAccessibleName(tr("Clock {time}", time=self.clock.text()))
