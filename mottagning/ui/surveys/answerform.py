"""The short form at the end of a contact, filled in with the client; and the same for cards that came on paper.

What is answered is counted for the week, the channel and the kind of help, and is tied to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.desk.lastdone import LastDone, last_done
from mottagning.measures.questions import Survey, load_survey
from mottagning.measures.surveys import CHANNELS, CountAnswers, Response, Way, monday
from mottagning.people.unit import load_unit
from mottagning.texts import N_, tr
from mottagning.ui.main_window import MainWindow
from mottagning.ui.surveys import surveywords
from mottagning.ui.surveys.scale import Questions
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, button, hairline, label, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

WIDTH = 620
_UNNAMED = N_(
    "Counted for the week alone, never tied to the contact, the case or a person. A figure answers a line, the first "
    "letter the last one."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and the kinds of help to choose from."""

    survey: Survey
    categories: tuple[str, ...]


class AnswerForm(QWidget):
    """`done` when it is counted or given up. `of_cards`: it stays for the next card, and asks when they came."""

    done = Signal()

    def __init__(
        self,
        workplace: Workplace,
        asked: Asked,
        channel: str = "phone",
        category: str = "",
        *,
        of_cards: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._of_cards = of_cards
        self.questions = Questions(asked.survey, one_by_one=of_cards)
        self.day = day_field(workplace.now().astimezone(ZONE).date())
        self.channel = Choice(tr("Contact"), [(each, surveywords.channel(each)) for each in CHANNELS], channel)
        kinds = [*((each, surveywords.category(each)) for each in asked.categories), ("", tr("Do not know"))]
        self.help = Choice(tr("Kind of help"), kinds, category if category in asked.categories else "")
        self.notice = Notice()
        self.ok = primary_button(tr("Count the answers"), self.count)
        self.ok.setToolTip(tr("Count the answers ({keys})", keys="Ctrl+Enter"))
        self._cancel = button(tr("Close") if of_cards else tr("Cancel"), self.done.emit)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.count)
        self._lay_out()
        self.questions.ended.connect(self._offer)
        self.setFocusProxy(self.questions)

    def _lay_out(self) -> None:
        form = Form()
        if self._of_cards:
            form.add(tr("Answered on"), beside(self.day), tr("A day of the week in which the cards were filled in."))
        form.add(tr("Contact"), self.channel)
        form.add(tr("Kind of help"), self.help)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(self.questions)
        lines.addWidget(hairline())
        lines.addWidget(form)
        lines.addWidget(self.notice)
        lines.addSpacing(BETWEEN - INSIDE)
        lines.addWidget(beside(self.ok, self._cancel))
        lines.addWidget(label(tr(_UNNAMED), "caption", "quiet", wraps=True))

    def _offer(self) -> None:
        self.ok.setFocus(Qt.FocusReason.TabFocusReason)

    def count(self) -> None:
        """Count what is answered; a question that is left out is left out. Nothing while it is being counted."""
        if not self.ok.isEnabled():  # the keys were held down
            return
        answers = self.questions.answers()
        if not answers:
            self.notice.say(tr("Nothing is answered yet."))
            return
        way: Way = "card" if self._of_cards else "form"
        response = Response(
            week=monday(day_of(self.day)),
            way=way,
            channel=str(self.channel.value()),
            category=str(self.help.value()),
            answers=answers,
        )
        pause(self.ok)
        # By nobody: who noted it, and when, would point at whom she had just spoken with.
        command = CountAnswers(by=None, responses=(response,))
        self._workplace.do(command, tr("The answers are counted."), self._counted, self._refuse)

    def _counted(self, _changes: Changes) -> None:
        resume(self.ok)
        self.notice.clear()
        if self._of_cards:
            self.questions.clear()
        else:
            self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        resume(self.ok)
        self.notice.show_trouble(as_trouble(error))


def ask(
    workplace: Workplace, window: QWidget, channel: str | None = None, category: str = "", *, of_cards: bool = False
) -> None:
    """Open the form over whatever is shown; without a channel about whatever the one who asks has done last."""
    me, now = workplace.me, workplace.now()
    if me is None:
        return
    assert isinstance(window, MainWindow)
    title = tr("Cards that were filled in") if of_cards else tr("How was it to turn to us?")

    def work(database: Database) -> tuple[Asked, LastDone]:
        last = last_done(database, me, now) if channel is None and not of_cards else None
        with database.reading():
            asked = Asked(load_survey(database), tuple(load_unit(database).colours))
        return asked, last or LastDone(channel or "phone", category)

    def show(found: tuple[Asked, LastDone]) -> None:
        asked, about = found
        form = AnswerForm(workplace, asked, about.channel, about.category, of_cards=of_cards)
        form.done.connect(window.show_card(title, form, width=WIDTH).slide_out)

    workplace.read(window, work, show)
