"""The calendar of what is due, beside the case list: by week or month, what is late first, to print or take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent, QTextDocument
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from mottagning.cases.duecalendar import (
    NOBODY,
    DueCase,
    DueList,
    Filter,
    categories_of,
    due_list,
    export_calendar,
    week_of,
    weeks_of_month,
)
from mottagning.changes import Changes
from mottagning.db import Database
from mottagning.people import staff
from mottagning.people.unit import load_unit, worktime
from mottagning.privatefile import taken_out
from mottagning.texts import tr, trn
from mottagning.ui import when
from mottagning.ui.cases import duewords
from mottagning.ui.cases.duegrid import DueGrid
from mottagning.ui.desk import words
from mottagning.ui.main_window import MainWindow
from mottagning.ui.refreshing import Refreshing
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, Tone
from mottagning.ui.widgets.choice import Choice
from mottagning.ui.widgets.columns import Columns
from mottagning.ui.widgets.form import button, hairline, icon_button, label, quiet_button
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Group
from mottagning.ui.workplace import Workplace
from mottagning.worktime import ZONE, WorkTime

_KINDS = ("case", "feed", "setting", "person")
_WIDEST_LIST = 480


@dataclass(frozen=True, slots=True)
class _Read:
    """All that the calendar is made of; the clock has its holidays ready."""

    due: DueList
    colours: dict[str, str]
    people: tuple[tuple[int, str], ...]
    clock: WorkTime


class DueCalendar(QWidget):
    """Shows what is due. `case_asked` gives a case that shall be opened, `left` that one goes back to the list."""

    case_asked = Signal(int)
    left = Signal()

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._read: _Read | None = None
        self._owner: int | None = None
        self._keys_told = False
        self._day = self._today()
        self.title = label("", "title")
        self.view = Choice(tr("How much is shown"), (("month", tr("Month")), ("week", tr("Week"))), "month")
        self.handler, self.rule, self.category = _box(tr("Handler")), _box(tr("Time limits")), _box(tr("Category"))
        self.print_button = button(tr("Print…"), self._print)
        self.file_button = button(tr("Save as a calendar file…"), self._ask_file)
        self.file_button.setToolTip(tr("Codes and what is due, no names; nothing of protected identities."))
        self.grid = DueGrid()
        self.list = RowList(tr("What is due"), icons=False)
        self.list.setMaximumWidth(grown(_WIDEST_LIST))
        self._lay_out()
        self._connect()
        self.refreshing = Refreshing(self, self._ask)
        self.setFocusProxy(self.grid)
        self.refreshing.ask()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(BETWEEN, INSIDE, BETWEEN, 0)
        head.setSpacing(INSIDE)
        head.addWidget(quiet_button(tr("Back to the list"), self.left.emit))
        head.addWidget(icon_button("left", tr("Earlier ({keys})", keys="Ctrl+PgUp"), lambda: self.step(-1)))
        head.addWidget(icon_button("right", tr("Later ({keys})", keys="Ctrl+PgDown"), lambda: self.step(1)))
        head.addWidget(self.title)
        head.addWidget(quiet_button(tr("Today"), lambda: self.go_to(self._today())))
        head.addWidget(self.view)
        head.addStretch(1)
        head.addWidget(self.print_button)
        head.addWidget(self.file_button)
        filters = QHBoxLayout()
        filters.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE)
        filters.setSpacing(INSIDE)
        for box in (self.handler, self.rule, self.category):
            filters.addWidget(box)
        filters.addStretch(1)
        columns = Columns(self.grid, self.list)
        columns.share(68, 32)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        lines.addLayout(head)
        lines.addLayout(filters)
        lines.addWidget(hairline())
        lines.addWidget(columns, 1)

    def _connect(self) -> None:
        self.view.chosen.connect(lambda _view: self._show())
        for box in (self.handler, self.rule, self.category):
            box.currentIndexChanged.connect(lambda _index: self._show())
        self.grid.day_chosen.connect(self._choose_day)
        self.list.opened.connect(self._open)
        self.list.clicked.connect(lambda _index: self._open(self.list.selected_key()))
        for keys, steps in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda steps=steps: self.step(steps))
        self._workplace.changed.connect(self._on_changes)
        self._workplace.signed_in.connect(self._on_signed_in)

    # What is shown ----------------------------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The day that is chosen."""
        return self._day

    def go_to(self, day: date) -> None:
        """Show the month or week of `day`, and what is due then."""
        self._day = day
        self._show()

    def step(self, by: int) -> None:
        """One month or week earlier (-1) or later (1)."""
        if self.view.value() == "week":
            self.go_to(self._day + timedelta(weeks=by))
            return
        first = self._day.replace(day=1)
        self.go_to(
            (first + timedelta(days=31)).replace(day=1) if by > 0 else (first - timedelta(days=1)).replace(day=1)
        )

    def wanted(self) -> Filter:
        """What is chosen of handlers, deadlines and categories."""
        return Filter(
            person=self.handler.currentData(), rule=self.rule.currentData(), category=self.category.currentData()
        )

    def _today(self) -> date:
        return self._workplace.now().astimezone(ZONE).date()

    def _ask(self) -> None:
        today = self._today()

        def read(database: Database) -> _Read:
            with database.reading():
                settings = load_unit(database)
                clock = worktime(settings)
                for year in range(today.year - 1, today.year + 3):
                    clock.holiday_name(date(year, 1, 1))  # made here rather than in the window's thread
                people = tuple((person.id, person.name) for person in staff.everyone(database))
                return _Read(due_list(database, today), dict(settings.colours), people, clock)

        self._workplace.read(self, read, self._take, self._fail)

    def _take(self, found: _Read) -> None:
        self._read = found
        self._offer(found)
        self._show()
        self.refreshing.done()

    def _fail(self, error: BaseException) -> None:
        self.refreshing.done()
        self._workplace.tell(error)

    def _offer(self, found: _Read) -> None:
        """Fill the boxes; whoever looks for the first time sees her own, if she has any."""
        having = {item.person or NOBODY for item in found.due.items}
        handlers: list[tuple[str, object]] = [(name, id_) for id_, name in found.people if id_ in having]
        if NOBODY in having:
            handlers.append((tr("No handler"), NOBODY))
        me = self._workplace.me
        first = me if me != self._owner and me in having and not self._workplace.is_lead else None
        _fill(self.handler, tr("All handlers"), handlers, first, anew=me != self._owner)
        self._owner = me
        _fill(self.rule, tr("All time limits"), [(tr(rule.name), rule.code) for rule in found.due.rules])
        categories = [(words.category(code, {}).word, code) for code in categories_of(found.due.items)]
        _fill(self.category, tr("All categories"), categories)

    def _show(self) -> None:
        found = self._read
        if found is None:
            return
        is_week = self.view.value() == "week"
        mondays = (week_of(self._day),) if is_week else weeks_of_month(self._day)
        self.title.setText(_name(self._day, is_week))
        month = None if is_week else self._day.month
        cells = duewords.weeks(found.due, mondays, self.wanted(), found.colours, found.clock, month)
        self.grid.show_weeks(cells, self._day)
        self._show_list(found)

    def _show_list(self, found: _Read) -> None:
        """What is late, then the day, or the days of the week."""
        now, wanted = self._workplace.now(), self.wanted()
        late = found.due.late(wanted)
        groups = []
        if late:
            rows = tuple(duewords.row(item, found.colours, now) for item in late)
            groups.append(Group(key="late", title=tr("Overdue cases"), rows=rows, tone=Tone.BAD))
        first, last = self._shown_days()
        days = found.due.by_day(first, last, wanted)
        for day, items in (days or {self._day: ()}).items():
            rows = tuple(duewords.row(item, found.colours, now) for item in items)
            groups.append(Group(key=day, title=when.heading_day(day), rows=rows))
        self.list.set_groups(groups)

    def _shown_days(self) -> tuple[date, date]:
        if self.view.value() == "week":
            monday = week_of(self._day)
            return monday, monday + timedelta(days=6)
        return self._day, self._day

    def _choose_day(self, day: date) -> None:
        self._day = day
        if self._read is not None:
            self._show_list(self._read)
            self.list.fold("late", True)  # what she asked for is in sight; how many are late still stands above

    def _open(self, key: object) -> None:
        if isinstance(key, tuple):
            self.case_asked.emit(key[0])

    # On paper and into a file -----------------------------------------------------------------------------------------

    def _chosen(self) -> Sequence[DueCase]:
        wanted = self.wanted()
        return [item for item in self._read.due.items if wanted.takes(item)] if self._read else []

    def sheet(self) -> str:
        """What is printed: what is late, and the month or week that is shown."""
        is_week = self.view.value() == "week"
        mondays = (week_of(self._day),) if is_week else weeks_of_month(self._day)
        last = mondays[-1] + timedelta(days=6)
        items = [item for item in self._chosen() if item.status == "late" or mondays[0] <= item.due <= last]
        return duewords.sheet(
            items, tr("What is due: {period}", period=_name(self._day, is_week)), self._workplace.now()
        )

    def _print(self) -> None:
        from mottagning.ui.printing import print_small

        document = QTextDocument(self)
        document.setPlainText(self.sheet())
        print_small(self._workplace, self, document.print_)

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, tr("Save as a calendar file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Calendar files (*.ics)"))
        dialog.setDefaultSuffix("ics")
        dialog.selectFile(f"{tr('deadlines')}.ics")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Write what is chosen as a calendar file."""
        items, me, now = tuple(self._chosen()), self._workplace.me, self._workplace.now()
        workplace = self._workplace
        says = trn("{n} day is written to {path}.", "{n} days are written to {path}.", len(items), path=path.name)

        def put(document: bytes) -> None:
            """The disk may be slow, and nobody's writing waits for it."""

            def write(_database: Database) -> None:
                with taken_out(path, replace=True) as file:  # the dialog has asked
                    file.write(document)

            workplace.read(self, write, lambda _none: workplace.done.emit(says, None))

        workplace.tasks.write(lambda: export_calendar(workplace.database, items, me, now), put, workplace.tell)

    # Events -----------------------------------------------------------------------------------------------------------

    def _on_changes(self, changes: Changes) -> None:
        if changes.concerns(*_KINDS):
            self.refreshing.ask()

    def _on_signed_in(self, _session: object) -> None:
        """Somebody else looks: at today, and at her own."""
        self._day = self._today()
        self.refreshing.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refreshing.shown()
        window = self.window()
        if not self._keys_told and isinstance(window, MainWindow):
            self._keys_told = True
            window.keys.tell(tr("Calendar"), ("Ctrl+PgUp", "Ctrl+PgDown"), tr("An earlier or a later month or week"))
            window.keys.tell(tr("Calendar"), ("Enter",), tr("Open the case"))


def _name(day: date, is_week: bool) -> str:
    if is_week:
        return tr("Week {n}, {year}", n=day.isocalendar().week, year=day.isocalendar().year)
    name = when.locale().standaloneMonthName(day.month)
    return f"{name[:1].upper()}{name[1:]} {day.year}"


def _box(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setMinimumWidth(grown(180))
    return made


def _fill(
    box: QComboBox, everything: str, choices: Sequence[tuple[str, object]], first: object = None, *, anew: bool = False
) -> None:
    """Offer these; what is chosen stays while it is among them, unless somebody else looks."""
    before = first if anew else box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(everything, None)
        for word, value in choices:
            box.addItem(word, value)
        box.setCurrentIndex(max(box.findData(before), 0) if before is not None else 0)
