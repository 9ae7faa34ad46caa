"""The line over the rota: which month, how it is seen, how far it has come, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from mottagning.rota.month import Month
from mottagning.texts import tr, trn
from mottagning.ui.rota.wallprint import month_name
from mottagning.ui.theme import dress
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.elided import ElidedLabel
from mottagning.ui.widgets.form import button, icon_button, label, primary_button, quiet_button, with_menu


class MonthBar(QWidget):
    """Says what is asked for: `plan_asked` with "new", "few", "balanced" or "compare", `export_asked` with a format and
    a person ("" for everybody), `month_asked` with -1, 0 (this month) or 1."""

    month_asked = Signal(int)
    view_asked = Signal(str)
    plan_asked = Signal(str)
    publish_asked = Signal()
    discard_asked = Signal()
    export_asked = Signal(str, str)
    absence_asked = Signal()
    demand_asked = Signal()
    away_asked = Signal()
    swaps_asked = Signal()
    versions_asked = Signal()
    import_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("", "title")
        self.back = icon_button(
            "left", tr("Earlier month ({keys})", keys="Ctrl+PgUp"), lambda: self.month_asked.emit(-1)
        )
        self.on = icon_button("right", tr("Later month ({keys})", keys="Ctrl+PgDown"), lambda: self.month_asked.emit(1))
        self.now = quiet_button(tr("Today"), lambda: self.month_asked.emit(0))
        self.view = Choice(tr("How the rota is seen"), (("posts", tr("Posts")), ("people", tr("People"))), "posts")
        self.view.chosen.connect(lambda value: self.view_asked.emit(str(value)))
        self.state = dress(ElidedLabel(), "quiet")
        self._others = QMenu(self)
        self.away = self._choice(tr("Somebody is away today…"), self.away_asked)
        self.demand = self._choice(tr("Demand…"), self.demand_asked)
        self.swaps = self._choice(tr("Swaps…"), self.swaps_asked)
        self.versions = self._choice(tr("Versions…"), self.versions_asked)
        self.take_file = self._choice(tr("Read in from Excel…"), self.import_asked)
        self._others.addSeparator()
        self.undo = self._choice(tr("Undo"), self.undo_asked)
        self.redo = self._choice(tr("Do again"), self.redo_asked)
        self.more = with_menu(button(tr("More")), self._others)
        self.set_history(False, False)
        self.absence = button(tr("Absence…"), self.absence_asked.emit)
        self.export = button(tr("Export"))
        self.discard = button(tr("Throw the draft away"), self.discard_asked.emit)
        self.plan = primary_button("")
        self.publish = primary_button(tr("Publish"), self.publish_asked.emit)
        self._again = QMenu(self)
        for mode, text in (
            ("compare", tr("Compare proposals…")),
            ("few", tr("With as few changes as possible")),
            ("balanced", tr("And even the turns out")),
            ("new", tr("From the beginning")),
        ):
            self._again.addAction(text, partial(self.plan_asked.emit, mode))
        self._exports = QMenu(self)
        self.export.setMenu(self._exports)
        _show_menu(self.export, True)
        self.plan.clicked.connect(lambda: None if self.plan.menu() else self.plan_asked.emit("new"))
        self.set_exports("", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        row.setSpacing(INSIDE)
        for part in (self.back, self.on):
            row.addWidget(part)
        row.addSpacing(STEP)
        row.addWidget(self.title)
        row.addWidget(self.now)
        row.addSpacing(INSIDE)
        row.addWidget(self.view)
        row.addSpacing(INSIDE)
        self.state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.state, 1)
        for each in (self.more, self.absence, self.export, self.discard, self.plan, self.publish):
            row.addWidget(each)

    def show_month(self, month: Month, *, may_change: bool) -> None:
        """What can be done with this month."""
        self.title.setText(month_name(month.month))
        self.state.set_forms(*_sentences(month, may_change=may_change))
        is_draft = month.plan is not None
        ahead = [s for s in month.slots if max(month.month, month.today) <= s.date <= month.month_end]
        self.now.setVisible(not month.month <= month.today <= month.month_end)
        self.discard.setVisible(may_change and is_draft)
        self.publish.setVisible(may_change and is_draft)
        self.plan.setVisible(may_change and bool(ahead))
        self.take_file.setVisible(may_change)
        again = is_draft or not month.unplanned()
        self.plan.setText(tr("Plan again") if again else tr("Plan the month"))
        self.plan.setMenu(self._again if again else None)  # type: ignore[arg-type]  # None takes it away
        self._again.actions()[3].setVisible(is_draft)
        _show_menu(self.plan, again)
        dress(self.plan, "" if is_draft else "primary")

    def set_busy(self, busy: bool) -> None:
        """While it is planned nothing else is done with the plan."""
        for part in (self.plan, self.publish, self.discard):
            part.setEnabled(not busy)

    def _choice(self, text: str, asks: SignalInstance) -> QAction:
        made = QAction(text, self)
        made.triggered.connect(lambda: asks.emit())
        self._others.addAction(made)
        return made

    def set_history(self, can_undo: bool, can_redo: bool) -> None:
        """Whether something can be taken back, or done again."""
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)

    def set_exports(self, person: str, name: str) -> None:
        """What can be exported; with somebody chosen, her own calendar too."""
        self._exports.clear()
        choices = [
            ("ics", "", tr("Calendar of everybody (ics)")),
            ("xlsx", "", tr("Excel (xlsx)")),
            ("pdf", "", tr("For the wall (pdf)…")),
        ]
        if person:
            choices.insert(1, ("ics", person, tr("Calendar of {name} (ics)", name=name)))
        for kind, whose, text in choices:
            self._exports.addAction(text, partial(self.export_asked.emit, kind, whose))


def _sentences(month: Month, *, may_change: bool) -> tuple[str, ...]:
    """What the month is: a draft, published, or planned in part or not at all; and shorter, for where it is narrow."""
    inside = [slot for slot in month.slots if month.month <= slot.date <= month.month_end]
    if month.plan is not None:
        changed = sum(slot.state == "draft" for slot in inside)
        if not changed:
            return tr("Draft, no change here"), tr("Draft")
        return trn("Draft, {n} shift", "Draft, {n} shifts", changed), tr("Draft")
    ahead = len(month.unplanned())
    if all(slot.state == "unplanned" for slot in inside):
        said = tr("Not planned")
    elif ahead:
        said = trn("Published but for {n} day", "Published but for {n} days", ahead)
    else:
        said = tr("Published")
    return (said,) if may_change else (f"{said} · {tr('Only the team lead changes the rota.')}", said)


def _show_menu(made: QPushButton, shown: bool) -> None:
    made.setProperty("menu", "true" if shown else "false")
    made.style().unpolish(made)
    made.style().polish(made)
