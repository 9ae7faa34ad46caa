"""What has been answered: what waits to go, what went, and what somebody has to decide about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.contacts.answers.outgoing import AnswerView
from mottagning.desk.look import Look
from mottagning.texts import tr
from mottagning.ui import when
from mottagning.ui.desk.noteparts import empty
from mottagning.ui.tokens import INSIDE, Tone
from mottagning.ui.widgets.form import beside, button, label, link_button
from mottagning.ui.widgets.notice import Notice

AGAIN, WENT, BACK = "again", "went", "back"


class AnswersPart(QWidget):
    """`decided` gives (what, answer): it goes again, it went, or it is taken back."""

    decided = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(INSIDE)
        self.hide()

    def show_look(self, look: Look, now: datetime) -> None:
        """Show the answers to a contact."""
        shown = (look.whole.summary.id, look.answers)
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._lines)
        for each in look.answers:
            for part in self._parts(each, look, now):
                self._lines.addWidget(part)
        self.setVisible(bool(look.answers))

    def _parts(self, answer: AnswerView, look: Look, now: datetime) -> Iterator[QWidget]:
        by = look.initials(answer.by)
        back = partial(self.decided.emit, BACK, answer.id)
        if answer.elsewhere:
            time = when.when(answer.sent_at, now) if answer.sent_at else ""
            yield label(tr("Answered in Outlook {time}", time=time), "strong", wraps=True)
            if "close" in look.can:
                yield label(tr("Press Done when nothing is left to do."), "quiet", wraps=True)
        elif answer.state == "sent":
            time = when.when(answer.sent_at, now) if answer.sent_at else ""
            yield label(tr("Answered by mail {time} ({by})", time=time, by=by), "strong", wraps=True)
        elif answer.state == "sending":
            yield label(tr("An answer is being sent."), "quiet")
        elif answer.state == "waiting" and answer.error:
            yield _notice(tr("An answer waits to be sent. {why}", why=answer.error), Tone.WARN)
            yield beside(button(tr("Take the answer back"), back))
        elif answer.state == "waiting":
            yield beside(
                label(tr("An answer goes in a few seconds."), "quiet"), link_button(tr("Take the answer back"), back)
            )
        elif answer.state == "failed":
            yield _notice(tr("The answer could not be sent. {why}", why=answer.error or ""), Tone.BAD)
            yield beside(self._button(tr("Try again"), AGAIN, answer), button(tr("Take the answer back"), back))
        else:
            said = tr("It is not known whether the answer was sent. {why}", why=answer.error or "")
            what_now = tr("Look in the mailbox {name} among what was sent, then say how it is.", name=answer.mailbox)
            yield _notice(f"{said} {what_now}", Tone.BAD)
            went, again = self._button(tr("It was sent"), WENT, answer), self._button(tr("Send again"), AGAIN, answer)
            yield beside(went, again)

    def _button(self, text: str, what: str, answer: AnswerView) -> QWidget:
        return button(text, partial(self.decided.emit, what, answer.id))


def _notice(sentence: str, tone: Tone) -> Notice:
    made = Notice()
    made.say(sentence, tone)
    return made
