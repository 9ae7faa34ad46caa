"""The small card of feedback to a notifier: what she was told of her report, and when."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mottagning.cases.feedback import GiveFeedback
from mottagning.cases.telling import Feedback
from mottagning.texts import tr
from mottagning.ui.cardform import CardForm
from mottagning.ui.cases import partywords
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, label
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE


class FeedbackForm(CardForm):
    """Notes the answer. `done` when it is noted."""

    def __init__(self, workplace: Workplace, feedback: Feedback, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent, saves=tr("Note the answer"))
        self._feedback = feedback
        answers = [(answer, tr(word)) for answer, word in partywords.ANSWERS.items()]
        self.answer = Choice(tr("She was told"), answers, None)
        self.given_on = day_field(workplace.now().astimezone(ZONE).date())
        self.given_on.setAccessibleName(tr("Given"))
        form = Form()
        form.add(tr("She was told"), self.answer)
        form.add(tr("Given"), beside(self.given_on))
        no_more = tr("Say no more than this, and nothing if it is not suitable with regard to the child (SoL 19:6).")
        self._place(label(no_more, "quiet", wraps=True), form)
        self.setFocusProxy(self.answer.focusProxy() or self.answer)

    def _save(self) -> None:
        answer = self.answer.value()
        if answer is None:
            self.notice.say(tr("Choose what was answered."))
            return
        command = GiveFeedback(
            by=self._workplace.me,
            feedback=self._feedback.id,
            version=self._feedback.version,
            on=day_of(self.given_on),
            answer=str(answer),
        )
        self._do(command, tr("The feedback is noted."))
