"""The card on which the team lead sets the board: limits of the stages, teams, the points of the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from mottagning.board.production import STAGES
from mottagning.board.settings import AGENDA, BoardSettings, Point, SaveBoard, load_settings
from mottagning.db import Database
from mottagning.people import staff
from mottagning.people.staff import Person
from mottagning.texts import tr
from mottagning.ui.board.talkrows import TITLES
from mottagning.ui.desk import words
from mottagning.ui.keeping import Keeping
from mottagning.ui.settings.growing import Growing
from mottagning.ui.tokens import BETWEEN, INSIDE
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import Form, beside, label
from mottagning.ui.widgets.scrolling import scrolled
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE

_HEIGHT = 560


class LimitsCard(QWidget):
    """Reads what is set, and keeps what is changed unless somebody else has changed it meanwhile."""

    def __init__(self, workplace: Workplace, stages: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._stages = tuple(dict.fromkeys((*STAGES, *stages)))
        self.limits = {stage: _limit_field() for stage in self._stages}
        self.teams: dict[int, QLineEdit] = {}
        self.agenda: Growing[PointLine] = Growing(tr("Points of the meeting"), tr("Add a point"), PointLine)
        self._form = Form()
        self.keeping = Keeping(
            self._form,
            workplace,
            read=partial(_read, workplace),
            fill=self._fill,
            said=self._said,
            command=self._command,
            says=tr("The board's limits and agenda are saved."),
            kinds=(),
        )
        self._lay_out()
        self.keeping.reload()

    def _lay_out(self) -> None:
        form = self._form
        form.section(tr("The most cases in a stage"))
        form.wide(label(tr("The board warns when a stage nears its limit. It stops nothing."), "quiet", wraps=True))
        for stage, field in self.limits.items():
            form.add(words.stage(stage), field)
        form.section(tr("Points of the meeting"))
        form.add(tr("Agenda"), self.agenda)
        form.section(tr("Teams"))
        form.wide(label(tr("Whoever has the same word belongs to the same team."), "quiet", wraps=True))
        column = QWidget()
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, BETWEEN, 0)
        inside.addWidget(form)
        inside.addStretch(1)
        area = scrolled(column)
        area.setMinimumHeight(_HEIGHT)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addWidget(area, 1)
        lines.addWidget(self.keeping.notice)
        lines.addWidget(beside(self.keeping.ok, self.keeping.back))

    def _fill(self, loaded: _Loaded) -> None:
        for stage, field in self.limits.items():
            field.setValue(loaded.settings.limits.get(stage, 0))
        for person in loaded.people:
            if person.id not in self.teams:
                self.teams[person.id] = QLineEdit()
                self._form.add(person.name, self.teams[person.id])
            self.teams[person.id].setText(loaded.settings.teams.get(person.id, ""))
        self.agenda.clear()
        for point in loaded.settings.agenda or AGENDA:
            self.agenda.put().fill(point)

    def _said(self) -> BoardSettings:
        before = self.keeping.found.settings
        gone = {stage: most for stage, most in before.limits.items() if stage not in self.limits}
        away = {person: team for person, team in before.teams.items() if person not in self.teams}
        return replace(
            before,
            limits=gone | {stage: field.value() for stage, field in self.limits.items() if field.value()},
            teams=away | {person: field.text() for person, field in self.teams.items()},
            agenda=tuple(line.value() for line in self.agenda.lines),
        )

    def _command(self) -> SaveBoard:
        return SaveBoard(by=self._workplace.me, settings=self._said())


class PointLine(QWidget):
    """A point: what it shows, or a title of one's own, and its minutes."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("What the point shows"))
        for kind, word in TITLES.items():
            self.kind.addItem(tr(word), kind)
        self.kind.addItem(tr("A point of your own"), "own")
        self.title = QLineEdit()
        self.title.setPlaceholderText(tr("Title"))
        self.title.setAccessibleName(tr("Title"))
        self.minutes = number_field(1, 240, 5, tr("min"))
        self.minutes.setAccessibleName(tr("Minutes"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        for part in (self.kind, self.title):
            row.addWidget(part, 1)
        row.addWidget(self.minutes)
        self.setFocusProxy(self.kind)
        self.kind.currentIndexChanged.connect(self._show_title)
        self._show_title()

    def _show_title(self) -> None:
        self.title.setVisible(self.kind.currentData() == "own")

    def fill(self, point: Point) -> None:
        """Show this point."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(point.kind)))
        self.title.setText(point.title)
        self.minutes.setValue(point.minutes)

    def value(self) -> Point:
        """What the line says."""
        kind = self.kind.currentData()
        return Point(kind=kind, minutes=self.minutes.value(), title=self.title.text() if kind == "own" else "")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What is set, and those who can belong to a team."""

    settings: BoardSettings
    people: tuple[Person, ...]


def _read(workplace: Workplace, database: Database) -> _Loaded:
    today = workplace.now().astimezone(ZONE).date()
    with database.reading():
        people = tuple(each for each in staff.everyone(database, today) if each.role != "none")
        return _Loaded(load_settings(database), people)


def _limit_field() -> QSpinBox:
    field = number_field(0, 10_000, 0)
    field.setSpecialValueText(tr("no limit"))
    return field
