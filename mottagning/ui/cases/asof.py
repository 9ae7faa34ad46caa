"""How old the case list is, wherever something of it is shown: quiet while fresh, red with a sentence when not."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.theme import font
from mottagning.ui.tokens import Tone
from mottagning.ui.widgets.form import label
from mottagning.ui.widgets.notice import Notice


class AsOf(QWidget):
    """Says as of when; with `show_age` again whenever that is known anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = label("", "quiet")
        self.notice = Notice()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.line)
        lines.addWidget(self.notice)

    def set_scale(self, scale: float) -> None:
        """Make the line larger, for a whole room."""
        self.line.setFont(font(scale=scale))

    def show_age(
        self, as_of: datetime | None, is_stale: bool, now: datetime, held: str | None = None, *, reads_in: bool = False
    ) -> None:
        """`as_of` is None when no list was ever read in; `held` says why a later one waits to be looked at.

        `reads_in`: whoever looks can read the list in, with the button beside this line.
        """
        self.line.setVisible(not is_stale)
        if not is_stale and as_of is not None:
            self.line.setText(sentence(as_of, now))
            self.line.setToolTip(when.exact(as_of))
            told, tone = _waits(held, reads_in), Tone.WARN
        elif as_of is None and reads_in:
            told = _waits(held, reads_in) or tr(
                "No case list has been read in yet. Choose the file with “Read in the case list…”."
            )
            tone = Tone.WARN
        else:
            told, tone = stale_sentence(as_of, now), Tone.WARN if as_of is None else Tone.BAD
        if not told:
            self.notice.clear()
        elif self.notice.sentence != told:
            self.notice.say(told, tone)


def sentence(as_of: datetime, now: datetime) -> str:
    """As of when, in half a line."""
    if as_of.astimezone(when.HERE).date() == now.astimezone(when.HERE).date():
        return tr("By the case list at {time}", time=when.clock(as_of))
    return tr("By the case list from {day} {time}", day=_day(as_of, now), time=when.clock(as_of))


def stale_sentence(as_of: datetime | None, now: datetime) -> str:
    """Why it cannot be relied upon, and what to do."""
    if as_of is None:
        return tr("No case list has been read in yet. The team lead reads it in on the page of the cases.")
    return tr(
        "The case list is from {day} {time}, too old to rely on. Look in the case system before you say anything.",
        day=_day(as_of, now),
        time=when.clock(as_of),
    )


def _waits(held: str | None, reads_in: bool) -> str:
    """That a newer list waits, and why; whoever may read it in here is told how to go on."""
    if not held:
        return ""
    if reads_in:
        return tr("A newer list waits. {why} Read it in once more, and look at what it would change.", why=held)
    return tr("A newer case list waits for the team lead. {why}", why=held)


def _day(at: datetime, now: datetime) -> str:
    return when.short_day(at.astimezone(when.HERE).date(), now)
