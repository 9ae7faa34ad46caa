"""The small card of feedback to a notifier: what she was told of her report, and when."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.cases.feedback import GiveFeedback
from mottagning.cases.telling import Feedback
from mottagning.changes import Changes
from mottagning.texts import tr
from mottagning.ui.cases import partywords
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, label, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE


class FeedbackForm(QWidget):
    """Notes the answer. `done` when it is noted."""

    done = Signal()

    def __init__(self, workplace: Workplace, feedback: Feedback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._feedback = feedback
        answers = [(answer, tr(word)) for answer, word in partywords.ANSWERS.items()]
        self.answer = Choice(tr("She was told"), answers, None)
        self.given_on = day_field(workplace.now().astimezone(ZONE).date())
        self.given_on.setAccessibleName(tr("Given"))
        self.notice = Notice()
        self.ok = primary_button(tr("Note the answer"), self._save)
        form = Form()
        form.add(tr("She was told"), self.answer)
        form.add(tr("Given"), beside(self.given_on))
        no_more = tr("Say no more than this, and nothing if it is not suitable with regard to the child (SoL 19:6).")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(label(no_more, "quiet", wraps=True))
        lines.addWidget(form)
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok))
        self.setFocusProxy(self.answer.focusProxy() or self.answer)

    def _save(self) -> None:
        answer = self.answer.value()
        if answer is None:
            self.notice.say(tr("Choose what was answered."))
            return
        pause(self.ok)
        command = GiveFeedback(
            by=self._workplace.me,
            feedback=self._feedback.id,
            version=self._feedback.version,
            on=day_of(self.given_on),
            answer=str(answer),
        )
        self._workplace.do(command, tr("The feedback is noted."), self._saved, self._refuse)

    def _saved(self, _changes: Changes) -> None:
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        self.notice.show_trouble(as_trouble(error))
