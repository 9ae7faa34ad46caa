"""The card on which somebody notes what happened to a case's deadlines, and what makes the case weigh more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDateEdit, QGridLayout, QVBoxLayout, QWidget

from mottagning.cases.courses import (
    CaseCourse,
    Decision,
    EndPause,
    Noted,
    NoteDate,
    NotedDate,
    PauseDeadline,
    ProlongDeadline,
    RemoveDecision,
    case_course,
)
from mottagning.cases.deadlines import Deadline
from mottagning.cases.feedback import RULE as FEEDBACK
from mottagning.cases.weighing import CaseWeight, SetExtras, load_weights, weights_of
from mottagning.cases.weights import Weights
from mottagning.changes import Changes
from mottagning.command import Command
from mottagning.db import Database
from mottagning.texts import N_, tr
from mottagning.ui import when
from mottagning.ui.cases.facts import Deadlines
from mottagning.ui.cases.points import number
from mottagning.ui.main_window import MainWindow
from mottagning.ui.settings.ticks import Ticks
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.fields import day_field, day_of
from mottagning.ui.widgets.form import Form, beside, button, hairline, label, link_button, primary_button
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

_WIDTH = 620
_MOMENTS = {
    "protection_assessed": N_("Protection was assessed"),
    "decision_requested": N_("The party asked for a decision"),
}


@dataclass(frozen=True, slots=True)
class _Read:
    """What the card shows; `weight` None for a closed case."""

    course: CaseCourse
    table: Weights
    weight: CaseWeight | None


class CourseCard(QWidget):
    """For one case. Everything that is noted here can be undone from the line at the bottom of the window."""

    def __init__(self, workplace: Workplace, case: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._case = case
        self._content: QWidget | None = None
        self._is_asking = False
        self.extras: Ticks | None = None
        self.notice = Notice()
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(INSIDE)
        self._lines.addWidget(self.notice)
        self.setMinimumHeight(120)
        workplace.changed.connect(self._on_changes)
        self._refresh()

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns("case", "feed", "setting") and not self._is_asking:
            self._refresh()

    def _refresh(self) -> None:
        case, today = self._case, self._today()

        def read(database: Database) -> _Read:
            with database.reading():
                course = case_course(database, case, today)
                return _Read(course, load_weights(database), weights_of(database, [case]).get(case))

        self._workplace.read(self, read, self._show, self._refuse)

    def _today(self) -> date:
        return self._workplace.now().astimezone(ZONE).date()

    # What is shown ----------------------------------------------------------------------------------------------------

    def _show(self, found: _Read) -> None:
        now = self._workplace.now()
        boxes = self.extras.boxes if self.extras is not None and self.extras.isVisible() else {}
        at = next((code for code, box in boxes.items() if box.hasFocus()), None)
        self._is_asking, self.extras = False, None
        made = QWidget()
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        if found.course.deadlines:
            lines.addWidget(Deadlines(found.course.deadlines, now))
        else:
            lines.addWidget(label(tr("No deadline counts for this case."), "quiet", wraps=True))
        for decision in found.course.decisions:
            lines.addWidget(self._decision(decision, found.course, now))
        moves = [each for each in map(self._moves, found.course.deadlines) if each is not None]
        for part in moves:
            lines.addWidget(part)
        if found.course.notable:
            lines.addWidget(hairline())
            lines.addWidget(label(tr("What has happened"), "strong"))
            lines.addWidget(self._dates(found.course, now))
        if found.weight is not None:
            lines.addWidget(hairline())
            lines.addWidget(label(tr("Case weight"), "strong"))
            lines.addWidget(self._weight(found.table, found.weight))
        self._exchange(made)
        if at is not None and self.extras is not None and at in self.extras.boxes:
            self.extras.boxes[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _decision(self, decision: Decision, course: CaseCourse, now: datetime) -> QWidget:
        """A line that says what was decided, and takes it back or lets the deadline go on."""
        rules = {each.rule.code: tr(each.rule.name) for each in course.deadlines}
        name, first = rules.get(decision.rule, decision.rule), when.short_day(decision.first, now)
        last = when.short_day(decision.last, now) if decision.last else ""
        if decision.kind == "prolonged":
            said = tr("{name}: prolonged until {last} by a decision of {first}", name=name, last=last, first=first)
        elif decision.last:
            said = tr("{name}: stood still from {first} to {last}", name=name, first=first, last=last)
        else:
            said = tr("{name}: stands still since {first}", name=name, first=first)
        parts: list[QWidget | None] = [label(said, wraps=True), None]
        if decision.kind == "paused" and decision.last is None:
            parts.append(link_button(tr("Let it go on"), partial(self._end, decision)))
        removal = RemoveDecision(by=self._workplace.me, decision=decision.id, version=decision.version)
        parts.append(link_button(tr("Remove"), partial(self._do, removal, tr("What was noted is removed."))))
        return beside(*parts)

    def _moves(self, deadline: Deadline) -> QWidget | None:
        """The buttons that move a deadline which may be moved."""
        if deadline.status == "done" or deadline.rule.code == FEEDBACK:
            return None
        ways = []
        if deadline.rule.may_prolong:
            ways.append(button(tr("Prolong…"), partial(self._ask_prolongation, deadline)))
        if deadline.rule.may_pause and deadline.status != "paused":
            ways.append(button(tr("Let it stand still…"), partial(self._ask_pause, deadline)))
        return beside(label(tr(deadline.rule.name), "quiet"), *ways) if ways else None

    def _dates(self, course: CaseCourse, now: datetime) -> QWidget:
        noted = {each.moment: each for each in course.dates}
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(INSIDE)
        grid.setColumnStretch(0, 1)
        for row, moment in enumerate(course.notable):
            grid.addWidget(label(tr(_MOMENTS[moment]), wraps=True), row, 0)
            known = noted.get(moment)
            if known is not None:
                grid.addWidget(label(when.short_day(known.on, now)), row, 1)
                grid.addWidget(link_button(tr("Remove"), partial(self._forget_date, known)), row, 2)
                continue
            field = day_field(self._today())
            field.setAccessibleName(tr(_MOMENTS[moment]))
            grid.addWidget(field, row, 1)
            grid.addWidget(button(tr("Note the day"), partial(self._note_date, moment, field)), row, 2)
        return made

    def _weight(self, table: Weights, weight: CaseWeight) -> QWidget:
        if weight.is_told:
            return label(tr("{points} points, by the case list.", points=number(weight.points)), wraps=True)
        said = label(tr("{points} points by the unit's table.", points=number(weight.points)), wraps=True)
        extras = [(extra.code, tr(extra.name)) for extra in table.extras]
        if not extras:
            return said
        self.extras = Ticks(tr("What makes the case weigh more"), extras, (*weight.extras, *weight.found))
        for code in weight.found:
            self.extras.boxes[code].setEnabled(False)
            self.extras.boxes[code].setToolTip(tr("Noted among the parties."))
        self.extras.changed.connect(lambda: self._set_extras(weight))
        made = QWidget()
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(said)
        lines.addWidget(self.extras)
        return made

    # What is done -----------------------------------------------------------------------------------------------------

    def _do(self, command: Command, said: str) -> None:
        self.notice.clear()
        self._workplace.do(command, said, lambda _changes: self._refresh(), self._refuse)

    def _end(self, decision: Decision) -> None:
        """It goes on today: yesterday was the last day of the pause, or its only one."""
        last = max(decision.first, self._today() - timedelta(days=1))
        command = EndPause(by=self._workplace.me, decision=decision.id, version=decision.version, last=last)
        self._do(command, tr("The deadline goes on."))

    def _note_date(self, moment: Noted, field: QDateEdit) -> None:
        command = NoteDate(by=self._workplace.me, case=self._case, moment=moment, on=day_of(field))
        self._do(command, tr("The day is noted."))

    def _forget_date(self, known: NotedDate) -> None:
        command = NoteDate(by=self._workplace.me, case=self._case, moment=known.moment, on=None, version=known.version)
        self._do(command, tr("What was noted is removed."))

    def _set_extras(self, weight: CaseWeight) -> None:
        assert self.extras is not None
        ticked = tuple(code for code in self.extras.values() if code not in weight.found or code in weight.extras)
        command = SetExtras(by=self._workplace.me, case=self._case, extras=ticked, version=weight.version)
        self._do(command, tr("What makes the case weigh more is noted."))

    def _ask_prolongation(self, deadline: Deadline) -> None:
        first, last = day_field(self._today()), day_field(deadline.due + timedelta(days=30))
        first.setAccessibleName(tr("Decided"))
        last.setAccessibleName(tr("Prolonged until"))

        def note() -> Command:
            return ProlongDeadline(
                by=self._workplace.me,
                case=self._case,
                rule=deadline.rule.code,
                decided_on=day_of(first),
                until=day_of(last),
            )

        form = Form()
        form.add(tr("Decided"), beside(first))
        form.add(tr("Prolonged until"), beside(last))
        self._ask(deadline, form, note, tr("Note that it is prolonged"), tr("The deadline is prolonged."))

    def _ask_pause(self, deadline: Deadline) -> None:
        first = day_field(self._today())
        first.setAccessibleName(tr("Stands still from"))

        def note() -> Command:
            return PauseDeadline(
                by=self._workplace.me, case=self._case, rule=deadline.rule.code, first=day_of(first), last=None
            )

        form = Form()
        form.add(tr("Stands still from"), beside(first))
        self._ask(deadline, form, note, tr("Let it stand still"), tr("The deadline stands still."))

    def _ask(self, deadline: Deadline, form: Form, note: Callable[[], Command], ok: str, said: str) -> None:
        """Ask for the days in the place of everything else."""
        made = QWidget()
        lines = QVBoxLayout(made)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(label(tr(deadline.rule.name), "strong"))
        lines.addWidget(form)
        lines.addSpacing(BETWEEN - INSIDE)
        self.ok = primary_button(ok, lambda: self._do(note(), said))
        lines.addWidget(beside(self.ok, button(tr("Cancel"), self._refresh)))
        self._is_asking, self.extras = True, None
        self._exchange(made)
        self.ok.setFocus(Qt.FocusReason.OtherFocusReason)

    def _exchange(self, content: QWidget) -> None:
        if self._content is not None:
            self._lines.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self._lines.insertWidget(0, content)
        content.show()  # now, so that it can take the focus

    def _refuse(self, error: BaseException) -> None:
        self.notice.show_trouble(as_trouble(error))


def show_course(workplace: Workplace, page: QWidget, case: int, code: str) -> None:
    """Open the card of a case over the page."""
    window = page.window()
    assert isinstance(window, MainWindow)
    window.show_card(tr("Deadlines and weight of {code}", code=code), CourseCard(workplace, case), width=_WIDTH)
