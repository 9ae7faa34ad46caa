"""What clients are asked: questions answered from 1 to 5, and whether they got the right help; for the team lead."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from mottagning.changes import Changes
from mottagning.measures.questions import Question, SaveSurvey, Survey, load_survey, shipped
from mottagning.texts import tr
from mottagning.ui.settings.growing import Growing
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import grown
from mottagning.ui.tokens import INSIDE
from mottagning.ui.widgets.form import beside, button, label, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble

_NAME = 170


class SurveysSection(Section):
    """Answers belong to the question they were given to, however its words are mended; new words ask something new."""

    def __init__(self, workplace: Workplace) -> None:
        why = tr(
            "Asked at the end of a contact, on cards and by e-mail; answered from 1 to 5. Mend the words of a question "
            "and its answers go on. To ask something else, remove it and add another: then nothing is mixed."
        )
        super().__init__(tr("Surveys"), why)
        self._workplace = workplace
        self._kept = shipped()
        self.questions: Growing[QuestionLine] = Growing(tr("Questions"), tr("Add a question"), QuestionLine)
        self.effect = QLineEdit()
        self.effect.setAccessibleName(tr("The question of effect"))
        self.notice = Notice()
        self.ok = primary_button(tr("Save"), self.save)
        self.shipped_button = button(tr("Back to the questions of the program"), lambda: self._fill(shipped()))
        heads = beside(_head(tr("Name in tables")), label(tr("What is asked"), "caption", "quiet"))
        for part in (
            heads,
            self.questions,
            label(tr("And last, answered with yes, in part or no"), "caption", "quiet"),
            self.effect,
            self.notice,
            beside(self.ok, self.shipped_button),
        ):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.setFocusProxy(self.questions)
        workplace.changed.connect(self._on_changes)
        self._read()

    def save(self) -> None:
        """Ask this from now on."""
        lines = [line for line in self.questions.lines if line.words.text().strip() or line.name.text().strip()]
        asked = Survey(questions=tuple(line.question() for line in lines), effect=self.effect.text())
        command = SaveSurvey(by=self._workplace.me, survey=asked, before=self._kept)
        self._workplace.do(command, tr("The questions are saved."), self._on_saved, self._refuse)

    def _read(self) -> None:
        self._workplace.read(self, load_survey, self._show)

    def _show(self, survey: Survey) -> None:
        self._kept = survey
        self._fill(survey)

    def _fill(self, survey: Survey) -> None:
        self.questions.clear()
        for question in survey.questions:
            self.questions.put().show_question(question)
        self.effect.setText(survey.effect)

    def _on_saved(self, _changes: Changes) -> None:
        self.notice.clear()

    def _on_changes(self, changes: Changes) -> None:
        # Answers come in all day; what is being written here goes on until the questions themselves are others.
        if changes.concerns("survey"):
            self._workplace.read(self, load_survey, self._show_if_changed)

    def _show_if_changed(self, survey: Survey) -> None:
        if survey != self._kept:
            self._show(survey)

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))


class QuestionLine(QWidget):
    """A question: what tables call it, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name in tables"))
        self.name.setFixedWidth(grown(_NAME))
        self.words = QLineEdit()
        self.words.setAccessibleName(tr("What is asked"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        row.addWidget(self.name)
        row.addWidget(self.words, 1)
        self.setFocusProxy(self.name)

    def show_question(self, question: Question) -> None:
        """Show it."""
        self._key = question.key
        self.name.setText(question.name)
        self.words.setText(question.words)

    def question(self) -> Question:
        """What stands there."""
        return Question(key=self._key, name=self.name.text(), words=self.words.text())


def _head(text: str) -> QWidget:
    made = label(text, "caption", "quiet")
    made.setFixedWidth(grown(_NAME))
    return made
