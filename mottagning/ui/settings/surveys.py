"""What clients are asked: questions answered from 1 to 5, and whether they got the right help; for the team lead."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mottagning.measures.questions import Question, SaveSurvey, Survey, load_survey, shipped
from mottagning.texts import tr
from mottagning.ui.keeping import Keeping
from mottagning.ui.settings.growing import Growing
from mottagning.ui.settings.section import Section
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.form import beside, button, label
from mottagning.ui.workplace import Workplace

_NAME_WIDTH = 170


class SurveysSection(Section):
    """Answers belong to the question they were given to, however its words are mended; new words ask something new.

    What the team lead is writing stays when somebody else changes something meanwhile.
    """

    def __init__(self, workplace: Workplace) -> None:
        why = tr(
            "Asked at the end of a contact, on cards and by e-mail; answered from 1 to 5. Mend the words of a question "
            "and its answers go on. To ask something else, remove it and add another: then nothing is mixed."
        )
        super().__init__(tr("Surveys"), why)
        self._workplace = workplace
        self.questions: Growing[QuestionLine] = Growing(tr("Questions"), tr("Add a question"), QuestionLine)
        self.effect = QLineEdit()
        self.effect.setAccessibleName(tr("The question of effect"))
        self.shipped_button = button(tr("Back to the questions of the program"), self._show_shipped)
        self.shipped_button.setEnabled(False)
        form = self._laid_out()
        self.keeping = Keeping(
            form,
            workplace,
            read=load_survey,
            fill=self._fill,
            said=self._said,
            command=self._command,
            says=tr("The questions are saved."),
            kinds=("survey",),
        )
        ways = beside(self.keeping.ok, self.keeping.back, None, self.shipped_button)
        for part in (form, self.keeping.notice, ways):
            self.lines.addWidget(part)
        self.lines.addStretch(1)
        self.setFocusProxy(self.questions)
        self.keeping.reload()

    def _laid_out(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN)
        for part in (
            beside(_head(tr("Name in tables")), label(tr("What is asked"), "caption", "quiet")),
            self.questions,
            label(tr("And last, answered with yes, in part or no"), "caption", "quiet"),
            self.effect,
        ):
            column.addWidget(part)
        return form

    def _fill(self, survey: Survey) -> None:
        self._show(survey)
        self.shipped_button.setEnabled(True)

    def _show_shipped(self) -> None:
        """The questions to begin with, to look at: nothing is kept before it is saved."""
        self._show(shipped())

    def _show(self, survey: Survey) -> None:
        if self._said() == replace(survey, former=()):
            return  # answers come in all day: nobody loses her place in the form for them
        self.questions.clear()
        for question in survey.questions:
            self.questions.put().show_question(question)
        self.effect.setText(survey.effect)

    def _said(self) -> Survey:
        """What stands there, empty lines too."""
        return Survey(questions=tuple(line.question() for line in self.questions.lines), effect=self.effect.text())

    def _command(self) -> SaveSurvey:
        said = self._said()
        asked = tuple(each for each in said.questions if each.words.strip() or each.name.strip())
        return SaveSurvey(by=self._workplace.me, survey=replace(said, questions=asked), seen=self.keeping.found)


class QuestionLine(QWidget):
    """A question: what tables call it, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self._key = ""
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name in tables"))
        self.name.setFixedWidth(grown(_NAME_WIDTH))
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
    made.setFixedWidth(grown(_NAME_WIDTH))
    return made
