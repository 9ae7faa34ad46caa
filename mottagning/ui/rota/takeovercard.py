"""The card on which today's Excel rota is mapped once: how it is read, what its words mean, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from mottagning.changes import Changes
from mottagning.rota import takeover
from mottagning.rota.sheetchoice import UNREAD, Choice, Outcome, heading_words, post_name
from mottagning.rota.takeover import Looked, TakeOver
from mottagning.rota.workbook import Manner
from mottagning.texts import N_, tr, trn
from mottagning.ui import when
from mottagning.ui.rota.history import History
from mottagning.ui.rota.takeoverpicks import Picks, Said
from mottagning.ui.theme import grown
from mottagning.ui.tokens import BETWEEN, INSIDE, STEP, Tone
from mottagning.ui.widgets.choice import Choice as Answers
from mottagning.ui.widgets.fields import number_field
from mottagning.ui.widgets.form import below, beside, label, pause, primary_button, resume
from mottagning.ui.widgets.notice import Notice
from mottagning.ui.widgets.rowlist import RowList
from mottagning.ui.widgets.rows import Row
from mottagning.ui.widgets.scrolling import scrolled
from mottagning.ui.workplace import Workplace, as_trouble
from mottagning.worktime import ZONE

WIDTH = 1180
_LEAST, _HIGHEST, _AROUND = 420, 900, 330
_SIDE = 400
_EARLIEST, _LATEST = 2000, 2099
_MOST_ROWS = 400


class TakeOverCard(QWidget):
    """Nothing is kept before the button is pressed; then it can be undone. `finished` when it is kept."""

    finished = Signal()

    def __init__(self, workplace: Workplace, history: History, path: Path, room: int) -> None:
        """`room` is how high the window is."""
        super().__init__()
        self._height = max(grown(_LEAST), min(room - grown(_AROUND), grown(_HIGHEST)))
        self._workplace = workplace
        self._history = history
        self._path = path
        self._today = workplace.now().astimezone(ZONE).date()
        self._looked: Looked | None = None
        self._outcome: Outcome | None = None
        self._year_asked = False
        self.notice = Notice()
        self.sheets: dict[str, QCheckBox] = {}
        self.runs = Answers(tr("Which way the days go"), (("down", tr("Downwards")), ("across", tr("Across"))))
        self.holds = Answers(
            tr("What stands at the days"), (("names", tr("Names")), ("marks", tr("Marks, names beside")))
        )
        self.year = number_field(_EARLIEST, _LATEST, self._today.year)
        self.year.setGroupSeparatorShown(False)
        self.scope = Answers(
            tr("What is taken over"), (("past", tr("Only days before today")), ("all", tr("Coming days too")))
        )
        self.posts = self.people = Picks((), {}, "")
        self.understood, self.unread = (
            RowList(tr("How the file is understood"), icons=False, dense=True),
            RowList(tr("What is not read"), icons=False),
        )
        self.keep = primary_button(tr("Take over"), self._take)
        self.keep.setEnabled(False)
        self._lay_out()
        self.runs.chosen.connect(self._read_again)
        self.holds.chosen.connect(self._read_again)
        self.year.valueChanged.connect(self._ask_year)
        self.scope.chosen.connect(self._check)
        self.setFocusProxy(self.keep)
        self._look(None)

    def _lay_out(self) -> None:
        self._sheet_row = QWidget()
        sheets = QHBoxLayout(self._sheet_row)
        sheets.setContentsMargins(0, 0, 0, 0)
        sheets.setSpacing(BETWEEN)
        self._year_parts = beside(label(tr("Year"), "quiet"), self.year)
        self._ways = beside(
            label(tr("The days go"), "quiet"),
            self.runs,
            label(tr("At the days stand"), "quiet"),
            self.holds,
            self._year_parts,
            between=BETWEEN,
        )
        self._picks = QVBoxLayout()
        self._picks.setSpacing(INSIDE)
        made = QWidget()
        made.setLayout(self._picks)
        area = scrolled(made)
        area.setMinimumHeight(self._height)
        area.setAccessibleName(tr("Posts and names in the file"))
        side = below(
            label(tr("How the file is understood"), "strong"),
            self.understood,
            label(tr("What is not read"), "strong"),
            self.unread,
        )
        side.setFixedWidth(grown(_SIDE))
        self.unread.set_empty_sentence(tr("Everything at the days is read."))
        columns = QHBoxLayout()
        columns.setSpacing(BETWEEN)
        columns.addWidget(area, 1)
        columns.addWidget(side)
        self._scope_row = beside(self.scope)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(INSIDE)
        for part in (self._sheet_row, self._ways, self.notice):
            lines.addWidget(part)
        lines.addLayout(columns, 1)
        last = QHBoxLayout()
        last.addWidget(self.keep)
        last.addSpacing(BETWEEN)
        last.addWidget(self._scope_row)
        last.addStretch(1)
        lines.addLayout(last)
        self._parts = (self._sheet_row, self._ways, area, side, self._scope_row)
        for part in self._parts:
            part.hide()

    # Reading ----------------------------------------------------------------------------------------------------------

    def _look(self, manner: Manner | None) -> None:
        path, today = self._path, self._today
        self.keep.setEnabled(False)
        self._workplace.read(
            self, lambda database: takeover.look(database, path, today, manner), self._show, self._refuse
        )

    def _read_again(self) -> None:
        """Read it in the way that is chosen; what was said of headings and names still holds where it suits."""
        assert self._looked is not None
        wanted = tuple(name for name, box in self.sheets.items() if box.isChecked())
        if not wanted:
            self.keep.setEnabled(False)
            self.notice.say(tr("Tick a sheet to read."))
            return
        manner = takeover.manner_of(self._looked, self._choice(), Outcome(posts=(), people=(), shifts=(), unread=()))
        self._look(
            replace(
                manner,
                sheets=None if len(wanted) == len(self.sheets) else wanted,
                runs=self.runs.value(),  # type: ignore[arg-type]
                holds=self.holds.value(),  # type: ignore[arg-type]
                year=self.year.value() if self._year_asked else None,
            )
        )

    def _ask_year(self) -> None:
        self._year_asked = True
        self._read_again()

    def _show(self, looked: Looked) -> None:
        is_first, self._looked = self._looked is None, looked
        reading = looked.reading
        if is_first:
            self._show_sheets(looked)
            goes_on = any(day >= self._today for day, _ in looked.stands)
            self.scope.set_value("past" if goes_on else "all")
        self.runs.set_value(reading.runs)
        self.holds.set_value(reading.holds)
        if reading.year is not None and not self._year_asked:
            self.year.blockSignals(True)
            self.year.setValue(reading.year)
            self.year.blockSignals(False)
        self._year_asked = self._year_asked or looked.manner.year is not None
        for part in self._parts:
            part.show()
        self._sheet_row.setVisible(len(reading.sheets) > 1)
        self._year_parts.setVisible(reading.year is not None or self._year_asked)
        days = [seat.day for seat in reading.seats]
        self._scope_row.setVisible(bool(days) and min(days) < self._today <= max(days))
        self._show_picks(looked)
        self._check()
        waits = self.posts.first_open() or self.people.first_open()
        self.setFocusProxy(waits or self.keep)
        if is_first:
            (waits or self.keep).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_sheets(self, looked: Looked) -> None:
        row = self._sheet_row.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(label(tr("Sheets"), "quiet"))
        for name in looked.reading.sheets:
            box = self.sheets[name] = QCheckBox(name)
            box.setChecked(looked.manner.sheets is None or name in looked.manner.sheets)
            box.toggled.connect(self._read_again)
            row.addWidget(box)
        row.addStretch(1)

    def _show_picks(self, looked: Looked) -> None:
        choice, reading = looked.choice, looked.reading
        people = {person.key: person.name for person in looked.people}
        posts = {post.id: post.name for post in looked.posts}
        counts = reading.headings()
        self.posts = Picks(
            [Said(text=h, shown=heading_words(h), count=counts[h], chosen=c) for h, c in choice.posts.items()],
            posts,
            N_("New post “{name}”"),
        )
        counts = reading.names()
        self.people = Picks(
            [
                Said(text=n, shown=n, count=counts[n], chosen=c, likely=choice.matches[n].like)
                for n, c in choice.people.items()
            ],
            people,
            N_("Somebody new: {name}"),
        )
        while (item := self._picks.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for title, picks in ((tr("Posts in the file"), self.posts), (tr("Names in the file"), self.people)):
            self._picks.addWidget(label(title, "strong"))
            self._picks.addWidget(picks)
            self._picks.addSpacing(STEP)
            picks.changed.connect(self._check)
        self._picks.addStretch(1)

    def _choice(self) -> Choice:
        assert self._looked is not None
        return replace(self._looked.choice, posts=self.posts.value(), people=self.people.value())

    # What comes of it -------------------------------------------------------------------------------------------------

    def _check(self) -> None:
        """Say what would be taken over as it is chosen now."""
        looked, choice = self._looked, self._choice()
        assert looked is not None
        before = self._today if self.scope.value() == "past" else None
        found = self._outcome = takeover.take(looked, choice, before=before)
        self.keep.setEnabled(bool(found.shifts) and not choice.open)
        self.notice.say(*_said(looked, choice, found, self._today))
        self.understood.set_rows(_understood(looked, choice))
        self.unread.set_rows(
            [
                Row(key=number, title=f"{each.place}: {each.text}", detail=str(each))
                for number, each in enumerate((*looked.reading.unread, *found.unread))
            ]
        )

    def _take(self) -> None:
        looked, found = self._looked, self._outcome
        assert looked is not None
        assert found is not None
        pause(self.keep)
        command = TakeOver(
            by=self._workplace.me,
            shifts=found.shifts,
            posts=found.posts,
            people=found.people,
            manner=takeover.manner_of(looked, self._choice(), found),
            file=looked.file,
            seen=looked.stands,
        )
        says = trn("{n} shift is taken over.", "{n} shifts are taken over.", len(found.shifts))
        self._history.do(command, says, done=self._finish, failed=self._refuse)

    def _finish(self, _changes: Changes) -> None:
        self.finished.emit()

    def _refuse(self, error: BaseException) -> None:
        resume(self.keep)
        self.keep.setEnabled(False)
        self.notice.show_trouble(as_trouble(error))


def _understood(looked: Looked, choice: Choice) -> list[Row]:
    """What stands in the file, day by day; what is not decided yet in its own words."""
    posts = {post.id: post.name for post in looked.posts}
    people = {person.key: person.name for person in looked.people}
    seats = sorted(looked.reading.seats, key=lambda seat: (seat.day, seat.place))
    read = [seat for seat in seats if UNREAD not in (choice.posts[seat.heading], choice.people[seat.name])]
    return [
        Row(
            key=number,
            title=f"{_day(seat.day)} · {posts.get(choice.posts[seat.heading] or '', post_name(seat.heading))}",
            right=people.get(choice.people[seat.name] or "", seat.name),
        )
        for number, seat in enumerate(read[:_MOST_ROWS])
    ]


def _said(looked: Looked, choice: Choice, found: Outcome, today: date) -> tuple[str, Tone]:
    """What would come of it, or what has to be chosen first."""
    if count := len(choice.open):
        said = trn(
            "{n} line below waits for an answer: whom or what is meant?",
            "{n} lines below wait for an answer: whom or what is meant?",
            count,
        )
        return said, Tone.WARN
    if not found.shifts:
        return tr("Nothing would be taken over."), Tone.WARN
    days = tr("{first} – {last}.", first=_day(found.shifts[0].date), last=_day(found.shifts[-1].date))
    what = [trn("{n} shift,", "{n} shifts,", len(found.shifts)), days]
    coming = sum(shift.date >= today for shift in found.shifts)
    replaced = sum(looked.stands.get((shift.date, shift.post), shift.person) != shift.person for shift in found.shifts)
    reading = looked.reading
    told = (
        (
            coming,
            trn(
                "{n} of them is yet to come and is published.", "{n} of them are yet to come and are published.", coming
            ),
        ),
        (replaced, trn("{n} has another name in the rota now.", "{n} have another name in the rota now.", replaced)),
        (len(found.posts), trn("{n} new post.", "{n} new posts.", len(found.posts))),
        (len(found.people), trn("{n} new person.", "{n} new people.", len(found.people))),
        (
            reading.struck,
            trn("{n} struck-out cell counts as gone.", "{n} struck-out cells count as gone.", reading.struck),
        ),
        (reading.hidden, trn("{n} hidden row is read too.", "{n} hidden rows are read too.", reading.hidden)),
        (
            len(reading.others),
            tr("Without days, and not read: {sheets}.", sheets=", ".join(reading.others)),
        ),
    )
    return " ".join([*what, *(words for count, words in told if count)]), Tone.WARN if replaced else Tone.GOOD


def _day(day: date) -> str:
    return f"{when.short_day(day)} {day.year}"
